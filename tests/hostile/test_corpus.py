"""Every hostile submission gets what it must get, learns nothing, changes nothing, and harms nobody who comes after it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any, Literal

import pytest

from grader.model import shown_line
from grader.reading.submissions import file_name
from tests.hostile.classrun import ACHIEVED, TOKENS, Graded, grade_tricks, honest_of, reason_against, student_of, writings
from tests.hostile.corpus import LEVELS, USERS, Place, Trick, written_tricks
from tests.hostile.strange import strange_tricks

TRICKS = (*written_tricks(), *strange_tricks())
CLASSES = {
    "crashing", "disk", "files", "forging", "hanging", "injection", "kernel", "leaving", "memory", "names", "network", "patching",
    "peeking", "processes", "room", "signals", "source", "state", "values",
}  # fmt: skip
# Where what went wrong is explained as well, by many more calls, which costs twice as much again.
EXPLAINED = (Place("full", "root"), Place("process", "ordinary"))
# What moves a cursor, rings a bell, or turns the direction of what follows.
CODES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PLACES = tuple(Place(level, user) for level in LEVELS for user in USERS)


@dataclass(frozen=True)
class Outcome:
    """What came of the tricks that were run at one place."""

    place: Place
    tricks: tuple[Trick, ...]
    graded: Graded

    def results(self) -> Iterator[tuple[Trick, str, dict[str, Any]]]:
        for number, trick in enumerate(self.tricks):
            student = student_of(number, trick)
            yield trick, student, self.graded.of(student)


def what_is_wrong(outcome: Outcome) -> list[str]:
    return [
        *wrong_verdicts(outcome),
        *wrong_successes(outcome),
        *leaks(outcome),
        *harm(outcome),
        *(problem for name, text in outcome.graded.shown.items() for problem in injections(name, text)),
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


def excerpt(line: Mapping[str, Any]) -> str:
    cases = [f"    {case['case']} {case['verdict']}: {str(case.get('message'))[:300]}" for case in line["cases"]]
    return "\n".join([*cases, f"    {[note['text'][:100] for note in line['notes']]}"])


def wrong_successes(outcome: Outcome) -> Iterator[str]:
    """What a trick says that it achieved is what it may achieve there, and that it does."""
    for trick, student, line in outcome.results():
        said = outcome.graded.shown_to(student) + str(line)
        achieved = set(re.findall(rf"{ACHIEVED} (\w+)", said))
        allowed = trick.at(outcome.place).achieves
        if achieved != set(allowed):
            yield f"{trick.name}: achieved {sorted(achieved)}, where {allowed} was expected\n{excerpt(line)}"


def leaks(outcome: Outcome) -> Iterator[str]:
    """Of what is secret nothing stands in anything that a student may see, but for one's own file in one's own report."""
    open_to = {
        f"reports/{file_name(shown_line(student))}.html"
        for trick, student, _ in outcome.results()
        if "reading" in trick.at(outcome.place).achieves
    }
    honest = {f"reports/{file_name(shown_line(honest_of(number, trick)))}.html" for number, trick in enumerate(outcome.tricks)}
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
        line = graded.of(honest_of(number, trick))
        if (line["verdict"], line["points"], line["needs_review"]) != ("accepted", line["max_points"], False):
            yield f"an honest submission after {trick.name}: {line['verdict']}, {line['points']} points\n{excerpt(line)}"


class Tags(HTMLParser):
    """What a browser would take for elements and for attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.found |= {name for name, _ in attributes}
        self.found |= {"a link that runs" for _, value in attributes if (value or "").strip().lower().startswith("javascript")}


def injections(name: str, text: str) -> Iterator[str]:
    """Nothing that a student wrote is more than text: to a terminal, a browser, a spreadsheet, a template."""
    if codes := set(CODES.findall(text)):
        yield f"{name} holds raw {sorted(map(ascii, codes))}"
    if str(7919 * 7907) in text:
        yield f"{name} worked something out"
    if name.endswith(".html"):
        tags = Tags()
        tags.feed(text)
        if taken := {tag for tag in tags.found if tag.startswith(("xss", "on", "a link"))}:
            yield f"{name} has markup of a student's: {taken}"
    if name.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        if len({len(row) for row in rows}) > 1:
            yield f"{name} has rows of different lengths"
        yield from (
            f"{name} has a formula: {cell}" for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        )
    if name in ("stdout", "stderr") and "5 passed" in text:
        yield f"{name} tells a student's story"


