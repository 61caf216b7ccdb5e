"""``.venv``, made as requirements.lock says. Standard library only: nothing else is there yet."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "grader-setup.stamp"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class SetupError(Exception):
    """What is missing, in one sentence, with what to install."""


def setup() -> None:
    """Make .venv as the lock file says. A second time it only compares a stamp, and compiles what was edited."""
    make_environment()
    # Judges and student processes write no bytecode, so without this each of them would compile our modules for itself.
    compiled = [str(PYTHON), "-m", "compileall", "-q", str(ROOT / "grader")]
    subprocess.run(compiled, cwd=ROOT, env=clean_environment(), check=False)


def make_environment() -> None:
    wanted = stamp()
    if is_ready(wanted):
        return
    with one_at_a_time():
        if is_ready(wanted):  # another run made it meanwhile
            return
        print("setting up .venv (once; a minute or so) ...", file=sys.stderr, flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
        install_locked()
        # The build backend is in the lock, so that building the checkout itself fetches nothing.
        install(["--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
        STAMP.write_text(wanted)


def stamp() -> str:
    """What a set-up depends on."""
    whole = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), os.fsencode(ROOT)):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def is_ready(wanted: str) -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted


def make_venv() -> None:
    done = subprocess.run(
        # Not sys.executable, which is gone by now where this runs with .venv active.
        [getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(VENV)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(missing_venv(done.stdout + done.stderr))


def missing_venv(said: str) -> str:
    """The sentence for a Python that cannot make virtual environments."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if "ensurepip" in said or "No module named venv" in said:
        return f"this Python cannot make virtual environments; install {package} (Debian, Ubuntu: sudo apt install {package})"
    return f"making {VENV} failed: {said.strip()[-500:]}"


def install_locked() -> None:
    """Two halves of the lock side by side: most of it is unpacking and compiling."""
    packages = re.findall(r"^[^\s#].*\n(?:\s.*\n)*", LOCK.read_text(), re.MULTILINE)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
        halves = []
        for number in range(2):
            halves.append(Path(scratch, f"{number}.lock"))
            halves[-1].write_text("".join(packages[number::2]))
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r"]
        list(pool.map(lambda half: install([*options, str(half)]), halves))


def install(arguments: Sequence[str]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    environment = clean_environment() | {"PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(failed_install(done.stdout + done.stderr))


def failed_install(said: str) -> str:
    """The sentence for an installation that failed, with the end of what pip said."""
    tail = "\n".join(said.strip().splitlines()[-8:])
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in said:
        return f"a package is not the one that requirements.lock names, so nothing was installed:\n{tail}"
    if any(word in said for word in ("NewConnectionError", "ConnectionError", "No matching distribution", "Temporary failure")):
        return f"the packages of requirements.lock could not be fetched; is there a network that pip may use?\n{tail}"
    return f"pip could not install requirements.lock:\n{tail}"


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would lead Python to other libraries, or to compile everything anew."""
    unwanted = (
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        # Without bytecode each process of a test compiles, and pytest rewrites, every module again: a third of the gate's start.
        "PYTHONDONTWRITEBYTECODE",
        "__PYVENV_LAUNCHER__",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_TARGET",
        "PIP_USER",
    )
    return {key: value for key, value in os.environ.items() if key not in unwanted}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two runs at once must not make one .venv."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"grader-setup-{os.getuid()}-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
