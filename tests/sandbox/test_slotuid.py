"""Every slot has a uid that nobody else has, for as long as any of its processes lives."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import IsolationError
from grader.model import Limits
from grader.sandbox import slotuid
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from grader.sandbox.slotuid import take_uid
from tests.marking import IsolationAt

HOLD = """
import sys, time
from pathlib import Path
from grader.sandbox.slotuid import take_uid
taken = take_uid(Path(sys.argv[1]))
print(taken.uid, flush=True)
time.sleep(120)
"""


def processes_of(uid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "status").read_text()
            except OSError:
                continue
            if f"\nUid:\t{uid}\t" in status and "\nState:\tZ" not in status:
                found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_two_never_share_a_uid(tmp_path: Path) -> None:
    """In one process or in several; a closed one is free again."""
    first, second = take_uid(tmp_path), take_uid(tmp_path)
    assert first.uid != second.uid
    first.close()
    third = take_uid(tmp_path)
    assert third.uid == first.uid
    second.close()
    third.close()


def test_a_killed_process_gives_its_uid_back(tmp_path: Path) -> None:
    """The lock goes with its holder, even by SIGKILL."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        theirs = int(process.stdout.readline())
        mine = take_uid(tmp_path)
        assert mine.uid != theirs
        process.kill()
        process.wait()
    again = take_uid(tmp_path)
    assert again.uid == theirs
    mine.close()
    again.close()


def test_a_full_house_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With exit code 6, and what to do."""
    monkeypatch.setattr(slotuid, "COUNT", 1)
    only = take_uid(tmp_path)
    with pytest.raises(IsolationError, match="in use"):
        take_uid(tmp_path)
    only.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give students a uid of their own")
def test_slots_have_different_uids_and_end_who_is_in_the_way(level: Level, isolation_at: IsolationAt) -> None:
    """Whoever runs under a uid when a slot takes it is ended; and so is everything of the slot's when it closes."""
    isolation, source = isolation_at(level), b"import os\nuid = os.getuid()\n"
    with Slot(Limits(), isolation) as one, Slot(Limits(), isolation) as other:
        uids = []
        for slot in (one, other):
            worker = slot.worker()
            worker.load([("a.py", source)], timeout_s=20)
            uids.append(worker.fetch(Ask(name="uid"), timeout_s=20).value)
        assert uids[0] != uids[1]
    taken = take_uid()
    taken.close()
    with subprocess.Popen(["sleep", "120"], user=taken.uid) as stray:
        assert wait_until(lambda: bool(processes_of(taken.uid)))
        with Slot(Limits(), isolation):
            assert stray.wait(30) != 0
        assert wait_until(lambda: not processes_of(taken.uid))
