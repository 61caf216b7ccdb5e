"""Cases written into an author's suite: the points stay what they are, and so does every other line."""

import ast
from fractions import Fraction

import pytest

from grader.reading.yamlfile import parse_yaml
from grader.verify.insertion import NewCase, with_cases, with_imports, with_texts

SUITE = '''"""Hidden tests."""
import pytest

HINT = "Half."


@pytest.mark.points(3, hint=HINT)
@pytest.mark.parametrize("n", [1, 4])
def test_halves(check, rng, n):
    """halves() halves."""
    check.halves(rng.normal(size=n))  # a comment


@pytest.mark.points("1/2", hint="Small.")
def test_small(check):
    """halves() halves small numbers."""
    check.halves([1.0])
'''


def case(name: str, function: str = "halves") -> NewCase:
    title = f'"""{function}() is right here too."""'
    text = f'@pytest.mark.points(1, hint="...")\ndef {name}(check):\n    {title}\n    check.{function}(np.array([2.0]))\n'
    return NewCase(function, name, text)


def points_of(suite: str) -> dict[str, Fraction]:
    found = {}
    for node in ast.parse(suite).body:
        if isinstance(node, ast.FunctionDef):
            mark = next(each for each in node.decorator_list if isinstance(each, ast.Call) and "points" in ast.unparse(each.func))
            found[node.name] = Fraction(str(ast.literal_eval(mark.args[0])))
    return found


def test_two_cases_share_what_one_test_gives() -> None:
    written = with_cases(SUITE, [case("test_a"), case("test_b")], {"halves": ["test_halves", "test_small"]})
    assert points_of(written.suite) == {
        "test_halves": Fraction(3, 2), "test_a": Fraction(3, 4), "test_b": Fraction(3, 4), "test_small": Fraction(1, 2),
    }  # fmt: skip
    assert written.donors == (("test_a", "test_halves"), ("test_b", "test_halves"))
    assert written.suite.startswith('"""Hidden tests."""\nimport numpy as np\nimport pytest\n')
    assert "hint=HINT)\ndef test_a" in written.suite
    assert set(SUITE.splitlines()) - set(written.suite.splitlines()) == {"@pytest.mark.points(3, hint=HINT)"}
    assert list(points_of(written.suite)) == ["test_halves", "test_a", "test_b", "test_small"]


def test_whole_points_stay_whole_where_there_are_enough() -> None:
    written = with_cases(SUITE.replace("points(3,", "points(7,"), [case("test_a"), case("test_b")], {"halves": ["test_halves"]})
    assert points_of(written.suite) == {"test_halves": 5, "test_a": 1, "test_b": 1, "test_small": Fraction(1, 2)}


def test_a_case_without_a_test_to_share_with_is_left() -> None:
    """A function that no test is about, or whose points stand in a variable."""
    suite = SUITE.replace("points(3,", "points(MUCH,")
    written = with_cases(suite, [case("test_a"), case("test_c", "other")], {"halves": ["test_halves"]})
    assert written.suite == suite
    assert [each.name for each in written.left] == ["test_a", "test_c"]


@pytest.mark.parametrize("before", ["reveal: none\n", "texts:\n  test_x:\n    title: {ko: x}\nreveal: none\n", "texts: # ours\n"])
def test_korean_texts_go_below_texts(before: str) -> None:
    after = with_texts(before, {"test_a": {"title": 'halves()는 "여기"도', "hint": "절반"}})
    assert after is not None
    parsed = parse_yaml(after, "grading.yaml").value
    assert parsed["texts"]["test_a"] == {"title": {"ko": 'halves()는 "여기"도'}, "hint": {"ko": "절반"}}
    assert parsed.get("reveal") == ("none" if "reveal" in before else None)


def test_texts_in_one_line_are_the_authors_to_change() -> None:
    assert with_texts("texts: {a: {title: {ko: b}}}\n", {"test_a": {"title": "x"}}) is None
    assert with_texts("reveal: none\n", {}) == "reveal: none\n"


INPUTS = "import numpy as np\n\nTABLE = {}\n\n\ndef rows(rng):\n    return rng\n\n\ndef sines(x):\n    return np.sin(x)\n"


@pytest.mark.parametrize(
    ("head", "head_after"),
    [
        ("import pytest\nfrom inputs import rows\n", "import pytest\nfrom inputs import rows, sines\n"),
        ("import pytest\n", "import pytest\nfrom inputs import rows, sines\n"),
        ("from inputs import rows as r, sines\n", None),
    ],
)
def test_a_name_that_a_case_uses_is_imported(head: str, head_after: str | None) -> None:
    """A case hands over a function of inputs.py that no test of the author's did."""
    used = "r" if head_after is None else "rows"
    body = f"\n\ndef test_f(check, rng, TABLE):\n    np = {used}(rng)\n    check.f(sines, np, TABLE)\n"
    assert with_imports(head + body, INPUTS) == (head if head_after is None else head_after) + body


def test_a_long_import_stands_on_several_lines() -> None:
    names = [f"a_name_of_some_length_{number}" for number in range(9)]
    inputs = "".join(f"def {name}():\n    pass\n\n\n" for name in names)
    after = with_imports("".join(f"{name}()\n" for name in names), inputs)
    assert max(map(len, after.splitlines())) < 120
    assert ast.parse(after).body[0].names[-1].name == names[-1]  # type: ignore[attr-defined]  # an import
