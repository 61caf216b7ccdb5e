"""Whether a file that this Python cannot read is one for a newer Python, and for which. Inside.

Statements are known by the line that Python stumbles over. F-strings with anything in their braces came with 3.12, templates
(``t"..."``) with 3.14: where the file can be read once each of them is taken by those rules, it was one of them.
"""

from __future__ import annotations

import ast
import re
import sys

from grader.sandbox.inside.reasons import reason_of, unread

# What stands in the brackets of a generic function or class: names, each with a bound and a default.
_TYPE = r"\s*\*{0,2}\s*[^\W\d]\w*\s*(?::\s*(?:\([^()=]*\)|[^=,()]+))?"
TYPES = rf"{_TYPE}(?:,{_TYPE})*,?\s*"
DEFAULTS = rf"{_TYPE}[^=]*=[^()]*?"
# What Python stumbles over begins like this: pattern, the first version that reads it.
STATEMENTS = (
    (re.compile(r"\s*type\s+[^\W\d]\w*\s*(?:\[.*\])?\s*="), (3, 12)),
    # A parameter of a type may have a default since 3.13.
    (re.compile(rf"\s*(?:async\s+)?def\s+[^\W\d]\w*\s*\[{TYPES}\]\s*\("), (3, 12)),
    (re.compile(rf"\s*class\s+[^\W\d]\w*\s*\[{TYPES}\]\s*[(:]"), (3, 12)),
    (re.compile(rf"\s*(?:async\s+)?def\s+[^\W\d]\w*\s*\[{DEFAULTS}\]\s*\("), (3, 13)),
    (re.compile(rf"\s*class\s+[^\W\d]\w*\s*\[{DEFAULTS}\]\s*[(:]"), (3, 13)),
    # With one word after the comma it may be Python 2, unless that is the name of an error.
    (re.compile(r"\s*except\s+[\w.]+\s*,\s*(?:[\w.]+\s*,\s*)*[\w.]*(?:Error|Exception|Exit|Interrupt|Warning)\s*:"), (3, 14)),
)
F_STRINGS, TEMPLATES = (3, 12), (3, 14)
MAX_DEPTH = 20
# What reading a text may raise that is no error of its own; its memory is the parser's stack.
GIVEN_UP = (ValueError, OverflowError, RecursionError, MemoryError)
_COMPUTED = re.compile(r"(?<!\w)(?:[ft]r?|r[ft])['\"]", re.IGNORECASE)
_OPENING = re.compile(r"#[^\n]*|(?<!\w)((?:[rbuft]|r[bft]|[bft]r)?)('''|\"\"\"|'|\")|\w+", re.IGNORECASE)


def given_up(error: Exception, place: str) -> SyntaxError:
    """What Python gives up on in the middle, as an error of its text: no line is known."""
    if isinstance(error, RecursionError | MemoryError):
        return unread("nested too deeply", (place, 0, 0), "too_deep")
    return SyntaxError(str(error), (place, 0, 0, None))


def named(error: SyntaxError, text: str, place: str) -> SyntaxError:
    """The error, or one that names the Python which the file needs."""
    lines = text.split("\n")
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    for pattern, version in STATEMENTS:
        if version > sys.version_info[:2] and pattern.match(line):
            return _needs(version, error.lineno or 1, place)
    if sys.version_info[:2] < TEMPLATES and _COMPUTED.search(text) and (found := _newer_string(text)):
        return _needs(*found, place)
    return error


def _needs(version: tuple[int, int], line: int, place: str) -> SyntaxError:
    needed = f"{version[0]}.{version[1]}"
    return unread(f"it needs Python {needed}", (place, line, 1), "newer", needed)


def minor_of(error: SyntaxError) -> int:
    """N where it says that Python 3.N is needed, else 0."""
    kind, name = reason_of(error) or ("", "")
    return int(name.partition(".")[2]) if kind == "newer" else 0


