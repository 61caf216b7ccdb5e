"""Nothing outlives the judge, whatever becomes of it; and a level that does not keep its promise grades nothing."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest

from grader.errors import IsolationError, SandboxError
from grader.model import Limits
from grader.sandbox.confine import breakout
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt

JUDGE = """
import json, os, sys, time
from grader.model import Limits
from grader.sandbox.level import Isolation
from grader.sandbox.slot import Slot
from grader.sandbox.protocol import Ask
slot = Slot(Limits(), Isolation(level=sys.argv[1], own_uid=os.geteuid() == 0, private=()))
worker = slot.worker()
worker.load([("a.py", b"def spin():\\n    while True: pass\\n")], timeout_s=60)
print(slot._process.pid, flush=True)
worker.call(Ask(name="spin"), timeout_s=600)
"""


def children(pid: int) -> list[int]:
    """All descendants, by what /proc says of parents."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def judge(level: Level) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen([sys.executable, "-c", JUDGE, level], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        parent = int(process.stdout.readline())
        yield process, parent
    process.kill()
    process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="who lives is read from /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
def test_workers_die_with_their_judge(judge: tuple[subprocess.Popen[str], int], level: Level, number: signal.Signals) -> None:
    """Keeper, warden, mold and a worker that spins."""
    process, parent = judge
    expected = 4 if level == "full" else 3
    assert wait_until(lambda: len(children(parent)) == expected)
    family = children(parent)
    process.send_signal(number)
    process.wait()
    assert wait_until(lambda: not any(map(is_alive, family)))


@pytest.mark.skipif(sys.platform != "linux", reason="who lives is read from /proc")
def test_workers_die_with_their_warm_parent(judge: tuple[subprocess.Popen[str], int], level: Level) -> None:
    """Also with the one that only keeps the namespace."""
    _, parent = judge
    assert wait_until(lambda: len(children(parent)) == (4 if level == "full" else 3))
    family = children(parent)
    os.kill(parent, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_alive, family)))


LEAVES = b"""
import ctypes, os, posix, time

FORK = ctypes.PyDLL(None).fork  # below what is refused in words

def leave():
    reading, writing = os.pipe()
    try:
        child = FORK()
        if child < 0:
            return 0
        if child == 0:
            os.setsid()
            daemon = FORK()
            if daemon == 0:
                time.sleep(600)
            os.write(writing, str(daemon).encode())
            os._exit(0)
    except OSError:
        return 0
    return int(os.read(reading, 20))

def chain():
    reading, writing = os.pipe()
    end = time.monotonic() + 30
    try:
        child = FORK()
        if child < 0:
            return 0
        if child == 0:
            os.setsid()
            os.write(writing, str(posix.getpid()).encode())
            while time.monotonic() < end:
                if FORK() > 0:
                    os._exit(0)
            os._exit(0)
    except OSError:
        return 0
    return int(os.read(reading, 20))
"""


