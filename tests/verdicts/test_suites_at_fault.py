"""When the hidden suite, the sandbox or the judge fails: the grade is withheld, never lowered, and nobody else is touched."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.judge.supervisor import Judge
from grader.model import Grade, Submission, Verdict
from tests.processes import children_of, warm_parents

# Where a limit is meant to be overrun, and nothing else comes near it.
HURRIED = "limits: {wall_s: 1, cpu_s: 1, case_s: 2, load_s: 2}\n"
GRADING = "limits: {wall_s: 3, cpu_s: 3, case_s: 6, load_s: 3}\n"
RIGHT = "def double(x):\n    return 2 * x\n"
THIRTEEN = "def double(x):\n    return 13.0\n"
# Waits in C for what it holds itself; no signal wakes it.
HANGS = "import ctypes; lock = ctypes.CDLL(None).pthread_mutex_lock; held = ctypes.create_string_buffer(64); lock(held); lock(held)"
# Right for right answers; for the answer 13 it does what DEED says.
HIDDEN = '''
import os
import time
import pytest

@pytest.mark.points(1)
def test_first(check):
    """double(1) is 2."""
    check.double(1.0)

@pytest.mark.points(1)
def test_second(student, near, reference):
    """double(3) is 6."""
    value = student.double(3.0)
    if value == 13.0:
        DEED
    assert value == near(6.0)
'''


def handed_in(text: str, student: str = "s1") -> Submission:
    return Submission(student=student, file="work.py", files=(("work.py", text.encode()),), digest="sha256:0")


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


Start = Callable[..., Judge]


@pytest.fixture
def start(make_course: Callable[..., Path]) -> Iterator[Start]:
    """``start(deed, grading=...)``: a judge whose suite does that when a student answers 13."""
    with contextlib.ExitStack() as stack:

        def begin(deed: str, grading: str = GRADING) -> Judge:
            course = make_course(hidden=HIDDEN.replace("DEED", deed), grading=grading)
            return stack.enter_context(Judge(course, "doubling", sandbox="process", feedback=False))

        yield begin


@pytest.mark.parametrize(
    ("deed", "second", "note"),
    [
        ("value.no_such_method()", Verdict.WRONG_ANSWER, "form"),
        ("raise SystemExit(0)", Verdict.WRONG_ANSWER, "form"),
        ("pytest.fail('no')", Verdict.WRONG_ANSWER, ""),
        ("pytest.skip('no')", Verdict.SKIPPED, ""),
        ("pytest.xfail('no')", Verdict.SKIPPED, ""),
        ("str(2 ** 100_000)", Verdict.WRONG_ANSWER, "form"),
        ("bytearray(10**14)", Verdict.WRONG_ANSWER, "form"),
        ("[0] * 10**9", Verdict.WRONG_ANSWER, "form"),
        ("return", Verdict.ACCEPTED, ""),
    ],
)
def test_what_a_suite_does_with_a_strange_answer(start: Start, deed: str, second: Verdict, note: str) -> None:
    """With the reference in the student's place it would have passed, so the value had the wrong form."""
    judge = start(deed)
    grade = judge.grade(handed_in(THIRTEEN))
    assert verdicts(grade) == [Verdict.WRONG_ANSWER, second]
    assert grade.cases[1].note == note
    assert not grade.needs_review
    assert judge.grade(handed_in(RIGHT)).points == 2


@pytest.mark.parametrize(
    "deed",
    [
        "os._exit(0)",
        "os.kill(os.getpid(), 11)",
        "raise KeyboardInterrupt",
        "pytest.exit('enough')",
    ],
)
def test_a_judge_that_dies(start: Start, deed: str) -> None:
    """Over one submission, while the reference is graded in between: that is its doing. Somebody looks, nobody else is hit."""
    ended_by_an_answer(start(deed))


