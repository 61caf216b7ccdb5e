"""A student's object that is no data, as the judge holds it: a number that the student's own process understands.

It can be called, its public attributes fetched, and it can be handed back. Everything that would look like data raises, so
that a test can never run student code inside the judge by comparing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grader.sandbox.remote import Worker


class NoData:
    """What stands for an object that is elsewhere: everything that would look like data raises TypeError.

    Whatever the suite's side wants to remember of it: where it comes from, and in which run of a case.
    """

    __slots__ = ("_origin", "_record")

    _origin: object
    _record: object

    def _why_no_data(self) -> str:
        return "an object, not data"

    def _no_data(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(type(self)._why_no_data(self))  # noqa: SLF001  # written beside the class, not in it: its public names are the student's

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_data
    __bool__ = __len__ = __iter__ = __float__ = __int__ = __index__ = __complex__ = _no_data
    __getitem__ = __contains__ = __array__ = _no_data
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = __abs__ = _no_data
    __hash__ = None  # type: ignore[assignment]  # equality is refused, so there is nothing to hash by


class Handle(NoData):
    """``<student LSTMCell>``: lives in one worker, and dies with it."""

    __slots__ = ("_case", "_name", "_number", "_worker")

    def __init__(self, worker: Worker, number: int, name: str, case: int) -> None:
        self._worker, self._number, self._name, self._case = worker, number, name, case
        self._origin: object = None
        self._record: object = None

    def __del__(self) -> None:
        # Without this a suite that calls a function a thousand times would fill the student's memory with a thousand caches.
        self._worker.release(self._number)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._worker.relay.called(self, "", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._worker.relay.fetched(self, name)

    def __repr__(self) -> str:
        return f"<student {self._name}>"

    def _why_no_data(self) -> str:
        return f"the submission returned an object of type {self._name!r}, not data"


def number_of(handle: Handle) -> int:
    """The number that its own worker knows it by."""
    return handle._number  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def worker_of(handle: Handle) -> Worker:
    return handle._worker  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def case_of(handle: Handle) -> int:
    """Which of its worker's cases it was made in; it means nothing in another one."""
    return handle._case  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def origin_of(part: NoData) -> object:
    return object.__getattribute__(part, "_origin")


def record_of(part: NoData) -> object:
    return object.__getattribute__(part, "_record")


def remember_origin(part: NoData, origin: object, record: object) -> None:
    part._origin, part._record = origin, record  # noqa: SLF001  # written beside the class, not in it: its public names are the student's


def type_name_of(handle: Handle) -> str:
    return handle._name  # noqa: SLF001  # written beside the class, not in it: its public names are the student's
