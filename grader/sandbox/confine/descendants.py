"""Processes that must not outlive others: to die with a parent, to become the parent of what is left behind, to end it. Inside."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

if sys.platform == "linux":
    from grader.sandbox.confine import kernel

# How long what a worker has left behind may take to be ended.
LEFT_S = 2.0


def die_with_parent(parent: int | None) -> None:
    """Be killed when the parent dies. ``parent``: who that should be; if another has taken its place already, end now."""
    if sys.platform != "linux":
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def end_others() -> None:
    """End everything else that runs under this uid, which has to be ours alone."""
    with contextlib.suppress(ProcessLookupError):
        # More than once, since one that is just forking escapes; not for ever, since the dead that nobody reaps count too.
        for _ in range(20):
            os.kill(-1, signal.SIGKILL)
            os.sched_yield()


def inherits() -> bool:
    """From here on this process becomes the parent of whatever a worker leaves behind, however far removed. Only on Linux."""
    if sys.platform != "linux":
        return False
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        return True
    return False


def end_children(*, own_uid: bool, seconds: float = LEFT_S) -> bool:
    """End and reap every child, and what they leave in turn. Whether none is left: between two workers there is none, as a rule.

    ``own_uid``: by everything of this uid at once, so that nothing gets ahead by forking; else one by one, as /proc tells them.
    """
    end = time.monotonic() + seconds
    # Without a pause: what forks as fast as it dies has to be met between two of its forks.
    while time.monotonic() < end:
        try:
            if os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            for child in (-1,) if own_uid else _children():
                os.kill(child, signal.SIGKILL)
        os.sched_yield()
    return False


def _children() -> tuple[int, ...]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123  # no need of pathlib in here
            return tuple(map(int, file.read().split()))
    except OSError:
        return ()