@pytest.mark.long
def test_a_judge_that_hangs(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """In C, where its own limits do not reach: the supervisor ends it, and what follows is the same."""
    monkeypatch.setattr("grader.judge.supervisor.GRACE_S", 3.0)
    ended_by_an_answer(start(HANGS, HURRIED))


def test_a_fixture_that_is_misspelt_is_named(make_course: Callable[..., Path]) -> None:
    """By pytest's own words, and where: the line alone says nothing."""
    course = make_course(hidden=HIDDEN.replace("DEED", "pass").replace("test_first(check)", "test_first(chek)"), grading=GRADING)
    with Judge(course, "doubling", sandbox="process", feedback=False) as judge:
        first = judge.grade(handed_in(RIGHT)).cases[0]
    assert first.verdict is Verdict.GRADER_ERROR
    assert re.search(
        r"the reference itself fails test_first: fixture 'chek' not found \(.*test_hidden\.py:\d+\)", first.staff.detail
    )


def ended_by_an_answer(judge: Judge) -> None:
    assert judge.grade(handed_in(RIGHT)).points == 2
    grade = judge.grade(handed_in(THIRTEEN))
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.CRASHED, Fraction(0), True)
    assert "stopped the grader itself" in grade.problem
    assert judge.grade(handed_in(RIGHT)).points == 2


@pytest.mark.long
def test_a_suite_without_end_in_python(start: Start) -> None:
    """Is interrupted by the judge itself, which goes on; the value had the wrong form."""
    judge = start("while True: time.sleep(0.01)", HURRIED)
    process = judge.process
    grade = judge.grade(handed_in(THIRTEEN))
    assert verdicts(grade) == [Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER]
    assert grade.cases[1].note == "endless"
    assert judge.process is process


@pytest.mark.long
def test_a_suite_that_is_too_slow_for_anybody(make_course: Callable[..., Path]) -> None:
    """Is the suite's fault: the reference in the student's place takes as long."""
    hidden = "import time\ndef test_slow(check):\n    check.double(1.0)\n    time.sleep(60)\n"
    with Judge(make_course(hidden=hidden, grading="limits: {case_s: 1, load_s: 3}\n"), "doubling", sandbox="process") as judge:
        grade = judge.grade(handed_in(RIGHT))
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.GRADER_ERROR, None, True)


@pytest.mark.parametrize(
    "hidden",
    [
        "def test_a(check):\n    check.double(1.0)\n    undefined\n",
        "def test_a(reference):\n    reference.triple(1.0)\n",
        "import pytest\n@pytest.fixture\ndef broken():\n    raise OSError\ndef test_a(broken):\n    pass\n",
        "import pytest\n@pytest.fixture\ndef broken():\n    yield\n    raise OSError\ndef test_a(broken):\n    pass\n",
        "def test_a(no_such_fixture):\n    pass\n",
    ],
)
def test_a_bug_in_the_suite_is_nobodys_wrong_answer(make_course: Callable[..., Path], hidden: str) -> None:
    """It shows with the reference too; what the other case earned is not counted either."""
    hidden += "\n\ndef test_b(check):\n    check.double(2.0)\n"
    with Judge(make_course(hidden=hidden, grading=GRADING), "doubling", sandbox="process") as judge:
        grade = judge.grade(handed_in(RIGHT))
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.GRADER_ERROR, None, True)
    assert verdicts(grade) == [Verdict.GRADER_ERROR, Verdict.ACCEPTED]
    assert grade.cases[0].staff.traceback


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ("def test_a(check):\n    check.minimize(1.0)\n", "AttributeError: the reference solution defines no 'minimize'"),
        ("def test_a(student, near):\n    assert student.double(1.0) == near(3.0)\n", "AssertionError"),
        ("def test_a(student, capsys):\n    student.double(1.0)\n    assert 'x' in capsys.readouterr().out\n", "AssertionError"),
        ("def test_a(student):\n    assert student.double.__code__.co_argcount == 1\n", "AttributeError"),
        (
            "import pytest\ndef test_a(student):\n    with pytest.raises(ValueError):\n        student.double(1.0)\n",
            "DID NOT RAISE",
        ),
        (
            "def test_a(student, monkeypatch):\n    monkeypatch.setattr('builtins.abs', lambda x: 7)\n"
            "    assert student.size(-1.0) == 7\n",
            "AssertionError",
        ),
        ("def test_a(student, tmp_path):\n    student.save(str(tmp_path / 'x'))\n", "Error"),
    ],
)
def test_what_the_reference_fails_is_withheld_and_says_why(make_course: Callable[..., Path], hidden: str, told: str) -> None:
    """Whatever the suite looks at that a student's process cannot show: found with the reference handed in as a submission."""
    more = "def size(x):\n    return abs(x)\n\n\ndef save(path):\n    open(path, 'w').write('x')\n"
    hidden += "\n\ndef test_b(check):\n    check.double(2.0)\n"
    course = make_course(hidden=hidden, reference=RIGHT + "\n\n" + more, grading=GRADING)
    with Judge(course, "doubling", sandbox="process") as judge:
        grade = judge.grade(handed_in(RIGHT + "\n\n" + more))
        assert list(judge.faults) == ["test_a"]
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.GRADER_ERROR, None, True)
    assert verdicts(grade) == [Verdict.GRADER_ERROR, Verdict.ACCEPTED]
    assert "the reference itself fails test_a" in grade.cases[0].staff.detail
    assert told in grade.cases[0].staff.detail


