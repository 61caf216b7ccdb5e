"""An input that is made up stays one of the suite's: what all of its inputs have in common is learned, and kept."""

from typing import Any

import numpy as np
import pytest

from grader.judge.explain.domain import Domain
from grader.judge.explain.fresh import fresh_inputs, neighbours
from grader.judge.explain.inputs import Input, cut, dropped, groups_of, without_key
from grader.judge.explain.search import Search
from grader.judge.explain.steadiness import is_steady
from grader.judge.running.outcome import Expected, Observation, Outcome, fingerprint, observe
from grader.model import FunctionSpec

RNG = np.random.default_rng(3)
SPEC = FunctionSpec(name="f")


def given(*args: Any, **kwargs: Any) -> Input:
    return Input(args, kwargs)


def images(height: int, width: int, window: int, stride: int) -> Input:
    return given(RNG.normal(size=(2, height, width)), {"window": window, "stride": stride})


@pytest.mark.parametrize(
    ("legal", "made_up"),
    [
        # No size that the suite has not, none at all least of all.
        ([given(RNG.normal(size=n)) for n in (3, 4, 6)], given(np.zeros(0))),
        ([given(RNG.normal(size=n)) for n in (3, 4, 6)], given(np.ones(1))),
        # No window larger than the image, and a stride that comes out even.
        ([images(4, 4, 2, 2), images(6, 8, 2, 2), images(5, 7, 3, 2)], images(2, 2, 3, 2)),
        ([images(4, 4, 2, 2), images(6, 8, 2, 2), images(5, 7, 3, 2)], images(4, 7, 3, 2)),
        # Lengths that belong together.
        ([given(RNG.normal(size=n), RNG.normal(size=n)) for n in (3, 5)], given(np.ones(3), np.ones(4))),
        # Labels of classes that there are.
        ([given(RNG.normal(size=(n, c)), np.arange(n) % c) for n, c in ((5, 3), (4, 4))], given(np.ones((2, 2)), np.array([0, 2]))),
        # Three coordinates where the number of points changes.
        ([given(RNG.normal(size=(n, 3))) for n in (2, 5)], given(np.ones((2, 2)))),
        # Signs, shares, sums, order, symmetry, marks.
        ([given(np.array([0.5, 2.0])), given(np.array([1.5, 0.1]))], given(np.array([0.0, 1.0]))),
        ([given(np.array([0.5, 0.2])), given(np.array([0.9, 0.1]))], given(np.array([2.0, 0.5]))),
        ([given(np.array([[0.5, 0.5], [0.1, 0.9]])), given(np.array([[0.2, 0.8]]))], given(np.array([[0.5, 0.4]]))),
        ([given(np.log([0.5, 0.5])), given(np.log([0.1, 0.2, 0.7]))], given(np.array([-0.5, -2.5]))),
        ([given(np.array([0.1, 0.5, 0.7])), given(np.array([-2.0, 3.0]))], given(np.array([1.0, 0.0]))),
        ([given(np.array([[2.0, 1.0], [1.0, 3.0]])), given(np.array([[1.0]]))], given(np.array([[2.0, 0.0], [1.0, 3.0]]))),
        ([given(np.eye(4)[[1, 2, 0]]), given(np.eye(4)[[3]])], given(np.array([[1.0, 1.0, 0.0, 0.0]]))),
        ([given(np.array([2, 0, 1])), given(np.array([1, 0, 3, 2]))], given(np.array([0, 2]))),
        # Numbers that never change, options, flags.
        ([given(RNG.normal(size=n), 0.9) for n in (2, 3)], given(np.ones(2), 0.0)),
        ([given(RNG.normal(size=n), mode) for n, mode in ((2, "a"), (3, "b"), (4, "a"), (5, "b"))], given(np.ones(2), "c")),
        ([given(RNG.normal(size=n), None) for n in (2, 3)], given(np.ones(2), 1)),
        ([given(RNG.normal(size=n), RNG.normal(size=n) if n > 2 else None) for n in (2, 3, 4)], given(np.ones(2), "none")),
        # As many neighbours as there are points.
        ([given(RNG.normal(size=n), k) for n, k in ((3, 2), (4, 1), (5, 3))], given(np.ones(2), 3)),
        # Graphs whose nodes are there, dicts with the same keys.
        ([given({"a": ["b"], "b": [], "c": []}, "a"), given({"x": ["y"], "y": ["x"]}, "y")], given({"a": ["b"], "c": []}, "a")),
        ([given({"a": ["b"], "b": []}, "a"), given({"x": ["y"], "y": ["x"], "z": []}, "y")], given({"a": [], "b": []}, "c")),
        ([given({"w": np.ones(n), "b": 0.5}) for n in (2, 3)], given({"w": np.ones(2)})),
    ],
)
def test_what_all_inputs_have_is_kept(legal: list[Input], made_up: Input) -> None:
    """The suite's own inputs are of the domain, and what lacks something that all of them have is not."""
    domain = Domain.learned(legal)
    assert all(domain.holds(each) for each in legal)
    assert not domain.holds(made_up)


