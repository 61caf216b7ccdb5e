"""What comes out: notes, cases, grades. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from grader.model.assignment import Text
from grader.model.evidence import Counterexample, Evidence, Fault, Finding, Frame, Returned
from grader.model.forbidden import Forbidden
from grader.model.kinds import Presence
from grader.model.located import Located
from grader.model.shown import ShownLine, ShownText, keep_shown
from grader.model.verdict import Reveal, Verdict


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying that costs nothing: a kind and what its phrase needs, or, for kinds without a phrase, the text.

    ``name``, ``detail`` and ``elsewhere`` are student-made. ``file`` is ``work.py``, or ``work.ipynb[7]`` for the seventh cell;
    ``elsewhere`` another place, as ``file:line``. Of an ``alternative`` ``text`` and ``detail`` are its title, of a
    ``lacking`` file the reason. ``names``, of files, are student-made.
    """

    kind: str
    text: ShownText = ""
    name: ShownLine = ""
    line: int = 0
    file: ShownLine = ""
    detail: ShownText = ""
    elsewhere: ShownLine = ""
    count: int = 0
    names: tuple[ShownLine, ...] = ()

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True)
class Whereabout:
    """Where something of a missing name stands. ``detail``: what it stands in, what else it is called, or an error. Student-made.

    Of cells that are no code ``file`` is the code cell before, as ``work.ipynb[0]`` at the top.
    """

    name: ShownLine
    presence: Presence
    detail: ShownText
    file: ShownLine
    line: int

    def __post_init__(self) -> None:
        keep_shown(self)


NO_WORDS = Text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDetail:
    """What only the instructor may see of a case."""

    traceback: ShownText = ""
    printed_lost: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    detail: ShownText = ""
    returned: Returned | None = None  # of a wrong answer

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One graded item. ``case`` is pytest's name with its id; ``number`` stands for the id where that may not be shown."""

    case: str
    number: str
    title: Text
    question: str
    verdict: Verdict
    points: Fraction
    max_points: Fraction
    reveal: Reveal = Reveal.COUNTEREXAMPLE
    hints: tuple[Text, ...] = ()
    function: ShownLine = ""  # the student function that the outcome is about
    limit: ShownLine = ""  # the limit that was hit, as ``wall_s = 5``
    evidence: Evidence | None = None
    fault: Fault | None = None
    printed: ShownText = ""
    note: str = ""
    staff: StaffDetail = field(default_factory=StaffDetail)
    mutated: tuple[ShownLine, ...] = ()  # ``function(argument)``: changed in place without being asked to; names are student-made
    findings: tuple[Finding, ...] = ()
    counterexample: Counterexample | None = None
    there: Whereabout | None = None  # of a missing name: where something of that name stands
    given: tuple[ShownLine, ...] = ()  # the case passes once the reference answers for these functions
    running: Frame | None = None  # of a limit: the line that was running when it was reached, without its text; student-made
    located: Located | None = None  # where one change makes every check of its question pass
    forbidden: tuple[Forbidden, ...] = ()  # what the answer uses that it may not, so that nothing of it counts
    bonus: bool = False  # its points count, its maximum does not
    set_aside: Text = NO_WORDS  # why it counts for nobody, where its author says so
    lacking: ShownLine = ""  # the file that was to define what was asked for, where it is missing or cannot be read

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What graded it."""

    version: str
    python: str
    numpy: str
    assignment_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The whole outcome for one submission. ``points`` None: withheld, because the failure is ours."""

    assignment: str
    student: ShownLine
    name: ShownLine
    file: ShownLine
    digest: str
    verdict: Verdict
    points: Fraction | None
    max_points: Fraction
    needs_review: bool
    sandbox: str
    cases: tuple[CaseResult, ...]
    notes: tuple[Note, ...]
    environment: Environment
    problem: ShownText = ""  # why an invalid submission could not be read
    problem_ko: ShownText = ""
    broken: Frame | None = None  # where a file that cannot be read breaks off

    def __post_init__(self) -> None:
        keep_shown(self)
