"""Every hostile submission gets what it must get, learns nothing, changes nothing, and harms nobody who comes after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest
from classrun import ACHIEVED, TOKENS, Graded, grade_tricks, honest_of, reason_against, student_of, writings
from corpus import LEVELS, USERS, Place, Trick, load_tricks

TRICKS = load_tricks()
PLACES = tuple(Place(level, user) for level in LEVELS for user in USERS)


@dataclass(frozen=True)
class Outcome:
    """What came of the tricks that were run at one place."""

    place: Place
    tricks: tuple[Trick, ...]
    graded: Graded

    def results(self) -> Iterator[tuple[Trick, str, dict]]:
        for number, trick in enumerate(self.tricks):
            yield trick, student_of(number), self.graded.of(student_of(number))


def run(place: Place, tricks: tuple[Trick, ...]) -> Outcome:
    if why := reason_against(place):
        pytest.skip(f"not to be had here: {why}")
    kept = []
    for trick in tricks:
        if why := trick.at(place).not_run:
            print(f"{trick.name} is not run at {place}: {why}")
        else:
            kept.append(trick)
    return Outcome(place, tuple(kept), grade_tricks(place, kept))


def what_is_wrong(outcome: Outcome) -> list[str]:
    return [
        *wrong_verdicts(outcome),
        *wrong_successes(outcome),
        *leaks(outcome),
        *harm(outcome),
    ]


def wrong_verdicts(outcome: Outcome) -> Iterator[str]:
    for trick, student, line in outcome.results():
        expected = trick.at(outcome.place)
        points = None if line["points"] is None else Fraction(str(line["points"]))
        got = f"{line['verdict']}, {line['points']} points, review {line['needs_review']}"
        if line["verdict"] not in expected.verdicts or points != expected.points or line["needs_review"] != expected.review:
            yield f"{trick.name}: {got}\n{excerpt(line)}"
        for text in expected.says:
            if text not in outcome.graded.shown_to(student):
                yield f"{trick.name}: its student is not told {text!r}\n{excerpt(line)}"


def excerpt(line: Mapping) -> str:
    cases = [f"    {case['case']} {case['verdict']}: {str(case.get('message'))[:300]}" for case in line["cases"]]
    return "\n".join([*cases, f"    {[note['text'][:100] for note in line['notes']]}"])


def wrong_successes(outcome: Outcome) -> Iterator[str]:
    """What a trick says that it achieved is what it may achieve there, and that it does."""
    for trick, student, line in outcome.results():
        said = outcome.graded.shown_to(student) + str(line)
        achieved = {word.split()[0].rstrip(":,.") for word in said.split(ACHIEVED)[1:]}
        if achieved != set(trick.at(outcome.place).achieves):
            yield f"{trick.name}: achieved {sorted(achieved)}, where {trick.at(outcome.place).achieves} was expected\n{excerpt(line)}"


def leaks(outcome: Outcome) -> Iterator[str]:
    """Of what is secret nothing stands in anything that a student may see, but for one's own file in one's own report."""
    open_to = {f"reports/{student}.html" for trick, student, _ in outcome.results() if "reading" in trick.at(outcome.place).achieves}
    honest = {f"reports/{honest_of(number)}.html" for number in range(len(outcome.tricks))}
    shared = ("results.jsonl", "index.html") if open_to else ()
    for name, text in outcome.graded.shown.items():
        for kind, secret in TOKENS.items():
            if name in open_to or name in shared or (kind == "NEIGHBOUR_CANARY" and name in honest):
                continue
            if any(writing in text for writing in writings(secret)):
                yield f"{name} holds {kind}"


def harm(outcome: Outcome) -> Iterator[str]:
    graded = outcome.graded
    yield from (f"changed: {path}" for path in graded.changed)
    yield from (f"left over: {what}" for what in graded.left)
    for number, trick in enumerate(outcome.tricks):
        line = graded.of(honest_of(number))
        if (line["verdict"], line["points"], line["needs_review"]) != ("accepted", line["max_points"], False):
            yield f"an honest submission after {trick.name}: {line['verdict']}, {line['points']} points\n{excerpt(line)}"


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_every_trick_gets_what_it_must_get(place: Place) -> None:
    """At every level that the machine has, as root and as an ordinary user."""
    assert "\n".join(what_is_wrong(run(place, tuple(trick for trick in TRICKS if trick.assignment == "vault")))) == ""


def test_the_quick_ones_get_what_they_must_get() -> None:
    """At the best level that this machine has: what a change breaks first."""
    place = next((each for each in PLACES if not reason_against(each)), PLACES[-1])
    assert "\n".join(what_is_wrong(run(place, tuple(trick for trick in TRICKS if trick.quick)))) == ""
