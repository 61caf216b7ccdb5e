"""A student's file as highlighted lines: decoded, made harmless, each line with an anchor. Pure."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, Token

from grader.notebook import cells_of, is_notebook

MAX_LINES = 3000
MAX_COLUMNS = 1000
MAX_CELLS = 300
# Highlighting a file that is no human's work costs more than it tells.
MAX_HIGHLIGHTED = 200_000

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
    """One line of markup for each line of text; every piece escaped here, so that nothing else has to be trusted."""
    lines: list[list[Markup]] = [[]]
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(text):
        style = _style(kind)
        for position, piece in enumerate(value.split("\n")):
            if position:
                lines.append([])
            if piece:
                lines[-1].append(Markup('<span class="{}">{}</span>').format(style, piece) if style else escape(piece))
    return [Markup("").join(parts) for parts in _fitted(lines, text.count("\n") + 1)]


def _fitted(lines: list[list[Markup]], count: int) -> Sequence[list[Markup]]:
    return [*lines, *([] for _ in range(count - len(lines)))][:count]


def _style(kind: Any) -> str:
    """Five styles are enough to read by: keyword, name of a definition, text, number, comment."""
    for parent, style in (
        (Token.Comment, "c"),
        (Token.Literal.String, "s"),
        (Token.Literal.Number, "m"),
        (Token.Keyword, "k"),
        (Token.Operator.Word, "k"),
        (Token.Name.Function, "f"),
        (Token.Name.Class, "f"),
    ):
        if kind in parent and kind in STANDARD_TYPES:
            return style
    return ""