def session(leader: int) -> list[str]:
    """Who lives in the session that once had that leader."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            state, _, _, of = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            found += [entry.name] if state not in "ZX" and int(of) == leader else []
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody inherits what has left its group")
def test_a_worker_leaves_nothing_running(level: Level, isolation_at: IsolationAt) -> None:
    """A grandchild in a session of its own ends with the worker; only an ordinary user's can have one, at level process."""
    with Slot(Limits(), isolation_at(level)) as slot:
        worker = slot.worker()
        worker.load([("solution.py", LEAVES)], timeout_s=20)
        daemon = worker.call(Ask(name="leave"), timeout_s=20).value
        assert (daemon > 0) == (level == "process" and os.geteuid() != 0)
        assert not daemon or is_alive(daemon)
        worker.close()
        assert not daemon or wait_until(lambda: not is_alive(daemon), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody inherits what has left its group")
def test_a_chain_of_forks_is_broken(level: Level, isolation_at: IsolationAt) -> None:
    """Each link dies as soon as it has forked the next one, so that whoever is named in a list is dead when the signal comes."""
    with Slot(Limits(), isolation_at(level)) as slot:
        worker = slot.worker()
        worker.load([("solution.py", LEAVES)], timeout_s=20)
        leader = worker.call(Ask(name="chain"), timeout_s=20).value
        assert (leader > 0) == (level == "process" and os.geteuid() != 0)
        worker.close()
        assert not leader or wait_until(lambda: not session(leader), 10)
        assert slot.worker().load([("solution.py", LEAVES)], timeout_s=20).names


def test_a_dead_warm_parent_is_started_again(level: Level, isolation_at: IsolationAt) -> None:
    """The next worker is none the worse."""
    with Slot(Limits(), isolation_at(level)) as slot:
        assert slot._process is not None  # noqa: SLF001  # looked at from within
        slot._process.kill()  # noqa: SLF001  # looked at from within
        slot._process.wait()  # noqa: SLF001  # looked at from within
        worker = slot.worker()
        worker.load([("a.py", b"x = 1\n")], timeout_s=60)
        assert worker.fetch(Ask(name="x"), timeout_s=60).value == 1


def test_a_slot_leaves_nothing_behind(level: Level, isolation_at: IsolationAt) -> None:
    """No folder in the temporary one."""
    with Slot(Limits(), isolation_at(level)) as slot:
        assert slot._scratch is not None  # noqa: SLF001  # looked at from within
        folder = Path(slot._scratch.path)  # noqa: SLF001  # looked at from within
        assert folder.exists()
    assert not folder.exists()


def test_a_worker_stopped_as_soon_as_it_is_there(level: Level, isolation_at: IsolationAt) -> None:
    """It may end of the question where it is, with nobody left to answer; its end is told all the same, and the slot goes on."""
    with Slot(Limits(), isolation_at(level)) as slot:
        parent = slot._process  # noqa: SLF001  # looked at from within
        for _ in range(5):
            worker = slot.worker()
            slot.stop()
            worker.close()
            assert worker.usage is not None
        assert slot._process is parent  # noqa: SLF001  # looked at from within


class Answer:
    """Stands for the socket of a self-test that says this and hangs up."""

    def __init__(self, said: bytes) -> None:
        self.parts = [said, b""]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def settimeout(self, _: float) -> None:
        pass

    def recv(self, _: int) -> bytes:
        return self.parts.pop(0)


@pytest.mark.parametrize("attempt", list(breakout.ATTEMPTS))
def test_a_self_test_that_succeeds_refuses_to_grade(
    attempt: str, isolation_at: IsolationAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its attempts, as if it had worked at level full."""
    answer = {**dict.fromkeys(breakout.ATTEMPTS, ""), attempt: "do what it must not"}
    monkeypatch.setattr(Slot, "_connection", lambda self, order: Answer(json.dumps(answer).encode()))
    monkeypatch.setattr(Slot, "ended", lambda self: None)
    with pytest.raises(IsolationError, match="do what it must not") as caught:
        Slot(Limits(), isolation_at("full"))
    assert caught.value.exit_code == 6


def test_whoever_could_change_a_result_is_refused_at_every_level(
    isolation_at: IsolationAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where files and network are open; and nobody is sent to a weaker level than the weakest."""
    answer = {**dict.fromkeys(breakout.ATTEMPTS, ""), "memory": "change what it must not"}
    monkeypatch.setattr(Slot, "_connection", lambda self, order: Answer(json.dumps(answer).encode()))
    monkeypatch.setattr(Slot, "ended", lambda self: None)
    with pytest.raises(IsolationError, match="change what it must not") as caught:
        Slot(Limits(), isolation_at("process"))
    assert "--sandbox process" not in str(caught.value)


def test_the_self_test_says_what_does_not_hold(level: Level, isolation_at: IsolationAt, tmp_path: Path) -> None:
    """Nothing at the levels that isolate; at process, in words, what a student could do here."""
    with Slot(Limits(), isolation_at(level, (tmp_path,))) as slot:
        if level == "process":
            assert "use the network" in slot.warning
            assert ("read your files" in slot.warning) == (os.geteuid() != 0)
        else:
            assert slot.warning == ""


def test_the_self_test_finds_what_is_open(tmp_path: Path) -> None:
    """Every attempt succeeds in a process that nothing confines."""
    canary = tmp_path / "canary"
    canary.write_text("x")
    ours, theirs = os.pipe()
    code = (
        "import json,sys;from grader.sandbox.confine import breakout;breakout.run_trial(int(sys.argv[1]),json.loads(sys.argv[2]))"
    )
    # Unlike this process, which has opened slots, it is open to others of its user.
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        order = {"canary": str(canary), "private": [], "judge": os.getpid(), "parent": other.pid, "home": ""}
        subprocess.run([sys.executable, "-c", code, str(theirs), json.dumps(order)], pass_fds=[theirs], check=True)
        other.kill()
    os.close(theirs)
    with os.fdopen(ours, "rb") as answer:
        found = json.loads(answer.read())
    assert set(found) == set(breakout.ATTEMPTS)
    # Some systems let nobody but a parent into a process.
    assert all(text for name, text in found.items() if name != "memory" or lets_others_in())
    assert list(tmp_path.iterdir()) == [canary]


def lets_others_in() -> bool:
    yama = Path("/proc/sys/kernel/yama/ptrace_scope")
    return sys.platform == "linux" and (not yama.exists() or yama.read_text().strip() == "0")


def test_a_silent_self_test_is_an_error(isolation_at: IsolationAt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never taken for one that found nothing."""
    monkeypatch.setattr(Slot, "_connection", lambda self, order: Answer(b""))
    monkeypatch.setattr(Slot, "ended", lambda self: None)
    with pytest.raises(SandboxError, match="self-test"):
        Slot(Limits(), isolation_at("full"))
