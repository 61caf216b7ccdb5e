"""The warm parent: imports numpy once, gives up its rights, then has a worker forked for each order that the judge sends.

Executed with a clean environment, or forked from a process that was and that has only imported since; never forked from a judge: a
fork would carry the hidden tests over. It holds no secret.
It is two processes from then on. The mold forks workers and reaps them, and does nothing else, the same way each time; so every
worker begins with the same heap, and what is ordered by addresses, as a set of instances, is in the same order for whoever is
graded first in a class or last. The warden takes the orders and signals; what it makes of them no worker ever sees.
The control socket carries JSON datagrams: ``{"op": "start"}`` with the worker's socket attached (``"trial"``: try to break out
instead of serving), and ops ``watch``, ``unwatch``, ``kill`` and ``stop``, which asks a worker where it is before it kills it; back
go ``{"ready": ...}`` or ``{"refused": ...}``, ``{"started": pid}``, and ``{"ended": status, "cpu_s": ..., "memory_mb": ...,
"over_cpu": ..., "refused": [...], "where": "..."}``. One worker at a time.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import random
import resource
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from grader.sandbox.confine import breakout, kernel
from grader.sandbox.confine.levels import Confinement, ConfinementError, confine
from grader.sandbox.confine.reserve import Reserve
from grader.sandbox.inside import draws, refusals
from grader.sandbox.inside.packages import Allowed
from grader.sandbox.inside.warden import ENDED, LET_GO, PID, START, Warden
from grader.sandbox.wire.frame import NO_MEMORY

CONTROL, NOTICES, STACK = 3, 4, 5
# To the mold: three descriptors come with an order, which is a letter or the trial.
DESCRIPTORS, ORDER_BYTES = struct.Struct("=3i"), 16384
# A plain number, without what the module ``signal`` makes of it.
SIGUSR1 = int(signal.SIGUSR1)
# Loaded when they are first asked for, which would be in every worker again.
WARM = {
    "numpy": ("random", "linalg", "fft", "ma", "polynomial", "lib.stride_tricks"),
    "scipy": ("linalg", "sparse", "special", "optimize", "stats"),
    "matplotlib": ("pyplot", "backends.backend_agg"),
}
# What serves, with everything that it imports, while there is still a path to it.
INSIDE = ("rehearsal", "server")
STUDENT_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
}


def main(order: dict[str, Any]) -> None:
    """Executed."""
    prepare(order["packages"])
    become(order, threads=threads())


def prepare(packages: Sequence[str]) -> None:
    """All that takes long, and is the same for whoever needs these packages."""
    _keep_free(NOTICES, STACK)
    for package in dict.fromkeys(("numpy", *packages)):
        importlib.import_module(package)
        for part in WARM.get(package, ()):
            importlib.import_module(f"{package}.{part}")
    for name in INSIDE:
        importlib.import_module(f"grader.sandbox.inside.{name}")


def become(order: dict[str, Any], *, threads: int) -> NoReturn:
    """Give up every right, and serve the judge at the other end of the control socket. Everything is imported.

    ``threads``: how many the imports have started, as counted before any fork, which leaves them behind.
    """
    from grader.sandbox.inside import rehearsal, server

    size_file = _open_size_file()  # in the small root there is no /proc
    control = socket.socket(fileno=CONTROL)
    if threads:
        culprits = " and ".join(order["packages"])
        _refuse(control, f"importing {culprits} starts {threads} more threads, and a process with threads cannot be forked")
    tells = order["level"] == "landlock"
    try:
        confinement = confine(order, _read_size(size_file))
    except ConfinementError as error:
        _refuse(control, str(error))
    _set_up(order, confinement.home)
    draws.install()
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  # nothing: input() ends at once; lives as long as the process
    refusals.install(order["limits"], NOTICES if tells else None)
    gc.freeze()  # what the files of a rehearsal leave is looked for among what is not frozen
    rehearsal.rehearse(order["limits"])
    # The same draws for everybody, on every run; students use the global generators.
    random.seed(0)
    importlib.import_module("numpy.random").seed(0)
    # What serves in a worker is made here, once. In a worker this socket's descriptor is the worker's own.
    worker = server.Worker(control, order["limits"], Reserve())
    gc.collect()
    gc.freeze()  # what is frozen is not touched by the collector, so its pages stay shared
    gc.disable()  # the mold makes nothing any more
    line, mold_end = socket.socketpair()  # never is more than one message under way in it
    mold = os.fork()
    if mold == 0:
        line.close()
        _Mold(mold_end, confinement, worker.serve, tells=tells).run()
    gc.enable()
    mold_end.close()
    control.send(json.dumps({"ready": os.getpid()}).encode())
    Warden(control, line, mold, confinement, order["limits"]).run()


def _keep_free(*descriptors: int) -> None:
    """Nothing that a level opens for itself may get one of these numbers: each worker puts its own pipes there."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        if descriptor != nothing:
            os.dup2(nothing, descriptor, inheritable=False)
    if nothing not in descriptors:
        os.close(nothing)


