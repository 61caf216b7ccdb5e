"""What goes into a student's function beside data: functions of the suite, arrays changed in place, files handed out."""

import dataclasses
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.grading.reveal import reveal
from grader.model import CaseResult, Reveal, Verdict
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.sentences import message, note
from tests.classes import MakeCourse
from tests.marking import IsolationAt, MakeMarker, Marker, evidence_of, fault_of, mismatch_of

GRADIENT = "title: Gradients\nfiles: [work.py]\nfunctions: [numerical_gradient, loss]\n"
GRADIENT_STUB = "def numerical_gradient(f, x, eps):\n    # TODO\n    pass\n\ndef loss(x):\n    # TODO\n    pass\n"
GRADIENT_REFERENCE = """
import numpy as np

def numerical_gradient(f, x, eps):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = eps
        gradient[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return gradient

def loss(x):
    return float(np.sum(x ** 2))
"""
GRADIENT_GRADING = "tolerance: {rtol: 1e-5, atol: 1e-7}\nlimits: {callbacks: 100, callback_kb: 8, wall_s: 2, case_s: 8}\n"
GRADIENT_HIDDEN = '''
import numpy as np

def secret(x):
    if x.shape != (3,):
        raise ValueError("the secret is a vector of three")
    return float(np.sum(x ** 3))

def test_gradient(check, rng):
    """numerical_gradient() of a function that you do not know."""
    check.numerical_gradient(secret, rng.normal(size=3), 1e-5)
'''


@pytest.fixture(scope="module")
def feedback() -> bool:
    return False


def described(case: CaseResult) -> tuple[object, ...]:
    return case.verdict, case.function, case.note, case.limit, case.staff.detail, case.staff.traceback, case.evidence, case.fault


@pytest.fixture
def gradient(make_course: MakeCourse, marker: MakeMarker) -> Callable[..., Marker]:
    def make(hidden: str = GRADIENT_HIDDEN, reference: str = GRADIENT_REFERENCE) -> Marker:
        course = make_course(assignment=GRADIENT, grading=GRADIENT_GRADING, stub=GRADIENT_STUB, reference=reference, hidden=hidden)
        return marker(course)

    return make


def body(*lines: str) -> str:
    return "import numpy as np\n\ndef numerical_gradient(f, x, eps):\n" + "".join(f"    {line}\n" for line in lines)


# What a student may do with a function that was passed in: lines, verdict, what the error's text says.
USES = (
    (("g = 0 * x", "for i in range(3):", "    e = np.eye(3)[i] * eps", "    g[i] = (f(x + e) - f(x - e)) / 2 / eps", "return g"),
     Verdict.ACCEPTED, ""),
    (("from concurrent.futures import ThreadPoolExecutor as Pool", "e = np.eye(3) * eps", "with Pool(3) as pool:",
      "    up, down = list(pool.map(f, x + e)), list(pool.map(f, x - e))", "return (np.array(up) - down) / 2 / eps"),
     Verdict.RUN_TIME_ERROR, "(threads = 0)"),
    (("h = np.vectorize(f, signature='(n)->()')", "e = np.eye(3) * eps", "return (h(x + e) - h(x - e)) / 2 / eps"),
     Verdict.ACCEPTED, ""),
    (("return f(x)",), Verdict.WRONG_ANSWER, ""),
    (("return f(x[0])",), Verdict.RUN_TIME_ERROR, "f, the function that was passed in, raised "),
    (("return f(x[:2])",), Verdict.RUN_TIME_ERROR, "f, the function that was passed in, raised ValueError"),
    (("return f(x, x)",), Verdict.RUN_TIME_ERROR, "f, the function that was passed in, raised TypeError"),
    (("return f(lambda: x)",), Verdict.RUN_TIME_ERROR, "passed in, was called with an object of type function"),
    (("return f(f)",), Verdict.RUN_TIME_ERROR, "was called with an object of type function"),
    (("return f(np.zeros(10**5))",), Verdict.RUN_TIME_ERROR, "was called with an array of 800000 bytes"),
    (("return f(np.broadcast_to(1.0, (2**27,)))",), Verdict.RUN_TIME_ERROR, "was called with an array of 1073741824 bytes"),
    (("return f([0.0] * 10**4)",), Verdict.RUN_TIME_ERROR, "was called with a structure of"),
    (("while True:", "    f(x)"), Verdict.TIME_LIMIT, ""),
    (("return f",), Verdict.WRONG_ANSWER, ""),
    (("f.number = 10**6", "return f(x)"), Verdict.RUN_TIME_ERROR, "LookupError"),
    (("f.number = 'x'", "return f(x)"), Verdict.CRASHED, ""),
    (("f.number = -1", "f.case = 7", "return f(x)"), Verdict.RUN_TIME_ERROR, "after the check that it belongs to"),
    (("try:", "    f(x[:2])", "except RuntimeError as error:", "    return error.__cause__ or error.__traceback__"),
     Verdict.WRONG_ANSWER, ""),
)  # fmt: skip


