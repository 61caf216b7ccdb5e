"""What a docstring says of each argument and of what is returned, in NumPy's style, Google's, Sphinx' or a plain list. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

_PARAMETERS = frozenset(
    ("parameters", "args", "arguments", "inputs", "input", "params", "parameter", "keyword args", "other parameters")
)
_RETURNS = frozenset(("returns", "return", "outputs", "output", "yields", "returns a tuple of"))
_OTHERS = frozenset(("raises", "examples", "example", "notes", "note", "see also", "references", "warns", "attributes", "hints"))
_RULE = re.compile(r"-{3,}\s*\Z")
_SPHINX = re.compile(r":(param|type|returns?|rtype)\s*([^:]*):\s*(.*)")
_NAMES = r"\*{0,2}[A-Za-z_]\w*(?:\s*,\s*\*{0,2}[A-Za-z_]\w*)*"
# ``x, y : array (n,)``, ``x (ndarray): ...``, ``- x: ...``
_ENTRY = re.compile(rf"(?:[-*+]\s+)?({_NAMES})\s*(\((?:[^()]|\([^()]*\))*\))?\s*:\s*(.*)\Z")
# ``dx (n, C), dw (F, C) : arrays``: names with their shapes between them.
_WITH_SHAPES = re.compile(r"(?:[-*+]\s+)?([A-Za-z_]\w*)\s*(\([^()]*\))(?:\s*,|\s+and|\s*:|\s*\Z)")
# ``Returns (path, score): ...``: a sentence that names the parts.
_TUPLE = re.compile(r"\s*Returns?\s+\(\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)+)\s*\)\s*[:,.;]?\s*(.*)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One described thing: an argument, or a part of what is returned."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Docstring:
    """``summary``: its first sentence; ``returned``: the section on what is returned, as it stands."""

    summary: str = ""
    arguments: tuple[Entry, ...] = ()
    returned: tuple[str, ...] = ()
    whole: str = ""

    def of(self, name: str) -> str:
        return next((entry.text for entry in self.arguments if entry.name == name), "")


def read_docstring(text: str | None) -> Docstring:
    """The parts of a cleaned docstring (``inspect.cleandoc``)."""
    if not text:
        return Docstring()
    lines = text.expandtabs().splitlines()
    sections = _sections(lines)
    arguments = [entry for name, body in sections if name == "parameters" for entry in _entries(body)]
    arguments += _sphinx(lines)
    arguments += _unheaded(lines)
    returned = tuple(line for name, body in sections if name == "returns" for line in body)
    returned += tuple(match[3] for line in lines if (match := _SPHINX.match(line.strip())) and match[1].startswith("return"))
    return Docstring(_summary(lines), tuple(arguments), returned, text)


def returned_names(doc: Docstring) -> tuple[str, ...]:
    """The names that the docstring gives to the parts of the returned tuple, in order; none where it gives none."""
    lines = [line for line in doc.returned if line.strip()]
    if not lines:
        return ()
    first = lines[0].strip()
    before = first.split(" : ")[0].split(":")[0]
    bare = [part.strip(" -*") for part in re.sub(r"\([^()]*\)", "", before).split(",")]
    if len(bare) > 1 and all(_IDENTIFIER.match(part) for part in bare):
        return tuple(bare)
    depth = len(lines[0]) - len(lines[0].lstrip())
    names = [
        match[1]
        for line in lines
        if len(line) - len(line.lstrip()) == depth and (match := _ENTRY.match(line.strip())) and "," not in match[1]
    ]
    return tuple(names) if len(names) > 1 else ()


def returned_text(doc: Docstring, name: str) -> str:
    """What stands beside a name of the returned parts, its shape first where it has one."""
    for line in doc.returned:
        for match in _WITH_SHAPES.finditer(line.strip()):
            if match[1] == name:
                return f"array {match[2]}"
        entry = _ENTRY.match(line.strip())
        if entry and name in re.split(r"\s*,\s*", entry[1]):
            return f"{entry[2] or ''} {entry[3]}".strip()
    return ""


def is_answer_of(text: str, function: str) -> bool:
    """Whether the words say that something is what a function returns: ``what fit returned``, ``the output of fit``."""
    name = rf"[`'\"]*{re.escape(function)}\b"
    return bool(
        re.search(
            rf"{name}\W+(returns?|returned|gives|gave|makes|made)\b|\b(returned|output|result|answer|made|from)\b( \w+)? {name}",
            text,
        )
    )


def _summary(lines: list[str]) -> str:
    taken = []
    for line in lines:
        if not line.strip() or _SPHINX.match(line.strip()) or _heading(line) or line.lstrip().startswith(">>>"):
            break
        taken.append(line.strip())
    text = " ".join(taken)
    end = re.search(r"[.!?](?=\s+[A-Z]|\Z)", text)
    return text[: end.end()] if end else text


def _heading(line: str) -> str:
    """``parameters``, ``returns`` or ``other`` for a line that begins a section."""
    word = line.strip().rstrip(":").lower()
    if word in _PARAMETERS:
        return "parameters"
    if word in _RETURNS:
        return "returns"
    return "other" if word in _OTHERS else ""


def _sections(lines: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    skip = False
    for number, line in enumerate(lines):
        if skip:
            skip = False
            continue
        underlined = number + 1 < len(lines) and bool(_RULE.match(lines[number + 1].strip()))
        name = _heading(line)
        if name and (underlined or line.rstrip().endswith(":")):
            found.append((name, []))
            skip = underlined
        elif found:
            # "Returns: the mean" in one line.
            found[-1][1].append(line)
        if not name and (match := re.match(r"\s*(Returns?|Output)\s*:\s+(\S.*)", line)):
            found.append(("returns", [match[2]]))
        elif not name and (match := _TUPLE.match(line)):
            found.append(("returns", [f"{match[1]} : {match[2]}"]))
    return [(name, textwrap.dedent("\n".join(body)).splitlines()) for name, body in found]


def _entries(body: list[str]) -> Iterator[Entry]:
    """Each name with its text; what is indented deeper, or goes on below, belongs to the entry above it."""
    names: list[str] = []
    texts: list[str] = []
    depth = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    for line in [*body, None]:
        match = _ENTRY.match(line.strip()) if line is not None and len(line) - len(line.lstrip()) == depth else None
        bare = line is not None and not match and len(line) - len(line.lstrip()) == depth and _IDENTIFIER.match(line.strip())
        if match or bare or line is None:
            for name in names:
                yield Entry(name.lstrip("*"), " ".join(texts).strip())
            if line is None:
                return
            names = re.split(r"\s*,\s*", match[1]) if match else [line.strip()]
            texts = [" ".join(part for part in ((match[2] or "")[1:-1], match[3]) if part)] if match else []
            if match and match[2] and not match[3].startswith("("):
                # ``x (n, d): ...`` gives a shape, ``x (ndarray): ...`` a type: what reads it is told both ways.
                texts = [f"{match[2]} {match[2][1:-1]} {match[3]}" if re.search(r",\s*[\w)]", match[2]) else texts[0]]
        elif line.strip():
            texts.append(line.strip())


def _unheaded(lines: list[str]) -> Iterator[Entry]:
    """``x: ...`` below no heading at all, each up to the next blank line; only the names of arguments are ever asked for."""
    first = next((number for number, line in enumerate(lines) if _heading(line)), len(lines))
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines[:first])):
        yield from _entries(textwrap.dedent(paragraph).splitlines())


def _sphinx(lines: list[str]) -> Iterator[Entry]:
    texts: dict[str, list[str]] = {}
    for line in lines:
        match = _SPHINX.match(line.strip())
        if match and match[1] in ("param", "type") and match[2].split():
            name = match[2].split()[-1]
            texts.setdefault(name, []).append(" ".join([*match[2].split()[:-1], match[3]]))
    for name, parts in texts.items():
        yield Entry(name, " ".join(parts))
