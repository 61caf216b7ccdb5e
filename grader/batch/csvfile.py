"""A CSV file that a person made, as rows of text: encoding, separator, columns, cells. Knows no table's meaning.

Nothing is guessed that could lose a row: what is not clear is a problem, by file and line, and all of them are told at once.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.phrases.nearest import nearest
from grader.report.source import harmless

MOST_BYTES = 50 << 20
MOST_CELL = 2000
MOST_TOLD = 40
MOST_QUOTED = 40
MOST_ABOVE = 5
SEPARATORS = ",;\t"
SAVE_AS = "save it as CSV UTF-8"
# What Excel writes before the first line, to say how it separates.
_SEPARATOR = re.compile(r"^sep=(.)\r?\n?", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


# A line of the file, and a sentence.
Fault = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row that names somebody: its line in the file, and its cells by column, stripped and NFC."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What could be read, and what is wrong with the rest."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def titles_of(path: Path, known: Collection[str]) -> tuple[str, ...]:
    """The first line of a table, in lower case. ``known``: titles by which the separator is found. Raises UsageError."""
    text, before = _from_head(unicodedata.normalize("NFC", _decoded(path, _content(path))))
    _, cells = next(_rows(text, _separator(text, known), before, []), (0, []))
    return tuple(map(_plain, cells))


def read_table(path: Path, columns: Sequence[str], optional: Sequence[str] = (), *, may_be_empty: bool = False) -> Table:
    """``columns`` have to be there, and the first of them says who a row is about; further ones are read over.
    ``may_be_empty``: it is not always filled.

    Comma, semicolon or tab; UTF-8, UTF-16 with its mark, or CP949, as Excel writes. Raises UsageError where no row can be read.
    """
    text, before = _from_head(unicodedata.normalize("NFC", _decoded(path, _content(path))))
    lines: list[Line] = []
    faults: list[Fault] = []
    head: list[str] | None = None
    for line, cells in _rows(text, _separator(text, columns), before, faults):
        if head is None:
            head = _head(path, line, cells, columns, optional)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if found := list(_faults(head, cells, columns, may_be_empty=may_be_empty)):
            faults += [(line, fault) for fault in found]
            continue
        lines.append(Line(line, {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name}))
    if head is None and not faults:
        raise UsageError(f"{path} is empty; the first line has to name {', '.join(columns)}")
    return Table(tuple(lines), tuple(faults))


def refuse(path: Path, faults: Iterable[Fault]) -> None:
    """Raises UsageError with all of them in the order of the file, where there are any; of very many the first."""
    found = sorted(faults, key=lambda fault: fault[0])
    if found:
        more = [f"{path}: and {len(found) - MOST_TOLD} more problems"] if len(found) > MOST_TOLD else []
        raise UsageError("\n".join([*(f"{path}:{line}: {text}" for line, text in found[:MOST_TOLD]), *more]))


def quoted(text: str) -> str:
    """A cell as a message shows it: on one line, harmless, clipped."""
    return repr(harmless(text if len(text) <= MOST_QUOTED else text[: MOST_QUOTED - 3] + "..."))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {MOST_BYTES >> 20} MB; is it the right file?")
    if content.startswith(b"PK\x03\x04"):
        raise UsageError(f"{path} is a workbook or a zip, not CSV; open it and {SAVE_AS}")
    return content


def _decoded(path: Path, content: bytes) -> str:
    if b"\0" in content.split(b"\n", 1)[0] and not content.startswith(tuple(mark for mark, _ in _MARKS)):
        raise UsageError(f"{path}:1: holds NUL bytes, as UTF-16 without its mark does; {SAVE_AS}")
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    try:
        text = content.decode("cp949") if encoding == "utf-8" else ""
    except UnicodeDecodeError:
        text = ""
    if not text or (line := _mixed_up(text)):
        raise UsageError(f"{path}:{line}: neither UTF-8 nor CP949; {SAVE_AS}")
    return text


def _mixed_up(text: str) -> int:
    """The first line where a character that CP949 rarely holds stands within a Latin word, or 0: so CP1252 looks when misread."""
    for number, line in enumerate(text.split("\n"), 1):
        for place, char in enumerate(line):
            beside = line[max(0, place - 1) : place] + line[place + 1 : place + 2]
            if char > "\u2e80" and any(each.isascii() and each.isalpha() for each in beside) and _is_rare(char):
                return number
    return 0


def _is_rare(char: str) -> bool:
    """Not one of the 2,350 syllables that Korean text is written with."""
    try:
        return not "가" <= char <= "힣" or len(char.encode("euc-kr")) != 2
    except UnicodeEncodeError:
        return True


def _from_head(text: str) -> tuple[str, int]:
    """From the line that names the columns on, and how many lines stood above it: how Excel separates, and a title over the
    table. A title fills one cell; every table of ours has two columns or more.
    """
    said = _SEPARATOR.match(text)
    text, before = (text[said.end() :], 1) if said else (text, 0)
    lines = text[: MOST_ABOVE * MOST_CELL].split("\n")[:MOST_ABOVE]
    above = next((place for place, line in enumerate(lines) if _fills_two(line)), 0)
    return "\n".join(text.split("\n", above)[above:]), before + above


def _fills_two(line: str) -> bool:
    return any(sum(bool(_plain(cell)) for cell in line.split(each)) > 1 for each in SEPARATORS)


def _separator(text: str, columns: Collection[str]) -> str:
    """The one by which the first line holds most of the columns; the comma where that says nothing."""
    first = text.split("\n", 1)[0][:MOST_CELL]
    return max(SEPARATORS, key=lambda each: sum(_plain(name) in columns for name in first.split(each)))


def _plain(name: str) -> str:
    return name.strip().strip('"').strip().lower()


def _rows(text: str, separator: str, before: int, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """``(line, cells)``; a row that is no CSV is a fault, and the next one is read. ``before``: lines that were left out."""
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    line = before + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append((line, _quotes(str(error))))
        else:
            yield line, cells
        line = before + reader.line_num + 1


def _quotes(error: str) -> str:
    return f'the quotes of this row do not close as they should ({error}); a quote within a cell is written twice: ""'


def _head(path: Path, line: int, cells: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> list[str]:
    """The columns by place. Raises UsageError where one that is needed is missing or stands there twice."""
    head = [_plain(name) for name in cells]
    wanted = f"the first line has to name {', '.join(columns)}"
    faults = []
    for name in columns:
        if name not in head:
            unknown = [each[:MOST_QUOTED] for each in head if each and each not in (*columns, *optional)]
            near = nearest(name, unknown)
            hint = f" (is it {quoted(near)}?)" if near else ""
            faults.append((line, f"the column {name!r} is missing{hint}; {wanted}"))
    twice = [name for name in (*columns, *optional) if head.count(name) > 1]
    faults += [(line, f"the column {name!r} stands there twice; {wanted}") for name in twice]
    refuse(path, faults)
    return head


def _faults(head: Sequence[str], cells: Sequence[str], columns: Sequence[str], *, may_be_empty: bool) -> Iterator[str]:
    """What is wrong with the form of one row."""
    least = 1 + max(head.index(name) for name in columns)
    if any(cell.strip() for cell in cells[len(head) :]):
        yield f"{len(cells)} cells, but {len(head)} columns; put quotes around a cell that holds the separator"
        return
    if len(cells) < least:
        yield f"{len(cells)} cells, but the columns go up to {head[least - 1]!r}; leave a cell empty rather than out"
        return
    for name, cell in zip(head, cells, strict=False):
        if len(cell) > MOST_CELL:
            yield f"the cell {name!r} holds {len(cell)} characters, at most {MOST_CELL} are read; is a quote not closed?"
        elif odd := _CONTROL.search(cell):
            what = "a NUL byte" if odd[0] == "\0" else f"the control character \\x{ord(odd[0]):02x}"
            yield f"the cell {name!r} holds {what}; type it again"
    if not may_be_empty and not cells[head.index(columns[0])].strip():
        yield f"the cell {columns[0]!r} is empty, so nobody knows whom this row is about"
