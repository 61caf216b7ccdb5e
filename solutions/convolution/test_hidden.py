"""Hidden tests for convolution."""

import pytest
from hypothesis import given, settings
from inputs import pairs, sizes, small_pairs

# Kernel and size: as large as the input, of one entry, even and odd.
LINES = [(1, 1), (1, 5), (2, 7), (3, 9), (4, 4)]
IMAGES = [((1, 1), (1, 1)), ((1, 1), (3, 4)), ((2, 3), (5, 7)), ((3, 2), (7, 5)), ((3, 3), (6, 6)), ((4, 2), (4, 6))]
VOLUMES = [((1, 1, 1), (2, 3, 2)), ((2, 2, 2), (4, 4, 4)), ((1, 2, 3), (3, 4, 6)), ((3, 2, 1), (4, 5, 3)), ((2, 3, 4), (2, 3, 4))]
INTEGERS = "What is slid over holds integers, the kernel may hold fractions: what is the dtype of your result?"


@pytest.mark.points(1, hint="The first position is 0, the last one N - K: that makes N - K + 1 of them.")
@pytest.mark.parametrize("size, kernel", [((7,), (3,)), ((5, 8), (2, 5)), ((4, 5, 9), (4, 1, 2))])
def test_positions_without_stride(check, size, kernel):
    """output_size() is H - K + 1 along each axis."""
    check.output_size(size, kernel)


@pytest.mark.points(2, hint="Padding counts twice. The kernel moves by the stride as long as it lies inside: round down.")
@settings(max_examples=50)
@given(arguments=sizes())
def test_positions_with_stride_and_padding(check, arguments):
    """output_size() is right for any stride and padding."""
    size, kernel, stride, padding = arguments
    check.output_size(size, kernel, stride, padding)


@pytest.mark.points(2, hint="out(i) = sum over p of f(p) g(i+p). The kernel is not turned round.")
@pytest.mark.parametrize("kernel, size", LINES)
def test_cross_correlation(check, rng, kernel, size):
    """cross_correlate() slides the kernel over the signal: out(i) = sum over p of f(p) g(i+p)."""
    check.cross_correlate(*pairs(rng, kernel, size))


@pytest.mark.points(1, hint=INTEGERS)
def test_a_signal_of_integers(check, rng):
    """cross_correlate() keeps the fractions of a kernel that slides over a signal of integers."""
    check.cross_correlate(rng.normal(size=3), rng.integers(-9, 10, size=7))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(pair=small_pairs(1))
def test_small_cross_correlations(check, pair):
    """cross_correlate() is right on small whole numbers."""
    check.cross_correlate(*pair)


@pytest.mark.points("5/2", hint="Convolution is cross-correlation with the kernel turned round.")
@pytest.mark.parametrize("kernel, size", LINES)
def test_convolution(check, rng, kernel, size):
    """convolve() turns the kernel round: out(i) = sum over p of f(p) g(i+K-1-p)."""
    check.convolve(*pairs(rng, kernel, size))


@pytest.mark.points("1/2", hint=INTEGERS)
def test_convolution_of_integers(check, rng):
    """convolve() keeps the fractions of a kernel that meets a signal of integers."""
    check.convolve(rng.normal(size=3), rng.integers(-9, 10, size=7))


@pytest.mark.points(3, hint="Two loops over positions, and a window of KH rows and KW columns at each. Rows come first.")
@pytest.mark.parametrize("kernel, size", IMAGES)
def test_cross_correlation_of_images(check, rng, kernel, size):
    """cross_correlate2d() is right for square and other images and kernels."""
    check.cross_correlate2d(*pairs(rng, kernel, size))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(pair=small_pairs(2))
def test_small_images(check, pair):
    """cross_correlate2d() is right on small whole numbers."""
    check.cross_correlate2d(*pair)


@pytest.mark.points(1, hint=INTEGERS)
def test_an_image_of_integers(check, rng):
    """cross_correlate2d() keeps the fractions of a kernel that slides over an image of integers."""
    f, g = rng.normal(size=(2, 3)), rng.integers(0, 256, size=(5, 6))
    check.cross_correlate2d(f, g)


@pytest.mark.points(4, hint="As in two dimensions, with one loop and one sum more.")
@pytest.mark.parametrize("kernel, size", VOLUMES)
def test_cross_correlation_of_volumes(check, rng, kernel, size):
    """cross_correlate3d() is right for cubes and other volumes and kernels."""
    check.cross_correlate3d(*pairs(rng, kernel, size))


@pytest.mark.points(1, hint=INTEGERS)
@pytest.mark.parametrize("whole", [True, False])
def test_volumes_of_integers(check, rng, whole):
    """cross_correlate3d() is right for volumes of integers, with kernels of integers and of fractions."""
    f, g = pairs(rng, (2, 2, 3), (4, 3, 5), whole=True)
    check.cross_correlate3d(f if whole else f / 4, g)
