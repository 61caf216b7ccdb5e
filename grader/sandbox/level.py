"""Which level a run gets: what was asked for, what this machine can do, what the assignment needs. Outside.

Decided by trying, in a process that is thrown away, never by version numbers; nothing of it is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import IsolationError
from grader.model import Limits
from grader.sandbox.machine import reason_against

Level = Literal["full", "landlock", "process"]
Request = Literal["auto", "strict", "process"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """A level that can be had here. ``private``: what student code must not reach; ``own_uid``: students get one of their own."""

    level: Level
    own_uid: bool
    private: tuple[str, ...]


def require_processes() -> None:
    """Raises IsolationError on a system that has none of the processes in which student code is run."""
    if sys.platform != "linux" or not hasattr(os, "fork"):
        raise IsolationError(
            f"student code cannot be run on {sys.platform}; use Linux: under Windows inside WSL, on macOS in a virtual machine"
        )


def plan(request: Request, private: Sequence[Path], limits: Limits | None = None) -> Isolation:
    """The best level for the request. Raises IsolationError where what is asked for, or what ``limits`` need, cannot be had."""
    require_processes()
    level: Level = "process"
    against_full = against_landlock = "--sandbox process was asked for"
    if request != "process":
        against_full = reason_against("full")
        against_landlock = reason_against("landlock") if against_full else ""
        level = "full" if not against_full else "landlock" if not against_landlock else "process"
    if request == "strict" and level == "process":
        raise IsolationError(
            "--sandbox strict asks for isolation of files and network, which this machine does not give.\n"
            f"  level full: {against_full}\n  level landlock: {against_landlock}\n"
            "grader doctor says what is missing and how to get it. With --sandbox process student code still runs in a process "
            "of its own and cannot touch its result, but is not kept from files and network."
        )
    asked = [f"{name} = {value}" for name in ("file_mb", "threads") if (value := getattr(limits, name, 0))]
    if asked and level != "full":
        # A file that writes or starts threads must not get other points here than elsewhere.
        raise IsolationError(
            f"this assignment allows {' and '.join(asked)}, which only level full can grant and bound; here it is level {level} "
            f"({against_full}). grader doctor says what is missing and how to get it."
        )
    return Isolation(level=level, own_uid=os.geteuid() == 0, private=tuple(str(path.resolve()) for path in private))


def close_to_others() -> None:
    """No process of the same user may look into the memory of this one, or write there: at level process an ordinary user's student
    code is one. For whoever holds grades, or what they are made of.
    """
    if sys.platform == "linux":
        from grader.sandbox.confine import kernel

        kernel.close_to_others()


def class_warning(level: str) -> str:
    """The same for every machine of that level, for the page of a class: whatever a worker's own trials found."""
    if level != "process":
        return ""
    return (
        "level process: student code ran in a process of its own and could not touch its result, but was not kept from files and "
        "network; grade files of people you do not trust at a stronger level (grader doctor)"
    )


def warning_of(level: str, achieved: Sequence[str]) -> str:
    """What a class run has to say aloud. ``achieved``: what the self-test could do from within, at this level."""
    if level != "process":
        return ""
    able = ", ".join(achieved) if achieved else "do nothing that the self-test tries"
    return (
        "level process: student code runs in a process of its own and cannot touch its result, but "
        f"here it could {able}; grade files of people you do not trust at a stronger level (grader doctor)"
    )
