"""What a hostile value costs the judge: ``python3 run.py bench-hostile [KIND ...]``. Seconds and megabytes beside a right file's.

A file returns one value from every function that is asked for; the last kinds hand values to a function of the suite, and return
what is nearly right where an order and signs are free. The processor seconds are the judge's own, without the student's process;
the megabytes are the peak of its resident memory above that of a right submission, graded by the same judge.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.judge.supervisor import Judge
from grader.model import Assignment, Grade, Submission

ROOT = Path(__file__).resolve().parents[1]
MOST_S, MOST_MB = 10.0, 300.0

# What stands behind ``return`` in every function.
VALUES: Mapping[str, str] = {
    "bool_array": "np.ones(63 << 20, bool)",
    "byte_array_by_two": "np.ones((2, 31 << 20), np.int8)",
    "double_array": "np.ones(63 << 17)",
    "complex_array": "np.full(63 << 16, np.nan + 1j)",
    "no_columns": "np.zeros((1 << 24, 0))",
    "no_columns_deep": "np.zeros((1 << 12, 1 << 12, 1, 0))",
    "no_columns_twice": "(np.zeros((1 << 24, 0)), np.zeros((1 << 24, 0)))",
    "one_axis_each": "np.ones((1,) * 32)",
    "text_and_numbers": "[np.str_('x' * 65536)] + [0.0] * 7000",
    "long_text_array": "np.full(250, 'y' * 65536)",
    "many_texts": "np.full(63 << 18, 'z')",
    "plain_text": "'x' * (1 << 20)",
    "lines_of_text": "'a\\n' * (1 << 19)",
    "wide_text": "'\\U0001F600' * (1 << 18)",
    "list_of_numbers": "[0.5] * 290_000",
    "list_of_bools": "[True] * 290_000",
    "list_of_lists": "[[] for _ in range(140_000)]",
    "list_of_pairs": "[(1.0, 2.0) for _ in range(90_000)]",
    "list_of_texts": "['ab%d' % (i % 10) for i in range(290_000)]",
    "list_of_scalars": "[np.float64(i) for i in range(150_000)]",
    "list_of_arrays": "[np.ones(8) for _ in range(30_000)]",
    "list_of_large_arrays": "[np.ones(1 << 18, bool) for _ in range(200)]",
    "list_of_no_columns": "[np.zeros((1 << 22, 0)) for _ in range(200)]",
    "huge_integers": "[(1 << 32_000) - 1] * 900",
    "one_huge_integer": "(1 << 32_000) - 1",
    "deep_list": "functools.reduce(lambda a, _: [a, a], range(14), 1.0)",
    "narrow_and_deep": "functools.reduce(lambda a, _: [a], range(40), 1.0)",
    "nested_by_eight": "functools.reduce(lambda a, _: [a] * 5, range(7), np.ones(60, bool))",
    "dict_of_numbers": "{i: float(i) for i in range(4_900)}",
    "dict_of_texts": "{'k%d' % i: 1.0 for i in range(19_000)}",
    "dict_of_arrays": "{'k%d' % i: np.ones(1 << 20, bool) for i in range(60)}",
    "dicts_in_a_list": "[{'a': 1} for _ in range(90_000)]",
    "set_of_texts": "{'k%d' % i for i in range(19_000)}",
    "objects": "[object() for _ in range(5_000)]",
    "pair_of_large": "((np.ones(20 << 20, bool), np.ones(20 << 20, bool)), np.ones(20 << 20, bool))",
}  # fmt: skip

# What they are graded by: many cases, each of which may cost a little.
COURSE: Mapping[str, str] = {
    "assignments/many/assignment.yaml": "title: many\nfiles: [many.py]\nfunctions: [visit, axes]\n",
    "assignments/many/many.py": "def visit(f):\n    pass\n\n\ndef axes(n):\n    pass\n",
    "solutions/many/many.py": """import numpy as np

def visit(f):
    f([0.0])

def axes(n):
    return np.random.default_rng(n).normal(size=(512, 64))
