"""What is written of a function is read as people write it: four styles of docstrings, hints, doctests, shapes in words."""

from fractions import Fraction

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.verify.writing.argument import NEGATIVE, Argument, describe, dimensions
from grader.verify.writing.builders import Builder
from grader.verify.writing.candidates import candidates
from grader.verify.writing.docstring import is_answer_of, read_docstring, returned_names, returned_text
from grader.verify.writing.handout_text import told
from grader.verify.writing.hypotheses import given_text, hypotheses
from grader.verify.writing.plan import CasePlan, FunctionPlan, Target
from grader.verify.writing.signature import read_reference
from grader.verify.writing.suite_text import tests_of as written_tests
from grader.verify.writing.worked import is_nothing

NUMPY = """One step.

Parameters
----------
X, Y : ndarray of shape (n_samples, n_features)
    The points.
k : int
    Number of clusters.

Returns
-------
labels : ndarray of shape (n_samples,)
centers : ndarray of shape (k, n_features)
"""
GOOGLE = """One step.

Args:
    X (np.ndarray): points of shape (n_samples, n_features).
    Y: points of shape (n_samples, n_features),
        one a row.
    k (int): number of clusters.

Returns:
    labels: array of shape (n_samples,)
    centers: array of shape (k, n_features)
"""
PLAIN = """One step.

Inputs:
- X: Points, of shape (n_samples, n_features)
- Y: Points, of shape (n_samples, n_features) where
  Y[i] belongs to X[i]
- k: Integer giving the number of clusters

Returns a tuple of:
- labels: of shape (n_samples,)
- centers: of shape (k, n_features)
"""
SPHINX = """One step.

:param X: points, array of shape (n_samples, n_features)
:param Y: points, array of shape (n_samples, n_features)
:type k: int
:param k: clusters
:return: labels and centers
"""


@pytest.mark.parametrize("text", [NUMPY, GOOGLE, PLAIN, SPHINX], ids=["numpy", "google", "plain", "sphinx"])
def test_a_docstring_of_any_style_gives_the_same_arguments(text: str) -> None:
    doc = read_docstring(text)
    assert doc.summary == "One step."
    for name in "XY":
        assert describe(doc.of(name)).shape == ("n_samples", "n_features"), name
    assert describe(doc.of("k")).kind == "size"


@pytest.mark.parametrize("text", [NUMPY, GOOGLE, PLAIN], ids=["numpy", "google", "plain"])
def test_outputs_have_names_and_shapes(text: str) -> None:
    doc = read_docstring(text)
    assert returned_names(doc) == ("labels", "centers")
    assert describe(returned_text(doc, "centers")).shape == ("k", "n_features")


@pytest.mark.parametrize(
    ("text", "kind", "shape", "bound"),
    [
        ("array (n, T+1), the states", "array", ("n", "T + 1"), ""),
        ("array (D, 4H)", "array", ("D", "4 * H"), ""),
        ("array (N-K+1,)", "array", ("N - K + 1",), ""),
        ("array (..., K), any real numbers", "array", ("*lead", "K"), ""),
        ("Vector of labels, of shape (N,) where y[i] is the label for x[i] and 0 <= y[i] < C", "array", ("N",), "C"),
        ("array (n, T) of integers from 0 to K-1", "array", ("n", "T"), "K"),
        ("function of one array; returns a single number", "function", None, ""),
        ("float > 0, how far", "number", None, ""),
        ("number of this step, int >= 1", "size", None, ""),
        ("tuple of int, one entry an axis", "tuple", None, ""),
        ("bool array (B, T), True where a key may be seen", "array", ("B", "T"), ""),
        ("bool, whether to shuffle", "flag", None, ""),
        ("whatever your backward pass needs", None, None, ""),
    ],
)
def test_words_say_what_an_argument_is(text: str, kind: str | None, shape: tuple[str, ...] | None, bound: str) -> None:
    said = describe(text)
    assert (said.kind, said.shape, said.bound) == (kind, shape, bound)


