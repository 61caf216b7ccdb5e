"""What lists, sums and groups of a class are made of, taken out of a stored grade once: a row is the same made of either."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic_core import from_json, to_json

from grader.batch.same_answers import LEADERS, Signature, signatures_of
from grader.batch.store.extracts import Extract
from grader.model import Grade, Verdict
from grader.model.codecs import GRADE

# Of a grade what is about its student, which whoever reads it puts in; equal answers have equal extracts.
NOBODYS = ("student", "name", "file", "digest")
# Of a case what a row counts, and what it says where it is not nothing. Titles are those of the suite's outline.
OF_CASE = ("case", "question", "verdict", "points", "max_points")
WHERE_SAID = ("note", "bonus")
OF_FINDING = ("kind", "function", "name", "title")
MOST_PARSED = 2_000


def extract_of(grade: bytes) -> Extract:
    whole = from_json(grade)
    bare = {**whole, **dict.fromkeys(NOBODYS, ""), "broken": None, "cases": [_case(each) for each in whole["cases"]]}
    return Extract(grade=zlib.compress(to_json(bare), 1), signatures=zlib.compress(LEADERS.dump_json(signatures_of(grade)), 1))


@lru_cache(MOST_PARSED)
def grade_of(extract: bytes) -> Grade:
    """Nobody's, with cases that say how they ended and nothing of what was shown."""
    return GRADE.validate_json(zlib.decompress(extract))


def signatures_from(signatures: bytes, *, own_inputs: bool) -> tuple[Signature, ...]:
    """As ``signatures_of`` says it of the grade."""
    found = LEADERS.validate_json(zlib.decompress(signatures))
    if own_inputs:
        return tuple(Signature(function=each.function, known=each.known) for each in found if each.known)
    return found


def _case(case: Mapping[str, Any]) -> dict[str, Any]:
    said = [name for name in WHERE_SAID if case.get(name)]
    bare = {"number": "", "title": {"en": "", "ko": ""}, **_only(case, (*OF_CASE, *said))}
    if case.get("findings"):
        bare["findings"] = [_only(each, OF_FINDING) for each in case["findings"]]
    if (fault := case.get("fault")) is not None:
        bare["fault"] = {"base": fault["base"], "type": fault["type"], "message": ""}
    if (located := case.get("located")) is not None:
        bare["located"] = {"kind": located["kind"], "function": "", "places": [], "checks": 0}
    if case["verdict"] == Verdict.GRADER_ERROR:
        bare["staff"] = _only(case.get("staff", {}), ("detail",))
    return bare


def _only(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
