"""A real cluster on this machine: dask's own scheduler and workers, each a process of its own, ended with the test."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Until a process of dask has started, on a machine that does much else.
START_S = 180.0


@dataclass
class Cluster:
    """``with started(folder) as cluster``. ``address`` is what --executor takes after ``dask:``."""

    folder: Path
    environment: Mapping[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One of dask's commands; what it says goes to a file that a failing test can show."""
        log = (self.folder / f"{arguments[0]}{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments], stdout=log, stderr=log, env=self.environment, cwd=self.folder
            )
        self.processes.append(process)
        return process

    def schedule(self, *options: str) -> subprocess.Popen[bytes]:
        """A scheduler on a port that is free; without options it listens on loopback only."""
        file = self.folder / f"scheduler{len(self.processes)}.json"
        process = self.start("scheduler", *(options or ("--host", "127.0.0.1")), "--port", "0", "--no-dashboard",
                             "--scheduler-file", str(file))  # fmt: skip
        # The scheduler makes the file and fills it afterwards, so that it is there for a moment with nothing in it.
        self.wait_for(lambda: file.exists() and file.read_text().endswith("\n}"))
        self.address = str(json.loads(file.read_text())["address"])
        return process

    def work(self, *options: str) -> subprocess.Popen[bytes]:
        """A worker of one thread; the process that grades is the one that is returned, unless ``--nanny`` is among the options."""
        more = options if "--nanny" in options else ("--no-nanny", *options)
        return self.start("worker", self.address, "--nthreads", "1", "--no-dashboard", "--memory-limit", "0", *more,
                          "--local-directory", str(self.folder / "scratch"))  # fmt: skip

    def said(self) -> str:
        return "\n".join(
            f"== {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in sorted(self.folder.glob("*.log"))
        )

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + START_S
        while not condition():
            assert time.monotonic() < end, self.said()
            time.sleep(0.2)  # a condition may look at all processes of the machine


@contextlib.contextmanager
def started(folder: Path, *options: str, workers: int, **environment: str) -> Iterator[Cluster]:
    """A scheduler, with ``options``, and its workers; every process that was started is gone afterwards."""
    folder.mkdir()
    cluster = Cluster(folder, os.environ | environment)
    try:
        cluster.schedule(*options)
        for _ in range(workers):
            cluster.work()
        yield cluster
    finally:
        # The scheduler last, and when its workers are gone: one that loses it while it ends waits for it for half a minute.
        for process in sorted(cluster.processes, key=lambda process: "scheduler" in str(process.args)):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
