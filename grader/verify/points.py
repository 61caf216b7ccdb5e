"""The nine points, each as a question to what was found. Pure; the sentences are for the assignment's author."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.grading.scoring import max_points_of, rounded
from grader.model import Assignment, CaseResult, Grade, Lang, Text, Verdict, most_by_hand
from grader.verify.laboratory import Difference
from grader.verify.outcome import Complaint, MutantResult, Remark, Tried, both, complaint, remark
from grader.verify.programs import Material, private_folder
from grader.verify.window import Window

# Fakes that are no answer to any numerical question; zero, True, None or an exception can be, here and there.
NEVER_RIGHT = frozenset(("a string", "an object", "a function"))
MAYBE_RIGHT = frozenset(("an empty tuple", "an empty list", "an empty array"))
# Names of cases in a sentence.
MOST_CASES = 4


def about_programs(programs: Sequence[Tried], material: Material) -> Iterator[Complaint]:
    """Points 1 to 4 and 9: what every program that comes with the assignment has earned."""
    expected = {sample.submission.student: sample.verdict for sample in material.samples}
    # What these do to anybody is said under 1; a strange value is not the cause.
    broken = {case.case for tried in programs if tried.kind == "reference" for case in _not_earned(tried.grade)}
    for tried in programs:
        if tried.kind == "reference":
            yield from _right(tried, _reference(tried))
        elif tried.kind == "alternative":
            yield from _alternative(tried)
        elif tried.kind == "stub":
            yield from _stub(tried)
        elif tried.kind == "sample" and expected[tried.name] is Verdict.ACCEPTED:
            yield from _right(tried, f"samples/{tried.name}")
        elif tried.kind == "sample":
            yield from _sample(tried, expected[tried.name])
        elif tried.kind == "mistake":
            yield from (replace(each, mistake=tried.name) for each in _mistake(tried, material))
        else:
            yield from _fake(tried, broken)


def reference_fails(programs: Sequence[Tried]) -> bool:
    """Whether there is nothing right to hold anything against."""
    return any(True for tried in programs if tried.kind == "reference" for _ in _right(tried, _reference(tried)))


def _not_earned(grade: Grade) -> list[CaseResult]:
    return [case for case in grade.cases if case.verdict is not Verdict.ACCEPTED]


def _reference(tried: Tried) -> Text:
    return both("verify_who_reference") if tried.name == "reference" else both("verify_who_as_student", student=tried.name)


def _right(tried: Tried, who: Text | str) -> Iterator[Complaint]:
    grade = tried.grade
    for case in grade.cases:
        if case.verdict is Verdict.SKIPPED and case.set_aside.en + case.set_aside.ko:
            continue  # said by its author, with a reason
        if case.verdict is Verdict.SKIPPED:
            yield complaint(1, "verify_skips", who=who, case=case.case)
        elif case.verdict is not Verdict.ACCEPTED:
            advice = _advice(case, tried)
            yield complaint(1, "verify_fails", who=who, case=case.case, verdict=case.verdict, why=why_of(case), advice=advice)


def _alternative(tried: Tried) -> Iterator[Complaint]:
    file = f"alternatives/{tried.name}.py"
    yield from _right(tried, file)
    followed = next((note.name for note in tried.grade.notes if note.kind == "alternative"), "")
    if tried.grade.verdict is Verdict.ACCEPTED and followed != tried.name:
        by = f"alternatives/{followed}.py" if followed else both("verify_who_reference")
        yield complaint(1, "verify_alternative_idle", file=file, by=by)


def _advice(case: CaseResult, tried: Tried) -> Text:
    mismatch = case.evidence.mismatch if case.evidence is not None else None
    if mismatch is not None and mismatch.kind == "value" and tried.kind != "reference":
        return both("verify_mend_rule")
    return both("verify_mend_file")


def _stub(tried: Tried) -> Iterator[Complaint]:
    passed = [case for case in tried.grade.cases if case.points > 0]
    if passed:
        names = ", ".join(case.case for case in passed[:MOST_CASES]) + (" ..." if len(passed) > MOST_CASES else "")
        earned = rounded(sum((case.points for case in passed), start=passed[0].points * 0))
        yield complaint(2, "verify_stub_earns", earned=earned, names=names)
    if tried.grade.points is None:
        yield complaint(2, "verify_stub_ungraded", why=_withheld(tried.grade))


def _sample(tried: Tried, expected: Verdict) -> Iterator[Complaint]:
    verdict, file = tried.grade.verdict, f"samples/{tried.name}"
    if verdict is expected:
        return
    if verdict is Verdict.GRADER_ERROR:
        why = _withheld(tried.grade)
        yield complaint(3, "verify_sample_ungraded", file=file, wanted=expected, verdict=verdict, why=why)
    else:
        yield complaint(3, "verify_sample_other", file=file, wanted=expected, verdict=verdict)


def _mistake(tried: Tried, material: Material) -> Iterator[Complaint]:
    grade, name = tried.grade, tried.name
    file = f"mistakes/{name}.py"
    if grade.points is None:
        yield complaint(4, "verify_mistake_ungraded", file=file, why=_withheld(grade))
        return
    if earns_everything(grade):
        return  # which is said with what would fail it
    section = material.private.mistakes.get(name)
    if section is None or section.hint is None:
        yield complaint(4, "verify_mistake_no_hint", file=file, name=name)
    shown = _mistakes_shown(grade)
    if shown is not None and not shown:
        yield complaint(4, "verify_mistake_unknown", file=file, name=name)
    elif shown is not None and name not in shown:
        yield complaint(4, "verify_mistake_other", file=file, name=name, other=shown[0])
    elif shown is not None and shown[0] != name:
        yield complaint(4, "verify_mistake_later", name=name, other=shown[0])


def earns_everything(grade: Grade) -> bool:
    return grade.points is not None and grade.points >= grade.max_points


def about_unseen_mistakes(names: Iterable[str], found: Mapping[str, Difference]) -> Iterator[Complaint]:
    """Point 4, of mistakes that earn every point. ``found``: what tells them from the reference, where something does."""
    for name in names:
        told = complaint(4, "verify_mistake_earns", told_apart(found.get(name), "mistake"), file=f"mistakes/{name}.py")
        yield replace(told, mistake=name)


def told_apart(found: Difference | None, who: str) -> str:
    """The input, both answers, and the case to add: Python, as it is in any language."""
    if found is None:
        return ""
    call = found.call.replace("\n", "\n    ")
    parts = [f"told apart by ({found.origin}):\n    {call}", f"expected: {found.expected}", f"{who + ':':<10}{found.actual}"]
    return "\n".join([*parts, f"a case to add:\n\n{found.case}"] if found.refused else parts)


def _mistakes_shown(grade: Grade) -> list[str] | None:
    """Names of known mistakes as the student meets them; None where this version of the grade carries no findings."""
    failed = _not_earned(grade)
    if not any(hasattr(case, "findings") for case in failed):
        return None
    findings = [finding for case in failed for finding in getattr(case, "findings", ())]
    return list(dict.fromkeys(finding.name for finding in findings if finding.kind == "known_mistake"))


def _fake(tried: Tried, broken: Collection[str]) -> Iterator[Complaint]:
    fake = _fake_words(tried)
    for case in (case for case in tried.grade.cases if case.case not in broken):
        if case.verdict is Verdict.GRADER_ERROR:
            yield complaint(9, "verify_fake_fails", case.staff.traceback, case=case.case, fake=fake, why=why_of(case))
            return  # one a fake: the others will be of the same kind
        if case.verdict is Verdict.ACCEPTED and tried.name in NEVER_RIGHT:
            yield complaint(9, "verify_fake_accepted", case=case.case, fake=fake)
            return


def _fake_words(tried: Tried) -> Text:
    return both(f"verify_fake_{tried.name.replace(' ', '_')}")


def about_empty_answers(programs: Sequence[Tried]) -> Iterator[Remark]:
    """Remarks: an empty answer may be right, and may slip through a loop over its entries; only the author can tell."""
    for tried in programs:
        accepted = [case.case for case in tried.grade.cases if case.verdict is Verdict.ACCEPTED]
        if tried.kind == "fake" and tried.name in MAYBE_RIGHT and accepted:
            yield remark("verify_empty_accepted", case=accepted[0], fake=_fake_words(tried))


def idle_cases(cases: Sequence[CaseResult], programs: Sequence[Tried], mutants: Sequence[MutantResult]) -> list[str]:
    """Cases that no mutant, no mistake and no wrong sample has failed yet."""
    failed = {case for result in mutants for case in result.failed}
    for tried in programs:
        if tried.kind == "mistake" or (tried.kind == "sample" and tried.grade.verdict is Verdict.WRONG_ANSWER):
            failed |= {case.case for case in tried.grade.cases if case.verdict is not Verdict.ACCEPTED}
    return [case.case for case in cases if case.case not in failed and not case.set_aside.en + case.set_aside.ko]


def about_cases(cases: Sequence[CaseResult], programs: Sequence[Tried], mutants: Sequence[MutantResult]) -> Iterator[Complaint]:
    """Point 8: every case is failed by something."""
    for case in idle_cases(cases, programs, mutants):
        yield complaint(8, "verify_idle", case=case)


def about_texts(assignment: Assignment, material: Material, cases: Sequence[CaseResult]) -> Iterator[Complaint]:
    """Point 8: points add up to the handout's, and every text exists in each language of the course."""
    total = max_points_of(cases) + most_by_hand(assignment.manual)
    # What is dropped is missing from what the handout promised; that is said to whoever loses it.
    if assignment.points is not None and total != assignment.points and not assignment.drop:
        key = "verify_sum_by_hand" if assignment.manual else "verify_sum"
        yield complaint(8, key, total=rounded(total), points=rounded(assignment.points))
    for name in material.private.mistakes:
        if not (private_folder(assignment) / "mistakes" / f"{name}.py").is_file():
            yield complaint(8, "verify_mistake_gone", name=name)
    for lang in languages_of(assignment):
        for what, text in _texts(assignment, material, cases):
            if not (text.ko if lang == "ko" else text.en):
                yield complaint(8, "verify_no_korean" if lang == "ko" else "verify_no_english", what=what)
        readme = assignment.public / ("README.md" if lang == "en" else f"README.{lang}.md")
        if not readme.is_file():
            yield complaint(8, "verify_no_handout", file=f"assignments/{assignment.slug}/{readme.name}")


