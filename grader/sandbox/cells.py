"""A notebook's code cells as Python: what only a notebook understands (magics, shell lines) is left out, and named. Inside."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from grader.sandbox.remarks import Remarks

# Lines that may be cleared out of one cell, one at a time.
MAX_LEFT_OUT = 100
# ``%%time`` and the like, which run the rest of their cell as Python.
PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%writefile", "%%file", "%%python", "%%python3", "%%script python")
# %magic, !shell, ?help, help?, and the results of the first two given a name.
LEFT_OUT = re.compile(r"\s*(?:[%!?]|[\w.]+\s*\?{1,2}\s*$|[\w, .\[\]]+=\s*[%!])")


def read_cells(content: bytes) -> list[str]:
    """The texts of the code cells, in the order of the file. The content is what ``grader.notebook`` made of the student's file."""
    document: Any = json.loads(content)
    return [cell["source"] for cell in document["cells"]]


def parse_cell(text: str, place: str, remarks: Remarks) -> ast.Module | None:
    """The cell as a tree, or None where it is no Python even without its magics; either is remarked on."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        remarks.tally("magic", _word(lines[first]), file=place, line=first + 1)
        if not lines[first].startswith(PYTHON_MAGICS):
            return ast.Module(body=[], type_ignores=[])
        lines[first] = ""
    problem: SyntaxError | None = None
    for _ in range(MAX_LEFT_OUT):
        try:
            return ast.parse("\n".join(lines), place)
        except SyntaxError as error:
            problem = error
        except (ValueError, RecursionError, MemoryError) as error:
            problem = SyntaxError(str(error) or type(error).__name__, (place, 1, 1, None))
        # Python stumbles over them; those that it reads, inside a text or as the rest of a product, are none.
        bad = [at for at in ((problem.lineno or 0) - 1,) if 0 <= at < len(lines) and LEFT_OUT.match(lines[at])]
        if not bad:
            bad = [at for at, line in enumerate(lines) if re.match(r"\s*[%!]", line)]
        if not bad:
            break
        for at in bad:
            remarks.tally("magic", _word(lines[at]), file=place, line=at + 1)
            lines[at] = re.match(r"\s*", lines[at])[0] + "pass"  # type: ignore[index]  # an empty match is one
    if problem is not None:
        remarks.add("cell_not_python", place, file=place, line=problem.lineno or 1, detail=str(problem.msg))
    return None


def _word(line: str) -> str:
    return line.split()[0][:40]
