"""Whose fault is it that a case ended so? ``whose_fault`` decides of an exception, in one order; the others of any other end.

A file that cannot be imported has its verdict from ``judge.grade``, a suite that overran from ``judge.case_judge``, and what the
sandbox stopped brings its own along (``sandbox.endings``, ``sandbox.remote``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from grader.judge.running.record import Record
from grader.model import Fault, Verdict
from grader.model.limit import limit_text
from grader.sandbox.protocol import MissingNameError, RefusedValueError, StudentError, StudentStoppedError

# How a case is noted in which nothing came where values were asked for.
NOTHING = {"": "", "whole": "nothing", "parts": "nothing_parts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """``verdict`` None: undecided, until the same case was run with the reference in the student's place.

    ``suspected``: what it becomes if that passes.
    """

    verdict: Verdict | None
    suspected: Verdict = Verdict.WRONG_ANSWER
    function: str = ""
    limit: str = ""
    fault: Fault | None = None
    note: str = ""  # for the student, in the grader's own words
    detail: str = ""  # for staff
    credit: Fraction = Fraction(0)  # the share of the points that a wrong answer earns, being close
    unread: bool = False  # the judge itself failed over a value, so that somebody has to look


def nobodys_fault(record: Record) -> Blame:
    """The verdict of a case that ended well: accepted, or close enough for a part of the points."""
    if record.credit == 1:
        return Blame(verdict=Verdict.ACCEPTED, credit=record.credit)
    record.evidence = record.close
    return Blame(verdict=Verdict.WRONG_ANSWER, function=record.close_about, note="partial", credit=record.credit)


def whose_fault(error: BaseException, record: Record, unfilled: Callable[[], frozenset[str]]) -> Blame:
    """The verdict of a case that ended in ``error``. ``unfilled`` tells the functions whose body is still the stub's."""
    function = record.called[-1] if record.called else record.asked
    # What the sandbox stopped comes first, also where the suite swallowed the exception that told of it.
    stop = record.stop or (error.stop if isinstance(error, StudentStoppedError) else None)
    if stop is not None:
        return Blame(verdict=stop.verdict, function=function, limit=stop.limit, detail=stop.detail)
    if isinstance(error, MissingNameError):
        return Blame(verdict=Verdict.NOT_IMPLEMENTED, function=record.asked or error.name or "", note="missing")
    waiting = [name for name in record.called if name in unfilled()] if record.called else []
    if isinstance(error, StudentError):
        if record.callback_error is not None and not waiting:
            return _blame_callback(error, record, unfilled, function)
        return _blame_raised(error, function, waiting, record)
    if isinstance(error, RefusedValueError):
        limit = _limit(record, "result_mb") if error.too_large else ""
        return Blame(verdict=Verdict.WRONG_ANSWER, function=function, limit=limit, note="refused", detail=str(error))
    if waiting or record.nothing_returned:
        missing = waiting[0] if waiting else function
        return Blame(verdict=Verdict.NOT_IMPLEMENTED, function=missing, note="" if waiting else NOTHING[record.nothing_returned])
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Blame(verdict=Verdict.WRONG_ANSWER, function=function)
    return Blame(verdict=None, function=function)


def after_trial(blame: Blame, *, reference_passes: bool, note: str) -> Blame:
    """Settle an undecided case: if the suite copes with the reference's values, it was the student's that it could not cope with.

    ``note``: ``form``, or ``endless`` where the suite had to be interrupted.
    """
    if reference_passes:
        if blame.suspected is not Verdict.WRONG_ANSWER:
            return replace(blame, verdict=blame.suspected)
        return Blame(
            verdict=Verdict.WRONG_ANSWER,
            function=blame.function,
            note=note,
            detail=f"the suite {'did not come to an end with' if note == 'endless' else 'raised on'} the returned value; "
            "with the reference in the student's place it passes",
        )
    return Blame(verdict=Verdict.GRADER_ERROR, function=blame.function, detail="the suite fails with the reference too")


def unread(record: Record, detail: str) -> Blame:
    """Of a case over which the judge failed, where it does not with the reference's values: so it was the student's."""
    return Blame(verdict=Verdict.WRONG_ANSWER, function=record.asked, note="unread", detail=detail, unread=True)


def costly(record: Record, detail: str) -> Blame:
    """Of a case that was not finished, since what the submission gave to look at so far took all that there is for one."""
    return Blame(verdict=Verdict.WRONG_ANSWER, function=record.asked, note="costly", detail=detail, unread=True)


def nobody_can(record: Record, detail: str) -> Blame:
    """Of a case over which the judge fails whoever answers."""
    return Blame(verdict=Verdict.GRADER_ERROR, function=record.asked, detail=detail)


def _blame_callback(error: StudentError, record: Record, unfilled: Callable[[], frozenset[str]], function: str) -> Blame:
    """The student's call ended in an error after a function of the suite had raised inside of it.

    Where that one called student code which failed, that failure is the one to tell. Else the suite's function raised by itself:
    for what it was handed, or because it is broken, which the trial with the reference shows.
    """
    inner = record.callback_error
    if isinstance(inner, StudentError | MissingNameError | RefusedValueError):
        return whose_fault(inner, replace(record, callback_error=None), unfilled)
    return Blame(verdict=None, suspected=Verdict.RUN_TIME_ERROR, function=function, fault=error.fault)


def _blame_raised(error: StudentError, function: str, waiting: list[str], record: Record) -> Blame:
    base = error.fault.base
    if base == "MemoryError":
        return Blame(verdict=Verdict.MEMORY_LIMIT, function=function, limit=_limit(record, "memory_mb"), fault=error.fault)
    if base == "NotImplementedError":
        # Raised by something that it calls, it says nothing of the function itself.
        inner = bool(error.fault.frames) and error.fault.frames[-1].function != function.rpartition(".")[2]
        return Blame(verdict=Verdict.NOT_IMPLEMENTED, function=function, note="raised" if inner else "")
    if waiting:
        return Blame(verdict=Verdict.NOT_IMPLEMENTED, function=waiting[0])
    # A student who forges a limit only says something about their own report.
    limit = _limit(record, error.limit) if error.limit is not None else ""
    return Blame(verdict=Verdict.RUN_TIME_ERROR, function=function, limit=limit, fault=error.fault)


def _limit(record: Record, name: str) -> str:
    """As the assignment has it, where it is known."""
    return limit_text(name, None if record.limits is None else getattr(record.limits, name))
