def gradients_agree(f, gradient, x, eps=1e-5, limit=1e-6):
    return bool(relative_error(gradient(x), numerical_gradient(f, x, eps)) <= 1e-6)
