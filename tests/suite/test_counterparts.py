"""What ``student`` made without comparing, in later ``check`` calls: each side goes on with its own; real processes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model import CaseResult, Verdict
from tests.classes import MakeCourse
from tests.marking import MakeMarker, Marker, evidence_of, mismatch_of

ASSIGNMENT = """title: Layers
files: [work.py]
functions: [forward, backward]
"""
GRADING = """functions:
  forward: {returns: [out, cache], opaque: [cache]}
  backward: {returns: [dx, dw]}
"""
STUB = "def forward(x, w):\n    # TODO\n    pass\n\ndef backward(dout, cache):\n    # TODO\n    pass\n"
REFERENCE = """
def forward(x, w):
    return x * w, [x, w]

def backward(dout, cache):
    x, w = cache
    return dout * w, dout * x
"""
HIDDEN = '''
import numpy as np
import pytest

@pytest.mark.points(1)
def test_forward(check, rng):
    """forward() is right."""
    x, w = rng.normal(size=(2, 3))
    check.forward(x, w)

@pytest.mark.points(3, question="backward")
def test_backward(student, check, rng):
    """backward() is right."""
    x, w, dout = rng.normal(size=(3, 3))
    _, cache = student.forward(x, w)
    check.backward(dout, cache)
'''
STUDENT = """
import numpy as np

class Box:
    def __init__(self, x, w):
        self.x, self.w = x, w

def forward(x, w):
    {forward}

def backward(dout, cache):
    {backward}
"""
RIGHT = "return dout * cache.w, dout * cache.x"


@pytest.fixture
def layers(make_course: MakeCourse, marker: MakeMarker) -> Callable[..., Marker]:
    def make(hidden: str = HIDDEN, grading: str = GRADING, stub: str = STUB, reference: str = REFERENCE) -> Marker:
        return marker(make_course(assignment=ASSIGNMENT, grading=grading, stub=stub, reference=reference, hidden=hidden))

    return make


def described(case: CaseResult) -> tuple[object, ...]:
    return case.verdict, case.function, case.note, case.staff.detail, case.staff.traceback, case.evidence, case.fault


def both(marker: Marker, forward: str, backward: str = RIGHT) -> tuple[CaseResult, CaseResult]:
    one, other = marker.grade(STUDENT.format(forward=forward, backward=backward)).cases
    return one, other


@pytest.mark.parametrize(
    "forward",
    ["return x * w + 1e-6, Box(x, w)", "return None, Box(x, w)", "return np.zeros(7), Box(x, w)", "return 'out', Box(x, w)"],
)
def test_a_right_backward_earns_whatever_its_forward_returns(layers: Callable[..., Marker], forward: str) -> None:
    """The cache is the student's own business; what comes with it has cases of its own."""
    one, other = both(layers(), forward)
    assert one.verdict in (Verdict.WRONG_ANSWER, Verdict.NOT_IMPLEMENTED), described(one)
    assert other.verdict is Verdict.ACCEPTED, described(other)


def test_a_wrong_backward_is_told_with_the_way_to_it(layers: Callable[..., Marker]) -> None:
    """The forward call stands before the one that failed, and the expected value is the reference's on its own cache."""
    one, other = both(layers(), "return x * w, Box(x, w)", "return dout * cache.w, dout * cache.w")
    assert one.verdict is Verdict.ACCEPTED, described(one)
    assert (other.verdict, other.function) == (Verdict.WRONG_ANSWER, "backward"), described(other)
    lines = evidence_of(other).call.splitlines()
    assert lines[0].startswith("out, cache = forward(")
    assert "backward(" in evidence_of(other).call
    assert mismatch_of(other).output == "dw"


@pytest.mark.parametrize(
    ("forward", "verdict", "note"),
    [
        ("return 1 / 0", Verdict.RUN_TIME_ERROR, ""),
        ("raise NotImplementedError", Verdict.NOT_IMPLEMENTED, ""),
        ("y = x * w", Verdict.NOT_IMPLEMENTED, "nothing"),
        ("return x * w", Verdict.WRONG_ANSWER, ""),
        ("return (x * w,)", Verdict.WRONG_ANSWER, ""),
        ("return {'out': x * w, 'cache': Box(x, w)}", Verdict.WRONG_ANSWER, ""),
        ("return x * w, Box(x, w), w", Verdict.WRONG_ANSWER, "form"),
        ("while True: pass", Verdict.TIME_LIMIT, ""),
    ],
)
def test_a_forward_that_gives_no_cache(layers: Callable[..., Marker], forward: str, verdict: Verdict, note: str) -> None:
    """The student's own verdict, about forward, which is what has to be mended."""
    _, other = both(layers(grading=GRADING + "limits: {wall_s: 1}\n"), forward)
    assert (other.verdict, other.function, other.note) == (verdict, "forward", note), described(other)


