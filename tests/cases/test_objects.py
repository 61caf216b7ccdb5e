"""A returned object is named by its type, and nothing is said of it that cannot be known: each answer has a handle of its own."""

from pathlib import Path

import pytest

from tests.cases.conftest import COURSE, Document, GradeFile

# The question that returns the object, and what the object is called.
GIVEN = {
    "fraction": ("mean", "Fraction"),
    "map": ("table", "map"),
    "masked_array": ("table", "MaskedArray"),
    "own_class": ("mean", "mean"),
    "coroutine": ("mean", "coroutine"),
    "dataclass": ("largest", "L"),
    "object_in_a_pair": ("largest", "object"),
}
# What stands in the place of the right value ``VALUE``: further members of the kind.
FURTHER = {
    "generator": ("(v for v in [VALUE])", "an object of type 'generator'"),
    "decimal": ("__import__('decimal').Decimal(str(VALUE))", "an object of type 'Decimal'"),
    "date": ("__import__('datetime').date(2027, 1, 1)", "an object of type 'date'"),
    "object_array": ("np.array([VALUE], object)", "an object of type 'ndarray of object'"),
    "dates": ("np.array(['2027-01-01'], 'M8[D]')", "an object of type 'ndarray of datetime64[D]'"),
    "function": ("lambda: VALUE", "an object of type 'function'"),
    "module": ("np", "an object of type 'module'"),
    "type": ("float", "an object of type 'type'"),
    "in_a_dict": ("{'value': object()}", "a dict of 1"),
    "in_a_list": ("[VALUE, object()]", "a list of length 2"),
}
SAYS_OF_RUNS = {"differs_between_runs", "depends_on_calls"}


def right_work() -> str:
    return (COURSE / "solutions" / "work" / "work.py").read_text(encoding="utf-8")


def of_question(document: Document, question: str) -> list[Document]:
    """The question's cases that are wrong, and at least one is; all others are right."""
    wrong = [case for case in document["cases"] if case["verdict"] != "accepted"]
    assert {(case["verdict"], case["question"]) for case in wrong} == {("wrong_answer", question)}
    return wrong


@pytest.mark.parametrize("name", GIVEN)
def test_an_object_is_named_and_no_more_is_said(grade_file: GradeFile, inputs: Path, name: str) -> None:
    """The function answers the same each time; only the handle differs."""
    question, kind = GIVEN[name]
    for case in of_question(grade_file(inputs / "false_finding_on_objects" / f"{name}.py"), question):
        assert f"an object of type {kind!r}" in case["message"]
        assert case["findings"] == []


@pytest.mark.parametrize("name", FURTHER)
def test_further_objects(grade_file: GradeFile, tmp_path: Path, name: str) -> None:
    """Whatever Python and NumPy have besides numbers and text."""
    value, says = FURTHER[name]
    file = tmp_path / "work.py"
    file.write_text(right_work().replace("return float(np.mean(x))", "return " + value.replace("VALUE", "float(np.mean(x))")))
    for case in of_question(grade_file(file), "mean"):
        assert says in case["message"]
        assert not {finding["kind"] for finding in case["findings"]} & SAYS_OF_RUNS


def test_nothing_is_said_of_runs_where_a_value_holds_an_object(grade_file: GradeFile, tmp_path: Path) -> None:
    """Not even of a count beside it that goes on from call to call: what an object holds nobody can compare."""
    file = tmp_path / "work.py"
    counting = "CALLS = []\n\ndef mean(x):\n    CALLS.append(1)\n    return (float(len(CALLS)), object())\n\ndef old(x):"
    file.write_text(right_work().replace("def mean(x):", counting))
    cases = of_question(grade_file(file), "mean")
    assert cases
    assert not {finding["kind"] for case in cases for finding in case["findings"]} & SAYS_OF_RUNS


def test_a_dict_with_more_keys_names_them(grade_file: GradeFile, inputs: Path) -> None:
    """Some of the keys that are too many, in both languages."""
    file = inputs / "message_without_a_difference" / "more_keys.py"
    (case,) = of_question(grade_file(file), "labels")
    assert case["message"] == "The returned value: unexpected keys: 1, 2, 3, 4, 5, …."
    (case,) = of_question(grade_file(file, "ko"), "labels")
    assert "없어야 할 키: 1, 2, 3, 4, 5, …" in case["message"]
