"""``python3 run.py bench --only verify``: does ``grader verify`` refuse weak suites, and none that is right; and what it costs."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.weak import ROOT, WEAK, Weak, write_copy
from grader.sandbox.confine import kernel

# Of these a weakness is a matter; a copy lacks points and mistakes for other reasons.
TELLING = {"tight": (1, 6)}
USUAL = (5, 6)


def measure_verify(scratch: Path, slugs: Sequence[str]) -> list[dict[str, Any]]:
    """A row for every weak copy and every assignment as it ships; of these ``slugs``, or of all. ``slug/name``: one copy alone."""

    def is_wanted(slug: str, name: str) -> bool:
        return not slugs or slug in slugs or f"{slug}/{name}" in slugs

    shipped = sorted(path.name for path in (ROOT / "assignments").iterdir() if path.is_dir())
    rows = [_row(slug, "as it ships", ROOT) for slug in shipped if is_wanted(slug, "as it ships")]
    copies = (each for each in WEAK if is_wanted(each.slug, each.name))
    rows += [_row(weak.slug, weak.name, write_copy(weak, scratch / weak.slug / weak.name), weak) for weak in copies]
    return [{"title": "verify: weak suites refused, right ones not", "rows": rows}]


def _row(slug: str, name: str, course: Path, weak: Weak | None = None) -> dict[str, Any]:
    started = time.monotonic()
    document, cpu_s = _verified(slug, course)
    points = {each["point"]: each["passed"] for each in document["points"]}
    refused = not document["passed"] if weak is None else is_refused(points, weak)
    states = [each["state"] for each in document["mutants"]]
    row = {
        "assignment": slug,
        "suite": name,
        "right": refused == (weak is not None),
        "refused": refused,
        "mutants": len(states),
        "survivors": states.count("survived"),
        "not_told_apart": states.count("probably equivalent"),
        "wall_s": round(time.monotonic() - started, 1),
        "cpu_s": round(cpu_s, 1),
    }
    state = f"refused by {', '.join(str(point) for point, holds in points.items() if not holds)}" if refused else "passed"
    told = f"{state}, {row['survivors']} survivors, {row['cpu_s']} s of CPU, {row['wall_s']} s"
    print(f"{slug}, {name}: {told}", file=sys.stderr, flush=True)
    return row


def _verified(slug: str, course: Path) -> tuple[dict[str, Any], float]:
    """What the command says of the assignment, and the processor time of it and of all that it started."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)  # the fork server and its judges end after the command, which waits for none
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, "-m", "grader", "verify", slug, "--course", str(course), "--json", "-q"]
        process = subprocess.Popen(command, stdout=out, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu_s = used.ru_utime + used.ru_stime + _orphans_cpu_s()
        out.seek(0)
        found = json.load(out)
    if not found["assignments"]:
        raise RuntimeError(f"{slug} in {course}: {found['errors']}")
    return found["assignments"][0], cpu_s


def _orphans_cpu_s() -> float:
    """Of what the command left behind, once all of it has ended."""
    cpu_s = 0.0
    with contextlib.suppress(ChildProcessError):
        while True:
            _, _, used = os.wait4(-1, 0)
            cpu_s += used.ru_utime + used.ru_stime
    return cpu_s


def is_refused(points: Mapping[int, bool], weak: Weak) -> bool:
    """By a point that looks for weakness. ``points``: which of them hold."""
    return any(not points[point] for point in TELLING.get(weak.name, USUAL))


def verify_in_words(table: dict[str, Any]) -> list[str]:
    lines = [
        table["title"],
        "",
        f"{'assignment':<22}{'suite':<24}{'':<9}{'mutants':>8}{'survive':>9}{'unknown':>9}{'wall s':>8}{'cpu s':>8}",
    ]
    for row in table["rows"]:
        state = ("refused" if row["refused"] else "passed") if row["right"] else "WRONG"
        lines.append(
            f"{row['assignment']:<22}{row['suite']:<24}{state:<9}{row['mutants']:>8}{row['survivors']:>9}"
            f"{row['not_told_apart']:>9}{row['wall_s']:>8}{row['cpu_s']:>8}"
        )
    wrong = sum(not row["right"] for row in table["rows"])
    lines += ["", f"{len(table['rows'])} suites, {wrong} of them judged wrongly"]
    return lines
