# Imports grader's own judge and suite, by name and by the path that its loaded parts know, and searches them.
# everywhere: not_implemented, 0 points
import importlib
import sys

TOLD = "@TOLD@"[::-1]
FOUND = []
for name in ("grader.judge.suite", "grader.judge.process", "grader.judge.running.student", "grader.reading.course", "pytest", "_pytest.runner"):
    try:
        FOUND.append(importlib.import_module(name))
    except ImportError:
        pass


def mean(x):
    for module in [*FOUND, *sys.modules.values()]:
        for value in vars(module).values():
            if type(value).__name__ in ("Suite", "Case", "Session", "Student", "Reference"):
                raise RuntimeError(f"{TOLD} seeing: {value}")
    return 0.0
