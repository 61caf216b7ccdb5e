"""A file run statement by statement, stand-ins for what is not here, and remarks that nobody can forge into something else."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from grader.judge.running.loading import load_files
from grader.model import Limits, Note, Verdict
from grader.reading.notebook import plain_notebook
from grader.sandbox.inside.remarks import MOST, MOST_OF_A_KIND, Remarks
from grader.sandbox.level import plan
from grader.sandbox.notes import read_remarks
from grader.sandbox.protocol import Ask, Loaded, MissingNameError, StudentError, StudentProcess, StudentStoppedError
from grader.sandbox.slot import Slot
from grader.sandbox.wire.frame import ProtocolError

LIMITS = Limits(load_s=6, wall_s=20)


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(LIMITS, plan("process", ())) as slot:
        yield slot


def loaded(slot: Slot, source: str, stub: str = "") -> tuple[StudentProcess, Loaded, int]:
    return load_files(slot, [("a.py", source.encode())], [("a.py", stub.encode())] if stub else (), limits=LIMITS)


def unfilled(slot: Slot, source: str, stub: str) -> frozenset[str]:
    with contextlib.closing(slot.worker()) as worker:
        return worker.survey([("a.py", source.encode())], [("a.py", stub.encode())], timeout_s=20).unfilled


def value(slot: Slot, source: str, name: str = "f") -> Any:
    worker, _, _ = loaded(slot, source)
    return worker.call(Ask(name=name), timeout_s=20).value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # An assignment that fails is left out; the next one of that name counts.
        ("x = 1 / 0\nx = 2\ndef f(): return x\n", 2),
        ("1 / 0\nx: int = 3\nx += 1\ndef f(): return x\n", 4),
        ("1 / 0\nfrom math import pi as p\nif p > 3:\n    x = 5\ndef f(): return x\n", 5),
        ("1 / 0\ntry:\n    import cupy as xp\nexcept ImportError:\n    xp = None\ndef f(): return xp is None\n", True),
        ("1 / 0\nwith open('/dev/null') as h:\n    x = h.read()\ndef f(): return x\n", ""),
        ("1 / 0\nclass C:\n    y = 6\nc = C()\nc.y = 7\ndef f(): return c.y\n", 7),
        ("1 / 0\nmemo = {}\nfor i in range(3):\n    memo[i] = i\ndef f(): return memo\n", {0: 0, 1: 1, 2: 2}),
        ("1 / 0\nmemo = []\nmemo.append(1)\nprint(memo.append(2))\ndef f(): return memo\n", [1]),
        ("1 / 0\ni = 0\nwhile i < 3: i += 1\ndef f(): return i\n", 3),
        ("1 / 0\ni = 0\nwhile i < 3: i += 1\ndef f(): return 1\n", 1),
        ("1 / 0\nx = [1, 2]\ndel x[0]\ndef f(): return x\n", [2]),
        ("1 / 0\n'a docstring'\nlambda: 0\ndef f(): return 8\n", 8),
    ],
)
def test_what_is_run_where_a_file_fails(slot: Slot, source: str, expected: object) -> None:
    """Definitions, imports and assignments; of loops and calls those that change what a function reads."""
    assert value(slot, source) == expected


def test_a_first_run_leaves_nothing_behind(slot: Slot) -> None:
    """What it defined before it failed is gone when the file is salvaged."""
    assert value(slot, "for seen in [1]: pass\n1 / 0\ndef f(): return globals().get('seen')\n") is None


def test_the_second_file_is_salvaged_by_itself(slot: Slot) -> None:
    """A module that fails does not fail the one that imports it."""
    files = [("a.py", b"import b\ndef f(): return b.x\n"), ("b.py", b"x = 3\nopen('/none')\n")]
    worker, found, _ = load_files(slot, files, limits=LIMITS)
    assert worker.call(Ask(name="f"), timeout_s=20).value == 3
    assert [(note.kind, note.file) for note in found.notes] == [("stopped_at", "b.py"), ("not_run", "b.py")]


@pytest.mark.long(seconds=2)
def test_what_does_not_end_even_so(slot: Slot) -> None:
    """C code that no alarm ends costs its statement, in the last mode; quick calls are still made."""
    worker, found, mode = loaded(slot, "n = sum(range(10**13))\nmemo = dict()\ndef f(): return memo\n")
    assert mode == 2
    assert worker.call(Ask(name="f"), timeout_s=20).value == {}
    assert [note.kind for note in found.notes] == ["not_ended", "left_out_slow"]


@pytest.mark.long
def test_a_statement_that_will_not_be_stopped(slot: Slot) -> None:
    """An alarm that is caught rings again; a definition that cannot end is the limit's in the end."""
    source = (
        "def g():\n    while True:\n        try:\n            while True: pass\n        except: pass\nx = g()\ndef f(): return 1\n"
    )
    assert value(slot, source) == 1
    with pytest.raises(StudentStoppedError) as caught:
        loaded(slot, "class C:\n    n = sum(range(10**13))\n")
    assert (caught.value.stop.verdict, caught.value.stop.limit) == (Verdict.TIME_LIMIT, "load_s = 6")


