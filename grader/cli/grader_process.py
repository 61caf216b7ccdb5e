"""The grader process of a server: started with it, started again when it ends, and gone with it, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from grader.batch.store.database import Database
from grader.batch.store.jobs import Queue
from grader.batch.store.moments import unique_name

AGAIN_S = 1.0
# What is being graded may take that long to be finished when the server is stopped; then its lease is given back.
STOP_S = 10.0


class GraderProcess:
    """``command``: the arguments after ``grader``. ``db``: the address of the database, which no list of processes has to show."""

    def __init__(self, command: list[str], database: Database, db: str | None) -> None:
        self._command, self._database = command, database
        self._environment = os.environ | ({"GRADER_DB": db} if db else {})
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._attend, name="grader")
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if (process := self._process) is not None and process.stdin is not None:
            process.stdin.close()  # the sign to end
        self._thread.join()

    def _attend(self) -> None:
        while not self._stopped.is_set():
            name = unique_name()
            command = [sys.executable, "-m", "grader", *self._command, "--as", name]
            # Its input ends when this process does, and so does it.
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, env=self._environment)
            while not self._stopped.wait(AGAIN_S) and self._process.poll() is None:
                pass
            if self._stopped.is_set():
                try:
                    self._process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            Queue(self._database, name).release()
