"""What looking at one submission's values may cost is counted, so that the same file ends at the same place on every machine."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Literal, cast

import numpy as np
import pytest

from bench.hostile import FILES, right_file, submission_of, write_course
from grader.grading.freedoms import compare_up_to
from grader.grading.measure import Measure
from grader.judge.running import recorded
from grader.judge.running.context import Side, Stage
from grader.judge.running.patience import FOLD, LEAST_S, MOST_PARTS, MOST_S, RUN_S, Patience
from grader.judge.supervisor import Judge
from grader.model import FunctionSpec, Rule, RuleKind, Submission, UpTo, Verdict
from grader.report.sentences import message
from grader.sandbox.budget import Parts
from grader.sandbox.protocol import Ask

AXES = Rule(up_to=UpTo(order="slices", factor="sign", factor_axis=0))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with Judge(write_course(tmp_path_factory.mktemp("many")), "many", sandbox="process") as judge:
        yield judge


@pytest.mark.long
def test_a_submission_that_gives_too_much_to_read_ends_with_its_own_case(many: Judge) -> None:
    """Six times a hundred thousand lists in a case are read for two cases; after that it is the file's own failure, looked at.

    Which two come first nobody knows.
    """
    source = FILES["handed_empty_lists"].encode()
    for _ in range(2):
        grade = many.grade(submission_of(many.assignment, source))
        visits = [case for case in grade.cases if case.question == "visit" or case.case.startswith("test_visit")]
        costly = [case for case in visits if case.verdict is not Verdict.ACCEPTED]
        assert (len(visits), len(costly)) == (8, 6)
        assert {(case.verdict, case.note) for case in costly} == {(Verdict.WRONG_ANSWER, "costly")}
        assert all("one submission has" in message(case, "en") for case in costly)
        assert grade.needs_review
        assert grade.points is not None
    right = many.grade(right_file(many.assignment))
    assert (right.verdict, right.needs_review) == (Verdict.ACCEPTED, False)


def test_parts_and_bytes_are_counted() -> None:
    """An array is read at once, but costs a little by its size; what the reference sent may be had some times over."""
    parts = Parts(most=10)
    parts.take(3, 7 * 256)
    assert (parts.taken, parts.spent) == (10, False)
    parts.take(1, 0)
    assert parts.spent
    reference = Patience()
    reference.parts.take(5, 800)
    with reference.looking("test_a"):
        pass
    assert Patience.after(reference, 3).parts.most == MOST_PARTS + FOLD * 3 * 105


def test_seconds_are_shared_out() -> None:
    """One run has its part of them, and a little whatever was spent before it."""
    fresh = Patience.after(Patience(own={"test_a": 0.5}), 1)
    assert (fresh.left_s("test_a"), fresh.left_s("test_b"), fresh.scant) == (RUN_S + FOLD * 0.5, RUN_S, False)
    fresh.taken_s = MOST_S
    assert (fresh.left_s("test_b"), fresh.scant, fresh.spent) == (LEAST_S, True, False)
    assert (Patience().left_s("test_a"), Patience().scant) == (None, False)


ENDLESS = '''
import pytest

@pytest.mark.points(1, question="rise")
@pytest.mark.parametrize("start", [1.0, 2.0, 3.0, 4.0])
def test_comes_down(student, start):
    """What rose comes down again."""
    value = student.rise(start)
    while value > 0:
        value -= 1

@pytest.mark.points(1)
@pytest.mark.parametrize("x", [1.0, 2.0, 3.0, 4.0])
def test_rise(check, x):
    """rise() adds one, or doubles."""
    check.rise(x)

@pytest.mark.points(1)
@pytest.mark.parametrize("x", [1.0, 2.0, 3.0, 4.0])
def test_mean(check, x):
    """mean() is the mean."""
    check.mean([x, 2 * x])
'''


@pytest.mark.long
def test_cases_that_would_not_end_cost_no_other_case(make_course: Callable[..., Path]) -> None:
    """However many: what is right is found right, and the first ones are told as what they are."""
    source = "def rise(x):\n    return x + 1\n\n\ndef mean(values):\n    return sum(values) / len(values)\n"
    about = "title: {en: T, ko: T}\nfunctions: [rise, mean]\nfiles: [work.py]\n"
    course = make_course(reference=source, hidden=ENDLESS, assignment=about)
    wrong = source.replace("x + 1", 'float("inf")').encode()
    with Judge(course, "doubling", sandbox="process") as judge:
        submission = Submission(student="s1", file="work.py", files=(("work.py", wrong),), digest="sha256:0")
        grade = judge.grade(submission)
    said = {case.case: (case.verdict.value, case.note) for case in grade.cases}
    assert [said[name] for name in said if "mean" in name] == [("accepted", "")] * 4
    assert {said[name] for name in said if "rise" in name} == {("wrong_answer", "")}
    assert {said[name] for name in said if "comes_down" in name} == {("wrong_answer", "endless"), ("wrong_answer", "costly")}
    assert grade.points == 1


def test_a_script_has_no_more_seconds_than_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that does not end is ended there too, long before its limit by wall."""

    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(recorded, "brief_outputs", endless)
    line = recorded.Line(Ask(name="f"), FunctionSpec(name="f"), 1.0, 8)
    side = SimpleNamespace(answer=lambda *_: SimpleNamespace(value=1.0))
    limits = SimpleNamespace(limits=SimpleNamespace(case_s=1e6))
    stage = SimpleNamespace(assignment=limits, record=SimpleNamespace(asked="", checked=set()))
    assert not recorded.keeps_to([line], cast("Side", side), cast("Stage", stage), 0.05)


