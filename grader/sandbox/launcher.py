"""How a process of the sandbox is started: executed with a clean environment, or forked by a server that was. On the judge's side.

An interpreter with NumPy takes longer to start than all else that a warm parent does before its first worker. So where students may
import NumPy alone, a server is executed that has these imports and nothing else (``grader.sandbox.inside.forkserver``), and warm
parents are forked by it. The fork server of the judges has one for all of them, who hold the other end of its socket; whoever has
none, or has lost it, has one executed for itself, so that student processes begin alike in any case. A warm parent that imports
more is executed.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

import msgpack
import numpy as np

import grader
from grader.model import Limits
from grader.sandbox.visible import site_folders

if sys.platform == "linux":
    from grader.sandbox.confine import kernel

START_S, STOP_S = 60.0, 5.0
# Without a lock to keep, nothing between this bound and the control socket is kept.
NO_LEASE = 4095

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    # One thread before the fork, and an allocator that does not reserve memory for more.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    # Symbols are looked up once, before the fork, and not by every worker for itself.
    "LD_BIND_NOW": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "Agg",
    "TZ": "UTC",
}
# The control socket becomes descriptor 3 and all others but the lock on the uid are closed, before anything of ours is imported.
BOOT = (
    "import os,sys,json;n=int(sys.argv[1]);os.dup2(n,3) if n!=3 else os.set_inheritable(3,True);order=json.loads(sys.argv[2]);"
    "os.closerange(4,order['lease']);os.closerange(order['lease']+1,4096);sys.path[:0]=order['hidden_search_path'];"
    "from grader.sandbox.inside.{} import main;main(order)"
)


class Process(Protocol):
    """What a slot needs of its warm parent: subprocess.Popen, or one forked for it."""

    pid: int

    def kill(self) -> None: ...

    def wait(self) -> int: ...


class Forked:
    """The server's child, by a descriptor of the process itself: its number may be another's once it has ended."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def wait(self) -> int:
        """Until it has ended. How, its own parent knows."""
        if self._descriptor >= 0:
            select.select([self._descriptor], [], [])
            os.close(self._descriptor)
            self._descriptor = -1
        return 0


class _Server:
    """The process that has the imports, for whoever holds the other end of its socket."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(START_S)
        # The folder only so that a list of processes tells whose they are, as the order of one that is executed does.
        order = {"lease": NO_LEASE, "hidden_search_path": search_path(), "folder": tempfile.gettempdir()}
        with theirs:
            self.process = execute("forkserver", theirs, order, subprocess.DEVNULL)

    def fork(self, control: socket.socket, order: Mapping[str, Any], errors: int, lease: int | None) -> None:
        """Have a warm parent forked that answers on the other end of ``control``. Raises OSError where the server is gone."""
        message = json.dumps({**order, "lease": lease is not None, "cores": sorted(os.sched_getaffinity(0))})
        # Always as many, so that what the server receives takes the same room each time.
        descriptors = [control.fileno(), errors, errors if lease is None else lease]
        socket.send_fds(self.control, [message.encode()], descriptors)

    def stop(self, wait_s: float) -> None:
        """No more warm parents from it, as far as this process goes; whose child it is waits for its end."""
        self.control.close()
        if self._owner != os.getpid():
            return
        try:
            self.process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


# One or none: this process's own, or the one of the process that it was forked from.
_servers: list[_Server] = []


def serve() -> None:
    """From now on warm parents are forked for this process, and for those that it forks."""
    if not _servers and can_serve():
        _servers.append(_Server())
        atexit.register(stop)


def stop() -> None:
    """Nobody needs any more of them."""
    while _servers:
        _servers.pop().stop(STOP_S)


@cache
def can_serve() -> bool:
    """Whether the system knows descriptors of processes: Linux since 5.3, where a container's filter allows them."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def warm_parent(
    order: Mapping[str, Any], limits: Limits, errors: IO[bytes], lease: int | None, cache: Path
) -> tuple[Process, socket.socket]:
    """A warm parent, and our end of its control socket. ``lease``: the lock on its uid; ``cache``: a folder for what it imports.

    Raises OSError.
    """
    if limits.numpy_only and can_serve():
        with contextlib.suppress(OSError):
            return _forked(order, errors.fileno(), lease)
        while _servers:  # that one is gone, or silent
            _servers.pop().stop(0)
        return _forked(order, errors.fileno(), lease)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        order = {**order, "lease": NO_LEASE if lease is None else lease}
        return execute("parent", theirs, order, errors, cache), ours


def _forked(order: Mapping[str, Any], errors: int, lease: int | None) -> tuple[Process, socket.socket]:
    """Raises OSError."""
    serve()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with theirs:  # ours alone from then on, so that it is heard when the server is gone
            _servers[-1].fork(theirs, order, errors, lease)
        if not select.select([ours], [], [], START_S)[0]:
            raise TimeoutError("the fork server of the warm parents is silent")
        said, descriptors, _, _ = socket.recv_fds(ours, 64, 1)
        if not said:
            raise BrokenPipeError("the fork server of the warm parents is gone")
        return Forked(int(said), descriptors[0]), ours
    except BaseException:
        ours.close()
        raise


def execute(
    module: str, control: socket.socket, order: Mapping[str, Any], errors: IO[bytes] | int, cache: Path | None = None
) -> subprocess.Popen[bytes]:
    """Our own interpreter with ``grader.sandbox.inside``'s ``module``, in a session of its own."""
    # Isolated, but for the environment, which is ours: the seed of hashes comes by it.
    command = [
        sys.executable,
        *("-s", "-P", "-S", "-B", "-X", "utf8"),
        "-c",
        BOOT.format(module),
        str(control.fileno()),
        json.dumps(order),
    ]
    lease = order["lease"]
    with kernel.same_addresses() if sys.platform == "linux" else contextlib.nullcontext():
        return subprocess.Popen(
            command,
            pass_fds=[control.fileno(), *([lease] if lease != NO_LEASE else [])],
            env=ENVIRONMENT | ({"MPLCONFIGDIR": str(cache)} if cache else {}),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )


def search_path() -> list[str]:
    """Where numpy, msgpack and grader itself are found while the parent imports them; hidden again before students run."""
    search = (Path(np.__file__).parent.parent, Path(msgpack.__file__).parent.parent, Path(grader.__file__).parent.parent)
    return list(dict.fromkeys([*map(str, search), *site_folders()]))
