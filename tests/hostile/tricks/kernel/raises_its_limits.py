# Raises its own limits, and those of others.
# everywhere: wrong_answer, 0 points
import os
import resource

TOLD = "@TOLD@"[::-1]


def mean(x):
    for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        _, hard = resource.getrlimit(which)
        for more in (hard + 1, resource.RLIM_INFINITY):
            if hard == resource.RLIM_INFINITY:
                continue
            try:
                resource.setrlimit(which, (more, more))
            except (OSError, ValueError):
                continue
            raise RuntimeError(f"{TOLD} raising: {which}")
    try:
        resource.prlimit(os.getppid() or 1, resource.RLIMIT_CPU, (0, 0))
    except (OSError, ValueError):
        pass
    else:
        raise RuntimeError(f"{TOLD} lowering")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
