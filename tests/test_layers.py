"""Who may import whom, folder by folder, without a circle: the one table of it. And the house's bounds on modules."""

import ast
import functools
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "grader"

# A folder, and the folders that its files may import from; type-checking imports count too.
MAY_IMPORT = {
    "model": (),
    "phrases": ("model",),
    "grading": ("model",),
    "reading": ("model", "phrases"),
    "sandbox/wire": (),
    "sandbox/confine": (),
    "sandbox/inside": ("sandbox/wire", "sandbox/confine"),
    "sandbox": ("model", "sandbox/wire", "sandbox/confine"),
    "judge/running": ("model", "grading", "reading", "sandbox", "sandbox/wire"),
    "judge/explain": ("model", "grading", "reading", "sandbox", "judge/running"),
    "judge": ("model", "phrases", "grading", "reading", "sandbox", "sandbox/confine", "judge/running", "judge/explain"),
    "report": ("model", "phrases", "grading", "reading"),
    "batch/store": ("model",),
    "batch/store/migrations": ("batch/store",),
    "batch/store/migrations/versions": (),
    "batch/platforms": ("model", "phrases", "reading"),
    "batch/cluster": ("model", "phrases", "judge"),
    "batch": (
        *("model", "phrases", "grading", "reading", "sandbox/confine", "judge", "judge/running", "report"),
        *("batch/store", "batch/platforms"),
    ),
    "batch/bundle": ("model", "phrases", "grading", "reading", "judge", "report"),
    "verify/writing": ("model", "phrases", "grading", "reading", "sandbox", "judge", "judge/running", "verify"),
    "verify": ("model", "phrases", "grading", "reading", "sandbox", "judge", "judge/running", "judge/explain", "report"),
    "cli": (
        *("model", "phrases", "grading", "reading", "sandbox", "judge", "report"),
        *("batch", "batch/store", "batch/platforms", "batch/bundle", "batch/cluster", "verify", "verify/writing", "web"),
    ),
    "web": (
        *("model", "phrases", "grading", "reading", "judge", "report"),
        *("batch", "batch/store", "batch/cluster", "batch/platforms", "verify"),
    ),
    "": ("cli",),
}
# Loaded into the process that student code shares: these import nothing of ours but one another, not even an error.
INSIDE = ("sandbox/wire", "sandbox/confine", "sandbox/inside")
MAX_LINES = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "manager"}
IN_THE_ROOT = {"__init__.py", "__main__.py", "errors.py", "py.typed"}


def all_sources() -> dict[str, str]:
    """Each module of ours by its dotted name, with its source."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("grader", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


MODULES = all_sources()
PACKAGES = {name for name in MODULES if (PACKAGE / Path(*name.split(".")[1:]) / "__init__.py").is_file()}


def folder_of(module: str) -> str:
    """``grader.judge.running.checks`` lies in ``judge/running``; a package's own file lies in the package."""
    parts = module.split(".")[1:]
    return "/".join(parts if module in PACKAGES else parts[:-1])


@functools.cache
def imports_of(source: str) -> frozenset[str]:
    """Every module of ours that the source imports, type-checking imports included."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in MODULES else node.module)
    return frozenset(name for name in found if name.split(".")[0] == "grader")


def violations(module: str, source: str) -> list[str]:
    """The imports of one module that its folder may not make."""
    own = folder_of(module)
    found = []
    for imported in sorted(imports_of(source) - {"grader", module}):
        other = folder_of(imported)
        free = other == own or (imported == "grader.errors" and own not in INSIDE)
        if not free and other not in MAY_IMPORT[own]:
            found.append(f"{module} imports {imported}")
    return found


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Nodes that lead back to themselves: what is left when everything that leads nowhere is taken away, again and again."""
    left = {node: set(targets) for node, targets in graph.items()}
    while gone := [node for node, targets in left.items() if not targets & left.keys()]:
        for node in gone:
            del left[node]
    return sorted(left)


def test_each_folder_imports_only_what_it_may() -> None:
    """The map holds for every import, and each folder stands in it."""
    assert [line for module, source in MODULES.items() for line in violations(module, source)] == []


def test_the_map_holds_nothing_that_nobody_needs() -> None:
    """An arrow of the map that no import uses would let a wrong one in unseen."""
    used: dict[str, set[str]] = {folder: set() for folder in MAY_IMPORT}
    for module, source in MODULES.items():
        used[folder_of(module)] |= {folder_of(imported) for imported in imports_of(source)}
    assert [(own, other) for own, others in MAY_IMPORT.items() for other in others if other not in used[own]] == []


def test_there_is_no_circle() -> None:
    """Neither between files, nor between folders."""
    assert circles({module: set(imports_of(source) - {module, "grader"}) for module, source in MODULES.items()}) == []
    assert circles({own: set(others) for own, others in MAY_IMPORT.items()}) == []
    assert circles({"a": {"b"}, "b": {"a"}, "c": set()}) == ["a", "b"]


def test_the_checker_sees_a_violation() -> None:
    """A pure module that imports the command line is caught, however it is written; so is an inside that imports an error."""
    for line in ("from grader.cli.main import main", "import grader.cli.main", "from grader.cli.main import main"):
        assert violations("grader.grading.scoring", line)
    assert violations("grader.sandbox.wire.frame", "from grader.errors import GraderError")
    assert violations("grader.batch.pool", "from grader.model import Grade") == []


def test_the_root_is_empty() -> None:
    """Three files and at most eleven packages: what a newcomer meets first."""
    files = {path.name for path in PACKAGE.iterdir() if path.is_file()}
    folders = [path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    assert files <= IN_THE_ROOT
    assert len(folders) <= 11


def test_modules_are_nouns_of_a_size() -> None:
    """No module outgrows one idea, and none is called by what it is not."""
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES, path
        assert path.stem not in FORBIDDEN_NAMES, path
        assert path.parent.name not in FORBIDDEN_NAMES, path
