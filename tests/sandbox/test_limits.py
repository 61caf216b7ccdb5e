"""Every limit of grading.yaml holds at every level, and is named."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from grader.errors import IsolationError
from grader.model import Frame, Limits, Verdict
from grader.sandbox import level, machine
from grader.sandbox.level import Level, Request, plan
from grader.sandbox.protocol import Ask, StudentError, StudentStoppedError
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt

SOURCE = b"""
import os, threading, time
import numpy as np

def spin():
    while True:
        pass

def spin_unstoppably():
    import signal
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    spin()

def allocate_in_c():
    import ctypes
    size = 0
    while True:
        block = ctypes.CDLL(None, use_errno=True)
        block.malloc.restype = ctypes.c_void_p
        at = block.malloc(ctypes.c_size_t(1 << 20))
        # What C code does that never looks: a null address is written to.
        ctypes.memset(at, 1, 1 << 20)
        size += 1

def hog():
    return np.ones(10**9)

def take_the_last_byte(kept):
    size = 1 << 20
    while True:
        try:
            kept.append(bytes(size))
        except MemoryError:
            size //= 2
            if size < 16:
                raise

def take_it_for_a_while():
    take_the_last_byte([])

kept = []

def take_it_for_good():
    take_the_last_byte(kept)

def write(name, size):
    with open(name, "wb") as file:
        file.write(b"x" * size)
    return os.stat(name).st_size

def open_many():
    files = []
    while True:
        files.append(open(os.devnull))

def start(count):
    gate = threading.Event()
    started = []
    try:
        for _ in range(count):
            thread = threading.Thread(target=gate.wait)
            thread.start()
            started.append(thread)
    finally:
        gate.set()
        for thread in started:
            thread.join()
    return len(started)

def swallow():
    try:
        open("/tmp/x", "w")
    except OSError:
        return "refused"

def make_files(count):
    for number in range(count):
        open(str(number), "w").close()

def after_a_limit():
    try:
        open("x", "w")
    except OSError:
        raise ValueError("no room")

def words_of_a_limit():
    raise OSError("this assignment lets no file be written (file_mb = 0)")
"""

LIMITS = Limits(wall_s=30, cpu_s=1, memory_mb=150, open_files=20)
# What is meant to be overrun costs as much as it says, at each level and for each user.
HURRIED = Limits(wall_s=30, cpu_s=0.5)
GENEROUS = Limits(wall_s=30, cpu_s=30, memory_mb=512, file_mb=4, threads=2)


@pytest.fixture(scope="module")
def slot(level: Level, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(LIMITS, isolation_at(level)) as slot:
        yield slot


@pytest.fixture(scope="module")
def hurried(level: Level, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(HURRIED, isolation_at(level)) as slot:
        yield slot


@pytest.fixture(scope="module")
def generous(isolation_at: IsolationAt) -> Iterator[Slot]:
    """With files and threads, which only level full has."""
    with Slot(GENEROUS, isolation_at("full")) as slot:
        yield slot


def ask(slot: Slot, name: str, *args: object, limits: Limits = LIMITS) -> Any:
    worker = slot.worker()
    try:
        worker.load([("a.py", SOURCE)], timeout_s=30)
        worker.begin_case()
        return worker.call(Ask(name=name, args=args), timeout_s=limits.wall_s).value
    finally:
        worker.close()


@pytest.mark.parametrize("name", ["spin", "spin_unstoppably"])
def test_cpu_s(hurried: Slot, name: str) -> None:
    """Counted from outside: no signal that a student ignores plays a part, and the wall clock has not run out."""
    with pytest.raises(StudentStoppedError) as caught:
        ask(hurried, name)
    stop = caught.value.stop
    assert (stop.verdict, stop.limit) == (Verdict.TIME_LIMIT, "cpu_s = 0.5")
    assert stop.usage is not None
    assert 0.4 < stop.usage.cpu_s < 10


@pytest.mark.long
def test_the_line_that_was_running(level: Level, isolation_at: IsolationAt, hurried: Slot) -> None:
    """Of a loop of Python and of one of C, by wall clock and by processor time; nothing that student code wrote there itself."""
    source = b"""import os
def spin():
    while True:
        pass
def inner(x):
    return x ** 9_000_000
def big():
    return inner(987654321987654321)
def forge():
    for number in range(4, 64):
        try:
            os.write(number, b'  File "a.py", line 1 in forged\\n' * 9)
        except OSError:
            pass
    spin()
