"""Known mistakes in what is done with objects: the calls that led to a wrong value, made again by everyone who may have made it.

A method, or a call that is handed what only a student's code understands, cannot be asked by itself; its recipe can be played.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.judge.explain.ask import at_most
from grader.judge.explain.chains import Chain, looks_of_calls
from grader.judge.explain.known_mistakes import MAX_REMEMBERED, Bank
from grader.judge.explain.other_solutions import is_right
from grader.judge.explain.shrink_chain import Draws, Way
from grader.judge.explain.tested import Looked
from grader.judge.running.literal import Verbatim
from grader.judge.running.outcome import Failure, Observation, Outcome, count_of, fingerprint, same_outcome
from grader.judge.running.pairs import without
from grader.judge.running.provenance import Made, Recipe, Step, compared_without, replay, spec_of
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import SHOWN, Files, LiveStudent
from grader.judge.running.tree import leaves
from grader.model import Assignment, Counterexample, Finding, FunctionSpec, Reveal, Text
from grader.sandbox.handles import Handle
from grader.sandbox.protocol import Ask, StudentError

# Of one function's failures; each is played by the student and by every known mistake.
MAX_RECIPES = 6
# And so many checks, passed and failed, for what its values look like.
MAX_CHAINS = 16
MAX_STEPS = 16
MAX_NUMBERS = 5000
# Different ways to fail, of one function, that are each made smaller.
MAX_SEARCHES = 2


class Replays:
    """Serves one judge. What a mistake gives for a recipe is remembered, since most students get the same inputs."""

    def __init__(
        self,
        assignment: Assignment,
        bank: Bank,
        reference: Reference,
        open_student: Callable[[Files], LiveStudent],
        samples: Callable[[], Sequence[Files]],
        others: Sequence[Reference] = (),
    ) -> None:
        """``samples``: accepted ones; ``others``: the references of the other conventions."""
        self._assignment, self._open_student, self._bank = assignment, open_student, bank
        self._reference = ReferenceStudent(reference)
        self._samples, self._others = samples, [ReferenceStudent(each) for each in others]
        self._answers: dict[tuple[tuple[str, ...], bytes], Outcome] = {}

    def known(
        self,
        live: LiveStudent,
        failures: Iterable[tuple[str, Recipe]],
        others: Mapping[str, str],
        reveal: Reveal,
        on_pause: Callable[[], None],
    ) -> dict[str, Finding]:
        """For each function that the failures are about, the mistake that is known, if there is one.

        ``others``: functions with the mistakes that are known already, which may have been made together with it.
        ``reveal``: the least that may be shown of a case that one of the failures is of.
        """
        found: dict[str, Finding] = {}
        for (function, _), own in _sorted(failures, MAX_RECIPES).items():
            on_pause()
            if function in found:
                continue
            spec = spec_of(next(iter(own.values())), self._assignment.spec_for(function))
            for base in dict.fromkeys(((), tuple(dict.fromkeys(others.values())))):
                names = self._matching(live, tuple(own.values()), spec, base, reveal, on_pause)
                if names:
                    told = self._assignment.mistake(names[0])
                    with_them = tuple(other for other in others if other != function) if base else ()
                    found[function] = Finding(
                        kind="known_mistake",
                        function=function,
                        name=names[0],
                        hint=told.hint or Text(""),
                        title=told.title,
                        words=with_them,
                    )
                    break
        return found

    def looks(
        self,
        live: LiveStudent,
        subjects: Iterable[Subject],
        chains: Iterable[tuple[str, Recipe]],
        reveal: Reveal,
        on_pause: Callable[[], None],
    ) -> dict[Subject, Looked]:
        """What the wrong values look like that such calls lead to, on the suite's own calls and on fresh ones.

        ``chains``: the calls that lead to what was checked, right or wrong, of all cases.
        """
        wanted = dict.fromkeys(subjects)
        found = {}
        for subject, own in _sorted(chains, MAX_CHAINS).items():
            if subject not in wanted:
                continue
            on_pause()
            live.freshen()
            spec = spec_of(next(iter(own.values())), self._assignment.spec_for(subject[0]))
            looks = looks_of_calls(self._chains(live, tuple(own.values()), spec, reveal, on_pause), spec)
            # That an argument was left as it came in is said of it already; nothing of it is returned.
            kept = [each for each in looks.findings if not (subject[1] and each.kind == "equal_to_input")]
            found[subject] = replace(looks, findings=tuple(kept))
        return found

    def held(
        self,
        live: LiveStudent,
        looked: Mapping[Subject, Looked],
        shown: Mapping[Subject, Sequence[Recipe]],
        reveal: Reveal,
        on_pause: Callable[[], None],
    ) -> dict[Subject, tuple[Finding, ...]]:
        """The findings that hold on the examples ``shown`` as well."""
        found = {}
        for subject, looks in looked.items():
            chains = self._chains(live, shown.get(subject, ()), looks.spec, reveal, on_pause)
            seen = [each for chain in chains if (each := chain.observe(chain.start)) is not None]
            found[subject] = tuple(replace(each, function=subject[0]) for each in looks.also(seen))
        return found

    def _chains(
        self, live: LiveStudent, recipes: Sequence[Recipe], spec: FunctionSpec, reveal: Reveal, on_pause: Callable[[], None]
    ) -> list[Chain]:
        seconds = self._assignment.limits.wall_s

        def play(recipe: Recipe) -> Outcome:
            return played_by(live, recipe, reveal, on_pause)

        return [Chain(recipe, spec, self._reference, play, seconds) for recipe in recipes]

    def smallest(
        self,
        live: LiveStudent,
        failures: Iterable[tuple[str, Failure, Recipe]],
        chains: Iterable[tuple[str, Recipe]],
        draws: Draws,
        on_pause: Callable[[], None],
        shown: dict[Subject, list[Recipe]],
    ) -> dict[tuple[str, Failure], Counterexample]:
        """For each function and each of the ways in which it fails, the smallest input of the calls that lead there.

        Only of cases whose inputs may be shown. ``chains``: as for ``looks``; what they have in common, a smaller input keeps.
        ``shown`` gets the calls of each.
        """
        checked = _sorted(chains, MAX_CHAINS)
        shortest: dict[tuple[str, Failure], Recipe] = {}
        for function, failure, recipe in failures:
            known = shortest.get((function, failure))
            if is_about_objects(recipe) and (known is None or _size(recipe) < _size(known)):
                shortest[function, failure] = recipe
        searched: Counter[str] = Counter()
        found = {}
        for (function, failure), recipe in shortest.items():
            searched[function] += 1
            if searched[function] > MAX_SEARCHES:
                continue

            def play(recipe: Recipe) -> Outcome:
                return played_by(live, recipe, SHOWN, on_pause)

            live.freshen()
            spec = spec_of(recipe, self._assignment.spec_for(function))
            alike = [
                each for each in checked.get(subject_of(function, recipe), {}).values() if _structure(each) == _structure(recipe)
            ]
            way = Way(recipe, spec, self._reference, play, self._assignment.limits.wall_s, alike)

            def agree(seen: Sequence[Observation], recipes: Sequence[Recipe], spec: FunctionSpec = spec) -> list[bool]:
                return self._agree(seen, recipes, spec, on_pause)

            smallest = way.smallest(failure, draws, live.freshen, agree)
            if smallest is not None:
                found[function, failure] = smallest
                shown.setdefault(subject_of(function, recipe), []).append(way.shown)
        return found

    def _agree(
        self, seen: Sequence[Observation], recipes: Sequence[Recipe], spec: FunctionSpec, on_pause: Callable[[], None]
    ) -> list[bool]:
        """Of each input whether all who are right on the first one, which is the suite's own, are right there."""
        found = [True] * len(seen)
        answers = [[_of_other(other, recipe, self._assignment.limits.wall_s) for recipe in recipes] for other in self._others]
        for number, files in enumerate(self._samples()):
            on_pause()
            answers.append(self._theirs(("", str(number)), files, recipes, on_pause))
        for outcomes in answers:
            right = [is_right(each, outcome, spec) for each, outcome in zip(seen, outcomes, strict=True)]
            if right[0]:
                found = [so_far and now for so_far, now in zip(found, right, strict=True)]
        return found

    def _matching(
        self,
        live: LiveStudent,
        recipes: Sequence[Recipe],
        spec: FunctionSpec,
        base: tuple[str, ...],
        reveal: Reveal,
        on_pause: Callable[[], None],
    ) -> list[str]:
        # In a process in which nothing was called yet, as a failed case is judged: how it came here must not decide.
        live.freshen()
        mine = _played(live, recipes, reveal, on_pause)
        right = [_of_reference(self._reference, recipe) for recipe in recipes]
        # A mistake is recognised by a wrong value: many raise the same exception, and what comes out right is none.
        if not any(one.answered and not same_outcome(one, other, spec) for one, other in zip(mine, right, strict=True)):
            return []
        return [
            name
            for name in self._bank.beside(base)
            if all(
                same_outcome(one, other, spec)
                for one, other in zip(
                    mine, self._theirs((*base, name), self._bank.files((*base, name)), recipes, on_pause), strict=True
                )
            )
        ]

    def _theirs(self, who: tuple[str, ...], files: Files, recipes: Sequence[Recipe], on_pause: Callable[[], None]) -> list[Outcome]:
        """What somebody known gives (a mistake, a sample by its number), of whom nothing is asked twice.

        Ends whatever worker the slot had, where anything is asked.
        """
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        keys = [(who, _key(recipe)) for recipe in recipes]
        missing = [recipe for recipe, key in zip(recipes, keys, strict=True) if key not in self._answers]
        if missing:
            live = self._open_student(files)
            for recipe, outcome in zip(missing, _played(live, missing, SHOWN, on_pause), strict=True):
                self._answers[who, _key(recipe)] = outcome
            live.close()
        return [self._answers[key] for key in keys]


