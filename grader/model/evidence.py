"""What is shown of a case that failed: how values differ, what was raised, what was found of it, the smallest input. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from grader.model.assignment import RuleKind, Text
from grader.model.shown import ShownLine, ShownText, keep_shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an array that is out. Numbers as texts of six digits."""

    index: tuple[int, ...]
    expected: ShownLine
    actual: ShownLine
    error: ShownLine
    allowed: ShownLine

    def __post_init__(self) -> None:
        keep_shown(self)


# What a value is, for the phrase ``kind_<kind>``.
FormKind = Literal[
    "shape", "dtype", "bools", "integers", "floats", "complexes", "texts", "shaped", "one_number", "tuple_of", "list_of",
    "dict_of", "set_of", "object", "string", "bytes", "nothing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What a value is, in brief. ``text``: a shape, a dtype, a type's name; ``count``: how many parts it has, where it has any."""

    kind: FormKind
    text: ShownLine = ""
    count: int | None = None

    def __post_init__(self) -> None:
        keep_shown(self)


MismatchKind = Literal["type", "structure", "shape", "dtype", "nan", "inf", "value"]
# What words for the two values do not say: why a list of numbers is no array of them, in which way texts differ.
Reason = Literal[
    "", "too_many", "too_deep", "text", "no_text", "no_array", "long_text", "none", "object", "ragged", "huge", "complex",
    "unknown", "keys", "characters",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Why a value breaks its rule. ``output`` is the part's name, or its path such as ``[0][1]``; empty for the whole."""

    kind: MismatchKind
    output: ShownLine = ""
    rule: RuleKind = "close"
    expected: ShownLine = ""  # what was asked for, in a few words: a shape, a dtype, a type
    actual: ShownLine = ""
    expected_form: Form | None = None  # what ``expected`` and ``actual`` say, as values, where it is what a value is
    actual_form: Form | None = None
    error: float | None = None  # of the worst entry
    allowed: float | None = None
    wrong: int = 0
    total: int = 0
    worst: tuple[Entry, ...] = ()
    credit: Fraction = Fraction(0)  # the share of the points that it earns all the same, being close enough for that
    up_to: tuple[str, ...] = ()  # the freedoms of the rule, none of which helps: sign, scale, permutation, transpose
    reason: Reason = ""
    missing: tuple[
        ShownLine, ...
    ] = ()  # of a dict its keys, of a set its elements, of nothing but None its parts: those that are not there, some of many
    extra: tuple[ShownLine, ...] = ()  # and those that are there and were not asked for
    place: int = 0  # of two texts: where they differ first; ``expected`` and ``actual`` are what stands there

    def __post_init__(self) -> None:
        keep_shown(self)


# Parts of a text: ``(start, end)`` of each, in their order.
Marks = tuple[tuple[int, int], ...]

# What a call did to an argument that is compared after it: changed what should stay, left what should change, or neither.
Left = Literal["", "changed", "unchanged", "otherwise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The call that showed a wrong answer, as text: Python that can be pasted where it is short enough.

    The marks say where in the two texts the entries stand that differ. All of it is about this one call.
    ``argument``: the argument that is wrong after the call, where it is not what was returned; ``left`` says in which way.
    ``taken``: the value is none that was returned, but what the check took out of one, or made of it.
    """

    call: ShownText = ""
    expected: ShownText = ""
    actual: ShownText = ""
    mismatch: Mismatch | None = None
    heat: HeatMap | None = None
    expected_marks: Marks = ()
    actual_marks: Marks = ()
    argument: ShownLine = ""
    left: Left = ""
    taken: bool = False

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Where an array is out: a row of digits for each row, 0 within the rule, 1 to 9 by the share of the largest error.

    ``rows`` and ``columns`` are the array's own (two-dimensional) size; a large one is shown in blocks, by the worst of each.
    ``wrong``: how many of its entries break the rule. ``whole``: the rule measures all entries together, and 0 means equal.
    """

    levels: tuple[str, ...]
    rows: int
    columns: int
    wrong: int = 0
    whole: bool = False


# What wrong values look like: each has a sentence (finding_<kind>), and is counted over a class or named in report/blame.py.
FindingKind = Literal[
    "known_mistake", "group_hint", "fits_own", "misfits_own",
    "ratio", "ratio_size", "sign", "offset", "offset_size", "term",
    "all_zero", "constant", "float32", "truncated", "floored", "rounded", "rounded_to", "integer_array", "power", "nan", "inf",
    "extra_axis", "missing_axis", "transposed", "axes_swapped", "flipped", "shifted", "left_out", "too_many", "broadcast",
    "not_averaged", "not_summed", "reduced", "one_slice", "wrong_only", "right_only", "borders",
    "equal_to_input", "outputs_swapped", "outputs_reordered", "returned_twice", "partly_right",
    "only_not_square", "only_above_one", "only_for_one", "only_zero", "only_not_zero", "only_text", "one_size", "only_integers",
    "only_negative", "only_large",
    "differs_between_runs", "depends_on_calls",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the wrong values look like, on several inputs. ``kind`` names the sentence; the rest fills it in.

    ``name``: the known mistake, the size (``X.shape[0]``) or the argument in question. ``words``: what more the sentence
    needs, in its order. ``hint`` and ``title``: the author's, of a known mistake.

    What is claimed, of every legal input on which the function answers, and can be asked again on others:
    - ``outputs`` (none: the only one; an argument's name: that argument after the call) are ``actual``, and ``actual`` is
      ``value * expected`` (ratio; by its constant's ``name``), ``name * expected`` (ratio_size), ``-expected`` (sign),
      ``expected + value`` (offset), ``expected + name`` (offset_size), ``expected + value * name`` with a value of 1 or -1 and a
      vector spread along the axis that it fits (term), ``expected.T`` (transposed), the slice ``name`` of it along the axis in
      ``words`` (one_slice), the argument ``name`` (equal_to_input), and so on for each kind of ``arrangement`` and ``numbers``;
    - ``wrong_only``: the slice ``name`` along the axis in ``words`` is the only wrong one; ``right_only``: it is right, or as many
      there as ``value`` says;
    - ``outputs_swapped``: each of the two ``outputs`` is what is expected of the other; ``outputs_reordered``: where ``words`` are
      expected, in that order, the values of ``outputs`` are;
    - ``partly_right``: the outputs in ``words`` are right, those in ``outputs`` are not always;
    - conditions, of inputs on which the function raises as well: it fails if and only if ``name`` is more than 1, or than ``value``
      (only_above_one),
      1 (only_for_one), 0 (only_zero), not 0 (only_not_zero), not ``value`` (one_size), the text ``words[0]`` (only_text), holds
      integers, a negative number or one beyond 100 (only_integers, only_negative, only_large), or ``words[0] != words[1]``
      (only_not_square). ``out.shape[2]`` there is a length of the expected output.
    ``name`` and ``words`` are Python in the names of the arguments; of calls on objects, in those of all the calls.
    """

    kind: FindingKind
    function: ShownLine = ""
    name: ShownLine = ""
    value: float | None = None
    outputs: tuple[ShownLine, ...] = ()
    words: tuple[ShownLine, ...] = ()
    hint: Text | None = None
    title: Text | None = None

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the student's own traceback. ``column``: where in it, from 1, of what Python cannot read; 0 where nobody says."""

    file: ShownLine
    line: int
    function: ShownLine
    text: ShownText
    column: int = 0

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What student code met where it is graded and would not meet at home: a limit, or a path that leads nowhere.

    Of a path: ``name`` as it was written, ``right`` the file that seems to be meant, ``beside`` what is there. Student-made.
    """

    kind: str
    name: ShownLine = ""
    right: ShownLine = ""
    beside: tuple[ShownLine, ...] = ()

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file cannot be read. ``name``: the encoding, or the Python that it needs. Student-made."""

    kind: str
    name: ShownLine = ""

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """What a name stood for in the line that raised. Student-made, all of it.

    ``type``: a dtype, what has the length, or a class; ``text``: the shape, the value or the length.
    """

    name: ShownLine
    kind: str
    type: ShownLine = ""
    text: ShownLine = ""

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An exception that escaped from student code. ``base`` is the builtin it derives from; the rest is student-made.

    ``operands``: of the last line of ``frames``; shown where the message is, since they tell as much of an input.
    """

    base: ShownLine
    type: ShownLine
    message: ShownText
    frames: tuple[Frame, ...] = ()
    cause: Cause | None = None
    operands: tuple[Operand, ...] = ()

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """An input that fails, as Python that can be pasted, and all that this one call showed: numbers, map, marked entries.

    ``raised``: the exception in a value's place; ``fault``: the same with its text. ``reduced``: it was made smaller, or is
    the simplest that fails of the author's own draws; else it is a call that the suite makes. ``function``: what was called.
    """

    call: ShownText
    expected: ShownText
    actual: ShownText = ""
    raised: ShownLine = ""
    numbers: int = 0  # in its largest argument
    argument: ShownLine = ""  # whose value after the call is shown, where that is what is wrong
    function: ShownLine = ""
    mismatch: Mismatch | None = None
    heat: HeatMap | None = None
    fault: Fault | None = None
    reduced: bool = False
    expected_marks: Marks = ()
    actual_marks: Marks = ()

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A wrong value in brief: enough to say whether another student's is the same, and of bounded size.

    ``form``: a digest of structure and shapes. ``numbers``: some of its numbers and, of a large value, sums over the rest, as
    texts that float() reads; ``allowed``: by how much each may differ by the rule.
    """

    function: ShownLine
    form: str
    numbers: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keep_shown(self)