"""

    def stopped_in(slot: Slot, name: str, wall_s: float) -> Frame | None:
        worker = slot.worker()
        worker.load([("a.py", source)], timeout_s=30)
        worker.begin_case()
        with pytest.raises(StudentStoppedError) as caught:
            worker.call(Ask(name=name), timeout_s=wall_s)
        usage = caught.value.stop.usage
        assert usage is not None
        worker.close()
        return usage.running

    with Slot(Limits(wall_s=20, cpu_s=30), isolation_at(level)) as patient:
        for name, lines in (("spin", (3, 4)), ("big", (6,)), ("forge", (3, 4))):
            running = stopped_in(hurried, name, 30)
            assert running is not None
            assert (running.file, running.line in lines) == ("a.py", True)
            # On a machine that does much else, half a second may end before the first line of it ran.
            waited = (stopped_in(patient, name, wall_s) for wall_s in (0.5, 2, 8, 20))
            assert any(each is not None and each.file == "a.py" and each.line in lines for each in waited)


def test_cpu_s_is_for_each_case(hurried: Slot) -> None:
    """What earlier cases used does not count."""
    worker = hurried.worker()
    worker.load(
        [("a.py", SOURCE + b"def work():\n    end = time.process_time() + 0.2\n    while time.process_time() < end: pass\n")],
        timeout_s=30,
    )
    for _ in range(4):
        worker.begin_case()
        worker.call(Ask(name="work"), timeout_s=30)
    worker.close()
    assert worker.usage is not None
    assert worker.usage.cpu_s > 0.75


def test_cpu_s_of_a_long_case_is_not_that_of_the_short_ones_after_it(hurried: Slot) -> None:
    """Those take less time each than the warm parent is told of, and together more than cpu_s."""
    worker = hurried.worker()
    source = b"def work(seconds):\n    end = time.process_time() + seconds\n    while time.process_time() < end: pass\n"
    worker.load([("a.py", SOURCE + source)], timeout_s=30)
    for seconds in (0.2, *[0.02] * 30):
        worker.begin_case()
        worker.call(Ask(name="work", args=(seconds,)), timeout_s=30)
    worker.close()
    assert worker.usage is not None
    assert worker.usage.cpu_s > 0.75


def test_cpu_s_counts_many_short_calls(hurried: Slot) -> None:
    """A case of calls that are short each is watched all the same."""
    worker = hurried.worker()
    source = b"def work():\n    end = time.process_time() + 0.02\n    while time.process_time() < end: pass\n"
    worker.load([("a.py", SOURCE + source)], timeout_s=30)
    worker.begin_case()

    def work_on() -> None:
        for _ in range(1000):
            worker.call(Ask(name="work"), timeout_s=30)

    with pytest.raises(StudentStoppedError) as caught:
        work_on()
    assert (caught.value.stop.verdict, caught.value.stop.limit) == (Verdict.TIME_LIMIT, "cpu_s = 0.5")


def test_memory_mb(slot: Slot) -> None:
    """A MemoryError where Python notices; where C code dies of it, the death has the limit's name."""
    with pytest.raises(MemoryError):
        ask(slot, "hog")
    with pytest.raises(StudentStoppedError) as caught:
        ask(slot, "allocate_in_c")
    assert (caught.value.stop.verdict, caught.value.stop.limit) == (Verdict.MEMORY_LIMIT, "memory_mb = 150")


def test_the_last_byte(slot: Slot) -> None:
    """Who has none left is told so all the same; where it never comes back, at latest by the way in which the worker ends."""
    with pytest.raises(MemoryError):
        ask(slot, "take_it_for_a_while")
    worker = slot.worker()
    worker.load([("solution.py", SOURCE)], timeout_s=60)
    with pytest.raises(MemoryError):
        worker.call(Ask(name="take_it_for_good"), timeout_s=60)

    def ask_on() -> None:
        for _ in range(100):
            with contextlib.suppress(MemoryError):
                worker.call(Ask(name="take_it_for_good"), timeout_s=60)

    with pytest.raises(StudentStoppedError) as caught:
        ask_on()
    worker.close()
    assert (caught.value.stop.verdict, caught.value.stop.limit) == (Verdict.MEMORY_LIMIT, "memory_mb = 150")


def test_open_files(slot: Slot) -> None:
    """An OSError that names it."""
    with pytest.raises(StudentError, match=re.escape("(open_files = 20)")) as caught:
        ask(slot, "open_many")
    assert isinstance(caught.value, OSError)
    assert caught.value.limit == "open_files"