@dataclass(frozen=True, slots=True)
class Run:
    """Tricks to be graded at one place, explained or not."""

    place: Place
    tricks: tuple[Trick, ...] = TRICKS
    feedback: Literal["full", "off"] = "off"

    def __str__(self) -> str:
        explained, sample = " explained" if self.feedback == "full" else "", "" if self.tricks is TRICKS else " sample"
        return f"{self.place}{explained}{sample}"

    def outcomes(self) -> list[Outcome]:
        """Of both assignments; one that grants files and threads takes level full."""
        slugs = ("vault", "roomy") if self.place.level == "full" else ("vault",)
        chosen = [tuple(trick for trick in self.tricks if trick.assignment == slug) for slug in slugs]
        chosen = [tuple(trick for trick in tricks if not trick.at(self.place).not_run) for tricks in chosen]
        return [
            Outcome(self.place, tricks, grade_tricks(self.place, tricks, feedback=self.feedback)) for tricks in chosen if tricks
        ]


def of_each_class(number: int) -> tuple[Trick, ...]:
    """One trick of each class, another one for another number."""
    classes: dict[str, list[Trick]] = {}
    for trick in TRICKS:
        if trick.assignment == "vault":
            classes.setdefault(trick.name.split("/")[0], []).append(trick)
    return tuple(tricks[number % len(tricks)] for _, tricks in sorted(classes.items()))


# In every gate all of them once; as an ordinary user one of each class, of every second one at landlock and of the others at
# process; one of every other class explained.
GATE = (
    Run(PLACES[0]),
    Run(Place("landlock", "ordinary"), of_each_class(0)[::2]),
    Run(Place("process", "ordinary"), of_each_class(1)[1::2]),
    Run(EXPLAINED[0], of_each_class(2)[::2], "full"),
)
EVERYTHING = (*(Run(place) for place in PLACES[1:]), *(Run(place, TRICKS, "full") for place in EXPLAINED))
RUNS = (*GATE, *(pytest.param(run, marks=pytest.mark.exhaustive) for run in EVERYTHING))


@pytest.fixture(scope="module")
def under_way(request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[list[Outcome]]]]:
    """Every run that was asked for and that is to be had, three at a time: most of a run is waiting.

    Where nothing is closed to the tricks they write where the others look for changes; so all of them there run by themselves.
    """
    asked = [
        run
        for item in request.session.items
        if item.path == request.path and isinstance(item, pytest.Function) and hasattr(item, "callspec")
        if isinstance(run := item.callspec.params.get("run"), Run)
    ]
    had = [run for run in asked if not reason_against(run.place)]
    open_to_all = [run for run in had if run.place.level == "process" and run.tricks is TRICKS]
    with ThreadPoolExecutor(3) as pool, ThreadPoolExecutor(1) as one:
        together = {str(run): pool.submit(run.outcomes) for run in had if run not in open_to_all}

        def alone(run: Run) -> list[Outcome]:
            wait(together.values())
            return run.outcomes()

        yield together | {str(run): one.submit(alone, run) for run in open_to_all}


@pytest.mark.long(seconds=300)
@pytest.mark.parametrize("run", RUNS, ids=str)
def test_every_trick_gets_what_it_must_get(run: Run, under_way: Mapping[str, Future[list[Outcome]]]) -> None:
    """At every level that the machine has, as root and as an ordinary user."""
    if why := reason_against(run.place):
        pytest.skip(f"not to be had here: {why}")
    print(*(f"not run at {run}: {trick.name}: {why}" for trick in TRICKS if (why := trick.at(run.place).not_run)), sep="\n")
    assert "\n".join(problem for outcome in under_way[str(run)].result() for problem in what_is_wrong(outcome)) == ""


@pytest.mark.sample
def test_the_quick_ones_get_what_they_must_get() -> None:
    """At the best level that this machine has: what a change breaks first."""
    place = next(each for each in (*PLACES[:4], Place("process", "root"), Place("process", "ordinary")) if not reason_against(each))
    tricks = tuple(trick for trick in TRICKS if trick.quick and not trick.at(place).not_run)
    assert "\n".join(what_is_wrong(Outcome(place, tricks, grade_tricks(place, tricks)))) == ""


def test_there_are_tricks_of_every_class() -> None:
    """Each class of the design, and no name twice."""
    assert len({trick.name for trick in TRICKS}) == len(TRICKS) >= 150
    assert {trick.name.split("/")[0] for trick in TRICKS} == CLASSES
