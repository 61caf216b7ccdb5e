def step(x, h, W_X, W_H, b_1):
    return x @ W_X + h @ W_H + b_1
