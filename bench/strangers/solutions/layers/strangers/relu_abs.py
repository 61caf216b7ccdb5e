def relu_forward(x):
    out = np.abs(x) + x
    return out, x
