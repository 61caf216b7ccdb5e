"""The same tests as an ordinary user, where they are run by root: other layers are at work there, and no uid of one's own."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.machine import attempts
from grader.sandbox.slotuid import take_uid

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="these tests run as an ordinary user already")


def run_as_ordinary_user(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    taken = take_uid()
    try:
        os.chown(home, taken.uid, taken.uid)
        command = [sys.executable, str(HERE / "ordinary.py"), str(taken.uid), str(home), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False)
    finally:
        taken.close()


@pytest.fixture
def home() -> Iterator[Path]:
    if why := attempts(("mount_namespace",))["mount_namespace"]:
        pytest.skip(f"the interpreter cannot be shown to another user here: {why}")
    # Not below pytest's own folder, which another run may close at any time.
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_an_ordinary_user_has_the_levels_that_root_has(home: Path) -> None:
    """As grader doctor sees them."""
    done = run_as_ordinary_user(home, "-m", "grader", "doctor", "--json")
    assert done.returncode == 0, done.stderr
    assert '"root": false' in done.stdout
    for level, why in attempts(("full", "landlock")).items():
        assert (f'"{level}": {{"available": true' in done.stdout) == (not why), done.stdout


# Of values and bytes, and of a heap that the interpreter lays out: the system has no part in them that hangs on its user.
APART = tuple(
    HERE / f"test_{name}.py"
    for name in ("frames", "honest_frames", "likeness", "operands", "same_heap", "trials", "unfilled", "wire")
)
ORDINARY = "not long and not exhaustive"


@pytest.mark.long(seconds=60)
@pytest.mark.parametrize(
    ("marked", "files"),
    [
        pytest.param(ORDINARY, tuple(path for path in sorted(HERE.glob("test_*.py")) if path not in APART), id="at the system"),
        pytest.param(ORDINARY, APART, marks=pytest.mark.exhaustive, id="apart from it"),
        pytest.param("long", (HERE,), marks=pytest.mark.exhaustive, id="long"),
    ],
)
def test_the_tests_of_the_sandbox_pass_as_an_ordinary_user(home: Path, marked: str, files: tuple[Path, ...]) -> None:
    """All of this folder, with the tries from within at the levels that isolate; not forged answers: the judge reads
    them, whoever runs it."""
    options = ("-vv", "-rs", "--durations=30", "-p", "no:cacheprovider", f"--ignore={HERE / 'test_answers.py'}")
    chosen = [str(path) for path in files if path.name != "test_answers.py"]
    done = run_as_ordinary_user(home, "-m", "pytest", *options, "-m", marked, *chosen)
    print(done.stdout[-3000:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert HERE / "test_levels.py" not in files or re.search(r"test_levels\.py\S* PASSED", done.stdout)