# A function, and the argument that is looked at after its call, if it is one.
Subject = tuple[str, str]


def subject_of(function: str, recipe: Recipe) -> Subject:
    argument = recipe[-1].argument if recipe else None
    return function, "" if argument is None else argument[1]


def _sorted(recipes: Iterable[tuple[str, Recipe]], most: int) -> dict[Subject, dict[bytes, Recipe]]:
    """By what they are about, those that no function asked by itself tells of; one of each, and so many."""
    found: dict[Subject, dict[bytes, Recipe]] = {}
    for function, recipe in recipes:
        if is_about_objects(recipe):
            mine = found.setdefault(subject_of(function, recipe), {})
            if len(mine) < most:
                mine[_key(recipe)] = recipe
    return found


def is_about_objects(recipe: Recipe) -> bool:
    """Whether a function asked by itself says nothing of it, and playing it again costs little."""
    if not recipe or len(recipe) > MAX_STEPS:
        return False
    values = [value for step in recipe for value in (*step.args, *step.kwargs.values())]
    if sum(count_of(value) for value in values) > MAX_NUMBERS:
        return False
    if any(isinstance(leaf, Verbatim) for value in values for leaf in leaves(value)):
        return False
    last = recipe[-1]
    return (last.target is not None or last.argument is not None) or any(
        isinstance(leaf, Made) for value in (*last.args, *last.kwargs.values()) for leaf in leaves(value)
    )


