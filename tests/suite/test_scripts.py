"""A case that is asked from a script leads to what its own run would have led to; what looks at an answer is not scripted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.model import CaseResult, Verdict

# The suite says when scripts are written, and takes down which of its cases were really run.
HEAD = """
import datetime, functools, random, signal, threading, time
from time import perf_counter
import numpy as np, pytest
from hypothesis import given, strategies as st
from grader.judge.running import recorded
recorded.FROM_SUBMISSION = {since}
if recorded.FROM_SUBMISSION == 10**9:  # nor what an explanation has written
    recorded.Scripts.of = lambda *_: None

@pytest.fixture(autouse=True)
def ran(request):
    with open({log!r}, "a") as log:
        log.write(request.node.name + "\\n")

@pytest.fixture
def numbers(rng):
    return rng.normal(size=4)
"""
SCRIPTED = """
@pytest.mark.parametrize("x", [1, 2.5, -3])
def test_plain(check, x):
    check.double(x)

def test_in_a_loop(check, rng):
    for n in range(1, 4):
        check.double(rng.normal(size=(n, 2)))

class TestClass:
    def test_method(self, check, numbers):
        check.double(x=numbers)

@given(x=st.floats(-1, 1))
def test_played(check, x):
    check.double(x)

def test_array_changed_afterwards(check, numbers):
    check.double(numbers)
    numbers += 1
    check.double(numbers)

def test_value_that_nobody_reads(check, reference, near):
    value = check.double(np.arange(3))
    assert reference.double(2) == near(4.0)

def test_reference_beside_it(check, reference):
    check.double(reference.double(3.0))
"""
LEFT = """
def test_reads(check):
    assert check.double(2) > 3

def test_truth(check):
    assert check.double(2)

def test_equal(check, near):
    assert check.double(2) == near(4)

def test_near_first(check, near):
    assert near(4) == check.double(2)

def test_entries(check):
    for entry in check.double(np.ones(2)):
        assert entry > 1

def test_type(check):
    assert isinstance(check.double(np.ones(2)), np.ndarray)

def test_attribute(check):
    assert check.double(np.ones(2)).shape == (2,)

def test_numpy(check):
    assert np.asarray(check.double(np.ones(2))).sum() == 4

def test_text(check):
    assert str(check.double(1)) == "2"

def test_feeds_on(check):
    check.double(check.double(3))

def test_swallows(check):
    try:
        assert check.double(1) > 5
    except (AssertionError, RuntimeError):
        pass

def test_student(student, near):
    assert student.double(2) == near(4)

def test_both(student, check):
    check.double(2)
    assert student.double(3) > 5

def test_clock(check):
    before = time.monotonic()
    check.double(2)
    assert time.monotonic() - before < 60

def test_clock_by_name(check):
    before = perf_counter()
    check.double(2)

def test_date(check):
    check.double(datetime.datetime.now().year)

def test_draws_anew(check):
    check.double(np.random.default_rng().random())

def test_counts(check, count=[0]):
    count[0] += 1
    check.double(count[0])

def test_function_handed_out(check):
    check.apply(lambda x: x + 1, 2)

def test_attribute_of_an_object(check):
    check.Box(2).x

def test_object_of_the_students_alone(student, near):
    assert student.Box(2).value() == near(2)

def test_calls_an_object_of_the_students(student, check):
    check.double(2)
    student.Box(2).value()

def test_length_of_what_comes_with_an_object(student, check):
    y, cache = student.forward(np.ones(3))
    check.backward(np.ones(len(y)), cache)

def test_error_of_the_students(student, check):
    with pytest.raises(ValueError):
        student.root(-1)
    check.double(2)

def test_not_none(student, check):
    assert student.root(4) is not None
    check.double(2)

def test_pattern(student, check):
    match student.forward(np.ones(1))[0]:
        case [first]:
            assert first == 1
    check.double(2)

def test_type_of_a_variable(check):
    value = check.double(2)
    assert type(value) is not str

def test_kept_by_a_method(check):
    values = []
    values.extend(map(check.double, (2, 3)))
    assert type(values[0]) is not list

def test_map_that_is_unpacked(check):
    _, value = map(check.double, (2, 3))
    assert type(value) is not list

