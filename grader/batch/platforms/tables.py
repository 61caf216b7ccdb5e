"""Tables of our own making: for spreadsheets and mail merges, and in the columns that nbgrader and Gradescope export. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from grader.batch.platforms.results import Result, guarded, number

BOM = b"\xef\xbb\xbf"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What pytest calls a failure; whatever else stops a case is an error.
_FAILURES = ("wrong_answer", "not_implemented")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table says beside the grades: what the assignment is called, when it was due, students' addresses where known."""

    assignment: str
    due: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A form that we make as a whole. ``ending``: of the file's name."""

    made: Callable[[Sequence[Result], Heading], bytes]
    ending: str = "csv"


def merge_table(results: Sequence[Result], addresses: Mapping[str, str]) -> bytes:
    """``student,name,email,section,points,max_points,state,report``: for a spreadsheet, or to send each their own report."""
    head = ("student", "name", "email", "section", "points", "max_points", "state", "report")
    rows = [
        (
            *map(guarded, (each.student, each.name, addresses.get(each.student, ""), each.section)),
            _points(each),
            number(each.max_points),
            _state(each),
            each.report,
        )
        for each in results
    ]
    return BOM + _csv(head, rows)


def course_table(classes: Mapping[str, Sequence[Result]], addresses: Mapping[str, str]) -> bytes:
    """Every assignment of a course by student: ``student,name,email,section``, the points of each, ``points,max_points``.

    A sum is written only where every grade of it is known; who handed in nothing has no points in it. Whom an assignment does not
    know has an empty cell there.
    """
    everybody: dict[str, dict[str, Result]] = {}
    for slug, results in classes.items():
        for each in results:
            everybody.setdefault(each.student, {})[slug] = each
    most = {slug: max((each.max_points for each in results), default=Decimal(0)) for slug, results in classes.items()}
    rows = []
    for student, own in sorted(everybody.items()):
        known = [each.points for each in own.values() if each.points is not None]
        who = (student, *(next((text for each in own.values() if (text := value(each))), "") for value in (_name, _section)))
        rows.append(
            (
                *map(guarded, (who[0], who[1], addresses.get(student, ""), who[2])),
                *(_points(own[slug]) if slug in own else "" for slug in classes),
                number(sum(known, Decimal(0))) if len(known) == len(own) else "",
                number(sum(most.values(), Decimal(0))),
            )
        )
    return BOM + _csv(("student", "name", "email", "section", *classes, "points", "max_points"), rows)


def _name(result: Result) -> str:
    return result.name


def _section(result: Result) -> str:
    return result.section


def nbgrader_table(results: Sequence[Result], assignment: str, addresses: Mapping[str, str], due: str) -> bytes:
    """The columns of ``nbgrader export``. A name is written whole as the last name, since nobody knows where it divides."""
    head = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
            "late_submission_penalty", "score", "max_score")  # fmt: skip
    rows = []
    for each in results:
        before = each.document.get("points_before_late")
        raw = Decimal(str(before)) if before is not None else each.points
        known = each.points is not None and not each.absent
        penalty = number(max(Decimal(0), raw - each.points)) if known and raw is not None and each.points is not None else ""
        who = map(guarded, (each.student, each.name, "", addresses.get(each.student, "")))
        rows.append(
            (
                assignment,
                due,
                "",
                *who,
                number(raw) if known and raw is not None else "",
                penalty,
                _points(each),
                number(each.max_points),
            )
        )
    return _csv(head, rows)


def gradescope_table(results: Sequence[Result], addresses: Mapping[str, str]) -> bytes:
    """The columns of Gradescope's own download of grades."""
    rows = [
        (
            *map(guarded, (each.name, each.student, addresses.get(each.student, ""))),
            _points(each),
            number(each.max_points),
            "Missing" if each.absent else "Graded" if each.points is not None else "Ungraded",
        )
        for each in results
    ]
    return _csv(("Name", "SID", "Email", "Total Score", "Max Points", "Status"), rows)


def junit(results: Sequence[Result], assignment: str) -> bytes:
    """pytest's shape: a suite a student, a failure for a wrong answer, an error for what stopped.

    What is withheld is skipped, never failed.
    """
    root = ET.Element("testsuites", name=_xml(assignment))
    for each in results:
        if not each.document:
            continue
        cases = each.document["cases"]
        kinds = [_kind(case) for case in cases]
        suite = ET.SubElement(
            root, "testsuite", name=_xml(each.student), tests=str(len(cases)),
            failures=str(kinds.count("failure")), errors=str(kinds.count("error")), skipped=str(kinds.count("skipped")),
        )  # fmt: skip
        properties = ET.SubElement(suite, "properties")
        for name, value in (("points", _points(each)), ("max_points", number(each.max_points)), ("state", _state(each))):
            ET.SubElement(properties, "property", name=name, value=value)
        for case, kind in zip(cases, kinds, strict=True):
            made = ET.SubElement(
                suite, "testcase", classname=_xml(f"{assignment}.{case['question'] or 'other'}"), name=_xml(case["title"])
            )
            if kind:
                told = ET.SubElement(made, kind, message=_xml(case["verdict"]))
                told.text = _xml(case.get("message") or "")
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole + b"\n"


def _kind(case: Mapping[str, Any]) -> str:
    verdict = case["verdict"]
    if verdict == "accepted":
        return ""
    if verdict in ("grader_error", "skipped"):
        return "skipped"
    return "failure" if verdict in _FAILURES else "error"


def _points(result: Result) -> str:
    return "" if result.points is None or result.absent else number(result.points)


def _state(result: Result) -> str:
    return "nothing_handed_in" if result.absent else "graded" if result.points is not None else result.why


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([head, *rows])
    return file.getvalue().encode("utf-8", "backslashreplace")


# Every form that is made without a file of the platform: the command's --to, and the buttons of the web application.
TABLES: Mapping[str, Table] = {
    "csv": Table(lambda results, heading: merge_table(results, heading.addresses)),
    "gradescope": Table(lambda results, heading: gradescope_table(results, heading.addresses)),
    "nbgrader": Table(lambda results, heading: nbgrader_table(results, heading.assignment, heading.addresses, heading.due)),
    "junit": Table(lambda results, heading: junit(results, heading.assignment), ending="xml"),
}
