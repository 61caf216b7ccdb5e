def scale(x, factor):
    raise ValueError(f"{x} {factor}")
