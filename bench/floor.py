"""The floor: a warm Python with numpy forks for each submission, which is executed and called ten times. No sandbox, no comparison.

``python -m bench.floor COUNT FILE...`` prints wall and CPU seconds of COUNT submissions as JSON.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

SHAPES = ((1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10), (2, 8), (8, 2), (6, 6))


def run(source: bytes, inputs: Sequence[tuple[object, ...]]) -> None:
    """Fork, execute, call, and hear through a pipe that it is done."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        scope: dict[str, Any] = {}
        exec(compile(source, "rnn_bptt.py", "exec"), scope)  # noqa: S102  # our own samples, to know what this costs at the least
        for arguments in inputs:
            scope["backward_gradient"](*arguments)
        os.write(writing, b"1")
        os._exit(0)
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    os.waitpid(pid, 0)


def cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(count: int, files: list[str]) -> None:
    rng = np.random.default_rng(1)
    inputs = [(rng.normal(size=(n, t)), rng.normal(size=(n, t + 1)), rng.normal(size=n), 0.9) for n, t in SHAPES]
    sources = [Path(file).read_bytes() for file in files]
    run(sources[0], inputs)
    started, used = time.monotonic(), cpu_s()
    for number in range(count):
        run(sources[number % len(sources)], inputs)
    print(json.dumps({"wall_s": time.monotonic() - started, "cpu_s": cpu_s() - used}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
