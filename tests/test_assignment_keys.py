"""What assignment.yaml, grading.yaml and course.yaml say besides rules: dates, attempts, texts, names."""

from datetime import datetime
from fractions import Fraction

import pytest
from click.testing import CliRunner

from grader.cli.main import cli
from grader.errors import AssignmentError
from grader.model import Attempts, Deadline, LatePolicy, Limits, MistakeHint, Text
from grader.reading.course import load_assignment
from tests.classes import MakeCourse

DUE = "due: 2027-03-14T23:59:00+09:00\n"
MOMENT = datetime.fromisoformat("2027-03-14T23:59:00+09:00")
TWO = "title: T\nfiles: [work.py]\nfunctions: [double, halve, third]\n"

ASSIGNMENT = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\n"


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("", None),
        (DUE, Deadline(due=MOMENT)),
        (
            DUE + "late: {grace: 10min, per_day: 10%, until: 7d}\n",
            Deadline(due=MOMENT, late=LatePolicy(grace_s=600, period_s=86_400, share=Fraction(1, 10), until_s=604_800)),
        ),
        (
            DUE + "late: {per_hour: 1/3, until: 1d 12h}\n",
            Deadline(due=MOMENT, late=LatePolicy(period_s=3600, share=Fraction(1, 3), until_s=129_600)),
        ),
        (DUE + "late: {until: 2w}\n", Deadline(due=MOMENT, late=LatePolicy(until_s=1_209_600))),
        (DUE + "late: {grace: 0.5h, per_day: 0.125}\n", Deadline(due=MOMENT, late=LatePolicy(grace_s=1800, share=Fraction(1, 8)))),
    ],
)
def test_deadlines_are_exact(make_course: MakeCourse, text: str, deadline: Deadline | None) -> None:
    """Seconds are whole, shares fractions of the maximum, the moment keeps its offset."""
    assert load_assignment(make_course(assignment=ASSIGNMENT + text), "doubling").deadline == deadline


@pytest.mark.parametrize(
    ("text", "attempts"),
    [
        ("", Attempts()),
        ("attempts: {max: 20, count: best}\n", Attempts(max=20, count="best")),
        ("attempts: {max: 3}\n", Attempts(max=3)),
    ],
)
def test_attempts(make_course: MakeCourse, text: str, attempts: Attempts) -> None:
    """Without a word every submission is graded and the last one counts."""
    assert load_assignment(make_course(assignment=ASSIGNMENT + text), "doubling").attempts == attempts


GRADING = """\
mistakes:
  tripled: {title: Tripled, hint: {en: "Two, not three.", ko: "세 배가 아니라 두 배입니다."}}
texts:
  test_doubles: {title: {ko: "두 배로 만듭니다."}, hint: "Add it to itself."}
equivalent: [{mutant: 3fa9c1, reason: "x + x is 2 x"}]
"""


def test_texts_for_people(make_course: MakeCourse) -> None:
    """Hints of mistakes and translations of tests are values on the assignment, in both languages."""
    course = make_course(grading=GRADING, **{"mistakes/tripled": "def double(x):\n    return 3 * x\n"})
    (course / "course.yaml").write_text("name: {en: Arithmetic, ko: 산수}\nlang: ko\ntimezone: Asia/Seoul\n", encoding="utf-8")
    assignment = load_assignment(course, "doubling")
    hint = Text("Two, not three.", "세 배가 아니라 두 배입니다.")
    assert assignment.mistakes == (MistakeHint(name="tripled", hint=hint, title=Text("Tripled")),)
    assert assignment.mistake("tripled").hint == hint
    assert assignment.mistake("another") == MistakeHint(name="another")
    texts = assignment.texts_for("test_doubles")
    assert (texts.title, texts.hint) == (Text("", "두 배로 만듭니다."), Text("Add it to itself."))
    assert (assignment.course_name, assignment.lang, assignment.timezone) == (Text("Arithmetic", "산수"), "ko", "Asia/Seoul")


def test_points_for_what_is_right_but_for_what_it_needs(make_course: MakeCourse) -> None:
    """``given`` says whether a right function on a wrong one earns points, and how many; without a word it earns none."""
    assignment = TWO + "needs: {halve: [double], third: [double, halve]}\n"
    loaded = load_assignment(make_course(assignment=assignment, grading="given: {halve: full, third: 1/3}\n"), "doubling")
    assert [loaded.given_share(name) for name in ("double", "halve", "third")] == [0, 1, Fraction(1, 3)]


def test_questions_about_methods_build_on_one_another(make_course: MakeCourse) -> None:
    """A method stands under ``needs`` as ``Class.method``, beside the functions and classes that are asked for."""
    assignment = ASSIGNMENT + "needs: {double.forward: [double.step], double.step: [double]}\n"
    loaded = load_assignment(make_course(assignment=assignment), "doubling")
    assert loaded.needs == (("double.forward", ("double.step",)), ("double.step", ("double",)))