@pytest.mark.parametrize(
    "skip",
    [
        "@pytest.mark.skip\ndef test_a(check):\n    check.double(1.0)\n",
        "@pytest.mark.skipif(True, reason='not now')\ndef test_a(check):\n    check.double(1.0)\n",
        "@pytest.mark.xfail\ndef test_a(check):\n    check.double(1.0)\n    assert False\n",
        "@pytest.mark.xfail\ndef test_a(check):\n    check.double(1.0)\n",
        "def test_a(check):\n    pytest.xfail('some day')\n",
    ],
)
def test_what_its_author_skips_counts_nothing(make_course: Callable[..., Path], skip: str) -> None:
    """0 of 0, for whoever is right and whoever is wrong; a right file is accepted."""
    hidden = f"import pytest\n\n{skip}\n\ndef test_b(check):\n    check.double(2.0)\n"
    with Judge(make_course(hidden=hidden, grading=GRADING), "doubling", sandbox="process") as judge:
        right, wrong = judge.grade(handed_in(RIGHT)), judge.grade(handed_in(THIRTEEN))
        assert [case.max_points for case in judge.cases] == [0, 1]
    assert (right.verdict, right.points, right.max_points) == (Verdict.ACCEPTED, Fraction(1), Fraction(1))
    assert (wrong.verdict, wrong.points, wrong.max_points) == (Verdict.WRONG_ANSWER, Fraction(0), Fraction(1))
    assert (right.cases[0].verdict, right.cases[0].note) == (Verdict.SKIPPED, "set_aside")


def test_a_case_that_fails_by_itself_for_one_student_only(make_course: Callable[..., Path]) -> None:
    """Inputs of each student's own: the suite's fault shows for some, and is theirs no more."""
    hidden = "def test_a(check, rng):\n    n = rng.integers(2)\n    check.double(n)\n    assert n == 0\n"
    course = make_course(hidden=hidden, grading="seed: {secret: abcdef, per: student}\n")
    with Judge(course, "doubling", sandbox="process") as judge:
        faults = judge.faults
        grades = [judge.grade(handed_in(RIGHT, student=f"s{number}")) for number in range(8)]
    found = {grade.verdict for grade in grades}
    assert found <= {Verdict.ACCEPTED, Verdict.GRADER_ERROR}
    assert found == ({Verdict.GRADER_ERROR} if faults else {Verdict.ACCEPTED, Verdict.GRADER_ERROR})


def test_a_bug_in_the_suite_ends_with_exit_4(make_course: Callable[..., Path], tmp_path: Path) -> None:
    """And says who could not be graded; the document withholds the points."""
    course = make_course(hidden="def test_a(check):\n    check.double(1.0)\n    undefined\n")
    file = tmp_path / "s1.py"
    file.write_text(RIGHT)
    command = [
        sys.executable,
        "-m",
        "grader",
        "grade",
        str(file),
        "-a",
        "doubling",
        "--course",
        str(course),
        "--sandbox",
        "process",
    ]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 4
    document = json.loads(done.stdout)
    assert (document["points"], document["needs_review"], document["verdict"]) == (None, True, "grader_error")
    assert "s1" in done.stderr


