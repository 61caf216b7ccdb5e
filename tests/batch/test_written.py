"""Who has not changed is not printed again: the lines are taken from the documents, as far as they are what was written there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.batch import publish as publishing
from grader.batch.cache_key import GradedBy
from grader.batch.publish import STORE, Edition, publish
from grader.batch.render import Printed, Printer, Sheet
from grader.batch.store import Store, open_store
from grader.reading.course import load_assignment
from grader.report.rows import Row
from tests.classes import SOURCES, Class, MakeClass, published

DOCUMENTS = ("results.jsonl", "staff.jsonl", "gradebook.csv", "index.html")


@contextmanager
def opened(made: Class) -> Iterator[tuple[Store, Edition]]:
    """The store of the class in ``out``, and what it is published with."""
    out, assignment = made.root / "out", load_assignment(made.course, "doubling")
    store = open_store(out / STORE)
    try:
        graded_by = GradedBy(assignment, "process", "off")
        yield store, Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=1)
    finally:
        store.close()


def documents(out: Path) -> dict[str, bytes]:
    return published(out) | {name: (out / name).read_bytes() for name in DOCUMENTS}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the printer was asked for, in this process."""
    asked: list[str] = []
    real = Printer.print

    def noted(self: Printer, sheet: Sheet) -> Printed:
        asked.append(sheet.member.student)
        return real(self, sheet)

    monkeypatch.setattr(Printer, "print", noted)
    return asked


def again(made: Class) -> tuple[Row, ...]:
    with opened(made) as (store, edition):
        return publish(store, edition)


def test_an_unchanged_class_is_not_printed(make_class: MakeClass, printed: list[str]) -> None:
    """The same bytes and the same rows, and nobody was asked for."""
    made = make_class()
    made.run("out")
    out = made.root / "out"
    rows, before = again(made), documents(out)
    assert again(made) == rows
    assert (printed, documents(out)) == ([], before)
    for report in (out / "reports").iterdir():
        report.unlink()
    assert again(made) == rows
    assert sorted(printed) == sorted(SOURCES)
    assert documents(out) == before


def of_one(text: str, student: str, change: Callable[[str], str]) -> str:
    """The document with the student's line changed."""
    lines = text.splitlines(keepends=True)
    return "".join(change(line) if f'"student": "{student}"' in line else line for line in lines)


TAMPERED: dict[str, Callable[[str], str]] = {
    "changed": lambda text: of_one(text, "half", lambda line: line.replace("half", "hall")),
    "left out": lambda text: of_one(text, "half", lambda _: ""),
    "twice": lambda text: of_one(text, "half", lambda line: 2 * line),
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "no text": lambda text: text + "\0\n\n",
}


@pytest.mark.parametrize("name", ["results.jsonl", "staff.jsonl"])
def test_what_was_changed_in_a_document_is_written_anew(make_class: MakeClass, printed: list[str], name: str) -> None:
    """Whatever somebody or a full disk did to it, and where it is gone: no line is believed that is not what was written."""
    made = make_class()
    made.run("out")
    out = made.root / "out"
    again(made)
    before, text = documents(out), (out / name).read_text(encoding="utf-8")
    for how, change in TAMPERED.items():
        (out / name).write_text(change(text), encoding="utf-8")
        printed.clear()
        again(made)
        assert documents(out) == before, how
        assert bool(printed) == (how != "no text"), how
    (out / name).unlink()
    printed.clear()
    again(made)
    assert (documents(out), sorted(printed)) == (before, sorted(SOURCES))


def test_only_what_changed_is_printed(make_class: MakeClass, printed: list[str]) -> None:
    """Somebody who hands in anew, somebody who comes and somebody who leaves; then all, by another renderer."""
    made = make_class({name: SOURCES[name] for name in ("half", "prints", "right", "sums")})
    made.run("out")
    (made.folder / "prints.py").write_text(SOURCES["wrong"])
    (made.folder / "again.py").write_text(SOURCES["right"])
    (made.folder / "half.py").unlink()
    made.run("out", "--replace")
    made.run("anew")
    out = made.root / "out"
    assert published(out) == published(made.root / "anew")
    with opened(made) as (store, edition):
        store.forget_prints(["again"])
        publish(store, edition)
    assert printed == ["again"]


def test_another_renderer_prints_everything(make_class: MakeClass, printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed by other code is not taken over."""
    made = make_class()
    made.run("out")
    monkeypatch.setattr(publishing, "_renderer", lambda: "another")
    again(made)
    assert sorted(printed) == sorted(SOURCES)


def test_a_row_comes_back_as_it_was(make_class: MakeClass) -> None:
    """Of every kind of end: what the store keeps of a row is all of it."""
    made = make_class()
    made.run("out")
    with opened(made) as (store, edition):
        kept = publish(store, edition)
        store.forget_prints(SOURCES)
        assert publish(store, edition) == kept
