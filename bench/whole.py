"""Whole assignments whose suites call objects and hand values on, as they ship: right and wrong files, beside the loop.

Far fewer files than of the ten cases, since a wrong one is thought about anew each time; the loop grades the same ones.
"""

import statistics
import sys
from pathlib import Path
from typing import Any

from bench.contenders import ROOT, Loop, Ours, Took
from bench.wrongs import Files, mistakes_of
from grader.judge.supervisor import Feedback
from grader.reading.course import load_assignment

WHOLE = ("gated_rnn", "conv_backprop")
# Known mistakes, spread over those that there are.
WRONG = 3
# Of the submissions of a round of ten cases, so many are graded here: one of so many.
RIGHT_OF, WRONG_OF = 6, 40
MOST_ROUNDS = 3


def measure_whole(scratch: Path, slug: str, cores: int, rounds: int, count: int) -> dict[str, Any]:
    """``count``: of right submissions in a round of the ten cases."""
    files = _files(scratch / slug, slug)

    def ours(kind: str, feedback: Feedback) -> Ours:
        return Ours(scratch, kind, files[kind], sandbox="strict", jobs=cores, feedback=feedback, whole=slug)

    right, few, looped = max(cores, count // RIGHT_OF), max(cores, count // WRONG_OF), 2 * cores
    contenders: dict[str, tuple[Loop | Ours, int]] = {
        "loop, right": (Loop(scratch / slug, files["right"], at_a_time=cores, whole=slug), looped),
        "grader, right": (ours("right", "off"), right),
        "loop, wrong": (Loop(scratch / slug, files["wrong"], at_a_time=cores, whole=slug), looped),
        "grader, wrong": (ours("wrong", "off"), few),
        "grader, wrong, explained": (ours("wrong", "full"), few),
    }
    took: dict[str, list[Took]] = {name: [] for name in contenders}
    rounds = min(rounds, MOST_ROUNDS)
    for number in range(rounds):
        for name, (contender, each) in contenders.items():
            took[name].append(contender.grade(each))
        print(f"{slug} whole: round {number + 1} of {rounds}", file=sys.stderr)
    title = f"{slug} whole, every core, strict sandbox; {right} right and {few} wrong files in each of {rounds} rounds"
    return {"title": title, "level": "full", "cores": cores, "rows": [_row(name, took) for name in took]}


def _files(scratch: Path, slug: str) -> dict[str, list[Path]]:
    assignment = load_assignment(ROOT, slug)
    mistakes = mistakes_of(assignment)
    wrong = [files for _, files in mistakes[:: max(1, len(mistakes) // WRONG)][:WRONG]]
    (name,) = assignment.files
    right: list[Files] = [((name, (ROOT / "solutions" / slug / name).read_bytes()),)]
    found: dict[str, list[Path]] = {"right": [], "wrong": []}
    for kind, each in (("right", right), ("wrong", wrong)):
        for number, ((_, content),) in enumerate(each):
            path = scratch / kind / f"{number}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            found[kind].append(path)
    return found


def _row(name: str, took: dict[str, list[Took]]) -> dict[str, Any]:
    """Medians over the rounds, the ratio that of each round."""
    loop, mine = took[f"loop, {name.split(', ')[1]}"], took[name]
    times = [(a.wall_s / a.count) / (b.wall_s / b.count) for a, b in zip(loop, mine, strict=True)]
    return {
        "what": name,
        "wall_ms": round(statistics.median(each.wall_s / each.count for each in mine) * 1000, 2),
        "cpu_ms": round(statistics.median(each.cpu_s / each.count for each in mine) * 1000, 2),
        "times_the_loop": round(statistics.median(times), 1),
        "times_the_cpu_of_the_floor": None,
    }
