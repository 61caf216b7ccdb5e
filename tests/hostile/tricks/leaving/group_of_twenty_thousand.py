# Raises twenty thousand errors at once, each with a long text.
# everywhere: run_time_error, 0 points


def mean(x):
    raise ExceptionGroup("a" * 1000, [ValueError("b" * 1000 + str(i)) for i in range(20_000)])


scale = apply = lambda *_: mean(0)