def test_list_that_is_unpacked(student, check):
    _, pair = list(map(student.forward, (np.ones(3), np.ones(3))))
    if type(pair[0]) is not list:
        check.backward(np.ones(3), pair[1])

def test_unpacked_and_read(student, check):
    y, cache = student.forward(np.ones(3))
    if type(y) is not list:
        check.backward(np.ones(3), cache)

def test_caught(check):
    try:
        for each in check.double(np.ones(2)):
            assert each == 2
    except TypeError:
        pass

def test_returned(check):
    def asked(x):
        return check.double(x)
    if asked(2) is not None:
        check.double(3)

def test_all_variables(student, check):
    y, cache = student.forward(np.ones(3))
    assert locals()["y"] is not None
    check.backward(np.ones(3), cache)

def test_objects_without_end(check):
    for n in range(600):
        check.Box(n).value()

def test_an_object_as_large_as_that(check):
    check.Box(np.zeros(1 << 20))

def test_alarm(check):
    signal.alarm(60)
    check.double(2)
    signal.alarm(0)

def test_thread_that_is_waited_for(check):
    thread = threading.Thread(target=lambda: check.double(2))
    thread.start()
    thread.join(60)
    assert not thread.is_alive()

def test_lock(check):
    check.double(2)
    assert threading.Lock().acquire(timeout=60)

def test_asks_nothing(reference):
    assert reference.double(1) == 2

@given(data=st.data())
def test_drawn_while_it_runs(check, data):
    check.double(data.draw(st.floats(0, 1)))

@pytest.mark.xfail(strict=False)
def test_expected_to_fail(check):
    check.double(2)
    assert False
"""
REST = """

def apply(f, x):
    return f(x)

class Box:
    def __init__(self, x):
        self.x = x
    def value(self):
        return self.x

def root(x):
    if x < 0:
        raise ValueError(x)
    return x ** 0.5

def forward(x):
    return x * x, {"x": x}

def backward(dy, cache):
    return 2 * cache["x"] * dy
"""
RIGHT = "def double(x):\n    return 2 * x\n" + REST
ASSIGNMENT = "title: Doubling\nfiles: [work.py]\nfunctions: [{}]\n"
OWN = "seed: {secret: a, per: student}\n"
CACHE = "functions:\n  forward: {returns: [y, cache], opaque: [cache]}\n"
SUBMISSIONS = {
    "right": "def double(x):\n    return 2 * x\n",
    "sums": "def double(x):\n    return x + x\n",
    "wrong": "def double(x):\n    return 3 * x\n",
    "wrong for arrays": "import numpy as np\ndef double(x):\n    return 2 * x + (np.ndim(x) > 0)\n",
    "wrong in the end": "import numpy as np\ndef double(x):\n    return 2 * x + (np.shape(x) == (3, 2))\n",
    "raises": "def double(x):\n    raise ValueError(str(x))\n",
    "raises late": "def double(x):\n    print(x)\n    if getattr(x, 'size', 1) > 4: raise ValueError(str(x))\n    return 2 * x\n",
    "prints": "def double(x):\n    print('hello', x)\n    return 2 * x\n",
    "prints much": "def double(x):\n    print('hello' * 20000)\n    return 2 * x\n",
    "changes its argument": "import numpy as np\ndef double(x):\n    y = 2 * x\n    if np.ndim(x): x += 1\n    return y\n",
    "ends": "import os\ndef double(x):\n    os._exit(0)\n",
    "ends late": "import os\nimport numpy as np\ndef double(x):\n    if np.size(x) == 4: os._exit(3)\n    return 2 * x\n",
    "never ends": "import numpy as np\ndef double(x):\n    while np.size(x) == 6: pass\n    return 2 * x\n",
    "once": "calls = []\ndef double(x):\n    calls.append(1)\n    return 2 * x + (len(calls) == 3)\n",
    "from the third on": "calls = []\ndef double(x):\n    calls.append(1)\n    return 2 * x + (len(calls) > 2)\n",
    "missing": "def single(x):\n    return x\n",
    "none": "def double(x):\n    pass\n",
    "object": "def double(x):\n    return object()\n",
    "generator": "def double(x):\n    yield 2 * x\n",
    "nan": "def double(x):\n    return x * float('nan')\n",
    "stub": "def double(x):\n    # TODO\n    return 0\n",
}
# In each gate those whose answers are wrong, missing or odd at one place only, and who keeps something between two calls.
SAMPLE = ("wrong in the end", "raises late", "changes its argument", "once", "object", "stub")
Judge = Callable[..., Any]

# Objects that stay with the student: made, asked by their methods, handed back; arguments that a call changes.
CHAINED = """
def test_methods(check, rng):
    box = check.Box(2)
    for n in (1, 2, 3):
        box.add(n)
    box.value()

