"""``python3 run.py bench --only verify``: does ``grader verify`` refuse weak suites, and none that is right; and what it costs."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.weak import ROOT, WEAK, Weak, write_copy
from grader.verify.outcome import Verification
from grader.verify.proof import prove

# Of these a weakness is a matter; a copy lacks points and mistakes for other reasons.
TELLING = {"tight": (1, 6)}
USUAL = (5, 6)


def measure_verify(scratch: Path, slugs: Sequence[str]) -> list[dict[str, Any]]:
    """A row for every weak copy and for every assignment as it ships; of these ``slugs``, or of all."""
    shipped = sorted(path.name for path in (ROOT / "assignments").iterdir() if path.is_dir())
    wanted = [slug for slug in shipped if not slugs or slug in slugs]
    rows = [_row(slug, "as it ships", ROOT) for slug in wanted]
    copies = (each for each in WEAK if each.slug in wanted)
    rows += [_row(weak.slug, weak.name, write_copy(weak, scratch / weak.slug / weak.name), weak) for weak in copies]
    return [{"title": "verify: weak suites refused, right ones not", "rows": rows}]


def _row(slug: str, name: str, course: Path, weak: Weak | None = None) -> dict[str, Any]:
    started, before = time.monotonic(), _cpu_s()
    found = prove(course, slug, sandbox="auto", jobs=os.cpu_count() or 1, whole_matrix=False, tell=lambda _: None)
    refused = not found.passed if weak is None else is_refused(found, weak)
    row = {
        "assignment": slug,
        "suite": name,
        "right": refused == (weak is not None),
        "refused": refused,
        "mutants": len(found.mutants),
        "survivors": found.count("survived"),
        "not_told_apart": found.count("probably equivalent"),
        "wall_s": round(time.monotonic() - started, 1),
        "cpu_s": round(_cpu_s() - before, 1),
    }
    print(f"{slug}, {name}: {'refused' if refused else 'passed'}, {row['survivors']} survivors, {row['wall_s']} s", file=sys.stderr)
    return row


def is_refused(found: Verification, weak: Weak) -> bool:
    """By a point that looks for weakness."""
    return any(found.of_point(point) for point in TELLING.get(weak.name, USUAL))


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


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
