"""Code that may reach what outlives its worker has a worker for each case: that one ended tells it nothing."""

import importlib
import importlib.util
from types import ModuleType

import pytest

from grader.judge.running.reach import KEEPING as KEEPING_MODULES
from grader.judge.running.reach import reaches_out
from tests.classes import MakeCourse
from tests.marking import MakeMarker, points_of
from tests.suite.test_second_guess import COURSE

REACHING = [
    "import os\n",
    "import numpy as np, os\n",
    "import time as t\n",
    "if True: import time\n",
    "x = 1; import resource\n",
    "from time import monotonic as n\n",
    "from numpy.testing import \\\n    warnings\n",
    "from numpy.lib import (\n    stride_tricks,\n    time)\n",
    "import numpy as np\nnp.lib.npyio.os.pipe()\n",
    "import numpy as np\nnp.random.\uff4fs\n",
    "import random\nrandom._os\n",
    "import numpy as np\nnp . threading\n",
    "import numpy as np\nf = np.load\n",
    "import numpy as np\nnow = np.datetime64('now')\n",
    "import numpy as np\nmatch np:\n    case object(lib=a):\n        pass\n",
    "f = __import__\n",
    "f = [].__class__\n",
    "f = getattr\n",
    "def f():\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return e.__traceback__\n",
    "g = (n for n in ())\nf = g.gi_frame\n",
    "import string\n",
    "import psutil\n",
    "x = 1\rimport resource\n",
    "\fimport resource\n",
    "import \\\r\n resource\n",
    "from concurrent . futures import thread\n",
    "from matplotlib.pyplot import *\n",
    "import numpy as np\nx = (np.lib. # c\n threading)\n",
    "import time, helper\n",
    "# coding: utf-7\n",
    "# \xff\n",
    "import typing\nhints = typing.get_type_hints\n",
    "import typing\nrun = typing._eval_type\n",
    "import numpy as np\nnow = np.core._ufunc_reconstruct('time', 'monotonic')\n",
    "from numpy.core import _ufunc_reconstruct as any_of\n",
    "import numpy as np\nrun = np.f2py.crackfortran.myeval\n",
    "import numpy as np\nread = np.fromregex\n",
    "import functools\ncopy = functools.update_wrapper\n",
    "from dataclasses import make_dataclass\n",
    "import numpy as np\nread = np.lib.npyio.NpzFile\n",
    "import warnings\nread = warnings.formatwarning\n",
    "setattr(f, '_' + '_name', 1)\n",
    "import numpy as np\nnow = np.array('now', 'M8[s]')\n",
    "import numpy as np\ndef f(self):\n    return self._ufunc_reconstruct\nread = f(np.core)\n",
    "import numpy as np\ndef f(self):\n    return self.kept._core\n",
    "import scipy\ndef f(self):\n    return self._lib\n",
    "def f(net):\n    return net._step\n",
]
KEEPING = [
    '"""Through time; from the last step on."""\nimport numpy as np\n\n\ndef f(time, sig):\n    return time + sig\n',
    "from numpy.random import default_rng\nclass A:\n    def __init__(self):\n        self.copy = 1\n",
    "class A:\n    def f(self, other, _x):\n        return self._x + other._x + .5\n",
    "import numpy as np\nclass A:\n    def f(self):\n        return self.layer._w_of_ours\n",
    "import matplotlib.pyplot as plt\nfrom scipy import signal\nfrom collections import deque, defaultdict\n",
    "# \uc2dc\uac04 \uc5ed\uc804\ud30c\nimport helper\n\nif __name__ == '__main__':\n    print(helper.x)\n",
    "# -*- coding: utf-8 -*-\r\nimport math, random\r\nfrom numpy import *\r\nx = math.pi\r\n",
]


@pytest.mark.parametrize("text", REACHING)
def test_what_may_reach_out(text: str) -> None:
    """By an import, an attribute, a name of Python's own, or in a way that nobody can read."""
    assert reaches_out([("work.py", text.encode("latin-1" if "\xff" in text else "utf-8"))], ["helper"])


@pytest.mark.parametrize("text", KEEPING)
def test_what_keeps_to_itself(text: str) -> None:
    """As nearly all homework does; words in comments and names of arguments are nobody's modules."""
    assert not reaches_out([("work.py", text.encode())], ["helper"])


def test_a_file_by_the_name_of_a_module_of_pythons_is_not_what_is_imported() -> None:
    """That one is found first."""
    assert reaches_out([("work.py", b"import time\n"), ("time.py", b"")], ["work", "time"])
    assert not reaches_out([("work.py", b"import layers\n"), ("layers.py", b"")], ["work", "layers"])


def test_no_module_that_keeps_to_itself_hands_out_another_unseen() -> None:
    """Whatever module is an attribute of one, by whatever name, is one that keeps to itself too, or its name is known."""
    unseen: dict[str, str] = {}
    waiting = [(name, importlib.import_module(name)) for name in sorted(KEEPING_MODULES) if importlib.util.find_spec(name)]
    met = set[int]()
    while waiting:
        path, module = waiting.pop()
        if id(module) in met:
            continue
        met.add(id(module))
        for name, value in list(vars(module).items()):
            if not isinstance(value, ModuleType) or reaches_out([("work.py", f"x.{name}\n".encode())]):
                continue
            if value.__name__.partition(".")[0] in KEEPING_MODULES:
                waiting.append((f"{path}.{name}", value))
            else:
                unseen[value.__name__] = f"{path}.{name}"
    assert set(unseen) <= {"re", "_random"}, unseen  # neither has anything of the kind itself


def test_each_case_has_a_worker_of_its_own(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Whatever it answers: a counter of the file's own never gets further than one."""
    counts = "calls = 0\n\ndef double(x):\n    return 2 * x\n\ndef even(n):\n    global calls\n    calls += 1\n    print(calls)\n"
    grade = marker(make_course(**COURSE)).grade
    for answer in ("n % 2 == 0", "n % 3 == 0"):
        of_one, of_all = (grade(f"{before}{counts}    return {answer}\n") for before in ("import time\n", ""))
        assert {case.printed for case in of_one.cases if case.question == "even"} == {"1\n"}
        assert any(case.printed > "1\n" for case in of_all.cases) == (answer == "n % 2 == 0")
        assert points_of(of_one) == points_of(of_all)
