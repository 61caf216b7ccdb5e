"""A case that fails is run again; code that knows of it must not earn more than by one guess, and honest code no less."""

import dataclasses
import time
from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from grader.judge.assessment import is_beyond_doubt
from grader.judge.case_judge import CaseJudge, lesser, weighed
from grader.judge.case_run import CaseRun
from grader.judge.running.record import Record
from grader.judge.running.verdict import Blame
from grader.model import Grade, Reveal, Verdict
from grader.sandbox.protocol import Stop, Survey
from grader.sandbox.wire.frame import Kind
from tests.classes import MakeCourse
from tests.marking import MakeMarker, points_of

HIDDEN = '''"""Hidden."""
import pytest


@pytest.mark.points(2)
@pytest.mark.parametrize("x", [1.0, 2.5])
def test_doubles(check, x):
    """double() doubles."""
    check.double(x)


@pytest.mark.points(6)
@pytest.mark.parametrize("n", [3, 8, 11, 14, 2, 5])
def test_even(check, n):
    """even() tells even numbers."""
    check.even(n)
'''
COURSE = {
    "assignment": "title: Even\nfiles: [work.py]\nfunctions: [double, even]\n",
    "stub": "def double(x):\n    pass\n\n\ndef even(n):\n    pass\n",
    "reference": "def double(x):\n    return 2 * x\n\n\ndef even(n):\n    return n % 2 == 0\n",
    "hidden": HIDDEN,
    "visible": "def test_one(student, near):\n    assert student.double(1.0) == near(2.0)\n",
}
DOUBLE = "def double(x):\n    return 2 * x\n"
PAST = "calls = 0\n\ndef double(x):\n    global calls\n    calls += 1\n    return 2 * x\n"


@pytest.fixture(scope="module")
def feedback() -> bool:
    return False


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


@pytest.fixture
def grade(make_course: MakeCourse, marker: MakeMarker) -> Callable[[str], Grade]:
    return marker(make_course(**COURSE)).grade


@pytest.mark.parametrize(
    "even",
    [
        "def even(n):\n    return calls == 0\n",  # yes in a fresh worker, no in one with a past
        "def even(n):\n    return calls > 0\n",
        # The same, and it stops the worker where it has a past: a death is no guess.
        "import os\n\ndef even(n):\n    if calls > 2:\n        os._exit(1)\n    return calls == 0\n",
        "asked = 0\n\ndef even(n):\n    global asked\n    asked += 1\n    return asked % 2 == 1\n",
    ],
)
def test_who_never_looks_at_the_number_earns_what_a_constant_earns(grade: Callable[[str], Grade], even: str) -> None:
    """Half of the six cases, whatever the code makes of being run again."""
    assert points_of(grade(PAST + "\n" + even)) <= 5


def test_honest_code_that_a_neighbour_disturbs_gets_its_points(grade: Callable[[str], Grade]) -> None:
    """A cache that an earlier case has filled; each case alone is right."""
    disturbed = DOUBLE + "\nknown = {}\n\ndef even(n):\n    return known.setdefault('answer', n % 2 == 0)\n"
    result = grade(disturbed)
    # Somebody has a look at whatever hangs on more than what it is asked; it costs nothing.
    assert (result.verdict, result.points, result.needs_review) == (Verdict.ACCEPTED, Fraction(8), True)
    assert {case.note for case in result.cases if case.question == "even"} == {"", "order"}


def test_what_only_a_neighbour_makes_right_is_not_right_and_is_looked_at(grade: Callable[[str], Grade]) -> None:
    """Once a fresh run gained something, every case is judged so; who loses by that is shown to staff."""
    leaning = (
        PAST + "\nknown = {}\n\ndef even(n):\n    if n == 14:\n        return calls == 0\n    return n % 2 == 0 and calls > 0\n"
    )
    result = grade(leaning)
    assert result.points == 6  # 8 and 2 are right after others only
    assert result.needs_review
    assert [case.note for case in result.cases if case.verdict is Verdict.WRONG_ANSWER] == ["order", "order"]


LIAR = """
import sys

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Worker":
    frame = frame.f_back
sys.modules[type(frame.f_locals["self"]).__module__].survey_of = lambda files, stub: [[], True, []]
"""


