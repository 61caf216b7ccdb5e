"""Conventions that an assignment accepts beside its reference's: ``alternatives/``."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.model import Grade, Verdict
from grader.reading.course import load_assignment
from grader.report.about import note_text
from grader.verify.outcome import Tried, Verification
from grader.verify.proof import prove
from tests.classes import MakeCourse
from tests.marking import MakeMarker

TWICE = """import numpy as np


def penalty(w, reg):
    return reg * np.sum(w**2)


def slope(w, reg):
    return 2 * reg * w
"""
HALF = """def penalty(w, reg):
    return 0.5 * reg * np.sum(w**2)


def slope(w, reg):
    return reg * w
"""
SLOPE_OF_HALF = TWICE.replace("2 * reg * w", "reg * w")
HIDDEN = '''import pytest


@pytest.mark.points(2)
def test_penalty(check, rng):
    """The penalty."""
    check.penalty(rng.normal(size=4), 0.5)


@pytest.mark.points(3)
def test_slope(student, reference, near, rng):
    """Its gradient."""
    w = rng.normal(size=4)
    assert student.slope(w, 0.5) == near(reference.slope(w, 0.5))
'''
COURSE = {
    "assignment": "title: Penalty\nfiles: [work.py]\nfunctions: [penalty, slope]\npoints: 5\n",
    "grading": "alternatives: {half: {title: {en: half of the penalty, ko: 절반의 벌점}}}\n",
    "stub": "def penalty(w, reg):\n    raise NotImplementedError\n\n\ndef slope(w, reg):\n    raise NotImplementedError\n",
    "visible": "def test_zero(student, near):\n    assert student.penalty(0.0, 1.0) == near(0.0)\n",
    "reference": TWICE,
    "hidden": HIDDEN,
}


@pytest.fixture
def grade(make_course: MakeCourse, marker: MakeMarker) -> Callable[[str], Grade]:
    course = make_course(**COURSE, private={"alternatives/half.py": HALF})
    return marker(course).grade


def conventions(grade: Grade) -> list[str]:
    return [note.name for note in grade.notes if note.kind == "alternative"]


def test_an_alternative_earns_every_point_and_is_named(grade: Callable[[str], Grade]) -> None:
    """And the reference's own convention is not."""
    other, own = grade("import numpy as np\n" + HALF), grade(TWICE)
    assert (other.verdict, other.points, conventions(other)) == (Verdict.ACCEPTED, Fraction(5), ["half"])
    assert (own.verdict, own.points, conventions(own)) == (Verdict.ACCEPTED, Fraction(5), [])
    (note,) = other.notes
    assert note_text(note, "en", "2") == "Graded by another convention, which this assignment also accepts: half of the penalty."
    assert "절반의 벌점" in note_text(note, "ko", "2")
    assert grade(TWICE).points == 5  # the reference is back in its place


def test_a_submission_follows_one_convention_as_a_whole(grade: Callable[[str], Grade]) -> None:
    """Right by one here and by another there is wrong; the better one counts."""
    mixed = grade(SLOPE_OF_HALF)
    assert (mixed.points, conventions(mixed)) == (Fraction(3), ["half"])
    assert [case.verdict for case in mixed.cases] == [Verdict.WRONG_ANSWER, Verdict.ACCEPTED]


def test_what_fails_is_explained_by_the_convention_that_is_followed(grade: Callable[[str], Grade]) -> None:
    """A gradient that is right by half of the penalty, and a penalty that is three times that."""
    mixed = grade(SLOPE_OF_HALF.replace("return reg * np.sum", "return 1.5 * reg * np.sum"))
    found = mixed.cases[0].counterexample
    assert found is not None
    assert conventions(mixed) == ["half"]
    assert float(found.actual) == pytest.approx(3 * float(found.expected), rel=1e-4)


