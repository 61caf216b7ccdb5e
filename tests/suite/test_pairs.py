"""Values that only the code which made them understands: caches, instances, their methods and attributes; real processes."""

from collections.abc import Callable

import pytest

from grader.model import CaseResult, Verdict
from tests.classes import MakeCourse
from tests.marking import MakeMarker, Marker, evidence_of, mismatch_of

CONV = """title: Convolution
files: [work.py]
functions: [conv_forward, conv_backward]
"""
CONV_GRADING = """functions:
  conv_forward: {returns: [out, cache], opaque: [cache]}
"""
CONV_STUB = "def conv_forward(x, w):\n    # TODO\n    pass\n\ndef conv_backward(dout, cache):\n    # TODO\n    pass\n"
CONV_REFERENCE = """
class Cache:
    def __init__(self, x, w):
        self.x, self.w = x, w

def conv_forward(x, w):
    return x * w, Cache(x, w)

def conv_backward(dout, cache):
    return dout * cache.w, dout * cache.x
"""
CONV_HIDDEN = '''
import pytest

def test_backward(check, rng):
    """conv_backward() goes back through conv_forward()."""
    x, w, dout = rng.normal(size=(3, 3))
    out, cache = check.conv_forward(x, w)
    assert out.shape == (3,)
    check.conv_backward(dout, cache)
'''
CACHES = {
    "tuple": ("return x * w, (x, w)", "x, w = cache"),
    "dict": ("return x * w, {'x': x, 'w': w}", "x, w = cache['x'], cache['w']"),
    "list": ("return [x * w, [x, [w]]]", "x, w = cache[0], cache[1][0]"),
    "object": ("return x * w, Box(x, w)", "x, w = cache.x, cache.w"),
    "closure": ("return x * w, lambda: (x, w)", "x, w = cache()"),
    "generator": ("return x * w, (each for each in (x, w))", "x, w = cache"),
    "object array": ("return x * w, np.array([x, None, w], dtype=object)", "x, w = cache[0], cache[2]"),
    "large": ("return x * w, [x, w, np.ones((3000, 3000))]", "x, w, _ = cache"),
    "nothing": ("global kept; kept = x, w; return x * w, None", "x, w = kept"),
}
CONV_STUDENT = """
import numpy as np

class Box:
    def __init__(self, x, w):
        self.x, self.w = x, w
    def __eq__(self, other):
        return True

def conv_forward(x, w):
    {forward}

def conv_backward(dout, cache):
    {backward}
    return dout * w, dout * x
"""


@pytest.fixture
def conv(make_course: MakeCourse, marker: MakeMarker) -> Callable[..., Marker]:
    return lambda hidden=CONV_HIDDEN, grading=CONV_GRADING, reference=CONV_REFERENCE: marker(
        make_course(assignment=CONV, grading=grading, stub=CONV_STUB, reference=reference, hidden=hidden)
    )


def described(case: CaseResult) -> tuple[object, ...]:
    return case.verdict, case.note, case.staff.detail, case.staff.traceback, case.evidence, case.fault


def test_any_kind_of_cache_does(conv: Callable[..., Marker]) -> None:
    """A tuple, a dict, an object, a closure, a generator, more than may be returned, and none at all: it is the student's own."""
    marker = conv(grading=CONV_GRADING + "limits: {result_mb: 1}\n")
    for name, (forward, backward) in CACHES.items():
        case = marker.case(CONV_STUDENT.format(forward=forward, backward=backward))
        assert case.verdict is Verdict.ACCEPTED, (name, described(case))


def test_the_evidence_of_a_pair_is_the_whole_way(conv: Callable[..., Marker]) -> None:
    """Python that reads as one would write it: the cache is named, and its content shown to nobody."""
    student = CONV_STUDENT.format(forward="return x * w, (x, w)", backward="w, x = cache")
    case = conv().case(student)
    assert case.verdict is Verdict.WRONG_ANSWER, described(case)
    first, last = evidence_of(case).call.split("\n")[0], evidence_of(case).call.split("\n")[-2:]
    assert first.startswith("out, cache = conv_forward("), evidence_of(case).call
    assert "cache" in last[0] + last[1], evidence_of(case).call
    assert "conv_backward(" in evidence_of(case).call
    assert case.function == "conv_backward"


