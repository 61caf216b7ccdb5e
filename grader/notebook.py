"""A notebook's file as its code cells, in the order of the file, and back as the plainest notebook that holds just these. Pure.

The JSON is a stranger's: its size, depth and numbers are bounded, and nothing in it is run or parsed as Python. What it holds
beside the code, saved outputs above all, is not looked at.
"""

from __future__ import annotations

import json
from typing import Any

from grader.model import Text
from grader.reasons import why

# Objects and arrays in the file; a notebook with many pictures has some ten thousand.
MAX_NODES = 1_000_000
MAX_CELLS = 5_000


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
    cells = _code_cells(name, _parsed(name, content))
    if not any(cell.strip() for cell in cells):
        raise NotebookError(why("notebook_empty", name=name))
    if len(cells) > MAX_CELLS:
        raise NotebookError(why("notebook_no_notebook", name=name))
    return plain_notebook(cells)


def plain_notebook(cells: list[str]) -> bytes:
    """The same cells always give the same bytes."""
    whole: list[dict[str, Any]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell} for cell in cells
    ]
    return json.dumps({"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def cells_of(content: bytes) -> list[str]:
    """The cells of a plain notebook."""
    return [str(cell["source"]) for cell in json.loads(content)["cells"]]


def _parsed(name: str, content: bytes) -> dict[str, Any]:
    if content.count(b"{") + content.count(b"[") > MAX_NODES:
        raise NotebookError(why("notebook_too_complex", name=name))
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] != b"{" and b"\0" not in content[:4]:
        # Most often Python under the wrong name, or a page that was saved instead of the file.
        raise NotebookError(why("notebook_is_page" if start[:1] == b"<" else "notebook_is_text", name=name))
    try:
        document = json.loads(
            content.removeprefix(b"\xef\xbb\xbf"), parse_int=_small, parse_float=_nothing, parse_constant=_nothing
        )
    except json.JSONDecodeError as error:
        merged = b"\n<<<<<<< " in content
        key = "notebook_merged" if merged else "notebook_no_json"
        raise NotebookError(why(key, name=name, line=error.lineno, column=error.colno)) from None
    except (ValueError, RecursionError):
        raise NotebookError(why("notebook_no_json", name=name, line=1, column=1)) from None
    if not isinstance(document, dict):
        raise NotebookError(why("notebook_no_notebook", name=name))
    return document


def _code_cells(name: str, document: dict[str, Any]) -> list[str]:
    """nbformat 4 holds ``cells`` with ``source``, nbformat 3 and 2 ``worksheets`` of cells with ``input``."""
    cells = document.get("cells")
    if not isinstance(cells, list):
        sheets = document.get("worksheets")
        if not isinstance(sheets, list):
            raise NotebookError(why("notebook_no_notebook", name=name))
        cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _listed(sheet.get("cells"))]
    code = [cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    language = _language(document, code)
    if not language.lower().startswith(("python", "ipython", "sage")):
        raise NotebookError(why("notebook_other_language", name=name, language=language[:40]))
    return [_text(cell.get("source", cell.get("input"))) for cell in code]


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
