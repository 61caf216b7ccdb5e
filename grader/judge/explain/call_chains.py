"""Known mistakes in what is done with objects: the calls that led to a wrong value, made again by everyone who may have made it.

A method, or a call that is handed what only a student's code understands, cannot be asked by itself; its recipe can be played.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from grader.judge.explain.chains import Chain, looks_of_calls
from grader.judge.explain.known_mistakes import MAX_REMEMBERED, Bank
from grader.judge.explain.other_solutions import is_right
from grader.judge.explain.players import by_another, by_reference, played, played_by
from grader.judge.explain.recipes import Subject, key_of, shortest_of, sorted_out, structure_of, subject_of
from grader.judge.explain.shrink_chain import Draws, Way
from grader.judge.explain.tested import Looked
from grader.judge.running.outcome import Failure, Observation, Outcome, same_outcome
from grader.judge.running.provenance import Recipe, spec_of
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import SHOWN, Files, LiveStudent
from grader.model import Assignment, Counterexample, Finding, FunctionSpec, Reveal, Text

# Of one function's failures; each is played by the student and by every known mistake.
MAX_RECIPES = 12
# And so many checks, passed and failed, for what its values look like.
MAX_CHAINS = 16
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
        for (function, _), own in sorted_out(failures, MAX_RECIPES).items():
            on_pause()
            if function in found:
                continue
            spec = spec_of(next(iter(own.values())), self._assignment.spec_for(function))
            for base in dict.fromkeys(((), tuple(dict.fromkeys(others.values())))):
                names = self._matching(live, tuple(own.values()), spec, base, reveal, on_pause)
                if names:
                    told = self._assignment.mistake(names[0])
                    with_them = self._felt(tuple(own.values()), spec, others, on_pause) if base else ()
                    found[function] = Finding(
                        kind="known_mistake",
                        function=function,
                        name=names[0],
                        hint=told.hint or Text(""),
                        title=told.title,
                        words=tuple(other for other in with_them if other != function),
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
        for subject, own in sorted_out(chains, MAX_CHAINS).items():
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
        checked = sorted_out(chains, MAX_CHAINS)
        searched: Counter[str] = Counter()
        found = {}
        for (function, failure), recipe in shortest_of(failures).items():
            searched[function] += 1
            if searched[function] > MAX_SEARCHES:
                continue

            def play(recipe: Recipe) -> Outcome:
                return played_by(live, recipe, SHOWN, on_pause)

            live.freshen()
            spec = spec_of(recipe, self._assignment.spec_for(function))
            alike = [
                each
                for each in checked.get(subject_of(function, recipe), {}).values()
                if structure_of(each) == structure_of(recipe)
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
        answers = [[by_another(other, recipe, self._assignment.limits.wall_s) for recipe in recipes] for other in self._others]
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
        mine = played(live, recipes, reveal, on_pause)
        right = [by_reference(self._reference, recipe) for recipe in recipes]
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

    def _felt(
        self, recipes: Sequence[Recipe], spec: FunctionSpec, others: Mapping[str, str], on_pause: Callable[[], None]
    ) -> tuple[str, ...]:
        """Of functions with their mistakes those whose mistake alone changes what such calls lead to."""
        right = [by_reference(self._reference, recipe) for recipe in recipes]
        theirs = {name: self._theirs((name,), self._bank.files((name,)), recipes, on_pause) for name in others.values()}
        return tuple(
            function
            for function, name in others.items()
            if not all(same_outcome(one, other, spec) for one, other in zip(theirs[name], right, strict=True))
        )

    def _theirs(self, who: tuple[str, ...], files: Files, recipes: Sequence[Recipe], on_pause: Callable[[], None]) -> list[Outcome]:
        """What somebody known gives (a mistake, a sample by its number), of whom nothing is asked twice.

        Ends whatever worker the slot had, where anything is asked.
        """
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        keys = [(who, key_of(recipe)) for recipe in recipes]
        missing = [recipe for recipe, key in zip(recipes, keys, strict=True) if key not in self._answers]
        if missing:
            live = self._open_student(files)
            for recipe, outcome in zip(missing, played(live, missing, SHOWN, on_pause), strict=True):
                self._answers[who, key_of(recipe)] = outcome
            live.close()
        return [self._answers[key] for key in keys]