def test_what_a_wrong_structure_is_called(layers: Callable[..., Marker]) -> None:
    """As a check calls it, with the parts by name."""
    _, other = both(layers(), "return (x * w,)")
    mismatch = mismatch_of(other)
    assert (mismatch.kind, mismatch.expected, mismatch.actual) == ("structure", "out, cache", "a tuple of 1")
    assert evidence_of(other).call.startswith("forward("), evidence_of(other).call


def test_caches_of_any_kind(layers: Callable[..., Marker]) -> None:
    """Plain data, an object, a closure, a generator, and none at all."""
    marker = layers()
    for forward, backward in (
        ("return x * w, (x, w)", "x, w = cache"),
        ("return [x * w, {'x': x, 'w': w}]", "x, w = cache['x'], cache['w']"),
        ("return x * w, lambda: (x, w)", "x, w = cache()"),
        ("return x * w, (each for each in (x, w))", "x, w = cache"),
        ("global kept; kept = x, w; return x * w, None", "x, w = kept"),
    ):
        case = both(marker, forward, backward + "; return dout * w, dout * x")[1]
        assert case.verdict is Verdict.ACCEPTED, (forward, described(case))


SIDE_EFFECT = """
import numpy as np

def forward(x, state):
    mean = x.mean(axis=0)
    state["mean"] = 0.9 * state.get("mean", np.zeros(x.shape[1])) + 0.1 * mean
    return x - mean, x.shape

def backward(dout, cache):
    return dout - dout.sum(axis=0) / cache[0]
"""


def test_a_wrong_side_effect_costs_the_forward_alone(layers: Callable[..., Marker]) -> None:
    """A running mean of another shape; to change what is to be changed is no reproach, and each side changes a copy of its own."""
    marker = layers(
        grading="functions:\n  forward: {returns: [out, cache], opaque: [cache], mutates: [state]}\n",
        reference=SIDE_EFFECT,
        hidden='''
import numpy as np

def test_forward(check, rng):
    """forward() is right."""
    check.forward(rng.normal(size=(4, 3)), {"mean": np.ones(3)})

def test_backward(student, check, rng):
    """backward() is right."""
    x, dout = rng.normal(size=(2, 4, 3))
    state = {"mean": np.ones(3)}
    _, cache = student.forward(x, state=state)
    check.backward(dout, cache)
    assert state["mean"].tolist() == [1, 1, 1]
''',
    )
    assert [case.verdict for case in marker.grade(SIDE_EFFECT).cases] == [Verdict.ACCEPTED] * 2
    for wrong in ("keepdims=True", "dtype=np.float32"):
        one, other = marker.grade(SIDE_EFFECT.replace("mean = x.mean(axis=0)", f"mean = x.mean(axis=0, {wrong})")).cases
        assert one.verdict is Verdict.WRONG_ANSWER, described(one)
        assert other.verdict is Verdict.ACCEPTED, described(other)
        assert not other.mutated