@pytest.mark.parametrize("x", [3, [1, 2]])
def test_one_into_another(check, x):
    check.Box(check.Box(x)).value()

def test_as_an_argument(check):
    first, second = check.Box(2), check.Box(3)
    check.larger(first, second).value()
    check.larger(second, [first, 1][0])

def test_cache_of_the_students(student, check, rng):
    _, cache = student.forward(rng.normal(size=3))
    student.forward(rng.normal(size=2))
    check.backward(np.ones(3), cache)

def test_checked_cache(check, rng):
    y, cache = check.forward(rng.normal(size=3))
    check.backward(np.ones(3), dy_cache := cache)

def test_object_that_student_made(student, check):
    box = student.Box(4)
    check(box).add(1)
    check(box).value()

def test_changed_in_place(check):
    check.fill(np.zeros(2), 3)

def test_kind_of_a_name(student, check):
    if hasattr(student, "extra"):
        check.larger(check.Box(1), check.Box(0)).value()
    check.Box(1).value()

@given(x=st.integers(0, 9))
def test_played(check, x):
    check.Box(x).add(x)
"""
BOXES = """
import numpy as np

class Box:
    def __init__(self, x):
        self.x = x
    def add(self, n):
        self.x = self.value() + n
        return self.x
    def value(self):
        return self.x.value() if isinstance(self.x, Box) else 2 * np.asarray(self.x)

def larger(a, b):
    return a if np.sum(a.value()) > np.sum(b.value()) else b

def forward(x):
    return x * x, {"x": x}

def backward(dy, cache):
    return 2 * cache["x"] * dy

def fill(a, n):
    a[:] = n
