"""The few system calls that Python has no name for, by ctypes. Linux only; each raises OSError. Inside, before student code."""

from __future__ import annotations

import ctypes
import os
import platform

CLONE_NEWNS = 0x00020000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38

PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int) -> None:
    _checked(_libc.prctl(option, ctypes.c_ulong(value), *(ctypes.c_ulong(0),) * 3), f"prctl({option})")


def unshare(flags: int) -> None:
    _checked(_libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    names = [None if name is None else os.fsencode(name) for name in (source, target, kind)]
    options = None if data is None else os.fsencode(data)
    _checked(_libc.mount(*names, ctypes.c_ulong(flags), options), f"mount {target}")


def pivot_root(new: str) -> None:
    """Make ``new`` the root of this mount namespace and let go of the old one."""
    number = PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(38, f"pivot_root: no system-call number known for {platform.machine()}")
    os.chdir(new)
    _checked(_libc.syscall(ctypes.c_long(number), b".", b"."), "pivot_root")
    _checked(_libc.umount2(b".", MNT_DETACH), "umount of the old root")
    os.chdir("/")