CELLS = """title: Layers
files: [work.py]
functions: [Layer, make, undeclared, use, odd]
"""
CELL_STUB = "class Layer:\n    def __init__(self, w):\n        # TODO\n        pass\n" + "".join(
    f"\ndef {name}(w):\n    # TODO\n    pass\n" for name in ("make", "undeclared", "use", "odd")
)
CELL = """
class Part:
    def __init__(self, w):
        self.w, self.seen = w, []
    def forward(self, x):
        self.seen.append(x)
        return x * self.w

class Layer:
    def __init__(self, w):
        self.part = Part(w)
        self.calls = 0
    def forward(self, x):
        self.calls += 1
        return self.part.forward(x) + 0.0, (x, self.calls)
    def inner(self):
        return self.part
    def backward(self, dout):
        return dout * sum(self.part.seen) * self.calls
    def through(self, dout, cache):
        return dout * cache[0] * cache[1]

def make(w):
    return Layer(w)

def undeclared(w):
    return Layer(w)

def use(layer):
    return layer.calls

def odd(w):
    return Layer(w)
"""
CELL_GRADING = "functions:\n  Layer.forward: {returns: [out, cache], opaque: [cache]}\n  make: {returns: layer, opaque: [layer]}\n"
CELL_HIDDEN = '''
def test_methods(student, check):
    """Methods alone, then checked."""
    layer = student.Layer(2.0)
    layer.forward(1.0)
    forward = layer.forward
    forward(x=3.0)
    checked = check(layer)
    checked.backward(2.0)
    layer.forward(4.0)
    assert checked.backward(2.0) == 48.0
    check.Layer.backward(layer, 1.0)
    assert layer.calls == 3

def test_caches_of_methods(student, check):
    """A method's opaque part, declared by class and method."""
    layer = student.Layer(2.0)
    layer.forward(1.0)
    _, cache = layer.forward(5.0)
    check(layer).through(2.0, cache)

def test_parts(student, check):
    """What is asked of a part of an object, the whole has been through too."""
    layer = student.make(2.0)
    layer.forward(1.0)
    layer.inner().forward(7.0)
    layer.part.forward(8.0)
    assert check(layer).backward(1.0) == 16.0

def test_pairs(student, check):
    """What check made, asked alone in between, is the same object still."""
    layer = check.Layer(2.0)
    student.Layer.forward(layer, 3.0)
    assert layer.backward(1.0) == 3.0
    layer.forward(4.0)
    assert layer.backward(1.0) == 14.0

def test_many(student, check):
    """Hundreds of calls."""
    layer = student.Layer(2.0)
    for x in range(100):
        layer.forward(float(x))
        check(layer).backward(1.0)
'''


@pytest.fixture
def cells(make_course: MakeCourse, marker: MakeMarker) -> Callable[..., Marker]:
    def make(hidden: str = CELL_HIDDEN) -> Marker:
        return marker(make_course(assignment=CELLS, grading=CELL_GRADING, stub=CELL_STUB, reference=CELL, hidden=hidden))

    return make


@pytest.mark.long(seconds=2)
def test_objects_and_their_methods(cells: Callable[..., Marker]) -> None:
    """Asked alone or checked in any order, both sides have been through the same calls; forwards that are off cost nothing here."""
    marker = cells()
    for source in (CELL, CELL.replace("+ 0.0", "+ 1e-6")):
        cases = marker.grade(source).cases
        wrong = [described(case) for case in cases[:3] + cases[4:] if case.verdict is not Verdict.ACCEPTED]
        assert not wrong, wrong
    assert cases[3].verdict is Verdict.WRONG_ANSWER  # there the forward pass is checked as well


def test_wrong_objects(cells: Callable[..., Marker]) -> None:
    """Every one of the cases sees a wrong backward pass, and says how it came to it."""
    wrong = CELL.replace("* self.calls", "* self.calls + 1e-3").replace("dout * cache[0] * cache[1]", "dout * cache[0]")
    cases = cells().grade(wrong).cases
    assert [case.verdict for case in cases] == [Verdict.WRONG_ANSWER] * 5, [described(case) for case in cases]
    assert evidence_of(cases[0]).call.splitlines() == [
        "layer = Layer(2.0)",
        "layer.forward(1.0)",
        "layer.forward(x=3.0)",
        "layer.backward(2.0)",
    ]
    assert evidence_of(cases[1]).call.splitlines()[-2:] == ["out, cache = layer.forward(5.0)", "layer.through(2.0, cache)"]


FAULTS = '''
import pytest

def test_undeclared(student, check):
    """An object of the reference's that is not declared."""
    layer = student.undeclared(2.0)
    check.use(layer)

def test_other_case(student, check):
    """Made elsewhere."""
    kept.append(student.Layer(1.0))

def test_other_case_again(student, check):
    """Used here."""
    check.use(kept[-1])

def test_reference_raises(student, check):
    """The reference raises where the student's returned something."""
    check.use(student.odd(1.0))

def test_nothing_there(student, check):
    """Not an object."""
    check(1.0)

kept = []
'''


