"""Judges are forked from a warm process: they are as they were executed, and nothing but a start gets cheaper."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import IsolationError
from grader.judge import launcher
from grader.judge.supervisor import Judge
from grader.model import Grade, Submission
from grader.sandbox import machine
from tests.classes import MakeCourse
from tests.processes import in_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere judges are executed")

RIGHT = b"def double(x):\n    return 2 * x\n"
MARK = "the-secret-of-this-course"
HIDDEN = f"""
import inputs

def test_doubles(check):
    check.double(inputs.NUMBER)
    assert {MARK!r}.isascii()
"""


def handed_in(content: bytes = RIGHT) -> Submission:
    return Submission(student="s", file="work.py", files=(("work.py", content),))


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def pid_of(judge: Judge) -> int:
    assert judge.process is not None
    return judge.process.pid


def gone(pid: int) -> bool:
    """Soon; one that only waits to be reaped is."""
    end = time.monotonic() + 30
    while runs(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not runs(pid)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def judge(make_course: MakeCourse) -> Iterator[Judge]:
    with Judge(make_course(hidden=HIDDEN, inputs="NUMBER = 2.5\n"), "doubling", sandbox="process") as judge:
        yield judge


def test_one_fork_server_for_all_judges_of_a_command(judge: Judge, tmp_path: Path, make_course: MakeCourse) -> None:
    """And what a suite imports is its own: a second suite has other ``inputs`` than the first, which goes on with its own."""
    (tmp_path / "course").rename(tmp_path / "first")
    hidden = "import inputs\n\ndef test_doubles(check):\n    check.double(inputs.ANOTHER)\n"
    with Judge(make_course(hidden=hidden, inputs="ANOTHER = 1.0\n"), "doubling", sandbox="process") as other:
        assert parent_of(pid_of(other)) == parent_of(pid_of(judge)) != os.getpid()
        for each in (judge, other, judge):
            assert verdicts(each.grade(handed_in())) == ["accepted"]


def test_one_that_is_alone_is_the_fork_server_itself(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed, it is replaced by another; whoever starts meanwhile has a fork server of its own."""
    monkeypatch.setenv("LOADING", "alone")  # another environment has another fork server, with no judge
    course = make_course(hidden=HIDDEN, inputs="NUMBER = 2.5\n")
    with Judge(course, "doubling", sandbox="process", alone=True) as alone:
        first = pid_of(alone)
        assert parent_of(first) == os.getpid()
        assert verdicts(alone.grade(handed_in())) == ["accepted"]
        with Judge(course, "doubling", sandbox="process") as other:
            assert parent_of(pid_of(other)) not in (os.getpid(), first)
            assert alone.process is not None
            alone.process.kill()
            for each in (alone, other):
                assert verdicts(each.grade(handed_in())) == ["accepted"]
        assert gone(first)
        second = pid_of(alone)
    assert gone(second)


def test_the_fork_server_holds_nothing(judge: Judge) -> None:
    """One thread, no descriptor but its own, and neither in its memory nor in its environment a word of what judges read."""
    warm = parent_of(pid_of(judge))
    assert verdicts(judge.grade(handed_in())) == ["accepted"]
    assert len(list(Path(f"/proc/{warm}/task").iterdir())) == 1
    opened = [os.readlink(descriptor) for descriptor in Path(f"/proc/{warm}/fd").iterdir()]  # noqa: PTH115  # a name, not a path
    kinds = {name.partition(":")[0] for name in opened if name != os.devnull}
    assert kinds == {"socket", "pipe"}
    assert sum(name.startswith("pipe") for name in opened) == 2, "its own, which wakes it"
    environment = Path(f"/proc/{warm}/environ").read_bytes().decode().split("\0")
    assert set(filter(None, environment)) == {f"{key}={value}" for key, value in launcher.judges_environment().items()}
    assert in_memory(pid_of(judge), MARK), "the judge knows it, so it can be found"
    assert not in_memory(warm, MARK)


