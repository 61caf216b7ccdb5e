"""Namespaces of a slot: its own users, mounts, network, IPC, host name and processes; and a further process namespace per worker.

Linux only. Inside, before student code. Network, IPC and users are costly to make and hold nothing, so they are made once a slot.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from grader.sandbox.confine import kernel, mounts

_ALL = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWPID
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Of a slot's namespaces what is needed afterwards. ``processes``: a descriptor of its process namespace."""

    processes: int

    def fork(self) -> int:
        """Fork into a new process namespace, as its first process. ``unshare`` works once; going back makes it work again."""
        kernel.unshare(kernel.CLONE_NEWPID)
        pid = -1
        try:
            pid = os.fork()
        finally:
            if pid != 0:  # the child is in the new one for good
                kernel.enter_namespace(self.processes, kernel.CLONE_NEWPID)
        return pid


def enter(proc: int, root: str, bound: Sequence[str], masked: Sequence[str], *, rooted: bool) -> None:
    """Into new namespaces of every kind, keeping uid and gid. ``proc``: a descriptor of /proc; ``rooted``: the small root is made.

    Afterwards children, and only children, are in the new process namespace. Raises OSError.
    """
    uid, gid = os.getuid(), os.getgid()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else the maps belong to root
    kernel.unshare(_ALL)
    _write(proc, "self/setgroups", "deny")
    _write(proc, "self/uid_map", f"{uid} {uid} 1")
    _write(proc, "self/gid_map", f"{gid} {gid} 1")
    if not rooted:
        mounts.enter_small_root(root, bound, masked)


def slot(proc: int) -> Slot:
    """To be called by the first process of the slot's namespace."""
    return Slot(os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc))


def _write(proc: int, name: str, text: str) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