@pytest.mark.long
def test_what_students_do_with_a_function(gradient: Callable[..., Marker]) -> None:
    """Honest, by threads that are not allowed, wrong, forged, endless: each a verdict of its own, never a word of the suite's."""
    marker = gradient()
    for lines, verdict, text in USES:
        case = marker.case(body(*lines))
        assert case.verdict is verdict, (lines, described(case))
        assert text in (case.fault.message if case.fault else ""), (lines, described(case))
        assert "secret" not in message(case, "en") + (case.fault.message if case.fault else "")
        if verdict is Verdict.TIME_LIMIT:
            assert case.limit == "callbacks = 100"
        elif verdict is not Verdict.ACCEPTED:
            assert case.function == "numerical_gradient"


THREADED = (
    (("from concurrent.futures import ThreadPoolExecutor as Pool", "e = np.eye(3) * eps", "with Pool(3) as pool:",
      "    up, down = list(pool.map(f, x + e)), list(pool.map(f, x - e))", "return (np.array(up) - down) / 2 / eps"),
     Verdict.ACCEPTED, ""),
    (("import threading, time", "t = threading.Thread(target=lambda: (time.sleep(0.3), f(x)))", "t.start()", "return f(x)"),
     Verdict.WRONG_ANSWER, ""),
)  # fmt: skip


def test_threads_may_call_a_function(make_course: MakeCourse, marker: MakeMarker, isolation_at: IsolationAt) -> None:
    """Where the assignment allows threads, which takes level full: one conversation at a time, and none after the call."""
    isolation_at("full")
    grading = GRADIENT_GRADING.replace("limits: {", "limits: {threads: 4, ")
    course = make_course(
        assignment=GRADIENT, grading=grading, stub=GRADIENT_STUB, reference=GRADIENT_REFERENCE, hidden=GRADIENT_HIDDEN
    )
    threaded = marker(course, "auto")
    for lines, verdict, _ in THREADED:
        case = threaded.case(body(*lines))
        assert case.verdict is verdict, (lines, described(case))


def test_functions_that_are_kept(gradient: Callable[..., Marker]) -> None:
    """Within a case a function may be kept and called later, by an object say; after it, it is nothing, and never another one."""
    marker = gradient(
        hidden="""
def test_one(check):
    check.numerical_gradient(lambda x: x, 1.0, 0.0)
    check.numerical_gradient(lambda x: 10 * x, 2.0, 0.0)
def test_between(check):
    check.numerical_gradient(lambda x: x, 1.0, 0.0)
def test_two(check):
    check.numerical_gradient(lambda x: 100 * x, 3.0, 0.0)
""",
        reference="kept = []\ndef numerical_gradient(f, x, eps):\n    kept.append(f)\n    return f(x)\ndef loss(x): return 0\n",
    )
    grade = marker.grade("kept = []\n" + body("kept.append(f)", "return [kept[0](x), f(x)][x != 2.0] if x < 3 else kept[0](x)"))
    # What comes after another case is run again in a fresh worker, where nothing of that one is left.
    assert [case.verdict for case in grade.cases] == [Verdict.WRONG_ANSWER, Verdict.ACCEPTED, Verdict.ACCEPTED]
    again = [case for case in grade.cases if case.note == "order"]
    assert again
    assert all("run_time_error" in case.staff.detail for case in again)
    assert mismatch_of(grade.cases[0]).worst[0].actual == "2"  # the first function, and not the one after it
    alone = marker.grade("kept = []\n" + body("kept.append(f)", "return f(x)"))
    assert [case.verdict for case in alone.cases] == [Verdict.ACCEPTED] * 3


NESTED = """
import numpy as np

def test_own_loss(check, student, near):
    x = np.arange(3.0)
    numeric = student.numerical_gradient(lambda x: student.loss(x), x, 1e-5)
    assert numeric == near(2 * x)
"""


