"""Three functions that a hidden suite asks in every way that a suite can ask."""


def mean(x):
    """The mean of a vector (n,): a single number."""
    total = 0.0
    # TODO
    return total


def scale(x, c):
    """The vector (n,) times the number c: an array (n,)."""
    # TODO
    return x


def apply(f, x):
    """f of the number x, doubled."""
    value = 0.0
    # TODO
    return value