""",
    "solutions/many/grading.yaml": "reveal: counterexample\nlimits: {wall_s: 60, cpu_s: 60, case_s: 60}\nfunctions:\n"
    "  axes: {returns: axes, tolerance: {axes: {up_to: {permutation: {axis: 0}, sign: {axis: 0}}}}}\n",
    "solutions/many/test_hidden.py": """import pytest

@pytest.mark.parametrize("n", range(8))
def test_visit(student, n):
    seen = []
    student.visit(seen.append)
    assert seen

@pytest.mark.parametrize("n", range(8))
def test_axes(check, n):
    check.axes(n)
""",
}
FILES: Mapping[str, str] = {
    "handed_empty_lists": """
def visit(f):
    for _ in range(6):
        f([[] for _ in range(100_000)])
""",
    "handed_arrays": """
import numpy as np
def visit(f):
    for _ in range(60):
        f(np.ones(1 << 16))
""",
    "nearly_the_right_axes": """
import numpy as np
def axes(n):
    a = np.random.default_rng(n).normal(size=(512, 64))
    a[:, -1] += 1e-3
    return a[::-1]
""",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Of grading one submission once."""

    seconds: float
    megabytes: float
    grade: Grade


def hostile_file(assignment: Assignment, value: str) -> Submission:
    """The first of the assignment's files, with ``return value`` as every function."""
    lines = ["import functools", "import numpy as np", f"VALUE = {value}"]
    lines += [f"def {name}(*args, **kwargs):\n    return VALUE" for name in assignment.functions]
    return submission_of(assignment, "\n\n".join(lines).encode())


def right_file(assignment: Assignment) -> Submission:
    if assignment.private is None:
        raise RuntimeError("the reference is needed")
    return submission_of(assignment, (assignment.private / assignment.files[0]).read_bytes())


def submission_of(assignment: Assignment, source: bytes) -> Submission:
    return Submission(student="hostile", file=assignment.files[0], files=((assignment.files[0], source),), digest="sha256:0")


def measured(judge: Judge, submission: Submission) -> Cost:
    """The judge's peak begins anew with each submission."""
    process = judge.process
    if process is None:
        raise RuntimeError("the judge has ended")
    proc = Path(f"/proc/{process.pid}")
    (proc / "clear_refs").write_text("5")
    before = _seconds(proc)
    grade = judge.grade(submission)
    if judge.process is None or judge.process.pid != process.pid:
        return Cost(float("inf"), float("inf"), grade)
    return Cost(_seconds(proc) - before, _peak_mb(proc), grade)


def _seconds(proc: Path) -> float:
    fields = (proc / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(proc: Path) -> float:
    line = next(line for line in (proc / "status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def write_course(folder: Path) -> Path:
    """The course of ``FILES``."""
    for name, text in COURSE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def costs(name: str) -> tuple[Cost, Cost]:
    """Of a right file and of one of that kind, by a judge of their own: what the one before left behind is nobody's peak."""
    with tempfile.TemporaryDirectory() as folder:
        course, slug = (ROOT, "rnn_bptt") if name in VALUES else (write_course(Path(folder)), "many")
        with Judge(course, slug, sandbox="auto") as judge:
            right = right_file(judge.assignment)
            measured(judge, right)
            base = measured(judge, right)
            given = hostile_file(judge.assignment, VALUES[name]) if name in VALUES else None
            return base, measured(judge, given or submission_of(judge.assignment, FILES[name].encode()))


def main(arguments: Sequence[str]) -> int:
    kinds = [name for name in (*VALUES, *FILES) if not arguments or name in arguments]
    failed = 0
    print(f"{'returned':24} {'judge s':>8} {'/ right':>8} {'MB more':>8}  verdict")
    for name in kinds:
        base, cost = costs(name)
        seconds, more = cost.seconds - base.seconds, cost.megabytes - base.megabytes
        met = seconds <= MOST_S and more <= MOST_MB and cost.grade.points is not None
        failed += not met
        told = f"{cost.grade.verdict} {'' if met else 'NOT MET'}"
        print(f"{name:24} {cost.seconds:8.2f} {cost.seconds / max(base.seconds, 0.01):8.1f} {more:8.0f}  {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
