"""Landlock: which files a process may open, by path, without any right to mount. Linux only. Inside, before student code.

Rights are only ever granted: what no rule names cannot be opened. Not covered, so the filter of system calls has to be: looking at
names and sizes (stat), changing modes and times, datagrams, and sockets that have a path.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Iterator, Sequence

from grader.sandbox.confine import kernel
from grader.sandbox.confine.syscalls import numbers

# The first version that also keeps a process from the network (TCP); below it this layer is no stand-in for a namespace.
NEEDED_VERSION = 4

# linux/landlock.h
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_ALL_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_ALL_NETWORK_RIGHTS = 3
_ALL_SCOPES = 3  # abstract sockets and signals, from version 6
_CREATE_VERSION, _RULE_PATH_BENEATH = 1, 1

READ = _READ_FILE | _READ_DIR
LIST = _READ_DIR
WRITE = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
DEVICE = _READ_FILE | _WRITE_FILE | _TRUNCATE
_ON_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE

Grant = tuple[str, int]


class _Attributes(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Of the kernel's Landlock; 0 where there is none."""
    try:
        return kernel.system_call("landlock", numbers()["landlock_create_ruleset"], None, 0, _CREATE_VERSION)
    except OSError:
        return 0


def grants(paths: Iterable[str], masked: Sequence[str]) -> Iterator[Grant]:
    """Reading rights for ``paths`` but not for what lies in a ``masked`` folder, unless it is one of ``paths`` itself.

    A rule holds for everything beneath, so a folder above a masked one is granted entry by entry, and itself only for listing.
    """
    masks = [os.path.realpath(mask) for mask in masked]
    for path in dict.fromkeys(os.path.realpath(path) for path in paths):
        yield from _granted(path, [mask for mask in masks if _is_below(mask, path)])


def ruleset(granted: Iterable[Grant]) -> int:
    """A descriptor of the rules, to be put on by ``restrict``. Paths that do not exist are left out. Raises OSError."""
    have = version()
    files = _ALL_FILE_RIGHTS.get(have, _ALL_FILE_RIGHTS[5])
    attributes = _Attributes(files, _ALL_NETWORK_RIGHTS if have >= NEEDED_VERSION else 0, _ALL_SCOPES if have >= 6 else 0)
    size = 8 if have < NEEDED_VERSION else 16 if have < 6 else 24
    table = numbers()
    made = kernel.system_call("landlock_create_ruleset", table["landlock_create_ruleset"], ctypes.byref(attributes), size, 0)
    for path, rights in granted:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except (FileNotFoundError, PermissionError):
            continue
        rights &= files if os.path.isdir(path) else files & _ON_A_FILE  # noqa: PTH112  # no need of pathlib in here
        rule = _PathBeneath(rights, folder)
        kernel.system_call("landlock_add_rule", table["landlock_add_rule"], made, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        os.close(folder)
    return made


def restrict(rules: int) -> None:
    """Put the rules on this process and its children, for good. It must not be able to gain privileges. Raises OSError."""
    kernel.system_call("landlock_restrict_self", numbers()["landlock_restrict_self"], rules, 0)


def _granted(path: str, masks: Sequence[str]) -> Iterator[Grant]:
    if not masks:
        yield path, READ
        return
    yield path, LIST
    with os.scandir(path) as entries:
        # What a link points at is granted where it lies, or not at all.
        names = sorted(entry.path for entry in entries if not entry.is_symlink())
    for entry in names:
        if entry not in masks:
            yield from _granted(entry, [mask for mask in masks if _is_below(mask, entry)])


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")
