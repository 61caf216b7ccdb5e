"""A class as it comes: a third of it wrong, every file different, graded by the command with its start, reports and tables.

And the same command again, when nothing has changed. The loop that starts pytest for each grades the first of the same
files in each round. Wall seconds: what runs in a slot's own namespaces nobody can wait for.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.contenders import ROOT, Loop, Took, write_course
from bench.wrongs import Files, mistakes_of
from grader.judge.supervisor import Judge
from grader.model import Assignment, Submission, Verdict
from grader.reading.course import load_assignment

# Files of each class: an explanation that follows chains of calls takes a second, and is made anew for each file.
SIZES = {"rnn_bptt": 1500, "gated_rnn": 90, "conv_backprop": 90}
# The ten cases of the other tables; of the others the whole suite is graded, by the loop as well.
TEN_CASES = "rnn_bptt"
LOOPED = 6


def measure_mixed(scratch: Path, size: int | None, rounds: int, slugs: Sequence[str]) -> list[dict[str, Any]]:
    """A table for each assignment. ``size`` None: as many files as each is worth."""
    return [_measure_one(scratch / slug, slug, size or SIZES[slug], rounds) for slug in slugs]


def _measure_one(scratch: Path, slug: str, size: int, rounds: int) -> dict[str, Any]:
    scratch.mkdir()
    course = write_course(scratch / "course") if slug == TEN_CASES else ROOT
    assignment = load_assignment(ROOT, slug)
    folder, files = scratch / "in", write_class(scratch, assignment, size, wrong_ones(course, assignment))
    loop = Loop(scratch, files[:LOOPED], at_a_time=os.cpu_count() or 1, whole="" if slug == TEN_CASES else slug)
    took: dict[str, list[tuple[Took, float]]] = {}
    for number in range(rounds):
        looped = loop.grade(LOOPED)
        loop_s = looped.wall_s / looped.count
        for feedback in ("off", "full"):
            out = scratch / f"out-{feedback}-{number}"
            for what in (f"mixed, feedback {feedback}", f"unchanged, feedback {feedback}"):
                took.setdefault(what, []).append((_batch(folder, out, slug, course, feedback, len(files)), loop_s))
            shutil.rmtree(out)
        print(f"a mixed class of {slug}: round {number + 1} of {rounds}", file=sys.stderr)
    rows = [_row(what, each) for what, each in took.items()]
    return {"title": f"mixed class, {slug}", "count": len(files), "rows": rows}


def wrong_ones(course: Path, assignment: Assignment) -> list[Files]:
    """The known mistakes that the course's cases find: ten cases of one function pass those of another."""
    found = []
    with Judge(course, assignment.slug, sandbox="strict", feedback=False) as judge:
        for name, files in mistakes_of(assignment):
            submission = Submission(student=name, file=files[0][0], files=files, digest=name)
            if judge.grade(submission).verdict is not Verdict.ACCEPTED:
                found.append(files)
    return found


def write_class(scratch: Path, assignment: Assignment, size: int, wrong: Sequence[Files]) -> list[Path]:
    """So many students, every third of them ``wrong``; no two files are the same."""
    names = assignment.files
    private = ROOT / "solutions" / assignment.slug
    samples = sorted((private / "samples/accepted").glob("*.py"))
    right: list[Files] = [((names[0], path.read_bytes()),) for path in samples] if len(names) == 1 else []
    right = right or [tuple((name, (private / name).read_bytes()) for name in names)]
    found = []
    for number in range(size):
        files = wrong[number // 3 % len(wrong)] if number % 3 == 2 else right[number % len(right)]
        folder = scratch / "in" / f"s{number:05}"
        folder.mkdir(parents=True)
        for name, source in files:
            (folder / name).write_bytes(source + f"\n# {number}\n".encode())
        found.append(folder / names[0])
    return found


def _batch(folder: Path, out: Path, slug: str, course: Path, feedback: str, count: int) -> Took:
    command = [sys.executable, "-m", "grader", "batch", str(folder), "-a", slug, "-o", str(out), "--course", str(course)]
    started = time.monotonic()
    done = subprocess.run([*command, "--feedback", feedback, "-q"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return Took(count, time.monotonic() - started, 0.0)


def _row(what: str, took: Sequence[tuple[Took, float]]) -> dict[str, Any]:
    each_s = [one.wall_s / one.count for one, _ in took]
    times = [loop_s / mine for mine, (_, loop_s) in zip(each_s, took, strict=True)]
    return {
        "what": what,
        "wall_s": round(statistics.median(one.wall_s for one, _ in took), 2),
        "wall_ms_a_file": round(statistics.median(each_s) * 1000, 2),
        "times_the_loop": round(statistics.median(times), 1),
    }


def mixed_in_words(table: dict[str, Any]) -> list[str]:
    lines = [f"{table['title']}: {table['count']} files, a third of them wrong; start and reports included", ""]
    lines.append(f"{'':26} {'wall s':>9} {'ms a file':>10} {'x the loop':>11}")
    rows = table["rows"]
    return lines + [
        f"{row['what']:26} {row['wall_s']:9.2f} {row['wall_ms_a_file']:10.2f} {row['times_the_loop']:11.1f}" for row in rows
    ]
