"""Processes that print: the bytes of the command itself, also where one of them is killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.batch import render_pool
from grader.batch.cache_key import GradedBy
from grader.batch.publish import STORE, Edition, publish
from grader.batch.store import open_store
from grader.reading.course import load_assignment
from tests.classes import MakeClass, published


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("killed", [0, 1])
@pytest.mark.parametrize("how", ["forked", "started"])
def test_presses_print_what_the_command_prints(
    make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, how: str, killed: int
) -> None:
    """Every report anew, each by some press; one that dies in the middle is replaced."""
    made = make_class()
    made.run("out", "--sandbox", "process", "--feedback", "off")
    out = made.root / "out"
    by_command = published(out)
    for report in (out / "reports").iterdir():
        report.unlink()
    begun: list[render_pool._Press] = []

    class Counted(render_pool._Press):  # noqa: SLF001  # looked at from within
        def __init__(self, process: render_pool._Process) -> None:
            super().__init__(process)
            begun.append(self)
            if len(begun) <= killed:
                process.kill()

    monkeypatch.setattr(render_pool, "FEW_STARTED", 1)
    monkeypatch.setattr(render_pool, "FEW_FORKED", 1)
    monkeypatch.setattr(render_pool, "can_fork", lambda: how == "forked")
    monkeypatch.setattr(render_pool, "_Press", Counted)
    assignment = load_assignment(made.course, "doubling")
    store = open_store(out / STORE)
    try:
        graded_by = GradedBy(assignment, "process", "off")
        publish(store, Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=2))
    finally:
        store.close()
    assert len(begun) > killed
    assert any(type(each.process) is render_pool._Forked for each in begun) == (how == "forked")  # noqa: SLF001  # looked at from within
    by_presses = published(out)
    assert {name for name in by_command if by_presses.get(name) != by_command[name]} <= {"index.html"}, (
        "its warning is the command's"
    )


@pytest.mark.parametrize(("count", "jobs", "size"), [(10_000, 2, 24), (120, 2, 15), (120, 8, 3), (7, 2, 1)])
def test_no_press_is_long_at_work_alone(count: int, jobs: int, size: int) -> None:
    """Each gets some chunks of a small class, and none is empty."""
    assert render_pool.chunk_size(count, jobs) == size


SLOWLY = """
import os, sys, time
from pathlib import Path
from grader.batch import render_pool
from grader.batch.cache_key import GradedBy
from grader.batch.render import Printer
from grader.batch.publish import STORE, Edition, publish
from grader.reading.course import load_assignment
from grader.batch.store import open_store

def slowly(self, sheet):
    print(os.getpid(), flush=True)
    time.sleep(60)

Printer.print, render_pool.FEW_FORKED = slowly, 1
course, out = map(Path, sys.argv[1:])
assignment = load_assignment(course, "doubling")
graded_by = GradedBy(assignment, "process", "off")
publish(open_store(out / STORE), Edition(folder=out, course=course, assignment=assignment, graded_by=graded_by, lang="en", jobs=2))
"""


def is_there(pid: int) -> bool:
    """Alive, and not only waiting for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.mark.long(seconds=2)
@pytest.mark.skipif(sys.platform != "linux", reason="presses are forked, and end with the command, on Linux")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_presses_end_with_the_command(make_class: MakeClass, number: signal.Signals) -> None:
    """In the middle of a report, whatever ends the command."""
    made = make_class()
    made.run("out", "--sandbox", "process", "--feedback", "off")
    for report in (made.root / "out/reports").iterdir():
        report.unlink()
    command = subprocess.Popen([sys.executable, "-c", SLOWLY, made.course, made.root / "out"], stdout=subprocess.PIPE, text=True)
    assert command.stdout is not None
    with command.stdout:
        press_pid = int(command.stdout.readline())
        assert press_pid != command.pid
        command.send_signal(number)
        command.wait()
        end = time.monotonic() + 30
        while is_there(press_pid):
            assert time.monotonic() < end
            time.sleep(0.02)
