"""The student's process as the side that answers a suite's calls."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from grader.judge.running.allowance import least_calls, least_values
from grader.judge.running.answers import MAX_ANSWERS, answered
from grader.judge.running.calllog import Room
from grader.judge.running.context import Answer
from grader.judge.running.free_call import call_student
from grader.judge.running.loading import load_files
from grader.judge.running.outcome import Outcome
from grader.judge.running.pairs import label_behind, opaque_paths, without
from grader.judge.running.patience import Patience
from grader.judge.running.probing import chain_of, many_of, one_of
from grader.judge.running.provenance import Recipe, Step
from grader.judge.running.reach import reaches_out
from grader.judge.running.record import Record
from grader.judge.running.retelling import Retelling
from grader.judge.running.surveys import Surveys
from grader.model import Limits, Reveal
from grader.model.limit import limit_parts, limit_text
from grader.model.opaque import origin_of
from grader.sandbox.handles import Handle
from grader.sandbox.protocol import (
    NO_BOUND,
    NO_OWN,
    Ask,
    Loaded,
    MissingNameError,
    Own,
    RefusedValueError,
    Reply,
    Stop,
    StudentError,
    StudentProcess,
    StudentStoppedError,
    Survey,
)
from grader.sandbox.slot import Slot

Files = Sequence[tuple[str, bytes]]
# From this level on inputs are shown to the student anyway, so that a worker which knows them gives nothing away.
SHOWN = Reveal.VALUES
# How long a worker that is about to be ended may take to say that there is nothing more; one that has answered says so at once.
SETTLED_S = 1.0


class _Request(Protocol):
    def __call__(self, ask: Ask, *, timeout_s: float) -> Reply: ...


class LiveStudent:
    """A submission in a worker of its slot. A worker that died is replaced, and loaded again, when the next case begins."""

    def __init__(self, slot: Slot, files: Files, stub: Files, limits: Limits, provided: Files = (), own: Own = NO_OWN) -> None:
        self._slot, self.limits, self._own = slot, limits, own
        self._files, self._stub, self._provided = tuple(files), tuple(stub), tuple(provided)
        own_names = [path.partition("/")[0].removesuffix(".py") for path, _ in (*files, *provided, *own.files)]
        self.reaches_out = reaches_out((*files, *own.files), own_names)
        self._one_case_each = limits.fresh_worker == "case" or self.reaches_out
        self._worker: StudentProcess | None = None
        self._names: dict[str, str] = {}
        self._record = Record()
        self._mode = 0  # of loading: what had to be left out once need not be tried again
        self.loaded: Loaded | None = None
        self.surveys = Surveys()  # what is told already of others' texts
        self._survey: Survey | None = None
        self._waiting: StudentProcess | None = None  # a worker that listed changes, and has run nothing of the text
        self.cases_run = 0  # by the present worker
        self.failed_afresh = False  # the latest case, which was the first of its worker
        self._knows = SHOWN  # the lowest level among the cases whose inputs the present worker was given
        self._retelling = Retelling()
        self._room = Room()
        self.patience = Patience()
        self.stops: list[Stop] = []  # of every worker that ended before its time, also where a fresh one took its place
        self.deadline = time.monotonic() + limits.submission_s
        self._to_give_back = limits.submission_s

    @property
    def survey(self) -> Survey:
        """What the submission's text tells; nothing where that cannot be told.

        Looked for once, when something failed: parsing file and stub takes longer than a case. By another worker, in which none of
        the submission's code has run, so that nobody answers for himself; the present one, beside which there is no room, ends for
        that. No file is loaded where its text was read: it would lie elsewhere there, and that tells it that something failed.
        """
        if self._survey is None:
            self._survey = self.surveys.known(self._files)
        if self._survey is None:
            self._survey, cases_run = Survey(), self.cases_run
            self.dismiss()
            worker = self._slot.worker()
            try:
                self._survey = worker.survey(self._files, self._stub, timeout_s=self.limits.load_s)
                self.surveys.keep(self._files, self._survey)
            except (StudentStoppedError, StudentError):  # a text that the parser cannot read; nothing can be told
                pass
            finally:
                worker.close()
            self.cases_run = cases_run  # of the worker in which the case ran that is being judged
        return self._survey

    def read_before(self, survey: Survey) -> None:
        """The same files were looked at before."""
        self._survey = survey

    @property
    def may_stay(self) -> bool:
        """Whether a worker in which a case failed says as much of the next one as a fresh one would.

        Who remembered that a case failed could answer the next one by another guess; and what it might carry from case to case
        must be shown to its student anyway.
        """
        return self.survey.stateless and self.alive and self._knows is SHOWN

    def give_back(self, seconds: float) -> None:
        """Time of a run that was waiting and is made once more: else a machine that does much else takes the time of later cases.

        Of all runs together no more than a submission has, which is all that sleeping can gain.
        """
        seconds = min(seconds, self._to_give_back)
        self._to_give_back -= seconds
        self.deadline += seconds

    def freshen(self) -> None:
        """End the worker, but for one that says as much of what comes next as a fresh one would."""
        if not self.may_stay:
            self.close()

    @property
    def alive(self) -> bool:
        return self._worker is not None and self._worker.alive

    def load(self) -> Loaded:
        """Start a worker and import the submission in it. Raises StudentError or StudentStoppedError as that goes."""
        waiting, self._waiting = self._waiting, None
        self._end()
        given = self._slot, self._files, self._stub, self._provided, self._own
        self._worker, self.loaded, self._mode = load_files(*given, limits=self.limits, mode=self._mode, waiting=waiting)
        self._names = dict(self.loaded.names)
        self.cases_run = 0
        self._knows = SHOWN
        return self.loaded

    def begin_case(self, record: Record, *, reveal: Reveal, keep: bool = False) -> None:
        """Bind this run's record, with a living worker behind it; a worker that cannot be had becomes the record's stop.

        ``reveal``: what may be shown of this case. Its worker must know the inputs of no case of which less may be shown: it could
        have kept them, to say them now in whatever is shown.
        ``keep``: the answers, so that the case can be run once more without asking again.
        """
        self._bind(record)
        self._retelling.begin(keep=keep)
        level = reveal if SHOWN.allows(reveal) else SHOWN
        if not self._knows.allows(level) or (self.cases_run and self._one_case_each):
            self.dismiss()
        try:
            if self._worker is None or not self._worker.alive:
                self._begin(self.load)
            else:
                # One that ended since its last call, while nothing was asked of it, is replaced like one that died in a call.
                try:
                    self._begin(lambda: None)
                except StudentStoppedError as error:
                    self.stops.append(error.stop)
                    self._begin(self.load)
        except StudentStoppedError as error:
            self.stops.append(error.stop)
            record.stop = error.stop
        finally:
            self._knows = level if self._knows.allows(level) else self._knows

    def run_again(self, record: Record) -> None:
        """Bind another record to the case that is under way. What was asked for in it is answered as before, in the same order.

        From the first call on that is another than then, the worker is asked.
        """
        record.deadline = self._record.deadline
        self._bind(record)
        self._living().account(record.calls, self.patience.parts)
        self._retelling.again()

    @property
    def answers(self) -> Sequence[Reply | Exception]:
        """What came of the calls of this case, where they are kept."""
        return self._retelling.outcomes

    @property
    def only_repeats(self) -> bool:
        """Whether a case that is run again asked just what it had asked before."""
        return self._retelling.is_whole

    def _bind(self, record: Record) -> None:
        self._record = record
        record.limits, record.attempts.room = self.limits, self._room
        record.values.most, record.calls.most = least_values(self.limits), least_calls(self.limits)

    def _begin(self, prepare: Callable[[], object]) -> None:
        prepare()
        assert self._worker is not None  # noqa: S101  # there was one, or prepare() made it
        self.cases_run += 1
        self._record.deadline = min(time.monotonic() + self.limits.case_s, self.deadline)
        self._worker.relay = self
        self._worker.account(self._record.calls, self.patience.parts)
        self._worker.begin_case()

    def kind_of(self, name: str) -> str | None:
        return self._names.get(name)

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return self.answer(Ask(name=name, args=args, kwargs=kwargs), name).value

    def probe(self, ask: Ask, *, fetch: bool = False) -> Outcome:
        """One call outside of any case, of which nothing is recorded: for explanations, after every case was judged."""
        return one_of(self._worker, ask, self.limits.wall_s, fetch=fetch)

    def probed(self, asks: Sequence[Ask]) -> list[Outcome | None] | None:
        """As ``probe``, in one request, of code that can tell nothing from one to the next; see ``many_of``."""
        return many_of(self._living(), asks, self.limits.wall_s) if self.may_stay else None

    def played(self, recipe: Recipe) -> Outcome | None:
        """Calls that build on each other, in one request, of code that is known to keep nothing; see ``chain_of``."""
        known = self._survey is not None and self._survey.stateless and self.alive and self._knows is SHOWN
        return chain_of(self._living(), recipe, self.limits.wall_s) if known else None

    def answer(self, ask: Ask, label: str) -> Answer:
        self._record.called.append(label)
        worker = self._living()
        self._retelling.expect(ask)
        # A method's call, or one that makes or hands over an object of the student's, cannot be made again by itself.
        attempt = None if ask.target or () in ask.keep else self._record.attempts.begin(ask)
        try:
            reply = self._answer(ask, worker.call)
        except StudentError as error:
            self._record.attempts.finish(attempt, Outcome(raised=error.fault.base))
            raise
        self._record.attempts.finish(attempt, Outcome(without(reply.value, ask.keep)))
        for name in reply.changed:
            if (told := f"{label}({name})") not in self._record.mutated:
                self._record.mutated.append(told)
        return Answer(reply.value, reply.arguments)

    def fetch(self, ask: Ask, label: str) -> object:
        self._record.called.append(label)
        worker = self._living()
        self._retelling.depart()
        return self._answer(ask, worker.fetch).value

    def holds(self, part: object) -> bool:
        return type(part) is Handle

    def called(self, handle: Handle, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """A suite calls a handle that it holds, or a method of it."""
        label = label_behind(origin_of(handle), name)
        spec = self._record.spec_for(label)
        step = Step(name, tuple(args), dict(kwargs), names=spec.returns, keep=tuple(opaque_paths(spec)))
        return call_student(self, self._record, step, spec, target=(handle,), label=label)

    def fetched(self, handle: Handle, name: str) -> object:
        label = label_behind(origin_of(handle), name)
        self._record.asked = label
        keep = tuple(opaque_paths(self._record.spec_for(label)))
        value = self.fetch(Ask(name=name, target=(handle,), keep=keep), label)
        self._record.note(Step(name, attribute=True, keep=keep), handle, value)
        return value

    def dismiss(self) -> None:
        """End the worker between two runs of cases; that it answered what nobody asked is remembered, as when a case begins."""
        if self.alive and self._worker is not None:
            try:
                self._worker.settle(timeout_s=SETTLED_S)
            except StudentStoppedError as error:
                self.stops.append(error.stop)
            except StudentError:  # no memory is left to answer with
                pass
        self._end()

    def close(self) -> None:
        self._end()
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _living(self) -> StudentProcess:
        if self._worker is None:
            raise MissingNameError("the submission could not be loaded")
        return self._worker

    def _answer(self, ask: Ask, request: _Request) -> Reply:
        values = self._record.values if ask.most == NO_BOUND else None
        if values is not None:  # nothing is expected of it, and a suite may keep it until the case ends
            ask = dataclasses.replace(ask, most=(values.left, values.left))
        outcome = self._retelling.outcome(ask, lambda: self._outcome(ask, request))
        self._keep_for_later(ask, outcome)
        if isinstance(outcome, Reply):
            self._collect(outcome.printed, outcome.lost)
            if values is not None and not values.take([outcome.value, *outcome.arguments]):
                raise RefusedValueError(
                    f"with this value more than {values.most} bytes in a case, where nothing is expected of them"
                )
            return outcome
        if isinstance(outcome, StudentError):
            self._collect(outcome.printed, outcome.lost)
            self._record.callback_error = self._living().callback_error
        elif isinstance(outcome, StudentStoppedError):
            self._record.stop = outcome.stop
        raise outcome.with_traceback(None) from None

    def _keep_for_later(self, ask: Ask, outcome: Reply | Exception) -> None:
        kept = self._record.answers
        if kept is None or len(kept) >= MAX_ANSWERS:
            return
        # What a script asks, and what it is answered, no suite ever gets to see.
        if (told := answered(ask, outcome, shared=not self._retelling.keeps)) is not None:
            kept.append(told)

    def _outcome(self, ask: Ask, request: _Request) -> Reply | Exception:
        seconds, limit = self._time_left()
        try:
            return request(ask, timeout_s=seconds)
        except StudentStoppedError as error:
            stop = error.stop
            if limit and limit_parts(stop.limit)[0] == "wall_s":
                # The call was cut short by what the case or the submission had left, so that is the limit to name.
                stop = dataclasses.replace(stop, limit=limit, retry=False)
            self.stops.append(stop)
            return StudentStoppedError(stop)
        except (StudentError, MissingNameError, RefusedValueError) as error:
            return error

    def _time_left(self) -> tuple[float, str]:
        """Seconds for the next call, and the limit to name where that is not the call's own."""
        left = self._record.deadline - time.monotonic()
        if left >= self.limits.wall_s:
            return self.limits.wall_s, ""
        whole = self._record.deadline == self.deadline
        limit = limit_text("submission_s", self.limits.submission_s) if whole else limit_text("case_s", self.limits.case_s)
        return max(left, 0.01), limit

    def _collect(self, printed: str, lost: int) -> None:
        # Clipped in the student's process already, by the call; but that may be forged, and a suite may call a thousand times.
        record = self._record
        kept = printed[: max(0, self.limits.output_kb * 1024 - record.kept)]
        if kept:
            record.printed.append(kept)
        record.kept += len(kept)
        record.lost += lost + len(printed) - len(kept)
