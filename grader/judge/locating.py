"""Where a wrong submission is wrong: small changes of its own functions are tried until the checks of a question pass.

Asked when everything is judged and explained, in workers that judge nothing. What a change would earn is nobody's.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.errors import SandboxError
from grader.judge.explain.explanation import Explainer
from grader.judge.explain.slips import Candidate, likely, located_of, pairs_of
from grader.judge.runner import OnCase
from grader.judge.running.record import Record
from grader.judge.running.repaired import RepairedStudent
from grader.judge.running.tiers import EXPLAINED
from grader.judge.screening import WHOLE, Screen
from grader.judge.workbench import Bench
from grader.model import EXPLANATION_S, CaseResult, Locate, Located, Verdict
from grader.sandbox.protocol import Repair, Repairs, StudentError, StudentStoppedError

# Changes of one submission that are tried, and workers of it that may come to a bad end meanwhile.
MAX_TRIES = 1000
MAX_STOPS = 4
# Two changes at once that are tried where none helps alone, and changes that mend one check of which the rest is looked for.
PAIRS = 200
MAX_HALVES = 2
# So many times as many are listed: which of them come first is told by what hangs on a statement.
LISTED = 2
# The net below these numbers, far above what a slow machine needs.
SEARCH_S = 2 * EXPLANATION_S
# Failed cases of which one value is chosen that is asked for first of all.
MAX_ASKED = 8
# As small ones that are looked at more closely.
MAX_CONFIRMED = 4
# For the list of changes, which takes some hundredths of a second.
LIST_S = 10.0


class Search:
    """Some cases of one submission, by their places in the suite: what came of each, and what happened in it."""

    def __init__(
        self,
        bench: Bench,
        explainer: Explainer,
        judged: Mapping[int, tuple[Record, CaseResult]],
        on_case: OnCase,
    ) -> None:
        self._bench, self._explainer, self._on_case = bench, explainer, on_case
        self._records = {place: record for place, (record, _) in judged.items()}
        self._results = {place: result for place, (_, result) in judged.items() if result.verdict is not Verdict.SKIPPED}
        self._tries, self._pairs, self._stops = MAX_TRIES, PAIRS, MAX_STOPS
        self._until = time.monotonic() + SEARCH_S
        self._known: list[Sequence[Candidate]] = []
        self._held: dict[Candidate, bool] = {}
        self._unknown: set[str] = set()
        self._repairs = Repairs()
        self._halves: list[Repair] = []
        self._sleeps = False
        self.trouble = ""  # of ours, with listing changes

    def located(self, shown: Locate, done: Collection[str] = ()) -> dict[str, Located]:
        """By question, but for those that are ``done``. ``shown``: what the student may see of it."""
        found: dict[str, Located] = {}
        for question in dict.fromkeys(result.question for result in self._results.values()):
            own = [place for place, result in self._results.items() if result.question == question]
            failed = [place for place in own if self._results[place].verdict in EXPLAINED]
            rest = [place for place in own if place not in failed]
            if not failed or question in done or any(self._results[place].verdict is not Verdict.ACCEPTED for place in rest):
                continue  # nothing to be found, or one waits for a limit
            if any(
                call.outcome is None for place in failed if place in self._records for call in self._records[place].attempts.calls
            ):
                continue  # a value too large to be kept, of which hundreds would be read
            faults = [self._results[place].fault for place in failed]
            if all(fault is not None and fault.base == "NameError" for fault in faults):
                continue  # to leave out what the name is used for may pass, and is not what to do
            whole = sum(case.question == question for case in self._bench.cases) == len(own)
            located = located_of(self._helping(question, failed, own), len(own), shown, whole=whole)
            if located is not None:
                found[question] = located
        return found

    def _helping(self, question: str, failed: Sequence[int], own: Sequence[int]) -> Sequence[Candidate]:
        """The changes that help, of those that are tried. ``own``: the cases that decide."""
        names = dict.fromkeys(name for place in failed if place in self._records for name in self._records[place].called)
        records = [self._records[place] for place in failed if place in self._records]
        candidates: Sequence[Candidate] = ()
        live = self._bench.student()
        try:
            self._repairs = live.listed(tuple(names), likely(self._seen(failed)), LISTED * self._tries, timeout_s=LIST_S)
            self.trouble = self.trouble or live.trouble
            # What builds on something that is wrong itself, nobody knows where, is wrong for that.
            if not self._unknown & {*names, *self._repairs.reached}:
                for place in own:
                    self._bench.rehearse(place, live, self._on_case)
                order = sorted(failed, key=self._bench.is_drawn) + [place for place in own if place not in failed]
                known = self._known_before(order)
                candidates = known or self._confirmed(list(self._tried(live, order, records[:MAX_ASKED], own)), own)
        finally:
            live.close()
        if not candidates:
            self._unknown.add(question)
        elif candidates not in self._known:
            self._known.append(candidates)
        return candidates

    def _seen(self, failed: Sequence[int]) -> list[str]:
        """What the values look like."""
        results = [self._results[place] for place in failed]
        found: list[str] = [finding.kind for each in results for finding in each.findings]
        return found + [each.evidence.mismatch.kind for each in results if each.evidence and each.evidence.mismatch]

    def _confirmed(self, candidates: Sequence[Candidate], own: Sequence[int]) -> Sequence[Candidate]:
        """The smallest of them that hold; where too many are as small, nobody can tell which it was."""
        for size in sorted({each.size for each in candidates}):
            same = [each for each in candidates if each.size == size]
            if len({each.where for each in same}) > MAX_CONFIRMED:
                return ()
            # Of several at one place, the first that holds.
            places = {each.where: [other for other in same if other.where == each.where] for each in same}
            held = [next((each for each in some[:MAX_CONFIRMED] if self._is_held(each, own)), None) for some in places.values()]
            if found := [each for each in held if each is not None]:
                return found
        return ()

    def _known_before(self, order: Sequence[int]) -> Sequence[Candidate]:
        """What was wrong with another question is wrong with those that build on it; of several places, which help here too."""
        for candidates in self._known:
            live = self._bench.student()
            try:
                if found := [each for each in candidates if self._passes_all(each, order, live)]:
                    return found
            finally:
                live.close()
        return ()

    def _tried(
        self, live: RepairedStudent, order: Sequence[int], failed: Sequence[Record], own: Sequence[int]
    ) -> Iterator[Candidate]:
        """Those that pass, alone or else two of them. ``failed``: what happened in those that do not."""
        self._halves = []
        screen = self._bench.screen(failed, live)
        singles = screen.telling_first(self._repairs)
        alone = list(self._passing(singles, screen, live, order, own))
        yield from alone
        self._sleeps = self._sleeps or screen.waits
        if self._sleeps or any(self._held.get(each) for each in alone):
            return
        self._tries, left = min(self._pairs, PAIRS), self._tries
        for pairs, other in self._both(screen, failed, singles, live):
            yield from self._passing(pairs, other, live, order, own)
        self._pairs, self._tries = self._tries, left

    def _both(
        self, screen: Screen, failed: Sequence[Record], singles: Sequence[Repair], live: RepairedStudent
    ) -> Iterator[tuple[list[Repair], Screen]]:
        """Two changes at once: what mends a part, or a check, with what may mend the rest."""
        if screen.mended:
            yield pairs_of(screen.mended, screen.wrong, singles), screen
        for half in self._halves[:MAX_HALVES]:
            rest = self._bench.screen(failed, live, after=half)
            if rest.asks:
                yield pairs_of({half: ()}, (), singles), rest

    def _passing(
        self, repairs: Sequence[Repair], screen: Screen, live: RepairedStudent, order: Sequence[int], own: Sequence[int]
    ) -> Iterator[Candidate]:
        """Those that pass, and none that is larger than one that holds.

        Whether one holds takes the place of the worker in which they are tried, so it is asked once none as small is left; where
        it does not, the larger ones are tried after all.
        """
        left, passed = {number: Candidate(each) for number, each in enumerate(repairs)}, list[Candidate]()
        while True:
            smallest = min((each.size for each in passed), default=None)
            while some := self._next(left, smallest, screen):
                self._on_case()
                helps = screen.may_help([left[each].repair for each in some])
                self._tries -= len(helps) * screen.price
                for number, may in zip(some, helps, strict=False):
                    candidate = left[number]
                    if smallest is not None and candidate.size > smallest:
                        continue
                    del left[number]
                    if may and self._stops > 0 and self._passes(candidate, screen, live, order):
                        passed.append(candidate)
                        smallest = candidate.size
                        yield candidate
            if any(self._is_held(each, own) for each in passed if each.size == smallest):
                return
            passed = [each for each in passed if each.size != smallest]
            if smallest is None:
                return

    def _next(self, left: Mapping[int, Candidate], smallest: tuple[int, int] | None, screen: Screen) -> list[int]:
        """The numbers of those that go out together; none where nothing is left that is as small, or nobody goes on."""
        if screen.waits or not self._goes_on:
            return []
        small = (number for number, each in left.items() if smallest is None or each.size <= smallest)
        return list(itertools.islice(small, min(screen.size, -(-self._tries // screen.price))))

    def _passes(self, candidate: Candidate, screen: Screen, live: RepairedStudent, order: Sequence[int]) -> bool:
        """Whether all cases pass with it. A change that mends a check and not the rest may be half of what it takes."""
        self._tries -= WHOLE if screen.asks else 0
        if self._passes_all(candidate, order, live):
            return True
        self._halves += [candidate.repair] if screen.asks else []
        return False

    @property
    def quiet(self) -> bool:
        """Whether no clock ended it, and nothing of ours."""
        return time.monotonic() < self._until and not self._sleeps and not self.trouble

    @property
    def _goes_on(self) -> bool:
        return self._tries > 0 and self._stops > 0 and self.quiet

    def _passes_all(self, candidate: Candidate, order: Sequence[int], live: RepairedStudent) -> bool:
        self._on_case()
        stops = len(live.stops)
        try:
            return live.put(candidate.repair.changes) and all(self._bench.passes(place, live) for place in order)
        finally:
            self._stops -= len(live.stops) - stops

    def _is_held(self, candidate: Candidate, own: Sequence[int]) -> bool:
        if candidate not in self._held:
            self._held[candidate] = self._holds(candidate, own)
        return self._held[candidate]

    def _holds(self, candidate: Candidate, own: Sequence[int]) -> bool:
        """Whether the changed file, loaded as a submission is, passes these cases, is right on fresh inputs, and spoils none.

        What another question asks of a function, and gets, is no place to be changed for this one.
        """
        live = self._bench.student(candidate.repair.changes)
        self._on_case()
        try:
            records = [self._records[place] for place in own if place in self._records]
            names = {name for record in records for name in record.called if self._feels(name, candidate)}
            right = [place for place, result in self._results.items() if result.verdict is Verdict.ACCEPTED]
            right = [place for place in right if self._case_feels(place, candidate)]
            passed = all(self._bench.passes(place, live) for place in dict.fromkeys((*own, *right)))
            return passed and self._explainer.is_right(live, records, names, self._on_case)
        except (SandboxError, StudentError, StudentStoppedError):
            return False
        finally:
            live.close()

    def _feels(self, name: str, candidate: Candidate) -> bool:
        return self._repairs.may_feel(name, candidate.repair.function)

    def _case_feels(self, place: int, candidate: Candidate) -> bool:
        called = self._records[place].called if place in self._records else ()
        return not called or any(self._feels(name, candidate) for name in called)