@pytest.mark.long
def test_suite_calls_student_calls_suite(gradient: Callable[..., Marker]) -> None:
    """A function of the suite may call student code in its turn; what fails in there is what is told."""
    marker = gradient(hidden=NESTED)
    honest = GRADIENT_REFERENCE
    assert marker.case(honest).verdict is Verdict.ACCEPTED
    case = marker.case(honest.replace("np.sum(x ** 2)", "x[10]"))
    assert (case.verdict, case.function, fault_of(case).base) == (Verdict.RUN_TIME_ERROR, "loss", "IndexError"), described(case)
    case = marker.case(honest.replace("def loss", "def lose"))
    assert (case.verdict, case.note) == (Verdict.NOT_IMPLEMENTED, "missing"), described(case)
    case = marker.case(honest.replace("return float(np.sum(x ** 2))", "import time; time.sleep(60)"))
    assert (case.verdict, case.limit, case.function) == (Verdict.TIME_LIMIT, "wall_s = 2", "loss"), described(case)
    case = marker.case(honest.replace("return float(np.sum(x ** 2))", "import os; os._exit(0)"))
    assert case.verdict is Verdict.CRASHED, described(case)
    endless = honest.replace("gradient = ", "global kept; kept = f; gradient = ").replace(
        "return float(np", "return kept(x); float(np"
    )
    case = marker.case(endless)
    assert case.verdict in (Verdict.RUN_TIME_ERROR, Verdict.TIME_LIMIT), described(case)
    assert marker.case(honest).verdict is Verdict.ACCEPTED


def test_a_broken_function_of_the_suite_is_no_students_fault(gradient: Callable[..., Marker]) -> None:
    """It raises with the reference in the student's place too; and pytest.fail inside of one is a wrong answer."""
    marker = gradient(
        hidden="""
import numpy as np
import pytest
def broken(x):
    return undefined
def picky(x):
    if (x == 1.0).all():  # the reference never asks for the point itself
        pytest.fail("no")
    return 0.0
def test_broken(student):
    student.numerical_gradient(broken, 1.0, 0.1)
def test_picky(student):
    student.numerical_gradient(picky, np.ones(3), 0.1)
def test_after(check):
    check.loss(1.0)
"""
    )
    grade = marker.grade(body("return f(x)") + "def loss(x):\n    return x * x\n")
    assert [case.verdict for case in grade.cases] == [Verdict.GRADER_ERROR, Verdict.WRONG_ANSWER, Verdict.ACCEPTED]


PLACE = "title: In place\nfiles: [work.py]\nfunctions: [update, shift]\n"
PLACE_REFERENCE = """
def update(w, g, lr=0.1):
    w -= lr * g

def shift(values):
    return values + 1
"""
PLACE_HIDDEN = """
import numpy as np

def test_positional(check):
    check.update(np.ones(3), np.arange(3.0))

def test_by_name(check):
    w = np.ones(3)
    check.update(g=np.arange(3.0), w=w, lr=1.0)
    assert w.sum() == 3

def test_shift(check):
    check.shift(np.arange(4.0))
"""


@pytest.fixture
def place(make_course: MakeCourse, marker: MakeMarker) -> Callable[[], Marker]:
    grading = "functions:\n  update: {mutates: [w], tolerance: {w: {atol: 1e-3}}}\n"
    return lambda: marker(make_course(assignment=PLACE, grading=grading, reference=PLACE_REFERENCE, hidden=PLACE_HIDDEN))


def test_arguments_compared_after_the_call(place: Callable[[], Marker]) -> None:
    """By place and by keyword, with a rule of their own; a new array under the old name is not the caller's."""
    marker = place()
    good = "def update(w, g, lr=0.1):\n    w[:] = w - lr * g + 1e-4\ndef shift(values):\n    return values + 1\n"
    assert [case.verdict for case in marker.grade(good).cases] == [Verdict.ACCEPTED] * 3
    cases = marker.grade(good.replace("w[:] = ", "w = ")).cases
    assert [case.verdict for case in cases] == [Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER, Verdict.ACCEPTED]
    assert mismatch_of(cases[0]).output == "w"
    assert evidence_of(cases[0]).actual == "w = np.array([1.0, 1.0, 1.0])"
    assert evidence_of(cases[0]).expected == "w = np.array([1.0, 0.9, 0.8])"
    cases = marker.grade(good.replace("1e-4", "1e-4\n    return w")).cases
    assert [case.verdict for case in cases] == [Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER, Verdict.ACCEPTED]