def test_parts_are_named_in_a_sentence() -> None:
    doc = read_docstring("Best path.\n\nobs: (T,) integers\n\nReturns (path, score): the states as a list of ints, and a number.")
    assert returned_names(doc) == ("path", "score")
    assert returned_names(read_docstring("Returns (see below) what it found.")) == ()


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("(S,) log probabilities of the first state", "log_probability"),
        ("array (S, S), the log of the probabilities", "log_probability"),
        ("array (n, K) of log-probs", "log_probability"),
        ("(S, S) where M[i, j] is log p(next = j | now = i)", "log_probability"),
        ("array (n, K) of probabilities", "probability"),
        ("array (n, K), the log of x", None),
    ],
)
def test_logarithms_of_probabilities(text: str, domain: str | None) -> None:
    assert describe(text).domain == domain


def test_a_size_is_no_length_and_labels_stay_below_the_number_of_classes() -> None:
    lists = [each.shape for each in hypotheses("tokens", describe("list[str]"), ["n"], sizes=["n"])]
    assert lists == [("tokens_length",)]
    labels = [(each.domain, each.bound) for each in hypotheses("y", describe("int array (m,)"), ["m", "C", "d"], sizes=["C"])]
    assert labels == [("index", "C"), ("whole", ""), ("index", "d"), ("index", "m"), ("binary", "")]


def test_a_list_is_as_long_as_is_said() -> None:
    """Two lists that belong together are never drawn with two lengths."""
    first = next(hypotheses("actual", describe("list of str, of the same length n"), ["n"]))
    assert (first.kind, first.shape) == ("list", ("n",))
    assert describe("list of str, length of a line").length == ""


CHOOSING = '''
def f(x, metric="plain", norm=None, *, way, axes=(0, 1)):
    """F.

    x: array (n, d)
    metric: "plain", "turned" or "none"
    norm: array (m, d), optional
    """
    match way:
        case "up" | "down":
            pass
    if "turned" == metric:
        return {"l1": 1, "l2": 2}[norm]
    return x
'''


def test_a_text_may_be_what_is_written_and_what_the_code_knows() -> None:
    (function,) = read_reference("r.py", CHOOSING).asked
    choices = {each.name: each.choices for each in function.parameters}
    assert choices == {"x": (), "metric": ("turned",), "norm": ("l1", "l2"), "way": ("up", "down"), "axes": ()}
    assert describe(function.doc.of("metric")).choices == ("plain", "turned", "none")
    assert describe('dict with "W" (d, k), "b" (k,)').choices == ()


def test_every_choice_is_asked_and_every_array_that_may_be_left_out() -> None:
    """Its own size, which no other argument brings, is another than theirs; the handout goes on to call it what its author does."""
    array = next(hypotheses("norm", describe("array (m, d), optional"), ["n", "d"]))
    metric = given_text("metric", "'plain'", ("plain", "turned"))
    axes = next(hypotheses("axes", describe(""), ["n", "d"], default="(0, 1)"))
    builder = Builder(
        function="f",
        arguments=(Argument(name="x", kind="array", shape=("n", "d")),),
        optional=((array, "None"), (metric, "'plain'"), (axes, "(0, 1)")),
    )
    asked = {option for case in candidates(Target(builder=builder), [(("n", 2), ("d", 3))]) for option in case.options}
    assert asked == {("norm", "draw_numbers(rng, (n + 1, d))"), ("metric", "'turned'"), ("axes", "(1, 0)")}
    assert told(array, "en") == "array (m, d) of real numbers"


@pytest.mark.parametrize("text", ["__import__('os')", "n if n else 1", "f(n)", "n, (m", "1.5", "'n'"])
def test_a_shape_is_sums_and_products_of_names_and_nothing_else(text: str) -> None:
    """What is read here is written into the suite as Python."""
    assert dimensions(text) is None


def test_outputs_take_their_names_from_the_return_statement() -> None:
    reference = read_reference(
        "r.py", "def f(x):\n    a, b = x, x\n    return (a, b), x\n\ndef g(x):\n    if x:\n        return 1\n    return x, x\n"
    )
    assert reference.of("f").returns == (("a", "b"), "x")
    assert reference.of("g").returns == ""