"""
BOX_RULES = CACHE + "  larger: {returns: box}\n  fill: {mutates: [a]}\n"
BOX_CHANGES = {
    "right": ("", ""),
    "wrong method": ("self.value() + n", "self.value() - n"),
    "wrong in the end": ("2 * np.asarray", "(2 + (np.size(self.x) == 2)) * np.asarray"),
    "raises": ("self.x = self.value() + n", "raise ValueError(n)"),
    "raises while it is made": ("self.x = x\n", "self.x = x / 0\n"),
    "prints": ("self.x = self.value() + n", "print(n); self.x = self.value() + n"),
    "forgets": ("self.x = self.value() + n\n        return self.x", "return self.value() + n"),
    "the other one": ("> np.sum", "< np.sum"),
    "no object": ("return a if", "return 1 if"),
    "no object at all": ("return a if", "return None if"),
    "an object too many": ("return 2 * cache", "return Box(2)\n    return 2 * cache"),
    "three values": ('return x * x, {"x": x}', 'return x * x, {"x": x}, 1'),
    "a list": ('return x * x, {"x": x}', 'return [x * x, {"x": x}]'),
    "nothing": ('return x * x, {"x": x}', "pass"),
    "no cache": ('return x * x, {"x": x}', "return x * x, None"),
    "wrong forward": ("return x * x", "return x"),
    "cache without it": ('{"x": x}', "{}"),
    "leaves the argument": ("a[:] = n", "a = n"),
    "fills with another": ("a[:] = n", "a[:] = n + 1"),
    "returns what it fills": ("a[:] = n", "a[:] = n\n    return a"),
    "function for a class": ("class Box:", "def Box(x): return x\nclass Crate:"),
    "class for a function": ("def larger(a, b):\n    return a", "class larger:\n  def __init__(self, a, b):\n    self.a = a"),
    "missing": ("def forward", "def forwards"),
    "one name more": ("class Box:", "def extra(): pass\nclass Box:"),
    "ends": ("self.x = self.value() + n", "import os; os._exit(0)"),
    "remembers": ("def forward(x):", "last = []\ndef forward(x):\n    last.append(x); x = last[0]"),
}


def told(case: CaseResult) -> tuple[object, ...]:
    """Everything but what was measured."""
    told = case.case, case.verdict, case.points, case.evidence, case.fault, case.findings, case.counterexample, case.note
    return (
        *told,
        case.limit,
        case.function,
        case.printed,
        case.mutated,
        case.staff.traceback,
        case.staff.printed_lost,
        case.staff.detail,
    )


def assert_graded_alike(scripted: Any, run: Any, name: str, source: str) -> None:
    """Twice by the judge with scripts, which knows such failures the second time, as by the one without."""
    there = run.grade(source)
    for here in (scripted.grade(source), scripted.grade(source)):
        assert list(map(told, here.cases)) == list(map(told, there.cases)), name
        assert (here.verdict, here.points, here.notes, here.needs_review) == (
            there.verdict, there.points, there.notes, there.needs_review,
        ), name  # fmt: skip


@pytest.fixture
def judge(make_course: Callable[..., Path], marker: Judge, tmp_path: Path) -> Judge:
    """A judge whose suite writes scripts from the given submission on, and the file in which it notes what it ran."""

    def make(suite: str, *, since: int, **course: str) -> tuple[Any, Path]:
        log = tmp_path / f"log{since}.txt"
        log.touch()
        return marker(make_course(hidden=HEAD.format(since=since, log=str(log)) + suite, **course)), log

    return make


@pytest.mark.long
@pytest.mark.parametrize("names", [SAMPLE, pytest.param(tuple(SUBMISSIONS), marks=pytest.mark.exhaustive)], ids=["sample", "all"])
def test_scripted_as_run(judge: Judge, names: tuple[str, ...]) -> None:
    """Whatever a submission does, and whoever gave its answers before, the result is the same as pytest's."""
    limits = ASSIGNMENT.format("double") + "limits: {wall_s: 20, cpu_s: 0.5, case_s: 40, submission_s: 120}\n"
    scripted, log = judge(SCRIPTED, since=1, assignment=limits)
    run, _ = judge(SCRIPTED, since=10**9, assignment=limits)
    for name in names:
        assert_graded_alike(scripted, run, name, SUBMISSIONS[name])
    log.write_text("")
    assert {case.verdict for case in scripted.grade(SUBMISSIONS["right"]).cases} == {Verdict.ACCEPTED}
    assert log.read_text() == ""


@pytest.mark.long
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.exhaustive)], ids=["sample", "all"])
def test_chains_as_run(judge: Judge, step: int) -> None:
    """The same where calls build on each other, whatever is done to an object on the way."""
    limits = ASSIGNMENT.format("Box, larger, forward, backward, fill") + "limits: {wall_s: 20, case_s: 40, submission_s: 120}\n"
    course = {"assignment": limits, "grading": BOX_RULES, "reference": BOXES, "stub": BOXES.replace("a[:] = n", "pass  # TODO")}
    scripted, log = judge(CHAINED, since=1, **course)
    run, _ = judge(CHAINED, since=10**9, **course)
    for name, (old, new) in list(BOX_CHANGES.items())[::step]:
        assert old in BOXES, name
        assert_graded_alike(scripted, run, name, BOXES.replace(old, new))
    log.write_text("")
    assert {case.verdict for case in scripted.grade(BOXES).cases} == {Verdict.ACCEPTED}
    assert log.read_text() == ""


def test_what_is_scripted(judge: Judge) -> None:
    """From the given submission on, and not before: who grades one file waits for no rehearsal."""
    marker, log = judge(SCRIPTED, since=2)
    log.write_text("")  # the reference went through the cases
    ran = []
    for _ in range(3):
        assert {case.verdict for case in marker.grade(SUBMISSIONS["sums"]).cases} == {Verdict.ACCEPTED}
        ran.append(log.read_text().split())
        log.write_text("")
    once = len(ran[0])
    assert len(set(ran[0])) == once
    assert sorted(ran[1]) == sorted([*set(ran[0])] * 2)
    assert ran[2] == []


