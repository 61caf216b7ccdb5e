"""How much memory a class takes as it grows: the command's while it reads, grades and prints, and a judge's. Linux's /proc.

The real command at the strict sandbox, on an assignment of one case, since it is counted by students and not by cases. Every third
file is wrong. Of a class of more files than are ``distinct`` the bytes repeat, and are graded once: that many gradings take
a quarter of an hour, and what a judge holds is seen before. Each class is run again unchanged.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contenders import ROOT
from bench.machine import children_of, private_mb
from bench.start import SMALL

SIZES = (100, 1_000, 10_000, 100_000)
DISTINCT = 10_000
EVERY_S = 0.5
FORK_SERVER = b"grader.judge.forkserver"
PHASES = ("read", "graded", "printed")


@dataclass
class Seen:
    """The most that was seen, in MB. ``judge``: of its own, which it shares with no other process."""

    command: dict[str, float] = field(default_factory=dict)
    judge: float = 0.0


def measure_memory(scratch: Path, sizes: Sequence[int], distinct: int) -> dict[str, Any]:
    for name, text in SMALL.items():
        path = scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    rows: list[dict[str, Any]] = []
    for size in sizes:
        folder, out = scratch / f"in{size}", scratch / f"out{size}"
        write_files(folder, size, distinct)
        first, again = _batch(scratch, folder, out), _batch(scratch, folder, out)
        row: dict[str, Any] = {"students": size, "graded": min(size, distinct), "judge_mb": round(first.judge, 1)}
        row |= {f"{phase}_mb": round(first.command.get(phase, 0.0), 1) for phase in PHASES}
        row |= {"again_mb": round(max(again.command.values()), 1), "page_mb": round((out / "index.html").stat().st_size / 1e6, 2)}
        for what in ("read", "graded", "printed", "again"):
            more = row[f"{what}_mb"] - rows[-1][f"{what}_mb"] if rows else 0.0
            row[f"{what}_bytes_a_student"] = round(more * 1e6 / (size - rows[-1]["students"])) if rows else None
        rows.append(row)
        print(f"memory: {row}", file=sys.stderr, flush=True)
    return {"title": "memory", "rows": rows}


def write_files(folder: Path, size: int, distinct: int) -> None:
    folder.mkdir()
    for number in range(size):
        which = number % distinct
        (folder / f"s{number:06}.py").write_text(f"def double(x):\n    return {3 if which % 3 == 2 else 2} * x\n# {which}\n")


def _batch(scratch: Path, folder: Path, out: Path) -> Seen:
    events = scratch / "events"
    events.unlink(missing_ok=True)
    command = [sys.executable, "-m", "grader", "batch", str(folder), "-a", "small", "-o", str(out), "--course", str(scratch)]
    command += ["--feedback", "off", "-q", "--events", f"ndjson:{events}"]
    seen = Seen()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while process.poll() is None:
            _look(process.pid, _phase(events), seen)
            time.sleep(EVERY_S)
        if process.returncode:
            raise RuntimeError(process.stderr.read().decode())
    return seen


def _look(pid: int, phase: str, seen: Seen) -> None:
    seen.command[phase] = max(seen.command.get(phase, 0.0), resident_mb(pid) or 0.0)
    for server in children_of(pid):
        if FORK_SERVER in _line_of(server):
            seen.judge = max(seen.judge, *(private_mb(judge) or 0.0 for judge in children_of(server)), 0.0)


def _phase(events: Path) -> str:
    """What the command is doing, by the last that it said."""
    try:
        with events.open("rb") as file:
            file.seek(max(0, events.stat().st_size - 1000))
            lines = file.read().splitlines()
    except OSError:
        return "read"
    if not lines:
        return "read"
    try:
        return "printed" if json.loads(lines[-1])["event"] == "end" else "graded"
    except ValueError:  # half of a line
        return "graded"


def resident_mb(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)


def _line_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def memory_in_words(table: dict[str, Any]) -> list[str]:
    lines = ["memory of a class, MB (and bytes more a student than in the row before)", ""]
    whats = ("read", "graded", "printed", "again")
    head = "".join(f"{what:>18}" for what in ("command reads", "grades", "prints", "again"))
    lines.append(f"{'students':>9} {'graded':>7}{head} {'a judge':>8} {'class page':>11}")
    for row in table["rows"]:
        cells = "".join(_cell(row[f"{what}_mb"], row[f"{what}_bytes_a_student"]) for what in whats)
        lines.append(f"{row['students']:9} {row['graded']:7}{cells} {row['judge_mb']:8.1f} {row['page_mb']:11.2f}")
    return lines


def _cell(megabytes: float, more: int | None) -> str:
    return f"{megabytes:8.1f} {'' if more is None else f'({more:+})':>9}"
