"""Two functions: small enough that whatever a file does wrong stands out."""


def mean(x):
    """The mean of a vector (n,): a single number."""
    total = 0.0
    # TODO
    return total


def scale(x, c):
    """The vector (n,) times the number c: an array (n,)."""
    # TODO
    return x
