"""Which of the files asked for is to define which name, by the stubs; and what that says where a file is not there."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from grader.model import CaseResult, Verdict

Files = Sequence[tuple[str, bytes]]


def homes_of(stub: Files) -> Mapping[str, str]:
    """The file of each function, class and variable of the stubs' top level; the first that has it."""
    found: dict[str, str] = {}
    for file, source in stub:
        for node in ast.parse(source).body:
            for name in _names(node):
                found.setdefault(name, file)
    return found


def told_lacking(results: Sequence[CaseResult], lacking: Collection[str], homes: Mapping[str, str]) -> tuple[CaseResult, ...]:
    """The results; where what was asked for is not there since its file is not, with the file."""
    return tuple(_told(result, lacking, homes) for result in results) if lacking else tuple(results)


def _told(result: CaseResult, lacking: Collection[str], homes: Mapping[str, str]) -> CaseResult:
    file = homes.get(result.function.partition(".")[0], "")
    if result.verdict is not Verdict.NOT_IMPLEMENTED or result.note != "missing" or file not in lacking:
        return result
    return replace(result, lacking=file)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
