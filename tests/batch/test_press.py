"""Processes that print: the bytes of the command itself, also where one of them is killed."""

import pytest
from classes import MakeClass, published

from grader.batch import press
from grader.batch.keys import GradedBy
from grader.batch.publish import STORE, Edition, publish
from grader.config import load_assignment
from grader.store import SqliteStore


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
    begun: list[press._Press] = []

    class Counted(press._Press):
        def __init__(self, process: press._Process) -> None:
            super().__init__(process)
            begun.append(self)
            if len(begun) <= killed:
                process.kill()

    monkeypatch.setattr(press, "FEW_STARTED", 1)
    monkeypatch.setattr(press, "FEW_FORKED", 1)
    monkeypatch.setattr(press, "can_fork", lambda: how == "forked")
    monkeypatch.setattr(press, "_Press", Counted)
    assignment = load_assignment(made.course, "doubling")
    store = SqliteStore(out / STORE)
    try:
        graded_by = GradedBy(assignment, "process", "off")
        publish(store, Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=2))
    finally:
        store.close()
    assert len(begun) > killed
    assert any(type(each.process) is press._Forked for each in begun) == (how == "forked")
    by_presses = published(out)
    assert {name for name in by_command if by_presses.get(name) != by_command[name]} <= {"index.html"}, (
        "its warning is the command's"
    )
