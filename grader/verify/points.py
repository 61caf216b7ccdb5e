"""The nine points, each as a question to what was found. Pure; the sentences are for the assignment's author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.grading.scoring import max_points_of, rounded
from grader.model import Assignment, CaseResult, Grade, Lang, Text, Verdict, most_by_hand
from grader.verify.outcome import Complaint, MutantResult, Remark, Tried
from grader.verify.programs import Material, private_folder
from grader.verify.window import Window

# Fakes that are no answer to any numerical question; zero, True, None or an exception can be, here and there.
NEVER_RIGHT = frozenset(("a string", "an object", "a function"))
MAYBE_RIGHT = frozenset(("an empty tuple", "an empty list", "an empty array"))


def about_programs(programs: Sequence[Tried], material: Material) -> Iterator[Complaint]:
    """Points 1 to 4 and 9: what every program that comes with the assignment has earned."""
    expected = {sample.submission.student: sample.verdict for sample in material.samples}
    for tried in programs:
        if tried.kind == "reference":
            yield from _right(tried, "the reference" if tried.name == "reference" else f"the reference, as student {tried.name},")
        elif tried.kind == "alternative":
            yield from _alternative(tried)
        elif tried.kind == "stub":
            yield from _stub(tried)
        elif tried.kind == "sample" and expected[tried.name] is Verdict.ACCEPTED:
            yield from _right(tried, f"samples/{tried.name}")
        elif tried.kind == "sample":
            yield from _sample(tried, expected[tried.name])
        elif tried.kind == "mistake":
            yield from _mistake(tried, material)
        else:
            yield from _fake(tried)


def _right(tried: Tried, who: str) -> Iterator[Complaint]:
    grade = tried.grade
    for case in grade.cases:
        if case.verdict is Verdict.SKIPPED and case.set_aside.en + case.set_aside.ko:
            continue  # said by its author, with a reason
        if case.verdict is Verdict.SKIPPED:
            yield Complaint(1, f"{who} skips {case.case}: a skipped case earns nothing for anybody; remove the skip or the case")
        elif case.verdict is not Verdict.ACCEPTED:
            yield Complaint(1, f"{who} fails {case.case} ({case.verdict}): {_why(case)}; {_advice(case, who)}")


def _alternative(tried: Tried) -> Iterator[Complaint]:
    file = f"alternatives/{tried.name}.py"
    yield from _right(tried, file)
    followed = next((note.name for note in tried.grade.notes if note.kind == "alternative"), "")
    if tried.grade.verdict is Verdict.ACCEPTED and followed != tried.name:
        by = f"alternatives/{followed}.py" if followed else "the reference"
        yield Complaint(1, f"{file} is right by {by} already; remove it, or add a case that tells the two apart")


def _advice(case: CaseResult, who: str) -> str:
    mismatch = case.evidence.mismatch if case.evidence is not None else None
    if mismatch is not None and mismatch.kind == "value" and not who.startswith("the reference"):
        return "if the file is right, the rule is too strict (see the window under 6); else move the file to another folder"
    return "mend the suite or the file"


def _stub(tried: Tried) -> Iterator[Complaint]:
    passed = [case for case in tried.grade.cases if case.points > 0]
    if passed:
        names = ", ".join(case.case for case in passed[:4]) + (" ..." if len(passed) > 4 else "")
        earned = rounded(sum((case.points for case in passed), start=passed[0].points * 0))
        yield Complaint(
            2, f"the stub earns {earned} points without being touched, in {names}; let these cases ask for what is missing"
        )
    if tried.grade.points is None:
        yield Complaint(2, f"the stub could not be graded: {_withheld(tried.grade)}; mend the suite")


def _sample(tried: Tried, expected: Verdict) -> Iterator[Complaint]:
    if tried.grade.verdict is expected:
        return
    got = f"it got {tried.grade.verdict}"
    if tried.grade.verdict is Verdict.GRADER_ERROR:
        got += f" ({_withheld(tried.grade)})"
    yield Complaint(
        3, f"samples/{tried.name} has to get {expected}, but {got}; mend the suite, or move it to samples/{tried.grade.verdict}/"
    )


def _mistake(tried: Tried, material: Material) -> Iterator[Complaint]:
    grade, name = tried.grade, tried.name
    file = f"mistakes/{name}.py"
    if grade.points is None:
        yield Complaint(4, f"{file} could not be graded: {_withheld(grade)}; mend the suite")
        return
    if grade.points >= grade.max_points:
        yield Complaint(4, f"{file} earns every point; add a case that fails it, or remove the file if it is not a mistake")
        return
    section = material.private.mistakes.get(name)
    if section is None or section.hint is None:
        yield Complaint(
            4, f"{file} has no hint: write mistakes: {{{name}: {{hint: ...}}}} into grading.yaml, for the student who made it"
        )
    shown = _mistakes_shown(grade)
    if shown is not None and name not in shown:
        others = f"the hint of {shown[0]}" if shown else "no known mistake"
        yield Complaint(4, f"a student who made {name} would read {others}; make {file} differ from the others in some case")
    elif shown is not None and shown[0] != name:
        yield Complaint(4, f"a student who made {name} would first read the hint of {shown[0]}; tell the two apart by a case")


def _mistakes_shown(grade: Grade) -> list[str] | None:
    """Names of known mistakes as the student meets them; None where this version of the grade carries no findings."""
    failed = [case for case in grade.cases if case.verdict is not Verdict.ACCEPTED]
    if not any(hasattr(case, "findings") for case in failed):
        return None
    findings = [finding for case in failed for finding in getattr(case, "findings", ())]
    return list(dict.fromkeys(finding.name for finding in findings if finding.kind == "known_mistake"))


def _fake(tried: Tried) -> Iterator[Complaint]:
    for case in tried.grade.cases:
        if case.verdict is Verdict.GRADER_ERROR:
            yield Complaint(9, f"{case.case} fails of itself when a function answers with {tried.name}: {_why(case)}; "
                            "check the form of a value before the case works with it", case.staff.traceback)  # fmt: skip
            return  # one a fake: the others will be of the same kind
        if case.verdict is Verdict.ACCEPTED and tried.name in NEVER_RIGHT:
            yield Complaint(9, f"{case.case} accepts {tried.name} as an answer of every function; make the case ask for a value")
            return


def about_empty_answers(programs: Sequence[Tried]) -> Iterator[Remark]:
    """Remarks: an empty answer may be right, and may slip through a loop over its entries; only the author can tell."""
    for tried in programs:
        accepted = [case.case for case in tried.grade.cases if case.verdict is Verdict.ACCEPTED]
        if tried.kind == "fake" and tried.name in MAYBE_RIGHT and accepted:
            yield Remark(f"{accepted[0]} accepts {tried.name} as an answer of every function: is nothing the right answer there?")


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
        yield Complaint(
            8, f"{case} is failed by no mutant, no mistake and no wrong sample: it gives points away; sharpen or remove it"
        )


def about_texts(assignment: Assignment, material: Material, cases: Sequence[CaseResult]) -> Iterator[Complaint]:
    """Point 8: points add up to the handout's, and every text exists in each language of the course."""
    total = max_points_of(cases) + most_by_hand(assignment.manual)
    what = "the cases and what is marked by hand" if assignment.manual else "the cases"
    # What is dropped is missing from what the handout promised; that is said to whoever loses it.
    if assignment.points is not None and total != assignment.points and not assignment.drop:
        yield Complaint(
            8,
            f"{what} add up to {rounded(total)} points, but assignment.yaml says {rounded(assignment.points)}; make them agree",
        )
    for lang in languages_of(assignment):
        for what, text in _texts(assignment, material, cases):
            if not (text.ko if lang == "ko" else text.en):
                yield Complaint(8, f"{what} has no text in {'Korean' if lang == 'ko' else 'English'}; write one")
        readme = assignment.public / ("README.md" if lang == "en" else f"README.{lang}.md")
        if not readme.is_file():
            yield Complaint(
                8, f"assignments/{assignment.slug}/{readme.name} is missing: the handout in one of the course's languages"
            )


