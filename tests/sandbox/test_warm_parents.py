"""Warm parents are forked from one that has their imports: they are as they were executed, and hold nothing of one another."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import IsolationError
from grader.model import Limits
from grader.sandbox import launcher
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt
from tests.processes import in_memory

pytestmark = pytest.mark.skipif(not launcher.can_serve(), reason="warm parents are executed where processes have no descriptors")

LIMITS = Limits(wall_s=60, cpu_s=60)
MARK = "the-secret-of-this-course"
# What a worker can know of where its parent comes from.
LOOK = b"""
import os, sys

class Node:
    def __init__(self, name):
        self.name = name

def look():
    order = [node.name for node in {Node(name) for name in range(60)}]
    return order, sorted(os.environ.items()), sys.argv, sorted(sys.modules), sys.flags.hash_randomization, hash("a"), sys.path
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """In this process, as in the fork server of judges."""
    monkeypatch.setattr(launcher, "_servers", [])
    launcher.serve()
    (made,) = launcher._servers  # noqa: SLF001  # looked at from within
    yield made.process
    made.control.close()
    assert made.process.wait(60) in (0, -signal.SIGKILL), "it ends once nobody holds its socket"
    launcher.stop()


def looked(slot: Slot) -> object:
    worker = slot.worker()
    worker.load((("work.py", LOOK),), timeout_s=60)
    return worker.call(Ask(name="look"), timeout_s=60).value


def parent_of(slot: Slot) -> launcher.Process:
    assert slot._process is not None  # noqa: SLF001  # looked at from within
    return slot._process  # noqa: SLF001  # looked at from within


