def scale(x, factor):
    print("scaling", x, factor)
    return x + factor
