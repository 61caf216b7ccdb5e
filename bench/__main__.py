"""``python3 run.py bench``: throughput, CPU and memory for each submission, side by side and interleaved.

    --rounds N       each contender in turn, N times (default 5)
    --judges N       as many cores are used (default 1)
    --sandbox LEVEL  auto, strict or process (default process)
    --json           one JSON document

What is graded: ten cases on rnn_bptt's backward_gradient, for the accepted samples (right) and for three mistakes (wrong).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from bench.contenders import SOLUTION, Floor, Loop, Ours, Took
from bench.machine import describe

COUNTS = {"loop": 2, "floor": 20, "grader": 10}
MISTAKES = ("sum_not_mean", "gradients_swapped", "stops_one_step_early")


def main() -> None:
    options = read_options()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.judges])
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
        document = measure(Path(scratch), options)
    print(json.dumps(document, indent=1) if options.json else table(document))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--judges", type=int, default=1)
    parser.add_argument("--sandbox", choices=["auto", "strict", "process"], default="process")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(scratch: Path, options: argparse.Namespace) -> dict[str, object]:
    files = write_files(scratch)
    ours = {kind: Ours(scratch, paths, sandbox=options.sandbox, judges=options.judges) for kind, paths in files.items()}
    contenders = {
        "loop, right": Loop(scratch, files["right"]),
        "floor, right": Floor(files["right"]),
        "grader, right": ours["right"],
        "loop, wrong": Loop(scratch, files["wrong"]),
        "grader, wrong": ours["wrong"],
    }
    took: dict[str, list[Took]] = {name: [] for name in contenders}
    try:
        for contender in ours.values():
            contender.grade(3 * options.judges)  # the first ones fill caches
        for number in range(options.rounds):
            for name, contender in contenders.items():
                took[name].append(contender.grade(COUNTS[name.partition(",")[0]]))
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        memory = ours["right"].worker_mb()
        level = ours["right"].level
    finally:
        for contender in ours.values():
            contender.close()
    return {
        "machine": describe(),
        "level": level,
        "judges": options.judges,
        "rounds": options.rounds,
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


def row(name: str, took: dict[str, list[Took]]) -> dict[str, object]:
    """Medians over the rounds; the ratios are medians of the ratios within a round, since the machine changes between them."""
    loop = took["loop, " + name.partition(", ")[2]]
    mine = took[name]
    return {
        "what": name,
        "wall_ms": round(statistics.median(each.wall_s / each.count for each in mine) * 1000, 2),
        "cpu_ms": round(statistics.median(each.cpu_s / each.count for each in mine) * 1000, 2),
        "times_the_loop": round(statistics.median(ratio(a, b) for a, b in zip(loop, mine, strict=True)), 1),
        "times_the_loop_by_cpu": round(statistics.median(ratio(a, b, cpu=True) for a, b in zip(loop, mine, strict=True)), 1),
    }


def ratio(one: Took, other: Took, *, cpu: bool = False) -> float:
    if cpu:
        return (one.cpu_s / one.count) / max(other.cpu_s / other.count, 1e-9)
    return (one.wall_s / one.count) / (other.wall_s / other.count)


def table(document: dict) -> str:
    machine = document["machine"]
    where = f"{machine['processor']}, {machine['cores']} cores (load {machine['load']}), {machine['system']}"
    which = f"Python {machine['python']}, NumPy {machine['numpy']}; level {document['level']}, judges: {document['judges']}"
    lines = [where, which, ""]
    lines.append(f"{'for each submission':22} {'wall ms':>9} {'CPU ms':>9} {'x loop':>8} {'by CPU':>8}")
    for each in document["rows"]:
        numbers = (each["wall_ms"], each["cpu_ms"], each["times_the_loop"], each["times_the_loop_by_cpu"])
        lines.append(f"{each['what']:22} {numbers[0]:9.2f} {numbers[1]:9.2f} {numbers[2]:8.1f} {numbers[3]:8.1f}")
    memory = document["private_mb_per_worker"]
    lines += ["", f"private memory of a worker: {'cannot be read here' if memory is None else f'{memory} MB'}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
