"""What nobody has written yet is known by its body, in whatever way a course leaves it open."""

import ast

import pytest

from grader.sandbox.inside.unfilled import Mine, unfilled_of

STUB = (("work.py", b"def f(x):\n    return None, None\n\n\ndef g(x):\n    return x, None\n"),)


@pytest.mark.parametrize(
    ("body", "unfilled"),
    [
        ("return None, None", True),
        ("return (None, (None, None))", True),
        ("return None", True),
        ("return x, None", False),
        ("return ()", False),
    ],
)
def test_several_results_left_open(body: str, *, unfilled: bool) -> None:
    """A tuple of nothing is nothing; one value in it, or an empty tuple, is somebody's answer."""
    mine = Mine("work.py", ast.parse(f"def f(x):\n    {body}\n"), whole=True)
    assert ("f" in unfilled_of([mine], STUB)) is unfilled


def test_what_the_stub_gives_complete_is_filled() -> None:
    mine = [Mine(name, ast.parse(source), whole=True) for name, source in STUB]
    assert unfilled_of(mine, STUB) == ["f"]
