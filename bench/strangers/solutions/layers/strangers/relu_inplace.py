def relu_forward(x):
    cache = x
    x[x < 0] = 0
    return x, cache