def _set_up(order: dict[str, Any], home: str) -> None:
    """What student code finds around it: packages, environment, folder."""
    sys.path[:] = [path for path in sys.path if path not in order["hidden_search_path"]]
    sys.meta_path.append(Allowed(order["importable"], order["package_folders"]))
    sys.argv = ["student"]
    os.environ.clear()
    os.environ.update(STUDENT_ENVIRONMENT)
    if home:
        os.environ.update(HOME=home, TMPDIR=home)
    # Where nothing can be written, the name of a folder all the same: looking for one that can would end in an error without words.
    tempfile.tempdir = home or "/tmp"  # noqa: S108  # nothing is written there
    time.tzset()


def _refuse(control: socket.socket, why: str) -> None:
    control.send(json.dumps({"refused": why}).encode())
    os._exit(1)


class _Mold:
    """Forks one worker after another, and says how each ended. Nothing that it does changes its own heap."""

    def __init__(self, line: socket.socket, confinement: Confinement, run: Callable[[], None], *, tells: bool) -> None:
        self._line, self._confinement, self._run = line, confinement, run
        self._tells = tells  # a worker says what it was refused
        # Made once: what is received into them, and sent from them, leaves the heap as it was.
        self._order, self._space = bytearray(ORDER_BYTES), socket.CMSG_SPACE(DESCRIPTORS.size)
        self._pid, self._reaped = bytearray(PID.size), kernel.Reaped()
        self._most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]

    def run(self) -> NoReturn:
        code = 1
        try:
            self._confinement.serve()
            # A worker's socket gets this number. Here it would keep the judge from hearing that the warden has ended.
            _keep_free(CONTROL)
            while self._one():
                pass
            code = 0
        except BaseException:  # noqa: BLE001  # told as the last words of the warm parent, which ends then too
            traceback.print_exc()
        finally:
            os._exit(code)

    def _one(self) -> bool:
        """Whether to go on: the warden is there, and of the worker nothing is left."""
        received = self._line.recvmsg_into((self._order,), self._space)
        if not received[0]:
            return False
        descriptors = DESCRIPTORS.unpack(received[1][0][2])
        worker = self._confinement.fork()
        if worker == 0:
            self._become_worker(received[0], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        PID.pack_into(self._pid, 0, worker)
        self._line.send(self._pid)
        self._wait_for(worker)
        self._line.send(ENDED)
        goes_on = self._line.recv(1) == LET_GO
        self._confinement.sweep(worker)
        self._reaped.wait(worker)
        goes_on = self._confinement.clear() and goes_on
        self._line.send(self._reaped.buffer)
        return goes_on

    def _wait_for(self, worker: int) -> None:
        """Until it has ended; its pid stays its own. Those whose parents were the worker's are reaped: the dead count too."""
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)) is not None and ended.si_pid != worker:
            os.waitpid(ended.si_pid, 0)

    def _become_worker(self, size: int, descriptors: Sequence[int]) -> NoReturn:
        try:
            gc.enable()
            self._take_place(descriptors)
            if size == len(START):
                draws.begin()
                refusals.begin()
                self._run()
            else:
                breakout.run_trial(CONTROL, {**json.loads(self._order[:size]), "home": self._confinement.home})
        except MemoryError:
            os._exit(NO_MEMORY)
        finally:
            os._exit(99)

    def _take_place(self, descriptors: Sequence[int]) -> None:
        """``descriptors``: the worker's socket, the pipe for its stack, and the one for what it was refused. No other worker's."""
        os.setsid()
        random.seed(0)  # once more: after a fork Python seeds it anew
        os.dup2(descriptors[0], CONTROL)
        if self._tells:
            os.dup2(descriptors[2], NOTICES)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.dup2(descriptors[1], STACK)
        faulthandler.register(SIGUSR1, file=STACK, all_threads=False)
        self._confinement.enter()
        if not self._tells:
            os.close(NOTICES)
        os.closerange(STACK + 1, self._most)


def threads() -> int:
    """How many threads this process has besides its first; 0 where that is not to be known."""
    try:
        return len(os.listdir("/proc/self/task")) - 1  # noqa: PTH208  # no need of pathlib in here
    except OSError:
        return 0


def _open_size_file() -> int | None:
    try:
        return os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _read_size(descriptor: int | None) -> int:
    """This process's address space in bytes; RLIMIT_AS counts from there."""
    if descriptor is None:
        return 1 << 30  # no /proc: a generous guess, since too small a limit would cost points
    text = os.pread(descriptor, 200, 0)
    os.close(descriptor)
    return int(text.split()[0]) * resource.getpagesize()
