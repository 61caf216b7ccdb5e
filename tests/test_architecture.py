"""docs/architecture.md, CONTRIBUTING.md, decisions: what they name is there, each package and each decision stands in its list."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = {"architecture": MAP, "CONTRIBUTING": (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")}
PATH = r"(?:[a-z0-9_]+/)+[a-z0-9_]*(?:\.\w+)?"
NAMED = sorted({path for text in PAGES.values() for path in re.findall(rf"`({PATH})`", text)})
FOLDERS = [
    ROOT,
    *(ROOT / "solutions").iterdir(),
    ROOT / "grader",
    *(each for each in (ROOT / "grader").rglob("*") if each.is_dir()),
]


def found(path: str) -> Path | None:
    """A path of the map is one below the root, below grader/, or below one of its folders."""
    return next((folder / path for folder in FOLDERS if (folder / path).exists()), None)


def sentences(text: str) -> list[str]:
    """Rows of tables and items of lists, each on one line."""
    return re.sub(r"\n(?!\n|\||\d+\. |#|- )\s*", " ", text).splitlines()


def told(text: str) -> Iterator[tuple[str, str]]:
    """``(path, what is said to be in it)``: a file named alone, in its folder; a name in brackets after it, or in or of it."""
    for sentence in sentences(text):
        last = ""
        for each in re.finditer(rf"`({PATH}|\w+\.py)`|\((`\w+`(?:, `\w+`)*)[),:]", sentence):
            path, names = each.groups()
            if path is None:
                yield from ((last, name) for name in re.findall(r"\w+", names) if last)
            elif "/" not in path:
                yield str(Path(last).parent) if last else "", path
            else:
                last = path
        for name, path in re.findall(rf"`(\w+)` (?:in|of) `({PATH})`", sentence):
            yield path, name


TOLD = sorted({(page, *each) for page, text in PAGES.items() for each in told(text)})
# What says why, and what holds: read long after it was written, so a file that was renamed has to be renamed there too.
KEPT = (
    *(ROOT / "docs" / "decisions").glob("*.md"),
    *(ROOT / "docs" / f"{name}.md" for name in ("performance", "security")),
)
MODULES = sorted(
    {(path.name, each) for path in KEPT for each in re.findall(r"`((?:\w+/)+\w+\.py)`", path.read_text(encoding="utf-8"))}
)


def test_what_the_map_names_is_there() -> None:
    assert [path for path in NAMED if found(path) is None] == []


def test_what_the_decisions_name_is_there() -> None:
    assert [(page, path) for page, path in MODULES if found(path) is None] == []


def test_what_is_said_to_be_in_a_file_is_in_it() -> None:
    """A function, a class or a constant; a file that is named alone lies in the folder of the one before it."""
    assert [each for each in TOLD if not _has(found(each[1]), each[2])] == []
    assert not _has(found("judge/suite.py"), "Nobody")


def _has(file: Path | None, name: str) -> bool:
    if file is None or file.is_dir():
        return file is not None and (file / name).exists()
    return re.search(rf"^\s*(?:class|def) {name}\b|^{name}\b", file.read_text(encoding="utf-8"), re.M) is not None


def test_the_reader_of_the_map_reads_it() -> None:
    """So many names, in either way of writing them, that none can be left out in silence."""
    row = "| a | `judge/suite.py`, `assessment.py` and `report/sentences.py` words it (`_raised`, `said`) |"
    assert list(told(row)) == [("judge", "assessment.py"), ("report/sentences.py", "_raised"), ("report/sentences.py", "said")]
    assert list(told("1. `measure_of` in `grader/verify/window.py`\n   (`Nobody`)")) == [
        ("grader/verify/window.py", "Nobody"),
        ("grader/verify/window.py", "measure_of"),
    ]
    assert len(TOLD) > 20
    assert len(MODULES) > 20


def test_every_package_stands_in_the_tree() -> None:
    """A newcomer meets each of them there first."""
    packages = {path.parent.name for path in (ROOT / "grader").glob("*/__init__.py")}
    assert packages - set(re.findall(r"\bgrader/(\w+) ", MAP)) == set()


def test_every_decision_has_a_line() -> None:
    """The index names each paragraph of each topic, once, and leads to it."""
    docs = ROOT / "docs"
    index = re.findall(r"^- \[(.+?)\]\((decisions/\w+\.md)#([^)]*)\)", (docs / "decisions.md").read_text(encoding="utf-8"), re.M)
    said = [
        (heading, f"decisions/{path.name}")
        for path in sorted((docs / "decisions").glob("*.md"))
        for heading in re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)
    ]
    assert sorted((title, file) for title, file, _ in index) == sorted(said)
    for title, _, anchor in index:
        assert re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") == anchor
