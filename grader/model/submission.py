"""What is handed in. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.model.assignment import Text
from grader.model.shown import ShownLine, ShownText, keep_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Files that were handed in and are not used: ``names`` are student-made, ``more`` counts those beyond them.

    ``not_counted``: each might have been the file asked for, which ``counted`` is. ``not_used``: nothing reads them.
    ``not_taken``: modules of their own that cannot be read or are too much.
    """

    kind: Literal["not_counted", "not_used", "not_taken"]
    names: tuple[ShownLine, ...]
    more: int = 0
    counted: ShownLine = ""

    def __post_init__(self) -> None:
        keep_shown(self)


# Before the path of a module of the student's own, where files are kept together; no file that is asked for has such a name.
OWN = "./"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in. ``problem`` says why it cannot be graded at all; then ``files`` may be empty.

    ``fault``: what failed in grader itself while it was read, for staff; such a submission is withheld, never judged.
    Of a notebook ``files`` holds the plain one that ``grader.reading.notebook`` makes, under a name that ends in ``.ipynb``.
    ``own``: modules that lay beside the files asked for, by path; ``roots``: the folders, nearest first, in which they are looked
    for. ``lacking``: files asked for that are missing or cannot be read, where others can, and why. ``withheld``: the problem is
    not the student's, so nothing is earned or lost.
    """

    student: ShownLine
    name: ShownLine = ""
    file: ShownLine = ""
    files: tuple[tuple[str, bytes], ...] = ()
    digest: str = ""
    problem: ShownText = ""
    problem_ko: ShownText = ""
    fault: ShownText = ""
    own: tuple[tuple[str, bytes], ...] = ()
    roots: tuple[str, ...] = ()
    lacking: tuple[tuple[str, Text], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    withheld: bool = False

    def __post_init__(self) -> None:
        keep_shown(self)

    @property
    def kept(self) -> tuple[tuple[str, bytes], ...]:
        """Everything that is graded, as one list; ``holding`` makes the submission of it again."""
        return kept_of(self.files, self.own)

    def holding(self, kept: Sequence[tuple[str, bytes]]) -> Submission:
        return replace(
            self,
            files=tuple(file for file in kept if not file[0].startswith(OWN)),
            own=tuple((name.removeprefix(OWN), content) for name, content in kept if name.startswith(OWN)),
        )


def kept_of(files: Sequence[tuple[str, bytes]], own: Sequence[tuple[str, bytes]]) -> tuple[tuple[str, bytes], ...]:
    return (*files, *((OWN + path, content) for path, content in own))
