"""A student's file as highlighted lines: decoded, made harmless, each line with an anchor. Pure."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from grader.notebook import cells_of, is_notebook

MAX_LINES = 3000
MAX_COLUMNS = 1000
MAX_CELLS = 300
# Highlighting a file that is no human's work costs more than it tells.
MAX_HIGHLIGHTED = 200_000

_KEYWORDS = frozenset(keyword.kwlist)
_TOKEN = re.compile(
    r"""(?P<c>\#[^\n]*)
    |(?P<s>(?i:[rbuf]|br|rb|fr|rf)?(?:
        \'\'\'(?:[^\\']|\\.|\'(?!\'\'))*(?:\'\'\'|\\?\Z)
        |\"\"\"(?:[^\\"]|\\.|\"(?!\"\"))*(?:\"\"\"|\\?\Z)
        |\'(?:[^\\'\n]|\\.)*\'?
        |\"(?:[^\\"\n]|\\.)*\"?))
    |(?P<name>[^\W\d]\w*)
    |(?P<m>\d\w*(?:\.\w*)?(?:(?<=[eE])[+-]\d+)?|\.\d\w*)
    |(?P<other>\s+|.)""",
    re.VERBOSE | re.DOTALL,
)
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    code: Markup


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    lines: tuple[Line, ...]
    cut: bool


def harmless(text: str) -> str:
    """Control, zero-width and bidirectional characters as ⟨U+202E⟩: no text may look like another than it is."""
    return _INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def read_sources(name: str, content: bytes) -> list[Source]:
    """The file; of a notebook each cell, with lines of its own, named as tracebacks name it."""
    if not is_notebook(name, content):
        return [read_source(name, content)]
    cells = [(number, text) for number, text in enumerate(cells_of(content), 1) if text.strip()]
    shown = [read_source(f"{name}[{number}]", text.encode("utf-8", "backslashreplace")) for number, text in cells[:MAX_CELLS]]
    if len(cells) > MAX_CELLS and shown:
        shown[-1] = replace(shown[-1], cut=True)
    return shown


def read_source(name: str, content: bytes) -> Source:
    """The file for display. Never raises: what has no encoding is shown as Latin-1."""
    text = harmless(_decoded(content).replace("\r\n", "\n").replace("\r", "\n"))
    raw = text.split("\n")
    if raw and not raw[-1]:
        raw.pop()
    cut = len(raw) > MAX_LINES or any(len(line) > MAX_COLUMNS for line in raw)
    raw = [line[:MAX_COLUMNS] for line in raw[:MAX_LINES]]
    short = "\n".join(raw)
    marked = _highlighted(short) if len(short) <= MAX_HIGHLIGHTED else [escape(line) for line in raw]
    return Source(name, tuple(Line(number, line) for number, line in enumerate(marked, 1)), cut)


def _decoded(content: bytes) -> str:
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0]
        return content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return content.decode("utf-8", "backslashreplace")


def _highlighted(text: str) -> list[Markup]:
    """One line of markup for each line of text; every piece escaped here, so that nothing else has to be trusted.

    A scanner of its own and not a parser: a report needs five styles, and a class needs ten thousand reports. Each pattern always
    matches what it begins, to the end of the text if need be, so that the time is linear whatever a file holds.
    """
    parts: list[str] = []
    after = ""
    for match in _TOKEN.finditer(text):
        piece, kind = match[0], match.lastgroup
        style = _style(piece, kind or "", after)
        if kind != "other" or not piece.isspace():
            after = piece
        if not style:
            parts.append(escape(piece))
            continue
        # A piece over several lines is closed and opened again at each end.
        opened, closed = f'<span class="{style}">', "</span>"
        parts.append("\n".join(f"{opened}{escape(line)}{closed}" if line else "" for line in piece.split("\n")))
    return [Markup(line) for line in "".join(parts).split("\n")]  # noqa: S704  # every piece was escaped above


def _style(piece: str, kind: str, after: str) -> str:
    """Five styles are enough to read by: keyword, name of a definition, text, number, comment."""
    if kind != "name":
        return kind if kind != "other" else ""
    if piece in _KEYWORDS:
        return "k"
    return "f" if after in ("def", "class") else ""