def languages_of(assignment: Assignment) -> tuple[Lang, ...]:
    """Those that course.yaml asks for, else those of the assignment's title, and the course's own."""
    if assignment.languages:
        return tuple(dict.fromkeys(assignment.languages))
    given: dict[Lang, bool] = {"en": bool(assignment.title.en), "ko": bool(assignment.title.ko)}
    return tuple(lang for lang, is_given in given.items() if is_given or lang == assignment.lang)


def _texts(assignment: Assignment, material: Material, cases: Sequence[CaseResult]) -> Iterator[tuple[str, Text]]:
    yield "the title in assignment.yaml", assignment.title
    seen = set()
    for case in cases:
        test = case.case.split("[")[0]
        if test not in seen:
            seen.add(test)
            yield f"the title of {test} (its docstring, or texts: in grading.yaml)", case.title
            for hint in case.hints:
                yield f"the hint of {test} (in its mark, or texts: in grading.yaml)", hint
    for alternative in assignment.alternatives:
        named = material.private.alternatives.get(alternative.name)
        title = named.title if named is not None else None
        text = Text(en=title.en, ko=title.ko) if title is not None else Text("")
        yield f"the title of alternatives/{alternative.name}.py (alternatives: in grading.yaml)", text
    for name, section in material.private.mistakes.items():
        if section.hint is not None:
            yield f"the hint of the mistake {name}", Text(en=section.hint.en, ko=section.hint.ko)
        if not (private_folder(assignment) / "mistakes" / f"{name}.py").is_file():
            yield f"the mistake {name}, which has no file mistakes/{name}.py,", Text("")


