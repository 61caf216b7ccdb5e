"""A right backward pass earns its points whatever its forward pass returns, or leaves in its arguments, beside the cache."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.model import Grade, Verdict
from tests.classes import MakeCourse
from tests.marking import MakeMarker

ASSIGNMENT = "title: Batch normalisation\nfiles: [work.py]\nfunctions: [batchnorm_forward, batchnorm_backward]\n"
GRADING = """functions:
  batchnorm_forward: {returns: [out, cache], opaque: [cache], mutates: [bn_param]}
  batchnorm_backward: {returns: [dx, dgamma, dbeta]}
"""
STUB = (
    "def batchnorm_forward(x, gamma, beta, bn_param):\n    # TODO\n    pass\n\n\n"
    "def batchnorm_backward(dout, cache):\n    # TODO\n    pass\n"
)
REFERENCE = """
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    mean, var = running_mean, running_var
    if bn_param["mode"] == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    std = np.sqrt(var + eps)
    return gamma * (x - mean) / std + beta, {"centred": x - mean, "std": std, "gamma": gamma}

def batchnorm_backward(dout, cache):
    centred, std, gamma = cache["centred"], cache["std"], cache["gamma"]
    normal, dnormal = centred / std, dout * gamma
    dx = (dnormal - dnormal.mean(axis=0) - normal * (dnormal * normal).mean(axis=0)) / std
    return dx, (dout * normal).sum(axis=0), dout.sum(axis=0)
"""
HIDDEN = """
import numpy as np
import pytest

SIZES = [(4, 3), (7, 1), (5, 5)]

def layer(rng, n, d):
    return rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d)

@pytest.mark.points(2)
@pytest.mark.parametrize("n, d", SIZES)
def test_forward(check, rng, n, d):
    x, gamma, beta = layer(rng, n, d)
    check.batchnorm_forward(x, gamma, beta, {"mode": "train", "running_mean": rng.normal(size=d)})

@pytest.mark.points(3, question="batchnorm_backward")
@pytest.mark.parametrize("n, d", SIZES)
def test_backward(student, check, rng, n, d):
    x, gamma, beta = layer(rng, n, d)
    _, cache = student.batchnorm_forward(x, gamma, beta, bn_param={"mode": "train"})
    check.batchnorm_backward(rng.normal(size=(n, d)), cache)
"""
WRONG_FORWARDS = (
    "running_mean_as_row",
    "output_off_by_a_millionth",
    "output_rounded",
    "running_mean_never_kept",
    "momentum_exchanged",
)


@pytest.fixture
def graded(make_course: MakeCourse, marker: MakeMarker, inputs: Path) -> Callable[[str], Grade]:
    course = make_course(assignment=ASSIGNMENT, grading=GRADING, stub=STUB, reference=REFERENCE, hidden=HIDDEN)
    made = marker(course)
    return lambda name: made.grade((inputs / "right_backward_of_a_wrong_forward" / f"{name}.py").read_text())


@pytest.mark.long
def test_the_backward_pass_earns_its_points(graded: Callable[[str], Grade]) -> None:
    """Three of five, and not one less; a note on changed arguments would be false where changing them is asked for."""
    for name in WRONG_FORWARDS:
        grade = graded(name)
        assert grade.points == 3, name
        forward, backward = grade.cases[:3], grade.cases[3:]
        assert {case.verdict for case in forward} == {Verdict.WRONG_ANSWER}, name
        assert {case.verdict for case in backward} == {Verdict.ACCEPTED}, name
        assert not any(case.mutated for case in grade.cases), name


@pytest.mark.long(seconds=2)
def test_what_is_wrong_earns_nothing(graded: Callable[[str], Grade]) -> None:
    """The two that are no wrong forward with a right backward."""
    assert graded("right").points == 5
    assert graded("backward_wrong_too").points == Fraction(0)
