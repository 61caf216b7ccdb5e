"""A notebook's code cells as Python: what only a notebook understands is left out, and named. Inside."""

from __future__ import annotations

import ast
import itertools
import json
import re
from typing import Any

from grader.sandbox.inside import newer
from grader.sandbox.inside.magics import Cleared, readings
from grader.sandbox.inside.remarks import Remarks
from grader.sandbox.inside.salvage import Piece

# ``%%time`` and the like, which run the rest of their cell as Python.
PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python", "%%python3", "%%script python")
# These write it to a file, most often one that a later cell imports.
WRITES_PYTHON = re.compile(r"%%(?:writefile|file)\s+(?:(-a|--append)\s+)?[\"']?(?:\./)?(\S*?\.py)[\"']?\s*$")
# What a cell that is no Python would define, as far as its lines tell.
DEFINED = re.compile(r"^(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+|(?=\w+[ \t]*=[^=]))(\w+)", re.MULTILINE)
MOST_MISSING = 200
# What an interpreter shows before a line, which a notebook takes away.
PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)|(?:In \[\d+\]: |\s*\.{3,}: )")


def read_cells(content: bytes) -> list[str]:
    """The texts of the code cells, in the order of the file. ``reading.notebook`` made the content of the file."""
    return [text for kind, text in read_all(content) if kind == "code"]


def read_all(content: bytes) -> list[tuple[str, str]]:
    """``(type, text)`` of every cell; of one that is no code there are only the lines that look like definitions."""
    document: Any = json.loads(content)
    return [(cell["cell_type"], cell["source"]) for cell in document["cells"]]


def parse_cell(text: str, place: str, remarks: Remarks) -> Piece:
    """The cell's statements; none where it is no Python even without its magics. Either is remarked on."""
    try:
        return Piece.parsed(text, place)
    except (SyntaxError, *newer.GIVEN_UP):
        pass
    lines = _bare(text.replace("\r\n", "\n").split("\n"))
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    if other := foreign_magic(text):
        remarks.tally("magic", other, file=place, line=first + 1)
        return Piece(place, ast.Module(body=[], type_ignores=[]))
    problem: SyntaxError
    for cleared in readings("\n".join(lines)):
        try:
            tree, missing = ast.parse(cleared.text, place), cleared.missing
            break
        except SyntaxError as error:
            problem = newer.named(error, cleared.text, place)
        except newer.GIVEN_UP as error:
            problem = newer.given_up(error, place)
    else:
        remarks.add(
            "cell_not_python", place, file=place, line=problem.lineno or 0, detail=str(problem.msg), count=newer.minor_of(problem)
        )
        tree, missing = ast.Module(body=[], type_ignores=[]), _defined(cleared)
    for word, line in cleared.found:
        remarks.tally("magic", word, file=place, line=line)
    return Piece(place, tree, tuple(missing))


def _defined(cleared: Cleared) -> list[tuple[str, int]]:
    """Names, with their lines, that a text which is no Python seems to define."""
    found = ((each[1], cleared.text.count("\n", 0, each.start()) + 1) for each in DEFINED.finditer(cleared.text))
    return list(itertools.islice(found, MOST_MISSING))


def foreign_magic(text: str) -> str:
    """``%%bash`` and the like, where the cell is for something else than Python; else empty."""
    for line in text.split("\n"):
        if line.startswith("%%"):
            ours = line.startswith(PYTHON_MAGICS) or WRITES_PYTHON.match(line)
            return "" if ours else line.split()[0][:40]
        if line.strip() and not line.lstrip().startswith("#"):
            return ""
    return ""


def written_file(text: str) -> tuple[str, str, bool] | None:
    """The file of Python that a cell writes, its text, and whether that goes behind what the file holds already."""
    lines = text.replace("\r\n", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    found = WRITES_PYTHON.match(lines[first])
    return (found[2], "\n".join(lines[first + 1 :]) + "\n", bool(found[1])) if found else None


def _bare(lines: list[str]) -> list[str]:
    """Without prompts, and without the indentation of the first line, as a notebook takes them."""
    first = next((line for line in lines if line.strip()), "")
    if PROMPT.match(first):
        return [PROMPT.sub("", line, count=1) if PROMPT.match(line) else line for line in lines]
    indent = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(indent) for line in lines] if indent else lines
