"""Visible tests for conv_backprop: the example of the handout, and small images. Run them with ``grader check``."""

import numpy as np
import pytest

SIGNAL, KERNEL, DELTA = np.array([1.0, 0.0, 3.0, 4.0]), np.array([1.0, 2.0]), np.array([1.0, 0.0, -1.0])


@pytest.mark.points(1, hint="Lay the kernel over the signal, multiply what lies on top of each other, and add up.")
def test_forward_of_the_example(student, near):
    """conv1d_forward() of the example is [1, 6, 11]."""
    assert student.conv1d_forward(SIGNAL, KERNEL) == near(np.array([1.0, 6.0, 11.0]))


@pytest.mark.points(1, hint="Where did each entry of the signal go? Follow the products back.")
def test_gradient_of_the_signal(student, near):
    """conv1d_backward() returns dx = [1, 2, -1, -2] in the example."""
    assert student.conv1d_backward(DELTA, SIGNAL, KERNEL)[0] == near(np.array([1.0, 2.0, -1.0, -2.0]))


@pytest.mark.points(1, hint="w_i is multiplied by x_(i+j) for the output j.")
def test_gradient_of_the_kernel(student, near):
    """conv1d_backward() returns dw = [-2, -4] in the example."""
    assert student.conv1d_backward(DELTA, SIGNAL, KERNEL)[1] == near(np.array([-2.0, -4.0]))


@pytest.mark.points(1, hint="A kernel of one entry 1 copies the image, and the bias is added once.")
def test_a_kernel_that_copies(student, near, rng):
    """conv_forward() with the kernel [[1]] is the image plus the bias."""
    x = rng.normal(size=(2, 1, 3, 4))
    out, _ = student.conv_forward(x, np.ones((1, 1, 1, 1)), np.array([0.5]), 1, 0)
    assert out == near(x + 0.5)


@pytest.mark.points(1, hint="Zeros all around: only the corner of the image lies under the kernel's last entry at first.")
def test_stride_and_padding(student, near):
    """conv_forward() of a 3 x 3 image with a 2 x 2 kernel of ones, stride 2, padding 1."""
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    out, _ = student.conv_forward(x, np.ones((1, 1, 2, 2)), np.zeros(1), 2, 1)
    assert out == near(np.array([[[[0.0, 3.0], [9.0, 24.0]]]]))


@pytest.mark.points(2, hint="The pixels of the middle column lie in both windows: they get a share from each.")
def test_backward_where_windows_overlap(student, near):
    """conv_forward() and conv_backward() of the 2 x 3 image of the handout, whose two windows overlap."""
    x, w = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]), np.array([[[[1.0, 0.0], [2.0, 3.0]]]])
    out, cache = student.conv_forward(x, w, np.array([1.0]), 1, 0)
    assert out == near(np.array([[[[25.0, 31.0]]]]))
    dx, dw, db = student.conv_backward(np.array([[[[1.0, 10.0]]]]), cache)
    assert dx == near(np.array([[[[1.0, 10.0, 0.0], [2.0, 23.0, 30.0]]]]))
    assert dw == near(np.array([[[[21.0, 32.0], [54.0, 65.0]]]]))
    assert db == near(np.array([11.0]))


@pytest.mark.points(2, hint="Every output where a pixel took part gives it a share; shares add up.")
def test_backward_counts_how_often_a_pixel_is_used(student, near):
    """conv_backward() with ones everywhere returns, for every pixel, the number of windows that it lies in."""
    _, cache = student.conv_forward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), np.zeros(1), 1, 0)
    dx, dw, db = student.conv_backward(np.ones((1, 1, 2, 2)), cache)
    assert dx == near(np.array([[[[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]]]))
    assert (dw, db) == near((np.full((1, 1, 2, 2), 4.0), np.array([4.0])))
