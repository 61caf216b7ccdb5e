"""Which of the files asked for is to define which name, by the stubs."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

Files = Sequence[tuple[str, bytes]]


def files_by_name(stub: Files) -> Mapping[str, str]:
    """The file of each function, class and variable of the stubs' top level; the first that has it."""
    found: dict[str, str] = {}
    for file, source in stub:
        for node in ast.parse(source).body:
            for name in _names(node):
                found.setdefault(name, file)
    return found


def defining_file(name: str, files: Mapping[str, str]) -> str:
    """The file that is to define a function, or the class of a method; empty where no stub says so."""
    return files.get(name.partition(".")[0], "")


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]
