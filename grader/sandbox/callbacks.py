"""Functions of the suite that student code was given, as the judge keeps them: by number, for one case, counted.

A number is never used twice in a worker's life, so that one which a student has kept cannot come to mean another function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.model.limit import limit_text
from grader.sandbox.budget import Budget
from grader.sandbox.wire.frame import ProtocolError

# Suite calls student, student calls suite: more levels than any suite needs, fewer than the judge's own stack has.
MAX_DEPTH = 12
# What calls may hand over in a case, until whoever knows the suite says it.
MOST_BYTES = 64 << 20


class TooManyCallsError(Exception):
    """The case's budget of calls into functions of the judge is used up, in number or in bytes."""

    def __init__(self, limit: str, detail: str) -> None:
        super().__init__(limit)
        self.limit, self.detail = limit, detail


class Callbacks:
    """``most``: calls allowed in one case; ``budget``: bytes of their arguments, since a suite may keep them all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.budget = Budget(MOST_BYTES)
        self._functions: dict[int, Callable[..., Any]] = {}
        self._numbers: dict[int, int] = {}
        self._next = 0
        self._calls = 0
        self._depth = 0
        self.raised: BaseException | None = None  # the first error inside a function since the outermost request began

    def begin_case(self) -> None:
        """Forget every function: a student who kept one from an earlier case calls into nothing."""
        self._functions.clear()
        self._numbers.clear()
        self._calls = 0

    def number_of(self, function: Callable[..., Any]) -> int:
        number = self._numbers.get(id(function))
        if number is None:
            number, self._next = self._next, self._next + 1
            # Kept alive for the case, so that its id stays its own.
            self._functions[number], self._numbers[id(function)] = function, number
        return number

    def call(self, fields: Any) -> Any:
        """The value of calling what the worker names. Raises what the function raises, TooManyCallsError, ProtocolError."""
        if type(fields) is not list or len(fields) != 3:
            raise ProtocolError("a forged callback")
        number, args, kwargs = fields
        if type(number) is not int or type(args) is not list or type(kwargs) is not dict or not all(type(k) is str for k in kwargs):
            raise ProtocolError("a forged callback")
        self._calls += 1
        if self._calls > self._most:
            raise TooManyCallsError(limit_text("callbacks", self._most), "too many calls into functions of the suite")
        if not self.budget.take([args, kwargs]):
            # No limit of its own in an assignment, so that there is no number to name.
            raise TooManyCallsError(limit_text("callbacks"), f"more than {self.budget.most} bytes handed to functions of the suite")
        function = self._functions.get(number)
        if function is None:
            raise LookupError("a function of an earlier case")
        if self._depth >= MAX_DEPTH:
            raise RecursionError("the suite's function and the student's code call each other without end")
        self._depth += 1
        try:
            return function(*args, **kwargs)
        finally:
            self._depth -= 1