def test_where_nothing_is_gained_the_reference_counts(grade: Callable[[str], Grade]) -> None:
    """Wrong by both, or not run at all."""
    wrong = grade(TWICE.replace("np.sum", "np.max"))
    assert (wrong.points, conventions(wrong)) == (Fraction(3), [])
    assert conventions(grade("def penalty(w, reg):\n    return 7\n")) == []
    assert conventions(grade("1 +")) == []


def test_an_alternative_that_fails_of_itself_withholds_nothing(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Its author's mistake is found by verify; whoever is graded meanwhile is graded by the reference."""
    broken = HALF.replace("return reg * w", "raise ZeroDivisionError")
    other = marker(make_course(**COURSE, private={"alternatives/half.py": broken})).grade("import numpy as np\n" + HALF)
    assert (other.points, other.verdict, conventions(other)) == (Fraction(0), Verdict.WRONG_ANSWER, [])


@pytest.mark.parametrize(("mark", "meant"), [("pionts(2)", "points"), ("Points(2)", "points"), ("reveel('none')", "reveal")])
def test_a_mark_that_is_misspelt_is_the_assignments_fault(
    make_course: MakeCourse, marker: MakeMarker, mark: str, meant: str
) -> None:
    """Its test would be worth 1, or show what it should not. Marks of other people's plugins are theirs."""
    hidden = f"import pytest\n\n\n@pytest.mark.slow\n@pytest.mark.{mark}\ndef test_a(check):\n    check.double(1.0)\n"
    with pytest.raises(AssignmentError, match=rf"test_a has the mark '{mark.partition('(')[0]}', .* did you mean '{meant}'\?"):
        marker(make_course(hidden=hidden))


def test_an_alternative_that_cannot_be_loaded_is_the_assignments_fault(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Found before anybody is graded; and a title without a file where it stands."""
    course = make_course(**COURSE, private={"alternatives/half.py": "penalty = missing\n"})
    with pytest.raises(AssignmentError, match=r"alternatives/half\.py: loading the alternative raised NameError"):
        marker(course)
    course = make_course(**COURSE | {"grading": "alternatives: {halves: {title: x}}\n"})
    with pytest.raises(AssignmentError, match=r"grading\.yaml:1:16: there is no file alternatives/halves\.py; did you mean 'half'"):
        load_assignment(course, "doubling")


def test_points_depend_on_the_file_and_not_on_its_title(make_course: MakeCourse) -> None:
    """So that a new title regrades nobody."""
    before = load_assignment(make_course(**COURSE, private={"alternatives/half.py": HALF}), "doubling")
    renamed = load_assignment(make_course(**COURSE | {"grading": "alternatives: {half: {title: other}}\n"}), "doubling")
    changed = load_assignment(make_course(**COURSE, private={"alternatives/half.py": HALF.replace("0.5", "0.25")}), "doubling")
    assert before.digest == renamed.digest != changed.digest
    assert before.words_digest != renamed.words_digest
    assert replace(renamed, alternatives=(), words_digest="") == replace(before, alternatives=(), words_digest="")


def alternatives_in(found: Verification) -> list[Tried]:
    return [tried for tried in found.programs if tried.kind == "alternative"]


@pytest.mark.long
def test_verify_tries_every_alternative(make_course: MakeCourse) -> None:
    """One that is told from the reference by no case is of no use; a title is wanted in each language."""

    def proved(course: Path) -> Verification:
        return prove(course, "doubling", sandbox="process", jobs=1, whole_matrix=False, tell=lambda _: None)

    found = proved(make_course(**COURSE, private={"alternatives/half.py": HALF}))
    assert [(tried.name, tried.grade.points) for tried in alternatives_in(found)] == [("half", Fraction(5))]
    assert not found.of_point(1)
    assert not any("alternatives" in complaint.text for complaint in found.complaints)
    useless = proved(make_course(**COURSE | {"grading": ""}, private={"alternatives/half.py": TWICE.partition("\n\n\n")[2]}))
    (complaint,) = useless.of_point(1)
    assert complaint.text.startswith("alternatives/half.py is right by the reference already; remove it")
    assert any("the title of alternatives/half.py" in complaint.text for complaint in useless.of_point(8))
