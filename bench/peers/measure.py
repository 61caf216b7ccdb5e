"""``python3 run.py bench --only peers``: the same ten cases and ten submissions, graded by others and by us, in turn.

A peer that cannot be installed is left out with the reason. Environments are made once, in ``.venv/peers``.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import ROOT, Took, write_course
from bench.peers.contestants import OURS, OWN_PYTHON, PEERS, Peer, Prepared, run

SHOWN = 400  # characters of what a peer says


@dataclass(frozen=True)
class Contestant:
    peer: Peer
    python: Path


def measure_peers(scratch: Path, files: Mapping[str, Sequence[Path]], rounds: int) -> dict[str, Any]:
    """``files``: right ones and wrong ones; each peer grades ten in one go, half of them wrong."""
    submissions = _ten(scratch / "ten", files)
    contestants, left_out = [Contestant(OURS, OWN_PYTHON)], {}
    for peer in PEERS:
        python, why = _installed(peer)
        if python is None:
            left_out[peer.name] = why
        else:
            contestants.append(Contestant(peer, python))
    took: dict[str, list[Took]] = {each.peer.name: [] for each in contestants}
    said: dict[str, str] = {}
    for number in range(rounds):
        for each in contestants:
            prepared = _prepared(each, scratch / f"{number}-{each.peer.name.replace(' ', '-')}", submissions)
            took[each.peer.name].append(_timed(prepared, each.python, len(submissions)))
            said[each.peer.name] = prepared.said(submissions[-1].stem)[:SHOWN]
        print(f"peers: round {number + 1} of {rounds}", file=sys.stderr)
    return {
        "title": "peers",
        "rows": [_row(name, took, said[name]) for name in took],
        "left_out": left_out,
    }


def _ten(folder: Path, files: Mapping[str, Sequence[Path]]) -> list[Path]:
    """Five right and five wrong ones, no two with the same bytes."""
    folder.mkdir(parents=True)
    made = []
    for kind in ("right", "wrong"):
        for number in range(5):
            path = folder / f"{kind}{number}.py"
            path.write_bytes(files[kind][number % len(files[kind])].read_bytes() + f"\n# {number}\n".encode())
            made.append(path)
    return made


def _installed(peer: Peer) -> tuple[Path | None, str]:
    """Its Python, or why there is none."""
    folder = ROOT / ".venv/peers" / peer.packages[0]
    python = folder / "bin/python"
    done = folder / "installed"
    if not done.exists():
        print(f"peers: installing {peer.packages[0]}", file=sys.stderr)
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            [str(python), "-m", "pip", "install", "-q", "numpy", *peer.packages],
        ):
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode:
                return None, (result.stderr.strip().splitlines() or ["it could not be installed"])[-1]
        done.write_text("")
    return python, ""


def _prepared(contestant: Contestant, folder: Path, submissions: Sequence[Path]) -> Prepared:
    folder.mkdir(parents=True)
    if contestant.peer is OURS:
        write_course(folder / "course")
    return contestant.peer.prepare(contestant.python, folder, submissions)


def _timed(prepared: Prepared, python: Path, count: int) -> Took:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    for command in prepared.commands:
        run(command.argv, command.cwd, python)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(count, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _row(name: str, took: Mapping[str, Sequence[Took]], said: str) -> dict[str, Any]:
    """Medians for one submission; ratios within a round, to ours."""
    mine, own = took[name], took[OURS.name]
    return {
        "what": name,
        "wall_ms": round(statistics.median(each.wall_s / each.count for each in mine) * 1000, 1),
        "cpu_ms": round(statistics.median(each.cpu_s / each.count for each in mine) * 1000, 1),
        "times_our_cpu": round(statistics.median(a.cpu_s / b.cpu_s for a, b in zip(mine, own, strict=True)), 2),
        "said": said,
    }


def peers_in_words(table: Mapping[str, Any]) -> list[str]:
    lines = ["ten cases, ten submissions (five wrong), from the start of a command to its last output", ""]
    lines.append(f"{'for each submission':24} {'wall ms':>9} {'CPU ms':>9} {'x our CPU':>10}")
    lines += [f"{row['what']:24} {row['wall_ms']:9.1f} {row['cpu_ms']:9.1f} {row['times_our_cpu']:10.2f}" for row in table["rows"]]
    lines += [f"{name:24} left out: {why}" for name, why in table["left_out"].items()]
    for row in table["rows"]:
        lines += ["", f"{row['what']} says of the first failed case of a wrong one:"]
        lines += [f"    {line}" for line in row["said"].splitlines()]
    return lines