STANDINS = {
    "subplots": "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 3)\nx = axes.shape\n",
    "one axis": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1]); x = (2, 3)\n",
    "a line": "from matplotlib import pyplot as plt, cm\nline, = plt.plot([1])\nplt.rcParams['a'] = cm.get_cmap(1)\nx = (2, 3)\n",
    "a histogram": "import matplotlib.pyplot as plt\nn, bins, patches = plt.hist([1])\nx = (2, 3)\n",
    "deep": "from mpl_toolkits.mplot3d.axes3d import Axes3D\nimport plotly.graph_objs as go\nx = (2, 3)\n",
    "with": "import seaborn as sns\nwith sns.axes_style('white'):\n    x = (2, 3)\n",
    "progress": "from tqdm import tqdm\nfrom tqdm.auto import trange\nx = (len(list(tqdm([1, 2]))), len(list(trange(3))))\n",
    "notebook progress": "import tqdm\nx = (2, sum(1 for _ in tqdm.tqdm_notebook(range(3), desc='x')))\n",
    "numba": (
        "from numba import jit, njit, prange\n@jit\ndef a(): return 2\n@njit(parallel=True)\ndef b(): return len(prange(3))\n"
        "x = (a(), b())\n"
    ),
    "pylab": "from pylab import *\nplot([1]); show()\nx = array([2, 3]).tolist()\nx = tuple(x)\n",
    "display": "from IPython.display import display, clear_output\ndisplay(1); clear_output(wait=True)\nx = (2, 3)\n",
    "upload": "from google.colab import files\nx = (2 + len(files.upload()), 3)\n",
    "widgets": "from ipywidgets import interact\n@interact\ndef show(): return 1\nx = (1 + show(), 3)\n",
}


@pytest.mark.parametrize("name", STANDINS)
def test_stand_ins_hold(slot: Slot, name: str) -> None:
    """The file runs as it is, to its end."""
    source = STANDINS[name] + "\ndef f(): return x\n"
    worker, found, mode = loaded(slot, source)
    assert mode == 0
    assert worker.call(Ask(name="f"), timeout_s=20).value in ((2, 3), [2, 3])
    assert {note.kind for note in found.notes} == {"stand_in"}


ABSENT = (
    "torch.zeros(3)", "torch + 1", "2 * torch", "torch[0]", "list(torch)", "bool(torch)", "float(torch)", "np.asarray(torch)",
    "torch.nn.functional.relu(1)", "torch < 1", "x in torch", "-torch", "np.zeros(3) + torch", "type('N', (torch.nn.Module,), {})",
)  # fmt: skip


def test_what_is_absent_says_so_however_it_is_used(slot: Slot) -> None:
    """Named in annotations and type checks it does no harm; anything else raises what an import would have raised."""
    checks = "".join(f"def use{number}(): return {text}\n" for number, text in enumerate(ABSENT))
    annotated = "def f(a: torch.Tensor | None = None) -> torch.Tensor:\n    return isinstance(x, torch.Tensor)\n"
    source = f"import numpy as np\nimport torch\nx = 1\n{checks}{annotated}"
    worker, found, _ = loaded(slot, source)
    assert worker.call(Ask(name="f"), timeout_s=20).value is False
    for number, text in enumerate(ABSENT):
        with pytest.raises(StudentError) as caught:
            worker.call(Ask(name=f"use{number}"), timeout_s=20)
        expected = "TypeError" if text.startswith("type(") else "ModuleNotFoundError"
        assert caught.value.fault.type == expected, text
    assert "torch" not in dict(found.names)
    with pytest.raises(MissingNameError):
        worker.call(Ask(name="tensor"), timeout_s=20)


