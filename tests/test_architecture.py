"""docs/architecture.md is a map of what is there: each path exists, each package stands in the tree, each word has one row."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:[a-z0-9_]+/)+[a-z0-9_]*(?:\.py)?)`?", MAP)))


@pytest.mark.parametrize("path", NAMED)
def test_what_the_map_names_is_there(path: str) -> None:
    """A path of the map is one below the root, below grader/, or below one of its folders."""
    above = [
        ROOT,
        *(ROOT / "solutions").iterdir(),
        ROOT / "grader",
        *(each for each in (ROOT / "grader").rglob("*") if each.is_dir()),
    ]
    assert any((folder / path).exists() for folder in above)


def test_every_package_stands_in_the_tree() -> None:
    """A newcomer meets each of them there first."""
    packages = {path.parent.name for path in (ROOT / "grader").glob("*/__init__.py")}
    assert packages - set(re.findall(r"\bgrader/(\w+) ", MAP)) == set()


def test_the_functions_of_the_map_are_there() -> None:
    """Names in brackets after a file are defined in it, or are a class there."""
    for file, name in re.findall(r"`([a-z/_0-9]+\.py)` \(`(\w+)`\)", MAP):
        source = (ROOT / "grader" / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:class|def) {name}\b|^{name}\b", source, re.M), f"{file} has no {name}"


def test_every_decision_has_a_line() -> None:
    """The index names each paragraph of each topic, once, and leads to it."""
    docs = ROOT / "docs"
    index = re.findall(r"^- \[(.+?)\]\((decisions/\w+\.md)#([^)]*)\)", (docs / "decisions.md").read_text(encoding="utf-8"), re.M)
    told = [
        (heading, f"decisions/{path.name}")
        for path in sorted((docs / "decisions").glob("*.md"))
        for heading in re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)
    ]
    assert sorted((title, file) for title, file, _ in index) == sorted(told)
    for title, _, anchor in index:
        assert re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") == anchor
