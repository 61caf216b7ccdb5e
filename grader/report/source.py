"""A student's file as highlighted lines: decoded, made harmless, each line with an anchor. Pure."""

from __future__ import annotations

import codecs
import keyword
import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from grader.model import Frame, shown_text
from grader.reading.notebook import cells_of, is_notebook

MAX_LINES = 3000
MAX_COLUMNS = 1000
MAX_CELLS = 300
# Highlighting a file that is no human's work costs more than it tells.
MAX_HIGHLIGHTED = 200_000

# What a file may say of itself in its first two lines, and the encodings of tables, which do nothing but look up.
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_ENCODINGS = re.compile(
    r"utf-?8(?:-sig)?|u8|(?:us-)?ascii|latin-?1|l1|iso-?8859-\d{1,2}|(?:cp|windows-)\d{3,4}|ms949|uhc|johab|euc-?(?:kr|jp)|ks-c-5601.*"
    r"|s(?:hift)?-?jis|gbk?|gb2312|gb18030|big5|koi8-[rtu]|mac-?roman"
)
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
    |(?P<other>[^\w\#'".]+|.)""",
    re.VERBOSE | re.DOTALL,
)
# Five styles are enough to read by: comment, text, number, keyword, name of a definition. While a file is scanned they stand as
# characters that no harmless text holds, so that it can be escaped as a whole, which took a third of a report's time by the piece.
_MARKS = {"c": "\x01", "s": "\x02", "m": "\x03", "k": "\x04", "f": "\x05"}
_END = "\x06"
_TAGS = {**{mark: f'<span class="{style}">' for style, mark in _MARKS.items()}, _END: "</span>"}


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    code: Markup


# Of a line, beside its code.
LINE_BYTES = 60


@dataclass(frozen=True, slots=True)
class Source:
    """``cut``: it has more lines. ``prefix``: what its anchors begin with, which have to be short: there is one a line."""

    name: str
    lines: tuple[Line, ...]
    cut: bool
    prefix: str = ""

    def anchor(self, line: int) -> str:
        """Empty for a line that is not shown."""
        return f"{self.prefix}L{line}" if 0 < line <= len(self.lines) else ""

    def markup(self, marked: Container[tuple[str, int]]) -> Markup:
        """The lines, each with its anchor. ``marked``: file and number of those that stand out."""
        # Hundreds of lines a report: in the template they would cost more than all else in it.
        return Markup(  # noqa: S704  # the prefix is ours, the code is markup, all else is ours
            "".join(
                f'<span class="{"l bad" if (self.name, line.number) in marked else "l"}" id="{self.prefix}L{line.number}">'
                f"<b>{line.number}</b>{line.code}\n</span>"
                for line in self.lines
            )
        )


def sources_within(sources: Sequence[Source], room: int) -> list[Source]:
    """The files as far as their lines fit into so many bytes, each with anchors of its own."""
    shown = []
    for number, source in enumerate(sources, 1):
        lines = []
        for line in source.lines:
            room -= len(line.code.encode()) + LINE_BYTES
            if room < 0:
                break
            lines.append(line)
        if lines or not source.lines:
            prefix = "" if number == 1 else f"f{number}-"
            shown.append(replace(source, lines=tuple(lines), cut=source.cut or len(lines) < len(source.lines), prefix=prefix))
    return shown


def harmless(text: str) -> str:
    """Control, zero-width and bidirectional characters as ⟨U+202E⟩: no text may look like another than it is."""
    return shown_text(text)


def caret_under(frame: Frame | None) -> str:
    """A caret that stands, below the frame's line as it is shown, at its column; empty where that is not known.

    Signs of other scripts are twice as wide, and what cannot be seen is shown by its name.
    """
    if frame is None or not 0 < frame.column <= len(frame.text) + 1:
        return ""
    before = harmless(frame.text[: frame.column - 1])
    return "".join("\t" if sign == "\t" else "  " if unicodedata.east_asian_width(sign) in "WF" else " " for sign in before) + "^"


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
    """As Python reads it, where its encoding is one that editors write; else as UTF-8 with what is none as ``\\xff``.

    The file names its codec, and Python has some that raise what they like, or take the square of a file's length.
    """
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n", 2)
    named = next((found[1] for line in lines[:2] if (found := _COOKIE.match(line))), b"utf-8").decode().lower()
    encoding = named if _ENCODINGS.fullmatch(named.replace("_", "-")) else "utf-8"
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return content.decode("utf-8", "backslashreplace")


def _highlighted(text: str) -> list[Markup]:
    """One line of markup for each line of harmless text, escaped here, so that nothing else has to be trusted.

    A scanner of its own and not a parser: a report needs five styles, and a class needs ten thousand reports. Each pattern always
    matches what it begins, to the end of the text if need be, so that the time is linear whatever a file holds.
    """
    parts: list[str] = []
    defines = False  # whether the piece before was def or class
    for match in _TOKEN.finditer(text):
        piece, kind = match[0], match.lastgroup or ""
        if kind == "other":
            parts.append(piece)
            defines = defines and piece.isspace()
            continue
        if kind == "name":
            kind = "k" if piece in _KEYWORDS else "f" if defines else ""
            defines = piece in ("def", "class")
        else:
            defines = False
        # A piece over several lines is closed and opened again at each end.
        parts.append("\n".join(f"{_MARKS[kind]}{line}{_END}" if line else "" for line in piece.split("\n")) if kind else piece)
    marked = str(escape("".join(parts)))
    for mark, tag in _TAGS.items():
        marked = marked.replace(mark, tag)
    return [Markup(line) for line in marked.split("\n")]  # noqa: S704  # escaped above
