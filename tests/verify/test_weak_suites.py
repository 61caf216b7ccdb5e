"""A weak suite of a backward pass: what it misses is found through the forward pass, and the case is written into the suite."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.main import cli
from grader.verify.outcome import Verification
from tests.verify.smallest import halves, verified

# Square signals only, one stride, always padded, windows that never overlap: all that is usual, and all that hides a mistake.
WINDOWS: dict[str, str | None] = {
    "assignments/halves/assignment.yaml": "title: Windows\nfiles: [work.py]\nfunctions: [forward, backward]\npoints: 4\n",
    "assignments/halves/work.py": (
        "import numpy as np\n\n\ndef forward(x, width, stride, pad):\n    # TODO\n    raise NotImplementedError\n\n\n"
        "def backward(dout, cache):\n    # TODO\n    raise NotImplementedError\n"
    ),
    "assignments/halves/test_visible.py": None,
    "solutions/halves/grading.yaml": """tolerance: {rtol: 1e-9, atol: 1e-12}
limits: {wall_s: 2, cpu_s: 2}
functions:
  forward: {returns: [out, cache], opaque: [cache]}
""",
    "solutions/halves/work.py": '''import numpy as np


def forward(x, width, stride, pad):
    """Sums of windows of a signal.

    x : array (N,)
    """
    padded = np.pad(x, pad)
    starts = range(0, len(padded) - width + 1, stride)
    return np.array([np.sum(padded[start : start + width]) for start in starts]), (len(x), width, stride, pad)


def backward(dout, cache):
    """The gradient with respect to x."""
    N, width, stride, pad = cache
    dpadded = np.zeros(N + 2 * pad)
    for place in range(len(dout)):
        dpadded[place * stride : place * stride + width] += dout[place]
    return dpadded[pad : pad + N]
''',
    "solutions/halves/test_hidden.py": '''import pytest


@pytest.mark.points(1, hint="Window by window.")
@pytest.mark.parametrize("N, width, stride, pad", [(6, 3, 2, 0), (5, 2, 1, 1), (7, 3, 3, 2), (1, 1, 1, 0), (4, 4, 2, 0)])
def test_forward(check, rng, N, width, stride, pad):
    """forward() adds up windows."""
    check.forward(rng.normal(size=N), width, stride, pad)


@pytest.mark.points(3, question="backward", hint="Each output gives its gradient to its window.")
@pytest.mark.parametrize("N", [4, 6])
def test_backward(student, check, rng, N):
    """backward() returns the gradient."""
    out, cache = student.forward(rng.normal(size=N), 2, 2, 1)
    check.backward(rng.normal(size=len(out)), cache)
''',
    "solutions/halves/mistakes/doubled.py": None,
    "solutions/halves/samples/accepted/vector.py": None,
    "solutions/halves/samples/wrong_answer/same.py": None,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return halves(tmp_path_factory.mktemp("weak"), WINDOWS)


@pytest.fixture(scope="module")
def weak(course: Path) -> Verification:
    return verified(course)


@pytest.mark.long
def test_what_a_weak_suite_hides(weak: Verification) -> None:
    """``pad:-pad``, ``=`` for ``+=`` and numbers that never change: each with the smallest layer that tells, and a case."""
    survivors = {
        (each.mutant.function, each.mutant.kind, each.mutant.after): each for each in weak.mutants if each.state == "survived"
    }
    for kind, after in (
        ("end counted from behind", "pad:-pad"),
        ("assigned, not added", None),
        ("unpacked in another order", None),
        ("size", "stride = 2"),
    ):
        found = [each for (function, own, text), each in survivors.items() if function == "backward" and own == kind]
        assert found, (kind, list(survivors))
        assert after is None or after in [each.mutant.after for each in found]
        for each in found:
            assert each.difference is not None
            assert "student.forward(np.array(" in each.difference.case
            assert "check.backward(" in each.difference.case
    assert not weak.passed
    assert {each.point for each in weak.complaints} == {5}
    conditions = {(each.function, each.kind, each.names, each.value) for each in weak.conditions}
    assert {("backward", "always", ("stride",), "2"), ("backward", "always", ("pad",), "1")} <= conditions
    assert any("test_visible.py is missing" in remark.text for remark in weak.remarks)


@pytest.mark.exhaustive
@pytest.mark.long
def test_the_cases_are_written_into_the_suite(course: Path, weak: Verification) -> None:
    """After --write nothing survives, and the points are the handout's as before."""
    assert not weak.passed
    done = CliRunner().invoke(cli, ["verify", "halves", "--course", str(course), "--write", "-j", "1"])
    assert done.exit_code == 1
    assert "added to solutions/halves/test_hidden.py" in done.stderr
    again = verified(course)
    assert again.complaints == (), [each.text for each in again.complaints]
    assert sum(case.max_points for case in again.cases) == 4
    assert again.count("survived") == 0