def languages_of(assignment: Assignment) -> tuple[Lang, ...]:
    """Those that course.yaml asks for, else those of the assignment's title, and the course's own."""
    if assignment.languages:
        return tuple(dict.fromkeys(assignment.languages))
    given: dict[Lang, bool] = {"en": bool(assignment.title.en), "ko": bool(assignment.title.ko)}
    return tuple(lang for lang, is_given in given.items() if is_given or lang == assignment.lang)


def _texts(assignment: Assignment, material: Material, cases: Sequence[CaseResult]) -> Iterator[tuple[Text, Text]]:
    yield both("verify_text_title"), assignment.title
    seen = set()
    for case in cases:
        test = case.case.split("[")[0]
        if test not in seen:
            seen.add(test)
            yield both("verify_text_test", name=test), case.title
            for hint in case.hints:
                yield both("verify_text_hint", name=test), hint
    for alternative in assignment.alternatives:
        named = material.private.alternatives.get(alternative.name)
        title = named.title if named is not None else None
        text = Text(en=title.en, ko=title.ko) if title is not None else Text("")
        yield both("verify_text_alternative", name=alternative.name), text
    for name, section in material.private.mistakes.items():
        if section.hint is not None:
            yield both("verify_text_mistake", name=name), Text(en=section.hint.en, ko=section.hint.ko)