@pytest.mark.parametrize(
    ("given", "limits"),
    [
        ("{wall_s: 2, cpu_s: 2, case_s: 6}", Limits(wall_s=2, cpu_s=2, case_s=6)),
        ("{case_s: 3}", Limits(wall_s=3, case_s=3)),
        ("{wall_s: 100}", Limits(wall_s=100, case_s=100, submission_s=100)),
        ("{submission_s: 2}", Limits(wall_s=2, case_s=2, submission_s=2)),
        ("{file_mb: 1, threads: 2, packages: [numpy, yaml]}", Limits(file_mb=1, threads=2, packages=("numpy", "yaml"))),
    ],
)
def test_a_default_limit_gives_way_to_one_that_is_given(make_course: MakeCourse, given: str, limits: Limits) -> None:
    """A call never has more time than its case, and what was not said follows from what was."""
    assert load_assignment(make_course(grading=f"limits: {given}\n"), "doubling").limits == limits


@pytest.mark.parametrize(
    ("assignment", "problem"),
    [
        ("late: {per_day: 10%}\n", ":4:1: nothing can be late without a deadline"),
        (DUE + "late: {per_day: 10}\n", ":5:17: found 10; expected a share between 0 and 1: is 10% meant?"),
        (DUE + "late: {per_day: 110%}\n", ":5:17: found '110%'; expected a share between 0 and 1"),
        (DUE + "late: {per_day: 10%, per_hour: 1%}\n", ":5:22: per_day is given already; keep one of the two"),
        (DUE + "late: {grace: 10m}\n", ":5:15: found '10m'; expected a duration .* a minute is written min"),
        (DUE + "late: {grace: 10}\n", ":5:15: found 10; expected a duration with its unit"),
        (DUE + "late: {grace: 1:30}\n", ":5:15: found '1:30'; expected a duration"),
        (DUE + "late: {until: 99999w}\n", ":5:15: found '99999w'; expected whole seconds, and no more than ten years"),
        (DUE + "late: {grace: 2h, until: 1h}\n", ":5:26: until ends before grace does"),
        ("due: 2027-03-14T23:59:00\n", ":4:6: found '2027-03-14T23:59:00'; expected a date and time with an offset"),
        ("attempts: {max: 0}\n", ":4:17: found 0; it should be greater than 0"),
        ("attempts: {count: first}\n", ":4:19: found 'first'; expected one of best, last"),
        ("needs: {double: [doubel]}\n", ":4:18: 'doubel' is none of the functions; did you mean 'double'"),
        ("needs: {double: [double]}\n", ":4:9: double needs double: one of them has to come first"),
        ("needs: {doubel.step: [double]}\n", ":4:9: 'doubel.step' is none of the functions"),
        ("needs: {double.step: [double.]}\n", ":4:23: 'double.' is none of the functions"),
        ("needs: {double.step: [double.step]}\n", ":4:9: double.step needs double.step: one of them has to come first"),
        ("limits: {wall_s: 9, case_s: 3}\n", ":4:18: wall_s is 9 s, but case_s is 3 s, .* lower wall_s or raise case_s"),
        ("points: -1\n", ":4:9: found -1; expected a number that is not negative"),
        ("points: 1/0\n", ":4:9: found '1/0'; nothing can be divided by zero"),
        ("points:\n", ":4:1: the key 'points' has no value; give one, or remove it"),
    ],
)
def test_what_is_wrong_with_assignment_yaml(make_course: MakeCourse, assignment: str, problem: str) -> None:
    """File, line, column, what was found and what was expected."""
    with pytest.raises(AssignmentError, match=r"^assignments/doubling/assignment\.yaml" + problem):
        load_assignment(make_course(assignment=ASSIGNMENT + assignment), "doubling")


