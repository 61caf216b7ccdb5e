"""What is said of mutants that lost no point, and of what nobody has to write: in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.model import Assignment, Verdict
from grader.verify.outcome import Complaint, MutantResult, Remark, complaint, remark
from grader.verify.points import told_apart
from grader.verify.programs import Material, given_complete

# Ids of mutants in a sentence; the page has all of them.
MOST_KEYS = 5


def about_what_is_given(assignment: Assignment, material: Material) -> Iterator[Remark]:
    """Functions that nobody has to write are not changed, and tests that students can run are missing."""
    names = [name for functions in given_complete(material).values() for name in sorted(functions)]
    if names:
        yield remark("verify_given", names=", ".join(names))
    if not (assignment.public / "test_visible.py").is_file():
        yield remark("verify_no_visible", file=f"assignments/{assignment.slug}/test_visible.py")


def about_unclear(found: Iterable[tuple[str, tuple[str, str]]]) -> Iterator[Complaint]:
    """Point 1: on what the author's strategies draw there is one right answer, which everybody who is right gives."""
    seen = set()
    for who, (function, call) in found:
        if function and function not in seen:
            seen.add(function)
            key = "verify_unclear_sample" if who else "verify_unclear_reference"
            yield complaint(1, key, call, function=function, who=who)


def about_mutants(mutants: Sequence[MutantResult], material: Material) -> tuple[list[Complaint], list[Remark]]:
    """Point 5, and remarks that are no complaints."""
    complaints, remarks = [], []
    for result in mutants:
        if result.verdict == Verdict.GRADER_ERROR:
            complaints.append(_said(9, "verify_suite_fails", result))
        if result.state == "survived":
            detail = _detail(result, dict(material.sources)[result.mutant.file])
            complaints.append(_said(5, _key(result), result, detail))
    unexplained = [result.mutant.key for result in mutants if result.state == "probably equivalent"]
    if unexplained:
        some = ", ".join(unexplained[:MOST_KEYS]) + (" ..." if len(unexplained) > MOST_KEYS else "")
        remarks.append(remark("verify_unexplained", count=len(unexplained), some=some))
    states = {result.mutant.key: result.state for result in mutants}
    for each in material.private.equivalent:
        if each.mutant not in states:
            remarks.append(remark("verify_record_gone", mutant=each.mutant))
        elif states[each.mutant] == "killed":
            remarks.append(remark("verify_record_killed", mutant=each.mutant))
    return complaints, remarks


def _said(point: int, key: str, result: MutantResult, detail: str = "") -> Complaint:
    mutant = result.mutant
    where = {
        "mutant": mutant.key,
        "kind": mutant.kind,
        "place": f"{mutant.file}:{mutant.line}",
        "function": mutant.function or "-",
    }
    return complaint(point, key, detail, **where, reason=result.reason, number=mutant.after.split(" = ")[-1])


def _key(result: MutantResult) -> str:
    found = result.difference
    if result.reason:
        return "verify_record_false"
    if result.verdict == "never run":
        return "verify_never_run"
    if found is None:
        return "verify_nothing_tried"
    if not found.refused:
        return "verify_within_rule"
    return "verify_size_unseen" if result.mutant.kind == "size" else "verify_survives"


def _detail(result: MutantResult, original: str) -> str:
    """The change, what tells it apart, and the case to add: Python, as it is in any language."""
    return "\n".join(part for part in (result.mutant.diff(original), told_apart(result.difference, "mutant")) if part)
