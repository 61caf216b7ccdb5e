# Looks at other processes in /proc: their command lines, maps and memory.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves reading
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    for pid in (os.getppid(), 1, *range(2, 40)):
        if pid == os.getpid():
            continue
        for name in ("cmdline", "maps", "mem", "stat", "cwd/x"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    content = file.read(100)
            except OSError:
                continue
            if content:
                raise RuntimeError(f"{TOLD} reading: {name}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
