# Lists the private folders, by their paths and by way of links and of the folders above.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves reading
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    for way in ("@COURSE@/solutions", "@COURSE@/assignments/../solutions", "/proc/self/root@COURSE@", "/proc/1/root@COURSE@",
                "//@COURSE@/./solutions/vault", "@COURSE@"):
        try:
            names = os.listdir(way)
        except OSError:
            continue
        raise RuntimeError(f"{TOLD} reading: {names}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