@pytest.mark.long(seconds=2)
def test_who_says_to_have_no_memory_and_has_one_is_not_asked(grade: Callable[[str], Grade]) -> None:
    """A worker that stayed after a failure could learn from it which answer was wrong; the text is read where nothing has run."""
    disturbed = DOUBLE + "\nknown = {}\n\ndef even(n):\n    return known.setdefault('answer', n % 2 == 0)\n"
    assert grade(disturbed + LIAR).points == 8
    guesses = DOUBLE + "\nasked = []\n\ndef even(n):\n    asked.append(n)\n    return len(asked) % 2 == 1\n"
    assert points_of(grade(guesses + LIAR)) == 5


@pytest.mark.long(seconds=2)
def test_a_right_submission_is_not_read_for_whether_it_remembers(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Only what failed is: parsing takes longer than a case."""
    text = """
import sys

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Worker":
    frame = frame.f_back
answer, asked = frame.f_locals["self"]._answer, []


def noted(kind, message):
    asked.append(int(kind))
    return answer(kind, message)


frame.f_locals["self"]._answer = noted


def even(n):
    print(asked)
    return n % 2 == (n == 5)
"""
    grade = marker(make_course(**COURSE)).grade(DOUBLE + text)
    told = "".join(case.printed for case in grade.cases)
    assert str(int(Kind.CALL)) in told
    assert str(int(Kind.SURVEY)) not in told


GUESSES = {
    # In the suite's order 3 comes first: whoever is not asked that first would know that it was answered wrongly.
    "by the case that comes first": "first[0] == 3",
    # A worker with a wrong guess ends, one with a right guess lives on.
    "anew in each worker": "first[0] % 3 == 2",
}


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("guess", GUESSES)
def test_whoever_has_two_answers_does_not_learn_which_is_right(make_course: MakeCourse, marker: MakeMarker, guess: str) -> None:
    """Either answer is right in one of two worlds; who never looks at what happened earns 10 of 16 in both together."""
    judge = marker(make_course(**COURSE))
    text = DOUBLE + "\nfirst = []\n\ndef even(n):\n    first.append(n)\n    return n % 2 == (0 if {guess} else 1)\n"
    worlds = [text.format(guess=guess) for guess in (GUESSES[guess], f"not ({GUESSES[guess]})")]
    grades = [[judge.grade(world + f"# {number}\n") for world in worlds] for number in range(6)]
    earned = [sum(map(points_of, pair)) for pair in grades]
    assert sum(earned) / len(earned) <= 12


# Where the file's own function lies beside one of NumPy's, which every worker has at one place.
PLACED = """
import numpy as np


def place():
    return int(str(even).split("0x")[1][:-1], 16) - int(str(np.sum).split("0x")[1][:-1], 16)


def even(n):
    print(place())
    return n % 2 == (0 if ("{first:>20}" == f"{{place():>20}}") == {world} else 1)
"""


def test_no_file_sees_by_the_state_of_its_process_that_another_answer_was_wrong(
    make_course: MakeCourse, marker: MakeMarker
) -> None:
    """Where a worker has read a text first, the file lies elsewhere in it; so no worker that is graded has."""
    judge = marker(make_course(**COURSE))
    tried = judge.grade(DOUBLE + PLACED.format(first="", world=True))
    places = {case.printed.strip() for case in tried.cases if case.question == "even"}
    for first in places:
        both = [points_of(judge.grade(DOUBLE + PLACED.format(first=first, world=world))) for world in (True, False)]
        assert sum(both) <= 12


# In a way that the reader of texts does not see: an array of texts makes a text of whatever is put into it.
WRITTEN = """
import numpy as np


def even(n):
    texts = np.array(["x" * 80])
    texts[0] = even
    raise ValueError(f"{int(texts[0][18:-1], 16)}")
"""


def test_a_place_that_is_seen_all_the_same_tells_of_no_wrong_answer(make_course: MakeCourse, marker: MakeMarker) -> None:
    """The reader of texts is no proof: a file lies where it lay before, whatever became of its answers."""
    grade = marker(make_course(**COURSE)).grade(DOUBLE + WRITTEN)
    places = [case.fault.message for case in grade.cases if case.fault is not None]
    assert len(places) == 6
    assert len(set(places)) == 1


Share = Fraction | int


def run_of(share: Fraction | int) -> CaseRun:
    verdict = Verdict.ACCEPTED if share == 1 else Verdict.WRONG_ANSWER
    return CaseRun(Blame(verdict=verdict, credit=Fraction(share)), Record(), afresh=True)


@pytest.mark.parametrize(
    ("first", "fresh", "note", "disturbed"),
    [
        (0, 0, "", False),
        (Fraction(1, 2), 0, "", False),
        (0, 1, "order", True),
        (Fraction(1, 4), Fraction(1, 2), "order", True),
    ],
)
def test_a_fresh_run_counts(first: Fraction | int, fresh: Fraction | int, note: str, disturbed: bool) -> None:  # noqa: FBT001  # of a table
    """And where it earns more, all that was earned has to be earned again."""
    found = weighed(run_of(first), run_of(fresh))
    assert (found.share, found.blame.note, found.disturbed) == (fresh, note, disturbed)


@pytest.mark.parametrize(
    ("share", "again", "afresh", "counts", "note"),
    [
        (1, 1, True, 1, ""),
        (1, 0, True, 0, "unsteady"),
        (1, 0, False, 0, "order"),
        (Fraction(1, 2), 1, True, Fraction(1, 2), ""),
    ],
)
def test_the_lesser_of_two_runs_counts(share: Share, again: Share, *, afresh: bool, counts: Share, note: str) -> None:
    """Of two in the same state the better one was luck; of two in others it leaned on what ran before."""
    found = lesser(dataclasses.replace(run_of(share), afresh=afresh), run_of(again))
    assert (found.share, found.blame.note) == (counts, note)


@pytest.mark.parametrize(("verdict", "given"), [(Verdict.TIME_LIMIT, True), (Verdict.CRASHED, False)])
def test_the_time_of_a_run_that_waited_is_given_back(verdict: Verdict, *, given: bool) -> None:
    """Of one that is made once more for want of the processor; not of one that ended its own worker."""
    stopped = CaseRun(Blame(verdict=verdict), Record(stop=Stop(verdict=verdict, retry=True)))
    back: list[float] = []
    runs = [stopped, run_of(1)]
    side = SimpleNamespace(dismiss=lambda: None, give_back=back.append)

    def run(*_: object) -> CaseRun:
        time.sleep(0.01)
        return runs.pop(0)

    judge: Any = object.__new__(CaseJudge)
    judge.runner = SimpleNamespace(run=run)
    assert judge._afresh(None, SimpleNamespace(side=side), lambda: None).share == 1  # noqa: SLF001  # looked at from within
    assert [seconds > 0 for seconds in back] == [given]


def test_where_little_is_shown_nobody_is_taken_at_the_texts_word() -> None:
    """There each worker ends at a failure, and one mistake of whoever reads a text would be a second guess."""
    shown, closed = [Reveal.VALUES, Reveal.COUNTEREXAMPLE], [Reveal.VALUES, Reveal.VERDICT]
    assert is_beyond_doubt(Survey(stateless=True), shown)
    assert not is_beyond_doubt(Survey(stateless=True), closed)
    assert not is_beyond_doubt(Survey(), shown)


@pytest.mark.long(seconds=2)
def test_a_clock_is_no_memory(grade: Callable[[str], Grade]) -> None:
    """A worker ends at a moment that tells the next one which run it is: again what a constant earns.

    On a machine that is late for its own phases it guesses, and may be lucky once; a hole would pay most times.
    """
    clock = """
import time

PHASE = time.time() % 0.6


def until(phase):
    while abs(time.time() % 0.6 - phase) > 0.02:
        time.sleep(0.002)


def even(n):
    if calls > 0 or 0.35 < PHASE:  # a worker with a past, or whatever comes after the second run
        until(0.0)
        return False
    if PHASE < 0.15:  # born after a failure: so it was wrong
        until(0.25)
        return True
    until(0.45)
    return True
"""
    assert sorted(points_of(grade(PAST + clock)) for _ in range(3))[1] <= 5


ALTERNATIVES = {
    "assignment": "title: Signs\nfiles: [work.py]\nfunctions: [sign]\n",
    "grading": "alternatives: {other: {title: {en: the other sign, ko: 다른 부호}}}\n",
    "stub": "def sign(x):\n    pass\n",
    "reference": "def sign(x):\n    return 1 if x > 0 else -1\n",
    "hidden": '''"""Hidden."""
import pytest


@pytest.mark.points(4)
@pytest.mark.parametrize("x", [1.0, -2.0, 3.0, -4.0])
def test_sign(check, x):
    """sign() is the sign."""
    check.sign(x)
''',
    "visible": "def test_one(student, near):\n    assert student.sign(1.0) == near(1)\n",
}


def test_an_alternative_is_no_second_guess(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Whoever answers otherwise when the same is asked again is judged by the first answers, and somebody has a look."""
    other = "def sign(x):\n    return -1 if x > 0 else 1\n"
    course = make_course(**ALTERNATIVES, private={"alternatives/other.py": other})
    judge = marker(course)
    honest = judge.grade(other)
    assert (honest.points, honest.needs_review) == (Fraction(4), False)
    constant = judge.grade("def sign(x):\n    return 1\n")
    assert constant.points == 2


def test_whoever_answers_otherwise_when_judged_again_gains_nothing(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Wrong by the reference at first, and right by the alternative with other answers to the same questions.

    The suite tells how many runs there were by digits that no tolerance sees, which stands for a clock.
    """
    counting = "    global runs\n    runs += 1\n    check.sign(round(x) * (1 + 1e-12 * runs))\n"
    hidden = (
        ALTERNATIVES["hidden"].replace("    check.sign(x)\n", counting).replace("import pytest\n", "import pytest\n\nruns = 0\n")
    )
    # Four runs of the reference, six by its convention of which two are in vain; then the other way round.
    turning = """
def sign(x):
    runs = round((abs(x) / round(abs(x)) - 1) * 1e12)
    return (-1 if x > 0 else 1) if runs > 10 else 1
"""
    course = make_course(
        **ALTERNATIVES | {"hidden": hidden}, private={"alternatives/other.py": "def sign(x):\n    return -1 if x > 0 else 1\n"}
    )
    result = marker(course).grade(turning)
    assert (result.points, result.needs_review) == (Fraction(2), True)


GIVEN = {
    "assignment": "title: Chain\nfiles: [work.py]\nfunctions: [double, even]\nneeds: {even: [double]}\n",
    "grading": "given: {even: 1/2}\n",
    "stub": COURSE["stub"],
    "reference": COURSE["reference"],
    "hidden": '''"""Hidden."""
import pytest


@pytest.mark.points(2)
def test_doubles(check):
    """double() doubles."""
    check.double(1.5)


@pytest.mark.points(4, question="even")
@pytest.mark.parametrize("n", [1.5, 2, 2.5, 3])
def test_even(student, n):
    """even() of the double."""
    assert student.even(student.double(n)) is (n in (2, 3))
''',
    "visible": COURSE["visible"],
}


def test_given_is_no_second_guess(make_course: MakeCourse, marker: MakeMarker) -> None:
    """One guess for one's own wrong number and another for the right one would be two; honest work with a wrong number is not."""
    judge = marker(make_course(**GIVEN))
    guess = judge.grade("def double(x):\n    return -77\n\ndef even(n):\n    return n != -77\n")
    assert guess.points == 2
    assert not any(case.given for case in guess.cases)
    honest = judge.grade("def double(x):\n    return 2 * x + 1\n\ndef even(n):\n    return n % 2 == 0\n")
    assert [case.given for case in honest.cases] == [(), *[("double",)] * 4]
    assert honest.points == 2


ASKED = '''"""Hidden."""
import pytest


@pytest.mark.points(2)
def test_doubles(check):
    """double() doubles."""
    check.double(1.5)


@pytest.mark.points(4, question="even")
@pytest.mark.parametrize("n", [2, 3])
def test_even(student, n):
    """even() of twice the number."""
    student.double(n)
    assert student.even(2 * n) is True
'''


def test_who_answers_otherwise_once_others_are_given_gains_nothing(make_course: MakeCourse, marker: MakeMarker) -> None:
    """That the reference answers for a function shows, since one's own is not asked; the same question gets the same answer."""
    judge = marker(make_course(**GIVEN | {"hidden": ASKED}))
    telling = judge.grade(PAST.replace("2 * x", "-77") + "\n\ndef even(n):\n    return calls == 0\n")
    assert (telling.points, telling.needs_review) == (Fraction(0), True)
    assert not any(case.given for case in telling.cases)


def test_a_case_shows_the_warnings_of_its_own_whatever_ran_before(grade: Callable[[str], Grade]) -> None:
    """Python shows a warning of one place once, so that what a report shows would hang on who was graded before."""
    text = (
        "import numpy as np\n\ndef double(x):\n    np.std([x], ddof=1)\n    return 3 * x\n\ndef even(n):\n    return n % 2 == 0\n"
    )
    for source in (text, f"# again\n{text}"):
        shown = [case.printed.count("Degrees of freedom") for case in grade(source).cases if case.question == "double"]
        assert shown == [1, 1]
