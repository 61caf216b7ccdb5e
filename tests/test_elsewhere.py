"""On systems without Linux's processes: every command says so in a sentence, and what needs no student process works."""

import subprocess
import sys
from pathlib import Path

import pytest

# What Python has there: no fork, none of these modules, no /proc.
SYSTEMS = {
    "win32": "import os, sys\nfor name in ('resource', 'fcntl', 'pwd', 'grp', 'termios'): sys.modules[name] = None\n"
    "for name in ('fork', 'geteuid', 'getuid', 'setsid', 'waitid'): delattr(os, name)\nsys.platform = 'win32'\n",
    "darwin": "import os, sys\nfor name in ('waitid', 'sched_getaffinity', 'pidfd_open'):\n    delattr(os, name)\n"
    "sys.platform = 'darwin'\n",
}
# Whatever is loaded first is loaded as it is here: NumPy and the standard library are not ours to simulate.
FIRST = "import ssl, socket, subprocess, tempfile, asyncio, zoneinfo, numpy, click, yaml, pydantic.main, rich.console\n"


def ran(system: str, folder: Path, *arguments: str) -> tuple[int, str]:
    code = f"{FIRST}{SYSTEMS[system]}from grader.cli.main import main\nsys.argv = {['grader', *arguments]!r}\nmain()"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("system", SYSTEMS)
def test_check_says_where_it_runs(system: str, tmp_path: Path) -> None:
    """In one sentence, by the exit code of isolation that is not to be had; no traceback, and nothing is left behind."""
    assert subprocess.run([sys.executable, "-m", "grader", "new", "first"], cwd=tmp_path, check=False, timeout=60).returncode == 0
    code, said = ran(system, tmp_path, "check", "solutions/first/first.py", "-a", "first")
    assert code == 6, said
    assert "Traceback" not in said
    assert f"{system}; use Linux" in said
    assert "WSL" in said


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("arguments", [("--help",), ("schema", "assignment")])
def test_what_needs_no_student_process_works(system: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, said = ran(system, tmp_path, *arguments)
    assert code == 0, said
    assert "Traceback" not in said
