"""A wrong value always comes with a difference that can be read."""

import itertools
import unicodedata
from fractions import Fraction

import numpy as np
import pytest

from grader.grading.compare import compare
from grader.judge.running.literal import texts_apart
from grader.model import CaseResult, Evidence, FunctionSpec, Lang, Mismatch, Rule, Text, Verdict
from grader.phrases import PHRASES
from grader.report.sentences import _wrong
from tests.marking import difference
from tests.test_hostile_values import EXPECTED, ODD, RULES

NFC, NFD = unicodedata.normalize("NFC", "가é"), unicodedata.normalize("NFD", "가é")


def case_of(mismatch: Mismatch) -> CaseResult:
    """As little of a case as a message is made of."""
    return CaseResult(
        case="test_f",
        number="1",
        title=Text("F.", "F."),
        question="f",
        verdict=Verdict.WRONG_ANSWER,
        points=Fraction(0),
        max_points=Fraction(1),
        evidence=Evidence(mismatch=mismatch),
    )


def said(actual: object, expected: object, rule: Rule | None = None, lang: Lang = "en") -> str:
    mismatch = difference(actual, expected, rule or Rule())
    return _wrong(case_of(mismatch), "f", lang)


@pytest.mark.parametrize(
    ("actual", "expected", "says"),
    [
        ({0: 1, 1: 2, 7: 0}, {0: 1, 1: 2}, "unexpected keys: 7."),
        ({0: 1}, {0: 1, "a": 2}, "missing keys: 'a'."),
        ({"0": 1}, {0: 1}, "missing keys: 0; unexpected keys: '0'."),
        (dict.fromkeys(range(9), 0), {}, "unexpected keys: 0, 1, 2, 3, 4, …."),
        ({NFD: 1}, {NFC: 1}, ascii(NFD)),
        ({"x" * 60: 1}, {"x" * 61: 1}, "(63)"),
        ({1, 2}, {1, 3}, "missing elements: 3; unexpected elements: 2."),
        ("ab\u200b", "ab", "from character 3 on: expected the end of the text, got '\\u200b' (U+200B)."),
        ("\u0430", "a", "expected 'a' (U+0061), got '\u0430' (U+0430)."),
        (b"a", b"b", "expected 0x62, got 0x61."),
        (np.array(["a", "c"]), np.array(["a", "b"]), "at [1] expected 'b', got 'c'; 1 of 2 entries differs."),
        (np.array(["x" * 70]), np.array(["x" * 69 + "y"]), "got 70: 'x' (U+0078)"),
        (["a", "b"], np.zeros(2), "It holds text where numbers are expected."),
        (np.array(["a", "b"]), np.zeros(2), "It holds text where numbers are expected."),
        (np.zeros(2), np.array(["a", "b"]), "It holds no text, and text is expected."),
        (["a", "b"], np.array(["a", "b"]), "return np.array(...) of it."),
        ([1.0, None], np.zeros(2), "One of its entries is None."),
        ([1.0, {}], np.zeros(2), "One of its entries is neither a number nor text."),
        ([[1.0], [1.0, 2.0]], np.zeros((2, 2)), "differ in length or form"),
        ([10**400], np.zeros(1), "has more than 64 bits."),
        (10**400, 1j, "has more than 64 bits."),
        (1j, 10**400, "It is a complex number, and a real one is expected."),
        (np.str_("a"), 1.0, "expected a number, got text"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_the_difference_is_named(actual: object, expected: object, says: str) -> None:
    """In English in these words, and in Korean in some that are not the same for both."""
    assert says in said(actual, expected, Rule(kind="exact"))
    assert said(actual, expected, Rule(kind="exact"), "ko")


def test_an_error_is_told_apart_from_what_is_allowed() -> None:
    """Two digits of each are as many as it takes, mostly."""
    assert "off by 1.04e-09 (allowed: 1e-09)" in said(1.04e-9, 0.0, Rule(rtol=0, atol=1e-9))
    assert "off by 2e-09 (allowed: 1e-09)" in said(2e-9, 0.0, Rule(rtol=0, atol=1e-9))


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (0.1 + 0.2, 0.3),
        (np.array([0.1 + 0.2]), np.array([0.3])),
        (np.float32(0.5), 0.5),
        (NFC, NFD),
        ([1.0, {"a": 1e9 + 1}], [1.0, {"a": 1e9}]),
    ],
)
def test_two_values_that_differ_are_never_written_alike(actual: object, expected: object) -> None:
    """Six digits are enough, unless they hide the difference."""
    asked, given = texts_apart(expected, actual)
    assert asked != given


def test_entries_that_differ_are_never_written_alike() -> None:
    """In the table of the entries that are furthest out."""
    for actual, expected in ((0.1 + 0.2, 0.3), ("x" * 80, "x" * 81)):
        mismatch = compare(np.array([actual]), np.array([expected]), Rule(kind="exact"))
        assert mismatch is not None
        assert mismatch.worst[0].actual != mismatch.worst[0].expected


def test_not_a_number_is_a_key_like_any_other() -> None:
    """Which Python's own dictionaries do not find."""
    assert compare({float("nan"): 1.0}, {float("nan"): 1.0}, Rule()) is None
    assert compare({float("nan")}, {np.float64("nan")}, Rule()) is None
    assert difference({float("nan"): 2.0}, {float("nan"): 1.0}, Rule()).kind == "value"


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_message_says_the_same_of_both(lang: Lang) -> None:
    """For every odd value beside every expected one by every rule: they are called differently, or a reason is given."""
    for rule in RULES:
        for actual in ODD:
            for expected in EXPECTED:
                mismatch = compare(actual, expected, rule)
                if mismatch is None or mismatch.kind in ("nan", "inf", "value"):
                    continue
                assert mismatch.actual != mismatch.expected or mismatch.reason, (actual, expected, rule)
                assert _wrong(case_of(mismatch), "f", lang)


def test_every_reason_has_its_words() -> None:
    """In both languages."""
    from typing import get_args

    from grader.model import Reason

    for reason in set(get_args(Reason)) - {"", "keys", "characters"}:
        assert f"reason_{reason}" in PHRASES


def test_a_rule_by_parts_names_the_part() -> None:
    """The name stands before what differs."""
    from grader.grading.compare import compare_outputs

    spec = FunctionSpec(name="f", returns=("a", "b"))
    mismatch = compare_outputs((1.0, {"k": 1}), (1.0, {"k": 1, "l": 2}), spec)
    assert mismatch is not None
    assert _wrong(case_of(mismatch), "f", "en") == "b: missing keys: 'l'."
