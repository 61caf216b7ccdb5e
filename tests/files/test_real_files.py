"""Files as students really hand them in, each on its whole way from disk to grade and report."""

import json
from collections.abc import Callable

import pytest

from grader.grading.reveal import reveal
from grader.model import Grade, Lang, Note, Verdict
from grader.report.about import note_text, problem, related
from grader.report.documents import grade_document

GOOD = "import numpy as np\n\ndef double(x):\n    return 2 * np.asarray(x)\n\ndef total(x):\n    return float(np.sum(x))\n"
Graded = Callable[..., Grade]


def notebook(*cells: str | list[str], **more: object) -> bytes:
    """nbformat 4, with a markdown cell before each code cell and outputs that say all is well."""
    whole: list[dict[str, object]] = []
    for cell in cells:
        output = {"output_type": "stream", "name": "stdout", "text": ["no errors found\n"]}
        whole += [
            {"cell_type": "markdown", "metadata": {}, "source": ["## Exercise"]},
            {"cell_type": "code", "execution_count": 7, "metadata": {}, "outputs": [output], "source": cell},
        ]
    return json.dumps({"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more).encode()


def kinds(grade: Grade) -> list[str]:
    return [note.kind for note in grade.notes]


def note_of(grade: Grade, kind: str) -> Note:
    found = [note for note in grade.notes if note.kind == kind]
    assert found, f"no note {kind} among {grade.notes}"
    return found[0]


def said(grade: Grade, kind: str, lang: Lang = "en") -> str:
    return note_text(note_of(grade, kind), lang, grade.environment.numpy)


# What is at fault in none of these, or what Python reads as it is.
ACCEPTED = {
    "as it is": GOOD.encode(),
    "the word TODO is still there": GOOD.replace("    return", "    # TODO: your code here\n    return").encode(),
    "windows line ends": GOOD.replace("\n", "\r\n").encode(),
    "old mac line ends": GOOD.replace("\n", "\r").encode(),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "declared cp949": ("# -*- coding: cp949 -*-\n# 두 배\n" + GOOD).encode("cp949"),
    "declared euc-kr": ("# coding: euc-kr\n# 두 배\n" + GOOD).encode("euc-kr"),
    "tabs throughout": GOOD.replace("    ", "\t").encode(),
    "form feed": GOOD.replace("def total", "\x0cdef total").encode(),
    "no-break space in a comment": GOOD.replace("return 2", "# a\u00a0b\u200b\n    return 2").encode(),
    "prints in an inner loop": GOOD.replace("    return", "    for i in range(5000): print(i)\n    return").encode(),
    "a main block that would never end": (GOOD + "\nif __name__ == '__main__':\n    while True: pass\n").encode(),
    "seeds, print options, errors as exceptions": (
        "import random, warnings, numpy as np\nrandom.seed(1); np.random.seed(1)\nnp.set_printoptions(precision=1)\n"
        "warnings.filterwarnings('ignore')\n" + GOOD
    ).encode(),
    "standard output wrapped for Korean": (
        "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\n"
        "sys.stderr = io.TextIOWrapper(sys.stderr.detach(), encoding='utf-8')\nprint('시작')\n" + GOOD
    ).encode(),
    "arguments changed in place": GOOD.replace("    return 2 * np.asarray(x)", "    x *= 2\n    return x").encode(),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_python_can_read_counts_in_full(graded: Graded, name: str) -> None:
    """Every point, and nothing to say about the file."""
    grade = graded(ACCEPTED[name])
    assert grade.verdict is Verdict.ACCEPTED
    assert grade.notes == ()


# What does not run to its end, and the note that says what became of it.
SALVAGED = {
    "plotting at top level": ("import matplotlib.pyplot as plt\nfrom mpl_toolkits.mplot3d import Axes3D\n", "stand_in",
                              "fig, (a, b) = plt.subplots(1, 2)\na.plot([1], [2])\nplt.show()\n"),
    "seaborn": ("import seaborn as sns; sns.set()\n", "stand_in", ""),
    "torch that nobody uses": ("import torch\nimport torch.nn as nn\n", "not_available", "class Net(nn.Module):\n    pass\n"),
    "sklearn inside of a try": ("try:\n    import sklearn\nexcept ImportError:\n    sklearn = None\n", "", ""),
    "input at top level": ("n = input('how many? ')\n", "left_out", "print(int(n))\n"),
    "a data file that is not here": ("import numpy as np\nX = np.load('/content/drive/MyDrive/X.npy')\n", "left_out", "print(X)\n"),
    "colab": ("from google.colab import drive\ndrive.mount('/content/drive')\n", "stand_in", ""),
    "usage message": ("import sys\nif len(sys.argv) < 2:\n    sys.exit('usage: work.py FILE')\n", "left_out", ""),
    "own tests that fail": ("", "stopped_at", "assert double(2) == 5\n"),
    "exported from a notebook": ("get_ipython().run_line_magic('matplotlib', 'inline')\n", "stopped_at", ""),
    "another module of theirs": ("from my_tools import *\n", "not_available", ""),
    "training that never ends": ("", "not_ended", "w = 0.0\nwhile True:\n    w += 1\n"),
    "leaves the interpreter": ("", "not_ended", "import os\nos._exit(0)\n"),
    "prints for ever": ("", "not_ended", "while True:\n    print('x' * 1000)\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SALVAGED)
def test_what_happens_at_top_level_does_not_reach_the_functions(graded: Graded, name: str) -> None:
    """Every point, with a note; in both languages."""
    before, kind, after = SALVAGED[name]
    grade = graded((before + GOOD + after).encode())
    assert grade.verdict is Verdict.ACCEPTED
    assert (kind in kinds(grade)) if kind else not grade.notes
    for note in grade.notes:
        texts = [note_text(note, lang, "2.0") for lang in ("en", "ko")]
        assert all(texts)
        assert texts[0] != texts[1]


def test_every_assignment_is_tried(graded: Graded) -> None:
    """Also one that calls; and a loop or a call that fills what a function reads."""
    code = (
        "import torch\nmemo = dict()\ntable = []\nfor i in range(3):\n    table.append(2 * i)\nextra = {}\nextra.update(a=1)\n"
        "import numpy as np\ndef double(x):\n    memo['x'] = 1\n    return np.asarray(x) * table[1] * extra['a']\n"
        "def total(x):\n    return float(np.sum(x))\n"
    )
    assert graded(code.encode()).verdict is Verdict.ACCEPTED
    assert graded(notebook(code), "s1.ipynb").verdict is Verdict.ACCEPTED


def test_a_call_that_takes_too_long_is_left_out(graded: Graded) -> None:
    """Its statement only: what stands before and behind it counts."""
    grade = graded((GOOD + "def train():\n    while True:\n        pass\nweights = train()\nafter = 1\n").encode())
    assert grade.verdict is Verdict.ACCEPTED
    assert note_of(grade, "left_out_slow").name == "weights"


def test_using_what_is_not_here_says_so(graded: Graded) -> None:
    """Only the function that uses it is touched, and the error says what is allowed."""
    grade = graded(("import torch\n" + GOOD.replace("float(np.sum(x))", "float(torch.tensor(x).sum())")).encode())
    assert [case.verdict for case in grade.cases] == [Verdict.ACCEPTED, Verdict.RUN_TIME_ERROR]
    fault = grade.cases[1].fault
    assert fault is not None
    assert "no module named 'torch' here" in fault.message
    assert fault.cause is not None
    assert (fault.cause.kind, fault.cause.beside) == ("no_module", ("numpy",))
    assert fault.frames[-1].line == 8


# What Python cannot read: content, the place, and a word of what is to be done, in English and Korean.
UNREADABLE = {
    "python 2 print": (b"def double(x):\n    print x\n    return 2*x\n", "line 2", "print(...)", "괄호"),
    "python 2 print of a text": (b'print "hello"\n', "line 1", "print(...)", "괄호"),
    "python 2 print to a stream": (
        b"import sys\nprint >>sys.stderr, x y\n",
        "line 2",
        "print(x, file=file)",
        "print(x, file=file)",
    ),
    "python 2 except": (b"try:\n    pass\nexcept ValueError, e:\n    pass\n", "line 3", "except Error as name", "파이썬 2"),
    "python 2 raise": (b"raise ValueError, 'no'\n", "line 1", "raise Error(text)", "파이썬 2"),
    "python 2 unequal": (b"if 1 <> 2:\n    pass\n", "line 1", "!=", "파이썬 2"),
    "python 2 long": (b"x = 10L\n", "line 1", "write 10", "파이썬 2"),
    "python 2 octal": (b"x = 0777\n", "line 1", "0o777", "파이썬 2"),
    "python 2 repr": (b"y = `x`\n", "line 1", "repr(x)", "파이썬 2"),
    "python 2 exec": (b'exec "x = 1"\n', "line 1", "exec(text)", "파이썬 2"),
    "tabs and spaces": (b"def f(x):\n        y = 1\n\treturn y\n", "line 3", "tabs into spaces", "공백 네 칸"),
    "indentation": (b"def f(x):\n    y = 1\n  return y\n", "line 3", "indentation", "들여쓰기"),
    "no-break space": ("def f(x):\n    return\u00a0x\n".encode(), "line 2", "NO-BREAK SPACE", "U+00A0"),
    "zero-width space": ("x = 1\ny\u200b = 2\n".encode(), "line 2", "ZERO WIDTH SPACE", "U+200B"),
    "second byte order mark": ("x = 1\n\ufeffy = 2\n".encode(), "line 2", "ZERO WIDTH NO-BREAK SPACE", "U+FEFF"),
    "typographic quotes": ("x = 1\ny = \u201ctext\u201d\n".encode(), "line 2", "LEFT DOUBLE QUOTATION MARK", "곧은따옴표"),
    "minus sign of a text processor": ("x = 2 \u2212 1\n".encode(), "line 1", "MINUS SIGN", "U+2212"),
    "full-width comma": ("x = (1\uff0c 2)\n".encode(), "line 1", "FULLWIDTH COMMA", "U+FF0C"),
    "wrap mark of a PDF": ("x = (1 +\n  \u21aa 2)\n".encode(), "line 2", "RIGHTWARDS ARROW WITH HOOK", "U+21AA"),
    "korean encoding, undeclared": ("x = 1\n# 두 배로 만든다\n".encode("cp949"), "line 2", "cp949", "cp949"),
    "latin encoding, undeclared": ("x = 1\n# caf\u00e9 \u00fcber\n".encode("latin-1"), "line 2", "UTF-8", "UTF-8"),
    "an encoding that is none": (b"# coding: korean-5\nx = 1\n", "line 1", "names the encoding korean-5", "korean-5 인코딩이라고"),
    "merge marks": (b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n", "line 1", "merge", "병합"),
    "merge marks further down": (b"x = 1\n<<<<<<< HEAD\nx = 1\n=======\n", "line 2", "merge", "병합"),
    "half a file": (b"def f(x):\n    return (x +\n", "line 2", "never closed", "never closed"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_python_cannot_read_is_named_with_line_and_remedy(graded: Graded, name: str) -> None:
    """In both languages, as far as the line."""
    content, line, english, korean = UNREADABLE[name]
    grade = graded(content)
    assert grade.verdict is Verdict.INVALID_SUBMISSION
    assert f"work.py, {line}" in problem(grade, "en")
    assert english in problem(grade, "en")
    assert f"work.py {line.removeprefix('line ')}번째 줄" in problem(grade, "ko")
    assert korean in problem(grade, "ko")


def test_the_column_is_that_of_the_character(graded: Graded) -> None:
    """Counted in characters from 1, also behind Hangul."""
    grade = graded("def f(x):\n    s = '한글' +\u00a0x\n".encode())
    assert "work.py, line 2, column 15, holds the character U+00A0 (NO-BREAK SPACE)" in grade.problem


# Not filled in, in all the ways in which that is left.
TEMPLATES = {
    "as handed out": (
        "import numpy as np\n\ndef double(x):\n    '''Twice x.'''\n    y = np.zeros(3)\n    # done\n    return y\n\n"
        "def total(x):\n    pass\n"
    ),
    "raises": "def double(x):\n    raise NotImplementedError\ndef total(x):\n    raise NotImplementedError('todo')\n",
    "the solution inside a string": (
        'def double(x):\n    """\n    return 2 * x\n    """\ndef total(x):\n    "doc"\n    """return sum(x)"""\n'
    ),
    "returns None": "def double(x):\n    return None\ndef total(x):\n    return\n",
    "nothing of that name": "def dbl(x):\n    return 2 * x\n",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_left_in_is_not_implemented(graded: Graded, name: str) -> None:
    """Not a wrong answer, and no traceback."""
    for content, file in ((TEMPLATES[name].encode(), "s1.py"), (notebook("%pylab\n" + TEMPLATES[name]), "s1.ipynb")):
        grade = graded(content, file)
        assert [case.verdict for case in grade.cases] == [Verdict.NOT_IMPLEMENTED] * 2


def test_a_given_function_of_the_stub_is_no_unfilled_one(graded: Graded) -> None:
    """Equal to the stub's counts only where the stub leaves something to do."""
    grade = graded(GOOD.replace("return float(np.sum(x))", "c = Counter(0.0)\n    return c.value").encode())
    assert grade.cases[1].verdict is Verdict.RUN_TIME_ERROR


# Solutions that were right in their year.
DATED = {
    "np.int": ("np.array([1], dtype=np.int)", "np.int was removed in NumPy 1.24", "Write int "),
    "np.float": ("np.float(3)", "np.float was removed in NumPy 1.24", "Write float "),
    "np.product": ("np.product([1])", "np.product was removed in NumPy 2.0", "Write np.prod "),
    "np.lib.pad": ("np.lib.pad([1], 1, 'constant')", "np.lib.pad was removed in NumPy 2.0", "Write np.pad "),
    "np.NaN": ("np.NaN", "np.NaN was removed in NumPy 2.0", "Write np.nan "),
    "x.ptp": ("np.zeros(3).ptp()", "x.ptp() was removed in NumPy 2.0", "np.ptp(x)"),
    "xrange": ("list(xrange(3))", "xrange is Python 2", "write range"),
    "iteritems": ("{}.iteritems()", "iteritems is Python 2", "items()"),
    "true division": ("[0] * 3 if range(6 / 2) else 0", "// gives an integer", "//"),
}


@pytest.mark.parametrize("name", DATED)
def test_what_is_of_another_time_is_named_with_its_replacement(graded: Graded, name: str) -> None:
    """Beside the error, in both languages, with the version."""
    code, what, instead = DATED[name]
    grade = graded(GOOD.replace("    return float", f"    y = {code}\n    return float").encode())
    case = reveal(grade).cases[1]
    assert case.verdict is Verdict.RUN_TIME_ERROR
    (english,) = related(case, grade.notes, "en", grade.environment.numpy)
    (korean,) = related(case, grade.notes, "ko", grade.environment.numpy)
    assert what in english
    assert instead in english
    assert english != korean


def test_a_removed_name_at_top_level_is_named_in_the_note(graded: Graded) -> None:
    """Also one that was imported by name."""
    grade = graded(("import numpy as np\nKIND = np.float\n" + GOOD).encode())
    assert "np.float was removed in NumPy 1.24" in said(grade, "left_out")
    assert "np.float: NumPy 1.24에서 없어졌습니다" in said(grade, "left_out", "ko")
    grade = graded(("from numpy import product\n" + GOOD).encode())
    assert "np.product was removed in NumPy 2.0" in said(grade, "not_available")
    assert "site-packages" not in said(grade, "not_available")


def test_a_name_that_only_a_line_not_run_defines(graded: Graded) -> None:
    """The note says where, in the case and for the file; the document carries it."""
    code = (
        "def double(x):\n    return factor * x\n\ndef total(x):\n    return sum(x)\n\nif __name__ == '__main__':\n    factor = 2\n"
    )
    grade = graded(code.encode())
    assert grade.cases[0].verdict is Verdict.RUN_TIME_ERROR
    expected = "double uses the name factor (work.py, line 2), which would be defined only in work.py, line 8"
    assert expected in said(grade, "undefined_name")
    assert expected in related(grade.cases[0], grade.notes, "en", "2.0")[0]
    (note,) = grade_document(reveal(grade), "ko")["notes"]
    assert (note["kind"], note["name"], note["line"], note["file"]) == ("undefined_name", "factor", 2, "work.py")
    assert "work.py 8번째 줄에서만 정의되는데" in note["text"]


def test_what_student_text_may_do_to_a_report(page: Callable[..., str]) -> None:
    """Names, messages and cells are escaped, clipped, and shown with their strange characters named."""
    hostile = "x<script>alert(1)</script>\u202e" + "y" * 5000
    content = f"raise ValueError({hostile!r})\n{GOOD}".encode()
    for lang in ("en", "ko"):
        html = page(content, "s1.py", lang)
        assert "<script>alert" not in html
        assert "\u202e" not in html
        assert "y" * 1500 not in html.split('id="source"')[0]
