"""What isolation costs: ``python3 run.py bench-isolation [ROUNDS]``. Medians of one interleaved run, as ratios.

A *worker* is started, asked nothing, and ended. A *submission* is a worker that loads a file, answers one call, and is ended.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from grader.model import Limits
from grader.sandbox.level import Isolation, Level
from grader.sandbox.machine import reason_against
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot

SOURCE = b"import numpy as np\n\n\ndef double(x):\n    return np.asarray(x) * 2\n"
LEVELS: tuple[Level, ...] = ("full", "landlock", "process")
# Forks, and waits for the end of, a process that has what a warm parent has.
FORKER = """
import gc, os, sys
import numpy, numpy.random, numpy.linalg, numpy.fft, numpy.ma, numpy.polynomial
gc.collect(); gc.freeze()
sys.stdout.write("r"); sys.stdout.flush()
while sys.stdin.readline():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    sys.stdout.write("."); sys.stdout.flush()
"""


def start_and_end(slot: Slot) -> None:
    slot.worker().close()


def main(rounds: int) -> int:
    slots = {}
    for level in LEVELS:
        if level != "process" and (why := reason_against(level)):
            print(f"left out: level {level}: {why}")
            continue
        slots[level] = Slot(Limits(), Isolation(level=level, own_uid=os.geteuid() == 0, private=()))
    with_files = Slot(Limits(file_mb=8, threads=2), slots["full"]._isolation) if "full" in slots else None  # noqa: SLF001  # looked at from within
    forker = subprocess.Popen([sys.executable, "-I", "-c", FORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    questions, answers = forker.stdin, forker.stdout
    if questions is None or answers is None:
        raise RuntimeError("pipes were asked for")
    answers.read(1)

    def bare_fork() -> None:
        questions.write(b"\n")
        questions.flush()
        answers.read(1)

    contenders: dict[str, Callable[[], None]] = {"python -c 'import numpy'": import_numpy, "a bare fork": bare_fork}
    for level, slot in slots.items():
        contenders[f"a worker, {level}"] = partial(start_and_end, slot)
        contenders[f"a submission, {level}"] = partial(submission, slot)
    if with_files is not None:
        contenders["a submission, full, files and threads"] = lambda: submission(with_files)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 3):
        for name, run in contenders.items():
            started = time.perf_counter()
            run()
            if number >= 3:
                times[name].append(time.perf_counter() - started)
    for slot in (*slots.values(), *([with_files] if with_files else [])):
        slot.close()
    questions.close()
    forker.wait()
    answers.close()
    return report({name: statistics.median(each) for name, each in times.items()})


def import_numpy() -> None:
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)


def submission(slot: Slot) -> None:
    worker = slot.worker()
    worker.load([("a.py", SOURCE)], timeout_s=60)
    worker.call(Ask(name="double", args=(np.arange(3.0),)), timeout_s=60)
    worker.close()


def report(medians: dict[str, float]) -> int:
    base, numpy_s = medians["a submission, process"], medians["python -c 'import numpy'"]
    print(f"{'':38} {'median':>9} {'/ process':>10} {'/ import numpy':>15}")
    for name, seconds in medians.items():
        print(f"{name:38} {seconds * 1e3:6.2f} ms {seconds / base:10.2f} {seconds / numpy_s:15.3f}")
    aims = [("all layers on / level process", medians.get("a submission, full", base) / base, 1.3)]
    aims += [
        (f"a submission, {level} / import numpy", medians[f"a submission, {level}"] / numpy_s, 0.1)
        for level in LEVELS
        if f"a submission, {level}" in medians
    ]
    for name, ratio, most in aims:
        print(f"{'met ' if ratio <= most else 'NOT MET'} {name}: {ratio:.3f} (aim: {most} at most)")
    return 0 if all(ratio <= most for _, ratio, most in aims) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