def test_what_is_smaller_and_alike_is_legal() -> None:
    """Fewer rows, simpler numbers."""
    domain = Domain.learned([given(RNG.normal(size=(n, d)), np.arange(n) % d) for n, d in ((4, 3), (5, 4))])
    assert domain.holds(given(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([0, 1])))


def strided(n: int, height: int, width: int, window: int, stride: int) -> Input:
    return given(RNG.normal(size=(n, height, width)), RNG.normal(size=(window, window)), {"stride": stride, "pad": n % 2})


def test_a_stride_says_nothing_of_the_number_of_images() -> None:
    """What holds of a few inputs by chance forbids no smaller one; what can be meant so does."""
    known = [strided(*each) for each in ((1, 3, 3, 2, 1), (2, 4, 4, 2, 1), (1, 5, 4, 3, 1), (3, 6, 8, 2, 2), (2, 7, 5, 3, 2))]
    domain = Domain.learned(known)
    assert domain.holds(given(np.ones((1, 4, 4)), np.eye(2), {"stride": 2, "pad": 0}))
    assert not domain.holds(given(np.ones((1, 2, 4)), np.eye(3), {"stride": 2, "pad": 0}))


def test_an_array_that_may_be_left_out() -> None:
    """A mask or None: either is legal, and asking which breaks nothing."""
    domain = Domain.learned([given(np.linspace(-2, 2, n)[::-1] ** 3, None if n % 2 else np.arange(n) > 1) for n in (2, 3, 4, 5)])
    assert domain.holds(given(np.array([2.0, -1.0]), None))
    assert domain.holds(given(np.array([2.0, -1.0]), np.array([False, True])))
    assert not domain.holds(given(np.array([2.0, -1.0]), "mask"))


def test_an_option_that_may_be_left_out() -> None:
    """Where some inputs name it, and some do not; what none of them says for it stays what nobody meant."""
    plain, named = [[Input((RNG.normal(size=n),), more) for n in (2, 3)] for more in ({}, {"causal": True})]
    domain = Domain.learned([*plain, *named])
    assert all(domain.holds(each) for each in (*plain, *named, Input((RNG.normal(size=2),), {})))
    assert not domain.holds(Input(plain[0].args, {"causal": False}))
    assert not Domain.learned(named).holds(plain[0])


def test_functions_that_differ_in_what_they_were_made_with() -> None:
    """Two waves of one suite are two inputs."""

    def wave(frequency: float) -> Any:
        return lambda x: np.sin(frequency * x)

    same, other = fingerprint([wave(2.0)], {}), fingerprint([wave(3.0)], {})
    assert same == fingerprint([wave(2.0)], {})
    assert same != other


def test_fresh_inputs_beside_a_text() -> None:
    """The letters of an option are no length that could be another."""
    known = [Input((), {"x": RNG.normal(size=n), "mode": "train"}) for n in (2, 3)]
    fresh = list(fresh_inputs(known, 24))
    assert {each.kwargs["mode"] for each in fresh} == {"train"}
    assert {len(each.kwargs["x"]) for each in fresh} >= {2, 3, 4}
    assert all(each.kwargs["mode"] == "train" for each in neighbours(known[0], known))