def test_a_structure_that_does_not_fit(conv: Callable[..., Marker]) -> None:
    """Said as such, also where the opaque part is what is missing."""
    marker = conv()
    for forward, returned in (
        ("return x * w", "an array of shape (3,)"),
        ("return (x * w,)", "a tuple of 1"),
        ("return x * w, x, w", "a tuple of 3"),
        ("return {'out': x * w}", "a dict of 1"),
    ):
        case = marker.case(CONV_STUDENT.format(forward=forward, backward="x, w = cache"))
        assert case.verdict is Verdict.WRONG_ANSWER, described(case)
        mismatch = mismatch_of(case)
        assert (mismatch.kind, mismatch.expected, mismatch.actual) == ("structure", "out, cache", returned)


def test_none_in_place_of_it_all(conv: Callable[..., Marker]) -> None:
    """A function without a return statement is not implemented."""
    case = conv().case(CONV_STUDENT.format(forward="y = x * w", backward="x, w = cache"))
    assert (case.verdict, case.note) == (Verdict.NOT_IMPLEMENTED, "nothing"), described(case)


def test_opaque_parts_nest(conv: Callable[..., Marker]) -> None:
    """[[a, b], cache]: the cache at its place, and the others compared by name."""
    marker = conv(
        grading="functions:\n  conv_forward:\n    returns: [[a, b], cache]\n    opaque: [cache]\n    tolerance: {b: {atol: 1}}\n",
        reference="def conv_forward(x, w): return (x, w), [x]\ndef conv_backward(dout, cache): return dout * cache[0]\n",
        hidden="""
import numpy as np
def test_it(check):
    (a, b), cache = check.conv_forward(np.ones(2), np.zeros(2))
    check.conv_backward(2.0, {"deep": [(cache,)]}["deep"][0][0])
""",
    )
    student = (
        "def conv_forward(x, w): return (x, w + {more}), {{'x': x}}\ndef conv_backward(dout, cache): return dout * cache['x']\n"
    )
    assert marker.case(student.format(more="0.5")).verdict is Verdict.ACCEPTED
    case = marker.case(student.format(more="2"))
    assert (case.verdict, mismatch_of(case).output) == (Verdict.WRONG_ANSWER, "b"), described(case)


def test_pairs_inside_of_arguments(conv: Callable[..., Marker]) -> None:
    """Each side finds its own in lists, tuples and dictionaries; a cache that was changed stays changed."""
    marker = conv(
        reference="""
def conv_forward(x, w):
    return x * w, [x]
def conv_backward(dout, cache):
    caches = [cache["one"], *cache["two"]]
    for each in caches:
        each.append(1.0)
    return sum(len(each) for each in caches) * dout
""",
        hidden="""
def test_it(check):
    _, one = check.conv_forward(1.0, 2.0)
    _, two = check.conv_forward(2.0, 2.0)
    assert check.conv_backward(1.0, {"one": one, "two": [two, (one)]}) == 8
    assert check.conv_backward(1.0, {"one": one, "two": [two, (one)]}) == 13
""",
    )
    student = """
class Cache:
    n = 1
def conv_forward(x, w):
    return x * w, Cache()
def conv_backward(dout, cache):
    caches = [cache["one"], *cache["two"]]
    for each in caches:
        each.n += STEP
    return sum(each.n for each in caches) * dout
"""
    assert marker.case(student.replace("STEP", "1")).verdict is Verdict.ACCEPTED
    case = marker.case(student.replace("STEP", "1 if each.n == 1 else 2"))
    assert case.verdict is Verdict.WRONG_ANSWER, described(case)
    assert "cache_2 = conv_forward(2.0, 2.0)" in evidence_of(case).call
    assert '{"one"' in evidence_of(case).call.replace("'", '"')


