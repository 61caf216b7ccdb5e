"""The commands as they are typed: exit codes, what goes to stdout and to stderr, and the documents that they leave."""

import ast
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from grader.cli.main import COMMANDS, cli
from tests.classes import MakeCourse
from tests.warm import run_grader

ROOT = Path(__file__).parents[1]
RIGHT = "def double(x):\n    return x + x\n"
WRONG = "def double(x):\n    return x * x\n"


def grader(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GRADER_")}
    return run_grader([str(each) for each in arguments], cwd=cwd, environment=kept | environment)


@pytest.fixture
def course(make_course: MakeCourse) -> Path:
    return make_course()


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_grade_leaves_a_report_and_a_document(course: Path, tmp_path: Path) -> None:
    """grade FILE -a SLUG -o DIR: exit 0 whatever the points, a summary on stdout, report.html and grade.json."""
    file = write(tmp_path / "s001.py", WRONG)
    done = grader("grade", file, "-a", "doubling", "-o", tmp_path / "out", "--sandbox", "process", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "doubling · s001" in done.stdout
    document = json.loads((tmp_path / "out" / "grade.json").read_text())
    assert (document["schema"], document["student"], document["verdict"]) == ("grader/grade/1", "s001", "wrong_answer")
    assert (document["points"], document["max_points"], document["sandbox"]) == (0, 2, "process")
    assert [case["case"] for case in document["cases"]] == ["test_doubles[1.0]", "test_doubles[2.5]"]
    page = (tmp_path / "out" / "report.html").read_text()
    assert '<p class="figure">0<span class="of"> / 2' in page
    assert str(tmp_path) not in page + json.dumps(document)


def test_json_is_one_document_on_stdout(course: Path, tmp_path: Path) -> None:
    """--json: stdout carries the document and nothing else."""
    done = grader("grade", write(tmp_path / "s001.py", RIGHT), "-a", "doubling", "--sandbox", "process", "--json", cwd=course)
    document = json.loads(done.stdout)
    assert (document["verdict"], document["points"]) == ("accepted", 2)
    assert set(document["grader"]) == {"version", "python", "numpy", "assignment_digest"}


@pytest.mark.long
def test_check_needs_only_the_public_folder(course: Path) -> None:
    """check: 1 while something fails, 0 when all is right; solutions/ need not be there."""
    for path in sorted((course / "solutions").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    stub = course / "assignments" / "doubling" / "work.py"
    assert grader("check", cwd=stub.parent).returncode == 1
    stub.write_text(RIGHT)
    done = grader("check", cwd=stub.parent)
    assert (done.returncode, "1 of 1" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.long
def test_batch_writes_the_folder_of_a_class(course: Path, tmp_path: Path) -> None:
    """A row for everybody, one bad file changes nobody else's grade, and the same class gives the same bytes."""
    folder = tmp_path / "class"
    write(folder / "ada.py", RIGHT)
    write(folder / "bob.py", WRONG)
    write(folder / "cho" / "work.py", RIGHT)
    write(folder / "=dan.py", b"def double(x:\n")
    write(folder / "eve.py", b"\x7fELF\0\0")
    (folder / "fifo.py").symlink_to("/etc/passwd")
    write(folder / "notes.txt", "hello")
    done = grader("batch", folder, "-a", "doubling", "-o", tmp_path / "out", "--sandbox", "process", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "notes.txt" in done.stderr
    lines = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    invalid = "invalid_submission"
    verdicts = {line["student"]: line["verdict"] for line in lines}
    assert verdicts == {
        "=dan": invalid, "ada": "accepted", "bob": "wrong_answer", "cho": "accepted", "eve": invalid, "fifo": invalid,
    }  # fmt: skip
    assert list(verdicts) == sorted(verdicts)
    book = (tmp_path / "out" / "gradebook.csv").read_bytes()
    assert book.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(book.decode("utf-8-sig"))))
    assert [row["student"] for row in rows] == ["'=dan", "ada", "bob", "cho", "eve", "fifo"]
    assert (tmp_path / "out" / "reports" / "%3Ddan.html").exists()
    assert "root:" not in (tmp_path / "out" / "reports" / "fifo.html").read_text()
    again = grader("batch", folder, "-a", "doubling", "-o", tmp_path / "again", "--sandbox", "process", cwd=course)
    assert again.returncode == 0, again.stderr
    for name in ("results.jsonl", "gradebook.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["grad", "x.py"], 2, "did you mean 'grade'?"),
        (["grade", "missing.py", "-a", "doubling"], 2, "missing.py: No such file"),
        (["grade", "work.py", "-a", "dubling"], 2, "did you mean 'doubling'?"),
        (["grade", "work.py", "-a", "doubling", "--sandbx", "auto"], 2, "--sandbox"),
        (["batch", "empty", "-a", "doubling", "-o", "out"], 5, "no submission found; expected <student>.py"),
    ],
)
def test_errors_say_what_to_do(course: Path, arguments: list[str], code: int, words: str) -> None:
    """One text on stderr, nothing on stdout, the exit code of the interface, and the nearest name that would do."""
    write(course / "work.py", RIGHT)
    (course / "empty").mkdir()
    done = grader(*arguments, cwd=course)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_assignment_is_exit_3(make_course: MakeCourse, tmp_path: Path) -> None:
    """All of what is wrong with the YAML at once."""
    course = make_course(grading="tolerance: {rtoll: 1}\nlimits: {wall_s: 0}\n")
    done = grader("grade", write(tmp_path / "s.py", RIGHT), "-a", "doubling", cwd=course)
    assert done.returncode == 3
    assert "solutions/doubling/grading.yaml:1:13: unknown key 'rtoll'; did you mean 'rtol'?" in done.stderr
    assert "solutions/doubling/grading.yaml:2:18" in done.stderr


def test_our_own_failure_is_exit_4(make_course: MakeCourse, tmp_path: Path) -> None:
    """A suite that fails with the reference too: the grade is withheld, listed, and costs nothing."""
    hidden = 'def test_broken(check):\n    """A bug of the suite."""\n    check.double(2.0)\n    {}["no such key"]\n'
    done = grader(
        "grade", write(tmp_path / "s.py", RIGHT), "-a", "doubling", "--sandbox", "process", "--json", cwd=make_course(hidden=hidden)
    )
    document = json.loads(done.stdout)
    assert done.returncode == 4
    assert (document["verdict"], document["points"], document["needs_review"]) == ("grader_error", None, True)
    assert "could not be graded, because of a problem on our side: s" in done.stderr


def test_the_environment_mirrors_options(course: Path, tmp_path: Path) -> None:
    """GRADER_LANG and GRADER_SANDBOX stand for --lang and --sandbox; unknown ones are ignored."""
    file = write(tmp_path / "s.py", WRONG)
    done = grader("grade", file, "-a", "doubling", cwd=course, GRADER_LANG="ko", GRADER_SANDBOX="process", GRADER_NONSENSE="1")
    assert done.returncode == 0, done.stderr
    assert "점" in done.stdout


def test_the_course_is_found_or_named(course: Path, tmp_path: Path) -> None:
    """--course names any course; without it the nearest folder upwards counts, and where there is none the error says so."""
    file = write(tmp_path / "s.py", RIGHT)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    arguments = ("grade", file, "-a", "doubling", "--sandbox", "process")
    assert grader(*arguments, "--course", course, cwd=elsewhere).returncode == 0
    lost = grader(*arguments, cwd=elsewhere)
    assert lost.returncode == 2
    assert "--course" in lost.stderr


@pytest.mark.long
def test_an_author_runs_a_suite_with_pytest(tmp_path: Path) -> None:
    """pytest solutions/rnn_bptt --submission FILE: the suite on one file, in a student process, by plain pytest."""
    sample = ROOT / "solutions" / "rnn_bptt" / "samples" / "wrong_answer" / "time_axis_flipped.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "solutions/rnn_bptt", "--submission", str(sample)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "test_matches_the_bptt_equations[3-5]" in done.stdout
    assert "WrongAnswerError" in done.stdout


def test_errors_of_a_command_line_begin_alike(course: Path, tmp_path: Path) -> None:
    """Whoever finds them, click or grader: ``grader: ``, one line, and where to read more; never a word of Python's."""
    for arguments in (
        ("grade",),
        ("grade", "missing.py", "-a", "doubling"),
        ("batch", "nowhere", "-a", "doubling", "-o", tmp_path / "out"),
        ("verify", "--nonsense"),
        ("bacth",),
        ("grade", write(tmp_path / "s.py", RIGHT), "-a", "dubling"),
        ("grade", tmp_path / "s.py", "-a", "doubling", "-j", "0"),
    ):
        done = grader(*arguments, cwd=course)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith("grader: ")
        assert done.stderr.count("\n") == 1
        assert "Error" not in done.stderr
        assert "__main__" not in done.stderr


def test_every_command_is_what_the_list_says() -> None:
    """Loaded when it is named, under that name, with a help text of its own; a command that is not in the list is none."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
    assert cli.get_command(context, "gradee") is None
    assert set(COMMANDS) == {
        node.name
        for path in (ROOT / "grader/cli").glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(each) == "click.command()" for each in node.decorator_list)
    }