def _size(recipe: Recipe) -> tuple[int, int]:
    return len(recipe), sum(count_of(value) for step in recipe for value in (*step.args, *step.kwargs.values()))


def _structure(recipe: Recipe) -> list[tuple[object, ...]]:
    """Which calls they are, whatever is handed over."""
    return [
        (step.name, step.attribute, repr(step.target), repr(step.argument), len(step.args), tuple(step.kwargs)) for step in recipe
    ]


def _key(recipe: Recipe) -> bytes:
    steps = [[step.name, repr((step.target, step.argument)), list(step.args), dict(step.kwargs)] for step in recipe]
    return fingerprint(steps, {})


def _played(live: LiveStudent, recipes: Sequence[Recipe], reveal: Reveal, on_pause: Callable[[], None]) -> list[Outcome]:
    """Each in a case of its own, so that what one keeps is gone before the next. Whoever had to be stopped is asked no more."""
    found: list[Outcome] = []
    for recipe in recipes:
        stopped = bool(found) and found[-1].stopped
        found.append(Outcome(stopped=True) if stopped else played_by(live, recipe, reveal, on_pause))
    return found


class _OverError(Exception):
    """A step on the way gave no value to go on with."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def played_by(live: LiveStudent, recipe: Recipe, reveal: Reveal, on_pause: Callable[[], None]) -> Outcome:
    """What a student gives for a recipe, in a case of its own."""

    def play(step: Step, target: object) -> object:
        on_pause()  # at each step, since each may take as long as a call may
        if target is not None and type(target) is not Handle:
            raise _OverError(Outcome(raised="no object"))
        outcome = live.probe(_ask(step, target), fetch=step.attribute)
        if not outcome.answered:
            raise _OverError(outcome)
        return outcome.value

    try:
        on_pause()
        live.begin_case(Record(), reveal=reveal)
        return Outcome(without(replay(recipe, play), compared_without(recipe)))
    except _OverError as over:
        return over.outcome
    except StudentError:
        return Outcome(stopped=True)
    except LookupError:
        return Outcome(raised="no such part")


def _ask(step: Step, target: object) -> Ask:
    owner = () if target is None else (target,)
    mutates = () if step.argument is None else (step.argument[0],)
    return Ask(name=step.name, args=step.args, kwargs=step.kwargs, target=owner, keep=step.keep, mutates=mutates)


def _of_reference(reference: ReferenceStudent, recipe: Recipe) -> Outcome:
    """Raises what the reference raises."""
    value = replay(recipe, lambda step, target: reference.play(step, step.args, step.kwargs, target))
    return Outcome(without(value, compared_without(recipe)))


def _of_other(reference: ReferenceStudent, recipe: Recipe, seconds: float) -> Outcome:
    """Of another convention's reference, which need not take what was made up, nor come to an end."""
    try:
        with at_most(seconds), np.errstate(all="ignore"):
            return _of_reference(reference, recipe)
    except Exception as error:  # noqa: BLE001  # then it is not right there
        return Outcome(raised=type(error).__name__)
