"""How platforms read what is uploaded, rebuilt from their own importers' rules: what a file of ours would do there."""

import csv
import io
import re
from decimal import Decimal
from xml.etree import ElementTree

# Canvas: every mark but the last one is dropped from a number.
_NUMBER = re.compile(r"[\d.,]+")


def canvas(content: bytes, assignment: int) -> dict[str, str]:
    """``ID`` to the grade that Canvas would set; asserts where it would refuse the file."""
    text = content.decode("utf-8-sig")
    first = "\n".join(text.splitlines()[:3])
    commas, semicolons = ([len(row) for row in csv.reader(io.StringIO(first), delimiter=each)] for each in ",;")
    separator = ";" if len(set(semicolons)) == 1 and semicolons[0] > commas[0] else ","
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if "".join(row).strip("; ,")]
    head, found = None, {}
    for row in rows:
        cells = [_canvas_number(cell) for cell in row]
        if head is None:
            assert len(cells) > 3
            assert "Student" in cells[0]
            assert "ID" in cells[1]
            assert "Section" in cells
            head = cells
            column = next(place for place, cell in enumerate(head) if cell.endswith(f"({assignment})"))
        elif "Points Possible" in row[0]:
            assert "read only" not in row[column]
        elif any(cells) and not set(cells) - {""} <= {"Muted"} and row[0] != "Student, Test":
            found[row[1]] = cells[column]
    return found


def _canvas_number(cell: str) -> str:
    cell = cell.strip()
    if not cell or not _NUMBER.fullmatch(cell):
        return cell
    parts = re.fullmatch(r"(.*?)([.,]?)([^.,]*)", cell)
    assert parts is not None
    whole, mark, rest = parts.groups()
    return re.sub("[.,]", "", whole) + ("." + rest if mark else rest)


def moodle(content: bytes, columns: tuple[str, str, str] = ("Identifier", "Grade", "Maximum Grade")) -> dict[str, Decimal]:
    """The participant's number to the new grade; rows that Moodle leaves out in silence are not there."""
    table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    identifier, grade, maximum = columns
    found = {}
    for row in table:
        text = row[grade].replace(",", ".").strip()
        if not text:
            continue
        value = Decimal(text)
        if 0 <= value <= Decimal(row[maximum].replace(",", ".")):
            found[re.sub(r"\D", "", row[identifier])] = value
    return found


def brightspace(content: bytes, item: str) -> dict[str, str]:
    """``OrgDefinedId`` to points."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    column = next(place for place, cell in enumerate(rows[0]) if cell.startswith(f"{item} Points Grade"))
    assert rows[0][-1] == "End-of-Line Indicator"
    assert all(row[-1] == "#" for row in rows[1:])
    return {row[0].removeprefix("#"): row[column] for row in rows[1:]}


def blackboard(content: bytes, number: int) -> dict[str, str]:
    """User name to points; a tab-separated text of UTF-16 with its mark."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-16"), newline=""), delimiter="\t"))
    column = next(place for place, cell in enumerate(rows[0]) if cell.endswith(f"|{number}"))
    user = rows[0].index("Username")
    return {row[user]: row[column] for row in rows[1:]}


# JUnit as its readers share it, by hand from what Jenkins and GitLab document and pytest writes: children in their order, how
# often; attributes that have to be there, and those that may.
_MANY = (0, 10**9)
_JUNIT = {
    "testsuites": ({"testsuite": _MANY}, set(), {"name", "tests", "failures", "errors", "time"}),
    "testsuite": (
        {"properties": (0, 1), "testcase": _MANY, "system-out": (0, 1), "system-err": (0, 1)},
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package"},
    ),
    "properties": ({"property": (1, 10**9)}, set(), set()),
    "property": ({}, {"name", "value"}, set()),
    "testcase": ({"skipped": (0, 1), "error": (0, 1), "failure": (0, 1)}, {"name", "classname"}, {"time", "file", "line"}),
    "failure": ({}, set(), {"message", "type"}),
    "error": ({}, set(), {"message", "type"}),
    "skipped": ({}, set(), {"message", "type"}),
}


def junit(content: bytes) -> dict[str, tuple[int, int, int, int]]:
    """By suite how many cases, failures, errors and skipped ones a reader counts; asserts that the document has the form."""
    root = ElementTree.fromstring(content)  # noqa: S314  # our own
    assert root.tag == "testsuites"
    for element in root.iter():
        children, needed, allowed = _JUNIT[element.tag]
        assert needed <= set(element.attrib) <= needed | allowed, element.tag
        tags = [child.tag for child in element]
        assert tags == sorted(tags, key=list(children).index), f"{element.tag} holds {tags}"
        for tag, (least, most) in children.items():
            assert least <= tags.count(tag) <= most
    found = {}
    for suite in root:
        cases = suite.findall("testcase")
        assert all(len(case) <= 1 for case in cases)
        failures, errors, skipped = (sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error", "skipped"))
        assert tuple(int(suite.get(name, "0")) for name in ("failures", "errors", "skipped")) == (failures, errors, skipped)
        assert int(suite.get("tests", "-1")) == len(cases)
        found[suite.get("name", "")] = (len(cases), failures, errors, skipped)
    return found
