"""A hostile worker answers every kind of request with every kind of message: the judge goes on, and nothing is withheld.

Withheld would be a way out: whoever gets nothing anyway would rather have the grade looked at on another day.
"""

import itertools

import pytest

from grader.model import Submission, Verdict
from grader.sandbox.wire.frame import Kind
from tests.classes import MakeCourse
from tests.marking import MakeMarker

ASSIGNMENT = "title: Doubling\nfiles: [work.py]\nfunctions: [double, apply, Box]\n"
STUB = "def double(x):\n    return 0\n\n\ndef apply(f, x):\n    return 0\n\n\nclass Box:\n    pass\n"
REFERENCE = """HALF = 0.5


def double(x):
    return 2 * x


def apply(f, x):
    return f(x)


class Box:
    def __init__(self, x):
        self.x = x

    def twice(self):
        return 2 * self.x
"""
HIDDEN = '''"""Hidden."""
import numpy as np
import pytest


@pytest.mark.points(1)
@pytest.mark.reveal("message")
def test_doubles(check):
    """double() doubles."""
    check.double(np.array([1.5, 2.5]))


@pytest.mark.points(1)
def test_open(check):
    """double() doubles."""
    check.double(3.0)


@pytest.mark.points(1)
def test_applies(check, student):
    """apply() calls."""
    check.apply(lambda x: student.double(x), 1.25)


@pytest.mark.points(1)
def test_looks(student, near):
    """HALF is there."""
    assert student.HALF == near(0.5)


@pytest.mark.points(1)
def test_box(check, student, near):
    """A box doubles."""
    box = check.Box(2.0)
    box.twice()
    assert student.Box(4.0).x == near(4.0)
'''
# Whatever is forged, where it is wrong would be looked for in each: that is tried by the hostile files.
GRADING = "reveal: counterexample\nlocate: off\nlimits: {wall_s: 2, cpu_s: 2, case_s: 6, load_s: 4}\n"
# Lies from when it is loaded: to requests of kind ASKED with messages of kind ANSWERED.
HOSTILE = """
import sys

import msgpack
import numpy as np

wire, encode = (sys.modules[f"grader.sandbox.{name}"] for name in ("wire", "encode"))
frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Worker":
    frame = frame.f_back
it = frame.f_locals["self"]
asked = [wire.Kind.LOAD]
answer, encoded = it._answer, it._encoded


def heard(kind, message):
    asked.append(kind)
    return answer(kind, message)


def forged(kind, reply):
    if asked[-1] != ASKED:
        return encoded(kind, reply)
    payload = PAYLOAD
    if type(payload) is bytes:
        return [wire.HEADER.pack(wire.MAGIC, ANSWERED, 0, it._request, len(payload)) + payload]
    return encode.encode_frame(ANSWERED, it._request, payload, it._export, 1 << 24, 1 << 24)


it._answer, it._encoded = heard, forged
HALF = 0.25


def double(x):
    return x


def apply(f, x):
    return f(x) + 1


class Box:
    def __init__(self, x):
        self.x = 3 * x

    def twice(self):
        return self.x
"""
SURROGATE = r"np.array([0xD800, 0x61], np.uint32).view('U1')"
LOADED = '[["double", "function"], ["apply", "function"], ["Box", "class"], ["HALF", "value"]]'
VALUES = (
    "1.0",
    "None",
    "[1, [2, [3]]]",
    SURROGATE,
    f"np.array({SURROGATE}[0])",
    "np.full(3, np.nan)",
    "{'a': np.inf, 'b': 2 ** 30_000}",
    "2 ** 30_000",
    "-(2 ** 60)",
    "'x' * 100_000",
    "'\\x00\\x1b\\u202e'",
    "b'\\xff' * 1000",
    "object()",
    "[object(), double]",
    "(1.0, {2, 3}, frozenset({'a'}), 1 + 2j)",
    "np.zeros((0, 5))",
    "['double']",
    f"[{LOADED}, []]",
    f"[{LOADED}, [['undefined_name', 'x', 'work.py', 1, '', 0]]]",
    f"[{LOADED}, [['undefined_name', 'x', 'work.py', -1, '', 0]]]",
    "[[['double', 'function']] * 10_000, []]",
    "[[['double', 5]], []]",
)
PAYLOADS: dict[Kind, tuple[str, ...]] = {
    Kind.VALUE: (
        *(f"[{value}, None, [], '', 0]" for value in VALUES),
        "[1.0, [1, 2], ['x'], '', 0]",
        "[1.0, None, ['x', 'a' * 1000, 5, 'x y'], 'said', 1 << 61]",
        "[1.0, None, [], 5, 0]",
        "[1.0, None, [], '', -1]",
    ),
    Kind.RAISED: (
        "['E', ['ValueError'], 'text', [], [], '', [], '', 0]",
        "['E' * 5000, ['MemoryError'] * 100, '\\x1b' * 5000, [['work.py', 1, 'f', 'line']] * 50, [], '', [], 'x' * 50_000, 7]",
        "['SystemExit', ['SystemExit', 'BaseException'], '', [], [], '', [], '', 0]",
        "['', [], '', [], [], '', [], '', 0]",
        "['NotImplementedError', ['NotImplementedError'], '', [], [], '', [], '', 0]",
        "['E', ['UnicodeDecodeError'], 'text', [], [], '', [], '', 0]",
        "['E', ['OSError'], '(file_mb = 5)', [], [], 'file_mb', [], '', 0]",
        "['E', ['OSError'], '(file_mb = 5)', [['a', 1 << 40, 'f', 't']], [], '', [], '', 0]",
        "['SyntaxError', ['SyntaxError'], 'U+200B', [['work.py', 0, '', '']], [], '', [], '', 0]",
        "['E', ['ValueError'], 'text', [['a.py', 1, 'f', 't', 0]], [['<b>', 'value', '\\x1b', 'x' * 50_000]] * 6, '', [], '', 0]",
        "['E', ['ValueError'], 'text', [], [['x', 'array', 'float64', '(3,)']] * 7, '', [], '', 0]",
        "['E', ['ValueError'], 'text', [], [['x', 'secret', '', '']], '', [], '', 0]",
        "['E', ['ValueError'], 'text', [], [['x', 'value', '', 5]], '', [], '', 0]",
        *(
            f"['E', ['ValueError'], 'text', [], [], {limit}, [], '', 0]"
            for limit in ("'wall_s'", "5", "['threads']", "np.zeros(2)")
        ),
        "['SyntaxError', ['SyntaxError'], 'it needs Python 3.99', [], [], '', ['newer', 'x' * 5000 + '\\x1b'], '', 0]",
        *(
            f"['E', ['ValueError'], 'text', [], [], '', {reason}, '', 0]"
            for reason in ("'newer'", "['secret', '']", "['newer', 5]")
        ),
        "[5, None, {}, '', '', '', '', '', '']",
    ),
    Kind.REFUSED: (
        "['more than may be returned', True, '', 0]",
        "['\\x1b' * 1000, 'yes', '', 0]",
        "[5, False, '', 0]",
        "['x', '', 0]",
    ),
    Kind.MISSING: ("['double', '', 0]", "['x' * 100_000 + '\\u202e', '', 0]", "[None, '', 0]"),
    Kind.FLOOD: ("None",),
    Kind.CALLBACK: ("[0, [1.0], {}]", "[99, [], {}]", "[0, [], {'x': object()}]", "[0, [[[]]], {'y': 1}]", "None"),
}
# Nothing that an honest worker could mean by any kind.
NONSENSE = (
    "None",
    "[]",
    "{}",
    "[1, 2, 3, 4, 5]",
    "b'\\xa3\\xed\\xa0\\x80'",  # a lone surrogate, as text
    "b'\\xc1'",
    "b''",
    "b'\\xd6\\xff\\x00\\x00\\x00\\x00'",  # a date
    "b'\\xdd\\xff\\xff\\xff\\xff'",  # an array of four thousand million
    "b'\\x91' * 400",
    "b'\\xc7\\x08\\x08' + b'\\x91' * 8",  # an object
)
REQUESTS = (Kind.LOAD, Kind.CALL, Kind.GET, Kind.SURVEY)


