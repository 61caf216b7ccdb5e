"""A notebook's file as its code cells, in the order of the file, and back as the plainest notebook that holds just these. Pure.

The JSON is a stranger's: its size, depth and numbers are bounded, and nothing in it is run or parsed as Python. What it holds
beside the code, saved outputs above all, is passed over before anything is made of it. Of a cell that is no code those lines are
kept that look like definitions: whoever wrote the answer there is told so.
"""

from __future__ import annotations

import json
import re
from typing import Any

from grader.model import Text
from grader.phrases.why import why
from grader.reading.formats import is_korean

# Of a notebook as it was handed in, most of it saved outputs.
PACKED_KB = 64 * 1024
# Without them.
MAX_BYTES = 16 << 20
# Texts, objects and arrays in the file, of which one with many pictures has some ten thousand; and what is left of them.
MAX_SIGNS = 2_000_000
MAX_NODES = 2_000_000
MAX_CELLS = 5_000
# What a cell or a notebook keeps beside its code: results, pictures in texts, the state of sliders.
PASSED_OVER = (b'"outputs"', b'"attachments"', b'"widgets"')
# A text that is never closed is one as well, so that nobody looks for its end again and again.
_SIGN = re.compile(rb'[^"\[\]{}]*+("(?:[^"\\]++|\\.)*+"?|[\[\]{}])', re.DOTALL)
_VALUE = re.compile(rb"\s*:\s*(?=[\[{])")
_DEFINITION = re.compile(r"^[ \t#>]*(?:async[ \t]+)?(?:def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:]).*", re.MULTILINE)
MAX_DEFINITIONS, MAX_LINE, MAX_SHOWN = 50, 200, 80
CODE, RAW, TEXT = "code", "raw", "markdown"


class NotebookError(Exception):
    """The file is no notebook that can be graded; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def is_notebook(name: str, content: bytes) -> bool:
    """By its ending, or by what it holds, since files are renamed."""
    if name.lower().endswith(".ipynb"):
        return True
    return content.lstrip()[:1] == b"{" and b'"nbformat"' in content and (b'"cells"' in content or b'"worksheets"' in content)


def read_notebook(name: str, content: bytes) -> bytes:
    """The plain notebook that is graded in the file's place. Raises NotebookError."""
    cells = _cells(name, _parsed(name, content))
    if not any(text.strip() for kind, text in cells if kind == CODE):
        raise NotebookError(_without_code(name, cells))
    if len(cells) > MAX_CELLS:
        raise NotebookError(why("notebook_many_cells", name=name, most=MAX_CELLS))
    return _plain(cells)


def _without_code(name: str, cells: list[tuple[str, str]]) -> Text:
    """Why there is nothing to grade: where definitions stand all the same, if anywhere."""
    kind, line = next(((kind, text.split("\n")[0].strip("#> \t")) for kind, text in cells if kind != CODE), ("", ""))
    return why(f"notebook_only_{kind}", name=name, line=line[:MAX_SHOWN]) if kind else why("notebook_empty", name=name)


def plain_notebook(cells: list[str]) -> bytes:
    """The same cells always give the same bytes."""
    return _plain([(CODE, cell) for cell in cells])


def cells_of(content: bytes) -> list[str]:
    """The code cells of a plain notebook."""
    return [str(cell["source"]) for cell in json.loads(content)["cells"] if cell["cell_type"] == CODE]


