"""The warm parent: imports numpy once, gives up its rights, then forks a worker for each order that comes down the control socket.

Started by exec with a clean environment, never forked from a judge: a fork would carry the hidden tests over. It holds no secret.
The control socket carries JSON datagrams: ``{"op": "start"}`` with the worker's socket attached, ``{"op": "kill"}``; back go
``{"ready": ...}``, ``{"started": pid}`` and ``{"ended": status, "cpu_s": ..., "memory_mb": ...}``. One worker at a time.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
from typing import Any

CONTROL = 3
MB = 1 << 20
# Between the size that the parent sees of itself and what a worker needs before any student code runs.
HEADROOM_MB = 8
# NumPy loads these when they are first asked for, which would be in every worker again.
WARM = ("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.lib.stride_tricks")
STUDENT_ENVIRONMENT = {"LANG": "C.UTF-8", "HOME": "/nonexistent", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}


def main(order: dict[str, Any]) -> None:
    size_file = _open_size_file()  # in the small root there is no /proc
    if sys.platform == "linux":
        _die_with_judge()
    for package in (*WARM, *order["packages"]):
        importlib.import_module(package)
    from grader.sandbox import worker  # with everything that it imports, while there is still a path to it

    control = socket.socket(fileno=CONTROL)
    refusal = _confine(order)
    if refusal:
        control.send(json.dumps({"refused": refusal}).encode())
        os._exit(1)
    size = _read_size(size_file)
    sys.path[:] = [path for path in sys.path if path not in order["hidden_search_path"]]
    sys.argv = ["student"]
    os.environ.clear()
    os.environ.update(STUDENT_ENVIRONMENT)
    gc.collect()
    gc.freeze()  # what is frozen is not touched by the collector, so its pages stay shared
    control.send(json.dumps({"ready": os.getpid()}).encode())
    _Nursery(control, order["limits"], size, worker.run_worker).serve()


def _confine(order: dict[str, Any]) -> str:
    """Give up every right that a student must not have. Returns why that cannot be done here, or nothing."""
    if order["slot_uid"] is not None:
        why = ""
        try:
            from grader.sandbox import mounts

            mounts.enter_small_root(order["root"], order["bound"], order["masked"])
        except (OSError, ImportError) as error:
            # No right to mount, as in most containers: then file permissions must do, and are tried below.
            why = f" (a root of their own cannot be made here: {error})"
            os.chdir("/")
        _become(order["slot_uid"])
        if refusal := _reachable(order["private"]):
            return refusal + why
    if sys.platform == "linux":
        from grader.sandbox import kernel

        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    return ""


def _reachable(private: list[str]) -> str:
    """Try, as the student's uid, what must not succeed, and what must."""
    for path in private:
        if os.access(path, os.R_OK) or os.access(path, os.X_OK):
            return f"{path} can be read by the uid that students run under; close it (chmod 700 {path}) or run as an ordinary user"
    if not os.access(os.path.dirname(os.__file__), os.R_OK | os.X_OK):  # noqa: PTH120  # a plain string is enough
        return (
            f"the interpreter's library {os.path.dirname(os.__file__)} cannot be read by the uid that students run under; "  # noqa: PTH120
            "use a Python outside of closed folders, or run as an ordinary user"
        )
    return ""


class _Nursery:
    """Forks, kills and reaps one worker after another."""

    def __init__(self, control: socket.socket, limits: dict[str, Any], size: int, run: Any) -> None:
        self._control, self._limits, self._size, self._run = control, limits, size, run
        self._worker: int | None = None
        self._poll = select.poll()
        self._poll.register(CONTROL, select.POLLIN)
        # Wakes the poll when a worker ends; portable, where a pidfd is not.
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        self._poll.register(self._wake_read, select.POLLIN)

    def serve(self) -> None:
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == CONTROL:
                    self._obey()
                else:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._wake_read, 4096)
            self._reap()

    def _obey(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
        if not message:  # the judge is gone
            self._kill()
            os._exit(0)
        order = json.loads(message)
        if order["op"] == "start" and self._worker is None:
            self._worker = self._start(descriptors[0])
            self._control.send(json.dumps({"started": self._worker}).encode())
        elif order["op"] == "kill":
            self._kill()
        for descriptor in descriptors:
            os.close(descriptor)

    def _kill(self) -> None:
        if self._worker is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._worker, signal.SIGKILL)

    def _reap(self) -> None:
        if self._worker is None:
            return
        pid, status, usage = os.wait4(self._worker, os.WNOHANG)
        if pid == 0:
            return
        # A worker leads a session and a group of its own; what it may have forked dies with it, as far as this level can tell.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._worker, signal.SIGKILL)
        self._worker = None
        report = {"ended": status, "cpu_s": usage.ru_utime + usage.ru_stime, "memory_mb": usage.ru_maxrss / 1024}
        self._control.send(json.dumps(report).encode())

    def _start(self, descriptor: int) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            self._become_worker(descriptor)
        finally:
            os._exit(99)

    def _become_worker(self, descriptor: int) -> None:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if sys.platform == "linux":
            _die_with_judge()
        os.dup2(descriptor, CONTROL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.closerange(CONTROL + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        _limit(self._limits, self._size)
        self._run(CONTROL, self._limits)


def _limit(limits: dict[str, Any], size: int) -> None:
    """Hard limits on the worker; the judge's clock and ``wait4`` decide what is said of them."""
    wanted = {
        resource.RLIMIT_AS: size + (HEADROOM_MB + limits["memory_mb"]) * MB,
        resource.RLIMIT_CPU: int(limits["submission_s"] + limits["load_s"]) + 2,
        resource.RLIMIT_FSIZE: limits["file_mb"] * MB,
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    for which, value in wanted.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def _die_with_judge() -> None:
    from grader.sandbox import kernel

    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _become(uid: int) -> None:
    """Root no more, for good: no student code ever runs as uid 0."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if sys.platform == "linux":
        _die_with_judge()  # a change of uid clears it


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
