"""A class on disk, and the command run on it as a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.warm import run_grader

# The smallest assignment: one function of one file.
ASSIGNMENT = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\n"

SOURCES = {
    "right": "def double(x):\n    return 2 * x\n",
    "wrong": "def double(x):\n    return 3 * x\n",
    "raises": "def double(x):\n    raise ValueError(x)\n",
    "stub": "def double(x):\n    # TODO\n    return 0\n",
    "broken": "def double(x:\n",
    "half": "def double(x):\n    return 2.0 if x == 1 else 0.0\n",
    "prints": "def double(x):\n    print('<b>', x)\n    return 2 * x\n",
    "sums": "def double(x):\n    return x + x\n",
}


@dataclass(frozen=True)
class Class:
    """A course, a folder of submissions, and the command."""

    course: Path
    folder: Path
    root: Path

    def arguments(self, out: str, *more: str) -> list[str]:
        command = ["batch", str(self.folder), "-a", "doubling", "-o", str(self.root / out), "--course", str(self.course)]
        return [sys.executable, "-m", "grader", *command, "--sandbox", "process", "--feedback", "off", *more]

    def run(self, out: str, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = run_grader(self.arguments(out, *more)[3:])  # without the interpreter's part
        assert done.returncode == code, done.stderr
        return done

    def grader(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = run_grader(arguments)
        assert done.returncode == code, done.stderr
        return done


MakeClass = Callable[..., Class]
MakeCourse = Callable[..., Path]


def published(folder: Path) -> dict[str, bytes]:
    """What a run gives: everything that must be byte for byte the same."""
    names = ["results.jsonl", "gradebook.csv", "index.html"]
    names += [f"reports/{path.name}" for path in (folder / "reports").iterdir()]
    return {name: (folder / name).read_bytes() for name in sorted(names)}
