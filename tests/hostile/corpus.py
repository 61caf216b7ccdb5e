"""The hostile submissions, and what must become of each: read from ``tricks/<class>/<name>.py``, or made by ``strange``.

A trick begins with a comment: a sentence, then lines of what is expected where, the most special of which counts::

    # Opens the hidden suite by its path.
    # everywhere: wrong_answer, 0 points
    # process ordinary: run_time_error, 0 points, achieves reading

"Where" is ``everywhere``, ``from 3.13`` (Python), ``isolated`` (full and landlock), a level, or one with ``root`` or ``ordinary``
(who runs grader). Then come the verdict (or several, with ``|``), the points, ``review`` where somebody must be asked to look,
``says ...`` for what its student must be told, and ``achieves ...`` where that level promises nothing against it: there it must
succeed, which shows that the trick is a real one. ``not run: ...`` keeps a trick from a place that it would wreck, with the reason.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
LEVELS = ("full", "landlock", "process")
USERS = ("root", "ordinary")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a corpus is graded: at which level, and run by whom."""

    level: str
    user: str

    def __str__(self) -> str:
        return f"{self.level} {self.user}"

    @property
    def names(self) -> tuple[str, ...]:
        """What a line may call it, the most special first."""
        newer = ["from 3.13"] if sys.version_info >= (3, 13) else []
        return (str(self), self.level, *(["isolated"] if self.level != "process" else []), *newer, "everywhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must become of a trick at one place."""

    verdicts: tuple[str, ...] = ()
    points: Fraction = Fraction(0)
    review: bool = False
    says: tuple[str, ...] = ()
    achieves: tuple[str, ...] = ()
    not_run: str = ""


@dataclass(frozen=True, slots=True)
class Trick:
    """``content``: the file, with ``@TOKENS@`` for what only a run knows; ``make`` puts something else in its place."""

    name: str
    title: str
    expected: Mapping[str, Expected]
    content: bytes = b""
    assignment: str = "vault"
    quick: bool = False  # in the ordinary loop too
    suffix: str = ".py"
    student: str = ""  # where the trick lies in the name
    make: Callable[[Path], object] | None = None

    def at(self, place: Place) -> Expected:
        return next(self.expected[name] for name in place.names if name in self.expected)


WHERE = re.compile(rf"(everywhere|isolated|from 3\.13|(?:{'|'.join(LEVELS)})(?: (?:{'|'.join(USERS)}))?): (.+)")


@functools.cache
def written_tricks() -> tuple[Trick, ...]:
    return tuple(load_trick(path) for path in sorted((HERE / "tricks").glob("*/*.py")))


def load_trick(path: Path) -> Trick:
    content = path.read_bytes()
    lines = []
    for line in content.decode("latin-1").splitlines():
        if not line.startswith("# "):
            break
        lines.append(line[2:])
    return parse_trick(f"{path.parent.name}/{path.stem}", lines, content)


def parse_trick(name: str, lines: list[str], content: bytes) -> Trick:
    expected, title, assignment, quick = {}, [], "vault", False
    for line in lines:
        if match := WHERE.fullmatch(line):
            expected[match[1]] = parse_expected(match[2])
        elif line.startswith("assignment: "):
            assignment = line.removeprefix("assignment: ")
        elif line == "quick":
            quick = True
        else:
            title.append(line)
    if "everywhere" not in expected and not {"full", "isolated"} & expected.keys():
        raise ValueError(f"{name} says nowhere what is expected of it")
    return Trick(name, " ".join(title), expected, content, assignment, quick)


def parse_expected(text: str) -> Expected:
    if text.startswith("not run: "):
        return Expected(not_run=text.removeprefix("not run: "))
    verdicts, points, *rest = text.split(", ")
    says, achieves = [], []
    for part in rest:
        if part.startswith("says "):
            says.append(part.removeprefix("says "))
        elif part.startswith("achieves "):
            achieves.append(part.removeprefix("achieves "))
        elif part != "review":
            raise ValueError(f"what does {part!r} mean?")
    return Expected(
        verdicts=tuple(verdicts.split("|")),
        points=Fraction(points.removesuffix(" points").removesuffix(" point")),
        review="review" in rest,
        says=tuple(says),
        achieves=tuple(achieves),
    )
