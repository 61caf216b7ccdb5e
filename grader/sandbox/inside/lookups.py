"""Names that a function reads and that nothing defines. Read off the compiled code of what was really defined. Inside.

Scopes are the compiler's own business and so cannot be got wrong here: a LOAD_GLOBAL is a name that is looked up in the module
and among the builtins, and nowhere else.
"""

from __future__ import annotations

import builtins
import opcode
import types
from collections.abc import Iterator, Mapping

from grader.sandbox.inside.remarks import Remarks

LOAD_GLOBAL = opcode.opmap["LOAD_GLOBAL"]
STORE_GLOBAL = opcode.opmap["STORE_GLOBAL"]
STORE_NAME = opcode.opmap["STORE_NAME"]
EXTENDED_ARG = opcode.opmap["EXTENDED_ARG"]
# The lowest bit of LOAD_GLOBAL's argument is about the call that follows.
SHIFT = {LOAD_GLOBAL: 1, STORE_GLOBAL: 0, STORE_NAME: 0}
# Whoever uses these may define any name at any time; whoever catches a NameError expects one.
DYNAMIC = frozenset({"globals", "exec", "eval", "__import__", "setattr", "__dict__", "vars", "NameError"})
MAX_FUNCTIONS = 500


def note_undefined(
    module: types.ModuleType, remarks: Remarks, missing: Mapping[str, tuple[str, int]], whole: types.CodeType | None
) -> None:
    """A remark ``undefined_name`` for each such name, with the line of its use and, if known, the place that would define it.

    ``missing``: what the statements that were left out would have defined; ``*``: an ``import *`` that failed, which may have
    defined any name (then the remark's count is 1). ``whole``: the code of a file that ran as it is.
    """
    space = module.__dict__
    own = list(_functions(space))
    codes = [code for _, function in own for code in _nested(function.__code__)]
    unknown = {name for code in codes for name in code.co_names if name not in space and not hasattr(builtins, name)}
    if not unknown or any(not DYNAMIC.isdisjoint(code.co_names) for code in codes):
        return
    made = {name for code in codes for name, _ in _uses(code, STORE_GLOBAL)}
    for owner, function in own:
        for code in _nested(function.__code__):
            for name, offset in _uses(code, LOAD_GLOBAL):
                if name in unknown and name not in made:
                    file, line = missing.get(name, ("", 0))
                    if whole is not None and not line:
                        # In a branch that was not taken, such as ``if __name__ == "__main__":``.
                        stored = [offset for each, offset in _uses(whole, STORE_NAME) if each == name]
                        file, line = (whole.co_filename, _line(whole, stored[0])) if stored else ("", 0)
                    starred = not line and "*" in missing
                    file, line = missing["*"] if starred else (file, line)
                    detail = f"{owner}|{file}:{line}" if line else f"{owner}|"
                    remarks.add(
                        "undefined_name", name, file=code.co_filename, line=_line(code, offset), detail=detail, count=int(starred)
                    )


def _functions(space: dict[str, object]) -> Iterator[tuple[str, types.FunctionType]]:
    """``(name, function)`` of the functions that were made in this module, methods by ``Class.method``."""
    count = 0
    for name, value in list(space.items()):
        members = [(name, value)]
        if issubclass(type(value), type):  # whatever it says of itself
            members = [(f"{name}.{key}", item) for key, item in list(vars(value).items())]
        for label, member in members:
            function = _unwrapped(member)
            if function is not None and function.__globals__ is space and count < MAX_FUNCTIONS:
                count += 1
                yield label, function


def _unwrapped(member: object) -> types.FunctionType | None:
    for _ in range(10):
        if type(member) is types.FunctionType:
            inner = member.__dict__.get("__wrapped__")
            if inner is None:
                return member
            member = inner
        elif type(member) in (staticmethod, classmethod):
            member = member.__func__  # type: ignore[attr-defined]  # both have it
        elif type(member) is property:
            member = member.fget
        else:
            return None
    return None


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        # Annotations are looked up only by whoever asks for them.
        if isinstance(constant, types.CodeType) and constant.co_name != "__annotate__":
            yield from _nested(constant)


def _uses(code: types.CodeType, wanted: int) -> Iterator[tuple[str, int]]:
    """``(name, offset)`` of each such instruction. Caches between instructions are zero in ``co_code``."""
    raw = code.co_code
    at = raw.find(wanted)
    while at >= 0:
        if at % 2 == 0:
            argument, before, shift = raw[at + 1], at - 2, 8
            while before >= 0 and raw[before] == EXTENDED_ARG:
                argument |= raw[before + 1] << shift
                before, shift = before - 2, shift + 8
            index = argument >> SHIFT[wanted]
            if index < len(code.co_names):
                yield code.co_names[index], at
        at = raw.find(wanted, at + 1)


def _line(code: types.CodeType, offset: int) -> int:
    for start, end, line in code.co_lines():
        if start <= offset < end and line is not None:
            return line
    return code.co_firstlineno