@pytest.mark.parametrize("text", ["raise ValueError('inside')", "while True: pass", "import os; os._exit(0)"])
def test_a_suite_that_swallows_everything_hides_no_stop(make_course: Callable[..., Path], text: str) -> None:
    """What the sandbox stopped comes first, whatever the suite made of it; an exception that a suite expects is its own affair."""
    hidden = "def test_a(student):\n    try:\n        student.double(1.0)\n    except BaseException:\n        pass\n"
    with Judge(make_course(hidden=hidden, grading="limits: {wall_s: 1, cpu_s: 1}\n"), "doubling", sandbox="process") as judge:
        (verdict,) = verdicts(judge.grade(handed_in(f"def double(x):\n    {text}\n")))
    assert verdict == {"r": "accepted", "w": "time_limit", "i": "crashed"}[text[0]]


def test_an_exception_that_is_asked_for(make_course: Callable[..., Path]) -> None:
    """pytest.raises works across the trust line, and its own Failed is a wrong answer."""
    hidden = (
        "import pytest\ndef test_a(student):\n    with pytest.raises(ValueError, match='positive'):\n        student.double(-1)\n"
    )
    answers = {"raise ValueError('positive, please')": "accepted", "return 1": "wrong_answer", "raise KeyError": "run_time_error"}
    reference = "def double(x):\n    if x < 0:\n        raise ValueError('not positive')\n    return 2 * x\n"
    with Judge(make_course(hidden=hidden, reference=reference), "doubling", sandbox="process") as judge:
        for text, verdict in answers.items():
            assert verdicts(judge.grade(handed_in(f"def double(x):\n    {text}\n"))) == [verdict]


def kill_soon(choose: Callable[[], int | None]) -> threading.Thread:
    """Kill what ``choose`` names as soon as it is there."""

    def run() -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if pid := choose():
                os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


SLEEPY = "import time\n\ndef double(x):\n    time.sleep(0.7)\n    return 2 * x\n"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the processes in /proc")
def test_a_warm_parent_killed_in_the_middle_costs_no_points(start: Start) -> None:
    """The case is tried once more with a new one."""
    before = warm_parents()
    judge = start("pass")
    (parent,) = warm_parents() - before
    thread = kill_soon(lambda: parent if children_of(parent) else None)
    grade = judge.grade(handed_in(SLEEPY))
    thread.join()
    assert parent not in warm_parents()
    assert (grade.points, grade.needs_review) == (Fraction(2), False)
    assert judge.grade(handed_in(RIGHT)).points == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the processes in /proc")
def test_a_worker_killed_from_outside_costs_no_points(start: Start) -> None:
    """A SIGKILL that no limit explains may be the machine's: a fresh worker decides."""
    before = warm_parents()
    judge = start("pass")
    (parent,) = warm_parents() - before
    thread = kill_soon(lambda: next(iter(children_of(parent)), None))
    grade = judge.grade(handed_in(SLEEPY))
    thread.join()
    assert (grade.points, grade.needs_review) == (Fraction(2), False)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the processes in /proc")
def test_a_judge_killed_in_the_middle_costs_only_time(start: Start) -> None:
    """The submission is graded by another, and so is the next one."""
    before = warm_parents()
    judge = start("pass")
    assert judge.process is not None
    pid = judge.process.pid
    (parent,) = warm_parents() - before
    thread = kill_soon(lambda: pid if children_of(parent) else None)
    grade = judge.grade(handed_in(SLEEPY))
    thread.join()
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.ACCEPTED, Fraction(2), False)
    assert judge.grade(handed_in(RIGHT)).points == 2


def test_a_sandbox_that_fails_withholds_one_grade(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no error of the whole run."""
    judge = start("pass")

    def failing(_: Submission) -> Grade:
        raise SandboxError("the student process cannot be started")

    with monkeypatch.context() as patch:
        patch.setattr(judge, "_ask", failing)
        assert judge.grade(handed_in(RIGHT)).points is None
    assert judge.grade(handed_in(RIGHT)).points == 2
