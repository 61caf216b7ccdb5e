"""How a worker ended, from its exit status and what it used: which limit explains it, and whether it may be tried again. Pure."""

from __future__ import annotations

import os
import signal

from grader.model import Limits, Verdict
from grader.model.limit import limit_text
from grader.sandbox.protocol import Ended, Stop
from grader.sandbox.wire.frame import NO_MEMORY

# How code that is not Python's may end when it gets no memory, or the kernel when it has none left.
ALSO_WITHOUT_MEMORY = ("SIGKILL", "SIGABRT", "SIGSEGV", "SIGBUS")
NEARLY_ALL = 0.8


def stop_of(ended: Ended | None, limits: Limits, *, has_past: bool) -> Stop:
    """``ended`` None: the warm parent cannot tell. ``has_past``: memory that an earlier case kept may be what was missing."""
    if ended is None:
        return Stop(verdict=Verdict.CRASHED, detail="the warm parent died", retry=True)
    if os.WIFEXITED(ended.status):
        status = os.WEXITSTATUS(ended.status)
        if status == NO_MEMORY:
            return _without_memory("the process had no memory left to answer with", ended, limits, retry=has_past)
        return Stop(verdict=Verdict.CRASHED, detail=f"the process ended itself with status {status}", usage=ended)
    number = os.WTERMSIG(ended.status)
    if number == signal.SIGXCPU or ended.over_cpu:
        return Stop(verdict=Verdict.TIME_LIMIT, limit=limit_text("cpu_s", limits.cpu_s), usage=ended)
    name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
    if name in ALSO_WITHOUT_MEMORY and ended.memory_mb >= NEARLY_ALL * limits.memory_mb:
        return _without_memory(f"killed by {name}", ended, limits, retry=has_past)
    # A segfault is the student's; a SIGKILL that no limit explains may be the machine's.
    return Stop(verdict=Verdict.CRASHED, detail=f"killed by {name}", retry=number == signal.SIGKILL, usage=ended)


def _without_memory(detail: str, ended: Ended, limits: Limits, *, retry: bool) -> Stop:
    return Stop(
        verdict=Verdict.MEMORY_LIMIT, limit=limit_text("memory_mb", limits.memory_mb), detail=detail, usage=ended, retry=retry
    )