def test_what_is_the_suites_fault(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Withheld, never the student's loss."""
    tuples = CELL.replace("def undeclared(w):\n    return Layer(w)", "def undeclared(w):\n    return w,")
    reference = CELL.replace("def odd(w):\n    return Layer(w)", "def odd(w):\n    raise ValueError(w)")
    grading = CELL_GRADING + "  odd: {returns: odd, opaque: [odd]}\n"
    graded = marker(make_course(assignment=CELLS, grading=grading, stub=CELL_STUB, reference=reference, hidden=FAULTS)).grade
    for source in (CELL, tuples):
        cases = graded(source).cases
        assert cases[1].verdict is Verdict.ACCEPTED
        assert {case.verdict for case in cases[2:]} == {Verdict.GRADER_ERROR}, [described(case) for case in cases]
    assert cases[0].verdict is Verdict.GRADER_ERROR, described(cases[0])
    assert "opaque in grading.yaml" in cases[0].staff.traceback


@pytest.mark.long(seconds=2)
def test_the_reference_in_the_students_place(make_course: MakeCourse, tmp_path: Path) -> None:
    """It passes the same cases, objects and methods included, by plain pytest too."""
    courses = (
        {"assignment": ASSIGNMENT, "grading": GRADING, "stub": STUB, "reference": REFERENCE, "hidden": HIDDEN},
        {"assignment": CELLS, "grading": CELL_GRADING, "stub": CELL_STUB, "reference": CELL, "hidden": CELL_HIDDEN},
    )
    for texts, said in zip(courses, ("2 passed", "5 passed"), strict=True):
        suite = make_course(**texts) / "solutions" / "doubling"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(suite)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
        assert said in done.stdout, done.stdout + done.stderr


CALLBACKS = '''
def test_it(student, check):
    """A function of the suite is called by the reference no sooner than a check needs it."""
    asked = []
    def slope(x):
        asked.append(x)
        return 2 * x
    out, cache = student.forward(slope, 3.0)
    assert asked == [3.0]
    student.forward(slope, 4.0)
    assert asked == [3.0, 4.0]
    check.backward(1.0, cache)
    check.backward(2.0, cache)
    assert asked == [3.0, 4.0, 3.0]
    with pytest.raises(Exception):
        student.forward(None, 3.0)
'''


@pytest.mark.long(seconds=2)
def test_the_reference_is_asked_late_and_once(layers: Callable[..., Marker]) -> None:
    """Suites that count the calls of their own functions, or expect an exception of the student's, are as they were."""
    source = "def forward(f, x):\n    return f(x), [f, x]\n\ndef backward(dout, cache):\n    return dout * cache[1], dout\n"
    marker = layers(reference=source.replace("[f, x]", "(x, x)"), hidden="import pytest\n" + CALLBACKS)
    case = marker.case(source)
    assert case.verdict is Verdict.ACCEPTED, described(case)
    case = marker.case(source.replace("f(x), [f, x]", "(f or abs)(x), [f, x]"))
    assert case.verdict is Verdict.WRONG_ANSWER, described(case)


CHANGED = '''
import numpy as np

def test_it(student, check):
    """What the suite changes afterwards, and a cache that backward uses up."""
    x = np.ones(2)
    _, cache = student.forward(x, 3.0)
    _, other = student.forward(x, 3.0)
    x[:] = 7.0
    check.backward(1.0, cache)
    check.backward(1.0, other)
    check.backward(1.0, cache)
    both = {"one": [cache], "two": other}
    student.forward(both, 1.0)
    check.backward(1.0, cache)
'''


def test_arguments_as_they_were_and_caches_as_they_are(layers: Callable[..., Marker]) -> None:
    """The reference gets what the student's function got; a cache that a call changes is changed on both sides."""
    source = """
def forward(x, w):
    if isinstance(x, dict):
        x["one"][0].append(100.0)
        return 0.0, None
    return x * w, [x * w]

def backward(dout, cache):
    cache.append(cache[0] + dout)
    return sum(sum(each) if hasattr(each, "sum") else each for each in cache), len(cache)
"""
    marker = layers(reference=source, hidden=CHANGED)
    assert marker.case(source).verdict is Verdict.ACCEPTED, described(marker.case(source))
    case = marker.case(source.replace("append(100.0)", "append(101.0)"))
    assert case.verdict is Verdict.WRONG_ANSWER, described(case)
    assert "'one'" in evidence_of(case).call.replace('"', "'"), evidence_of(case).call