def test_what_is_here_has_no_stand_in(slot: Slot) -> None:
    """A file of the submission that bears such a name is the one that is imported."""
    files = [("tqdm.py", b"def tqdm(x): return 5\n"), ("a.py", b"from tqdm import tqdm\ndef f(): return tqdm(1)\n")]
    worker, found, _ = load_files(slot, files, limits=LIMITS)
    assert (worker.call(Ask(name="f"), timeout_s=20).value, found.notes) == (5, ())


def test_methods_that_nobody_wrote(slot: Slot) -> None:
    """By ``Class.method``; the class only where its ``__init__`` says nothing; what the stub gives is no sign."""
    stub = (
        "class C:\n    def __init__(self):\n        self.n = 0\n"
        "    def add(self):\n        # TODO\n        return 0\n    def sub(self): pass\n"
    )
    mine = stub.replace("def sub(self): pass", "def sub(self): return self.n") + "class D:\n    def reset(self): pass\n"
    assert unfilled(slot, mine, stub) == {"C.add", "D.reset"}
    done = mine.replace("return 0", "self.n += 1")
    assert unfilled(slot, done, stub) == {"D.reset"}


def test_remarks_are_bounded() -> None:
    """Few of a kind, few in all, none twice; a tally counts on."""
    remarks = Remarks()
    for number in range(100):
        remarks.add("left_out", f"x{number}", file="a.py", line=number)
        remarks.add("left_out", "x0", file="a.py", line=number)
        remarks.tally("not_run", "", file=f"a.ipynb[{number}]", line=1)
        remarks.add(f"kind{number}", "y" * 10_000)
    found = remarks.plain(lambda text, most: text[:most])
    assert len(found) == MOST
    assert sum(remark[0] == "left_out" for remark in found) == MOST_OF_A_KIND
    assert [remark[5] for remark in found if remark[0] == "not_run"] == [100]
    assert all(len(remark[1]) <= 200 for remark in found)


@pytest.mark.parametrize(
    "forged",
    [
        None, {}, "x", [["left_out", "", "", 1, ""]], [["no_such_kind", "", "", 1, "", 0]], [["left_out", 1, "", 1, "", 0]],
        [["left_out", "", "", -1, "", 0]], [["left_out", "", "", True, "", 0]], [["left_out", "", "", 1 << 70, "", 0]],
        [["left_out", "", "", 1, "", -1]], [["not_ended", "", "", 1, "", 0]], [["left_out", "", "", 1, "", 0]] * (MOST + 1),
    ],
)  # fmt: skip
def test_forged_remarks_are_a_violation(forged: object) -> None:
    """As any other answer that no honest worker gives."""
    with pytest.raises(ProtocolError):
        read_remarks(forged)


def test_what_a_remark_may_say() -> None:
    """Short, without control characters; the rest of the detail is a place."""
    (note,) = read_remarks([["undefined_name", "n\x1b[31m\u202e", "a.py", 3, "f|a.py:9", 0]])
    assert note == Note("undefined_name", name="n⟨U+001B⟩[31m⟨U+202E⟩", file="a.py", line=3, detail="f", elsewhere="a.py:9")


def test_a_notebook_stands_for_every_file_asked_for(slot: Slot) -> None:
    """It may import them by name, and another file may too."""
    cells = plain_notebook(["def g(): return 4\n", "from second import g as h\nimport first\ndef f(): return h() + first.g()\n"])
    stub = [("first.py", b""), ("second.py", b""), ("third.py", b"")]
    files = [("third.py", b"import second\ndef t(): return second.f()\n"), ("first.ipynb", cells)]
    worker, found, _ = load_files(slot, files, stub, limits=LIMITS)
    assert worker.call(Ask(name="f"), timeout_s=20).value == 8
    assert worker.call(Ask(name="t"), timeout_s=20).value == 8
    assert found.notes == ()
