"""Tries from within a worker what no worker must be able to do, before any student gets one. Inside.

Each attempt returns what it achieved, in words that complete "student code can ..."; an empty text is what one hopes for.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

FAMILIES = range(1, 46)
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW)
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/home", ".")  # noqa: S108  # they are to be found closed


def run_trial(descriptor: int, order: Mapping[str, Any]) -> None:
    """Answer with a JSON object, attempt to what it achieved, and end."""
    found = {}
    for name, attempt in ATTEMPTS.items():
        try:
            found[name] = attempt(order)
        except Exception as error:  # noqa: BLE001  # whatever the kernel says no with
            found[name] = "" if isinstance(error, OSError) else f"(the attempt itself failed: {error!r})"
    os.write(descriptor, json.dumps(found).encode())
    os._exit(0)


def _read(order: Mapping[str, Any]) -> str:
    for path in (order["canary"], *order["private"]):
        with contextlib.suppress(OSError):
            if os.path.isdir(path):  # noqa: PTH112  # a plain string is enough
                os.listdir(path)  # noqa: PTH208
            else:
                os.close(os.open(path, os.O_RDONLY))
            return "read your files"
    return ""


def _connect(_: Mapping[str, Any]) -> str:
    for family in FAMILIES:
        for kind in KINDS:
            with contextlib.suppress(OSError):
                socket.socket(family, kind).close()
                return "use the network"
    return ""


def _fork(_: Mapping[str, Any]) -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "start processes"


def _write(order: Mapping[str, Any]) -> str:
    folder = os.path.dirname(order["canary"])  # noqa: PTH120
    for place in (folder, *PLACES):
        if os.path.realpath(place) == order["home"]:
            continue
        path = f"{place}/grader-breakout-{os.getpid()}"
        with contextlib.suppress(OSError):
            # By the system call's own name: what is refused in words is refused by the kernel too, and that is what is tried here.
            made = _made(path)
            if made:
                return "write files"
    return ""


def _signal(order: Mapping[str, Any]) -> str:
    for pid in (order["judge"], order["parent"], os.getppid()):
        with contextlib.suppress(OSError):
            if pid > 1:
                os.kill(pid, 0)
                return "send signals to processes of grader"
    return ""


def _rewrite(order: Mapping[str, Any]) -> str:
    for pid in (order["judge"], order["parent"], os.getppid()):
        with contextlib.suppress(OSError):
            if pid > 1:
                os.close(os.open(f"/proc/{pid}/mem", os.O_WRONLY))
                return "change the memory of processes of grader"
    return ""


def _made(path: str) -> bool:
    import ctypes

    library = ctypes.CDLL(None)
    descriptor = library.open(path.encode(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    if descriptor < 0:
        return False
    os.close(descriptor)
    library.unlink(path.encode())
    return True


ATTEMPTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "read": _read,
    "network": _connect,
    "processes": _fork,
    "write": _write,
    "signals": _signal,
    "memory": _rewrite,
}
