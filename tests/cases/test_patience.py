"""What looking at one submission's values may cost is counted, so that the same file ends at the same place on every machine."""

from collections.abc import Iterator
from itertools import permutations
from typing import Literal

import numpy as np
import pytest

from bench.hostile import FILES, right_file, submission_of, write_course
from grader.grading.freedoms import compare_up_to
from grader.grading.measure import Measure
from grader.judge.running.patience import FOLD, MOST_PARTS, MOST_S, Patience
from grader.judge.supervisor import Judge
from grader.model import Rule, RuleKind, UpTo, Verdict
from grader.report.sentences import message
from grader.sandbox.budget import Parts

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
    fresh = Patience.after(reference, 3)
    assert fresh.parts.most == MOST_PARTS + FOLD * 3 * 105
    before = fresh.spent
    fresh.taken_s = MOST_S
    assert (before, fresh.spent, Patience().spent) == (False, True, False)


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
