"""Which workers may grade, with a cluster that is made up: what they answer, and when, is told to it."""

import platform
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tests.classes import MakeCourse

pytest.importorskip("distributed", reason="the extra dask is not installed")

import numpy as np

from grader import __version__
from grader.batch.cluster import client as remote
from grader.batch.cluster import workers
from grader.batch.cluster.client import RemoteJudge
from grader.batch.cluster.messages import Missing, Ready, Refused, pack_reply
from grader.batch.cluster.workers import Crew
from grader.errors import AssignmentError, JudgeError
from grader.model import Assignment, Submission
from grader.reading.course import load_assignment

# An answer as bytes, or the error that its future raises.
Answer = bytes | BaseException


@dataclass
class MadeUp:
    """The client of a cluster. ``answers``: what a worker says to one question after the other; the last one again and again."""

    answers: dict[str, list[Answer | None]]
    status: str = "running"
    broken: int = 0
    asked: list[str] = field(default_factory=list)

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(self.answers, 1)

    def submit(self, *_: object, workers: list[str], **__: object) -> Any:
        if self.broken:
            self.broken -= 1
            raise RuntimeError("no connection")
        (address,) = workers
        self.asked.append(address)
        script = self.answers[address]
        return Promise(script.pop(0) if len(script) > 1 else script[0])


@dataclass
class Promise:
    answer: Answer | None

    def done(self) -> bool:
        return self.answer is not None

    def result(self, timeout: float) -> bytes:
        assert timeout > 1
        if not isinstance(self.answer, bytes):
            assert self.answer is not None
            raise self.answer
        return self.answer

    def add_done_callback(self, call: Callable[[Any], object]) -> None:
        call(self)

    def release(self) -> None:
        pass


@pytest.fixture
def assignment(make_course: MakeCourse) -> Assignment:
    return load_assignment(make_course(), "doubling")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LOOK_S", 0.01)
    monkeypatch.setattr(remote, "LOOK_S", 0.01)


def ready(assignment: Assignment, worker: str, **other: str) -> bytes:
    told: dict[str, Any] = {
        "level": "full", "version": __version__, "python": platform.python_version(), "numpy": np.__version__,
        "machine": platform.machine(), "digest": assignment.digest,
        "explanations_digest": assignment.explanations_digest, "words_digest": assignment.words_digest,
    }  # fmt: skip
    return pack_reply(Ready(worker=worker, cases=b"[]", **(told | other)))


def settled(client: MadeUp, assignment: Assignment) -> Iterator[Crew]:
    made = Crew(client, assignment, b"parcel", "run")
    try:
        made.settle()
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("lost", [TimeoutError(), CancelledError(), pack_reply(Missing(worker="tls://a:1"))])
def test_an_answer_that_was_lost_is_asked_for_again(lost: Answer, assignment: Assignment) -> None:
    """A worker whose answer did not arrive is none that refuses."""
    client = MadeUp({"tls://a:1": [lost, ready(assignment, "tls://a:1")]})
    for made in settled(client, assignment):
        assert made.fit(threading.Event()) == ("tls://a:1",)
    assert client.asked == ["tls://a:1"] * 2


def test_an_error_of_the_connection_does_not_end_the_watch(assignment: Assignment) -> None:
    """Dask fails when a worker is to be asked: it is asked once more."""
    client = MadeUp({"tls://a:1": [ready(assignment, "tls://a:1")]}, broken=3)
    for made in settled(client, assignment):
        assert made.width() == workers.IN_FLIGHT


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"version": "0.0.1"}, "grader is 0.0.1 there"),
        ({"python": "3.10.0"}, "Python is 3.10.0 there"),
        ({"numpy": "1.0"}, "NumPy is 1.0 there"),
        ({"machine": "pdp11"}, "machine is pdp11 there"),
        ({"digest": "sha256:0"}, "not the one that was sent"),
        ({"words_digest": "sha256:0"}, "not the one that was sent"),
        ({"level": "landlock"}, "level landlock, and this class is graded at level full"),
    ],
)
def test_who_is_not_like_the_command_grades_nothing(other: dict[str, str], said: str, assignment: Assignment) -> None:
    """Another version, another Python, another level: the others go on, and the run says who was left out and why."""
    client = MadeUp({"tls://a:1": [ready(assignment, "tls://a:1")], "tls://b:1": [ready(assignment, "tls://b:1", **other)]})
    for made in settled(client, assignment):
        assert made.fit(threading.Event()) == ("tls://a:1",)
        (line,) = made.summary()[1:]
        assert line.startswith("not used: tls://b:1")
        assert said in line


@pytest.mark.parametrize(
    ("error", "raised"), [("AssignmentError", AssignmentError), ("StoppedError", JudgeError), ("__name__", JudgeError)]
)
def test_what_all_refuse_is_said_by_the_command(error: str, raised: type[Exception], assignment: Assignment) -> None:
    """With the exit code of their own error, and only of one that a worker can have."""
    client = MadeUp({"tls://a:1": [pack_reply(Refused(worker="tls://a:1", error=error, text="no suite"))]})
    with pytest.raises(raised, match="no suite"):
        next(settled(client, assignment))


def test_workers_that_end_when_they_are_asked(assignment: Assignment) -> None:
    """As dask's do where grader is not installed: the run says so, and does not wait for ever."""

    class Fleeting(MadeUp):
        def nthreads(self) -> dict[str, int]:
            self.answers = {f"tls://a:{len(self.asked)}": [None]}
            return super().nthreads()

    with pytest.raises(JudgeError, match=rf"is grader {__version__} installed"):
        next(settled(Fleeting({}), assignment))


def test_a_plain_worker_gets_no_assignment(assignment: Assignment) -> None:
    """Hidden tests do not cross the network in the clear, though the scheduler knows that worker."""
    client = MadeUp({"tcp://10.0.0.5:1": [ready(assignment, "x")], "tls://a:1": [ready(assignment, "tls://a:1")]})
    for made in settled(client, assignment):
        assert made.fit(threading.Event()) == ("tls://a:1",)
    assert client.asked == ["tls://a:1"]


def test_a_submission_that_is_never_answered_ends_the_run(assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its grade is not withheld, for nothing is known against it; the run says what to do."""
    monkeypatch.setattr(remote, "MOST_ASKED", 4)
    there = SimpleNamespace(fit=lambda _: ("tls://a:1",), gone=lambda _: False, key="k", run="r", suspects=threading.Lock())

    class Losing(MadeUp):
        def submit(self, *_: object, workers: list[str], **__: object) -> Any:
            self.asked += workers
            return Promise(CancelledError())

    client = Losing({})
    made = SimpleNamespace(assignment=assignment, cases=(), level="full")
    judge = RemoteJudge(made, client, there)  # type: ignore[arg-type]  # a cluster that is made up
    with pytest.raises(JudgeError, match="run the same command again"):
        judge.answer(Submission(student="s", name="s", file="s.py", digest="sha256:1"))
    assert len(client.asked) == 4
