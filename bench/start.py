"""What it costs to start: commands and judges, in CPU seconds, and as ratios within one round, since machines differ and change.

A command is measured with everything that it starts and waits for.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
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


# Of a class as it begins: files that are there, judges that grade them, and the CPU seconds that are promised for each.
CLASS, JUDGES, MOST_EACH_S = 12, 2, 1.0
LOOK_S = 0.01
FIRST = f"a class to its first grade, for each of {JUDGES} judges"

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
    return seconds | judges_s(scratch) | {FIRST: first_grade_s(scratch) / JUDGES}


def command_s(arguments: list[str]) -> float:
    """Of a command and of all that it waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_grade_s(scratch: Path) -> float:
    """Of a whole class until its first grade is kept: the command, the fork server, every judge with its student processes."""
    folder, events = scratch / "class", scratch / "events"
    folder.mkdir(exist_ok=True)
    source = (scratch / f"{SLUG}.py").read_bytes()
    for number in range(CLASS):
        (folder / f"s{number:02}.py").write_bytes(source + f"\n# {number}\n".encode())
    events.unlink(missing_ok=True)
    out = scratch / "class-out"
    command = [sys.executable, "-m", "grader", "batch", str(folder), "-a", SLUG, "-o", str(out), "--course", str(ROOT)]
    command += ["-j", str(JUDGES), "-q", "--events", f"ndjson:{events}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        used, there = 0.0, False
        while process.poll() is None and not there:
            time.sleep(LOOK_S)
            there = events.exists() and b'"graded"' in events.read_bytes()
            used = tree_cpu_s(process.pid)
        _, told = process.communicate()
    shutil.rmtree(out, ignore_errors=True)
    if not there:
        raise RuntimeError(told.decode())
    return used


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
    lines = [f"{what:50} {seconds:6.2f} CPU s" for what, seconds in table["seconds"].items()]
    if table["seconds"][FIRST] > MOST_EACH_S:
        lines[-1] += f", more than the {MOST_EACH_S:g} that is promised"
    for row in table["rows"]:
        verdict = "" if row["ratio"] <= row["most"] else "  MORE THAN PROMISED"
        lines.append(f"{row['what']:18} {row['ratio']:5.2f} x ({row['beside']}), at most {row['most']:g}{verdict}")
    return lines
