"""Whoever answers alike is asked as much and thought about once; with another answer, the thinking begins anew."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from grader.grading.reveal import reveal
from grader.judge.explain.ask import TooSlowError, Witness
from grader.judge.explain.recall import Recall, Told, key_of
from grader.judge.running.outcome import Observation, Outcome
from grader.judge.running.student import LiveStudent
from grader.judge.supervisor import Judge
from grader.model import Fault, Finding, FunctionSpec, Reveal, Submission
from grader.report.documents import results_line
from grader.sandbox.protocol import Ask
from tests.classes import MakeCourse


@dataclass
class Student:
    """In a live one's place. ``heard``: what was asked of it, and where a fresh process was wanted."""

    answer: Callable[[int], Outcome]
    heard: list[int | str] = field(default_factory=list)
    alive: bool = True
    deadline: float = 0.0
    together: list[int] = field(default_factory=list)

    def probe(self, ask: Ask) -> Outcome:
        self.heard.append(cast("int", ask.args[0]))
        return self.answer(cast("int", ask.args[0]))

    def probed(self, asks: Sequence[Ask]) -> list[Outcome | None]:
        """As ``probe``; what raises gives no value."""
        found = [self.probe(each) for each in asks]
        self.together.append(len(found))
        return [each if each.answered else None for each in found]

    def freshen(self) -> None:
        self.heard.append("fresh")

    def begin_case(self, *_: object, **__: object) -> None:
        """Nothing to begin."""


@dataclass
class Thinking:
    """Asks for 1, then for 2 or for 3, as the first answer says, and for that again in a fresh process; says all it heard."""

    rounds: int = 0

    def __call__(self, witness: Witness) -> Told:
        self.rounds += 1
        ask = witness.ask("f")
        first = ask((1,), {})
        following = 2 if first.value == 10 else 3
        second = ask((following,), {})
        witness.renew()
        third = ask((following,), {})
        return Told((Finding(kind="constant", words=(repr([each.value for each in (first, second, third)]),)),))


def witness_of(student: Student) -> Witness:
    return Witness(
        cast("LiveStudent", student),
        lambda name: FunctionSpec(name=name),
        Reveal.COUNTEREXAMPLE,
        float("inf"),
        on_pause=lambda: None,
    )


def told_by(recall: Recall, thinking: Thinking, answer: Callable[[int], Outcome]) -> tuple[Told, list[int | str]]:
    student = Student(answer)
    witness = witness_of(student)
    return recall.told(b"key", witness, lambda: thinking(witness)), student.heard


def values(answers: Mapping[int, Any]) -> Callable[[int], Outcome]:
    return lambda given: Outcome(answers[given])


def test_who_answers_alike_is_asked_as_much_and_thought_about_once() -> None:
    """The same questions in the same order, a fresh process where there was one; the same is said."""
    recall, thinking = Recall(), Thinking()
    first = told_by(recall, thinking, values({1: 10, 2: 20}))
    second = told_by(recall, thinking, values({1: 10, 2: 20}))
    assert second == first
    assert second[1] == [1, 2, "fresh", 2]
    assert thinking.rounds == 1


@pytest.mark.parametrize(
    ("answers", "heard"), [({1: 10, 2: 21}, [1, 2, "fresh", 2]), ({1: 11, 3: 30}, [1, 3, "fresh", 3]), ({1: 10, 2: 20.0}, None)]
)
def test_another_answer_is_thought_about_by_itself(answers: dict[int, Any], heard: list[int | str] | None) -> None:
    """As if nobody had been there before, and nothing is asked twice for it."""
    recall, thinking = Recall(), Thinking()
    told_by(recall, thinking, values({1: 10, 2: 20}))
    alone = told_by(Recall(), Thinking(), values(answers))
    assert told_by(recall, thinking, values(answers)) == alone
    assert thinking.rounds == 2
    assert heard is None or alone[1] == heard
    # Both ways are known now.
    assert told_by(recall, thinking, values(answers)) == alone
    assert told_by(recall, thinking, values({1: 10, 2: 20}))[0] != alone[0]
    assert thinking.rounds == 2


@pytest.mark.parametrize("odd", [None, 4, 9, 40])
def test_many_are_asked_at_once(odd: int | None) -> None:
    """Who answers alike is; with another answer among them, or an exception, the same is said as alone."""
    recall = Recall()

    def think(witness: Witness) -> Told:
        answers = [witness.ask("f")((number,), {}) for number in range(50)]
        return Told((Finding(kind="constant", words=tuple(str(each.value or each.raised) for each in answers)),))

    def answer(given: int) -> Outcome:
        return Outcome(raised="ValueError") if given == odd == 9 else Outcome(-given if given == odd else given)

    def told_to(student: Student) -> Told:
        witness = witness_of(student)
        return recall.told(b"key", witness, lambda: think(witness))

    told_to(Student(Outcome))
    student = Student(answer)
    assert told_to(student) == think(witness_of(Student(answer)))
    assert student.together[0] == 32
    assert set(student.heard) == set(range(50))


def test_an_exception_is_alike_with_its_lines_and_text_only() -> None:
    """No line of one student's file is said of another's."""
    recall, thinking = Recall(), Thinking()
    one, other = (Outcome(raised="ValueError", fault=Fault(base="ValueError", type="ValueError", message=text)) for text in "ab")
    assert one == other, "no two outcomes differ by that alone"
    for raised in (one, other, one):
        told_by(recall, thinking, lambda _, raised=raised: raised)  # type: ignore[misc]
    assert thinking.rounds == 2


def test_what_was_stopped_or_too_slow_is_not_remembered() -> None:
    """Then it hangs on the machine, too."""
    recall, thinking = Recall(), Thinking()
    for _ in range(2):
        told_by(recall, thinking, lambda _: Outcome(stopped=True))
    assert thinking.rounds == 2

    def slow() -> Told:
        raise TooSlowError

    witness = witness_of(Student(values({1: 10, 2: 20})))
    with pytest.raises(TooSlowError):
        recall.told(b"another", witness, slow)
    assert recall.told(b"another", witness, lambda: thinking(witness)).findings
    assert thinking.rounds == 3


def test_a_function_of_the_suite_is_not_remembered() -> None:
    """It belongs to the case of the moment."""
    seen = Observation(args=(1, len), kwargs={}, expected=1, outcome=Outcome(2))
    assert key_of("f", [seen], ()) is None
    assert key_of("f", [replace(seen, args=(1, 2))], ()) is not None


@pytest.mark.long
def test_the_next_one_is_told_what_it_would_be_told_alone(make_course: MakeCourse) -> None:
    """In one judge: the same mistake in other words, and one that shows elsewhere only; each beside a judge of its own."""
    hidden = '"""Hidden."""\n\n\ndef test_double(check):\n    """It doubles."""\n    check.double(3)\n    check.double(40)\n'
    course = make_course(hidden=hidden)
    texts = (
        "def double(x):\n    return 2 * x + 1\n",
        "def double(number):\n    # Another hand.\n    return 1 + number * 2\n",
        "def double(x):\n    return 2 * x + (1 if x in (3, 40) else 2)\n",
    )
    files = [Submission(student="s", file="work.py", files=(("work.py", text.encode()),)) for text in texts]

    def told(judge: Judge, number: int) -> str:
        return results_line(reveal(judge.grade(files[number])), "en")

    with Judge(course, "doubling", sandbox="process") as judge:
        together = [told(judge, number) for number in range(3)]
    alone = []
    for number in range(3):
        with Judge(course, "doubling", sandbox="process") as judge:
            alone.append(told(judge, number))
    assert together == alone
