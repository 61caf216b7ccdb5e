"""Hidden tests for conv_backprop.

The cache is whatever the student made, and is made by student.conv_forward(), where nothing is compared: a forward pass that is
wrong loses its own points, and a backward pass that is right earns its own all the same.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from inputs import LAYERS, layers, lines, outputs, small_gradients, small_layers, whole_layers

LINES = [(1, 1), (5, 1), (4, 4), (7, 2), (9, 4)]
# As LAYERS, as small as they show something: windows that overlap, a border, a stride that leaves a column out, two kernels.
SMALL_LAYERS = [
    (1, 1, 1, 2, 3, 2, 2, 1, 0),
    (1, 1, 1, 1, 2, 1, 2, 1, 1),
    (1, 1, 1, 1, 4, 1, 1, 2, 0),
    (2, 1, 2, 1, 2, 1, 2, 1, 0),
]


@pytest.mark.points("3/2", hint="out_j = sum over i of w_i x_(i+j). The kernel is not turned round.")
@pytest.mark.parametrize("N, K", LINES)
def test_forward_in_one_dimension(check, rng, N, K):
    """conv1d_forward() is out_j = sum over i of w_i x_(i+j)."""
    check.conv1d_forward(*lines(rng, N, K))


@pytest.mark.points("1/2", hint="An array that copies the dtype of the signal cuts off fractions.")
def test_forward_of_integers(check, rng):
    """conv1d_forward() returns fractions for signals of integers too."""
    check.conv1d_forward(rng.integers(-3, 4, size=7), rng.normal(size=3))


@pytest.mark.points(3, hint="Add up over the outputs: output j gives delta_j x_(i+j) to dw_i, and delta_j w_i to dx_(i+j).")
@pytest.mark.parametrize("N, K", LINES)
def test_gradients_in_one_dimension(check, rng, N, K):
    """conv1d_backward() returns the gradients with respect to signal and kernel."""
    check.conv1d_backward(rng.normal(size=N - K + 1), *lines(rng, N, K))


@pytest.mark.points(1, hint="An array that copies the dtype of the signal takes no fractions: start from np.zeros(len(x)).")
@pytest.mark.parametrize("N, K", [(6, 3), (3, 3)])
def test_integers_in_one_dimension(check, rng, N, K):
    """conv1d_backward() returns fractions for signals of integers too."""
    check.conv1d_backward(rng.normal(size=N - K + 1), rng.integers(0, 3, size=N), rng.normal(size=K))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(arguments=small_gradients())
def test_small_gradients_in_one_dimension(check, arguments):
    """conv1d_backward() is right on small whole numbers."""
    check.conv1d_backward(*arguments)


@pytest.mark.points(3, hint="Output (i, j) sees the padded image from row i stride and column j stride. The bias is added once.")
@pytest.mark.parametrize("sizes", LAYERS)
def test_forward_of_a_layer(check, rng, sizes):
    """conv_forward() is right for any batch, channels, kernels, stride and padding."""
    check.conv_forward(*layers(rng, *sizes))


@pytest.mark.points(1, hint="An array that copies the dtype of the images cuts off fractions.")
def test_images_of_zeros_and_ones(check, rng):
    """conv_forward() returns fractions for images of integers too."""
    check.conv_forward(*layers(rng, 2, 2, 3, 4, 5, 2, 3, 1, 1, binary=True))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand.")
@settings(max_examples=25)
@given(layer=small_layers())
def test_small_layers(check, layer):
    """conv_forward() is right on small whole numbers."""
    check.conv_forward(*layer)


@pytest.mark.points(
    3,
    question="conv_backward",
    hint="As in the forward pass: each output gives dout times the window to dw, and dout times the kernel to the window of dx.",
)
@pytest.mark.parametrize("sizes", LAYERS)
def test_gradients_of_a_layer(student, check, rng, sizes):
    """conv_backward() returns the gradients with respect to images, kernels and biases, from your own cache."""
    _, cache = student.conv_forward(*layers(rng, *sizes))
    check.conv_backward(outputs(rng, *sizes), cache)


@pytest.mark.points(
    1,
    question="conv_backward",
    hint="Work it by hand, as in the handout: write down which pixels each window holds, then give every pixel its shares.",
)
@pytest.mark.parametrize("sizes", SMALL_LAYERS)
def test_small_gradients_of_a_layer(student, check, rng, sizes):
    """conv_backward() is right on layers of small whole numbers, which can be worked by hand."""
    *layer, dout = whole_layers(rng, *sizes)
    _, cache = student.conv_forward(*layer)
    check.conv_backward(dout, cache)


@pytest.mark.points(1, question="conv_backward", hint="Without padding nothing may be cut off: x[0:-0] is empty.")
@pytest.mark.parametrize("stride", [1, 2])
def test_gradients_without_padding(student, check, rng, stride):
    """conv_backward() is right without padding."""
    sizes = 2, 2, 2, 5, 6, 3, 2, stride, 0
    _, cache = student.conv_forward(*layers(rng, *sizes))
    check.conv_backward(outputs(rng, *sizes), cache)


@pytest.mark.points(
    1,
    question="conv_backward",
    hint="An array that copies the dtype of the images takes no fractions: start from np.zeros(x.shape).",
)
def test_gradients_of_images_of_zeros_and_ones(student, check, rng):
    """conv_backward() returns fractions for images of integers too."""
    sizes = 2, 2, 3, 4, 5, 2, 3, 1, 1
    _, cache = student.conv_forward(*layers(rng, *sizes, binary=True))
    check.conv_backward(outputs(rng, *sizes), cache)


@pytest.mark.points(
    1,
    question="conv_backward",
    hint="Keep what the backward pass needs in the cache, not in a global variable.",
)
def test_two_layers_at_once(student, check, rng):
    """conv_backward() is right for the first of two layers when the second was computed in between."""
    sizes = 2, 1, 2, 4, 5, 2, 2, 1, 1
    _, cache = student.conv_forward(*layers(rng, *sizes))
    student.conv_forward(*layers(rng, 1, 2, 1, 3, 3, 3, 2, 1, 0))
    check.conv_backward(outputs(rng, *sizes), cache)


@pytest.mark.points(1, question="conv_backward", hint="The two passes have to fit together: correct the forward pass first.")
def test_gradient_of_its_own_layer(student, near, rng):
    """The gradients agree with finite differences of your own forward pass."""
    x, w, b, stride, pad = layers(rng, 1, 2, 2, 3, 4, 3, 2, 2, 1)
    out, cache = student.conv_forward(x, w, b, stride, pad)
    dout, eps = rng.normal(size=np.shape(out)), 1e-5
    numeric = []
    for which, values in enumerate((x, w, b)):
        slopes = np.zeros(values.shape)
        for index in np.ndindex(values.shape):
            sums = []
            for step in (eps, -eps):
                moved = [x, w, b]
                moved[which] = values.copy()
                moved[which][index] += step
                sums.append(np.sum(dout * student.conv_forward(*moved, stride, pad)[0]))
            slopes[index] = (sums[0] - sums[1]) / (2 * eps)
        numeric.append(slopes)
    assert student.conv_backward(dout, cache) == near(tuple(numeric), rule="finite_difference")
