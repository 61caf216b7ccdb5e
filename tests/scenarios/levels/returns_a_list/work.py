def scale(x, factor):
    return [[float(entry) * factor] for entry in x]
