"""The few system calls that Python has no name for, by ctypes. Linux only; each raises OSError. Inside, before student code."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator
from typing import Any

from grader.sandbox.confine.syscalls import numbers

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

# linux/personality.h
ADDR_NO_RANDOMIZE, PERSONALITY_UNCHANGED = 0x0040000, 0xFFFFFFFF

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38

# linux/capability.h, version 3; the three words for each half of the sets are all zero.
_CAPABILITY_HEADER = (0x20080522).to_bytes(4, "little") + bytes(4)
_NO_CAPABILITIES = bytes(24)

_libc = ctypes.CDLL(None, use_errno=True)
# Two that every worker calls: with their types declared once there is nothing to be made for a call.
_libc.prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
_load_filter = _libc["syscall"]  # a function object of its own, with types of its own
_load_filter.argtypes = (ctypes.c_long, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_void_p)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def system_call(what: str, number: int, *arguments: Any) -> int:
    """A call by its number; integers are passed as longs."""
    passed = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    return _checked(_libc.syscall(ctypes.c_long(number), *passed), what)


def prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) < 0:
        _checked(-1, f"prctl({option})")


def close_to_others() -> None:
    """No process of the same user may look into this one's memory, or write there, nor may a core of it be kept."""
    prctl(PR_SET_DUMPABLE, 0)


def load_filter(number: int, operation: int, flags: int, program: Any) -> None:
    """``seccomp``, by its ``number``; ``program`` by reference."""
    if _load_filter(number, operation, flags, program) < 0:
        _checked(-1, "seccomp")


class Reaped:
    """``wait4`` into a buffer of its own, as its ``STRUCT`` says: the status, seconds and microseconds of both clocks, kilobytes.

    What Python's makes of an end, and how much of it, hangs on the numbers; and a process that forks must stay as it is.
    """

    STRUCT = struct.Struct("@i18l")

    def __init__(self) -> None:
        self.buffer = (ctypes.c_char * self.STRUCT.size)()
        self._status, self._usage = ctypes.byref(self.buffer), ctypes.byref(self.buffer, ctypes.sizeof(ctypes.c_long))

    def wait(self, pid: int) -> None:
        if _libc.wait4(pid, self._status, 0, self._usage) < 0:
            _checked(-1, "wait4")


@contextlib.contextmanager
def same_addresses() -> Iterator[None]:
    """What is executed meanwhile, by this thread, lies in memory where it lay before: then the order of what is sorted by address
    is mostly the same from run to run. Nothing is changed where the kernel, or a container's filter, does not allow it.
    """
    before = _libc.personality(ctypes.c_ulong(PERSONALITY_UNCHANGED))
    if before >= 0:
        _libc.personality(ctypes.c_ulong(before | ADDR_NO_RANDOMIZE))
    try:
        yield
    finally:
        if before >= 0:
            _libc.personality(ctypes.c_ulong(before))


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def enter_namespace(descriptor: int, kind: int) -> None:
    _checked(_libc.setns(descriptor, kind), f"setns({kind:#x})")


def drop_capabilities() -> None:
    """All of them, for good: nothing can be executed that would give any back."""
    _checked(_libc.capset(_CAPABILITY_HEADER, _NO_CAPABILITIES), "capset")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    names = [None if name is None else os.fsencode(name) for name in (source, target, kind)]
    options = None if data is None else os.fsencode(data)
    _checked(_libc.mount(*names, ctypes.c_ulong(flags), options), f"mount {target}")


def unmount(target: str) -> None:
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def pivot_root(new: str) -> None:
    """Make ``new`` the root of this mount namespace and let go of the old one."""
    os.chdir(new)
    system_call("pivot_root", numbers()["pivot_root"], b".", b".")
    unmount(".")
    os.chdir("/")
