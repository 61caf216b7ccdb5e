"""Ctrl-C and SIGTERM for runs that can go on later: one exception, one sentence, the exit code that a shell expects."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

from grader.errors import StoppedError

INTERRUPTED, TERMINATED = 130, 143


class _Terminated(KeyboardInterrupt):
    """SIGTERM arrived."""


@contextlib.contextmanager
def stoppable(done: Callable[[], str]) -> Iterator[None]:
    """Turn both signals into StoppedError, raised once everything below has cleaned up. ``done`` says what is kept."""

    def terminate(_number: int, _frame: FrameType | None) -> NoReturn:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except _Terminated:
        raise StoppedError(f"terminated; {done()}", TERMINATED) from None
    except KeyboardInterrupt:
        raise StoppedError(f"interrupted; {done()}", INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