def test_no_threads(slot: Slot) -> None:
    """The same words at every level."""
    with pytest.raises(StudentError, match=re.escape("(threads = 0)")) as caught:
        ask(slot, "start", 1)
    assert isinstance(caught.value, RuntimeError)
    assert caught.value.limit == "threads"


@pytest.mark.parametrize(("name", "limit"), [("after_a_limit", "file_mb"), ("words_of_a_limit", None)])
def test_a_limit_is_told_apart_from_its_words(slot: Slot, name: str, limit: str | None) -> None:
    """By an error that was raised after it too; not by one whose text only reads like it."""
    with pytest.raises(StudentError) as caught:
        ask(slot, name)
    assert caught.value.limit == limit


@pytest.mark.parametrize("name", ["x", "/tmp/x", "/dev/shm/x"])  # noqa: S108  # never made
def test_no_files(slot: Slot, name: str) -> None:
    """The same exception at every level."""
    with pytest.raises(StudentError, match=re.escape("(file_mb = 0)")) as caught:
        ask(slot, "write", name, 1)
    assert isinstance(caught.value, PermissionError)
    assert caught.value.limit == "file_mb"


def test_what_was_refused_is_told_where_another_level_might_grant_it(slot: Slot, level: Level) -> None:
    """At landlock, also if the student swallows the error; once."""
    slot.take_refused()
    assert ask(slot, "swallow") == "refused"
    assert slot.take_refused() == (("a file to be written",) if level == "landlock" else ())
    with pytest.raises(RuntimeError):
        ask(slot, "start", 1)
    assert slot.take_refused() == (("a thread",) if level == "landlock" else ())
    assert slot.take_refused() == ()


def test_file_mb(generous: Slot) -> None:
    """Up to so much, in a folder of one's own; then an OSError that names the limit; and the next worker finds nothing."""
    assert ask(generous, "write", "x", 1000, limits=GENEROUS) == 1000
    assert ask(generous, "write", "/home/student/y", 3 << 20, limits=GENEROUS) == 3 << 20
    for size in (5 << 20, 50 << 20):
        with pytest.raises(OSError, match=re.escape("(file_mb = 4)")):
            ask(generous, "write", "x", size, limits=GENEROUS)
    with pytest.raises(OSError, match="Errno"):
        ask(generous, "write", "/tmp/x", 1, limits=GENEROUS)  # noqa: S108  # not granted
    with pytest.raises(OSError, match=re.escape("(file_mb = 4)")):
        ask(generous, "make_files", 5000, limits=GENEROUS)
    worker = generous.worker()
    worker.load([("a.py", b"import os\nfound = os.listdir()\n")], timeout_s=30)
    assert worker.fetch(Ask(name="found"), timeout_s=30).value == []


def test_threads(generous: Slot) -> None:
    """So many at a time, and not one more."""
    assert ask(generous, "start", 2, limits=GENEROUS) == 2
    with pytest.raises(StudentError) as caught:
        ask(generous, "start", 3, limits=GENEROUS)
    assert caught.value.fault.base == "RuntimeError"
    assert "(threads = 2)" in caught.value.fault.message
    assert caught.value.limit == "threads"


@pytest.mark.parametrize("limits", [Limits(file_mb=1), Limits(threads=1)])
@pytest.mark.parametrize("request_", ["auto", "strict", "process"])
def test_what_only_full_can_bound_is_refused_elsewhere(monkeypatch: pytest.MonkeyPatch, limits: Limits, request_: Request) -> None:
    """With exit code 6, so that no file gets other points on another machine."""
    monkeypatch.setattr(level, "reason_against", lambda level: "no user namespaces" if level == "full" else "")
    with pytest.raises(IsolationError, match="only level full") as caught:
        plan(request_, (), limits)
    assert caught.value.exit_code == 6
    assert plan(request_, (), Limits()).level == ("process" if request_ == "process" else "landlock")


def test_strict_is_refused_below_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is missing and what to do; auto makes do, process is what was asked for."""
    monkeypatch.setattr(level, "reason_against", lambda level: f"no {level} here")
    with pytest.raises(IsolationError, match=r"(?s)no full here.*no landlock here.*grader doctor.*--sandbox process") as caught:
        plan("strict", ())
    assert caught.value.exit_code == 6
    assert plan("auto", ()).level == plan("process", ()).level == "process"


def test_the_best_level_is_chosen(isolation_at: IsolationAt) -> None:
    """By trying; asking for process tries nothing."""
    isolation_at("full")
    assert plan("auto", ()).level == plan("strict", ()).level == "full"
    assert plan("process", ()).level == "process"
    assert machine.reason_against("full") == ""