@pytest.mark.parametrize(
    ("grading", "problem"),
    [
        ("given: {double: 1/2}\n", ":1:9: 'double' needs nothing in assignment.yaml"),
        ("mistakes: {triplet: {hint: H}}\n", ":1:12: there is no file mistakes/triplet.py; did you mean 'tripled'"),
        ("equivalent: [{mutant: a1}]\n", ":1:14: the key 'reason' is missing"),
        ("equivalent: [{mutant: 123, reason: R}]\n", ":1:23: found 123; expected text: put it in quotes"),
        ("seed: {secret: 12345}\n", ":1:16: found 12345; expected text: put it in quotes"),
        ("seed: {secret: ''}\n", ":1:16: found nothing; expected some text"),
        ("limits: {packages: [scikit-learn]}\n", ":1:21: 'scikit-learn' is not what import takes"),
        ("limits: {packages: [no_such_package]}\n", ":1:21: the package 'no_such_package' is not installed"),
        ("limits: {packages: [numpy, numpy]}\n", ":1:28: 'numpy' is listed twice"),
        ("limits: {memory_mb: 0.5}\n", ":1:21: found 0.5"),
        ("tolerance: {up_to: {sgn: {axis: 1}}}\n", ":1:21: unknown key 'sgn'; did you mean 'sign'"),
        ("tolerance: {up_to: {sign: {axis: one}}}\n", ":1:34: found 'one'"),
        ("tolerance: {up_to: {sign: {}, scale: {}}}\n", ":1:21: scale includes the sign; keep one of the two"),
        ("tolerance: {up_to: {sign: {axis: 0}, permutation: {axis: 1}}}\n", ":1:21: sign and permutation have to name one axis"),
        ("tolerance: {up_to: {permutation: {of: labels, axis: 0}}}\n", ":1:47: labels are renamed wherever they stand"),
        ("tolerance: {up_to: {sign: {}, permutation: {of: labels}}}\n", ":1:21: labels are only names, so they have no sign"),
        ("tolerance: {up_to: {transpose: {axis: [1, 1]}}}\n", ":1:39: an axis is swapped with another one"),
        ("tolerance: {kind: exact, up_to: {scale: {}}}\n", ":1:34: up to a factor nothing is exact"),
        ("tolerance: {kind: exact, precision: float32}\n", ":1:26: a rule of kind 'exact' leaves no room"),
        ("tolerance: {kind: exact, credit: {1e-8: 1}}\n", ":1:26: a rule of kind 'exact' cannot be kept loosely"),
        ("tolerance: {rtol: 1, credit: {1e-8: 1}}\n", ":1:22: credit says how loose the rule is; leave out rtol"),
        ("tolerance: {credit: {1e-8: 1/2}}\n", ":1:21: the tightest tolerance, 1e-08, has to earn everything"),
        ("tolerance: {credit: {1e-8: 1, 1e-4: 1}}\n", ":1:21: a looser match has to earn less"),
        ("tolerance: {credit: {1e-8: 1, 0.00000001: 1}}\n", ":1:31: the tolerance 0.00000001 is listed twice"),
        ("tolerance: {credit: {tight: 1}}\n", ":1:22: found 'tight'; expected a tolerance larger than zero"),
        ("tolerance: {credit: {1e-8: 1, 1e-4: 50}}\n", ":1:37: found 50; expected a share between 0 and 1: is 50% meant?"),
        ("functions: {double: {}}\nrules: {a: {kind: norm}}\n", ":2:12: a rule of kind 'norm' needs max"),
    ],
)
def test_what_is_wrong_with_grading_yaml(make_course: MakeCourse, grading: str, problem: str) -> None:
    """File, line, column, what was found and what was expected."""
    course = make_course(grading=grading, **{"mistakes/tripled": "def double(x):\n    return 3 * x\n"})
    with pytest.raises(AssignmentError, match=r"^solutions/doubling/grading\.yaml" + problem):
        load_assignment(course, "doubling")


def test_everything_that_is_wrong_is_told_at_once(make_course: MakeCourse) -> None:
    """Through the command: one line for each problem, in the order of the files, and exit 3."""
    assignment = TWO + "needs: {halve: [third], third: [halve]}\nlate: {per_day: 10%}\n"
    grading = "limits: {wall_s: 9, case_s: 3}\ngiven: {duble: full}\nmistakes: {a: {hint: H}}\ntolerance: {max: 1}\n"
    course = make_course(assignment=assignment, grading=grading)
    (course / "course.yaml").write_text("timezone: Asia/Seol\n", encoding="utf-8")
    told = CliRunner(catch_exceptions=True).invoke(
        cli, ["grade", str(course / "assignments/doubling/work.py"), "-a", "doubling", "--course", str(course)]
    )
    assert isinstance(told.exception, AssignmentError)
    assert told.exception.exit_code == 3
    assert [problem.split(": ")[0] for problem in told.exception.problems] == [
        "course.yaml:1:11",
        "assignments/doubling/assignment.yaml:4:9",
        "assignments/doubling/assignment.yaml:5:1",
        "solutions/doubling/grading.yaml:2:9",
        "solutions/doubling/grading.yaml:3:12",
        "solutions/doubling/grading.yaml:1:18",
        "solutions/doubling/grading.yaml:4:13",
    ]
    assert "did you mean 'Asia/Seoul'" in told.exception.problems[0]


@pytest.mark.parametrize(
    ("grading", "hidden", "problem"),
    [
        (
            "texts: {test_double: {title: T}}\n",
            None,
            "grading.yaml:1:9: the suite holds no test 'test_double'; did you mean 'test_doubles'",
        ),
        (
            "rules: {loose: {rtol: 1e-3}}\n",
            "def test_it(student, near):\n    x = 3.0\n    assert student.double(x) == near(6.0, 'lose')\n",
            "test_hidden.py:3: grading.yaml has no rule 'lose' under rules:; did you mean 'loose'",
        ),
    ],
)
def test_what_only_the_suite_can_tell(make_course: MakeCourse, grading: str, hidden: str | None, problem: str) -> None:
    """Texts of a test that is not there, and rules by a name that is not there, end the command before anybody is graded."""
    course = make_course(grading=grading, **({} if hidden is None else {"hidden": hidden}))
    file = str(course / "solutions/doubling/work.py")
    told = CliRunner().invoke(cli, ["grade", file, "-a", "doubling", "--course", str(course), "--sandbox", "process"])
    assert isinstance(told.exception, AssignmentError)
    assert problem in str(told.exception)
