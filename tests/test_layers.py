"""Imports point one way: each file imports only from rows above its own. And the house's bounds on modules."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "grader"

# The table of docs/decisions.md; a folder stands for everything in it.
ROWS = (
    ("errors", "model"),
    ("extent", "differences", "phrases"),
    ("tally", "entries", "measure", "matching", "closeness", "equivalence", "tolerance", "scoring", "lateness", "reveal"),
    ("totals", "reasons", "formats", "dated", "unreadable", "notebook", "archive", "selection", "deposits", "beside"),
    (
        "yamlfile",
        "scalars",
        "schema",
        "problems",
        "rules",
        "consistency",
        "digest",
        "config",
        "jsonschema",
        "submissions",
        "classfolder",
        "layouts",
        "sandbox",
        "report",
        "diagnosis",
        "store",
    ),
    ("suite",),
    ("handedin", "grading"),
    ("judge",),
    ("batch", "verify"),
    ("commands",),
    ("cli", "__main__"),
)
# Loaded into the process that student code shares; besides these it may import nothing of ours.
INSIDE = (
    "wire", "encode", "decode", "worker", "kept", "modules", "console", "inside", "parent", "kernel", "mounts", "syscalls", "bpf",
    "seccomp", "landlock", "namespaces", "confinement", "refusals", "packages", "breakout", "probe",
    "reserve", "remarks", "decoding", "unfilled", "cells", "salvage", "standins", "names", "state", "rehearsal", "ownmodules",
    "draws", "causes", "steady", "warden",
    "magics", "newer", "statements", "whereabouts", "likenames", "twice", "python2",
)  # fmt: skip
MAX_LINES = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "manager"}


def row_of(part: str) -> int:
    for number, row in enumerate(ROWS):
        if part in row:
            return number
    pytest.fail(f"grader/{part} is in no row: add it to ROWS in tests/test_layers.py, and say why there in docs/decisions.md")


def imports_of(source: str) -> list[str]:
    """Every module of ours that the source imports, type-checking imports included."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += names if (node.module == "grader" or node.module.startswith("grader.")) else []
    return [name for name in found if name.startswith("grader.")]


def violations(sources: Iterable[tuple[str, str]]) -> list[str]:
    """``(module name, source)`` pairs to the imports that point the wrong way."""
    found = []
    for module, source in sources:
        own = module.split(".")[1]
        for imported in imports_of(source):
            other = imported.split(".")[1]
            if other in ("__version__", own):
                continue
            if row_of(other) >= row_of(own) and not (row_of(other) == row_of(own) and other in EARLIER.get(own, ())):
                found.append(f"{module} imports {imported}")
    return found


# Within a row, who may lean on whom: the readers of YAML on one another, and a comparison on its numbers.
EARLIER = {
    "entries": ("tally",),
    "measure": ("tally", "entries"),
    "closeness": ("tally", "entries", "measure"),
    "equivalence": ("tally", "entries", "measure", "matching", "closeness"),
    "tolerance": ("measure", "closeness", "equivalence"),
    "reveal": ("scoring",),
    "formats": ("reasons",),
    "unreadable": ("reasons", "formats", "dated"),
    "notebook": ("reasons",),
    "archive": ("reasons",),
    "deposits": ("reasons", "archive", "selection"),
    "beside": ("archive", "selection", "deposits"),
    "classfolder": ("submissions", "layouts"),
    "grading": ("handedin",),
    "schema": ("yamlfile", "scalars"),
    "problems": ("yamlfile", "scalars", "schema"),
    "rules": ("yamlfile", "scalars", "schema", "problems"),
    "jsonschema": ("schema",),
    "consistency": ("yamlfile", "schema", "problems"),
    "config": ("yamlfile", "schema", "problems", "rules", "consistency", "digest"),
    "__main__": ("cli",),
}


def all_sources() -> list[tuple[str, str]]:
    return [
        (".".join(("grader", *path.relative_to(PACKAGE).with_suffix("").parts)), path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py"
    ]


def test_imports_point_one_way() -> None:
    """No module imports from its own row or from below."""
    assert violations(all_sources()) == []


def test_the_checker_sees_a_violation() -> None:
    """A row-1 module that imports the command line is caught, however it is written."""
    for line in ("from grader.cli import main", "import grader.cli", "from grader import cli"):
        assert violations([("grader.scoring", line)])
    assert violations([("grader.batch", "from grader.model import Grade")]) == []


def test_the_inside_holds_no_secret() -> None:
    """What shares a process with student code imports nothing of ours but itself."""
    for name in INSIDE:
        for imported in imports_of((PACKAGE / "sandbox" / f"{name}.py").read_text(encoding="utf-8")):
            parts = imported.split(".")
            assert parts[1] == "sandbox", f"{name} imports {imported}"
            assert len(parts) > 2, f"{name} imports {imported}"
            assert parts[2] in INSIDE, f"{name} imports {imported}"


def test_modules_are_nouns_of_a_size() -> None:
    """No module outgrows one idea, and none is called by what it is not."""
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES, path
        assert path.stem not in FORBIDDEN_NAMES, path
        assert path.parent.name not in FORBIDDEN_NAMES, path