def test_what_a_pair_is_not(conv: Callable[..., Marker]) -> None:
    """Data: a suite that compares or indexes one hears so, and it is the suite's fault."""
    uses = ("cache == 1", "cache[0]", "len(cache)", "list(cache)", "bool(cache)", "cache + 1", "hash(cache)", "cache.nowhere")
    tests = [
        f"def test_{number}(check):\n    out, cache = check.conv_forward(1.0, 2.0)\n    {use}\n" for number, use in enumerate(uses)
    ]
    grade = conv(hidden="\n".join(tests)).grade(CONV_STUDENT.format(forward="return x * w, (x, w)", backward="pass"))
    assert [case.verdict for case in grade.cases] == [Verdict.GRADER_ERROR] * len(uses)


def test_pairs_do_not_outlive_their_case(conv: Callable[..., Marker]) -> None:
    """One that a suite hides in a global is refused, on both sides, so that no student is blamed."""
    marker = conv(
        hidden="""
kept = []
def test_one(check):
    kept.append(check.conv_forward(1.0, 2.0)[1])
def test_two(check):
    check.conv_backward(1.0, kept[0])
def test_three(student):
    kept.append(student.conv_forward(1.0, 2.0)[1])
def test_four(student):
    student.conv_backward(1.0, kept[-1])
"""
    )
    verdicts = [
        case.verdict
        for case in marker.grade(CONV_STUDENT.format(forward="return x * w, Box(x, w)", backward="w = cache.w; x = w")).cases
    ]
    assert verdicts[:3] == [Verdict.ACCEPTED, Verdict.GRADER_ERROR, Verdict.ACCEPTED]
    assert verdicts[3] is not Verdict.ACCEPTED


def test_a_thousand_caches_are_let_go_of(conv: Callable[..., Marker]) -> None:
    """A suite that calls in a loop fills nobody's memory: what the suite no longer holds, the student's process drops."""
    marker = conv(
        grading=CONV_GRADING + "limits: {memory_mb: 100}\n",
        hidden="""
import numpy as np
def test_it(check, student):
    for i in range(150):
        out, cache = check.conv_forward(float(i), 2.0)
        student.conv_forward(float(i), 2.0)
""",
    )
    case = marker.case(CONV_STUDENT.format(forward="return x * w, np.ones(2**18)", backward="pass"))  # 2 MB a cache
    assert case.verdict is Verdict.ACCEPTED, described(case)


CELL = "title: Cells\nfiles: [work.py]\nfunctions: [LSTMCell]\n"
CELL_GRADING = """functions:
  LSTMCell: {tolerance: {atol: 1e-3}}
  LSTMCell.step: {returns: [h, c], tolerance: {c: {atol: 1}}}
"""
CELL_STUB = """class LSTMCell:
    def __init__(self, params):
        self.W = params["W"]
        self.steps = 0
    def step(self, x, h, c):
        # TODO
        return h, c
    @property
    def norm(self):
        # TODO
        pass
    @classmethod
    def zeros(cls, n):
        # TODO
        pass
"""
CELL_REFERENCE = """import numpy as np
class LSTMCell:
    def __init__(self, params):
        self.W = params["W"]
        self.steps = 0
    def step(self, x, h, c):
        self.steps += 1
        c = c + self.steps * np.tanh(self.W @ x + h)
        return np.tanh(c), c
    @property
    def norm(self):
        return float(np.linalg.norm(self.W))
    @classmethod
    def zeros(cls, n):
        return cls({"W": np.zeros((n, n))})
"""
CELL_HIDDEN = '''
import numpy as np
def test_it(check, rng):
    """Three steps, state and all."""
    cell = check.LSTMCell({"W": rng.normal(size=(2, 2))})
    h, c = np.zeros(2), np.zeros(2)
    for _ in range(3):
        h, c = cell.step(rng.normal(size=2), h, c)
    assert cell.steps == 3
    assert cell.norm > 0
    assert check.LSTMCell.zeros(3).W.shape == (3, 3)
'''


@pytest.fixture
def cells(make_course: MakeCourse, marker: MakeMarker) -> Callable[..., Marker]:
    def make(hidden: str = CELL_HIDDEN, grading: str = CELL_GRADING) -> Marker:
        return marker(make_course(assignment=CELL, grading=grading, stub=CELL_STUB, reference=CELL_REFERENCE, hidden=hidden))

    return make


