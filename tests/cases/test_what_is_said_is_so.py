"""Sentences of reports that were not so, or led elsewhere, each of a kind: what is said instead, and what is not said any more."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pytest

from grader.grading.compare import compare, compare_outputs, structure_lacks
from grader.grading.forms import WORDS
from grader.grading.reveal import reveal
from grader.judge.explain.behaviour import about_repeats
from grader.judge.explain.findings import looks_of
from grader.judge.running.outcome import Outcome, observe
from grader.judge.supervisor import Judge
from grader.model import (
    CaseResult,
    Counterexample,
    Evidence,
    Fault,
    Finding,
    FormKind,
    FunctionSpec,
    Lang,
    Located,
    Mismatch,
    Note,
    Place,
    Reveal,
    Rule,
    Submission,
    Text,
    Verdict,
)
from grader.model.assignment import UpTo
from grader.model.evidence import Entry
from grader.phrases import PHRASES
from grader.report.about import note_text
from grader.report.findings_text import actual_text, before_text, finding_text, first_to_fix
from grader.report.located_text import located_text
from grader.report.sentences import listed, message
from tests.marking import wrong_grade

SIGNS = Rule(rtol=1e-7, atol=1e-9, up_to=UpTo(factor="sign", factor_axis=1))
AXES = FunctionSpec(name="pca", returns=("axes", "variances"), rules=(("axes", SIGNS),))

COURSE = {
    "assignments/small/assignment.yaml": (
        "title: Small\nfiles: [work.py]\nfunctions: [Scaler, soft, loss, halved]\nneeds: {loss: [soft]}\npoints: 5\n"
    ),
    "assignments/small/work.py": "# TODO\n",
    "solutions/small/grading.yaml": "reveal: counterexample\n",
    "solutions/small/work.py": """import numpy as np


class Scaler:
    def fit(self, X):
        self.low = X.min(axis=0)
        return self

    def transform(self, X):
        return X - self.low


