"""In which order changes are tried and found to hold, when the line is looked for. No process is started."""

from typing import Any

import pytest

from grader.judge.explain.slips import Candidate
from grader.judge.locating import Search
from grader.judge.screening import Screen
from grader.sandbox.protocol import Change, Repair


class Told(Search):
    """Of each change it is known whether all cases pass with it, and whether it holds; by its text."""

    def __init__(self, passing: str, holding: str) -> None:
        super().__init__(None, None, {}, lambda: None)  # type: ignore[arg-type]  # nobody is asked
        self.passing, self.holding = passing, holding
        self.asked: list[str] = []

    def _passes_all(self, candidate: Candidate, *_: Any) -> bool:
        self.asked.append(name(candidate))
        return name(candidate) in self.passing

    def _holds(self, candidate: Candidate, *_: Any) -> bool:
        self.asked.append(f"{name(candidate)}?")
        return name(candidate) in self.holding


def name(candidate: Candidate) -> str:
    return candidate.repair.changes[0].text


def search(costs: dict[str, int], passing: str, holding: str, size: int) -> tuple[list[str], str]:
    """What passed, and what was asked: ``a`` whether the cases pass with it, ``a?`` whether it holds."""
    changes = [Repair("operator", cost, "f", (Change("w.py", 1, 0, 1, 1, text, 1, 1, "", ""),)) for text, cost in costs.items()]
    screen = Screen(None, None, 1)  # type: ignore[arg-type]  # every change may help
    screen.size = size
    found = Told(passing, holding)
    passed = found._passing(changes, screen, None, (), ())  # type: ignore[arg-type]  # noqa: SLF001  # looked at from within
    return [name(each) for each in passed], " ".join(found.asked)


COSTS = {"a": 2, "b": 3, "c": 1, "d": 2, "e": 1, "f": 3}


@pytest.mark.parametrize("size", [1, 2, 8])
@pytest.mark.parametrize(
    ("passing", "holding", "passed", "asked"),
    [
        ("", "", [], "a b c d e f"),
        # Nothing larger is tried, and whether it holds is asked when nothing as small is left.
        ("a", "a", ["a"], "a c d e a?"),
        ("ac", "ac", ["a", "c"], "a c e c?"),
        ("ce", "e", ["c", "e"], "a b c e c? e?"),
        # What does not hold brings back the larger ones: all of them, or those as small as another that passes.
        ("a", "", ["a"], "a c d e a? b f"),
        ("ac", "a", ["a", "c"], "a c e c? d a?"),
        ("acf", "f", ["a", "c", "f"], "a c e c? d a? b f f?"),
    ],
)
def test_smaller_changes_go_first(size: int, passing: str, holding: str, passed: list[str], asked: str) -> None:
    """Also where several of them go out together."""
    assert search(COSTS, passing, holding, size) == (passed, asked)
