"""What goes into a handout besides the author's own files: how to check one's work, and the stub as a notebook. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

CHECK = "CHECK.md"
# Where a part of a file begins: a definition, with its decorators and the comments right above it.
_PART = re.compile(r"^(?:def|class|async def)\b", re.MULTILINE)


def check_text(files: tuple[str, ...], *, notebook: bool) -> bytes:
    """Two lines a language: how to install grader, and how to check."""
    name = files[0].removesuffix(".py") + ".ipynb" if notebook else files[0]
    return (
        f"# How to check your work\n\n"
        f"1. Install once: `python -m pip install grader` (on Linux; on Windows inside WSL, on macOS in a virtual machine), "
        f"or as your course says.\n"
        f"2. In this folder: `grader check` runs the tests of test_visible.py on {name}; `grader check FILE` on another file.\n\n"
        f"# 스스로 확인하는 방법\n\n"
        f"1. 한 번만 설치: `python -m pip install grader`(리눅스에서. 윈도우는 WSL 안에서, macOS는 가상 머신 안에서), "
        f"또는 수업에서 안내한 방법.\n"
        f"2. 이 폴더에서: `grader check`는 {name} 파일을, `grader check FILE`은 다른 파일을 test_visible.py로 검사합니다.\n"
    ).encode()


def notebook_of(name: str, stub: str, handout: str) -> bytes:
    """The stub as a notebook: the handout, a cell for each definition, and one that checks. The same bytes every time."""
    cells = [_cell("markdown", 0, handout)] if handout.strip() else []
    cells += [_cell("code", len(cells) + number, part) for number, part in enumerate(parts_of(stub))]
    whole = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": name,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def parts_of(stub: str) -> Iterator[str]:
    """The text cut before each definition at the top level; nothing is lost but blank lines at the cuts."""
    lines = stub.splitlines()
    starts = []
    for number, line in enumerate(lines):
        if _PART.match(line):
            while number and lines[number - 1].startswith(("@", "#")):
                number -= 1  # up over what belongs to it
            starts.append(number)
    for begin, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        if text := "\n".join(lines[begin:end]).strip("\n"):
            yield text


def _cell(kind: str, number: int, text: str) -> dict[str, object]:
    lines = text.strip("\n").splitlines(keepends=True)
    cell: dict[str, object] = {"cell_type": kind, "id": f"part-{number}", "metadata": {}, "source": lines}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
