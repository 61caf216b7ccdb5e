"""What a command prints where the terminal has few characters: something readable, and the same JSON document."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.classes import MakeCourse


def run(folder: Path, encoding: str, *more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "grader", "check", "김민수.py", "-a", "doubling", "--course", "course", "--sandbox", "process"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "100"}
    return subprocess.run([*command, *more], cwd=folder, env=environment, capture_output=True, timeout=120, check=False)


FEW = ("cp949", pytest.param("ascii", marks=pytest.mark.long), pytest.param("cp1252", marks=pytest.mark.exhaustive))


@pytest.mark.parametrize("encoding", FEW)
def test_a_terminal_with_few_characters(make_course: MakeCourse, tmp_path: Path, encoding: str) -> None:
    """No traceback; signs become plain ones; Korean is Korean only where it can be read; JSON says the name."""
    make_course()
    (tmp_path / "김민수.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    done = run(tmp_path, encoding, "--lang", "ko", "-v")
    text = done.stdout.decode(encoding)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert ("김민수" in text, "맞음" in text or "정답" in text) == ((True, True) if encoding == "cp949" else (False, False))
    assert encoding == "cp949" or "+ correct" in text
    assert json.loads(run(tmp_path, encoding, "--json").stdout)["student"] == "김민수"
