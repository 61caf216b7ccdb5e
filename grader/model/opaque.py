"""What stands for an object that is elsewhere. Everything that would look like data raises TypeError. No I/O."""

from __future__ import annotations

from typing import NoReturn


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
        raise TypeError(type(self)._why_no_data(self))

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_data
    __bool__ = __len__ = __iter__ = __float__ = __int__ = __index__ = __complex__ = _no_data
    __getitem__ = __contains__ = __array__ = _no_data
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = __abs__ = _no_data
    __hash__ = None  # type: ignore[assignment]  # equality is refused, so there is nothing to hash by


class Opaque(NoData):
    """An object that stays in the student's process, told by this class and by nothing else. ``_name``: the name of its type."""

    __slots__ = ("_name",)

    _name: str


def is_opaque(value: object) -> bool:
    """Whether it is one, asked of its class alone: nothing of the object's own is looked at."""
    return issubclass(type(value), Opaque)


def type_name_of(value: Opaque) -> str:
    return value._name


def origin_of(part: NoData) -> object:
    return object.__getattribute__(part, "_origin")


def record_of(part: NoData) -> object:
    return object.__getattribute__(part, "_record")


def remember_origin(part: NoData, origin: object, record: object) -> None:
    part._origin, part._record = origin, record
