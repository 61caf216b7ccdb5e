"""``python3 run.py bench``: throughput, CPU and memory for each submission, side by side and interleaved.

    --rounds N   each contender in turn, N times (default 5)
    --only WHAT  alone (level process, one core), class (strict sandbox, every core: ten cases, then two assignments whole), ends
                 (the same, for files that raise, never end, or are not filled in), mixed (the command on a class as it comes, a
                 third of it wrong, and again unchanged), start (commands and judges), store (what SQLAlchemy adds to its own
                 SQL), memory (the command's and a judge's, in classes of --sizes; half an hour), verify (are weak suites
                 refused, and right ones not; half an hour), new (assignments written from a reference alone), peers (other
                 graders on the same ten cases); default: alone, class and start
    --count N    right submissions that grader grades in a round (default 240: a class), and four times as many as wrong ones
    --size N     files in a mixed class (default 1500 of the ten cases, 90 of a whole assignment)
    --slugs A,B  of these assignments (class: these alone, whole; verify: A/loose is this weak copy of A)
    --sizes A,B  classes of memory (default 100,1000,10000,100000), of which --distinct N files differ (default 10000): equal ones
                 are graded once
    --json       one JSON document

What is graded: ten cases on rnn_bptt's backward_gradient, for the accepted samples (right) and for three mistakes (wrong).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import ROOT, SOLUTION, Floor, Loop, Ours, Took
from bench.machine import describe
from bench.memory import DISTINCT, SIZES, measure_memory, memory_in_words
from bench.mixed import SIZES as MIXED
from bench.mixed import measure_mixed, mixed_in_words
from bench.peers.measure import measure_peers, peers_in_words
from bench.start import measure_start, start_in_words
from bench.storecost import measure_store, store_in_words
from bench.weakness import measure_verify, verify_in_words
from bench.whole import WHOLE, measure_whole
from bench.written import measure_written, written_in_words
from grader.judge.supervisor import Feedback, SandboxRequest

RAISING = b"""

def backward_gradient(*args):
    raise ValueError("no gradient")
"""
ENDLESS = b"""

_gradient = backward_gradient


def backward_gradient(X, *args):
    while len(X) == 20:
        pass
    return _gradient(X, *args)
