"""Few cases that kill all that can be killed, at sizes that differ."""

from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.verify.kinds import MutantKind
from grader.verify.writing.argument import Argument
from grader.verify.writing.author import shared
from grader.verify.writing.builders import Builder, inputs_text
from grader.verify.writing.candidates import candidates
from grader.verify.writing.choosing import always, chosen
from grader.verify.writing.draws import draw_text
from grader.verify.writing.handout_text import returned
from grader.verify.writing.plan import CasePlan, Example, FunctionPlan, Size, Target
from grader.verify.writing.signature import read_reference
from grader.verify.writing.suite_text import tests_of as written_tests
from grader.verify.writing.worked import outputs_of, tidy
from grader.verify.writing.wrongs import KINDS, UNNAMED

SIZES = [(2, 3), (2, 5), (3, 2), (1, 1)]
PLAIN = [CasePlan(function="f", theme="general", sizes=(("n", n), ("d", d))) for n, d in SIZES]
SPECIAL = [CasePlan(function="f", theme=theme, sizes=(("n", 2), ("d", 3))) for theme in ("ties", "large", "empty")]
CASES = PLAIN + SPECIAL


def test_no_size_is_the_same_in_all_plain_cases() -> None:
    """A size that is written as a number has to fail somewhere; n is 2 in the first two."""
    assert always(CASES) == (0, 1, 2, 3)
    assert always(CASES[:1]) == (0,)


def test_what_may_be_negative_is_so_once() -> None:
    """No mutant asks for it: a shift by -3 is wrong only in programs that nobody made by one change."""
    plain = [CasePlan(function="f", theme="general", sizes=(("n", 2), ("k", k))) for k in (3, 2, 1, -2, -3)]
    assert [dict(plain[place].sizes)["k"] for place in always(plain)] == [3, 2, -2]


@given(st.dictionaries(st.integers(0, len(CASES) - 1), st.frozensets(st.sampled_from("abcdef"))))
def test_every_mutant_that_a_case_kills_is_killed(found: dict[int, frozenset[str]]) -> None:
    kills = {place: found.get(place, frozenset()) for place in range(len(CASES))}
    taken = chosen(CASES, kills)
    assert set().union(*kills.values()) == set().union(*(kills[place] for place in taken))
    assert all(CASES[place].theme == "general" or kills[place] for place in taken)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=8), st.integers(8, 200))
def test_points_are_whole_and_add_up(weights: list[int], points: int) -> None:
    plans = [FunctionPlan(function=f"f{place}", target=None, weight=weight) for place, weight in enumerate(weights)]
    shares = shared(points, plans)
    assert sum(shares.values()) == points
    assert all(share >= 1 and share == Fraction(int(share)) for share in shares.values())


@given(st.integers(0, 50), st.integers(0, 6))
def test_prose_has_capitals_and_punctuation(seed: int, length: int) -> None:
    """Whatever is drawn: a mutant that forgets them has to fail with any seed."""
    text = draw_text(np.random.default_rng(seed), length, "prose")  # type: ignore[no-untyped-call]
    assert bool(text) == bool(length)
    if length > 1:
        assert any(each.isupper() for each in text)
        assert not text.isalnum()


def test_a_builder_draws_what_its_arguments_are() -> None:
    """The text is what a suite gets; it is run here as it stands there."""
    arguments = (
        Argument(name="X", kind="array", shape=("n", "d + 1")),
        Argument(name="y", kind="array", shape=("n",), domain="index", bound="k"),
        Argument(name="k", kind="size"),
        Argument(name="p", kind="table", entries=(("W", Argument(name="W", kind="array", shape=("d",), domain="unit")),)),
        Argument(name="text", kind="text", shape=("text_length",)),
    )
    import numpy as np

    space: dict[str, Any] = {}
    exec(inputs_text([Builder(function="C.f", arguments=arguments)], "it"), space)  # noqa: S102  # our own text
    X, y, k, p, s = space["C_f_inputs"](np.random.default_rng(1), 3, 2, 4, 5, draw="integers")
    assert X.shape == (3, 3)
    assert X.dtype.kind == "i"
    assert y.shape == (3,)
    assert y.max() < 4
    assert k == 4
    assert 0 < p["W"].min() < 1
    assert len(s) == 5


def test_an_example_says_nothing_of_what_everybody_keeps_as_they_like() -> None:
    """Whoever has another cache has to pass the visible tests too."""
    example = Example(function="f", prepare=(), call="student.f(1)", answer="(1, 2, {})", parts=("1", "2", "{}"))
    assert example.without(()) == example
    assert (example.without({2}).call, example.without({2}).answer) == ("student.f(1)[:2]", "(1, 2)")
    assert (example.without({1}).call, example.without({1}).answer) == ("student.f(1)[0]", "1")
    assert (example.without({0}).call, example.without({0}).answer) == ("student.f(1)[1]", "2")


