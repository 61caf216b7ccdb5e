"""What is handed out works where it is unpacked, with nothing of the course around it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.verify.handout import parts_of

REFERENCE = '''"""Halves."""


def half(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


# Twice, by adding.
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
'''
RIGHT = "def half(x):\n    return x / 2\n\n\ndef double(x):\n    return x + x\n"
WRONG = RIGHT.replace("x / 2", "x / 3")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released assignment, unpacked in a folder of its own."""
    course = tmp_path_factory.mktemp("course")
    public, private = course / "assignments/halves", course / "solutions/halves"
    public.mkdir(parents=True)
    private.mkdir(parents=True)
    (public / "assignment.yaml").write_text("title: Halves\nfiles: [work.py]\nfunctions: [half, double]\n")
    test = "def test_half(student):\n    '''half(4) is 2.'''\n    assert student.half(4) == 2\n"
    (public / "test_visible.py").write_text(test)
    (private / "test_hidden.py").write_text(
        "def test_half(check):\n    '''half() halves.'''\n    check.half(3)\n\n\n"
        "def test_double(check):\n    '''double() doubles.'''\n    check.double(3)\n"
    )
    (private / "grading.yaml").write_text("tolerance: {rtol: 1e-7}\n")
    (private / "work.py").write_text(REFERENCE)
    (course / "course.yaml").write_text("lang: ko\n")
    made = run(course, "release", "halves", "--update", "--notebook", "-o", str(course / "out"))
    assert made.returncode == 0, made.stderr
    home = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(course / "out/halves.zip") as archive:
        archive.extractall(home)
    return home / "halves"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=folder,
        env=environment,
    )


@pytest.mark.long(seconds=2)
def test_what_is_in_it(handout: Path) -> None:
    """The stub twice, how to check it in both languages, and the course's language."""
    names = {path.name for path in handout.iterdir()}
    assert names == {"CHECK.md", "assignment.yaml", "course.yaml", "test_visible.py", "work.ipynb", "work.py"}
    assert "grader check" in (handout / "CHECK.md").read_text(encoding="utf-8")
    notebook = json.loads((handout / "work.ipynb").read_bytes())
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [text.split("(")[0] for text in code] == ['"""Halves."""', "def half", "# Twice, by adding.\ndef double"]


@pytest.mark.long
def test_check_in_the_folder(handout: Path) -> None:
    """Its own file, whatever the folder is called now; which one was checked is said."""
    home = handout.rename(handout.with_name("halves (1)"))
    try:
        done = run(home, "check")
        assert done.returncode == 1, done.stderr
        assert "checking work.ipynb with the visible tests of ." in done.stderr
        (home / "work.py").write_text(RIGHT)
        os.utime(home / "work.py", (2e9, 2e9))
        done = run(home, "check")
        assert done.returncode == 0, done.stderr
        assert "checking work.py" in done.stderr
    finally:
        home.rename(handout)


@pytest.mark.long
def test_check_of_a_file_elsewhere(handout: Path, tmp_path: Path) -> None:
    """From the folder, and from outside with -a; a notebook answers with its cells."""
    (tmp_path / "mine.py").write_text(RIGHT)
    assert run(handout, "check", str(tmp_path / "mine.py")).returncode == 0
    assert run(tmp_path, "check", "mine.py", "-a", str(handout)).returncode == 0
    cells = [{"cell_type": "code", "source": text, "metadata": {}, "outputs": []} for text in ("import nothing_of_this", WRONG)]
    (tmp_path / "mine.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    done = run(handout, "check", str(tmp_path / "mine.ipynb"), "--lang", "en")
    assert done.returncode == 1
    assert "cell 1" in done.stdout
    done = run(tmp_path, "check", "mine.py")
    assert done.returncode == 2
    assert "no course found" in done.stderr


def test_where_processes_cannot_be_forked(handout: Path) -> None:
    """As on Windows: one sentence that says what to use, and no traceback."""
    program = (
        "import os, sys\nfor name in ('fork', 'forkpty', 'register_at_fork', 'sched_getaffinity'):\n    delattr(os, name)\n"
        "for name in ('resource', 'fcntl', 'pwd', 'grp', 'termios'):\n    sys.modules[name] = None\n"
        "from grader.cli.main import main\nsys.argv = ['grader', 'check']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False, cwd=handout)
    assert done.returncode == 6, done.stderr
    assert "WSL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stub_is_cut_at_its_definitions() -> None:
    assert list(parts_of("import x\n\n\n@f\n# why\ndef a():\n    pass\n\n\nclass B:\n    pass\n")) == [
        "import x",
        "@f\n# why\ndef a():\n    pass",
        "class B:\n    pass",
    ]
