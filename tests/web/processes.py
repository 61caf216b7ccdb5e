"""A server of a test's own as processes, as people start it."""

import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.classes import Class
from tests.web.served import Browser

MOST_S = 240.0


class Server:
    """``grader serve`` as a process, started again on the same port and data."""

    def __init__(self, made: Class, data: Path | None = None, *, graders: int = 1, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.data = data or made.root / "data"
        self._environment = os.environ | environment
        self._command = [sys.executable, "-m", "grader", "serve", "--course", str(made.course), "--data", str(self.data)]
        self._command += ["--port", str(self.port), "--sandbox", "process", "--feedback", "off", "--graders", str(graders)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._close()
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment)
        end = time.monotonic() + MOST_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                Browser(self.port).get("/health")
                return
            time.sleep(0.1)
        raise AssertionError("the server does not start")

    def link(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        return re.sub(r".*(/invite/\S+).*", r"\1", self._process.stdout.readline().decode().strip())

    def processes(self) -> Mapping[str, list[int]]:
        """The server, and what grades for it."""
        assert self._process is not None
        below: list[int] = []
        waiting = [self._process.pid]
        while waiting:
            parent = waiting.pop()
            for path in Path("/proc").glob("[0-9]*/stat"):
                with contextlib.suppress(OSError):
                    if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                        below.append(int(path.parent.name))
                        waiting.append(int(path.parent.name))
        return {"web": [self._process.pid], "graders": below}

    def kill(self, which: str, chance: random.Random) -> None:
        found = self.processes()
        victims = found["web"] + found["graders"] if which == "both" else found["web"] if which == "web" else found["graders"]
        if which == "graders" and victims:
            victims = [chance.choice(victims)]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if which != "graders":
            assert self._process is not None
            self._process.wait()
            self.start()

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(60)
        self._close()

    def _close(self) -> None:
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