@pytest.mark.long
def test_what_is_left(judge: Judge) -> None:
    """Cases that look at an answer, in whatever way, that read a clock, wait by one or draw anew are run for each submission."""
    marker, log = judge(
        LEFT,
        since=1,
        assignment=ASSIGNMENT.format("double, apply, Box, root, forward, backward"),
        grading=CACHE,
        reference=RIGHT,
        stub=RIGHT,
    )
    first = marker.grade(RIGHT)
    log.write_text("")
    second = marker.grade(RIGHT)
    names = [case.case for case in second.cases if case.case != "test_expected_to_fail"]
    assert {case.case: case.verdict for case in second.cases if case.verdict is not Verdict.ACCEPTED} == {
        "test_expected_to_fail": Verdict.SKIPPED
    }
    assert list(map(told, first.cases)) == list(map(told, second.cases))
    assert set(log.read_text().split()) == set(names)


@pytest.mark.long(seconds=2)
def test_what_a_script_holds_costs_nobody(judge: Judge) -> None:
    """Objects that the suite lets go of one by one are more than a process may have together."""
    suite = "def test_many(student, check):\n    for n in range(20):\n        check.large(n).total()\n"
    code = (
        "import numpy as np\n\nclass Large:\n    def __init__(self, n):\n        self.n, self.rows = n, None\n"
        "    def total(self):\n        self.rows = np.ones(1 << 22)\n        return self.n\n\ndef large(n):\n    return Large(n)\n"
    )
    course = {"assignment": ASSIGNMENT.format("large") + "limits: {memory_mb: 256}\n", "reference": code, "stub": code}
    marker, _ = judge(suite, since=1, **course)
    for _ in range(3):
        assert marker.case(code).verdict is Verdict.ACCEPTED
    wrong = code.replace("return self.n\n", "return self.n + 1\n")
    assert marker.case(wrong).verdict is Verdict.WRONG_ANSWER


def test_a_want_of_memory_in_a_worker_with_a_past_is_seen(judge: Judge) -> None:
    """Where a fresh worker has enough, whether the case has a script or not; what only a script holds costs nobody a review."""
    suite = "@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_many(student, check, n):\n    check.large(n).total()\n"
    code = (
        "import numpy as np\n\nclass Large:\n    def __init__(self, n):\n        self.n = n\n"
        "    def total(self):\n        self.rows = np.ones(1 << 22)\n        return self.n\n\ndef large(n):\n    return Large(n)\n"
    )
    raises = "import numpy as np\nseen = []\n" + code.replace(
        "self.n = n\n", "self.n = n\n        seen.append(n)\n        if len(seen) > 1:\n            raise MemoryError\n"
    )
    course = {"assignment": ASSIGNMENT.format("large") + "limits: {memory_mb: 256}\n", "reference": code, "stub": code}
    scripted, run = (judge(suite, since=since, **course)[0] for since in (1, 10**9))
    for name, source in {"raises": raises, "right": code}.items():
        assert_graded_alike(scripted, run, name, source)
    assert scripted.grade(raises).needs_review
    assert not scripted.grade(code).needs_review


def test_what_the_reference_draws_in_the_students_place_is_drawn_by_nobody_else(judge: Judge) -> None:
    """The suite's own draws after it are the same with a script as without."""
    suite = "def test_drawn(student, check):\n    student.pick(1)\n    check.double(random.randint(1, 10**6))\n"
    code = "import random\n\ndef pick(x):\n    return random.random()\n\ndef double(x):\n    return 2 * x\n"
    course = {"assignment": ASSIGNMENT.format("pick, double"), "reference": code, "stub": code}
    scripted, log = judge(suite, since=1, **course)
    run, _ = judge(suite, since=10**9, **course)
    wrong = code.replace("2 * x", "3 * x")
    assert told(scripted.case(wrong)) == told(run.case(wrong))
    log.write_text("")
    scripted.grade(code)
    assert log.read_text() == ""


