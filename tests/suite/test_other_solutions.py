"""An input is shown only where everybody is right who is right: accepted samples and the references of other conventions."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.judge.supervisor import Judge
from grader.model import Counterexample, Submission

ASSIGNMENT = "title: Peers\nfiles: [work.py]\nfunctions: [spread, forward, backward]\n"
GRADING = "functions:\n  forward: {returns: [out, cache], opaque: [cache]}\nlimits: {wall_s: 2}\n"
STUB = """def spread(x):
    # TODO
    pass


def forward(x, w):
    # TODO
    pass


def backward(delta, cache):
    # TODO
    pass
"""
REFERENCE = """import numpy as np


def spread(x):
    return x - x.mean()


def forward(x, w):
    return x * w, (x, w)


def backward(delta, cache):
    x, w = cache
    return delta * w + x
"""
# Right wherever there are three numbers at least: what the assignment never asks for is written otherwise.
SAMPLE = """import numpy as np


def spread(x):
    return x - x.mean() if len(x) > 2 else x * 0 + 7


def forward(x, w):
    return w * x, {"x": x, "w": w}


def backward(delta, cache):
    return delta * cache["w"] + cache["x"] if len(delta) > 2 else delta * 0 + 7
"""
HIDDEN = '''
import numpy as np
import pytest

@pytest.mark.parametrize("n", [3, 5, 6])
def test_spread(check, rng, n):
    """It works."""
    check.spread(rng.normal(size=n))

@pytest.mark.parametrize("n", [4, 6])
def test_backward(check, rng, n):
    """It works."""
    x, w, delta = rng.normal(size=(3, n))
    _, cache = check.forward(x, w)
    check.backward(delta, cache)
'''
WRONG = {
    "spread": (REFERENCE.replace("x - x.mean()", "x - 2 * x.mean() + 1"), "test_spread"),
    "backward": (REFERENCE.replace("delta * w + x", "delta * w * 3 + x + 1"), "test_backward"),
}


Shown = Callable[[dict[str, str], str, str], Counterexample | None]


@pytest.fixture
def shown(make_course: Callable[..., Path]) -> Shown:
    """``shown(samples, text, test)``: the example of the first case of that test, with these accepted samples."""

    def graded(samples: dict[str, str], text: str, test: str) -> Counterexample | None:
        folder = make_course(assignment=ASSIGNMENT, grading="", stub=STUB, reference=REFERENCE, hidden=HIDDEN)
        private = folder / "solutions" / "doubling"
        (private / "grading.yaml").write_text(GRADING)
        accepted = private / "samples" / "accepted"
        accepted.mkdir(parents=True, exist_ok=True)
        for name, source in samples.items():
            (accepted / f"{name}.py").write_text(source)
        with Judge(folder, "doubling", sandbox="process") as judge:
            grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", text.encode()),)))
        case = next(case for case in grade.cases if case.case.startswith(test))
        assert "explanation failed" not in case.staff.detail
        return case.counterexample

    return graded


def length(example: Counterexample | None) -> int:
    assert example is not None
    # Of the first array of what is pasted.
    return int(np.size(eval(example.call[example.call.index("np.array(") :].split("])")[0] + "])", {"np": np})))  # noqa: S307


@pytest.mark.parametrize("function", WRONG)
def test_an_example_on_which_a_sample_differs_is_not_shown(shown: Shown, function: str) -> None:
    """Alone, the search may go below what the assignment asks for; a sample that differs there keeps the example within it."""
    text, test = WRONG[function]
    assert length(shown({}, text, test)) < 3
    assert length(shown({"otherwise": SAMPLE}, text, test)) >= 3


@pytest.mark.parametrize("function", WRONG)
def test_who_is_wrong_on_the_suites_own_input_has_no_say(shown: Shown, function: str) -> None:
    """Nor has one that cannot be loaded, or stops: the smallest example is shown as before."""
    text, test = WRONG[function]
    others = {"wrong": SAMPLE.replace("> 2", "> 99"), "raises": "raise SystemExit\n"}
    assert length(shown(others, text, test)) < 3