def test_other_arguments_changed_in_place_are_a_note(place: Callable[[], Marker]) -> None:
    """It costs nothing, names the argument as the student's file does, and the declared one is not meant."""
    marker = place()
    source = "def update(w, g, lr=0.1):\n    w -= lr * g\ndef shift(numbers):\n    numbers += 1\n    return numbers\n"
    cases = marker.grade(source).cases
    assert [case.verdict for case in cases] == [Verdict.ACCEPTED] * 3
    assert [case.mutated for case in cases] == [(), (), ("shift(numbers)",)]
    assert "shift changes its argument numbers in place" in note(cases[2], "en")
    assert "numbers.copy()" in note(cases[2], "ko")
    # Where points are lost, it may be for this very reason.
    lost = dataclasses.replace(cases[2], verdict=Verdict.WRONG_ANSWER)
    assert ["costs no points here" in note(each, "en") for each in (cases[2], lost)] == [True, False]


def test_mutates_names_a_parameter(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Of the reference's own signature; else the assignment is at fault before anybody is graded."""
    course = make_course(assignment=PLACE, grading="functions: {update: {mutates: [v]}}\n", reference=PLACE_REFERENCE)
    with pytest.raises(AssignmentError, match=r"mutates 'v', but the reference's signature is \(w, g, lr=0.1\)"):
        marker(course)


def test_a_call_that_does_not_fit(place: Callable[[], Marker]) -> None:
    """Python's own complaint, as the handout would put it."""
    marker = place()
    for signature, text in (
        ("def shift():", "shift() takes 0 arguments in your file; it is called with 1. Compare the line 'def shift(...)'"),
        ("def shift(a, b):", "shift() in your file requires b, which is not passed"),
    ):
        case = marker.grade(f"def update(w, g, lr): w -= lr * g\n{signature} return 1\n").cases[2]
        assert case.verdict is Verdict.RUN_TIME_ERROR
        assert text in message(case, "en")
        assert "shift()" in message(case, "ko")
    case = marker.grade("def update(a, b, lr=0.1): a -= lr * b\n").cases[1]
    assert "update() in your file has no argument named g" in message(case, "en")
    inner = "def inner(): pass\ndef shift(values): return inner(values)\n"
    assert "inner() takes 0 positional arguments" in message(marker.grade(inner).cases[2], "en")


HANDED = """title: Handed out
files: [layers.py, model.py]
functions: [scale, predict, both]
provides: [common_part.py, data.npz]
"""
LAYERS = (
    "import model\nfrom common_part import FACTOR\n\ndef scale(x):\n    return FACTOR * x\n\ndef both():\n    return 'layers'\n"
)
MODEL = """import numpy as np
import layers

def predict():
    return layers.scale(np.load('data.npz')['x'])

def both():
    return 'model'
"""
HANDED_STUBS = {
    "layers.py": "def scale(x):\n    # TODO\n    return 0\n\ndef both():\n    # TODO\n    return 1\n",
    "model.py": "def predict():\n    # TODO\n    return 0\n\ndef both():\n    return 'model'\n",
}
HANDED_HIDDEN = """
from common_part import FACTOR

def test_scale(check):
    check.scale(2.0)

def test_predict(check):
    assert check.predict().sum() == FACTOR * 3

def test_both(check):
    check.both()
"""


@pytest.fixture
def handed(make_course: MakeCourse) -> Callable[[], Path]:
    file = io.BytesIO()
    np.savez(file, x=np.ones(3))
    public = {**HANDED_STUBS, "common_part.py": "FACTOR = 5\n", "data.npz": file.getvalue()}
    return lambda: make_course(
        assignment=HANDED, hidden=HANDED_HIDDEN, public=public, private={"layers.py": LAYERS, "model.py": MODEL}
    )


def test_files_that_import_one_another_and_what_was_handed_out(handed: Callable[[], Path], marker: MakeMarker) -> None:
    """In a circle too; of two functions of one name the first file's counts; data is opened by its plain name."""
    handed_in = marker(handed())
    good = {"layers": LAYERS, "model": MODEL}
    grade = handed_in.grade(**good)
    assert [case.verdict for case in grade.cases] == [Verdict.ACCEPTED] * 3, [described(case) for case in grade.cases]
    # The second file's own function still counts as the first file's stub says it is, and the other way round.
    stub = handed_in.grade(**{name.removesuffix(".py"): text for name, text in HANDED_STUBS.items()})
    assert [(case.verdict, case.function) for case in stub.cases] == [
        (Verdict.NOT_IMPLEMENTED, "scale"), (Verdict.NOT_IMPLEMENTED, "predict"), (Verdict.NOT_IMPLEMENTED, "both"),
    ]  # fmt: skip
    swapped = handed_in.grade(layers=LAYERS.replace("'layers'", "'model'"), model=MODEL)
    assert swapped.cases[2].verdict is Verdict.WRONG_ANSWER


TAMPER = """
import common_part, os
common_part.FACTOR = 7
for trick in (
    lambda: open("data.npz", "wb").write(b""),
    lambda: os.remove("data.npz"),
    lambda: os.rename("data.npz", "other"),
    lambda: os.chmod("data.npz", 0o777),
    lambda: open("common_part.py", "w"),
    lambda: os.chmod(".", 0o777),
):
    try:
        trick()
    except OSError:
        pass
"""


def test_what_was_handed_out_is_nobodys_to_change(handed: Callable[[], Path], marker: MakeMarker) -> None:
    """A student who patches a module patches their own; the data stays as it is for everybody after them."""
    course = handed()
    handed_in = marker(course)
    before = (course / "assignments" / "doubling" / "data.npz").read_bytes()
    verdicts = [case.verdict for case in handed_in.grade(layers=TAMPER + LAYERS, model=MODEL).cases]
    assert verdicts[0] is Verdict.WRONG_ANSWER  # their own factor, compared with the reference's
    assert (course / "assignments" / "doubling" / "data.npz").read_bytes() == before
    assert [case.verdict for case in handed_in.grade(layers=LAYERS, model=MODEL).cases] == [Verdict.ACCEPTED] * 3


def test_changed_data_is_another_assignment(handed: Callable[[], Path]) -> None:
    """The digest covers what is handed out, and a folder holds all files of a submission."""
    course = handed()
    folder = course / "assignments" / "doubling"
    before = load_assignment(course, "doubling")
    (folder / "data.npz").write_bytes(b"other")
    assert load_assignment(course, "doubling").digest != before.digest
    assert [name for name, _ in load_submission(folder, before).files] == ["layers.py", "model.py"]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("data.npz]", "layers.py]", "assignment.yaml:4:28: 'layers.py' is listed twice"),
        ("data.npz]", "../secret.npz]", "'../secret.npz' is not a plain file name"),
        ("data.npz]", "gone.npz]", "assignments/doubling/gone.npz: is missing"),
    ],
)
def test_what_may_be_handed_out(handed: Callable[[], Path], old: str, new: str, text: str) -> None:
    """Plain files of the public folder, none of which is handed in."""
    course = handed()
    path = course / "assignments" / "doubling" / "assignment.yaml"
    path.write_text(HANDED.replace(old, new))
    with pytest.raises(AssignmentError) as caught:
        load_assignment(course, "doubling")
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("section", "text"),
    [
        (
            "{opaque: [cache]}",
            "'cache' is none of the parts that returns names; name the parts of the returned value under returns",
        ),
        ("{returns: [out, cache], opaque: [cash]}", "'cash' is none of the parts that returns names; did you mean 'cache'?"),
        ("{opaque: cache}", "expected a list of names of returned parts"),
        ("{mutates: []}", "expected a list of parameters"),
        ("{returns: [out, cache], opaque: [cache], tolerance: {cache: {atol: 1}, out: {}}}", "'cache' is not an output of double"),
    ],
)
def test_what_the_keys_take(make_course: MakeCourse, section: str, text: str) -> None:
    """Mistakes are named with their place."""
    with pytest.raises(AssignmentError) as caught:
        load_assignment(make_course(grading=f"functions:\n  double: {section}\n"), "doubling")
    assert text in str(caught.value)
    assert "grading.yaml:2:" in str(caught.value)


