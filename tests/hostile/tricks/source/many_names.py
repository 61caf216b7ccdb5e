# Defines ninety thousand names.
# everywhere: wrong_answer, 0 points
for _i in range(90_000):
    globals()["n%d" % _i] = 0


def mean(x):
    return 0


scale = apply = lambda *_: 0