def test_instances_are_pairs(cells: Callable[..., Marker]) -> None:
    """Methods keep their state on each side, attributes are checked values, a class's own members work too."""
    case = cells().case(CELL_REFERENCE)
    assert case.verdict is Verdict.ACCEPTED, described(case)


CHANGES = (
    ("self.steps += 1", "self.steps = 1", "LSTMCell.step", Verdict.WRONG_ANSWER, ""),
    ("self.steps = 0", "self.steps = 0.0", "", Verdict.ACCEPTED, ""),
    ("norm(self.W))", "norm(self.W)) + 1", "LSTMCell.norm", Verdict.WRONG_ANSWER, ""),
    ("norm(self.W))", "norm(self.W)) + 1e-4", "", Verdict.ACCEPTED, ""),
    ("norm(self.W))", "norm(self.w))", "LSTMCell.norm", Verdict.RUN_TIME_ERROR, ""),
    ("def norm", "def normal", "LSTMCell.norm", Verdict.NOT_IMPLEMENTED, "missing"),
    ("def step", "def stride", "LSTMCell.step", Verdict.NOT_IMPLEMENTED, "missing"),
    ("def zeros", "def ones", "LSTMCell.zeros", Verdict.NOT_IMPLEMENTED, "missing"),
    ("class LSTMCell", "class Cell", "LSTMCell", Verdict.NOT_IMPLEMENTED, "missing"),
    ("return np.tanh(c), c", "return np.tanh(c), c + 0.9", "", Verdict.ACCEPTED, ""),
    ("return np.tanh(c), c", "return np.tanh(c), c + 2", "LSTMCell.step", Verdict.WRONG_ANSWER, ""),
    ("return np.tanh(c), c", "return np.tanh(c) + 5e-4, c", "", Verdict.ACCEPTED, ""),
    ("return np.tanh(c), c", "return None", "LSTMCell.step", Verdict.NOT_IMPLEMENTED, "nothing"),
    ("return cls({", "return ({", "LSTMCell.W", Verdict.NOT_IMPLEMENTED, "missing"),
    ("class LSTMCell:", "class LSTMCell(dict):", "", Verdict.ACCEPTED, ""),
)


@pytest.mark.long
def test_what_becomes_of_a_cell(cells: Callable[..., Marker]) -> None:
    """By the rules of the method, else those of its class; what is missing or raises is named by class and member."""
    marker = cells()
    for old, new, function, verdict, note in CHANGES:
        assert old in CELL_REFERENCE
        case = marker.case(CELL_REFERENCE.replace(old, new))
        assert (case.verdict, case.function, case.note) == (verdict, function, note), (new, described(case))


def test_the_stubs_own_methods_are_not_implemented(cells: Callable[..., Marker]) -> None:
    """Each method is compared with the stub's; a constructor that the stub gives is no reproach."""
    case = cells().case(CELL_STUB)
    assert (case.verdict, case.function) == (Verdict.NOT_IMPLEMENTED, "LSTMCell.step"), described(case)


def test_the_evidence_of_a_method_is_its_objects_life(cells: Callable[..., Marker]) -> None:
    """Every call that may have changed the state, in order, and none that has nothing to do with it."""
    case = cells(
        """
import numpy as np
def test_it(check):
    other = check.LSTMCell({"W": np.eye(1)})
    cell = check.LSTMCell({"W": np.eye(1)})
    x = np.zeros(1)
    for i in range(3):
        x[0] = i + 1
        other.step(x, 0.0, 0.0)
        cell.step(x, 0.0, 0.0)
"""
    ).case(CELL_REFERENCE.replace("self.steps += 1", "self.steps = min(self.steps + 1, 2)"))
    assert case.verdict is Verdict.WRONG_ANSWER
    lines = [line.strip() for line in evidence_of(case).call.splitlines()]
    assert lines[0].startswith("lstm_cell = LSTMCell({'W': np.array([[1.0]])})")
    assert [line for line in lines if line.startswith("lstm_cell.step")] == [
        f"lstm_cell.step(np.array([{i}.0]), 0.0, 0.0)" for i in (1, 2, 3)
    ]
    assert sum("= LSTMCell(" in line for line in lines) == 1


