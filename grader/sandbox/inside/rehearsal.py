"""What every worker does, done in the warm parent before the first is forked. Inside; not trusted.

What Python finds out while code runs (where an attribute lies, what an addition adds) it writes into code, types and dictionaries.
Found out here, it is every worker's; else each would find it out again, and have a copy made of each page that it is written to.
"""

from __future__ import annotations

import contextlib
import linecache
import resource
import socket
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import numpy as np

from grader.sandbox.confine.reserve import Reserve
from grader.sandbox.inside.server import Worker
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import Kind

# Code is looked at when it has been run eight times; what it then finds out takes a few times more.
TIMES = 12
MOST = 1 << 20
NAME = "rehearsal"
# The commonest of what is asked of NumPy, and an error.
SOURCE = b"""import numpy as np


def numbers(x, y, z, factor=1.0):
    total = np.zeros_like(x)
    for step in range(x.shape[-1]):
        total[:, step] = factor * x[:, step] + np.sum(y, axis=1)
    for step in reversed(range(0, len(z))):
        total -= np.mean(x * z[step]) + np.dot(z, z) - np.max(np.abs(y)) + z[step] ** 2
    one, other = np.ones((2, 3)), np.exp(np.outer(z, z)) @ np.arange(z.size)
    return (total.sum(), np.sqrt(other.mean())), total.T.reshape(-1), one.tolist()


def fail(x):
    return x[10 ** 6]
"""


def rehearse(limits: dict[str, Any]) -> None:
    """Load a file and call its functions, as a judge would ask for it; nothing is left of it but what Python found out."""
    for _ in range(TIMES):
        ours, theirs = socket.socketpair()
        with ours, theirs, _undone():
            worker = Worker(theirs, limits, Reserve())
            for kind, message in _requests():
                for part in encode_frame(kind, 1, message, _refuse, MOST):
                    ours.sendall(part)
                worker.step()
                if kind != Kind.CASE:
                    ours.recv(MOST)


def _requests() -> Iterator[tuple[Kind, Any]]:
    lists = {"files": [[f"{NAME}.py", SOURCE]], "stub": [], "provided": [], "own": [], "roots": []}
    yield Kind.LOAD, {**lists, "folder": "", "mode": 0, "seconds": 60.0}
    x, z = np.ones((3, 4)), np.ones(3)
    call: dict[str, Any] = {"target": [], "keep": [], "free": [], "kwargs": {}, "mutates": []}
    for _ in range(2):
        yield Kind.CASE, None
        yield Kind.CALL, {**call, "name": "numbers", "args": [x, x, z, 0.5]}
        yield Kind.CALL, {**call, "name": "fail", "args": [z]}


@contextlib.contextmanager
def _undone() -> Iterator[None]:
    """Put back what a worker changes of its process."""
    finders, seconds = list(sys.meta_path), resource.getrlimit(resource.RLIMIT_CPU)
    streams = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        resource.setrlimit(resource.RLIMIT_CPU, seconds)
        sys.meta_path[:] = finders
        sys.modules.pop(NAME, None)
        linecache.cache.pop(f"{NAME}.py", None)


def _refuse(_value: object) -> NoReturn:
    raise TypeError("only data is asked for here")
