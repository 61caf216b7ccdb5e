"""What was written of each student in the documents of a class: taken over by the next run where nothing of it has changed."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pydantic import TypeAdapter

from grader.batch.render import Printed
from grader.batch.store import Print
from grader.report.rows import Row

RESULTS, STAFF = "results.jsonl", "staff.jsonl"
ROW = TypeAdapter(Row)


def print_of(printed: Printed, file: str, made_of: str) -> Print:
    """What the store keeps of a student. A plain page in the place of a report is tried again by the next run."""
    if printed.row.unprinted:
        return Print(printed.row.student, file, "")
    lines = _digest(f"{printed.results}\n".encode(), f"{printed.staff}\n".encode())
    return Print(printed.row.student, file, made_of, lines=lines, row=ROW.dump_json(printed.row).decode())


def row_there(kept: str) -> Row:
    """As it was kept with a print."""
    return ROW.validate_json(kept)


class Written:
    """The pairs of lines that lie in a folder, by what they say: what somebody changed there, or removed, is not found."""

    def __init__(self, folder: Path) -> None:
        self._open = ExitStack()
        self._files: tuple[BinaryIO, BinaryIO] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        try:
            results, staff = (self._open.enter_context((folder / name).open("rb")) for name in (RESULTS, STAFF))
        except OSError:  # not there, or not to be read: everything is written anew
            return
        self._files = results, staff
        at = (0, 0)
        for pair in zip(results, staff, strict=False):
            self._places[_digest(*pair)] = at
            at = (at[0] + len(pair[0]), at[1] + len(pair[1]))

    def __enter__(self) -> Written:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._open.close()

    def has(self, known: Print) -> bool:
        return known.lines in self._places

    def take(self, known: Print, row: str) -> Printed:
        """What was printed of the student, who is there, with the row that was kept."""
        assert self._files is not None  # noqa: S101  # nobody is there otherwise
        lines = []
        for file, place in zip(self._files, self._places[known.lines], strict=True):
            file.seek(place)
            lines.append(file.readline().decode().removesuffix("\n"))
        results, staff = lines
        return Printed(results=results, staff=staff, row=row_there(row))


def _digest(results: bytes, staff: bytes) -> str:
    whole = hashlib.sha256(results)
    whole.update(staff)
    return whole.hexdigest()