@pytest.mark.long
def test_students_objects_alone(cells: Callable[..., Marker]) -> None:
    """student.LSTMCell(...).step(...): objects, methods, attributes and class members without the reference; evidence too."""
    hidden = """
import numpy as np
def test_it(student, reference, near):
    cell = student.LSTMCell({"W": np.eye(2)})
    step = cell.step
    step(np.ones(2), np.zeros(2), np.zeros(2))
    h, c = cell.step(np.ones(2), np.zeros(2), np.zeros(2))
    twin = reference.LSTMCell({"W": np.eye(2)})
    twin.step(np.ones(2), np.zeros(2), np.zeros(2))
    assert c == near(twin.step(np.ones(2), np.zeros(2), np.zeros(2))[1])
    assert cell.steps == twin.steps == 2
    assert student.LSTMCell.zeros(2).W.shape == (2, 2)
"""
    marker = cells(hidden)
    assert marker.case(CELL_REFERENCE).verdict is Verdict.ACCEPTED
    case = marker.case(CELL_REFERENCE.replace("c = c + self", "c = c - self"))
    assert case.verdict is Verdict.WRONG_ANSWER, described(case)
    assert case.function == "LSTMCell.step"
    assert evidence_of(case).call.splitlines()[0].startswith("lstm_cell = LSTMCell(")
    case = marker.case(CELL_REFERENCE.replace("def step", "def walk"))
    assert (case.verdict, case.function) == (Verdict.NOT_IMPLEMENTED, "LSTMCell.step"), described(case)
    case = marker.case(CELL_REFERENCE.replace("self.steps += 1", "while True: pass"))
    assert (case.verdict, case.function) == (Verdict.TIME_LIMIT, "LSTMCell.step"), described(case)


TRICKS = (
    "class LSTMCell:\n    def __init__(self, p): pass\n    def __getattr__(self, name): return lambda *a: Liar()\nclass Liar:\n"
    "    __class__ = float\n    def __eq__(self, o): return True\n    def __float__(self): return 0.0\n",
    "def LSTMCell(p): return None\n",
    "LSTMCell = dict\n",
    "class LSTMCell:\n    def __new__(cls, p): return None\n",
    "class Meta(type):\n    def __call__(cls, *a): return 5\nclass LSTMCell(metaclass=Meta): pass\n",
    "import os\nclass LSTMCell:\n    def __init__(self, p): pass\n    def __del__(self): os._exit(0)\n",
)


def test_no_trick_of_an_object_earns_points(cells: Callable[..., Marker]) -> None:
    """Objects that lie about what they are, are nothing, or die as they are let go: the student's own verdict, no points."""
    marker = cells()
    for trick in TRICKS:
        case = marker.case(trick)
        assert case.verdict not in (Verdict.ACCEPTED, Verdict.GRADER_ERROR), (trick, described(case))


def test_what_stands_on_data_is_data(conv: Callable[..., Marker]) -> None:
    """A reference may return named tuples and ordered dictionaries: a student's arrive as tuples and dictionaries."""
    reference = """
from collections import OrderedDict, namedtuple
from enum import IntEnum
Point = namedtuple("Point", "x y")
class Kind(IntEnum):
    A = 1
def conv_forward(x, w):
    return Point(x, OrderedDict(w=w, kind=Kind.A))
def conv_backward(dout, cache):
    return dout
"""
    marker = conv(grading="", reference=reference, hidden="def test_it(check):\n    check.conv_forward(1.0, 2.0)\n")
    for source in (reference, "def conv_forward(x, w):\n    return [x, {'kind': 1, 'w': w}]\n"):
        case = marker.case(source)
        assert case.verdict is Verdict.ACCEPTED, described(case)
    assert marker.case("def conv_forward(x, w):\n    return [x, {'kind': 2, 'w': w}]\n").verdict is Verdict.WRONG_ANSWER
