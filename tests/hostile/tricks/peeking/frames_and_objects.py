# Walks every frame above it, every object that the collector knows, and every module, for the hidden suite's words or its cases.
# everywhere: wrong_answer, 0 points
# quick
import gc
import sys

TOLD = "@TOLD@"[::-1]
# Backwards, so as not to find these.
WORDS = [word[::-1] for word in ("neddih-eht-fo", "ecnerefer-eht-fo", "naem_tset", "naem.kcehc", "(raen", "= detcepxe")]


def texts():
    frame = sys._getframe(2)
    while frame is not None:
        yield repr(frame.f_locals)
        yield frame.f_code.co_filename
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) in (dict, list, tuple):
            yield from (part for part in (thing.values() if type(thing) is dict else thing) if type(part) is str)
    for module in list(sys.modules.values()):
        yield from (value for value in vars(module).values() if type(value) is str)


def mean(x):
    for text in texts():
        if text not in WORDS and any(word in text for word in WORDS):
            raise RuntimeError(f"{TOLD} seeing: {text[:500]}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
