"""The warm parent: imports numpy once, gives up its rights, then forks a worker for each order that comes down the control socket.

Started by exec with a clean environment, never forked from a judge: a fork would carry the hidden tests over. It holds no secret.
It only forks: a process of its own serves each worker, from the order to the report. So every worker begins with the same heap, and
what is ordered by addresses, as a set of instances, is in the same order for whoever is graded first in a class or last.
The control socket carries JSON datagrams: ``{"op": "start"}`` with the worker's socket attached (``"trial"``: try to break out
instead of serving), and ops ``watch``, ``unwatch``, ``kill`` and ``stop``, which asks a worker where it is before it kills it; back
go ``{"ready": ...}`` or ``{"refused": ...}``, ``{"started": pid}``, and ``{"ended": status, "cpu_s": ..., "memory_mb": ...,
"over_cpu": ..., "refused": [...], "where": "..."}``. One worker at a time.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import json
import math
import os
import random
import resource
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from grader.sandbox.confine import breakout
from grader.sandbox.confine.levels import Confinement, ConfinementError, confine
from grader.sandbox.confine.reserve import Reserve
from grader.sandbox.inside import draws, refusals
from grader.sandbox.inside.packages import Allowed
from grader.sandbox.wire.frame import NO_MEMORY

CONTROL, NOTICES, STACK = 3, 4, 5
ORPHANS_AT_ONCE = 20
# How long a worker whose time is up may take to write its stack, and for how long it may be silent in between.
STACK_MS, QUIET_MS = 100, 5
# Of the stack; as JSON a character takes up to six bytes, and a report has one length.
STACK_BYTES, REPORT_BYTES = 2048, 16384
# With which a nursery ends when nobody gives orders any more.
GONE = 3
# As plain numbers, and without what the module ``signal`` makes of them, which would cost every worker 60 pages.
SIGCHLD, SIGUSR1, SIG_DFL = int(signal.SIGCHLD), int(signal.SIGUSR1), int(signal.SIG_DFL)
set_handler = importlib.import_module("_signal").signal
# Loaded when they are first asked for, which would be in every worker again.
WARM = {
    "numpy": ("random", "linalg", "fft", "ma", "polynomial", "lib.stride_tricks"),
    "scipy": ("linalg", "sparse", "special", "optimize", "stats"),
    "matplotlib": ("pyplot", "backends.backend_agg"),
}
STUDENT_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/nonexistent",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
}


def main(order: dict[str, Any]) -> None:
    _keep_free(NOTICES, STACK)
    size_file = _open_size_file()  # in the small root there is no /proc
    control = socket.socket(fileno=CONTROL)
    _warm_up(order["packages"])
    from grader.sandbox.inside import rehearsal, server  # with everything that it imports, while there is still a path to it

    if threads := _threads():
        culprits = " and ".join(order["packages"])
        _refuse(control, f"importing {culprits} starts {threads} more threads, and a process with threads cannot be forked")
    tells = order["level"] == "landlock"
    try:
        confinement = confine(order, _read_size(size_file))
    except ConfinementError as error:
        _refuse(control, str(error))
    sys.path[:] = [path for path in sys.path if path not in order["hidden_search_path"]]
    sys.meta_path.append(Allowed(order["importable"], order["package_folders"]))
    sys.argv = ["student"]
    os.environ.clear()
    os.environ.update(STUDENT_ENVIRONMENT)
    if confinement.home:
        os.environ.update(HOME=confinement.home, TMPDIR=confinement.home)
    # Where nothing can be written, the name of a folder all the same: looking for one that can would end in an error without words.
    tempfile.tempdir = confinement.home or "/tmp"  # noqa: S108  # nothing is written there
    time.tzset()
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
    control.send(json.dumps({"ready": os.getpid()}).encode())
    gc.disable()  # this process makes nothing any more
    _Zygote(control, confinement, lambda: _Nursery(control, confinement, order["limits"], worker.serve, tells=tells)).run()


def _keep_free(*descriptors: int) -> None:
    """Nothing that a level opens for itself may get one of these numbers: each worker puts its own pipes there."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        if descriptor != nothing:
            os.dup2(nothing, descriptor, inheritable=False)
    if nothing not in descriptors:
        os.close(nothing)