def parent_pid(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_all_begin_alike(server: subprocess.Popen[bytes], level: Level, isolation_at: IsolationAt, tmp_path: Path) -> None:
    """With the same order of addresses, whatever was ordered in between; and as one that is executed."""
    with Slot(LIMITS, isolation_at(level)) as slot:
        assert parent_pid(parent_of(slot).pid) == server.pid
        words = Path(f"/proc/{parent_of(slot).pid}/cmdline").read_bytes()
        assert tempfile.gettempdir().encode() in words, "a list of processes tells whose it is"
        first = looked(slot)
    private = tmp_path / ("x" * 100)
    for memory in (300, 700):
        with Slot(Limits(memory_mb=memory), isolation_at(level, (private,))):
            pass
    for _ in range(4):
        with Slot(LIMITS, isolation_at(level)) as slot:
            assert looked(slot) == first
    assert server.poll() is None


def test_one_that_is_lost_is_replaced(server: subprocess.Popen[bytes], level: Level, isolation_at: IsolationAt) -> None:
    """By one that is the same in all that shows: nobody's grade hangs on who forks."""
    with Slot(LIMITS, isolation_at(level)) as slot:
        first = looked(slot)
    server.kill()
    with Slot(LIMITS, isolation_at(level)) as slot:
        assert parent_pid(parent_of(slot).pid) not in (os.getpid(), server.pid)
        assert looked(slot) == first


def test_one_that_is_silent_is_replaced(
    server: subprocess.Popen[bytes], isolation_at: IsolationAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process answers nothing."""
    with Slot(LIMITS, isolation_at("process")) as slot:
        first = looked(slot)
    real = launcher._forked  # noqa: SLF001  # the wait for it is cut short
    asked: list[bool] = []

    def hurried(*arguments: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            if not asked:
                patch.setattr(launcher, "START_S", 0.2)
            asked.append(True)
            return real(*arguments)

    os.kill(server.pid, signal.SIGSTOP)
    monkeypatch.setattr(launcher, "_forked", hurried)
    with Slot(LIMITS, isolation_at("process")) as slot:
        assert looked(slot) == first
        assert parent_pid(parent_of(slot).pid) != server.pid
    assert not runs(server.pid)


def test_a_package_is_imported_by_one_that_is_executed(server: subprocess.Popen[bytes], isolation_at: IsolationAt) -> None:
    """The server has imported NumPy alone. What is executed has the same environment, modules, path and hashes."""
    with Slot(LIMITS, isolation_at("process")) as slot:
        forked = looked(slot)
    with Slot(Limits(wall_s=60, cpu_s=60, packages=("numpy", "msgpack")), isolation_at("process")) as slot:
        assert parent_pid(parent_of(slot).pid) == os.getpid()
        executed = looked(slot)
    assert isinstance(forked, tuple)
    assert isinstance(executed, tuple)
    assert executed[1:] == forked[1:]


def test_imports_that_start_threads_are_named(isolation_at: IsolationAt, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the fork they are gone, so it is the server that has counted them."""
    started = "import threading,time;threading.Thread(target=time.sleep,args=(600,),daemon=True).start();"
    monkeypatch.setattr(launcher, "_servers", [])
    monkeypatch.setattr(launcher, "BOOT", launcher.BOOT.replace("from grader", started + "from grader"))
    with pytest.raises(IsolationError, match="importing numpy starts 1 more thread"):
        Slot(LIMITS, isolation_at("process"))
    launcher.stop()


def test_the_server_holds_nothing(server: subprocess.Popen[bytes], isolation_at: IsolationAt, tmp_path: Path) -> None:
    """One thread, no descriptor but its own, an environment of ours, and no word of an order that it had."""
    with Slot(LIMITS, isolation_at("process", (tmp_path / MARK,))) as slot:
        if os.geteuid() != 0:
            with pytest.raises(PermissionError):  # nobody of the same user looks into it
                Path(f"/proc/{server.pid}/mem").read_bytes()
            return
        assert in_memory(parent_of(slot).pid, tmp_path.name), "its order names what is private, so it can be found"
        assert not in_memory(server.pid, MARK)
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    opened = [os.readlink(each) for each in Path(f"/proc/{server.pid}/fd").iterdir()]  # noqa: PTH115  # a name, not a path
    assert [name for name in opened if name != os.devnull and not name.startswith("socket")] == []
    assert sum(name.startswith("socket") for name in opened) == 1
    environment = Path(f"/proc/{server.pid}/environ").read_bytes().decode().split("\0")
    assert set(filter(None, environment)) == {f"{key}={value}" for key, value in launcher.ENVIRONMENT.items()}


def test_a_killed_server_costs_a_start(server: subprocess.Popen[bytes], level: Level, isolation_at: IsolationAt) -> None:
    """Its warm parents end with it, at the levels where they would with a judge; the next ones come from another."""
    with Slot(LIMITS, isolation_at(level)) as slot:
        first = parent_of(slot)
        server.kill()
        server.wait()
        if level == "landlock":
            first.kill()
        first.wait()
        assert looked(slot)
        assert parent_pid(parent_of(slot).pid) not in (os.getpid(), server.pid)
        assert runs(parent_of(slot).pid)


JUDGE = """
import os, sys
from grader.model import Limits
from grader.sandbox import launcher
from grader.sandbox.level import Isolation
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
launcher.serve()
slot = Slot(Limits(), Isolation(level=sys.argv[1], own_uid=os.geteuid() == 0, private=()))
worker = slot.worker()
worker.load([("a.py", b"def spin():\\n    while True: pass\\n")], timeout_s=60)
print(slot._process.pid, launcher._servers[0].process.pid, flush=True)
worker.call(Ask(name="spin"), timeout_s=600)
"""


def test_nothing_outlives_the_judge(level: Level) -> None:
    """Neither the server, nor a warm parent of it, nor a worker that spins."""
    with subprocess.Popen([sys.executable, "-c", JUDGE, level], stdout=subprocess.PIPE, text=True) as judge:
        assert judge.stdout is not None
        parent, server = map(int, judge.stdout.readline().split())
        family = [server, *descendants(server)]
        assert parent in family
        assert len(family) == (5 if level == "full" else 4)
        judge.kill()
    end = time.monotonic() + 60
    while any(map(runs, family)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(runs, family))


def descendants(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for path in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, path.read_text().split())
    return found[1:]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