def about_windows(windows: Sequence[Window]) -> Iterator[Complaint]:
    """Point 6."""
    for window in windows:
        advice: Text | str = ""
        if window.advice is not None:
            advice = both("verify_rule_advice", measure=window.measure, advice=f"{window.advice:g}")
        rule: dict[str, Any] = {"output": window.output, "measure": window.measure, "bound": f"{window.bound:g}", "advice": advice}
        if not window.above_noise:
            yield complaint(6, "verify_rule_strict", **rule, noise=f"{window.lower:.1e}", noise_of=window.noise_of)
        if window.mistake is not None and not window.below_mistakes:
            yield complaint(6, "verify_rule_loose", **rule, mistake=f"{window.mistake:.1e}", mistake_of=window.mistake_of)


def about_order(before: Grade, after: Grade, who: str, what: str) -> Iterator[Complaint]:
    """Point 7: no case may earn otherwise than it did. ``what``: the phrase that says how it was asked again."""
    if after.points is None and before.points is not None:  # of cases that nobody could grade no points can be compared
        yield complaint(7, "verify_order_ungraded", who=who, what=both(what), why=_withheld(after))
        return
    earned = {case.case: case.points for case in before.cases}
    for case in after.cases:
        if case.points != earned[case.case]:
            once, again = rounded(earned[case.case]), rounded(case.points)
            yield complaint(7, "verify_other_points", case=case.case, who=who, what=both(what), before=once, after=again)


def _withheld(grade: Grade) -> Text | str:
    return next(
        (why_of(case) for case in grade.cases if case.verdict is Verdict.GRADER_ERROR), Text(grade.problem, grade.problem_ko)
    )


def why_of(case: CaseResult) -> Text | str:
    if case.forbidden:
        use = case.forbidden[0]
        return both("verify_why_forbidden", file=use.file, line=use.line, use=use.construct or use.name)
    mismatch = case.evidence.mismatch if case.evidence is not None else None
    if case.verdict is Verdict.WRONG_ANSWER and mismatch is not None:
        what = {"output": mismatch.output or case.function or both("verify_the_value"), "kind": mismatch.kind}
        if mismatch.error and mismatch.allowed is not None:
            return both("verify_why_off", **what, error=f"{mismatch.error:.1e}", allowed=f"{mismatch.allowed:.1e}")
        return both("verify_why_other", **what)
    told = [line for line in case.staff.traceback.strip().splitlines() if line[:1].strip()]
    last = told[-1:] or [""]
    fault = f"{case.fault.type}: {case.fault.message}" if case.fault is not None else ""
    return (fault or case.limit or case.staff.detail or last[0])[:300]
