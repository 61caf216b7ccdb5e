"""A clock on the suite's own code: a case that does not come to an end because of a value that it was handed is interrupted.

Calls into the student process have limits of their own; this is about ``while x > 0`` with an infinity in x. What cannot be
interrupted here, a single endless step of compiled code, is left to the supervisor. Knows nothing of verdicts.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from grader import sandbox

# What a suite may compute beside the student's calls, which may use the whole of case_s; less than the supervisor's patience.
OWN_S = 5.0
AGAIN_S = 0.05
# Without the numbers and handlers made members of enumerations, which takes as long as a small comparison.
set_handler = importlib.import_module("_signal").signal
SANDBOX = str(Path(str(sandbox.__file__)).parent) + os.sep


class OverrunError(BaseException):
    """The suite's own code took too long. No Exception, so that neither suites nor Hypothesis take it for a failure."""


@contextmanager
def bounded(seconds: float, code: str, cpu_s: float | None = None) -> Iterator[None]:
    """Raise OverrunError in code of files whose path begins with ``code``, or in what they call, once the time is up.

    ``cpu_s``: seconds of this process on the processor, which may be up sooner. For the main thread of a judge.
    """

    def interrupt(_number: int, frame: FrameType | None) -> None:
        if _may_interrupt(frame, code):
            raise OverrunError(f"the suite itself took more than {seconds:g} s")
        signal.setitimer(signal.ITIMER_REAL, AGAIN_S)

    def tire(_number: int, frame: FrameType | None) -> None:
        if _may_interrupt(frame, code):
            raise OverrunError(f"looking at the values took more than {cpu_s:g} s of the processor")
        signal.setitimer(signal.ITIMER_PROF, AGAIN_S)

    before = set_handler(signal.SIGALRM, interrupt)
    tired_before = set_handler(signal.SIGPROF, tire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, cpu_s or 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        set_handler(signal.SIGPROF, tired_before)
        signal.setitimer(signal.ITIMER_REAL, 0)
        set_handler(signal.SIGALRM, before)


def _may_interrupt(frame: FrameType | None, suite: str) -> bool:
    """Only where the suite is at work: an exchange with the student process, or pytest's bookkeeping, must not be torn in two."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(suite):
            return True
        if file.startswith(SANDBOX):
            return False
        frame = frame.f_back
    return False
