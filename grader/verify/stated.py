"""What a docstring in NumPy's style calls the lengths of each argument: ``S : array (n, T+1)``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.judge.explain.inputs import Path

# Of each axis the name that its length is made of: n, T for (n, T+1); empty where there is none, as for (3,).
Symbols = tuple[str, ...]
Stated = Mapping[Path, Symbols]

# name, other : ... (n, T+1)
_LINE = re.compile(r"^\s*(?P<names>\w+(?:\s*,\s*\w+)*)\s*:\s*(?P<rest>.*)$")
_KEYED = re.compile(r"[\"'](?P<key>\w+)[\"']\s*\((?P<shape>[^()]*)\)")
_SHAPE = re.compile(r"\((?P<shape>[^()]*)\)")
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


def _symbols(text: str) -> Symbols | None:
    """The names of a shape; None for what is none, as ``(see below)`` or ``(N-K+1,)``, whose length follows from two others."""
    parts = [part for part in text.split(",") if part.strip()]
    lengths = [_LENGTH.fullmatch(part) for part in parts]
    if not parts or not all(lengths) or ("," not in text and len(parts[0].split()) > 1):
        return None
    return tuple((length["name"] or "") if length else "" for length in lengths)