def test_texts_and_lists_are_cut_like_arrays() -> None:
    """A list of words with its row of numbers, two texts of one length, a dict without a key."""
    words = given(["a", "b", "c"], np.array([1.0, 2.0, 3.0]))
    group, *_ = groups_of(words, [given(["x", "y"], np.ones(2))])
    shorter = cut(words, group, 2, last=True)
    assert shorter is not None
    assert (shorter.args[0], shorter.args[1].tolist()) == (["b", "c"], [2.0, 3.0])
    less = dropped(words, group, 1)
    assert less is not None
    assert (less.args[0], less.args[1].tolist()) == (["a", "c"], [1.0, 3.0])
    (both,) = groups_of(given("abcd", "abce"), [given("xyz", "xyw")])
    cut_both = cut(given("abcd", "abce"), both, 1, last=True)
    assert cut_both is not None
    assert cut_both.args == ("d", "e")
    assert without_key(given([{"a": 1, "b": 2}]), (0, 0), "a").args == ([{"b": 2}],)


def found(reference: Any, wrong: Any, start: Input, others: list[Input]) -> Observation:
    domain = Domain.learned([start, *others])

    def expect(args: Any, kwargs: Any) -> Expected | None:
        return Expected(reference(*args, **kwargs))

    seen = observe(start.args, start.kwargs, reference(*start.args), Outcome(wrong(*start.args)), SPEC)
    assert seen is not None
    search = Search(
        lambda args, kwargs: Outcome(wrong(*args, **kwargs)),
        expect,
        SPEC,
        legal=domain.holds,
        steady=lambda each: is_steady(each, expect, domain.is_measured),
    )
    return search.smallest(seen, others, ())


def test_a_text_is_made_shorter() -> None:
    """Words are dropped and texts cut until nothing more can go."""

    def count(words: list[str]) -> dict[str, int]:
        return {word: words.count(word) for word in words}

    best = found(count, lambda words: dict.fromkeys(words, 1), given(["the", "cat", "and", "the", "dog"]), [given(["a", "b", "a"])])
    assert best.args == (["t", "t"],)
    best = found(lambda text: text.count("ab"), lambda _: 0, given("xxabyyab zz"), [given("ab!"), given("baab")])
    assert best.args == ("ab",)


def pixels(n: int, height: int, width: int, high: int, wide: int) -> Input:
    return given(
        np.sin(np.arange(n * height * width)).reshape(n, 1, height, width), np.sin(np.arange(high * wide)).reshape(1, 1, high, wide)
    )


def pools(n: int, height: int, width: int, high: int, wide: int) -> Input:
    return given(
        np.sin(np.arange(n * height * width)).reshape(n, 1, height, width),
        {"high": high, "wide": wide, "stride": 1 if n == 1 else 2},
    )


def test_an_image_may_be_one_entry_high() -> None:
    """Or one wide, and not both; its window with it, be that an array or two numbers. No image of the suite is."""
    sizes = ((2, 4, 2, 2, 2), (1, 3, 6, 3, 5), (3, 6, 3, 4, 3))
    domain = Domain.learned([pixels(*each) for each in sizes])
    assert domain.holds(pixels(1, 1, 4, 1, 2))
    assert domain.holds(pixels(1, 4, 1, 2, 1))
    assert not domain.holds(pixels(1, 1, 1, 1, 1))
    assert not domain.holds(pixels(1, 1, 4, 2, 2)), "a window larger than the image"
    numbers = Domain.learned([pools(*each) for each in sizes])
    assert numbers.holds(pools(1, 1, 4, 1, 2))
    assert not numbers.holds(pools(1, 2, 4, 1, 1))
    assert not numbers.holds(pools(1, 1, 4, 2, 2))
    # That no window is wider than an image is high is chance.
    crossed = Domain.learned([pixels(*each) for each in ((2, 4, 3, 3, 2), (1, 6, 7, 2, 4), (3, 5, 8, 4, 3))])
    assert crossed.holds(pixels(1, 1, 4, 1, 2))
    sizes = ((2, 4, 2, 2, 2), (1, 6, 5, 4, 3), (3, 6, 8, 4, 2))
    crossed = Domain.learned([pools(*each) for each in sizes])
    assert crossed.holds(pools(1, 1, 3, 1, 2))
    assert not crossed.holds(pools(1, 1, 3, 2, 2))
    rows = Domain.learned([given(RNG.normal(size=size)) for size in ((2, 4), (3, 3), (5, 2))])
    assert not rows.holds(given(np.ones((1, 2)))), "one row of anything else is too special"


