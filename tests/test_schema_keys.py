"""Every key of the YAML files does something: it is read by type, where it is meant, and not only by what loads it.

The type checker says where: in a copy of the package each field of the schema, and each field of what is made of it, is a
property that is marked as deprecated, so that every use of it is reported with its class, whatever its name.
"""

import ast
import dataclasses
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import grader
from grader.model import assignment
from grader.reading import schema
from grader.reading.tolerances import RULE_KEYS

PACKAGE = Path(grader.__file__).parent
USE = re.compile(r"(\S+?):\d+: error: function grader\.(?:model\.assignment|reading\.schema)\.(\w+)\.(\w+) is deprecated")
# What says which keys there are, whether they are right, and what they weigh: none of it makes a key do anything.
SCHEMA = ("reading/schema.py", "reading/jsonschema.py", "reading/consistency.py", "reading/messages.py")
LOADERS = (*SCHEMA, "reading/course.py", "reading/tolerances.py", "reading/digest.py")
UNHEARD = "unheard_of"

Uses = Mapping[tuple[str, str], set[str]]


@pytest.fixture(scope="module")
def uses(tmp_path_factory: pytest.TempPathFactory) -> Uses:
    """The files, by ``(class, field)``, that read the field of a value of that class."""
    root = tmp_path_factory.mktemp("marked")
    shutil.copytree(PACKAGE, root / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGE.parent / "pyproject.toml", root)
    for name in ("reading/schema.py", "model/assignment.py"):
        path = root / "grader" / name
        path.write_text(marked(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (root / "grader").rglob("*.py"):
        path.write_text(spelled_out(path.read_text(encoding="utf-8")), encoding="utf-8")
    # Of the libraries, half of the work, is taken what the gate has found out a moment ago, by the same options.
    if (known := PACKAGE.parent / ".mypy_cache").is_dir():
        shutil.copytree(known, root / "cache")
    command = [sys.executable, "-m", "mypy", "-p", "grader", "--cache-dir", str(root / "cache")]
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in said.stdout.splitlines():
        if match := USE.match(line):
            found[match[2], match[3]].add(Path(match[1]).relative_to("grader").as_posix())
    assert found, said.stdout[:2000] + said.stderr[:2000]
    for owner, field in own_uses((PACKAGE / "model" / "assignment.py").read_text(encoding="utf-8")):
        found[owner, field].add("model/assignment.py")
    for limit in subscripts_in(PACKAGE / "sandbox"):
        found["Limits", limit].add("sandbox")
    return found


def marked(source: str) -> str:
    """Each field a property that is reported where it is read; and one more that nothing reads."""
    lines = source.split("\n")
    owners = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for owner in owners:
        for node in owner.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                assert node.lineno == node.end_lineno, f"line {node.lineno}: a field over several lines"
                kind = ast.unparse(node.annotation)
                fields = [(node.target.id, kind), (UNHEARD, "int")] if node is owner.body[-1] else [(node.target.id, kind)]
                properties = [f"    @property\n    @deprecated('')\n    def {name}(self) -> {kind}: ..." for name, kind in fields]
                lines[node.lineno - 1] = "\n".join(properties)
    start = lines.index("from __future__ import annotations") + 1
    return "\n".join([*lines[:start], "from typing_extensions import deprecated", *lines[start:]])


class SpelledOut(ast.NodeTransformer):
    """Each returned value besides as a statement of its own: mypy loses what is deprecated deep inside of a ``return``."""

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        return [ast.Expr(node.value), node] if node.value is not None else [node]


def spelled_out(source: str) -> str:
    return ast.unparse(ast.fix_missing_locations(SpelledOut().visit(ast.parse(source))))


def own_uses(source: str) -> Iterator[tuple[str, str]]:
    """What the classes' own methods read of themselves."""
    for owner in ast.parse(source).body:
        for node in ast.walk(owner):
            if isinstance(owner, ast.ClassDef) and isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
                yield owner.name, node.attr


def subscripts_in(folder: Path) -> Iterator[str]:
    """Limits cross into the student's process as a mapping, and are read there by name."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and "limits" in ast.unparse(node.value):
                yield str(node.slice.value)


def sections() -> Iterator[tuple[str, str]]:
    for name, kind in vars(schema).items():
        if isinstance(kind, type) and issubclass(kind, schema.Section):
            yield from ((name, field) for field in kind.model_fields)


def unread(wanted: Iterator[tuple[str, str]], uses: Uses, besides: tuple[str, ...]) -> list[tuple[str, str]]:
    return [each for each in wanted if not uses.get(each, set()).difference(besides)]


@pytest.mark.exhaustive
def test_every_key_is_read(uses: Uses) -> None:
    """By what loads it or by what uses it. Rules and limits are taken over as they are, every key of them."""
    whole = {("RuleSection", key) for key in RULE_KEYS}
    whole |= {("LimitsSection", limit.name) for limit in dataclasses.fields(assignment.Limits)}
    assert [each for each in unread(sections(), uses, SCHEMA) if each not in whole] == []


@pytest.mark.exhaustive
def test_what_is_made_of_the_keys_is_used(uses: Uses) -> None:
    """Outside of what loads it: a key that only gets as far as the assignment does nothing."""
    made = [kind for kind in vars(assignment).values() if dataclasses.is_dataclass(kind) and isinstance(kind, type)]
    wanted = ((kind.__name__, field.name) for kind in made for field in dataclasses.fields(kind))
    assert unread(wanted, uses, LOADERS) == []


@pytest.mark.exhaustive
def test_a_key_that_nothing_reads_is_found(uses: Uses) -> None:
    """The same look at a key that is there for this test alone."""
    assert ("CourseFile", "timezone") in uses
    assert unread(iter([("CourseFile", UNHEARD), ("LatePolicy", UNHEARD)]), uses, SCHEMA) == [
        ("CourseFile", UNHEARD),
        ("LatePolicy", UNHEARD),
    ]
