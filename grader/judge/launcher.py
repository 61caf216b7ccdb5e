"""The command's side of starting a judge: forked from a warm process where the system lets it, else executed.

One warm process, the fork server, serves a whole command (``grader.judge.forkserver`` says what it is and why it is as safe). It is
started with the first judge, anew where the environment has changed or it has died, and ends once nobody needs it any more.
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
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Protocol

from grader.errors import JudgeError
from grader.sandbox.level import close_to_others

# Of pytest's and Python's own environment nothing may change a grade; the rest stays the caller's.
UNSET = (
    "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP",
    "PYTHONWARNINGS", "PYTHONINSPECT",
)  # fmt: skip
# One thread of arithmetic: judges stand side by side, and a process with more threads than one cannot be forked.
SET = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# None of what is imported becomes garbage, so nobody looks for any meanwhile.
BOOT = "import gc; gc.disable(); from grader.judge.forkserver import main; main()"
START_S = 60.0
EXIT_S = 10.0


class Process(Protocol):
    """What a supervisor needs of the process that it watches: subprocess.Popen, or one forked for us by the fork server."""

    pid: int

    @property
    def returncode(self) -> int | None: ...

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What the fork server is told of a judge."""

    module: str
    cores: Sequence[int]
    numpy_only: bool
    draws: bool
    alone: bool


class Forked:
    """A child of the fork server. Its line is hung up when we end, however we end, and then the fork server kills it."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._line.send(b"kill")

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, as Popen says it. Where the fork server was killed, so was the judge."""
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("judge", timeout or 0.0)
            try:
                said = self._line.recv(64)
            except OSError:
                said = b""
            self.returncode = int(said) if said else -signal.SIGKILL
            self._line.close()
        return self.returncode


class _ForkServer:
    """The warm process. Raises OSError where it is gone."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # our own interpreter and module
                [sys.executable, "-P", "-c", BOOT, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
            )

    def fork(self, order: Order, streams: Sequence[int]) -> Process | None:
        """A judge with these three streams, in our working directory; None where the fork server says that it must not fork.

        One that is ``alone`` is the fork server itself from then on.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
            try:
                socket.send_fds(self._control, [json.dumps(asdict(order)).encode()], [*streams, here, theirs.fileno()])
            finally:
                os.close(here)
                theirs.close()
                if order.alone:
                    self.retire()
            if not select.select([ours], [], [], START_S)[0]:
                raise OSError("the fork server of the judges is silent")
            said = ours.recv(64)
        except BaseException:
            ours.close()
            raise
        if said.isdigit() and int(said) != self.process.pid:
            return Forked(int(said), ours)
        ours.close()
        if said.isdigit():
            return self.process
        if not said:
            raise OSError("the fork server of the judges is gone")
        return None

    def retire(self) -> None:
        """It ends with the last of its judges."""
        self._control.close()


class _ForkServers:
    """The one that serves now, and those that only have judges left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present: _ForkServer | None = None
        self._retired: list[subprocess.Popen[bytes]] = []
        atexit.register(self.close)

    def fork(self, order: Order, streams: Sequence[int]) -> Process | None:
        """None where a judge has to be executed."""
        for _ in range(2):  # one that died is replaced
            server = self._taken() if order.alone else self.present()
            try:
                return server.fork(order, streams)
            except OSError:
                self._retire(server)
        return None

    def _taken(self) -> _ForkServer:
        """The present one, which nobody else gets any more. It is waited for in the end like those that are retired."""
        server = self.present()
        with self._lock:
            if self._present is server:
                self._retired.append(server.process)
                self._present = None
        return server

    def present(self) -> _ForkServer:
        environment = judges_environment()
        with self._lock:
            if self._present is not None and self._present.environment != environment:
                self._put_away(self._present)
            if self._present is None:
                self._retired = [each for each in self._retired if each.poll() is None]
                self._present = _ForkServer(environment)
            return self._present

    def retire(self) -> None:
        """Judges that it has go on, and it ends with the last of them."""
        with self._lock:
            if self._present is not None:
                self._put_away(self._present)

    def close(self) -> None:
        """At the end of the command; its judges are closed by now, or end with it."""
        with self._lock:
            if self._present is not None:
                self._put_away(self._present)
            for process in self._retired:
                try:
                    process.wait(EXIT_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            self._retired.clear()

    def _retire(self, server: _ForkServer) -> None:
        with self._lock:
            if self._present is server:  # another thread may have been here before
                self._put_away(server)

    def _put_away(self, server: _ForkServer) -> None:
        server.retire()
        self._retired.append(server.process)
        self._present = None


_fork_servers = _ForkServers()


def judges_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in UNSET} | SET


def prepare() -> None:
    """Let the fork server begin with its imports while the command still reads what it will ask; close what will hold results."""
    close_to_others()
    if sys.platform == "linux":
        _fork_servers.present()


def retire() -> None:
    """No judge is needed for now, in a process that stays: the fork server ends with its last judge; the next one has a new one."""
    _fork_servers.retire()


def start(
    module: str, core: int | None, *, numpy_only: bool = False, draws: bool = False, alone: bool = False
) -> tuple[Process, int, int, IO[bytes]]:
    """A process that runs ``module``'s ``run``: itself, where to read from it, where to write to it, and what it complains of.

    ``numpy_only``: students may import no package but NumPy, so that their warm parent can be forked too. ``draws``: the suite
    draws by Hypothesis, which is loaded once for all judges then. ``alone``: no other judge will be wanted. Raises JudgeError
    where no process can be started.
    """
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    reading, writing = os.pipe(), os.pipe()
    try:
        cores = [core] if core is not None else sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
        process = _started(Order(module, cores, numpy_only, draws, alone), (writing[0], reading[1], errors.fileno()))
    except OSError as error:
        errors.close()
        os.close(reading[0])
        os.close(writing[1])
        raise JudgeError(f"no judge can be started: {error}") from error
    finally:
        os.close(writing[0])
        os.close(reading[1])
    return process, reading[0], writing[1], errors


def _started(order: Order, streams: tuple[int, int, int]) -> Process:
    # Forking a process that has loaded numerical libraries is safe on Linux; macOS's own do not stand it.
    if sys.platform == "linux" and (forked := _fork_servers.fork(order, streams)) is not None:
        return forked
    command = [sys.executable, "-P", "-m", order.module]
    process = subprocess.Popen(  # our own interpreter and module
        command, stdin=streams[0], stdout=streams[1], stderr=streams[2], env=judges_environment()
    )
    if order.cores and hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):  # taken from us meanwhile: then it goes wherever there is room
            os.sched_setaffinity(process.pid, order.cores)
    return process
