"""What a text tells, kept for whoever hands in the same statements.

Only of texts that can remember nothing. Lines of comments and empty ones between statements at top level may be others: no tree
shows them, so nothing that is told follows from them. Bytes are compared, and nothing of a text is read: what is told was found in
a student process that ran none of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.sandbox.protocol import Files, Survey

# A line that Python passes over wherever a statement may begin.
_ASIDE = re.compile(rb"[ \t]*(?:#[^\r\0]*)?")
# Texts that are remembered; with more the memory starts anew. Of each so many statements and bytes, which no homework has.
MOST, MOST_STATEMENTS, MOST_BYTES = 500, 400, 1 << 17

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Statements:
    """Of one file, each by its number of lines and their digest."""

    each: tuple[tuple[int, bytes], ...]

    def spans_in(self, lines: Sequence[bytes]) -> Spans | None:
        """Where they stand; None where these lines hold anything else."""
        found, place = [], 0
        for count, digest in self.each:
            while place < len(lines) and _ASIDE.fullmatch(lines[place]):
                place += 1
            own = lines[place : place + count]
            if _digest(own) != digest:
                return None
            found.append((place + 1, place + count))
            place += count
        return tuple(found) if all(map(_ASIDE.fullmatch, lines[place:])) else None


class Surveys:
    """Serves one judge, with one stub."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[tuple[_Statements, ...], Survey]] = {}

    def known(self, files: Files) -> Survey | None:
        """What was told of the same statements, with the lines where they stand here."""
        texts = [_lines_of(content) for _, content in files]
        key = _key_of(files, texts)
        if key not in self._known:
            return None
        programs, survey = self._known[key]
        spans = [program.spans_in(lines) for program, lines in zip(programs, texts, strict=True) if lines is not None]
        if len(spans) != len(texts) or None in spans:
            return None
        return dataclasses.replace(survey, spans=tuple(each for each in spans if each is not None))

    def keep(self, files: Files, survey: Survey) -> None:
        """``survey``: of these files, where it could be made."""
        if not survey.stateless or not files or len(survey.spans) != len(files):
            return
        if sum(map(len, survey.spans)) > MOST_STATEMENTS or sum(len(content) for _, content in files) > MOST_BYTES:
            return
        texts = [_lines_of(content) for _, content in files]
        programs = tuple(
            _Statements(tuple((last - first + 1, _digest((lines or [])[first - 1 : last])) for first, last in spans))
            for lines, spans in zip(texts, survey.spans, strict=True)
        )
        # Two statements in one line, or one that begins before its span, are not taken apart by lines.
        if not all(
            lines is not None and program.spans_in(lines) == spans and not any(lines[last - 1].endswith(b"\\") for _, last in spans)
            for lines, program, spans in zip(texts, programs, survey.spans, strict=True)
        ):
            return
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[_key_of(files, texts)] = programs, survey


def mark_of(files: Files) -> bytes | None:
    """Equal for files of the same names with the same statements, and perhaps for others; None where none of it is told here."""
    texts = [_lines_of(content) for _, content in files]
    return None if not texts or None in texts else _key_of(files, texts)


def _lines_of(content: bytes) -> list[bytes] | None:
    """The lines of a text that is read as UTF-8 whatever they are; None of any other."""
    lines = content.split(b"\n")
    if b"\r" in content or b"\0" in content or content.startswith(b"\xef\xbb\xbf") or any(b"coding" in line for line in lines[:2]):
        return None
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return lines


def _key_of(files: Files, texts: Sequence[Sequence[bytes] | None]) -> bytes:
    """Equal for files of the same names with the same statements, and perhaps for others."""
    whole = hashlib.blake2b()
    for (name, _), lines in zip(files, texts, strict=True):
        whole.update(repr((name, _digest([line for line in lines or () if not _ASIDE.fullmatch(line)]))).encode())
    return whole.digest()


def _digest(lines: Sequence[bytes]) -> bytes:
    return hashlib.blake2b(b"\n".join(lines)).digest()
