"""What it costs to start: commands and judges, in CPU seconds, and as ratios within one round, since machines differ and change.

A command is measured with everything that it starts and waits for.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import ROOT
from bench.machine import tree_cpu_s
from grader.judge.supervisor import Judge

SLUG = "rnn_bptt"
# A suite of one case, so that a judge is measured and not what its suite computes.
SMALL = {
    "assignments/small/assignment.yaml": "title: Small\nfiles: [work.py]\nfunctions: [double]\n",
    "assignments/small/work.py": "def double(x):\n    return 0\n",
    "assignments/small/test_visible.py": "def test_one(student):\n    assert student.double(1) == 2\n",
    "solutions/small/grading.yaml": "reveal: counterexample\n",
    "solutions/small/work.py": "def double(x):\n    return 2 * x\n",
    "solutions/small/test_hidden.py": "def test_doubles(check):\n    check.double(2.5)\n",
}


@dataclass(frozen=True)
class Bound:
    """``what`` costs so many times what these cost together; at most ``most`` times is promised."""

    what: str
    beside: tuple[str, ...]
    most: float


BOUNDS = (
    Bound("grader --version", ("import numpy",), 1.5),
    Bound("grader --help", ("import numpy",), 1.5),
    Bound("grader check", ("import numpy", "pytest --version"), 4.0),
    Bound("grader grade", ("import numpy", "pytest --version"), 5.0),
    Bound("a further judge", ("the first judge",), 0.3),
)


def measure_start(scratch: Path, rounds: int) -> dict[str, Any]:
    """A row for each bound: the median of the CPU seconds, and of the ratios of each round."""
    write_course(scratch)
    took = []
    for number in range(rounds):
        took.append(one_round(scratch))
        print(f"starting: round {number + 1} of {rounds}", file=sys.stderr)
    return {
        "title": "starting",
        "seconds": {what: round(statistics.median(each[what] for each in took), 3) for what in took[0]},
        "rows": [
            {
                "what": bound.what,
                "beside": ", ".join(bound.beside),
                "ratio": round(statistics.median(each[bound.what] / sum(each[name] for name in bound.beside) for each in took), 2),
                "most": bound.most,
            }
            for bound in BOUNDS
        ],
    }


def write_course(scratch: Path) -> None:
    for name, text in SMALL.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copy(ROOT / "solutions" / SLUG / f"{SLUG}.py", scratch / f"{SLUG}.py")


def one_round(scratch: Path) -> dict[str, float]:
    """CPU seconds by what was done."""
    file, graders = str(scratch / f"{SLUG}.py"), ["-m", "grader"]
    commands = {
        "import numpy": ["-c", "import numpy"],
        "pytest --version": ["-m", "pytest", "--version"],
        "grader --version": [*graders, "--version"],
        "grader --help": [*graders, "--help"],
        "grader check": [*graders, "check", file, "-a", SLUG, "--course", str(ROOT), "--sandbox", "process"],
        "grader grade": [*graders, "grade", file, "-a", SLUG, "--course", str(ROOT), "--sandbox", "process"],
    }
    seconds = {what: command_s(arguments) for what, arguments in commands.items()}
    return seconds | judges_s(scratch)


def command_s(arguments: list[str]) -> float:
    """Of a command and of all that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def judges_s(scratch: Path) -> dict[str, float]:
    """Of the first judge that a command starts, and of the next. Another environment is another command to the fork server."""
    os.environ["GRADER_BENCH_ROUND"] = str(int(os.environ.get("GRADER_BENCH_ROUND", "0")) + 1)
    seconds = {}
    for what in ("the first judge", "a further judge"):
        before = tree_cpu_s(os.getpid())
        with Judge(scratch, "small", sandbox="process"):
            pass
        seconds[what] = tree_cpu_s(os.getpid()) - before
    return seconds


def start_in_words(table: dict[str, Any]) -> list[str]:
    lines = [f"{what:42} {seconds:6.2f} CPU s" for what, seconds in table["seconds"].items()]
    for row in table["rows"]:
        verdict = "" if row["ratio"] <= row["most"] else "  MORE THAN PROMISED"
        lines.append(f"{row['what']:18} {row['ratio']:5.2f} x ({row['beside']}), at most {row['most']:g}{verdict}")
    return lines
