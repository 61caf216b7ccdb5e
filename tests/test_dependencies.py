"""What grader imports is what it declares, both ways; so an installed wheel has everything that it needs and nothing more."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Distributions whose module has another name.
MODULES = {"pyyaml": "yaml", "jinja2": "jinja2", "argon2-cffi": "argon2"}
# Each comes with the other by that one's own declaration, and is its public interface.
THROUGH = {"markupsafe": "jinja2", "pydantic_core": "pydantic", "_pytest": "pytest"}


def third_party(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        for name in names:
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top != "grader":
                yield top


def declared() -> tuple[set[str], set[str]]:
    """Modules of the dependencies that always hold, and of the optional ones."""

    def modules(requirements: list[str]) -> set[str]:
        names = [re.split(r"[ <>=!~;\[]", text)[0].lower() for text in requirements]
        return {MODULES.get(name, name.replace("-", "_")) for name in names}

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project.get("optional-dependencies", {})
    return modules(project["dependencies"]), {name for texts in extras.values() for name in modules(texts)}


def test_every_import_is_declared_and_every_declaration_imported() -> None:
    """In grader/ itself; pytest's own modules count as pytest."""
    files = list((ROOT / "grader").rglob("*.py"))
    found = {name for path in files for name in third_party(path.read_text(encoding="utf-8"))}
    found = {THROUGH.get(name, name) for name in found}
    always, optional = declared()
    assert found - always - optional == set()
    assert always - found == set()


def test_the_package_is_typed() -> None:
    """PEP 561's mark is in the package, so it is in the wheel."""
    assert (ROOT / "grader/py.typed").exists()
