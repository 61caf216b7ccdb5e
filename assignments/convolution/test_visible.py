"""Visible tests for convolution: the examples of the handout. Run them with ``grader check``."""

import numpy as np
import pytest

KERNEL = np.array([1.0, 2.0])
SIGNAL = np.array([1.0, 0.0, 3.0, 4.0])


@pytest.mark.points(1, hint="A kernel of 2 in a signal of 4 has 3 positions.")
def test_number_of_positions(student):
    """output_size() of a kernel of 2 in a signal of 4 is 3."""
    assert student.output_size((4,), (2,)) == (3,)


@pytest.mark.points(1, hint="Padding is added on both sides; a stride of 2 leaves out every other position.")
def test_positions_with_stride_and_padding(student):
    """output_size() of a 5 x 7 image, a 3 x 3 kernel, stride 2 and padding 1 is 3 x 4."""
    assert student.output_size((5, 7), (3, 3), stride=2, padding=1) == (3, 4)


@pytest.mark.points(1, hint="Lay the kernel over the signal, multiply what lies on top of each other, and add up.")
def test_cross_correlation_of_the_example(student, near):
    """cross_correlate() of [1, 2] with [1, 0, 3, 4] is [1, 6, 11]."""
    assert student.cross_correlate(KERNEL, SIGNAL) == near(np.array([1.0, 6.0, 11.0]))


@pytest.mark.points(1, hint="The same with the kernel turned round.")
def test_convolution_of_the_example(student, near):
    """convolve() of [1, 2] with [1, 0, 3, 4] is [2, 3, 10]."""
    assert student.convolve(KERNEL, SIGNAL) == near(np.array([2.0, 3.0, 10.0]))


@pytest.mark.points(1, hint="np.convolve(..., 'valid') computes the same.")
def test_convolution_is_numpys(student, near, rng):
    """convolve() agrees with np.convolve in mode 'valid'."""
    f, g = rng.normal(size=3), rng.normal(size=8)
    assert student.convolve(f, g) == near(np.convolve(f, g, mode="valid"))


@pytest.mark.points(1, hint="Rows are the first axis. A kernel of one row and two columns takes differences along each row.")
def test_differences_along_rows(student, near):
    """cross_correlate2d() with [[-1, 1]] takes differences of neighbours along each row."""
    image = np.array([[1.0, 4.0, 9.0], [2.0, 2.0, 5.0]])
    assert student.cross_correlate2d(np.array([[-1.0, 1.0]]), image) == near(np.array([[3.0, 5.0], [0.0, 3.0]]))


@pytest.mark.points(1, hint="Three loops, one for each axis; a kernel of ones adds up a box.")
def test_sum_of_a_box(student, near):
    """cross_correlate3d() with a kernel of ones as large as the volume is the sum of the volume."""
    volume = np.arange(24.0).reshape(2, 3, 4)
    assert student.cross_correlate3d(np.ones((2, 3, 4)), volume) == near(np.array([[[276.0]]]))
