"""Whether the code that makes a call can look at what comes back, told by its instructions: most drop it.

A stand-in for a value notices that it is compared, computed with or printed; not that somebody asks ``is``, ``type`` or a pattern.
So a case has a script where its code has no instruction that could. What is not known here counts as a look.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Collection, Sequence
from functools import lru_cache
from types import CodeType, FrameType

# By these a function may read its variables without naming them.
READERS = frozenset({"locals", "vars", "eval", "exec", "globals", "dir"})


def drops(kept: Collection[int] | None, within_c: Collection[FrameType], name: str) -> bool:
    """Whether the nearest caller outside of grader never reads the value of the call that it is making.

    ``name``: of what is called. Code that takes it without calling it may hand it to a type, which calls it unseen:
    ``list(map(f, xs))``.
    ``kept``: the places in a sequence that may be read, where the value is unpacked; None where it has none.
    ``within_c``: the frames that wait for a function of C's, which may put the value anywhere: ``seen.extend(map(f, xs))``.
    """
    frame: FrameType | None = sys._getframe(1)  # there is no other way to the caller's
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("grader."):
        frame = frame.f_back
    if frame is None or any(frame is each for each in within_c):
        return False
    after = _instructions(frame.f_code)
    place = next((number for number, each in enumerate(after) if each.offset == frame.f_lasti), None)
    # What is iterated over, or unpacked, may call too: ``_, y = map(f, xs)``.
    if place is None or not after[place].opname.startswith("CALL") or not _is_called_only(frame.f_code, name):
        return False
    following = after[place + 1 :]
    if following and following[0].opname == "POP_TOP":
        return True
    read = _read(frame.f_code)
    if read is None or not following:
        return False
    if following[0].opname == "STORE_FAST":
        return following[0].argval not in read
    if following[0].opname != "UNPACK_SEQUENCE" or kept is None:
        return False
    stored = following[1 : 1 + int(following[0].arg or 0)]
    return all(
        number in kept or each.opname == "POP_TOP" or (each.opname == "STORE_FAST" and each.argval not in read)
        for number, each in enumerate(stored)
    ) and all(each.opname in ("POP_TOP", "STORE_FAST") for each in stored)


@lru_cache(maxsize=256)
def _is_called_only(code: CodeType, name: str) -> bool:
    """Whether the code asks for an attribute of that name, each time to call it at once."""
    every = _instructions(code)
    places = [at for at, each in enumerate(every) if each.opname in ("LOAD_METHOD", "LOAD_ATTR") and each.argval == name]
    return bool(places) and all(_is_to_be_called(every, at) for at in places)


def _is_to_be_called(every: Sequence[dis.Instruction], at: int) -> bool:
    """As a method; with arguments of a sequence, beside a null; or in an assert, whose parts pytest names."""
    each, following = every[at], every[at + 1]
    # Since Python 3.12 the last bit of the argument says that it is a method.
    if each.opname == "LOAD_METHOD" or (sys.version_info >= (3, 12) and (each.arg or 0) & 1):
        return True
    if following.opname == "STORE_FAST" and following.argval.startswith("@py_assert"):
        return True
    if sys.version_info >= (3, 13):  # the null comes after what is called, before that version ahead of it
        return following.opname == "PUSH_NULL"
    return at > 1 and every[at - 2].opname == "PUSH_NULL"


@lru_cache(maxsize=256)
def _instructions(code: CodeType) -> tuple[dis.Instruction, ...]:
    return tuple(dis.get_instructions(code))


@lru_cache(maxsize=256)
def _read(code: CodeType) -> frozenset[str] | None:
    """The variables that the code reads; None where that cannot be told."""
    names: set[str] = set(code.co_cellvars)
    for each in _instructions(code):
        if each.opname in ("LOAD_GLOBAL", "LOAD_NAME") and each.argval in READERS:  # pytest's own asserts ask for an attribute
            return None
        if each.opname != "STORE_FAST" and "FAST" in each.opname:  # several in one instruction count as read
            names.update(each.argval if isinstance(each.argval, tuple) else [str(each.argval)])
    return frozenset(names)
