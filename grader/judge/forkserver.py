"""The fork server of a command's judges: a process that has imported what every judge imports, and forks one for each order.

Executed by ``grader.judge.launcher`` with the environment that a judge gets and no descriptor but the control socket, as judges
themselves are where there is no fork server; so it holds nothing of the command's. It reads no assignment, no submission and no
order of a judge: those go down the judge's own pipe after the fork. What a suite imports or changes happens in the judge alone.

Before the first judge whose students need NumPy alone, it has a fork server of warm parents executed (``grader.sandbox.launcher``).

A datagram orders a judge: its module, its cores and whether it needs NumPy alone, with its three streams, its working directory and
a line attached. On the line go back the judge's pid, or a word where the process must not fork, and in the end how the judge ended.
Where the order says that no other judge will be wanted, nothing is forked: the fork server is that judge from then on.
``kill`` on it, or hanging it up, ends the judge: whoever started it is gone. With the control socket hung up too, the fork
server ends with the last of its judges.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from grader.errors import IsolationError
from grader.model.codecs import CASES
from grader.sandbox import launcher
from grader.sandbox.confine import kernel
from grader.sandbox.visible import visible

# Besides what a judge imports by itself: what pytest, Hypothesis and NumPy load when they are first used.
WARM = (
    "grader.judge.process",
    "numpy.random",
    "readline",  # pytest's, which wants it before it looks at any output
    "pdb",
    "unittest",
    "tracemalloc",
    "encodings.utf_8_sig",
)
# Before the first judge whose suite draws by Hypothesis, and not where none does: a sixth of all that is imported.
DRAWING = ("hypothesis.extra.numpy", "hypothesis.strategies")
ATTACHED = 5  # three streams, the working directory, the line


class Forkserver:
    """Forks, kills and reaps; touches nothing that a judge makes."""

    def __init__(self, control: socket.socket) -> None:
        self._control: socket.socket | None = control
        self._lines: dict[int, socket.socket] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._wake, wake = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self._wake_end = wake
        self._poll.register(self._wake, select.POLLIN)

    def serve(self) -> None:
        while self._control is not None or self._lines:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._wake:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._wake, 4096)
                elif self._control is not None and descriptor == self._control.fileno():
                    self._obey(self._control)
                else:
                    self._listen(descriptor)
            self._reap()
        launcher.stop()

    def _obey(self, control: socket.socket) -> None:
        order, attached, _, _ = socket.recv_fds(control, 65536, ATTACHED)
        if not order:
            self._poll.unregister(control)
            control.close()
            self._control = None
            return
        *given, last = attached
        wanted = json.loads(order)
        if wanted["draws"]:
            with kept():
                load(DRAWING)
        if wanted["numpy_only"]:
            with contextlib.suppress(OSError):  # then each judge has its own
                launcher.serve()
        if wanted["alone"] and not self._lines and threads() == 1:
            with socket.socket(fileno=last) as line:
                line.send(str(os.getpid()).encode())
            self._become_judge(wanted, given, os.getppid())
        line, server, pid = socket.socket(fileno=last), os.getpid(), -1
        with contextlib.suppress(OSError):  # no room for one more process: whoever asked has to see to it
            if threads() == 1:
                pid = os.fork()
        if pid == 0:
            line.close()
            self._become_judge(wanted, given, server)
        for descriptor in given:
            os.close(descriptor)
        with contextlib.suppress(OSError):
            line.send(str(pid).encode() if pid > 0 else b"no fork")
        if pid > 0:
            self._lines[pid] = line
            self._poll.register(line, select.POLLIN)
        else:
            line.close()

    def _listen(self, descriptor: int) -> None:
        """Whatever comes from the one who started a judge ends it: a word, or that nobody is there any more."""
        for pid, line in self._lines.items():
            if line.fileno() == descriptor:
                os.kill(pid, signal.SIGKILL)  # ours until it is reaped, so the number is no other's
                self._poll.unregister(line)
                return

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                if (line := self._lines.pop(pid, None)) is None:
                    continue  # the server of the warm parents: each judge has its own from now on
                with contextlib.suppress(KeyError, ValueError):  # it was listened to for the last time
                    self._poll.unregister(line)
                with contextlib.suppress(OSError):
                    line.send(str(os.waitstatus_to_exitcode(status)).encode())
                line.close()

    def _become_judge(self, order: dict[str, object], given: list[int], server: int) -> NoReturn:
        """In the child, or where there will be no other: what exec would have given it, and nothing of the fork server's or of
        other judges. ``server``: whose child it is.
        """
        code = 1
        try:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != server:  # gone before it was said
                os._exit(code)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            *streams, here = given
            for target, descriptor in enumerate(streams):
                os.dup2(descriptor, target)
            os.fchdir(here)
            for descriptor in (*given, self._wake, self._wake_end):
                os.close(descriptor)
            for line in self._lines.values():
                line.close()
            if self._control is not None:
                self._control.close()
            with contextlib.suppress(OSError):  # taken from us meanwhile: then it goes wherever there is room
                os.sched_setaffinity(0, order["cores"])  # type: ignore[arg-type]  # the command's own list
            importlib.import_module(str(order["module"])).run()
            code = 0
        except BaseException:  # noqa: BLE001  # above here is only the fork server's loop, which is no place for a judge
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def load(names: Sequence[str]) -> None:
    for name in names:
        importlib.import_module(name)


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """What is made meanwhile stays: nobody looks for garbage in it, so its pages stay shared, too."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def warm_up() -> None:
    """Import what every judge uses."""
    load(WARM)
    off = importlib.import_module("grader.judge.running.session").OFF
    for plugin in importlib.import_module("_pytest.config").default_plugins:
        if plugin not in off:
            importlib.import_module(f"_pytest.{plugin}")
    CASES.rebuild()
    with contextlib.suppress(IsolationError):  # whoever needs it hears of it
        visible(("numpy",))  # remembered: what lies where among the installed distributions


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    kernel.close_to_others()  # as whoever opens a slot does
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the command, which ends us by hanging up
    with kept():
        warm_up()
    Forkserver(control).serve()
    os._exit(0)  # taking down what was imported takes as long as a judge's start