def test_a_window_that_only_shows_when_it_slides() -> None:
    """Windows that overlap: one row is enough, which no image of the suite has."""

    def spread(window: Any, out: Any, *, add: bool) -> Any:
        high, wide = window.shape[2:]
        image = np.zeros((1, 1, out.shape[2] + high - 1, out.shape[3] + wide - 1))
        for i, j in np.ndindex(*out.shape[2:]):
            part = image[0, 0, i : i + high, j : j + wide]
            part[:] = out[0, 0, i, j] * window[0, 0] + (part if add else 0)
        return image

    suite = [
        given(RNG.normal(size=(1, 1, high, wide)), RNG.normal(size=(1, 1, height, width)))
        for high, wide, height, width in ((2, 2, 3, 4), (3, 2, 5, 2), (2, 4, 3, 5))
    ]
    best = found(lambda *args: spread(*args, add=True), lambda *args: spread(*args, add=False), suite[0], suite[1:])
    assert sorted(np.size(arg) for arg in best.args) == [2, 2]


@pytest.mark.parametrize(
    ("legal", "made_up"),
    [
        (["a,b\n1,2", "x,y,z\n1,2,3"], ",\n1,2"),
        (["a,b\n1,2", "x,y,z\n1,2,3"], "a,b\n1"),
        (["to be", "or not to be"], "to  be"),
    ],
)
def test_a_text_keeps_its_shape(legal: list[str], made_up: str) -> None:
    """No field of a table becomes empty, no line shorter than the others; where the suite has that, it may."""
    domain = Domain.learned([given(text) for text in legal])
    assert all(domain.holds(given(text)) for text in legal)
    assert not domain.holds(given(made_up))
    assert Domain.learned([given(text) for text in (*legal, made_up)]).holds(given(made_up))


def test_no_answer_that_hangs_on_a_tie() -> None:
    """Zeros everywhere would tell two orders apart that no two inputs of the suite do."""

    def first_largest(x: np.ndarray) -> int:
        return int(np.argmax(x))

    start = given(np.array([0.3, 2.1, 2.0, -1.0]))
    best = found(first_largest, lambda x: len(x) - 1 - int(np.argmax(x[::-1])) + (x[0] > 0), start, [given(RNG.normal(size=6))])
    values = np.sort(best.args[0])
    assert values[-1] > values[-2]


@pytest.mark.parametrize("shape", [(1, 2), (1, 3), (2, 2), (3, 2), (4, 3), (6, 4)])
def test_every_tie_is_seen(shape: tuple[int, int]) -> None:
    """Equal entries that moved alike would stay equal: the first of each row is the largest only for being the first."""

    def expect(args: Any, kwargs: Any) -> Expected | None:
        return Expected(np.argmax(args[0], axis=1))

    for tied in range(shape[0]):
        x = np.eye(*shape)[np.zeros(shape[0], dtype=int)]
        x[tied] = 0.5
        x[tied, 0] = x[tied, -1] = 2.0
        seen = observe((x,), {}, np.argmax(x, axis=1), Outcome(np.argmax(x, axis=1)), SPEC)
        assert seen is not None
        assert not is_steady(seen, expect, lambda path: True)


def test_a_jump_is_no_steady_answer() -> None:
    """A sign at zero, a singular matrix; smooth functions, integers and marks are steady."""

    def seen(function: Any, *args: Any) -> Any:
        observation = observe(args, {}, function(*args), Outcome(function(*args)), SPEC)
        assert observation is not None
        return is_steady(observation, lambda a, k: Expected(function(*a, **k)), lambda _: True)

    assert not seen(np.sign, np.array([0.0, 1.0]))
    assert not seen(lambda x: np.linalg.svd(x)[0][:, 0], np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert seen(np.tanh, np.array([0.0, 1.0]))
    assert seen(lambda x: x + 1, np.array([1, 2]))
    # The slope of |x| jumps at zero and |x| itself does not.
    assert seen(np.abs, np.array([0.0, 1.0]))


def test_logarithms_of_probabilities_stay_so_in_six_digits() -> None:
    """A row of log-probabilities is shown rounded; a part of it is none."""
    rows = [given(np.log(np.array([share, 1.0 - share]))) for share in (1 / 3, 0.25, 1 / 7)]
    domain = Domain.learned(rows)
    assert domain.holds(given(np.array([-1.09861, -0.405465])))
    assert not domain.holds(given(np.array([-1.2, -0.405465])))