def _warm_up(packages: list[str]) -> None:
    for package in dict.fromkeys(("numpy", *packages)):
        importlib.import_module(package)
        for part in WARM.get(package, ()):
            importlib.import_module(f"{package}.{part}")


def _refuse(control: socket.socket, why: str) -> None:
    control.send(json.dumps({"refused": why}).encode())
    os._exit(1)


class _Zygote:
    """Forks one nursery after another, and sends on what each reports of its worker. Nothing that it does changes its own heap."""

    def __init__(self, control: socket.socket, confinement: Confinement, nursery: Callable[[], _Nursery]) -> None:
        self._control, self._confinement, self._nursery = control, confinement, nursery
        self._report, self._written = os.pipe()
        os.set_blocking(self._report, False)
        self._buffer = bytearray(REPORT_BYTES)

    def run(self) -> None:
        while self._one():
            pass
        os._exit(0)

    def _one(self) -> bool:
        """Whether the judge is still there."""
        nursery = os.fork()
        if nursery == 0:
            self._serve()
        status = os.waitpid(nursery, 0)[1]
        self._confinement.clear()
        if status:
            return False
        try:
            os.readv(self._report, (self._buffer,))
        except BlockingIOError:  # it had no worker
            return True
        self._control.send(self._buffer)
        return True

    def _serve(self) -> NoReturn:
        code = GONE
        try:
            gc.enable()
            self._confinement.serve()
            if (report := self._nursery().serve()) is not None:
                os.write(self._written, json.dumps(report).encode().ljust(REPORT_BYTES))
            code = 0
        except JudgeGoneError:
            pass
        except BaseException:  # noqa: BLE001  # told as the last words of the warm parent, which ends then too
            traceback.print_exc()
        finally:
            os._exit(code)


class JudgeGoneError(Exception):
    """The control socket has been closed."""


