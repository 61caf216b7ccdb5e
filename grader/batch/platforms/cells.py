"""A table that somebody else's program wrote, of which some cells are filled: every other byte stays as it is. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.model import Text
from grader.phrases.why import why

MOST_BYTES = 50 << 20
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_ENCODINGS = ("utf-8", "cp949", "latin-1")
SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Cell:
    """``start`` and ``end``: where it stands in the text, its quotes included. ``value``: what it says, stripped and NFC."""

    start: int
    end: int
    value: str
    quoted: bool


class TemplateError(UsageError):
    """A platform's file that cannot be filled: to the command line in English, on a page in its language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Cells:
    """Rows of cells with their places. Raises TemplateError for bytes that are no table."""

    def __init__(self, name: str, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise TemplateError(why("template_large", name=name, most=MOST_BYTES >> 20))
        if content.startswith(b"PK\x03\x04"):
            raise TemplateError(why("template_workbook", name=name))
        self._mark, self._encoding, self._text = _decoded(name, content)
        self.separator = _separator(self._text)
        self.rows: tuple[tuple[Cell, ...], ...] = tuple(_rows(self._text, self.separator))
        if not self.rows:
            raise TemplateError(why("template_empty", name=name))

    def value(self, row: int, column: int) -> str:
        """Empty where the row ends before."""
        cells = self.rows[row]
        return cells[column].value if column < len(cells) else ""

    def filled(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """The whole table with these cells, by row and column; a row that ends before gets the cells that it lacks."""
        pieces, at = [], 0
        for (row, column), text in sorted(values.items()):
            cells = self.rows[row]
            if column < len(cells):
                cell = cells[column]
                pieces += [self._text[at : cell.start], self._written(text, quoted=cell.quoted)]
                at = cell.end
            else:
                pieces += [self._text[at : cells[-1].end], self.separator * (column - len(cells) + 1), self._written(text)]
                at = cells[-1].end
        whole = "".join([*pieces, self._text[at:]])
        return self._mark + whole.encode(self._encoding)

    def _written(self, text: str, *, quoted: bool = False) -> str:
        if quoted or any(char in text for char in (self.separator, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text


def _decoded(name: str, content: bytes) -> tuple[bytes, str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            try:
                return mark, encoding, body.decode(encoding)
            except UnicodeDecodeError as error:
                raise TemplateError(why("template_broken", name=name, encoding=encoding, reason=error.reason)) from None
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == content:
            return b"", encoding, text
    raise TemplateError(why("template_encoding", name=name))


def _separator(text: str) -> str:
    """By the first lines, outside of quotes: the one that stands there most."""
    head = "\n".join(text.splitlines()[:3])
    outside = "".join(head.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _rows(text: str, separator: str) -> Sequence[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    at = 0
    while at < len(text):
        cell, at = _cell(text, at, separator)
        row.append(cell)
        if at < len(text) and text[at] == separator:
            at += 1
            if at == len(text):
                row.append(Cell(at, at, "", quoted=False))
            continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        rows.append(tuple(row))
        row = []
    if row:
        rows.append(tuple(row))
    return rows


def _cell(text: str, start: int, separator: str) -> tuple[Cell, int]:
    if text[start] == '"':
        end = start + 1
        while end < len(text):
            if text[end] == '"':
                if text[end + 1 : end + 2] != '"':
                    break
                end += 1
            end += 1
        end = min(end + 1, len(text))
        # What stands behind the closing quote is kept as it is, and belongs to no value.
        after = end
        while after < len(text) and text[after] not in (separator, "\r", "\n"):
            after += 1
        return Cell(start, after, _plain(text[start + 1 : end - 1].replace('""', '"')), quoted=True), after
    end = start
    while end < len(text) and text[end] not in (separator, "\r", "\n"):
        end += 1
    return Cell(start, end, _plain(text[start:end]), quoted=False), end


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
