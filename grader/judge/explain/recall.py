"""What came of asking one submission, for the next one that gives the same answers.

Findings and smaller inputs follow from answers alone, and from what a judge knows anyway. So whoever answers as somebody before
did is asked all that was asked of that one, in the same order and in workers as fresh, and only the thinking is spared: what is
said was tried on the code that it is said of. With the first answer that is another one, the thinking begins anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.judge.explain.ask import MANY, RENEWED, Step, Tape, Witness, holds_function
from grader.judge.running.outcome import Failure, Observation, Outcome, count_of, fingerprint, holds_object
from grader.model import Counterexample, Finding

# Of everything that is remembered; beyond it the memory starts anew.
MAX_STEPS, MAX_NUMBERS = 20_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one function: findings, and by how it fails a smaller input."""

    findings: tuple[Finding, ...] = ()
    smallest: tuple[tuple[Failure, Counterexample], ...] = ()


@dataclass(slots=True)
class _Node:
    """What was asked next, and where each answer led; or what was told in the end."""

    step: Step | None = None
    told: Told | None = None
    after: dict[bytes, _Node] = field(default_factory=dict)


class Recall:
    """Serves one judge."""

    def __init__(self) -> None:
        self._roots: dict[bytes, _Node] = {}
        self._steps = self._numbers = 0

    def told(self, key: bytes | None, witness: Witness, think: Callable[[], Told]) -> Told:
        """What ``think`` says, which asks the witness. ``key``: of all else that this follows from; None: nothing is remembered.

        Raises TooSlowError, and then nothing is remembered either.
        """
        if key is None:
            return think()
        if self._steps > MAX_STEPS or self._numbers > MAX_NUMBERS:
            self._roots.clear()
            self._steps = self._numbers = 0
        root = self._roots.setdefault(key, _Node())
        asked: list[tuple[Step, Outcome]] = []
        node: _Node | None = root
        until = 0
        while node is not None and node.step is not None:
            if len(asked) >= until:
                following = _following(node)
                witness.ahead(following)
                until = len(asked) + max(1, len(following))
            outcome = witness.take(node.step)
            asked.append((node.step, outcome))
            node = node.after.get(_told_by(outcome) or b"")
        if node is not None and node.told is not None:
            return node.told
        with witness.taped(asked) as tape:
            told = think()
        self._keep(root, tape, told)
        return told

    def _keep(self, root: _Node, tape: Tape, told: Told) -> None:
        node = root
        for step, outcome in tape.taken:
            answer = _told_by(outcome)
            if (
                answer is None
                or (node.step is not None and node.step.mark != step.mark)
                or node.told is not None
                or holds_function(step)
            ):
                return
            if node.step is None:
                node.step = step
                self._steps += 1
                self._numbers += count_of(list(step.args)) + count_of(dict(step.kwargs))
            node = node.after.setdefault(answer, _Node())
        if node.step is None:
            node.told = told


def _following(node: _Node) -> list[Step]:
    """What is asked next if every answer is what it was the last time, up to a fresh process."""
    found: list[Step] = []
    walked: _Node | None = node
    while walked is not None and walked.step is not None and walked.step is not RENEWED and len(found) < MANY:
        found.append(walked.step)
        walked = next(reversed(walked.after.values()), None)
    return found


def key_of(function: str, seen: Sequence[Observation], more: object) -> bytes | None:
    """Of what was seen by now, with all that tells one student's answers from another's; None where that is not plain data."""
    whole = hashlib.sha256(repr((function, more)).encode())
    for each in seen:
        answer = _told_by(each.outcome)
        if answer is None or holds_function(Step(function, each.args, each.kwargs)):
            return None
        whole.update(fingerprint(each.args, each.kwargs) + answer)
    return whole.digest()


def _told_by(outcome: Outcome) -> bytes | None:
    """Equal for what reads alike in every bit, lines and texts of an exception included."""
    if outcome.stopped or holds_object(outcome.value):
        return None
    return fingerprint([outcome.value, outcome.raised, repr(outcome.fault)], {})