def test_every_option_is_asked_and_once_is_enough() -> None:
    cases = [
        CasePlan(function="f", theme="general", sizes=(("n", 2),)),
        CasePlan(function="f", theme="general", sizes=(("n", 3),)),
        *(CasePlan(function="f", theme="option", sizes=(("n", size),), options=(("eps", "0.5"),)) for size in (2, 3)),
        CasePlan(function="f", theme="option", sizes=(("n", 2),), options=(("mode", "'b'"),)),
    ]
    assert chosen(cases, {place: frozenset() for place in range(len(cases))}) == (0, 1, 2, 4)


@pytest.mark.parametrize(("least", "zeros"), [(1, {"n"}), (0, {"n", "k"})])
def test_nothing_is_asked_below_what_the_handout_says(least: int, zeros: set[str]) -> None:
    arguments = (Argument(name="x", kind="array", shape=("n",)), Argument(name="k", kind="size", least=least))
    target = Target(builder=Builder(function="f", arguments=arguments))
    asked = [dict(case.sizes) for case in candidates(target, [(("n", 3), ("k", 2)), (("n", 2), ("k", 1))]) if case.theme == "empty"]
    assert {name for sizes in asked for name, size in sizes.items() if size == 0} == zeros


def test_a_method_is_called_again_on_the_same_object_and_a_function_is_not() -> None:
    of_method = Builder(function="Stats.update", arguments=(Argument(name="x", kind="array", shape=("n",)),))
    method = Target(builder=of_method, constructor=Builder(function="Stats.__init__", arguments=()))
    sizes = [(("n", 3),), (("n", 2),)]
    cases = [case for case in candidates(method, sizes) if case.theme == "again"]
    (test,) = written_tests(FunctionPlan(function="Stats.update", target=method, cases=tuple(cases)), Fraction(2))
    assert test.name == "test_stats_update_again"
    assert test.body == ("it = check.Stats()", *["it.update(*Stats_update_inputs(rng, n))"] * 2)
    function = Target(builder=Builder(function="f", arguments=of_method.arguments))
    assert not [case for case in candidates(function, sizes) if case.theme == "again"]


@given(st.integers(1, 40), st.integers(0, 5))
def test_every_test_has_whole_points_where_there_are_enough(points: int, options: int) -> None:
    cases = [CasePlan(function="f", theme="general", sizes=(("n", 2),))]
    cases += [CasePlan(function="f", theme="option", sizes=(("n", 2),), options=((f"o{n}", "1"),)) for n in range(options)]
    target = Target(builder=Builder(function="f", arguments=(Argument(name="x", kind="array", shape=("n",)),)))
    tests = written_tests(FunctionPlan(function="f", target=target, cases=tuple(cases)), Fraction(points))
    assert sum(test.points for test in tests) == points
    assert all(0 < test.points <= tests[0].points for test in tests)
    if points > options:
        assert {test.points.denominator for test in tests} == {1}


def test_an_answers_digits_are_those_that_count() -> None:
    assert tidy(np.float64(1.3333333333333335)) == 1.33333333
    assert tidy(np.array([0.30000000000000004, -0.0])).tolist() == [0.3, 0.0]
    assert str(tidy(np.array(-0.0))) == "0.0"


def test_a_dict_is_told_by_its_keys() -> None:
    (function,) = read_reference("r.py", "def f(x):\n    return {'dx': x, 'n': len(x)}\n").asked
    answers: list[tuple[dict[str, Size], Any]] = [({"n": n}, {"dx": np.ones((n, 3)), "n": n}) for n in (2, 3)]
    (told,) = outputs_of(function, answers)
    assert returned(told, "en") == 'a dict: `"dx"` array (n, 3) of real numbers, `"n"` an integer'
    assert returned(told, "ko") == '딕셔너리: `"dx"` 실수 배열 (n, 3), `"n"` 정수 하나'
    (varying,) = outputs_of(function, [*answers, ({"n": 1}, {"dx": 1.0})])
    assert returned(varying, "en") == "a dict"


def test_every_kind_of_mutant_is_decided_about() -> None:
    """Whether a known mistake may be made of it is said of each: one that is forgotten would never be made one, in silence."""
    assert set(KINDS) | UNNAMED == set(get_args(MutantKind))
    assert not set(KINDS) & UNNAMED
