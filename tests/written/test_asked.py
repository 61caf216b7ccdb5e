"""A handout says no more of an integer than the suite asks, cases that verify asked for among them."""

import pytest

from grader.verify.writing.argument import Argument
from grader.verify.writing.asked import as_asked
from grader.verify.writing.builders import Builder
from grader.verify.writing.handout_text import told
from grader.verify.writing.plan import FunctionPlan, Target
from grader.verify.writing.signature import read_reference

REFERENCE = read_reference(
    "r.py", "def top(words, k):\n    return words[:k]\n\n\nclass Bag:\n    def top(self, k):\n        return k\n"
)


def plan(function: str) -> FunctionPlan:
    words = Argument(name="words", kind="list", shape=("words_length",), element=Argument(name="words", kind="text"))
    size = Argument(name="k", kind="size", least=1)
    arguments = (size,) if "." in function else (words, size)
    return FunctionPlan(
        function=function,
        target=Target(builder=Builder(function=function, arguments=arguments)),
        least=(("k", 1), ("words_length", 1)),
    )


@pytest.mark.parametrize(
    ("function", "call", "least"),
    [
        ("top", "check.top(['a'], 0)", 0),
        ("top", "check.top(['a'], k=0)", 0),
        ("top", "check.top(['a'], -2)", -2),
        ("top", "check.top(['a'], 7)", 1),
        ("top", "check.top(*top_inputs(rng, 3, 0))", 1),
        ("top", "other.top(['a'], 0)", 1),
        ("Bag.top", "bag = check.Bag()\nbag.top(0)", 0),
    ],
)
def test_an_integer_is_as_small_as_it_is_asked(function: str, call: str, least: int) -> None:
    (after,) = as_asked([plan(function)], REFERENCE, call)
    assert after.target is not None
    assert after.target.builder.arguments[-1].least == least
    assert dict(after.least)["k"] == least
    assert dict(after.least)["words_length"] == 1
    assert told(after.target.builder.arguments[-1], "en") == {
        0: "an integer, at least 0", 1: "an integer, at least 1", -2: "an integer, which may be negative",
    }[least]  # fmt: skip
