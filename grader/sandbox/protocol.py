"""The protocol of where student code runs, as values: what a student process answers, how it ends, what it raises.

``StudentProcess`` is what the suite's side of grader speaks to; ``grader.sandbox.remote`` is the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.model import Fault, Frame, Note, SlipKind, Unread, Verdict, Whereabout
from grader.sandbox.budget import Budget, Parts
from grader.sandbox.handles import Relay
from grader.sandbox.student_error import MissingNameError, RefusedValueError, StudentError

__all__ = [
    "NO_OWN",
    "Ask",
    "Bans",
    "Change",
    "Earlier",
    "Ended",
    "Files",
    "Loaded",
    "Look",
    "MissingNameError",
    "Move",
    "Own",
    "Path",
    "Place",
    "Play",
    "RefusedValueError",
    "Relay",
    "Repair",
    "Repairs",
    "Reply",
    "Stop",
    "StudentError",
    "StudentProcess",
    "StudentStoppedError",
    "Tried",
]

Files = Sequence[tuple[str, bytes]]
# By function, constructs that its answer may not use.
Bans = Sequence[tuple[str, Sequence[str]]]
# Where a part stands in a returned structure, and which argument is meant: by place, or by keyword.
Path = tuple[int, ...]
Place = int | str


@dataclass(frozen=True, slots=True)
class Change:
    """A text in the place of what stands from one place of a file to another: lines from 1, columns in bytes of UTF-8.

    ``first`` and ``last``: the lines of the statement that it lies in; ``before``: what stands there; ``shown``: its first line.
    ``place`` is the file, or ``work.ipynb[7]``.
    """

    place: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    first: int
    last: int
    before: str
    shown: str

    @property
    def adds(self) -> bool:
        """Whether it is a new statement after the one that it lies in."""
        return not self.before and self.text.startswith("\n")


@dataclass(frozen=True, slots=True)
class Repair:
    """One small change of a submission, or the same at several places. ``kind``: what its student most likely did instead.

    ``cost``: how far it is from what stands there, 1 for a sign. Made where no student code had run; the text may be student-made.
    """

    kind: SlipKind
    cost: int
    function: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Repairs:
    """``listed``: the likeliest first. ``reached``: the functions that they may be of. ``left_out``: a statement each that is.

    ``uses``: of whatever is defined at the top of a file what it names of these.
    """

    listed: tuple[Repair, ...] = ()
    reached: tuple[str, ...] = ()
    left_out: tuple[Change, ...] = ()
    uses: tuple[tuple[str, frozenset[str]], ...] = ()

    def may_feel(self, name: str, changed: str) -> bool:
        """Whether a call of ``name`` may come to the function ``changed``; so too where nobody can tell."""
        known = dict(self.uses)
        reached, waiting = set[str](), [name.split(".")[0]]
        while waiting:
            each = waiting.pop()
            if each not in known or each == changed.split(".")[0]:
                return True
            reached.add(each)
            waiting += known[each] - reached
        return False


@dataclass(frozen=True, slots=True)
class Earlier:
    """In the place of a value: the part at ``path`` of what an earlier move gave."""

    move: int
    path: Path


@dataclass(frozen=True, slots=True)
class Move:
    """One call; of a method, or of the object itself where ``name`` is empty, with a ``target``. ``attribute``: only a look."""

    name: str
    args: Sequence[object]
    kwargs: Mapping[str, object]
    target: Earlier | None = None
    attribute: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """Calls that build on each other. What the last one gives is told, without the parts ``left``; or one of its arguments.

    ``most``: bytes that it may have, as of an Ask.
    """

    moves: Sequence[Move]
    most: tuple[int, int]
    left: tuple[Path, ...] = ()
    argument: Place | None = None


# Some changes, and the number of the play that is made after them.
Try = tuple[Sequence[Change], int]


@dataclass(frozen=True, slots=True)
class Tried:
    """What each try gives, as far as they were made: the place of its value, None where none came.

    Equal values are told once. ``waited``: how many of them waited for something, as the worker says.
    """

    values: tuple[object, ...]
    places: tuple[int | None, ...]
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Own:
    """What comes with the files: modules of the student's own by path, the folders, nearest first, that an import looks in, and
    what is changed of the files before they are run.
    """

    files: Files = ()
    roots: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


NO_OWN = Own()


@dataclass(frozen=True, slots=True)
class Look:
    """What was handed in, to be looked through for what it may not use; nothing of it is run. ``expected``: the files asked for."""

    files: Files
    own: Files
    expected: Sequence[str]
    bans: Bans


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a submission defines: ``names`` with their kind (function, class, value).

    ``notes`` is what is worth saying about the files themselves; ``places``, where names stand that are asked for and not defined;
    ``unread``: files that Python cannot read, where it can read others, and why.
    """

    names: tuple[tuple[str, str], ...]
    printed: str
    lost: int
    notes: tuple[Note, ...] = ()
    places: tuple[Whereabout, ...] = ()
    unread: tuple[tuple[str, Fault, Unread | None], ...] = ()


