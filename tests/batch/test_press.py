"""Processes that print: the bytes of the command itself, also where one of them is killed."""

import pytest
from classes import MakeClass, published

from grader.batch import press
from grader.batch.keys import GradedBy
from grader.batch.publish import STORE, Edition, publish
from grader.config import load_assignment
from grader.store import SqliteStore


@pytest.mark.parametrize("killed", [0, 1])
def test_presses_print_what_the_command_prints(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, killed: int) -> None:
    """Every report anew, each by some press; one that dies in the middle is replaced."""
    made = make_class()
    made.run("out", "--sandbox", "process", "--feedback", "off")
    out = made.root / "out"
    by_command = published(out)
    for report in (out / "reports").iterdir():
        report.unlink()
    started: list[press._Press] = []

    class Counted(press._Press):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]  # whatever a press takes
            started.append(self)
            if len(started) <= killed:
                self._process.kill()

    monkeypatch.setattr(press, "FEW", 1)
    monkeypatch.setattr(press, "_Press", Counted)
    assignment = load_assignment(made.course, "doubling")
    store = SqliteStore(out / STORE)
    try:
        graded_by = GradedBy(assignment, "process", "off")
        publish(store, Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=2))
    finally:
        store.close()
    assert len(started) > killed
    by_presses = published(out)
    assert {name for name in by_command if by_presses.get(name) != by_command[name]} <= {"index.html"}, (
        "its warning is the command's"
    )
