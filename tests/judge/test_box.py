"""The judge stands in a box of its own: nothing that lies around it, and nothing done in it, moves a grade."""

import json
import os
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from grader.judge.supervisor import Judge
from grader.model import Grade, Submission
from tests.classes import MakeCourse
from tests.marking import MakeMarker

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 2 * x + (x > 2)\n"
# Fails every test that it is let near.
EVIL = """
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    raise RuntimeError("the plugin was here")

def pytest_collection_modifyitems(items):
    del items[1:]
"""
INI = "addopts = -k no_such_test --maxfail=1\npython_functions = check_*\nxfail_strict = true\nfilterwarnings = error\n"


def handed_in(text: str, student: str = "s1") -> Submission:
    return Submission(student=student, file="work.py", files=(("work.py", text.encode()),), digest="sha256:0")


def verdicts(grade: Grade) -> list[str]:
    return [case.verdict.value for case in grade.cases]


def graded(course: Path, *texts: str) -> list[list[str]]:
    with Judge(course, "doubling", sandbox="process") as judge:
        return [verdicts(judge.grade(handed_in(text))) for text in texts]


EXPECTED = [["accepted", "accepted"], ["accepted", "wrong_answer"]]


@pytest.mark.parametrize("place", ["", "solutions", "solutions/doubling", "assignments/doubling"])
def test_ini_files_change_no_grade(make_course: MakeCourse, place: str) -> None:
    """pytest.ini, tox.ini, setup.cfg and pyproject.toml, beside the suite or above it; nor does a conftest above it."""
    course = make_course()
    (course / place / "pytest.ini").write_text(f"[pytest]\n{INI}")
    (course / place / "tox.ini").write_text(f"[pytest]\n{INI}")
    (course / place / "setup.cfg").write_text(f"[tool:pytest]\n{INI}")
    (course / place / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "-k no_such_test"\n')
    if place != "solutions/doubling":
        (course / place / "conftest.py").write_text("raise SystemExit('not mine')\n")
    assert graded(course, RIGHT, WRONG) == EXPECTED


@pytest.mark.long
def test_the_callers_environment_changes_no_grade(make_course: MakeCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options and plugins for pytest, a sitecustomize and a plugin's distribution on PYTHONPATH, warnings as errors, CI."""
    folder = tmp_path / "path"
    write_plugin(folder)
    (folder / "sitecustomize.py").write_text("import os\nos._exit(7)\n")
    (folder / "numpy.py").write_text("raise SystemExit('a numpy of my own')\n")
    settings = {
        "PYTHONPATH": str(folder),
        "PYTEST_ADDOPTS": "-k no_such_test",
        "PYTEST_PLUGINS": "evil_plugin",
        "PYTHONWARNINGS": "error",
        "PYTHONHASHSEED": "123",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "",
        "CI": "true",
        "HYPOTHESIS_PROFILE": "ci",
        "PYTHONSAFEPATH": "",
        "PYTHONOPTIMIZE": "2",
        "PYTHONINSPECT": "1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert graded(make_course(), RIGHT, WRONG) == EXPECTED


def write_plugin(site: Path) -> None:
    """An installed distribution that pytest would load by itself."""
    info = site / "evil_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "evil_plugin.py").write_text(EVIL)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\nevil = evil_plugin\n")
    (info / "RECORD").write_text("")


@pytest.mark.long
def test_an_installed_plugin_changes_no_grade(make_course: MakeCourse, tmp_path: Path) -> None:
    """In an environment where pytest itself does load it."""
    course, folder = make_course(), tmp_path / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python3*/site-packages")
    (site / "more.pth").write_text(f"{sysconfig.get_path('purelib')}\n{Path(__file__).parents[2]}\n")
    write_plugin(site)
    python = folder / "bin/python"
    (tmp_path / "test_plain.py").write_text("def test_plain():\n    pass\n")
    pytest_itself = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "test_plain.py")]
    done = subprocess.run(pytest_itself, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert "the plugin was here" in done.stdout
    file = tmp_path / "s1.py"
    file.write_text(RIGHT)
    command = [str(python), "-m", "grader", "grade", str(file), "-a", "doubling", "--course", str(course), "--sandbox", "process"]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert json.loads(done.stdout)["points"] == 2, done.stderr


NOISY = '''
import random
import sys
import threading
import time

import numpy as np
import pytest

def busy():
    while True:
        time.sleep(0.05)
        print("still here", file=sys.stderr)

@pytest.fixture(scope="module", autouse=True)
def noise():
    threading.Thread(target=busy, daemon=True).start()
    yield

def test_seeds(check):
    """Draws what it seeded, and leaves the generators as it likes."""
    print("x" * 100_000)
    sys.stdout.write("y" * 100_000)
    check.double(random.random())
    check.double(float(np.random.normal()))
    random.seed(5)
    np.random.seed(5)
    np.seterr(all="raise")
    sys.setrecursionlimit(500)

def test_draws(check, rng):
    """The same draws, whoever was before."""
    check.double(random.random() * 4)
    check.double(float(np.random.normal()) * 4)
    check.double(float(rng.normal()) * 4)
    assert random.random() < 2 and list({"a", "b", "c", "d"})
'''
TELLS = "def double(x):\n    print(repr(float(x)))\n    return 2 * x\n"


def test_what_a_suite_leaves_behind_reaches_nobody_else(make_course: MakeCourse) -> None:
    """Seeds, threads, prints, settings: the second student gets the inputs of the first, in this judge and in another."""
    course = make_course(hidden=NOISY)

    def printed(judge: Judge, student: str) -> list[str]:
        grade = judge.grade(handed_in(TELLS, student))
        assert verdicts(grade) == ["accepted", "accepted"]
        return [case.printed for case in grade.cases]

    with Judge(course, "doubling", sandbox="process") as judge:
        first, second = printed(judge, "s1"), printed(judge, "s2")
    with Judge(course, "doubling", sandbox="process") as judge:
        alone = printed(judge, "s2")
    assert first == second == alone
    assert len(set(" ".join(first).split())) == 5


TEXT = '''
def test_text(student, near):
    """double('a') is 'aa'."""
    value = student.double("a")
    print(value)
    assert value == "aa", f"not {value}"

def test_numbers(student):
    """Every entry is below ten."""
    assert all(float(entry) < 10 for entry in student.double([1.0, 2.0]))
'''


HOSTILE = (
    "'a' * 1_000_000",
    "'ab\\n' * 300_000",
    "''.join(chr(97 + i * i % 26) + '\\n' * (i % 3 == 0) for i in range(900_000))",
    "2**32_000",
    "[0.0] * 400_000 + [11.0]",
    "['a'] * 400_000",
    "np.full(100_000, 'x' * 5)",
    "np.full(8_000_000, 11.0)",
    "{i: 'x' for i in range(5000)}",
    "float('nan')",
    "b'x' * 1_000_000",
    "[[[[[[[[1]]]]]]]]",
    "'\\x1b[2J\\u202e' * 1000",
)


@pytest.mark.parametrize("value", [pytest.param(value, marks=[pytest.mark.long] * (n > 3)) for n, value in enumerate(HOSTILE)])
def test_a_value_that_would_make_a_suite_slow_or_large(make_course: MakeCourse, marker: MakeMarker, value: str) -> None:
    """Comparing, printing, formatting and looping over it ends in time, with a wrong answer and nothing to review."""
    judge = marker(make_course(hidden=TEXT)).judge
    process = judge.process
    grade = judge.grade(handed_in(f"import numpy as np\n\ndef double(x):\n    return {value}\n"))
    assert verdicts(grade) == ["wrong_answer", "wrong_answer"]
    assert not grade.needs_review
    assert judge.process is process
    assert sum(len(str(case)) for case in grade.cases) < 200_000


@pytest.mark.long(seconds=2)
def test_the_judge_keeps_its_callers_other_variables(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suite may read a folder of data from the environment."""
    monkeypatch.setenv("COURSE_DATA", "here")
    hidden = "import os\ndef test_a(check):\n    check.double(1.0)\n    assert os.environ['COURSE_DATA'] == 'here'\n"
    assert graded(make_course(hidden=hidden), RIGHT) == [["accepted"]]
    assert os.environ["COURSE_DATA"] == "here"
