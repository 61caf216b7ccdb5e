"""A slot: one warm parent, and one worker at a time. On the judge's side of the trust line."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import select
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from grader.errors import IsolationError, SandboxError
from grader.model import Limits
from grader.sandbox import launcher
from grader.sandbox.level import Isolation, close_to_others, warning_of
from grader.sandbox.protocol import Ended
from grader.sandbox.provided import Provided
from grader.sandbox.remote import Worker
from grader.sandbox.scratch import Scratch, tidy
from grader.sandbox.slotuid import SlotUid, take_uid
from grader.sandbox.visible import visible

START_S = 60.0
REPORT_S = 10.0
TRIAL_S = 30.0


class Slot:
    """Gives a fresh worker for each submission, in milliseconds. Raises IsolationError where the isolation cannot be made."""

    def __init__(self, limits: Limits, isolation: Isolation, provided: Sequence[tuple[str, bytes]] = ()) -> None:
        """``provided``: data files that lie, read-only, in the folder that student code starts in."""
        tidy()
        close_to_others()
        self._limits, self._isolation = limits, isolation
        self._provided = Provided(provided)
        self.level: str = isolation.level
        self._process: launcher.Process | None = None
        self._control: socket.socket | None = None
        self._errors: IO[bytes] | None = None
        self._scratch: Scratch | None = None
        self._refused: set[str] = set()
        self.warning = ""  # what this level does not keep students from, as found by trying
        self._uid: SlotUid | None = None
        self._worker: Worker | None = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Slot:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def worker(self) -> Worker:
        """A new worker; the one before it is ended. A warm parent that died is started again, once."""
        if self._worker is not None:
            self._worker.close()
        for last in (False, True):
            try:
                if self._control is None:
                    self._start()
                return self._fork()
            except (SandboxError, OSError) as error:
                self._stop()
                if last:
                    raise SandboxError(f"the student process cannot be started: {error}") from error
        raise AssertionError("unreachable")

    @property
    def provided(self) -> str:
        """The folder of the data files, by the path that it has for students too; empty where there are none."""
        return self._provided.folder

    @property
    def own_names(self) -> tuple[tuple[bytes, bytes], ...]:
        """Names of folders of ours that differ from run to run, with what is to stand for each: of the same length."""
        scratches = [each for each in (self._provided.scratch, self._scratch) if each is not None and each.path]
        return tuple((Path(each.path).name.encode(), each.steady_name.encode()) for each in scratches)

    def kill(self) -> None:
        """End the present worker; its ``Ended`` follows from ``ended()``."""
        self._tell(b'{"op": "kill"}')

    def stop(self) -> None:
        """The same of one whose time is up: it is asked where it is beforehand."""
        self._tell(b'{"op": "stop"}')

    def reports_end(self, timeout_s: float) -> bool:
        """Whether the warm parent has news of the worker's end within that time (or is gone itself)."""
        return self._control is None or bool(select.select([self._control], [], [], timeout_s)[0])

    def ended(self) -> Ended | None:
        """How the present worker ended, once it has; None where the warm parent itself is gone."""
        try:
            report = self._receive(REPORT_S)
        except SandboxError:
            self._stop()
            return None
        self._refused.update(report["refused"])
        return Ended(
            status=report["ended"],
            cpu_s=report["cpu_s"],
            memory_mb=report["memory_mb"],
            over_cpu=bool(report["over_cpu"]),
            where=str(report["where"]),
        )

    def watch(self) -> None:
        """A budget of processor time for the present worker, from now on; the warm parent watches over it."""
        self._tell(b'{"op": "watch"}')

    def unwatch(self) -> None:
        self._tell(b'{"op": "unwatch"}')

    def take_refused(self) -> tuple[str, ...]:
        """What the workers that ended since the last time were refused, where another level might have granted it."""
        refused = tuple(sorted(self._refused))
        self._refused.clear()
        return refused

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._stop()
        if self._uid is not None:
            self._uid.close()
            self._uid = None
        self._provided.remove()

    def _tell(self, order: bytes) -> None:
        if self._control is not None:
            with contextlib.suppress(OSError):
                self._control.send(order)

    def _fork(self) -> Worker:
        self._worker = Worker(self, self._connection({"op": "start"}), self._limits)
        return self._worker

    def _connection(self, order: dict[str, Any]) -> socket.socket:
        """Our end of a new worker's socket."""
        assert self._control is not None  # noqa: S101  # worker() started it
        self._provided.mend()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [json.dumps(order).encode()], [theirs.fileno()])
            self._receive(REPORT_S)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return ours

    def _try_to_break_out(self, canary: Path) -> None:
        """The self-test, in a worker as students get it. Raises IsolationError where a level does not keep its promise."""
        assert self._process is not None  # noqa: S101  # _start() started it
        trial = {"canary": str(canary), "private": self._isolation.private, "judge": os.getpid(), "parent": self._process.pid}
        with self._connection({"op": "start", "trial": trial}) as connection:
            connection.settimeout(TRIAL_S)
            try:
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
                found = json.loads(answer)
            except (OSError, ValueError) as error:
                raise SandboxError(f"the self-test of the sandbox gave no answer ({error})") from error
            finally:
                self.kill()
                self.ended()
        achieved = [text for text in found.values() if text]
        if achieved and (self.level != "process" or found.get("memory")):
            weaker = "" if self.level == "process" else "; with --sandbox process grader runs without that promise"
            raise IsolationError(
                f"level {self.level} does not hold on this machine: in the self-test student code could {', '.join(achieved)}. "
                f"Nothing was graded. grader doctor says more{weaker}"
            )
        self.warning = warning_of(self.level, achieved)

    def _start(self) -> None:
        if self._isolation.own_uid and self._uid is None:
            self._uid = take_uid()
        self._scratch = Scratch("slot")
        folder = Path(self._scratch.path)
        for name in ("root", "cache", "private"):
            (folder / name).mkdir(mode=0o700)
        canary = folder / "private" / "canary"
        canary.write_text("no student may read this")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process; _stop() closes it
        lease = self._uid.descriptor if self._uid else None
        self._process, self._control = launcher.warm_parent(
            self._order(folder), self._limits, self._errors, lease, folder / "cache"
        )
        try:
            ready = self._receive(START_S)
        except SandboxError:
            self._stop()
            raise
        if "refused" in ready:
            self._stop()
            raise IsolationError(str(ready["refused"]))
        try:
            self._try_to_break_out(canary)
        except (SandboxError, IsolationError):
            self._stop()
            raise

    def _order(self, folder: Path) -> dict[str, Any]:
        shown = visible(self._limits.packages)
        return {
            "level": self.level,
            "limits": dataclasses.asdict(self._limits),
            "packages": self._limits.packages,
            "parent": os.getpid(),
            "slot_uid": self._uid.uid if self._uid else None,
            "private": self._isolation.private,
            "root": str(folder / "root"),
            "bound": (*shown.paths, *self._provided.paths),
            "masked": shown.masked,
            "importable": shown.names,
            "package_folders": shown.folders,
            "hidden_search_path": launcher.search_path(),
        }

    def _receive(self, timeout_s: float) -> dict[str, Any]:
        if self._control is None:
            raise SandboxError("the warm parent of the student processes is gone")
        if not select.select([self._control], [], [], timeout_s)[0]:
            raise SandboxError(f"the warm parent of the student processes is silent{self._last_words()}")
        try:
            message = self._control.recv(65536)
        except OSError as error:
            raise SandboxError(f"the warm parent of the student processes is gone ({error})") from error
        if not message:
            raise SandboxError(f"the warm parent of the student processes died{self._last_words()}")
        return dict(json.loads(message))

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        return ": " + self._errors.read()[-2000:].decode("utf-8", "replace").strip()

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        if self._scratch is not None:
            # The mounts were the parent's own, so on this side the root in it is empty.
            self._scratch.close()
            self._scratch = None