def soft(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def loss(x):
    return float(-np.log(soft(x)[0]))


def halved(x):
    return np.array(x) / 2
""",
    "solutions/small/test_hidden.py": '''import numpy as np
import pytest


@pytest.mark.points(1)
@pytest.mark.parametrize("n, d", [(3, 1), (5, 3), (4, 2)])
def test_others(check, rng, n, d):
    """Other rows than those that were learnt of."""
    scaler = check.Scaler()
    scaler.fit(rng.normal(size=(n, d)))
    scaler.transform(rng.normal(size=(n + 1, d)))


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [3, 4, 6])
def test_same(check, rng, n):
    """The rows that were learnt of."""
    X = rng.normal(size=(n, 2))
    scaler = check.Scaler()
    scaler.fit(X)
    scaler.transform(X)


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [2, 4])
def test_soft(check, rng, n):
    """soft() adds up to one."""
    check.soft(rng.normal(size=n))


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [2, 4])
def test_loss(check, rng, n):
    """loss() is made of soft()."""
    check.loss(rng.normal(size=n))


@pytest.mark.points(1)
@pytest.mark.parametrize("x", [3.0, 5.0, np.array([1.0, 4.0]), np.array([2.0, 7.0, 5.0])])
def test_halved(check, x):
    """halved() takes a number and an array."""
    check.halved(x)
''',
}

Graded = Callable[..., tuple[CaseResult, ...]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    """``graded((right, wrong), ...)``: the cases of the reference so changed."""
    course = tmp_path_factory.mktemp("course")
    for name, text in COURSE.items():
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with Judge(course, "small", sandbox="auto") as judge:

        def cases(*changes: tuple[str, str]) -> tuple[CaseResult, ...]:
            text = COURSE["solutions/small/work.py"]
            for before, after in changes:
                assert before in text
                text = text.replace(before, after)
            found = judge.grade(Submission(student="s", file="work.py", files=(("work.py", text.encode()),))).cases
            assert not any(case.staff.detail for case in found if case.verdict is not Verdict.NOT_IMPLEMENTED)
            return found

        yield cases


def of(cases: tuple[CaseResult, ...], test: str) -> list[CaseResult]:
    return [case for case in cases if case.case.startswith(test)]


def look(
    reference: Callable[..., Any], wrong: Callable[..., Any], inputs: list[tuple[Any, ...]], spec: FunctionSpec
) -> list[Finding]:
    seen = [observe(args, {}, reference(*args), Outcome(wrong(*args)), spec) for args in inputs]
    known = [each for each in seen if each is not None]
    return list(looks_of(known, known, spec, ("x", "y")))


def kinds(*args: Any) -> list[str]:
    return [each.kind for each in look(*args)]


def arrays(*shapes: tuple[int, ...]) -> list[tuple[np.ndarray]]:
    rng = np.random.default_rng(4)
    return [(rng.normal(size=shape),) for shape in shapes]


# Of what a function gives when it is called again


@pytest.mark.parametrize("value", [(np.ones(2), np.ones((3, 2))), (np.ones((3, 2)), "text"), (None, np.ones(2)), ("a", [1, "b"])])
def test_the_same_value_is_the_same_whatever_its_form(value: Any) -> None:
    """Eigenvectors where their variances belong have no axis along which signs would be free, which is no other value."""
    same, other = Outcome(value), Outcome((np.zeros(2), np.zeros((3, 2))))
    assert about_repeats(same, same, same, AXES) is None
    found = about_repeats(same, same, other, AXES)
    assert found is not None
    assert found.kind == "differs_between_runs"


def test_signs_that_are_free_are_free_between_runs() -> None:
    one, other = (np.ones((3, 2)), np.ones(2)), (-np.ones((3, 2)), np.ones(2))
    assert about_repeats(Outcome(one), Outcome(one), Outcome(other), AXES) is None


# Of what values look like


def test_right_numbers_of_another_dtype_are_off_by_nothing() -> None:
    """Zero more than expected is said of nobody."""
    spec = FunctionSpec(name="one_hot", default=Rule(kind="exact", dtype="kind"))
    labels: list[tuple[Any, ...]] = [(np.array(each),) for each in ([1], [0, 2, 1], [2, 2, 0, 1])]
    assert kinds(lambda x: np.eye(3, dtype=int)[x], lambda x: np.eye(3)[x], labels, spec) == []


def test_zeros_inside_are_no_right_inside() -> None:
    """Rows that were never filled in are wrong anywhere."""

    def first_rows(x: np.ndarray) -> np.ndarray:
        found = np.eye(4)[x]
        found[3:] = 0
        return np.asarray(found)

    labels: list[tuple[Any, ...]] = [(np.array(each),) for each in ([0, 0, 0, 3], [3, 0, 3, 0], [0, 3, 3, 3])]
    assert "borders" not in kinds(lambda x: np.eye(4)[x], first_rows, labels, FunctionSpec(name="f"))


def test_what_is_there_before_anything_is_computed_is_no_right_row() -> None:
    """The first row of a matrix with ones on its diagonal; a row that had to be computed is."""

    def lower(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.tril(x, -1) + np.eye(len(x)))

    def wrong(x: np.ndarray) -> np.ndarray:
        return np.asarray(np.tril(1.5 * x + 1, -1) + np.eye(len(x)))

    inputs: list[tuple[Any, ...]] = [*arrays((3, 3), (4, 4), (5, 5), (6, 6))]
    assert kinds(lower, wrong, inputs, FunctionSpec(name="f")) == []
    shifted = kinds(lambda x: lower(x) + 2, lambda x: wrong(x) + 2, inputs, FunctionSpec(name="f"))
    assert shifted == ["right_only"]


def test_an_empty_list_is_a_vector_too() -> None:
    """Of no steps the first value is all that there is, and a list without it is empty."""
    inputs: list[tuple[Any, ...]] = [*arrays((1,), (2,), (4,), (5,))]
    assert kinds(lambda x: x, lambda x: x[1:].tolist(), inputs, FunctionSpec(name="newton")) == ["left_out"]


def test_the_same_boolean_is_no_number() -> None:
    """Nobody who returns False everywhere has cut it off to an integer."""
    for value in (True, False):
        (found,) = [
            each
            for each in look(lambda x: x > 0, lambda x, value=value: np.full(x.shape, value), ROWS, FunctionSpec(name="above"))
            if each.kind in ("constant", "all_zero")
        ]
        assert finding_text(found, "en") == f"The returned value: always {value}, for every input that was tried."


def test_outputs_in_another_order() -> None:
    names = ("P", "L", "U")

    def three(x: np.ndarray) -> Any:
        return x.sum(axis=0), x.mean(), x * 2

    def turned(x: np.ndarray) -> Any:
        P, L, U = three(x)
        return L, U, P

    (found,) = look(three, turned, [*arrays((2, 3), (3, 3), (4, 2))], FunctionSpec(name="lu", returns=names))
    assert (found.kind, found.outputs, found.words) == ("outputs_reordered", ("L", "U", "P"), names)
    assert finding_text(found, "en") == "The returned values are right, but in another order: L, U, P instead of P, L, U."
    assert "P, L, U 순서여야 하는데 L, U, P 순서로" in finding_text(found, "ko")
    spoilt = [*arrays((2, 3), (3, 3), (4, 2))]
    assert (
        kinds(three, lambda x: (turned(x)[0], turned(x)[1] + 1, turned(x)[2]), spoilt, FunctionSpec(name="lu", returns=names)) == []
    )


def test_outputs_are_swapped_where_a_sign_is_free_too() -> None:
    """Each is compared by the rule of what it should be: along its axis the other has nothing."""

    def axes(x: np.ndarray) -> Any:
        return x, x.sum(axis=0)

    inputs: list[tuple[Any, ...]] = [*arrays((3, 1), (4, 2), (5, 5))]
    assert kinds(axes, lambda x: (axes(x)[1], -axes(x)[0]), inputs, AXES) == ["outputs_swapped"]


def test_the_smallest_size_is_not_hard_coded() -> None:
    """A spline through two points is a line, whatever comes of more."""
    inputs: list[tuple[Any, ...]] = [*arrays((2,), (2,), (2,), (3,), (4,), (5,), (7,))]
    (found,) = look(lambda x: x, lambda x: np.where(len(x) == 2, x, x + x**3), inputs, FunctionSpec(name="spline"))
    assert (found.kind, found.name, found.value) == ("only_above_one", "len(x)", 2.0)
    assert "is right where len(x) is 2: of the inputs tried, it fails only where len(x) is larger" in finding_text(found, "en")
    assert "len(x) 값이 2일 때 맞습니다" in finding_text(found, "ko")
    inputs += arrays((1,), (1,), (1,))
    (found,) = look(lambda x: x, lambda x: np.where(len(x) == 2, x, x + x**3), inputs, FunctionSpec(name="spline"))
    assert found.kind == "one_size"


# Of whole submissions


def test_no_length_of_an_argument_that_two_calls_have(graded: Graded) -> None:
    """Of fit and transform each has an X: whose rows a sentence speaks of, nobody could tell."""
    cases = graded(("return X - self.low", "return X - X.min(axis=0)"))
    wrong = of(cases, "test_others")
    assert {case.verdict for case in wrong} == {Verdict.WRONG_ANSWER}
    assert [each.kind for case in wrong for each in case.findings] == []


def test_whoever_calls_what_is_not_filled_in_is_filled_in(graded: Graded) -> None:
    cases = graded(("    e = np.exp(x - x.max())\n    return e / e.sum()", "    raise NotImplementedError"))
    assert message(of(cases, "test_soft")[0], "en") == "soft is not filled in yet."
    case = of(cases, "test_loss")[0]
    assert (case.verdict, case.function) == (Verdict.NOT_IMPLEMENTED, "loss")
    assert message(case, "en") == "loss raised NotImplementedError: it, or something that it calls, is not filled in yet."


def test_an_exception_is_not_said_to_look_like_a_value(graded: Graded) -> None:
    """The values of the other calls may; the case that raised returned none."""
    wrong = (
        "    e = np.exp(x - x.max())\n    e[2] += 1 if len(x) > 3 else 0\n    return 2 * e / e.sum() if len(x) > 2 else e / e[7]"
    )
    cases = graded(("    e = np.exp(x - x.max())\n    return e / e.sum()", wrong))
    raised = [case for case in cases if case.verdict is Verdict.RUN_TIME_ERROR]
    assert raised
    assert all(each.kind.startswith("only_") for case in raised for each in case.findings)


def test_a_name_that_is_not_imported_is_no_line_to_change(graded: Graded) -> None:
    """To leave out what the name is used for passes; what to do is to import it."""
    cases = graded(("import numpy as np\n", "import numpy\n"), ("return np.array(x) / 2", "return np.asarray(x) / 2"))
    assert {case.fault.base for case in of(cases, "test_halved") if case.fault is not None} == {"NameError"}
    assert not any(case.located for case in cases)


def test_a_number_here_and_an_array_there(graded: Graded) -> None:
    """Nothing of ours fails where an argument may be either, which is asserted of every submission of this page."""
    cases = graded(("return np.array(x) / 2", "return float(x) / 2"))
    assert [case.verdict is Verdict.ACCEPTED for case in of(cases, "test_halved")] == [True, True, False, False]


# Of the words


ROWS: list[tuple[Any, ...]] = [(np.array([-1.0, 2.0]),), (np.array([3.0, -2.0, 1.0]),), (np.array([0.5, -0.5, -3.0, 2.0]),)]
PAIRS = FunctionSpec(name="f", returns=(("wx", "wr"), "over_time"))


def case_of(verdict: Verdict = Verdict.WRONG_ANSWER, **values: Any) -> CaseResult:
    told = {"case": "test_f", "question": "f", "function": "f", "reveal": Reveal.VALUES, **values}
    return CaseResult(number="1", title=Text("f"), verdict=verdict, points=Fraction(0), max_points=Fraction(1), **told)


def of_mismatch(lang: Lang = "en", **values: Any) -> str:
    return message(case_of(evidence=Evidence(mismatch=Mismatch(**values))), lang)


def of_values(expected: object, actual: object, lang: Lang = "en") -> str:
    """What is said of a value that is wrong by the default rule, but that kinds of numbers have to be the same."""
    mismatch = compare(actual, expected, Rule(dtype="kind"))
    return message(case_of(evidence=Evidence(mismatch=mismatch)), lang)


@pytest.mark.parametrize(
    ("expected", "actual", "english", "korean"),
    [
        (np.array([1]), np.array([1.0]), "expected integers, got floats.", "기대한 값은 정수, 실제 값은 실수(float)입니다."),
        (np.zeros(2), np.zeros((2, 3)), "expected shape (2,), got shape (2, 3).", "모양 (2,)"),
        ({"a": 1}, [1, 2, 3], "expected a dict of 1 key, got a list of length 3.", "키가 1개인 딕셔너리"),
        ({1, 2}, (), "expected a set of 2 elements, got a tuple of length 0.", "원소가 2개인 집합"),
        ("a", b"a", "expected text, got bytes.", "바이트열"),
        (np.zeros(2), None, "expected an array of shape (2,), got None.", "모양이 (2,)인 배열"),
        ((1, 2), Fraction(1), "expected a tuple of length 2, got an object of type 'Fraction'.", "'Fraction' 객체"),
        (1.0, (1.0, np.ones(2)), "expected a number, got a tuple of length 2.", "실제 값은 원소가 2개인 튜플입니다."),
        (1.0, np.ones(1), "expected a number, got an array of shape (1,).", "기대한 값은 숫자 하나"),
        (np.ones(1), 1.0, "expected an array of shape (1,), got a number.", "실제 값은 숫자 하나입니다."),
        (True, False, "expected True, got False.", "기대한 값은 True, 실제 값은 False입니다."),
        (np.array([True, True]), np.array([True, False]), "at [1] expected True, got False; 1 of 2 entries differs.", "[1]에서"),
    ],
)
def test_what_a_value_is(expected: object, actual: object, english: str, korean: str) -> None:
    assert of_values(expected, actual) == f"The returned value: {english}"
    assert korean in of_values(expected, actual, "ko")


def test_a_part_of_another_form_is_not_the_whole() -> None:
    """Of parts in parts it is said where the one stands that has another form."""
    mismatch = compare_outputs((np.zeros((1, 2)), (1.0, 2.0)), ((1.0, 2.0), np.zeros((1, 2))), PAIRS)
    said = message(case_of(evidence=Evidence(mismatch=mismatch)), "en")
    assert said == "[0] of the returned value: expected (wx, wr), got an array of shape (1, 2)."


@pytest.mark.parametrize(("names", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")])
def test_names_one_after_another(names: tuple[str, ...], said: str) -> None:
    assert listed(names, "en") == said


def test_an_error_has_one_name() -> None:
    """That of its class, in the example as in the message."""
    fault = Fault(base="ValueError", type="AxisError", message="axis 1 is out of bounds")
    example = Counterexample(call="f(1)", expected="1", raised="ValueError", fault=fault)
    assert actual_text(example, "en") == "raised AxisError"
    assert actual_text(replace(example, fault=None), "en") == "raised ValueError"


def test_an_error_text_ends_once() -> None:
    note = Note(kind="left_out", name="X", file="work.py", line=3, detail="FileNotFoundError: x.csv not found.")
    assert note_text(note, "en", "2.0").endswith("because it raised FileNotFoundError: x.csv not found.")


def test_every_form_of_a_value_has_words() -> None:
    """For documents, and for people in both languages; nothing is None everywhere."""
    kinds = set(get_args(FormKind))
    assert set(WORDS) == kinds
    assert {f"kind_{kind}" for kind in kinds - {"nothing"}} <= set(PHRASES)


def test_a_return_statement_is_no_form() -> None:
    """Whatever its parts are called: the names are the author's, and stand as they are."""
    for lang in get_args(Lang):
        mismatch = structure_lacks(1.0, ("text", "bytes"))
        assert "text, bytes" in message(case_of(evidence=Evidence(mismatch=mismatch)), lang)


@pytest.mark.parametrize(
    ("kind", "expected", "actual", "said"),
    [
        ("nan", "1", "nan", "contains NaN (not a number) where a number is expected"),
        ("nan", "nan", "1", "contains a number where NaN (not a number) is expected"),
        ("inf", "1", "-inf", "contains an infinity where a finite number is expected"),
        ("inf", "inf", "-inf", "or a different one than expected"),
    ],
)
def test_which_of_the_two_is_no_number(kind: Any, expected: str, actual: str, said: str) -> None:
    worst = (Entry((0,), expected, actual, "nan", "0"),)
    assert said in of_mismatch(kind=kind, wrong=1, total=3, worst=worst)


def test_an_earlier_check_says_what_it_has() -> None:
    """A cause that nobody named is not the same as anything."""
    finding, example = Finding(kind="sign", function="f"), Counterexample(call="f(1)", expected="1", actual="2")
    texts = [
        before_text(case_of(findings=findings, counterexample=shown), "en")
        for findings, shown in (((finding,), example), ((finding,), None), ((), example))
    ]
    assert texts == [
        "What an earlier check says applies here too; an example stands there.",
        "What an earlier check says applies here too.",
        "An earlier check shows an input that fails.",
    ]


def test_two_checks_are_both_and_two_lines_are_of_one_file() -> None:
    places = tuple(Place(file="work.py", line=line, text=text) for line, text in ((3, "a = 1"), (7, "b = 2")))
    found = Located(kind="axis", function="f", places=places, checks=2)
    assert located_text(found, "en", code=False) == (
        "Look at work.py, lines 3 and 7. A small change in each of these lines makes both checks of this question pass."
    )
    assert "work.py 3번째 줄과 7번째 줄 부분을" in located_text(found, "ko", code=False)
    other = Located(kind="axis", function="f", places=(places[0], replace(places[1], file="more.py")), checks=3, either=True)
    assert located_text(other, "en", code=False) == (
        "Look at work.py, line 3 or more.py, line 7. One change in either of these lines makes all 3 checks of this question pass."
    )


def test_what_took_all_the_time_comes_first() -> None:
    """And not what was not run for that, whatever waits for it."""
    slow = case_of(Verdict.TIME_LIMIT, limit="wall_s = 5", question="slow", case="test_slow")
    unrun = case_of(Verdict.TIME_LIMIT, limit="submission_s = 60", question="step", case="test_step")
    waiting = case_of(Verdict.TIME_LIMIT, limit="submission_s = 60", question="whole", case="test_whole")
    first = first_to_fix(reveal(wrong_grade(unrun, slow, waiting)), (("whole", ("step",)),))
    assert first is not None
    assert first.case == "test_slow"


def test_who_prints_instead() -> None:
    said = "f returned None. If what your code printed is meant as the value, return it instead of printing it."
    assert message(case_of(Verdict.NOT_IMPLEMENTED, note="nothing", printed="3\n"), "en") == said
    assert "printed" not in message(case_of(Verdict.NOT_IMPLEMENTED, note="nothing", printed=""), "en")


@pytest.mark.parametrize(
    ("fault", "function", "said"),
    [
        (Fault(base="SystemExit", type="SystemExit", message="no text"), "f", "f ended the program (SystemExit: no text)"),
        (
            Fault(base="TypeError", type="TypeError", message="Scaler.fit() takes 1 positional argument but 2 were given"),
            "Scaler.fit",
            "were given. Is self the first parameter in the line 'def fit(...)'?",
        ),
    ],
)
def test_what_an_exception_comes_from(fault: Fault, function: str, said: str) -> None:
    assert said in message(case_of(Verdict.RUN_TIME_ERROR, fault=fault, function=function), "en")


def test_what_is_missing_at_the_top() -> None:
    note = Note(kind="undefined_name", text="", name="np", file="work.py", line=4, detail="f")
    assert note_text(note, "en", "2.4").endswith("which your file does not import. Add this line at the top: import numpy as np")
    elsewhere = Note(kind="undefined_name", text="", name="n", file="work.py", line=4, detail="f")
    assert "import" not in note_text(elsewhere, "en", "2.4")