def _newer_string(text: str) -> tuple[tuple[int, int], int] | None:
    """Of the first string that only a newer Python can read, where the file is right but for such: which Python, and the line."""
    try:
        reader = _Reader(text)
        ast.parse(reader.plain())
    except (_NoStringError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return reader.first


class _NoStringError(Exception):
    """Not even by the rules of 3.12."""


class _Reader:
    """A text whose f-strings and templates are read by the newest rules. ``first``: of the first that this Python cannot read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.first: tuple[tuple[int, int], int] | None = None

    def plain(self) -> str:
        """The text with an empty string in the place of every f-string. Raises _NoStringError, SyntaxError."""
        kept, at = [], 0
        while found := _OPENING.search(self._text, at):
            kept.append(self._text[at : found.start()])
            at = found.end()
            if not found[2]:
                kept.append(found[0])
            elif _computes(found[1]):
                at = self._skip(at, found[2], found[1], 0)
                self._check(found.start(), at, TEMPLATES if "t" in found[1].lower() else F_STRINGS)
                # As many lines as before, which only a bracket or three quotes allow.
                kept.append('""' if "\n" not in self._text[found.start() : at] else f'"""{self._breaks(found.start(), at)}"""')
            else:
                at = self._end_of_plain(at, found[2])
                kept.append(self._text[found.start() : at])
        kept.append(self._text[at:])
        return "".join(kept)

    def _breaks(self, start: int, end: int) -> str:
        return "\n" * self._text.count("\n", start, end)

    def _check(self, start: int, end: int, version: tuple[int, int]) -> None:
        if self.first is None and version > sys.version_info[:2]:
            try:
                ast.parse(f"({self._text[start:end]})")
            except SyntaxError:
                self.first = version, self._text.count("\n", 0, start) + 1

    def _skip(self, at: int, quote: str, prefix: str, depth: int) -> int:
        """The end of the f-string whose text begins there."""
        if depth > MAX_DEPTH:
            raise _NoStringError
        text, raw = self._text, "r" in prefix.lower()
        while at < len(text):
            if text.startswith(quote, at):
                return at + len(quote)
            char = text[at]
            if char == "\\" and text.startswith("N{", at + 1) and not raw:
                at = text.find("}", at) + 1 or len(text)
            elif char == "\\" or text.startswith(("{{", "}}"), at):
                at += 2
            elif char == "{":
                at = self._field(at + 1, quote, depth)
            elif char == "}" or (char == "\n" and len(quote) == 1):
                raise _NoStringError
            else:
                at += 1
        raise _NoStringError

    def _field(self, at: int, quote: str, depth: int) -> int:
        """The end of the braces that begin there; what is computed in them has to be Python."""
        text, start, brackets, parts = self._text, at, 0, []
        while at < len(text):
            char = text[at]
            found = _OPENING.match(text, at)
            if found and found[2]:
                parts.append(text[start:at])
                if _computes(found[1]):
                    end = self._skip(found.end(), found[2], found[1], depth + 1)
                    parts.append('""')
                else:
                    end = self._end_of_plain(found.end(), found[2])
                    parts.append(text[at:end])
                at = start = end
                continue
            if found and found[0][0] != "#":
                at = found.end()
                continue
            if found:
                parts.append(text[start:at])
                at = start = found.end()
                continue
            if char in "([{":
                brackets += 1
            elif char in ")]}" and brackets:
                brackets -= 1
            elif char == "}" or (not brackets and (char == ":" or (char == "!" and text[at + 1 : at + 2] != "="))):
                parts.append(text[start:at])
                _compute("".join(parts))
                return self._tail(at, quote, depth)
            at += 1
        raise _NoStringError

    def _tail(self, at: int, quote: str, depth: int) -> int:
        """From the end of the expression past the closing brace: ``!r``, ``:`` and a format with braces of its own."""
        text = self._text
        if text[at] == "!":
            at += 2
            if text[at - 1] not in "rsa":
                raise _NoStringError
        if text[at : at + 1] == ":":
            at += 1
            while text[at : at + 1] not in ("}", ""):
                if text.startswith(quote, at) or depth > MAX_DEPTH:
                    raise _NoStringError
                at = self._field(at + 1, quote, depth + 1) if text[at] == "{" else at + 1
        if text[at : at + 1] != "}":
            raise _NoStringError
        return at + 1

    def _end_of_plain(self, at: int, quote: str) -> int:
        text = self._text
        while at < len(text):
            if text[at] == "\\":
                at += 2
            elif text.startswith(quote, at):
                return at + len(quote)
            elif text[at] == "\n" and len(quote) == 1:
                raise _NoStringError
            else:
                at += 1
        raise _NoStringError


def _computes(prefix: str) -> bool:
    return not {"f", "t"}.isdisjoint(prefix.lower())


def _compute(expression: str) -> None:
    """Raises SyntaxError where it is none. ``x=`` shows the expression too."""
    stripped = expression.rstrip()
    if stripped.endswith("=") and not stripped.endswith(("==", "!=", "<=", ">=")):
        stripped = stripped[:-1]
    ast.parse(f"({stripped}\n)", mode="eval")
