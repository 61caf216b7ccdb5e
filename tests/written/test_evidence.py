"""What code shows of arguments that nobody described is what is tried first."""

import ast

import pytest

from grader.verify.writing.argument import Argument, Description
from grader.verify.writing.evidence import Evidence, evidence_of
from grader.verify.writing.hypotheses import combinations_of, hypotheses
from grader.verify.writing.signature import read_reference


def shown(text: str) -> dict[str, Evidence]:
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef)
    return evidence_of(node)


@pytest.mark.parametrize(
    ("code", "dims"),
    [
        ("N, D = X.shape", ("N", "D")),
        ("N, _ = np.shape(X)", ("N", "n")),
        ("rows, classes = len(X), X.shape[1]", ("rows", "classes")),
        ("first = X.shape[-1]", ("",)),
        ("mean = X.mean(axis=0)", ("n", "d")),
        ("total = np.sum(X, axis=-1)", ("n", "d")),
        ("top = X.max(axis=2)", ("n", "d", "m")),
        ("a = X[:, None, :]", ("n", "d")),
        ("a = X[..., 0]", ()),
        ("a = X.T", ("n", "d")),
        ("a = X + 1", ()),
    ],
)
def test_the_dimensions_of_an_array(code: str, dims: tuple[str, ...]) -> None:
    assert shown(f"def f(X):\n    {code}\n    return a")["X"].dims == dims


def test_only_the_first_array_names_dimensions_that_others_may_share() -> None:
    found = shown("def f(X, Y, n):\n    return X[:, None] - Y[None, :, 0] + n")
    assert found["X"].dims == ("",)
    assert found["Y"].dims == ("d", "m")  # n is an argument of its own


def test_what_an_argument_is_used_as() -> None:
    found = shown("def f(g, k, m, s, x):\n    for i in range(k):\n        x = g(x[:m])\n    return s.split(), x")
    assert {name: each.use for name, each in found.items()} == {"g": "function", "k": "size", "m": "size", "s": "text", "x": None}


def test_what_the_code_shows_is_tried_first_and_not_alone() -> None:
    tried = [each.shape for each in hypotheses("gamma", Description(likely=("", "")), ["n", "d"]) if each.kind == "array"]
    assert len(tried[0]) == 2
    assert ("n",) in tried


def test_the_likeliest_together_come_first() -> None:
    options = [[Argument(name=f"{letter}{place}", kind="array") for place in range(3)] for letter in "abc"]
    order = ["".join(each.name[1] for each in combination) for combination in combinations_of(options)]
    assert order[:5] == ["000", "001", "010", "100", "002"]
    assert len(set(order)) == len(order) == 27


def test_a_name_of_a_size_in_code_is_the_handouts() -> None:
    (function,) = read_reference("r.py", "def f(X):\n    N, D = X.shape\n    return X / N\n").asked
    (parameter,) = function.parameters
    assert parameter.evidence.dims == ("N", "D")