NO_BOUND = (sys.maxsize, sys.maxsize)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A call of a function of the submission; or on a ``target`` (none or one object) of a method, of itself if ``name`` is empty.

    ``keep``: parts of the value that stay in the student's process whatever they are, and come back as handles.
    ``mutates``: arguments that are wanted back as the call leaves them.
    ``most``: bytes of large arrays in the answer, and of all else in it, where what is expected says so; an answer that has more
    is refused before it is read.
    ``body``: the message of a call, where ``messages.packed`` has made it beforehand; then nobody changes the arguments.
    """

    name: str
    args: Sequence[object] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    target: tuple[object, ...] = ()
    keep: tuple[Path, ...] = ()
    mutates: tuple[Place, ...] = ()
    body: tuple[bytes | memoryview, ...] = ()
    most: tuple[int, int] = NO_BOUND


@dataclass(frozen=True, slots=True)
class Reply:
    """A call's value, the arguments that ``mutates`` asked for, and what it printed.

    ``changed``: what the student's own signature calls further arguments that were changed in place. Student-made, as ``printed``.
    """

    value: Any
    arguments: tuple[Any, ...]
    printed: str
    lost: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker ended, from the warm parent's ``wait4``."""

    status: int
    cpu_s: float
    memory_mb: float
    where: str = ""  # its stack when its time was up, as its own process tells it: hostile
    running: Frame | None = None  # what can be read off it
    over_cpu: bool = False  # the warm parent ended it for the processor time of its case


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why a worker is no more. ``retry``: it may not be the student's doing, so a fresh worker decides.

    ``forged``: what came from it was no answer, or one to something else.
    """

    verdict: Verdict
    limit: str = ""
    detail: str = ""
    retry: bool = False
    forged: bool = False
    usage: Ended | None = None


class StudentStoppedError(Exception):
    """The worker ended, or was ended, before it answered."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.limit or stop.detail or stop.verdict.value)
        self.stop = stop


@dataclass(frozen=True, slots=True)
class Survey:
    """What the text of a submission tells, read by a student process in which none of its code has run.

    ``unfilled``: functions whose body is still the stub's, or says nothing. ``stateless``: that nothing can be handed from one call
    to the next. ``spans``: first and last line of each file's statements at top level, where the text of these decides all that it
    does, but for what is printed and where an exception says that it was; else empty.
    """

    unfilled: frozenset[str] = frozenset()
    stateless: bool = False
    spans: tuple[tuple[tuple[int, int], ...], ...] = ()


class StudentProcess(Protocol):
    """Where student code runs. Raises StudentError, StudentStoppedError, MissingNameError, RefusedValueError."""

    relay: Relay

    @property
    def callback_error(self) -> BaseException | None:
        """The first error inside a function of the suite during the latest call, if there was one."""

    @property
    def alive(self) -> bool: ...

    @property
    def usage(self) -> Ended | None: ...

    def load(
        self, files: Files, stub: Files = (), provided: Files = (), own: Own = NO_OWN, *, timeout_s: float, mode: int = 0
    ) -> Loaded: ...

    def call(self, ask: Ask, *, timeout_s: float) -> Reply: ...

    def fetch(self, ask: Ask, *, timeout_s: float) -> Reply: ...

    def survey(self, files: Files, stub: Files, *, timeout_s: float) -> Survey:
        """What the text of the files tells. To be asked before anything is loaded."""

    def repairs(self, files: Files, names: Sequence[str], likely: Sequence[SlipKind], most: int, *, timeout_s: float) -> Repairs:
        """What may be changed in the functions of these names, ``likely`` kinds first. To be asked before anything is loaded."""

    def exchange(self, changes: Sequence[Change], *, timeout_s: float) -> None:
        """From now on the changed functions answer, and none that were changed before."""

    def tried(self, plays: Sequence[Play], some: Sequence[Try], *, timeout_s: float) -> Tried:
        """Each play after its changes in turn; of the first ones only, where they take long. As much is left out of all plays."""

    def begin_case(self) -> None: ...

    def settle(self, *, timeout_s: float) -> None:
        """To be called before it is ended: what it answered that nobody asked for has come by now, or comes to be read."""

    def account(self, calls: Budget, parts: Parts) -> None:
        """From now on ``calls`` is what functions of the judge may be handed, and ``parts`` counts whatever is read."""

    def close(self) -> None: ...
