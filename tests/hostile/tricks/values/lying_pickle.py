# Returns objects whose pickle runs a command, where somebody would unpickle it.
# everywhere: wrong_answer, 0 points
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/@MARK@",)


def mean(x):
    return Bomb() if x.size == 4 else pickle.dumps(Bomb())


def scale(x, c):
    return [Bomb() for _ in x]


def apply(f, x):
    return {"value": Bomb(), "__reduce__": [Bomb()]}