@pytest.mark.long
def test_authors_run_it_under_plain_pytest(handed: Callable[[], Path], tmp_path: Path) -> None:
    """``pytest solutions/<slug> --submission FOLDER``, and without a submission on the reference; data is found from anywhere."""
    course = handed()
    work = tmp_path / "handed_in"
    work.mkdir()
    for name, text in (("layers.py", LAYERS), ("model.py", MODEL.replace("np.load", "2 * np.load"))):
        (work / name).write_text(text)
    suite = course / "solutions" / "doubling"
    for more, said in (((), "3 passed"), (("--submission", str(work)), "1 failed, 2 passed")):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(suite), *more]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
        assert said in done.stdout, done.stdout + done.stderr


def test_names_of_arguments_show_no_more_than_values_may(place: Callable[[], Marker]) -> None:
    """They are the student's to choose, and so could carry what the function was given."""
    source = "def update(w, g, lr=0.1):\n    w -= lr * g\ndef shift(numbers):\n    numbers += 1\n    return numbers\n"
    case = place().grade(source).cases[2]
    grade = dataclasses.replace(place().grade(source), cases=(dataclasses.replace(case, reveal=Reveal.MESSAGE),))
    assert reveal(grade).cases[0].mutated == ()
    assert "numbers" not in note(reveal(grade).cases[0], "en")
