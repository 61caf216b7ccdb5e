"""The command ``grader`` as a process of its own that does not start from nothing: forked from one that has imported it.

``run_grader(["batch", ...])`` is ``subprocess.run([sys.executable, "-m", "grader", "batch", ...])``, text captured, without the two
seconds of imports, and with one fork server of judges for all commands of a test process. Where a test has changed the environment
the command is executed, for modules read it when they are loaded. Whoever tests how a command starts, or signals it, executes it
too.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

# As it was before any test; pytest tells each test's name in it.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}
ATTACHED = 4  # its two outputs, the working directory, and the line on which its end is told
LOOK_S = 0.02
HERE = Path()


def run_grader(
    arguments: Sequence[str | Path], *, cwd: Path = HERE, environment: Mapping[str, str] | None = None, timeout_s: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run it to its end. ``environment``: the whole of it, where it is not this process's."""
    words = [str(each) for each in arguments]
    wanted = {key: value for key, value in (environment or os.environ).items() if key != "PYTEST_CURRENT_TEST"}
    if sys.platform != "linux" or wanted != ENVIRONMENT:
        command = [sys.executable, "-m", "grader", *words]
        return subprocess.run(command, cwd=cwd, env=wanted, capture_output=True, text=True, timeout=timeout_s, check=False)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        code = _forked(words, cwd, (out.fileno(), errors.fileno()), timeout_s)
        texts = []
        for file in (out, errors):
            file.seek(0)
            texts.append(file.read())
    return subprocess.CompletedProcess(words, code, *texts)


def _forked(words: list[str], cwd: Path, outputs: tuple[int, int], timeout_s: float) -> int:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        here = os.open(cwd, os.O_RDONLY)
        try:
            socket.send_fds(_server(), [json.dumps(words).encode()], [*outputs, here, theirs.fileno()])
        finally:
            os.close(here)
        theirs.close()
        pid = int(ours.recv(64))
        if not select.select([ours], [], [], timeout_s)[0]:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(words, timeout_s)
        return int(ours.recv(64))


@functools.cache
def _server() -> socket.socket:
    """The warm process's socket; it ends when this one is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-P", __file__, str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=ENVIRONMENT)

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def serve(control: socket.socket) -> list[str] | None:
    """Fork a command for each order. Returns in the command's process, with its words; None in the end."""
    lines: dict[int, socket.socket] = {}
    while True:
        ready = bool(select.select([control], [], [], LOOK_S if lines else None)[0])
        for pid in list(lines):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with lines.pop(pid) as line:
                    line.send(str(os.waitstatus_to_exitcode(status)).encode())
        if not ready:
            continue
        order, attached, _, _ = socket.recv_fds(control, 1 << 20, ATTACHED)
        if not order:
            return None
        pid = os.fork()
        if pid == 0:
            for descriptor in (control, *lines.values()):
                descriptor.close()
            become_command(attached)
            return list(json.loads(order))
        for theirs in attached[:-1]:
            os.close(theirs)
        lines[pid] = socket.socket(fileno=attached[-1])
        lines[pid].send(str(pid).encode())


def become_command(attached: Sequence[int]) -> None:
    """What the interpreter would have made at its start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    out, errors, here, line = attached
    os.fchdir(here)
    for target, descriptor in ((1, out), (2, errors)):
        os.dup2(descriptor, target)
    for descriptor in (*attached[:2], here, line):
        os.close(descriptor)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    vars(sys).update(__stdout__=sys.stdout, __stderr__=sys.stderr)  # never assigned to, says their type; new with an interpreter


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for pytest
    from grader.cli import main as command_line
    from grader.judge import launcher
    from grader.report import pages

    for module, _ in command_line.COMMANDS.values():
        importlib.import_module(module)
    for path in (Path(pages.__file__).parent / "templates").glob("*.html.j2"):
        pages.template(path.name)
    launcher.prepare()
    gc.freeze()
    words = serve(socket.socket(fileno=int(sys.argv[1])))
    if words is not None:
        sys.argv[:] = ["grader", *words]
        command_line.main()


if __name__ == "__main__":
    main()
