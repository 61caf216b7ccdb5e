"""Hidden tests for rnn_cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from inputs import backward_inputs, cells, networks, small_backwards, small_networks

# n, T, D, H, M: one of each, D = H and D != H, more steps than samples and the reverse.
SHAPES = [(1, 1, 1, 1, 1), (1, 5, 2, 3, 1), (4, 1, 3, 2, 2), (3, 4, 3, 3, 3), (2, 6, 4, 2, 3), (5, 3, 2, 4, 1)]


@pytest.mark.points(3, hint="A matrix product for the input, one for the state, the bias, and tanh of the sum.")
@pytest.mark.parametrize("n, D, H", [(1, 1, 1), (4, 3, 2), (2, 3, 3)])
def test_one_step(check, rng, n, D, H):
    """step() makes one step: H_t = tanh(X_t W_X + H_(t-1) W_H + b_1)."""
    check.step(rng.normal(size=(n, D)), rng.uniform(-0.8, 0.8, size=(n, H)), *cells(rng, D, H))


@pytest.mark.points(3, hint="hidden[:, 0] is h0, and each later entry follows from the one before it and the input of that step.")
@pytest.mark.parametrize("n, T, D, H, M", SHAPES)
def test_outputs_and_states(check, rng, n, T, D, H, M):
    """forward() returns all outputs (n, T, M) and all states (n, T+1, H)."""
    check.forward(*networks(rng, n, T, D, H, M))


@pytest.mark.points(1, hint="An array that copies the dtype of the inputs cuts off fractions.")
def test_inputs_of_zeros_and_ones(check, rng):
    """forward() returns fractional states for integer inputs too."""
    check.forward(*networks(rng, 3, 4, 2, 3, 2, binary=True))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(network=small_networks())
def test_small_networks(check, network):
    """forward() is right on small whole numbers of any shape."""
    check.forward(*network)


@pytest.mark.points(6, hint="Start at the last step: the gradient of H_t comes from O_t and from H_(t+1), then goes through tanh.")
@pytest.mark.parametrize("n, T, D, H, M", SHAPES)
def test_gradients_of_all_parameters(check, rng, n, T, D, H, M):
    """backward() returns the gradients of all five parameters."""
    check.backward(*backward_inputs(rng, n, T, D, H, M))


@pytest.mark.points(1, hint="Work one small example with whole numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(batch=small_backwards())
def test_small_backward_passes(check, batch):
    """backward() is right on small whole numbers of any shape."""
    check.backward(*batch)


@pytest.mark.points(1, question="backward", hint="Forward and backward have to fit together: correct the earlier questions first.")
def test_gradient_of_its_own_loss(student, near, rng):
    """The gradients agree with finite differences of your own forward pass."""
    X, h0, *parameters = networks(rng, 2, 3, 2, 3, 2)
    weights, eps = rng.normal(size=(2, 3, 2)), 1e-6

    def own_loss(values):
        return float(np.sum(weights * student.forward(X, h0, *values)[0]))

    numeric = []
    for which, parameter in enumerate(parameters):
        slopes = np.zeros(parameter.shape)
        for index in np.ndindex(parameter.shape):
            moved = [[np.array(value) for value in parameters] for _ in range(2)]
            moved[0][which][index] += eps
            moved[1][which][index] -= eps
            slopes[index] = (own_loss(moved[0]) - own_loss(moved[1])) / (2 * eps)
        numeric.append(slopes)
    _, hidden = student.forward(X, h0, *parameters)
    _, W_H, _, W_2, _ = parameters
    assert student.backward(weights, X, hidden, W_H, W_2) == near(tuple(numeric), rule="finite_difference")


@pytest.mark.points(3, hint="dH_s/dH_(s-1) has the entries W_H[i, j] (1 - H_s[j]²). Multiply these matrices, the last step first.")
@pytest.mark.parametrize("T, H", [(1, 1), (1, 3), (5, 2), (8, 4)])
def test_norms_of_the_jacobians(check, rng, T, H):
    """gradient_norms() returns the norm of dH_T/dH_t for every t from 0 to T."""
    check.gradient_norms(rng.uniform(-0.9, 0.9, size=(T + 1, H)), cells(rng, H, H)[1])


@pytest.mark.points(
    1, hint="With large weights the norms grow, with small ones they shrink, by the same kind of factor at every step."
)
@pytest.mark.parametrize("scale", [0.2, 3.0])
def test_vanishing_and_exploding(check, rng, scale):
    """gradient_norms() is right where the gradient vanishes or explodes over thirty steps."""
    check.gradient_norms(rng.uniform(-0.3, 0.3, size=(31, 3)), scale * cells(rng, 3, 3)[1])