@pytest.mark.parametrize("spread", ["apart", "alike", "equal"])
def test_few_pairs_of_slices_are_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch, spread: str) -> None:
    """Entries that are looked at, whatever the slices share; and each is found in its place, up to its sign."""
    expected = np.random.default_rng(0).normal(size=(512, 64))
    if spread == "alike":
        expected[:, :32] = 1.0
    elif spread == "equal":
        expected[:] = expected[0]
    looked, real = [0], Measure.keeps

    def counted(self: Measure, actual: np.ndarray, other: np.ndarray, factor: np.ndarray | None = None) -> np.ndarray:
        looked[0] += actual.size
        return real(self, actual, other, factor)

    monkeypatch.setattr(Measure, "keeps", counted)
    signs = np.where(np.arange(512) % 3, 1.0, -1.0)[:, None]
    assert compare_up_to((expected * signs)[::-1].copy(), expected, AXES) is None
    wrong = (expected * signs)[::-1].copy()
    wrong[7, -1] += 1e-3
    mismatch = compare_up_to(wrong, expected, AXES)
    assert mismatch is not None
    assert mismatch.wrong >= 1
    assert looked[0] < 20 * 512 * 512  # where all pairs would be four times 512 * 512 * 64


@pytest.mark.parametrize("factor", ["", "sign", "scale"])
@pytest.mark.parametrize("kind", ["close", "norm", "exact"])
def test_the_columns_that_are_looked_at_first_decide_nothing(factor: Literal["", "sign", "scale"], kind: RuleKind) -> None:
    """Small tables, held against every order that there is."""
    rng = np.random.default_rng(1)
    for _ in range(40):
        expected = rng.integers(-1, 2, size=(4, 7)).astype(float)
        actual = expected[rng.permutation(4)] * (rng.choice([-1.0, 1.0], size=(4, 1)) if factor else 1.0)
        if rng.random() < 0.5:
            actual[rng.integers(4), rng.integers(7)] += 1.0
        rule = Rule(kind=kind, max=1e-9, up_to=UpTo(order="slices", factor=factor, factor_axis=0))
        row = Rule(kind=kind, max=1e-9, up_to=UpTo(factor=factor, factor_axis=0)) if factor else Rule(kind=kind, max=1e-9)
        fits = np.array([[compare_up_to(a[None], e[None], row) is None for a in actual] for e in expected])
        any_order = any(all(fits[i, order[i]] for i in range(4)) for order in permutations(range(4)))
        assert (compare_up_to(actual, expected, rule) is None) == any_order
