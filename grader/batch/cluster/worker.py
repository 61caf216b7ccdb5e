"""What runs inside a worker of a cluster: unpack an assignment once, start a judge for each thread that grades, answer.

Called by dask's worker, by name; takes names and bytes, gives bytes. Never raises: an error would cross as an object.
"""

from __future__ import annotations

import platform
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from distributed import get_worker

from grader import __version__
from grader.batch.cluster.messages import (
    Graded,
    Missing,
    Ready,
    Refused,
    Reply,
    key_of,
    pack_reply,
    unpack_parcel,
    unpack_submission,
    write_parcel,
)
from grader.errors import GraderError, JudgeError
from grader.judge import launcher
from grader.judge.supervisor import Judge
from grader.model.codecs import CASES

# Hidden tests do not stay on a machine that has nothing to grade with them, also where the command could not say that it ended.
IDLE_S = 120.0
SWEEP_S = 15.0


@dataclass(frozen=True, slots=True)
class Here:
    """The worker that this runs in: its address, and the folder that it cleans up after itself."""

    address: str
    folder: Path


def prepare(parcel: bytes, run: str) -> bytes:
    """Have the assignment here for that run, and a judge for it. Answers Ready, Missing or Refused."""
    return _answered(lambda here: WORKPLACE.prepare(parcel, run, here))


def perform(key: str, run: str, submission: bytes) -> bytes:
    """Grade one submission with the assignment of that key. Answers Graded, Missing or Refused."""
    return _answered(lambda here: WORKPLACE.perform(key, run, submission, here))


def dismiss(run: str) -> None:
    """The run has ended: what still works for it is ended too. Called in the worker's event loop, which must not wait."""
    threading.Thread(target=WORKPLACE.dismiss, args=(run,), name="grader dismiss", daemon=True).start()


def _answered(work: Callable[[Here], Reply]) -> bytes:
    worker = get_worker()
    here = Here(str(worker.address), Path(worker.local_directory))
    try:
        reply = work(here)
    except GraderError as error:
        reply = Refused(worker=here.address, error=type(error).__name__, text=_plain(str(error)))
    except Exception as error:  # noqa: BLE001  # whatever it is, the command has to hear of it as text
        reply = Refused(worker=here.address, error=JudgeError.__name__, text=_plain(f"{type(error).__name__}: {error}"))
    return pack_reply(reply)


def _plain(text: str) -> str:
    """A file's name in it may be no Unicode."""
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(slots=True)
class _Place:
    """An unpacked assignment, and the judges that serve it, by the thread that uses each: a judge ends with its thread.

    ``runs`` came with it and have not ended; ``working``: for which of them each thread grades at the moment.
    """

    folder: Path
    slug: str
    feedback: bool
    judges: dict[int, Judge] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)
    working: dict[int, str] = field(default_factory=dict)
    busy: int = 0
    used_at: float = field(default_factory=time.monotonic)


class Workplace:
    """Every assignment that this worker has at the moment. A thread has one judge: that of the assignment it graded last."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._dismissed: set[str] = set()
        self._lock = threading.Lock()
        self._sweeping = False

    def prepare(self, parcel: bytes, run: str, here: Here) -> Reply:
        key = key_of(parcel)
        with self._lock:
            self._refuse_dismissed(run)
            if key not in self._places:
                self._places[key] = _unpacked(parcel, here.folder)
            self._places[key].runs.add(run)
            if not self._sweeping:
                self._sweeping = True
                threading.Thread(target=self._sweep, name="grader sweep", daemon=True).start()
        with self._used(key) as place:
            if place is None:
                return Missing(worker=here.address)
            judge = self._judge_of(place)
            return Ready(
                worker=here.address,
                level=judge.level,
                cases=CASES.dump_json(judge.cases),
                version=__version__,
                python=platform.python_version(),
                numpy=np.__version__,
                machine=platform.machine(),
                digest=judge.assignment.digest,
                explanations_digest=judge.assignment.explanations_digest,
                words_digest=judge.assignment.words_digest,
            )

    def perform(self, key: str, run: str, submission: bytes, here: Here) -> Reply:
        own = threading.get_ident()
        with self._used(key) as place:
            if place is None:
                return Missing(worker=here.address)
            judge = self._judge_of(place)
            with self._lock:
                self._refuse_dismissed(run)
                place.working[own] = run
            try:
                answer = judge.answer(unpack_submission(submission))
            except GraderError:
                with self._lock:
                    place.judges.pop(own, None)
                judge.close()
                raise
            finally:
                with self._lock:
                    place.working.pop(own)
            return Graded(worker=here.address, grade=answer.grade, verdict=answer.verdict.value, withheld=answer.withheld)

    def dismiss(self, run: str) -> None:
        """End what works for it, and remove what no other run needs."""
        with self._lock:
            self._dismissed.add(run)
            for place in self._places.values():
                place.runs.discard(run)
                for thread in (thread for thread, its in place.working.items() if its == run):
                    place.judges[thread].abandon()
        self._remove(lambda place: not place.runs)

    def clear(self, idle_s: float) -> None:
        """Remove what nobody has used for so long."""
        now = time.monotonic()
        self._remove(lambda place: now - place.used_at >= idle_s)

    def _remove(self, unwanted: Callable[[_Place], bool]) -> None:
        """A place that is busy stays; when it no longer is, this is called again."""
        with self._lock:
            gone = [self._places.pop(key) for key, place in list(self._places.items()) if not place.busy and unwanted(place)]
            idle = not self._places
        for place in gone:
            for judge in place.judges.values():
                judge.close()
            shutil.rmtree(place.folder, ignore_errors=True)
        if idle:
            launcher.retire()

    def _refuse_dismissed(self, run: str) -> None:
        if run in self._dismissed:
            raise JudgeError("the run that asked for it has ended")

    @contextmanager
    def _used(self, key: str) -> Iterator[_Place | None]:
        with self._lock:
            place = self._places.get(key)
            if place is not None:
                place.busy += 1
        try:
            yield place
        finally:
            if place is not None:
                with self._lock:
                    place.busy -= 1
                    place.used_at = time.monotonic()
                self._remove(lambda place: not place.runs)

    def _judge_of(self, place: _Place) -> Judge:
        own = threading.get_ident()
        with self._lock:
            judge = place.judges.get(own)
            others = [each.judges.pop(own) for each in self._places.values() if each is not place and own in each.judges]
        for other in others:
            other.close()
        if judge is None:
            judge = Judge(place.folder, place.slug, sandbox="strict", feedback=place.feedback)
            with self._lock:
                place.judges[own] = judge
        return judge

    def _sweep(self) -> None:
        while True:
            time.sleep(SWEEP_S)
            self.clear(IDLE_S)


def _unpacked(content: bytes, folder: Path) -> _Place:
    parcel = unpack_parcel(content)
    made = Path(tempfile.mkdtemp(prefix="grader-", dir=folder))  # closed to everybody else
    try:
        write_parcel(parcel, made)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return _Place(made, parcel.slug, parcel.feedback)


# A worker is a process that dask starts; what it has from one call to the next can only be kept in its module.
WORKPLACE = Workplace()
