"""The reference of convolution against numpy's and scipy's own, and against the definition written out with explicit sums."""

import importlib.util
import itertools
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SHAPES = [
    ((1,), (4,)),
    ((3,), (3,)),
    ((2,), (6,)),
    ((2, 3), (4, 5)),
    ((3, 1), (5, 4)),
    ((2, 1, 3), (3, 4, 5)),
    ((2, 2, 2), (2, 3, 4)),
]


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "convolution" / "convolution.py"
    spec = importlib.util.spec_from_file_location("reference_of_convolution", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def correlation_of(solution: ModuleType, dimensions: int):  # type: ignore[no-untyped-def]  # a function of the reference
    return (solution.cross_correlate, solution.cross_correlate2d, solution.cross_correlate3d)[dimensions - 1]


def by_definition(f: np.ndarray, g: np.ndarray) -> np.ndarray:
    """One entry at a time, by indices only."""
    out = np.zeros([n - k + 1 for n, k in zip(g.shape, f.shape, strict=True)])
    for position in np.ndindex(out.shape):
        for offset in np.ndindex(f.shape):
            out[position] += f[offset] * g[tuple(a + b for a, b in zip(position, offset, strict=True))]
    return out


@pytest.mark.parametrize(("kernel", "size"), SHAPES)
def test_cross_correlation_by_definition(solution: ModuleType, kernel: tuple[int, ...], size: tuple[int, ...]) -> None:
    """In one, two and three dimensions."""
    rng = np.random.default_rng(7)
    f, g = rng.normal(size=kernel), rng.normal(size=size)
    np.testing.assert_allclose(correlation_of(solution, len(kernel))(f, g), by_definition(f, g), atol=1e-13)


def test_one_dimension_is_numpys(solution: ModuleType) -> None:
    """np.convolve and np.correlate in mode 'valid'."""
    rng = np.random.default_rng(8)
    for kernel, size in itertools.product((1, 2, 5), (5, 8)):
        f, g = rng.normal(size=kernel), rng.normal(size=size)
        np.testing.assert_allclose(solution.convolve(f, g), np.convolve(f, g, "valid"), atol=1e-13)
        np.testing.assert_allclose(solution.cross_correlate(f, g), np.correlate(g, f, "valid"), atol=1e-13)


@pytest.mark.parametrize(("kernel", "size"), SHAPES)
def test_against_scipy(solution: ModuleType, kernel: tuple[int, ...], size: tuple[int, ...]) -> None:
    """scipy.signal.correlate and convolve, where scipy is installed."""
    signal = pytest.importorskip("scipy.signal", reason="scipy is not installed; pip install scipy to compare with scipy.signal")
    rng = np.random.default_rng(9)
    f, g = rng.normal(size=kernel), rng.normal(size=size)
    expected = signal.correlate(g, f, mode="valid", method="direct")
    np.testing.assert_allclose(correlation_of(solution, len(kernel))(f, g), expected, atol=1e-12)
    if len(kernel) == 1:
        np.testing.assert_allclose(solution.convolve(f, g), signal.convolve(g, f, mode="valid", method="direct"), atol=1e-12)


def test_sizes_by_counting(solution: ModuleType) -> None:
    """The positions counted one by one, for every small size, kernel, stride and padding."""
    for size, kernel, stride, padding in itertools.product(range(1, 9), range(1, 5), range(1, 5), range(3)):
        whole = size + 2 * padding
        if kernel > whole:
            continue
        positions = [start for start in range(whole) if start % stride == 0 and start + kernel <= whole]
        assert solution.output_size((size,), (kernel,), stride, padding) == (len(positions),)
    assert solution.output_size((5, 9), (2, 3)) == (4, 7)


def test_the_examples_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand."""
    f, g = np.array([1, 2]), np.array([1, 0, 3, 4])
    assert solution.cross_correlate(f, g).tolist() == [1, 6, 11]
    assert solution.convolve(f, g).tolist() == [2, 3, 10]
    assert solution.output_size((4,), (2,)) == (3,)
    assert solution.output_size((5, 7), (3, 3), stride=2, padding=1) == (3, 4)