class _Nursery:
    """Forks, kills and reaps one worker, and ends one that has used up the processor time of its case."""

    def __init__(
        self,
        control: socket.socket,
        confinement: Confinement,
        limits: dict[str, Any],
        run: Callable[[], None],
        *,
        tells: bool,
    ) -> None:
        self._control, self._confinement, self._limits, self._run = control, confinement, limits, run
        self._tells = tells  # a worker says what it was refused
        self._notices, self._notice_end = _silent_pipe()
        self._stacks, self._stack_end = _silent_pipe()
        self._stack = b""  # where the worker was when its time was up, as it says itself
        self._worker: int | None = None
        self._report: dict[str, Any] | None = None
        self._cpu_end = math.inf  # of the worker's processor clock
        self._over_cpu = False
        self._nothing = os.open(os.devnull, os.O_RDWR)
        self._poll = select.poll()
        self._poll.register(CONTROL, select.POLLIN)
        # Wakes the poll when a worker ends; portable, where a pidfd is not.
        self._wake_read, self._wake_write = _silent_pipe()
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        self._poll.register(self._wake_read, select.POLLIN)

    def serve(self) -> dict[str, Any] | None:
        """What became of the worker; nothing, where an order came that is about an earlier one. Raises JudgeGoneError."""
        while self._report is None:
            for descriptor, _ in self._poll.poll(self._time_left_ms()):
                if descriptor == CONTROL:
                    if not self._obey():
                        return None
                else:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._wake_read, 4096)
            self._reap()
        return self._report

    def _obey(self) -> bool:
        """Whether there is a worker."""
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
        if not message:  # the judge is gone
            self._kill()
            raise JudgeGoneError
        order = json.loads(message)
        if order["op"] == "start" and self._worker is None:
            self._worker = self._start(descriptors[0], order.get("trial"))
            self._control.send(json.dumps({"started": self._worker}).encode())
        elif order["op"] == "watch" and self._worker is not None and (used := _cpu_time(self._worker)) is not None:
            self._cpu_end = used + self._limits["cpu_s"]
        elif order["op"] == "unwatch":
            self._cpu_end = math.inf
        elif order["op"] == "stop":
            self._ask_where()
            self._kill()
        elif order["op"] == "kill":
            self._kill()
        for descriptor in descriptors:
            os.close(descriptor)
        return self._worker is not None

    def _time_left_ms(self) -> int | None:
        """How long the case may at least go on; a worker past its time is ended here, so that it needs no cooperation."""
        if self._worker is None or self._cpu_end == math.inf:
            return None
        used = _cpu_time(self._worker)
        left = self._cpu_end - used if used is not None else math.inf
        if left <= 0:
            self._over_cpu, self._cpu_end = True, math.inf
            self._ask_where()
            self._kill()
            return None
        # With several threads processor time runs faster than the clock.
        return max(1, math.ceil(left * 1000 / (1 + self._limits["threads"]))) if left < math.inf else None

    def _ask_where(self) -> None:
        """Have the worker write its stack, which the interpreter does within a loop of C, too; for that it may also not answer."""
        if self._worker is None:
            return
        self._take_stack()  # whatever student code wrote there before
        poll = select.poll()
        poll.register(self._stacks, select.POLLIN)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._worker, SIGUSR1)
        self._stack, wait = b"", STACK_MS
        while len(self._stack) < STACK_BYTES and poll.poll(wait):
            self._stack += self._take_stack()
            wait = QUIET_MS

    def _take_stack(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._stacks, 65536)
        return b""

    def _kill(self) -> None:
        if self._worker is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._worker, signal.SIGKILL)

    def _reap(self) -> None:
        """Also those whose parents were the worker's: nobody else would, and the dead count too.

        The worker first and not all of the others at once: a worker could leave them faster than they are reaped, and orders wait.
        """
        if self._worker is None:
            return
        for which in (self._worker, *(-1,) * ORPHANS_AT_ONCE):
            pid, status, usage = os.wait4(which, os.WNOHANG)
            if pid == self._worker:
                self._ended(self._worker, status, usage)
                return
            if pid == 0 and which == -1:
                return

    def _ended(self, worker: int, status: int, usage: resource.struct_rusage) -> None:
        self._confinement.sweep(worker)
        self._report = {
            "ended": status,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "memory_mb": usage.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20),
            "over_cpu": self._over_cpu,
            "refused": self._noticed(),
            "where": self._stack[:STACK_BYTES].decode("ascii", "replace"),
        }

    def _noticed(self) -> list[str]:
        """What the worker says that it was refused. It may lie, which can only ask for a second look."""
        with contextlib.suppress(BlockingIOError):
            return refusals.read_notices(os.read(self._notices, 65536))
        return []

    def _start(self, descriptor: int, trial: dict[str, Any] | None) -> int:
        pid = self._confinement.fork()
        if pid:
            return pid
        try:
            self._become_worker(descriptor)
            if trial is None:
                draws.begin()
                refusals.begin()
                self._run()
            else:
                breakout.run_trial(CONTROL, {**trial, "home": self._confinement.home})
        except MemoryError:
            os._exit(NO_MEMORY)
        finally:
            os._exit(99)

    def _become_worker(self, descriptor: int) -> None:
        os.setsid()
        signal.set_wakeup_fd(-1)
        set_handler(SIGCHLD, SIG_DFL)
        random.seed(0)  # once more: after a fork Python seeds it anew
        os.dup2(descriptor, CONTROL)
        if self._tells:
            os.dup2(self._notice_end, NOTICES)
        for standard in (0, 1, 2):
            os.dup2(self._nothing, standard)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        os.dup2(self._stack_end, STACK)
        faulthandler.register(SIGUSR1, file=STACK, all_threads=False)
        self._confinement.enter()
        if not self._tells:
            os.close(NOTICES)
        os.closerange(STACK + 1, most)


def _silent_pipe() -> tuple[int, int]:
    """Neither end of it ever waits."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    return reading, writing


def _cpu_time(pid: int) -> float | None:
    """Seconds on the processor of another process so far, from the kernel; None where that cannot be had."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime((~pid << 3) | 2)  # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel
    except OSError:
        return None


def _threads() -> int:
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