def about_windows(windows: Sequence[Window]) -> Iterator[Complaint]:
    """Point 6."""
    for window in windows:
        rule = f"{window.output}: the rule ({window.measure} {window.bound:g})"
        advice = f"; try {window.measure}: {window.advice:g} (--suggest writes it)" if window.advice is not None else ""
        if not window.above_noise:
            yield Complaint(
                6, f"{rule} is below the rounding noise of correct work, {window.lower:.1e} ({window.noise_of}){advice}"
            )
        if window.mistake is not None and not window.below_mistakes:
            yield Complaint(
                6,
                f"{rule} lets wrong values pass: the smallest mistake, {window.mistake_of}, is off by {window.mistake:.1e}{advice}",
            )


def about_order(before: Grade, after: Grade, who: str, what: str) -> Iterator[Complaint]:
    """Point 7: no case may earn otherwise than it did."""
    earned = {case.case: case.points for case in before.cases}
    for case in after.cases:
        if case.points != earned[case.case]:
            yield Complaint(7, f"{case.case} gave {who} {rounded(earned[case.case])} points, and {rounded(case.points)} {what}; "
                            "let the case make its own inputs, and keep nothing in the suite's module between cases")  # fmt: skip


def _withheld(grade: Grade) -> str:
    return next((_why(case) for case in grade.cases if case.verdict is Verdict.GRADER_ERROR), grade.problem)


def _why(case: CaseResult) -> str:
    if case.forbidden:
        use = case.forbidden[0]
        return f"{use.file}, line {use.line} uses {use.construct or use.name}, which assignment.yaml forbids"
    mismatch = case.evidence.mismatch if case.evidence is not None else None
    if case.verdict is Verdict.WRONG_ANSWER and mismatch is not None:
        size = (
            f", error {mismatch.error:.1e} where {mismatch.allowed:.1e} is allowed"
            if mismatch.error and mismatch.allowed is not None
            else ""
        )
        return f"{mismatch.output or case.function or 'the value'} is not as expected ({mismatch.kind}{size})"
    last = case.staff.traceback.strip().splitlines()[-1:] or [""]
    fault = f"{case.fault.type}: {case.fault.message}" if case.fault is not None else ""
    return (fault or case.limit or case.staff.detail or last[0])[:300]
