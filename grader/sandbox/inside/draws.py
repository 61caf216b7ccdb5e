"""What a file draws from the system without a seed, made the same on every run, so that the same file gets the same points.
Inside; not trusted.

Everything in Python and NumPy that draws comes down to ``os.urandom`` and a few functions beside it. They answer here from a
stream that begins anew in every worker. Code that goes round them (C, the clock, an address) differs as before, which can only
hurt its own author.
"""

from __future__ import annotations

import importlib
import operator
import os
import posix
import random
import threading
import uuid
from collections.abc import Callable
from hashlib import shake_128
from pathlib import PurePath
from typing import Any

import numpy as np

DEVICES = frozenset({"/dev/urandom", "/dev/random", b"/dev/urandom", b"/dev/random"})
# As much as a pipe holds, which stands in for an opened device.
DEVICE_BYTES = 1 << 16
# The number that every process has at level full, where each is the first of its namespace.
PID = 1
# Set by hand, as for a machine without a network card: the real one tells machines apart.
NODE = 0x010000000001


class Stream:
    """Bytes without end. ``place``: how often it was drawn from; setting it back gives the same bytes again."""

    __slots__ = ("place",)

    def __init__(self) -> None:
        self.place = 0

    def draw(self, size: int) -> bytes:
        size = operator.index(size)
        if size < 0:
            raise ValueError("negative argument not allowed")
        self.place += 1
        return shake_128(b"%d" % self.place).digest(size)


STREAM = Stream()


def install() -> None:
    """In the warm parent, for every worker: what is drawn from the system comes from the stream."""
    for module in (os, posix):
        for name, function in (("urandom", urandom), ("getrandom", getrandom)):
            if hasattr(module, name):
                setattr(module, name, function)
    # SystemRandom, and so secrets and NumPy's SeedSequence, have it from here.
    vars(random)["_urandom"] = urandom
    plain_seed = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        """As Python's own; without a seed it would ask the system in C."""
        plain_seed(self, int.from_bytes(STREAM.draw(32), "big") if a is None else a, version)

    random.Random.seed = seed  # type: ignore[method-assign]  # for its instances too
    random.seed = vars(random)["_inst"].seed
    vars(threading.main_thread())["_native_id"] = PID
    vars(uuid).update(_node=NODE, uuid1=uuid1)
    _open_devices()


def begin() -> None:
    """In a worker: at every level it has the numbers that it has at level full."""
    STREAM.place = 0
    own = os.getpid()
    if own == PID:
        return
    for name in ("getpid", "getpgrp"):
        setattr(os, name, lambda: PID)
    for name in ("kill", "killpg"):
        setattr(os, name, _to_itself(getattr(posix, name), own))
    for module in (threading, importlib.import_module("_thread")):
        if hasattr(module, "get_native_id"):
            vars(module)["get_native_id"] = lambda: PID  # where threads are allowed, the level is full


def urandom(size: int, /) -> bytes:
    """Return random bytes, the same on every run."""
    return STREAM.draw(size)


def getrandom(size: int, flags: int = 0) -> bytes:  # noqa: ARG001  # the system's own signature
    """Return random bytes, the same on every run."""
    return STREAM.draw(size)


def uuid1(node: int | None = None, clock_seq: int | None = None) -> uuid.UUID:
    """A UUID of that version. Its time is drawn too, since the real one differs from run to run."""
    drawn = uuid.UUID(bytes=STREAM.draw(16), version=1)
    low, middle, high, clock_high, clock_low, _ = drawn.fields
    if clock_seq is not None:
        clock_high, clock_low = 0x80 | clock_seq >> 8 & 0x3F, clock_seq & 0xFF
    return uuid.UUID(fields=(low, middle, high, clock_high, clock_low, NODE if node is None else node))


def _to_itself(send: Callable[[int, int], None], own: int) -> Callable[[int, int], None]:
    """A function that sends a signal, told the number that the process has taken for its own."""

    def told(number: int, signal: int, /) -> None:
        send(own if number == PID else number, signal)

    return told


class _Opener:
    """``open`` or ``os.open``: a device that gives random bytes is a pipe with bytes of the stream. No descriptor of classes, as
    those are none."""

    __slots__ = ("__name__", "_open", "_piped")

    def __init__(self, plain: Callable[..., Any], piped: Callable[..., Any]) -> None:
        self._open, self._piped = plain, piped
        self.__name__ = plain.__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        path = args[0] if args else None
        if isinstance(path, PurePath):
            path = str(path)
        if (type(path) is str or type(path) is bytes) and path in DEVICES:
            return self._piped(self._open, *args[1:], **kwargs)
        return self._open(*args, **kwargs)

    def __repr__(self) -> str:
        return repr(self._open)


def _open_devices() -> None:
    """Reading from /dev/urandom and the like."""
    opened = _Opener(open, lambda plain, *args, **kwargs: plain(_piped(), *args, **kwargs))
    for module in (importlib.import_module("builtins"), importlib.import_module("io")):
        module.open = opened  # type: ignore[attr-defined]  # both have it
    by_number = _Opener(posix.open, lambda _plain, *_args, **_kwargs: _piped())
    for each in (os, posix):
        vars(each)["open"] = by_number
    vars(np)["fromfile"] = _Opener(np.fromfile, _array_drawn)


def _array_drawn(_plain: object, dtype: Any = float, count: int = -1, *_args: object, **_kwargs: object) -> Any:
    """As ``numpy.fromfile``, which cannot read from a pipe."""
    kind = np.dtype(dtype)
    return np.frombuffer(STREAM.draw(kind.itemsize * count if count >= 0 else DEVICE_BYTES), kind).copy()


def _piped() -> int:
    """A descriptor to read bytes of the stream from."""
    reading, writing = os.pipe()
    try:
        os.write(writing, STREAM.draw(DEVICE_BYTES))
    finally:
        os.close(writing)
    return reading