"""
MISTAKES = ("sum_not_mean", "gradients_swapped", "stops_one_step_early")


@dataclass(frozen=True)
class Setting:
    """Under which everybody of one table is measured."""

    title: str
    sandbox: SandboxRequest
    cores: int


SETTINGS = {
    "alone": Setting("one judge on one core, level process", "process", 1),
    "class": Setting("every core, strict sandbox", "strict", os.cpu_count() or 1),
    "ends": Setting("other ends, every core, strict sandbox", "strict", os.cpu_count() or 1),
}


def main() -> None:
    options = read_options()
    document: dict[str, Any] = {"machine": describe(), "rounds": options.rounds, "tables": []}
    for name in [options.only] if options.only else ["alone", "class", "start"]:
        with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
            if name == "start":
                document["tables"].append(measure_start(Path(scratch), options.rounds))
                continue
            if name == "store":
                table = measure_store(Path(scratch), options.rounds)
                print(json.dumps(table) if options.json else store_in_words(table))
                continue
            if name == "verify":
                document["tables"] += measure_verify(Path(scratch), options.slugs.split(",") if options.slugs else ())
                continue
            if name == "new":
                for row in measure_written(Path(scratch), tuple(options.slugs.split(",")) if options.slugs else ()):
                    document["tables"].append(row)
                    print(written_in_words(row), file=sys.stderr if options.json else sys.stdout, flush=True)
                continue
            if name == "memory":
                document["tables"].append(
                    measure_memory(Path(scratch), [int(size) for size in options.sizes.split(",")], options.distinct)
                )
                continue
            if name == "peers":
                document["tables"].append(measure_peers(Path(scratch), write_files(Path(scratch)), options.rounds))
                continue
            if name == "mixed":
                document["tables"] += measure_mixed(
                    Path(scratch), options.size, options.rounds, options.slugs.split(",") if options.slugs else tuple(MIXED)
                )
                continue
            with on_cores(SETTINGS[name].cores):
                measured = measure_ends if name == "ends" else measure
                if not (name == "class" and options.slugs):
                    document["tables"].append(measured(Path(scratch), SETTINGS[name], options))
                if name == "class":
                    for slug in options.slugs.split(",") if options.slugs else WHOLE:
                        document["tables"].append(
                            measure_whole(Path(scratch), slug, SETTINGS[name].cores, options.rounds, options.count)
                        )
    if options.only == "store":
        return
    if options.json or options.only != "new":
        print(json.dumps(document, indent=1) if options.json else in_words(document))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--only", choices=[*SETTINGS, "mixed", "start", "store", "verify", "new", "peers", "memory"])
    parser.add_argument("--size", type=int)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--distinct", type=int, default=DISTINCT)
    parser.add_argument("--slugs", default="")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """This process and those that it starts, on so many cores."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measure(scratch: Path, setting: Setting, options: argparse.Namespace) -> dict[str, Any]:
    files = write_files(scratch)

    def ours(kind: str, feedback: Feedback, *, apart: bool = False) -> Ours:
        return Ours(scratch, kind, files[kind], sandbox=setting.sandbox, jobs=setting.cores, feedback=feedback, apart=apart)

    right, few = ours("right", "off"), max(1, options.count // 4)
    contenders: dict[str, tuple[Loop | Floor | Ours, int]] = {
        "loop, right": (Loop(scratch, files["right"], at_a_time=setting.cores), 2 * setting.cores),
        "floor, right": (Floor(files["right"], at_a_time=setting.cores), options.count),
        "grader, right": (right, options.count),
        "loop, wrong": (Loop(scratch, files["wrong"], at_a_time=setting.cores), 2 * setting.cores),
        "floor, wrong": (Floor(files["wrong"], at_a_time=setting.cores), few),
        "grader, wrong": (ours("wrong", "off"), few),
        "grader, wrong, explained": (ours("wrong", "full"), few),
        "grader, wrong, explained, no two alike": (ours("wrong", "full", apart=True), few),
    }
    return table_of(setting, right, take_turns(setting, contenders, options.rounds))


def measure_ends(scratch: Path, setting: Setting, options: argparse.Namespace) -> dict[str, Any]:
    """Files that raise in each case, that never end in one of the ten, that are not filled in; beside a loop over right ones."""
    files, others = write_files(scratch)["right"], write_others(scratch)

    def ours(kind: str, which: list[Path]) -> Ours:
        return Ours(scratch, kind, which, sandbox=setting.sandbox, jobs=setting.cores, feedback="off")

    right, few = ours("right", files), max(setting.cores, options.count // 4)
    contenders: dict[str, tuple[Loop | Floor | Ours, int]] = {
        "loop, right": (Loop(scratch, files, at_a_time=setting.cores), 2 * setting.cores),
        "floor, right": (Floor(files, at_a_time=setting.cores), options.count),
        "grader, right": (right, options.count),
    }
    contenders |= {f"grader, {kind}": (ours(kind, [file]), few) for kind, file in others.items()}
    return table_of(setting, right, take_turns(setting, contenders, options.rounds))


def take_turns(setting: Setting, contenders: dict[str, tuple[Loop | Floor | Ours, int]], rounds: int) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, (contender, count) in contenders.items():
            took[name].append(contender.grade(count))
        print(f"{setting.title}: round {number + 1} of {rounds}", file=sys.stderr)
    return took


def table_of(setting: Setting, right: Ours, took: dict[str, list[Took]]) -> dict[str, Any]:
    memory = right.worker_mb()
    return {
        "title": setting.title,
        "level": right.level,
        "cores": setting.cores,
        "private_mb_per_worker": None if memory is None else round(memory, 1),
        "rows": [row(name, took) for name in took],
    }


def write_files(scratch: Path) -> dict[str, list[Path]]:
    """Whole submissions: the accepted samples, and the reference with a mistake put over it."""
    right = [path for path in sorted(SOLUTION.glob("samples/accepted/*.py")) if path.stem != "plain_python"]
    wrong = []
    for name in MISTAKES:
        path = scratch / "wrong" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((SOLUTION / "rnn_bptt.py").read_bytes() + b"\n\n" + (SOLUTION / "mistakes" / f"{name}.py").read_bytes())
        wrong.append(path)
    return {"right": right, "wrong": wrong}


def write_others(scratch: Path) -> dict[str, Path]:
    """Whole submissions that come to no value in each case, or in one."""
    reference, public = (SOLUTION / "rnn_bptt.py").read_bytes(), ROOT / "assignments/rnn_bptt/rnn_bptt.py"
    texts = {"raising": reference + RAISING, "endless": reference + ENDLESS, "not filled in": public.read_bytes()}
    found = {}
    for name, text in texts.items():
        found[name] = scratch / "others" / f"{name}.py"
        found[name].parent.mkdir(exist_ok=True)
        found[name].write_bytes(text)
    return found


def row(name: str, took: dict[str, list[Took]]) -> dict[str, Any]:
    """Medians over the rounds; the ratios are medians of the ratios within a round, since the machine changes between them."""
    kind = name.split(", ")[1]
    kind = kind if f"loop, {kind}" in took else "right"
    loop, floor, mine = took[f"loop, {kind}"], took[f"floor, {kind}"], took[name]
    return {
        "what": name,
        "wall_ms": round(statistics.median(each.wall_s / each.count for each in mine) * 1000, 2),
        "cpu_ms": round(statistics.median(each.cpu_s / each.count for each in mine) * 1000, 2),
        "times_the_loop": round(statistics.median(ratio(a, b) for a, b in zip(loop, mine, strict=True)), 1),
        "times_the_cpu_of_the_floor": round(statistics.median(ratio(b, a, cpu=True) for a, b in zip(floor, mine, strict=True)), 1),
    }


def ratio(one: Took, other: Took, *, cpu: bool = False) -> float:
    if cpu:
        return (one.cpu_s / one.count) / max(other.cpu_s / other.count, 1e-9)
    return (one.wall_s / one.count) / (other.wall_s / other.count)


def in_words(document: dict[str, Any]) -> str:
    machine = document["machine"]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores (load {machine['load']}), {machine['system']}",
        f"Python {machine['python']}, NumPy {machine['numpy']}; medians of {document['rounds']} rounds",
    ]
    for table in document["tables"]:
        if table["title"] == "starting":
            lines += ["", *start_in_words(table)]
            continue
        if table["title"] == "peers":
            lines += ["", *peers_in_words(table)]
            continue
        if table["title"] == "memory":
            lines += ["", *memory_in_words(table)]
            continue
        if table["title"].startswith("mixed"):
            lines += ["", *mixed_in_words(table)]
            continue
        if table["title"].startswith("verify"):
            lines += ["", *verify_in_words(table)]
            continue
        lines += ["", f"{table['title']} (level {table['level']})", ""]
        lines.append(f"{'for each submission':38} {'wall ms':>9} {'CPU ms':>9} {'x the loop':>11} {'CPU / floor':>12}")
        for each in table["rows"]:
            numbers = (each["wall_ms"], each["cpu_ms"], each["times_the_loop"], each["times_the_cpu_of_the_floor"])
            floors = f"{'-':>12}" if numbers[3] is None else f"{numbers[3]:12.1f}"
            lines.append(f"{each['what']:38} {numbers[0]:9.2f} {numbers[1]:9.2f} {numbers[2]:11.1f} {floors}")
        if "private_mb_per_worker" not in table:
            continue
        memory = table["private_mb_per_worker"]
        lines += ["", f"private memory of a worker: {'cannot be read here' if memory is None else f'{memory} MB'}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
