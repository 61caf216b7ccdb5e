"""The graders that are compared, and how each is run on a folder of submissions in the form that it asks for.

The ten cases are the same text for all: ``bench/conventional/test_backward_gradient.py``, put into the peer's own form.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contenders import HERE, ROOT, SOLUTION

CASES = HERE / "conventional/test_backward_gradient.py"
FORMS = HERE / "peers/forms"


@dataclass(frozen=True)
class Command:
    """One process, in a folder."""

    argv: tuple[str, ...]
    cwd: Path


@dataclass(frozen=True)
class Prepared:
    """``commands`` grade all submissions; ``said`` tells what a student, by name, reads of the first case that fails."""

    commands: tuple[Command, ...]
    said: Callable[[str], str]


@dataclass(frozen=True)
class Peer:
    """``packages`` are installed beside NumPy; ``prepare(python, folder, files)`` writes what is needed, untimed."""

    name: str
    packages: tuple[str, ...]
    prepare: Callable[[Path, Path, Sequence[Path]], Prepared]


def run(argv: Sequence[str], cwd: Path, python: Path) -> None:
    """With the peer's own programs first on the path, and a home of its own."""
    environment = os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(cwd)}
    environment.pop("PYTHONPATH", None)
    subprocess.run(list(argv), cwd=cwd, env=environment, capture_output=True, check=False, timeout=600)


def _each(folder: Path, files: Sequence[Path], form: Sequence[Path], argv: Sequence[str], said: Callable[[Path], str]) -> Prepared:
    """One process for each submission, which lies in a folder of its own beside the suite."""
    commands = []
    for file in files:
        own = folder / file.stem
        own.mkdir(parents=True)
        shutil.copy(file, own / "rnn_bptt.py")
        for part in (CASES, *form):
            (shutil.copytree if part.is_dir() else shutil.copy)(part, own / part.name)
        commands.append(Command(tuple(argv), own))
    return Prepared(tuple(commands), lambda student: said(folder / student))


def _first_output(own: Path) -> str:
    """Of Gradescope's ``results.json``, which three of them write."""
    tests = json.loads((own / "results.json").read_text())["tests"]
    return next((str(each["output"]) for each in tests if each.get("output") and each.get("status") != "passed"), "")


def gradescope_utils(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    return _each(folder, files, [FORMS / "run_tests.py"], [str(python), "run_tests.py"], _first_output)


def pytest_gradescope(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    argv = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.", CASES.name]
    return _each(folder, files, [], argv, _first_output)


def check50(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    def said(own: Path) -> str:
        results = json.loads((own / "out.json").read_text())["results"]
        return next((str(each["cause"]["rationale"]) for each in results if each["passed"] is False), "")

    argv = [str(python.parent / "check50"), "--dev", "-o", "json", "--output-file", "out.json", "checks"]
    return _each(folder, files, [FORMS / "checks"], argv, said)


def otter(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    folder.mkdir(parents=True, exist_ok=True)
    tests = folder / "tests"
    tests.mkdir()
    (tests / "q1.py").write_text((FORMS / "otter_q1.py").read_text().replace("# CASES", _without_imports()))
    program = str(python.parent / "otter")
    run([program, "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"], folder, python)
    argv = [program, "run", "-a", str(folder / "autograder.zip"), "rnn_bptt.py"]
    return _each(folder, files, [], argv, _first_output)


def nbgrader(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    folder.mkdir(parents=True, exist_ok=True)
    reference = folder / "reference.py"
    reference.write_text((SOLUTION / "rnn_bptt.py").read_text())
    (folder / "cases.py").write_text(_without_imports())
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
    run([str(python), str(FORMS / "write_notebooks.py"), *map(str, (reference, *files))], folder, python)
    program = str(python.parent / "nbgrader")
    run([program, "generate_assignment", "bptt", "--create"], folder, python)

    def said(student: str) -> str:
        cells = json.loads((folder / "autograded" / student / "bptt/bptt.ipynb").read_text())["cells"]
        outputs = [each for cell in cells for each in cell.get("outputs", ()) if each["output_type"] == "error"]
        return f"{outputs[0]['ename']}: {outputs[0]['evalue']}" if outputs else ""

    return Prepared((Command((program, "autograde", "bptt", "--create"), folder),), said)


def ours(python: Path, folder: Path, files: Sequence[Path]) -> Prepared:
    """``grader batch`` on a folder, from its start to its last report, with everything that it does by default."""
    handed_in = folder / "class"
    handed_in.mkdir(parents=True)
    for file in files:
        shutil.copy(file, handed_in)
    argv = (str(python), "-m", "grader", "batch", str(handed_in), "-a", "rnn_bptt", "--course", str(folder / "course"),
            "-o", str(folder / "out"), "--sandbox", "auto")  # fmt: skip

    def said(student: str) -> str:
        for line in (folder / "out/results.jsonl").read_text().splitlines():
            if (row := json.loads(line))["student"] == student:
                return next((str(case["message"]) for case in row["cases"] if case["verdict"] != "accepted"), "")
        return ""

    return Prepared((Command(argv, ROOT),), said)


def _without_imports() -> str:
    """The cases as functions of ``backward_gradient``, for forms that have no pytest and no module of the student's."""
    text = CASES.read_text()
    lines = [line for line in text.splitlines() if not line.startswith(("from rnn_bptt", "import pytest", "@pytest"))]
    return "\n".join(lines).strip() + "\n"


PEERS = (
    Peer("nbgrader autograde", ("nbgrader", "ipykernel"), nbgrader),
    Peer("otter run", ("otter-grader", "ipykernel"), otter),
    Peer("pytest-gradescope", ("pytest-gradescope", "pytest"), pytest_gradescope),
    Peer("check50", ("check50",), check50),
    Peer("gradescope-utils", ("gradescope-utils", "pytest"), gradescope_utils),
)
OURS = Peer("grader batch", (), ours)
OWN_PYTHON = Path(sys.executable)