def test_doctests_are_examples() -> None:
    text = 'def f(x, k=2):\n    """F.\n\n    >>> y = 3\n    >>> f(y, k=4)\n    12\n    """\n    return x * k\n'
    (function,) = read_reference("r.py", text).asked
    assert function.examples == ("f(y, k=4)",)
    assert function.setup == "y = 3"


def test_what_begins_with_an_underscore_is_not_asked_but_reached() -> None:
    reference = read_reference("r.py", "def _h(x):\n    return x\n\ndef f(x):\n    return _h(x)\n")
    assert [each.name for each in reference.asked] == ["f"]
    assert reference.reaches("f") == {"f", "_h"}


@pytest.mark.parametrize(("text", "said"), [("def f(:\n", "r.py:1"), ("x = 1\n", "no function to ask for")])
def test_a_file_that_cannot_be_a_reference_is_refused(text: str, said: str) -> None:
    with pytest.raises(AssignmentError, match=said):
        read_reference("r.py", text)


UNHEADED = """Shift one letter by k places.

letter: a string of length 1, a lower case letter
k: an integer, may be negative

Returns a string of length 1.
"""


def test_arguments_below_no_heading() -> None:
    """A plain list after the summary, as many teachers write; what stands below the blank line belongs to none of them."""
    doc = read_docstring(UNHEADED)
    assert [entry.name for entry in doc.arguments] == ["letter", "k"]
    assert doc.of("k") == "an integer, may be negative"
    (letter,) = hypotheses("letter", describe(doc.of("letter")), [])
    assert (letter.kind, letter.shape) == ("text", ("1",))
    (places,) = hypotheses("k", describe(doc.of("k")), [])
    assert (places.kind, places.least) == ("size", NEGATIVE)
    assert told(places, "en") == "an integer, which may be negative"


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("any integer", NEGATIVE),
        ("int, positive or negative", NEGATIVE),
        ("int, non-negative", 0),
        ("int", None),
        ("int, 1 <= k <= n", 1),
    ],
)
def test_an_integer_that_may_be_negative(text: str, least: int | None) -> None:
    assert describe(text).least == least


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("dict what fit returned", True),
        ("the model that `fit` returns", True),
        ("a dict, as returned by fit()", True),
        ("output of fit", True),
        ("a model", False),
        ("how well it has to fit", False),
        ("what fitting returned", False),
    ],
)
def test_what_another_function_returned(text: str, *, is_it: bool) -> None:
    assert is_answer_of(text, "fit") == is_it


def test_the_whole_answer_of_another_function_is_made_by_the_reference() -> None:
    """Whoever has the first function wrong loses nothing in the second; of a cache only the student's own code knows what it is."""
    made = Builder(function="fit", arguments=(Argument(name="X", kind="array", shape=("n",)),))

    def target(part: int, *, opaque: bool) -> Target:
        model = Argument(name="model", kind="answer", producer="fit", part=part, opaque=opaque)
        return Target(builder=Builder(function="predict", arguments=(model,)), producer=made)

    case = CasePlan(function="predict", theme="general", sizes=(("n", 3),))
    for part, opaque, maker in ((-1, False, "reference"), (1, False, "reference"), (1, True, "student")):
        plan = FunctionPlan(function="predict", target=target(part, opaque=opaque), cases=(case,))
        (test,) = written_tests(plan, Fraction(2))
        assert test.fixtures == ("check", maker, "rng")
        assert f"made = {maker}.fit(*inputs)" in test.body


@pytest.mark.parametrize(
    ("value", "nothing"),
    [
        ((np.zeros((1, 1)), 0.0), True),
        ((np.zeros((1, 1)), 1.0), False),
        ({"a": np.zeros(2)}, True),
        (np.float64(0), True),
        ((), False),
        ("", False),
        (np.array([0.0, 2.0]), False),
    ],
)
def test_an_answer_of_zeros_shows_nothing(value: object, nothing: bool) -> None:  # noqa: FBT001  # a column
    assert is_nothing(value) is nothing