def _plain(cells: list[tuple[str, str]]) -> bytes:
    whole: list[dict[str, Any]] = [
        {"cell_type": CODE, "execution_count": None, "metadata": {}, "outputs": [], "source": text}
        if kind == CODE
        else {"cell_type": kind, "metadata": {}, "source": text}
        for kind, text in cells
    ]
    return json.dumps({"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] != b"{" and b"\0" not in content[:4]:
        # Most often Python under the wrong name, or a page that was saved instead of the file.
        raise NotebookError(why("notebook_is_page" if start[:1] == b"<" else "notebook_is_text", name=name))
    kept = _without_outputs(name, content.removeprefix(b"\xef\xbb\xbf"))
    if len(kept) > MAX_BYTES or sum(kept.count(sign) for sign in (b"{", b"[", b'"', b",")) > MAX_NODES:
        raise NotebookError(why("notebook_too_complex", name=name))
    try:
        kept.decode(json.detect_encoding(kept))
    except UnicodeDecodeError as error:
        line = kept.count(b"\n", 0, error.start) + 1
        raise NotebookError(why("notebook_korean" if is_korean(kept) else "notebook_not_utf8", name=name, line=line)) from None
    try:
        document = json.loads(kept, parse_int=_small, parse_float=_nothing, parse_constant=_nothing)
    except json.JSONDecodeError as error:
        merged = b"\n<<<<<<< " in content
        key = "notebook_merged" if merged else "notebook_no_json"
        raise NotebookError(why(key, name=name, line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise NotebookError(why("notebook_too_deep", name=name)) from None
    except ValueError:
        raise NotebookError(why("notebook_no_json", name=name, line=1, column=1)) from None
    if not isinstance(document, dict):
        raise NotebookError(why("notebook_no_notebook", name=name))
    return document


def _without_outputs(name: str, content: bytes) -> bytes:
    """The JSON with an empty array in the place of each value that is passed over; as many lines as before.

    What is no JSON stays as it is from there on: whoever reads it next says where.
    """
    if content.count(b'"') // 2 + sum(content.count(sign) for sign in (b"{", b"}", b"[", b"]")) > MAX_SIGNS:
        raise NotebookError(why("notebook_too_complex", name=name))
    kept, copied, at = [], 0, 0
    while found := _SIGN.match(content, at):
        at = found.end()
        if found[1] not in PASSED_OVER or not (value := _VALUE.match(content, at)):
            continue
        end = _end_of_value(content, value.end())
        if not end:
            break
        kept += [content[copied : value.end()], b"[]", b"\n" * content.count(b"\n", value.end(), end)]
        copied = at = end
    return b"".join([*kept, content[copied:]])


def _end_of_value(content: bytes, at: int) -> int:
    """Where the array or object ends that begins there; 0 where it never does."""
    depth = 0
    while found := _SIGN.match(content, at):
        at = found.end()
        if found[1] in (b"[", b"{"):
            depth += 1
        elif found[1] in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                return at
    return 0


def _cells(name: str, document: dict[str, Any]) -> list[tuple[str, str]]:
    """``(type, text)`` of each cell; of one that is no code only what looks like a definition, where there is any.

    nbformat 4 holds ``cells`` with ``source``, nbformat 3 and 2 ``worksheets`` of cells with ``input``.
    """
    cells = document.get("cells")
    if not isinstance(cells, list):
        sheets = document.get("worksheets")
        if not isinstance(sheets, list):
            raise NotebookError(why("notebook_no_notebook", name=name))
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _listed(sheet.get("cells"))]
    code = [cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == CODE]
    language = _language(document, code)
    if not language.lower().startswith(("python", "ipython", "sage")):
        raise NotebookError(why("notebook_other_language", name=name, language=language[:40]))
    found = []
    for cell in cells:
        text = _text(cell.get("source", cell.get("input"))) if isinstance(cell, dict) else ""
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind == CODE:
            found.append((CODE, text))
        elif definitions := _DEFINITION.findall(text)[:MAX_DEFINITIONS]:
            found.append((RAW if kind == RAW else TEXT, "\n".join(line[:MAX_LINE] for line in definitions)))
    return found


def _language(document: dict[str, Any], code: list[Any]) -> str:
    """What the kernel speaks, as far as the file says; most files that do not say are Python."""
    metadata = _mapping(document.get("metadata"))
    candidates = (
        _mapping(metadata.get("language_info")).get("name"),
        _mapping(metadata.get("kernelspec")).get("language"),
        _mapping(metadata.get("kernelspec")).get("name"),
        next((cell["language"] for cell in code if "language" in cell), None),
    )
    spoken = [value for value in candidates if isinstance(value, str) and value.strip()]
    if any(value.lower().startswith(("python", "ipython", "conda", "sage")) for value in spoken):
        return "python"
    # A kernel may bear any name: only the first two say what it speaks.
    named = [value for value in candidates[:2] if isinstance(value, str) and value.strip()]
    return named[0] if named else "python"


def _text(source: object) -> str:
    if isinstance(source, str):
        return source
    return "".join(line for line in _listed(source) if isinstance(line, str))


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _small(_text: str) -> int:
    # No number in a notebook matters, and one of a million digits takes its time.
    return 0


def _nothing(_text: str) -> float:
    return 0.0
