# Looks for what others handed in: in the folder of the class, and in the journal of the run.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves reading
# quick
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    for folder in ("@CLASS@", "@OUT@", "@OUTSIDE@", ".", ".."):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            try:
                with open(f"{folder}/{name}", "rb") as file:
                    content = file.read()
            except OSError:
                continue
            if b"of-another" in content:
                raise RuntimeError(f"{TOLD} reading: {content!r}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