def test_a_judge_is_told_what_its_command_tried(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a machine can isolate is tried once a command; what a level keeps out is still tried in each slot."""
    monkeypatch.setattr(machine, "_tried", dict.fromkeys(("full", "landlock"), "as this test says"))
    with pytest.raises(IsolationError, match="level full: as this test says"):
        Judge(make_course(hidden=HIDDEN, inputs="NUMBER = 2.5\n"), "doubling", sandbox="strict")


@pytest.mark.parametrize(
    "loading", ["import hypothesis", "import importlib\nhypothesis = importlib.import_module('hypo' 'thesis')"]
)
def test_hypothesis_is_the_same_however_it_is_loaded(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, loading: str
) -> None:
    """Also where nobody saw it coming, so that the judge has loaded it alone: fixed before the first test is decorated."""
    monkeypatch.setenv("LOADING", loading)  # another environment has another fork server
    hidden = f"""
{loading}

DERANDOMIZED = hypothesis.settings().derandomize, hypothesis.settings().database


def test_doubles(check):
    check.double(2.5)
    assert DERANDOMIZED == (True, None)
"""
    with Judge(make_course(hidden=hidden), "doubling", sandbox="process") as judge:
        assert verdicts(judge.grade(handed_in())) == ["accepted"]


def test_who_does_not_draw_has_no_hypothesis(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOADING", "nothing")
    hidden = "import sys\n\ndef test_doubles(check):\n    check.double(2.5)\n    assert 'hypo' 'thesis' not in sys.modules\n"
    with Judge(make_course(hidden=hidden), "doubling", sandbox="process") as judge:
        assert verdicts(judge.grade(handed_in())) == ["accepted"]


def test_a_killed_judge_leaves_the_fork_server_alone(judge: Judge) -> None:
    """The next one comes from the same, and the death is told as it was."""
    first = pid_of(judge)
    warm = parent_of(first)
    os.kill(first, signal.SIGKILL)
    assert verdicts(judge.grade(handed_in())) == ["accepted"]
    assert pid_of(judge) != first
    assert parent_of(pid_of(judge)) == warm


@pytest.mark.long(seconds=2)
def test_a_killed_fork_server_is_replaced(judge: Judge) -> None:
    """Its judges end with it, the submission is graded by one of another, and nothing is left."""
    first = pid_of(judge)
    warm = parent_of(first)
    os.kill(warm, signal.SIGKILL)
    assert verdicts(judge.grade(handed_in())) == ["accepted"]
    assert parent_of(pid_of(judge)) != warm
    assert gone(first)


@pytest.mark.long(seconds=2)
def test_another_environment_is_another_fork_server(judge: Judge, make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read while modules load is as it would be for a judge that is executed; who has begun goes on."""
    warm = parent_of(pid_of(judge))
    monkeypatch.setenv("COURSE_DATA", "here")
    hidden = "import os\n\ndef test_a(check):\n    check.double(1.0)\n    assert os.environ['COURSE_DATA'] == 'here'\n"
    with Judge(make_course(hidden=hidden), "doubling", sandbox="process") as other:
        assert parent_of(pid_of(other)) != warm
        assert verdicts(other.grade(handed_in())) == ["accepted"]
    assert verdicts(judge.grade(handed_in())) == ["accepted"]
    judge.close()
    monkeypatch.undo()
    assert gone(warm), "it ends with the last of its judges"


def test_a_judge_whose_command_lost_it_ends(judge: Judge) -> None:
    """Whoever hangs up the line, closed or killed, leaves no judge in the midst of a case."""
    process = judge.process
    assert isinstance(process, launcher.Forked)
    pid = process.pid
    process._line.close()  # noqa: SLF001  # looked at from within
    assert gone(pid)
    process.returncode = -signal.SIGKILL


def test_a_command_without_judges_starts_none() -> None:
    """Neither pytest nor Hypothesis nor NumPy is loaded by what does not grade, and by no command for itself."""
    look = "import sys; print([name for name in ('pytest', 'hypothesis', 'numpy') if name in sys.modules])"
    for names in (
        "grader.cli.main",
        "grader.judge.supervisor, grader.cli.grade",
        "grader.cli.doctor, grader.cli.schema",
    ):
        done = subprocess.run([sys.executable, "-c", f"import {names}\n{look}"], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]", names
