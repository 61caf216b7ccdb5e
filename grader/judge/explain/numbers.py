"""Right numbers through a wrong last step: a factor, an offset, a power, cut-off fractions, lost precision. Pure.

Each question is asked of one output over all inputs, and answered with a finding only where it explains every value of it, the
right ones too, and at least ``TELLING`` wrong ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judge.explain.parts import Output, Pair
from grader.judge.explain.sizes import Size
from grader.model import Finding, FindingKind

TELLING = 2
# A factor that nobody has a name for must be the same to this share on every entry of every input.
SPREAD = 1e-7

CONSTANTS = (
    ("2", 2.0), ("1/2", 0.5), ("-2", -2.0), ("-1/2", -0.5), ("3", 3.0), ("1/3", 1 / 3), ("4", 4.0), ("1/4", 0.25),
    ("10", 10.0), ("1/10", 0.1), ("100", 100.0), ("1/100", 0.01), ("ln 10", math.log(10)), ("1 / ln 10", 1 / math.log(10)),
    ("ln 2", math.log(2)), ("1 / ln 2", 1 / math.log(2)), ("π", math.pi), ("1/π", 1 / math.pi), ("2π", 2 * math.pi),
    ("1/(2π)", 0.5 / math.pi), ("√(2π)", math.sqrt(2 * math.pi)), ("1/√(2π)", 1 / math.sqrt(2 * math.pi)),
    ("180/π", 180 / math.pi), ("π/180", math.pi / 180), ("√2", math.sqrt(2)), ("1/√2", math.sqrt(0.5)), ("1000", 1000.0),
)  # fmt: skip

POWERS: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("absolute", np.abs),
    ("squared", np.square),
    ("square_root", np.sqrt),
    ("reciprocal", np.reciprocal),
    ("logarithm", np.log),
    ("exponential", np.exp),
    ("one_minus", lambda x: 1.0 - x),
    ("cubed", lambda x: x**3),
    ("tanh", np.tanh),
    ("sigmoid", lambda x: 1.0 / (1.0 + np.exp(-x))),
    ("clipped", lambda x: np.maximum(x, 0.0)),
)
# The step that makes the expected value of what was returned.
MISSING: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("tanh_missing", np.tanh),
    ("sigmoid_missing", lambda x: 1.0 / (1.0 + np.exp(-x))),
    (
        "softmax_missing",
        lambda x: np.exp(x - x.max(axis=-1, keepdims=True)) / np.exp(x - x.max(axis=-1, keepdims=True)).sum(-1, keepdims=True),
    ),
)
NOT_FINITE: tuple[tuple[FindingKind, Callable[[np.ndarray], np.ndarray]], ...] = (("nan", np.isnan), ("inf", np.isinf))
CUTS: tuple[tuple[FindingKind, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("truncated", np.trunc),
    ("floored", np.floor),
    ("rounded", np.rint),
)
MOST_DECIMALS = 8


def about_numbers(output: Output, sizes: Sequence[Size]) -> Finding | None:
    """The first of the questions below that explains the output."""
    if not all(pair.same_shape for pair in output.pairs) or len(output.wrong) < TELLING:
        return None
    if any(np.array_equal(pair.actual, pair.expected) for pair in output.wrong):
        return None  # the numbers are right: it is their dtype that is not
    if (found := not_finite(output)) is not None:
        return found
    if not all(np.isfinite(pair.actual).all() and np.isfinite(pair.expected).all() for pair in output.pairs):
        return None
    questions = (constant, single_precision, cut_off, decimals, factor, power, missing_step, offset, whole_numbers)
    for question in questions:
        found = question(output, sizes)
        if found is not None:
            return found
    return None


def not_finite(output: Output) -> Finding | None:
    """NaN or infinities in every wrong value, where finite numbers were asked for."""
    for kind, find in NOT_FINITE:
        if all(pair.actual.dtype.kind in "fc" and find(pair.actual).any() for pair in output.wrong) and all(
            np.isfinite(pair.expected).all() for pair in output.wrong
        ):
            return Finding(kind=kind)
    return None


def constant(output: Output, _: Sequence[Size]) -> Finding | None:
    """The same number everywhere, whatever the input: zeros, most often."""
    values = {complex(entry) for pair in output.pairs for entry in pair.actual.reshape(-1).tolist()}
    if len(values) != 1 or not _differ(output.wrong):
        return None
    (value,) = values
    if all(pair.actual.dtype.kind == "b" for pair in output.pairs):
        return Finding(kind="constant", name=str(value != 0), value=value.real)
    if value == 0:
        return Finding(kind="all_zero")
    return Finding(kind="constant", value=value.real) if value.imag == 0 else None


def single_precision(output: Output, _: Sequence[Size]) -> Finding | None:
    """Right to about seven digits, and every number one that float32 can hold."""
    for pair in output.wrong:
        if pair.expected.dtype.kind not in "f" or pair.actual.dtype.kind != "f":
            return None
        with np.errstate(all="ignore"):
            narrow = pair.actual.astype(np.float32).astype(np.float64)
        scale = float(np.abs(pair.expected).max(initial=0.0))
        if not np.array_equal(narrow, pair.actual.astype(np.float64)) or scale == 0:
            return None
        # Float32 holds every small integer, too: these say nothing of how they were computed.
        if np.abs(pair.actual.astype(np.float64) - pair.expected).max() > 1e-5 * scale:
            return None
    return Finding(kind="float32")


def cut_off(output: Output, _: Sequence[Size]) -> Finding | None:
    """Whole numbers where fractions were asked for: cut off is only what is the right number but for its fraction, and not zero."""
    if not _fractions_are_asked_for(output):
        return None
    for kind, cut in CUTS:
        # What is right must be so by the same cut; what becomes zero says nothing of how it came to be.
        if all(np.array_equal(cut(pair.expected), pair.actual) for pair in output.pairs):
            telling = sum(int(((pair.expected != cut(pair.expected)) & (pair.actual != 0)).sum()) for pair in output.wrong)
            return Finding(kind=kind) if telling >= TELLING else None
    return None


def whole_numbers(output: Output, _: Sequence[Size]) -> Finding | None:
    """An array of integers where fractions were asked for: cut off at every step, they are none of the right ones."""
    whole = all(pair.actual.dtype.kind in "iu" and pair.actual.ndim for pair in output.pairs)
    some = any(pair.actual.any() for pair in output.wrong)
    return Finding(kind="integer_array") if whole and some and _fractions_are_asked_for(output) else None


def _fractions_are_asked_for(output: Output) -> bool:
    return all(pair.expected.dtype.kind == "f" and (pair.expected != np.trunc(pair.expected)).any() for pair in output.wrong)


def decimals(output: Output, _: Sequence[Size]) -> Finding | None:
    """Right but for a rounding to so many decimals: every entry is such a number, and no further from the right one than that."""
    if not all(pair.expected.dtype.kind == "f" and pair.actual.dtype.kind == "f" for pair in output.pairs):
        return None
    for places in range(1, MOST_DECIMALS + 1):
        if all(_is_rounded(pair, places) for pair in output.pairs):
            # What becomes zero is as near to zero as to anything.
            telling = sum(int(((np.abs(pair.actual - pair.expected) > 1e-12) & (pair.actual != 0)).sum()) for pair in output.wrong)
            return Finding(kind="rounded_to", value=float(places)) if telling >= 2 * TELLING else None
    return None


def _is_rounded(pair: Pair, places: int) -> bool:
    exact = 1e-14 * max(1.0, float(np.abs(pair.actual).max(initial=0.0)))
    is_short = bool((np.abs(pair.actual - np.round(pair.actual, places)) <= exact).all())
    return is_short and bool((np.abs(pair.actual - pair.expected) <= 0.5 * 10.0**-places * (1 + 1e-9) + exact).all())


def factor(output: Output, sizes: Sequence[Size]) -> Finding | None:
    """Every entry the same factor off: a constant, or a size of the input."""
    ratios = [_ratio(pair, output) for pair in output.pairs]
    if any(ratio is None for ratio in ratios):
        return None
    # NaN: a zero that came out as zero, which any factor explains.
    known = [(index, ratio) for index, ratio in enumerate(ratios) if ratio is not None and not math.isnan(ratio)]
    if len(known) < TELLING or not _differ(output.wrong):
        return None
    values = [ratio for _, ratio in known]
    if _spread(values) <= 1e-6:
        value = values[0]
        if math.isclose(value, -1.0, rel_tol=1e-6):
            return Finding(kind="sign", value=-1.0)
        name = next((name for name, number in CONSTANTS if math.isclose(value, number, rel_tol=1e-6)), "")
        if name or (_spread(values) <= SPREAD and abs(value - 1.0) > 1e-3):
            return Finding(kind="ratio", name=name, value=float(f"{value:.6g}"))
        return None
    return _of_size(known, sizes)


def _of_size(known: Sequence[tuple[int, float]], sizes: Sequence[Size]) -> Finding | None:
    for name, words, factors in _size_factors(sizes):
        wanted = [factors[index] for index, _ in known]
        # One size in all inputs would explain nothing: it would be a constant.
        if len({round(each, 9) for each in wanted}) > 1 and all(
            math.isclose(ratio, each, rel_tol=1e-6) for (_, ratio), each in zip(known, wanted, strict=True)
        ):
            return Finding(kind="ratio_size", name=name, words=words)
    return None


def _size_factors(sizes: Sequence[Size]) -> Iterator[tuple[str, tuple[str, ...], list[float]]]:
    """``(name, words, factor for each input)``: the commonest first."""
    with np.errstate(all="ignore"):
        for size in sizes:
            values = np.array(size.values, dtype=float)
            for form, result in (
                ("{}", values), ("1/{}", 1 / values), ("-{}", -values), ("-1/{}", -1 / values),
                ("2*{}", 2 * values), ("2/{}", 2 / values), ("{}/2", values / 2), ("1/(2*{})", 0.5 / values),
                ("({0}-1)/{0}", (values - 1) / values), ("{0}/({0}-1)", values / (values - 1)),
                ("np.sqrt(({0}-1)/{0})", np.sqrt((values - 1) / values)), ("np.sqrt({0}/({0}-1))", np.sqrt(values / (values - 1))),
                ("np.sqrt({})", np.sqrt(values)), ("1/np.sqrt({})", 1 / np.sqrt(values)),
                ("{}**2", values**2), ("1/{}**2", values**-2.0),
            ):  # fmt: skip
                yield form.format(size.name), size.words, result.tolist()
        for one in sizes:
            for other in sizes:
                if one is not other:
                    first, second = np.array(one.values, dtype=float), np.array(other.values, dtype=float)
                    yield f"{one.name}/{other.name}", (), (first / second).tolist()
                    yield f"{one.name}*{other.name}", (), (first * second).tolist()
                    yield f"1/({one.name}*{other.name})", (), (1 / (first * second)).tolist()


def power(output: Output, _: Sequence[Size]) -> Finding | None:
    """One function too many or too few at the end: a root, a square, a logarithm."""
    if not _differ(output.wrong):
        return None
    for name, function in POWERS:
        with np.errstate(all="ignore"):
            if all(
                pair.expected.dtype.kind == "f" and output.near(pair.actual, np.asarray(function(pair.expected)))
                for pair in output.pairs
            ):
                return Finding(kind="power", name=name)
    return None


def missing_step(output: Output, _: Sequence[Size]) -> Finding | None:
    """One function at the end was left out: of what was returned, it makes the expected value."""
    if not _differ(output.wrong) or not all(pair.actual.ndim and pair.actual.size for pair in output.pairs):
        return None
    for name, function in MISSING:
        with np.errstate(all="ignore"):
            if all(
                pair.expected.dtype.kind == "f" and output.near(np.asarray(function(pair.actual)), pair.expected)
                for pair in output.pairs
            ):
                return Finding(kind="power", name=name)
    return None


def offset(output: Output, sizes: Sequence[Size]) -> Finding | None:
    """The same number added to every entry of every value: a constant, or a size of the input."""
    differences = []
    for pair in output.pairs:
        if pair.expected.dtype.kind == "c" or pair.actual.dtype.kind == "c" or pair.expected.size == 0:
            return None
        difference = pair.actual.astype(float).reshape(-1)[0] - pair.expected.astype(float).reshape(-1)[0]
        if not output.near(pair.actual, pair.expected + difference):
            return None
        differences.append(float(difference))
    if not _differ(output.wrong):
        return None
    largest = max(abs(each) for each in differences)
    if max(differences) - min(differences) <= 1e-9 * max(1.0, largest):
        return Finding(kind="offset", value=float(f"{differences[0]:.6g}"))
    for size in sizes:
        for sign in (1, -1):
            if len(set(size.values)) > 1 and np.allclose(differences, [sign * each for each in size.values], rtol=1e-9, atol=1e-9):
                return Finding(kind="offset_size", name=size.name if sign > 0 else f"-{size.name}", words=size.words)
    return None


def _ratio(pair: Pair, output: Output) -> float | None:
    """The factor of one value; NaN where zero came out as zero; None where there is none."""
    expected, actual = pair.expected.reshape(-1), pair.actual.reshape(-1)
    if expected.dtype.kind not in "fiu" or actual.dtype.kind not in "fiu" or not expected.size:
        return None
    place = int(np.argmax(np.abs(expected.astype(float))))
    if expected[place] == 0:
        return math.nan if not actual.any() else None
    ratio = float(actual[place]) / float(expected[place])
    if pair.right:
        # Right within the rule is not off by a factor, unless it is one that cannot be seen here.
        return 1.0
    return ratio if output.near(pair.actual, pair.expected * ratio) else None


def _spread(values: Sequence[float]) -> float:
    largest = max(abs(each) for each in values)
    return (max(values) - min(values)) / largest if largest else math.inf


def _differ(pairs: Sequence[Pair]) -> bool:
    """Whether at least two of the answers asked for differ: the same one twice explains nothing."""
    return len({(pair.expected.shape, pair.expected.tobytes()) for pair in pairs}) >= TELLING