def forgeries(asked: Kind, step: int) -> list[tuple[int, str]]:
    """Of every kind every ``step``-th; nonsense in full only where something of that kind would be read."""
    first = REQUESTS.index(asked)
    known = [
        (int(kind), each) for kind, payloads in PAYLOADS.items() for each in payloads[first % min(step, len(payloads)) :: step]
    ]
    whole = list(itertools.product((Kind.VALUE, Kind.RAISED), NONSENSE)) if asked is Kind.CALL else []
    return [*known, *whole[first % step :: step], *list(itertools.product((0, *Kind, 200), NONSENSE[:1]))[first % step :: step]]


# In each gate every twelfth answer of a kind to the commonest kind of request, and every twenty-fourth to the others; at least one.
SHARES = (
    *(pytest.param(asked, 12 if asked is Kind.CALL else 24, id=asked.name) for asked in REQUESTS),
    *(pytest.param(asked, 1, id=f"{asked.name}-all", marks=pytest.mark.exhaustive) for asked in REQUESTS),
)


@pytest.mark.long(seconds=20)
@pytest.mark.parametrize(("asked", "step"), SHARES)
def test_every_kind_of_answer_to_every_request(make_course: MakeCourse, marker: MakeMarker, asked: Kind, step: int) -> None:
    """The verdict is the student's, always; the judge that was started is the one that grades the last of them."""
    course = make_course(assignment=ASSIGNMENT, stub=STUB, reference=REFERENCE, hidden=HIDDEN, grading=GRADING)
    judge = marker(course).judge
    honest = Submission(student="h", file="work.py", files=(("work.py", REFERENCE.encode()),))
    assert judge.grade(honest).verdict is Verdict.ACCEPTED
    process, wrong = judge.process, []
    for answered, payload in forgeries(asked, step):
        source = HOSTILE.replace("ASKED", str(int(asked))).replace("ANSWERED", str(answered)).replace("PAYLOAD", payload)
        grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", source.encode()),)))
        if grade.verdict in (Verdict.GRADER_ERROR, Verdict.ACCEPTED) or grade.points is None or judge.process is not process:
            wrong.append((answered, payload, grade.verdict, [case.staff.detail[-2000:] for case in grade.cases][:1]))
            process = judge.process
    assert wrong == []
    assert judge.grade(honest).verdict is Verdict.ACCEPTED
