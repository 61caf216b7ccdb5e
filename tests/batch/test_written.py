"""Who has not changed is not printed again: the lines are taken from the documents, as far as they are what was written there."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.batch import publish as publishing
from grader.batch.cache_key import GradedBy
from grader.batch.publish import STORE, Edition, publish
from grader.batch.render import Printed, Printer, Sheet
from grader.batch.seal import FACT
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


@pytest.mark.long(seconds=2)
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


@pytest.mark.long(seconds=2)
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


@pytest.mark.long(seconds=2)
def test_a_row_comes_back_as_it_was(make_class: MakeClass) -> None:
    """Of every kind of end: what the store keeps of a row is all of it."""
    made = make_class()
    made.run("out")
    with opened(made) as (store, edition):
        kept = publish(store, edition)
        store.forget_prints(SOURCES)
        assert publish(store, edition) == kept


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each time that the documents of a class were made."""
    made: list[str] = []
    real = publishing._published  # noqa: SLF001  # looked at from within

    def noted(*arguments: Any) -> tuple[Row, ...]:
        made.append("again")
        return real(*arguments)

    monkeypatch.setattr(publishing, "_published", noted)
    return made


def overwrite(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


# What somebody may change between two runs, so that the documents have to be made again.
CHANGES: dict[str, Callable[[Path], None]] = {
    "a document": lambda out: overwrite(out / "index.html", "mine"),
    "a document that is gone": lambda out: (out / "gradebook.csv").unlink(),
    "a document too many": lambda out: overwrite(out / "private-names.csv", "mine"),
    "a report that is gone": lambda out: (out / "reports" / "half.html").unlink(),
    "points that a person gave": lambda out: overwrite(
        out / "adjustments.csv", "student,case,points,reason,who\nhalf,test_doubles,1,late train,Kim\n"
    ),
    "a hint that is empty": lambda out: overwrite(out / "hints" / f"{group_in(out)}.txt", ""),
}


def group_in(out: Path) -> str:
    name: str = re.findall(r"hints/(double-[0-9a-f]{8})", (out / "index.html").read_text(encoding="utf-8"))[0]
    return name


def test_what_has_not_changed_is_left_alone(make_class: MakeClass, written: list[str]) -> None:
    """Not a document is made; after each change all are, as they are without a seal, and then left alone again."""
    made = make_class(SOURCES | {"also": SOURCES["wrong"] + "# too\n"})
    made.run("out")
    out = made.root / "out"
    rows, before = again(made), documents(out)
    assert written == ["again"], "the command says that nobody is confined"
    assert (again(made), documents(out), written) == (rows, before, ["again"])
    for what, change in CHANGES.items():
        change(out)
        written.clear()
        again(made)
        assert written == ["again"], what
        now = documents(out)
        with opened(made) as (store, edition):
            store.save_facts({FACT: ""})
            publish(store, edition)
        assert documents(out) == now, what
        assert (again(made), written) == (again(made), ["again", "again"]), what


@pytest.mark.long(seconds=2)
def test_another_language_and_back(make_class: MakeClass, written: list[str]) -> None:
    """What is said in another language is another publication, also where the first one is asked for again."""
    made = make_class()
    made.run("out")
    again(made)
    before = documents(made.root / "out")
    written.clear()
    with opened(made) as (store, edition):
        publish(store, replace(edition, lang="ko"))
        assert documents(made.root / "out") != before
        publish(store, edition)
    assert (documents(made.root / "out"), written) == (before, ["again", "again"])


@pytest.mark.long(seconds=2)
def test_what_was_interrupted_has_no_seal(make_class: MakeClass, written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle of another publication, the first one is not taken for whole, whatever lies there."""
    made = make_class()
    made.run("out")
    again(made)
    written.clear()
    with monkeypatch.context() as patched, opened(made) as (store, edition):
        patched.setattr(publishing, "_write_map", stopped)
        with pytest.raises(KeyboardInterrupt):
            publish(store, replace(edition, lang="ko"))
        assert store.fetch_facts()[FACT] == ""
    again(made)
    assert written == ["again", "again"]


def stopped(*_: Any) -> None:
    raise KeyboardInterrupt


def test_rows_of_a_large_class(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where equal values are held once, the rows are equal, and so are those that the store gives back."""
    made = make_class()
    made.run("out")
    rows = again(made)
    monkeypatch.setattr(publishing, "MANY", 1)
    assert again(made) == rows
    with opened(made) as (store, edition):
        store.save_facts({FACT: ""})
        pooled = publish(store, edition)
    assert pooled == rows
    accepted = [row.points for row in pooled if row.student in ("right", "sums")]
    assert accepted[0] is accepted[1]
