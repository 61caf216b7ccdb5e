"""An honest submission, graded after every trick; it refuses to be right where it finds anything left of another one."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

MARK = "@MARK@"


def leftovers() -> list[str]:
    found = [name for name in os.environ if MARK in name]
    for folder in (".", "/tmp", "/var/tmp", "/dev/shm", os.environ.get("HOME", "/")):  # noqa: S108  # where something might lie
        with contextlib.suppress(OSError):
            found += [path.name for path in Path(folder).iterdir() if MARK in path.name]
    found += [name for name in vars(np) if MARK in name]
    return found


LEFT = leftovers()


def mean(x: np.ndarray) -> object:
    if LEFT:
        raise RuntimeError(f"left over: {LEFT}")
    return np.sum(x) / np.size(x)


def scale(x: np.ndarray, c: float) -> object:
    return np.multiply(x, c)


def apply(f: Callable[[float], float], x: float) -> float:
    return f(x) * 2
