"""What a function says of its arguments: what a docstring in NumPy's style calls their lengths, as in ``S : array (n, T+1)``,
and the texts that its code knows. Pure."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence

from grader.judge.explain.inputs import Path

# Of each axis the name that its length is made of: n, T for (n, T+1); empty where there is none, as for (3,).
Symbols = tuple[str, ...]
Stated = Mapping[Path, Symbols]

# name, other : ... (n, T+1)
_LINE = re.compile(r"^\s*(?P<names>\w+(?:\s*,\s*\w+)*)\s*:\s*(?P<rest>.*)$")
_KEYED = re.compile(r"[\"'](?P<key>\w+)[\"']\s*\((?P<shape>[^()]*)\)")
_SHAPE = re.compile(r"\((?P<shape>[^()]*)\)")
_WORD = re.compile(r"[\w+-]{1,20}")
_LEAST = re.compile(r"(?:>=|\u2265|\bat least)\s*(?P<from>\d+)|\bpositive\s+int|\b(?P<low>\d+)\s*<=", re.IGNORECASE)
_INTEGER = re.compile(r"\b(int|integer|whole number)\b", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(?P<times>\d+\s*\*?\s*)?(?P<name>[A-Za-z]\w*)?\s*(?P<more>[+-]\s*\d+)?\s*")


def stated_lengths(docstring: str | None, parameters: Sequence[str]) -> dict[Path, Symbols]:
    """By the place of each argument (and the key of a dict's entry), the names of its lengths; only what is plainly a shape."""
    found: dict[Path, Symbols] = {}
    latest: tuple[int, ...] = ()
    for line in (docstring or "").splitlines():
        if line.strip() in ("Returns", "Yields", "Raises"):
            break
        match = _LINE.match(line)
        names = [name.strip() for name in match["names"].split(",")] if match else []
        if match and all(name in parameters for name in names):
            latest = tuple(parameters.index(name) for name in names)
            shape = _SHAPE.search(match["rest"])
            symbols = _symbols(shape["shape"]) if shape else None
            found |= {(place,): symbols for place in latest if symbols}
        for keyed in _KEYED.finditer(line):
            if symbols := _symbols(keyed["shape"]):
                found |= {(place, keyed["key"]): symbols for place in latest}
    return found


def stated_least(docstring: str | None, parameters: Sequence[str]) -> dict[str, int]:
    """By name the integers that are said to be no smaller than something: ``k : int >= 1``, ``n : positive int``."""
    found: dict[str, int] = {}
    for line in (docstring or "").splitlines():
        match = _LINE.match(line)
        names = [name.strip() for name in match["names"].split(",")] if match else []
        least = _LEAST.search(match["rest"]) if match else None
        if match and least and _INTEGER.search(match["rest"]):
            found |= {name: int(least["from"] or least["low"] or 1) for name in names if name in parameters}
    return found


def stated_texts(found: object) -> tuple[str, ...]:
    """Single words in the code of a function, and of those of its file that it names: what it compares an argument with, mostly."""
    texts: dict[str, None] = {}
    seen: set[int] = set()
    waiting = [found]
    while waiting:
        function = waiting.pop(0)
        if isinstance(function, type):
            waiting += [each for each in vars(function).values() if isinstance(each, types.FunctionType)]
        if not isinstance(function, types.FunctionType) or id(function) in seen:
            continue
        seen.add(id(function))
        for code in _codes(function.__code__):
            said = (each for constant in code.co_consts for each in (constant if isinstance(constant, tuple) else (constant,)))
            texts |= dict.fromkeys(each for each in said if isinstance(each, str) and _WORD.fullmatch(each))
            waiting += [function.__globals__[name] for name in code.co_names if name in function.__globals__]
    return tuple(texts)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _symbols(text: str) -> Symbols | None:
    """The names of a shape; None for what is none, as ``(see below)`` or ``(N-K+1,)``, whose length follows from two others."""
    parts = [part for part in text.split(",") if part.strip()]
    lengths = [_LENGTH.fullmatch(part) for part in parts]
    if not parts or not all(lengths) or ("," not in text and len(parts[0].split()) > 1):
        return None
    return tuple((length["name"] or "") if length else "" for length in lengths)