def test_a_failure_is_run_once(judge: Judge) -> None:
    """Who gives the wrong answers of another is told what that one was, with what is printed here, and is not run for it."""
    marker, log = judge(SCRIPTED, since=1)
    fresh, _ = judge(SCRIPTED, since=10**9)
    first = "def double(x):\n    return 3 * x\n"
    second = "def double(x):\n    # too much\n    print('here', type(x).__name__)\n    return 2 * x + x\n"
    marker.grade(first)
    log.write_text("")
    assert list(map(told, marker.grade(second).cases)) == list(map(told, fresh.grade(second).cases))
    assert log.read_text() == ""
    assert "here" in marker.grade(second).cases[0].printed


def test_a_stub_is_no_wrong_answer(judge: Judge) -> None:
    """Two files give the same answers, and one of them is not written yet: each is told what it is."""
    stub = "def double(x):\n    # TODO\n    return 0\n"
    marker, _ = judge("def test_plain(check):\n    check.double(3)\n", since=1, stub=stub)
    wrong = "def double(x):\n    return 0 if x else 0\n"
    verdicts = [marker.case(source).verdict for source in (wrong, stub, wrong, stub)]
    assert verdicts == [Verdict.WRONG_ANSWER, Verdict.NOT_IMPLEMENTED] * 2


@pytest.mark.parametrize(
    "suite",
    [
        "def test_other(check):\n    try:\n        check.double(3)\n    except AssertionError:\n        assert False, 'other'\n",
        "def test_again(check):\n    try:\n        check.double(3)\n    finally:\n        check.double(4)\n",
        "def test_noted(check):\n    try:\n        check.double(3)\n    except AssertionError as error:\n"
        "        error.add_note(str(time.time()))\n        raise\n",
        "@pytest.fixture\ndef late():\n    yield\n    assert False, 'late'\n\ndef test_late(check, request):\n"
        "    try:\n        check.double(3)\n    except AssertionError:\n        request.getfixturevalue('late')\n        raise\n",
    ],
)
def test_a_suite_that_adds_to_a_failure_is_run(judge: Judge, suite: str) -> None:
    """What the suite itself does once a check failed, it does for everybody."""
    marker, log = judge(suite, since=1)
    wrong = "def double(x):\n    return 3 * x\n"
    marker.grade(wrong)
    log.write_text("")
    assert marker.case(wrong).verdict is Verdict.WRONG_ANSWER
    assert len(log.read_text().split()) == 1
    assert marker.case(RIGHT).verdict is Verdict.ACCEPTED
    assert len(log.read_text().split()) == 1


@pytest.mark.long(seconds=2)
def test_an_assertion_about_time_holds(judge: Judge) -> None:
    """Slow code is as slow for the tenth submission as for the first."""
    suite = """
def test_is_fast(check):
    before = perf_counter()
    check.double(2)
    assert perf_counter() - before < 0.2
"""
    marker, _ = judge(suite, since=1)
    slow = "import time\ndef double(x):\n    time.sleep(0.3)\n    return 2 * x\n"
    verdicts = [marker.case(source).verdict for source in (RIGHT, slow, RIGHT, slow)]
    assert verdicts == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER] * 2


def test_inputs_of_each_student(judge: Judge) -> None:
    """Where every student has inputs of their own, nothing is written down."""
    marker, log = judge("def test_numbers(check, numbers):\n    check.double(numbers)\n", since=1, grading=OWN)
    log.write_text("")
    for _ in range(3):
        assert marker.case(RIGHT).verdict is Verdict.ACCEPTED
    assert len(log.read_text().split()) == 3


def test_inputs_too_large_to_be_kept(judge: Judge) -> None:
    """The scripts of a suite have so much room together; a case that does not fit is run as ever."""
    suite = """
recorded.MAX_BYTES = 1_600

def test_small(check):
    check.double(np.ones(9))

def test_large(check):
    check.double(np.ones(90))

def test_small_again(check):
    check.double(np.ones(9))
"""
    marker, log = judge(suite, since=1)
    marker.grade(RIGHT)
    log.write_text("")
    assert {case.verdict for case in marker.grade(RIGHT).cases} == {Verdict.ACCEPTED}
    assert log.read_text() == "test_large\n"
