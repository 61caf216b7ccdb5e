"""What the worker has to say about a submission's files beside what they define. Inside; read with caution outside.

A remark is ``[kind, name, file, line, detail, count]``: what it says in words is decided where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MOST = 40
MOST_OF_A_KIND = 8
MAX_TEXT = 200
# Kinds that say what became of a line which may have been the end of its file.
TOLD = ("left_out", "not_available", "unreadable_import", "ran_later")


class Remarks:
    """A bounded list. A kind that occurs too often is counted on in its last remark."""

    def __init__(self) -> None:
        self._found: list[list[Any]] = []
        self._seen: set[tuple[str, str, str]] = set()

    def add(self, kind: str, name: str = "", *, file: str = "", line: int = 0, detail: str = "", count: int = 0) -> None:
        """Once for each name in each file; ``tally`` counts instead."""
        same = sum(remark[0] == kind for remark in self._found)
        if (kind, name, file) in self._seen or same >= MOST_OF_A_KIND or len(self._found) >= MOST:
            return
        self._seen.add((kind, name, file))
        self._found.append([kind, name[:MAX_TEXT], file[:MAX_TEXT], line, detail[:MAX_TEXT], count])

    def tally(self, kind: str, name: str, *, file: str, line: int) -> None:
        """One remark for the whole file or notebook, at its first place, which counts how often."""
        whole = file.partition("[")[0]
        for remark in self._found:
            if remark[0] == kind and remark[2].partition("[")[0] == whole:
                remark[5] += 1
                return
        self.add(kind, name, file=file, line=line, count=1)

    def plain(self, clean: Callable[[str, int], str]) -> list[list[Any]]:
        """For the wire."""
        # Where the file came to its end is told by what became of that line, if anything is.
        told = {(remark[2], remark[3]) for remark in self._found if remark[0] in TOLD}
        kept = [remark for remark in self._found if remark[0] != "stopped_at" or (remark[2], remark[3]) not in told]
        return [[clean(part, MAX_TEXT) if type(part) is str else part for part in remark] for remark in kept]
