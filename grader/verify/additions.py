"""The cases that survivors ask for, written into the author's suite: which of them, and which files change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from grader.model import Assignment, Text
from grader.phrases import say
from grader.verify.insertion import NewCase, with_cases, with_imports, with_texts
from grader.verify.laboratory import Difference
from grader.verify.outcome import Verification, both
from grader.verify.points import languages_of
from grader.verify.programs import Material

SUITE, GRADING, INPUTS = "test_hidden.py", "grading.yaml", "inputs.py"


@dataclass(frozen=True, slots=True)
class Additions:
    """``files``: those that change, by path, with their new texts; ``tests`` added; ``left``: cases without a place, with why."""

    files: tuple[tuple[Path, str], ...]
    tests: tuple[str, ...]
    left: tuple[Text, ...]


def additions_to(assignment: Assignment, material: Material, verification: Verification) -> Additions:
    """One case for all survivors that one input tells apart. Reads the suite as it is, and writes nothing."""
    private = assignment.private
    assert private is not None  # noqa: S101  # verified with its private half
    suite = (private / SUITE).read_text(encoding="utf-8-sig")
    grading = (private / GRADING).read_text(encoding="utf-8-sig")
    written = with_cases(suite, _cases(verification), _tests(verification))
    left = [both("verify_no_place", case=case.name, function=case.function) for case in written.left]
    files: list[tuple[Path, str]] = []
    if written.donors:
        texts = _texts(assignment, material, verification, written.donors)
        with_korean = with_texts(grading, texts)
        if with_korean is None:
            left.append(both("verify_texts_left", tests=", ".join(texts)))
        elif texts:
            files.append((private / GRADING, with_korean))
        inputs = private / INPUTS
        whole = with_imports(written.suite, inputs.read_text(encoding="utf-8-sig")) if inputs.is_file() else written.suite
        files.insert(0, (private / SUITE, whole))
    return Additions(tuple(files), tuple(name for name, _ in written.donors), tuple(left))


def _cases(verification: Verification) -> list[NewCase]:
    found: dict[tuple[str, str], NewCase] = {}
    for difference in _differences(verification):
        if difference.refused and difference.test:
            case = NewCase(difference.function, difference.test, difference.case)
            found.setdefault((difference.function, difference.call), case)
    return list(found.values())


def _differences(verification: Verification) -> list[Difference]:
    """Of everything that should lose points and does not: mutants first, since one case may fail a known mistake as well."""
    mutants = [each.difference for each in verification.mutants if each.state == "survived" and each.difference is not None]
    return [*mutants, *verification.unseen]


def _tests(verification: Verification) -> Mapping[str, list[str]]:
    """For each function the tests about it, the one that gives most points first."""
    points: dict[str, dict[str, Fraction]] = {}
    for case in verification.cases:
        own = points.setdefault(case.question, {})
        test = case.case.split("[")[0]
        own[test] = own.get(test, Fraction(0)) + case.max_points
    return {function: sorted(own, key=lambda test: own[test], reverse=True) for function, own in points.items()}


def _texts(
    assignment: Assignment, material: Material, verification: Verification, donors: tuple[tuple[str, str], ...]
) -> dict[str, dict[str, str]]:
    """What the new tests are called in Korean, where the course has it."""
    if "ko" not in languages_of(assignment):
        return {}
    functions = {each.test: each.function for each in _differences(verification)}
    found: dict[str, dict[str, str]] = {}
    for test, donor in donors:
        found[test] = {"title": say("verify_new_title", "ko", function=functions[test])}
        own = material.private.texts.get(donor)
        if own is not None and own.hint is not None and own.hint.ko:
            found[test]["hint"] = own.hint.ko
    return found
