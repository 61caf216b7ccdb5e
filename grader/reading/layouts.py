"""What a class's folder or zip holds of each student, whatever platform packed it. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import Text
from grader.reading.deposits import Deposit

NO_PROBLEM = Text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one student handed in: one path, or several (``kim.py`` beside ``kim.ipynb``) of which one counts.

    ``attached``: instead, files by the names that they were handed in under, with their paths in ``deposit``; ``superseded``:
    earlier ones, which count no more. ``at``: when, as ISO 8601 with an offset, empty where the platform does not say.
    ``marked_late``: the platform calls it late, by a deadline of its own. ``group``: those who handed in together.
    ``problem``: why there is no file to be graded.
    """

    student: str
    paths: tuple[str, ...] = ()  # as text: a Path takes five times the room, and there is one for each student
    name: str = ""
    attached: tuple[tuple[str, str], ...] = ()
    deposit: Deposit | None = None
    superseded: tuple[str, ...] = ()
    at: str = ""
    attempt: int = 1
    marked_late: bool = False
    group: str = ""
    problem: Text = NO_PROBLEM

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it lies, for a person to read."""
        return tuple(Path(path).name for path in self.paths) or tuple(path for _, path in self.attached)


@dataclass(frozen=True, slots=True)
class Download:
    """``platform``: its name; ``unmatched``: what is in the folder and nobody's."""

    platform: str
    places: tuple[Place, ...]
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a download is looked for: the assignment's name and files, and how a time without a zone is read."""

    slug: str
    files: Sequence[str]
    timezone: str = ""
    due: float | None = None  # of several attempts the last one until then counts; seconds since 1970
    pattern: str = ""
