"""What of a grade its student may see: everything that a case's level forbids is blanked, in one place. Pure."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NewType

from grader.model import JUDGE_ENDED, CaseResult, Evidence, Fault, Grade, Located, Mismatch, Reveal, StaffDetail, Text, Verdict

# A grade with nothing in it that its student may not see. Renderers for students take only this.
Revealed = NewType("Revealed", Grade)

BLANK = StaffDetail()


def reveal(grade: Grade) -> Revealed:
    return Revealed(replace(grade, cases=tuple(_revealed(case) for case in grade.cases)))


def _revealed(case: CaseResult) -> CaseResult:
    return replace(case, **_blanked(case))


def _blanked(case: CaseResult) -> dict[str, Any]:
    """What becomes of the fields that do not stay as they are."""
    level = case.reveal
    blanked: dict[str, Any] = {"staff": BLANK}
    if case.verdict is Verdict.ACCEPTED:
        # Nothing went wrong, so there is nothing to explain; what was printed may still hold inputs.
        blanked |= {"hints": (), "evidence": None, "fault": None}
    if not level.allows(Reveal.COUNTEREXAMPLE):
        blanked["counterexample"] = None
    if case.located is not None:
        blanked["located"] = (
            _of_line(case.located) if level.allows(Reveal.VALUES) and case.verdict is not Verdict.ACCEPTED else None
        )
    if level.allows(Reveal.VALUES):
        return blanked
    # A student who names an argument after what it holds would print it that way.
    blanked |= {"case": case.number, "printed": "", "mutated": (), "running": None}
    if level.allows(Reveal.MESSAGE):
        # A known mistake is its author's words, as a hint is; every other finding tells sizes or values.
        known = tuple(finding for finding in case.findings if finding.kind in ("known_mistake", "group_hint"))
        return blanked | {"evidence": _without_values(case.evidence), "fault": _without_text(case.fault), "findings": known}
    note = case.note if case.note in (JUDGE_ENDED, "forbidden") else ""  # which are said of the whole grade
    blanked |= {
        "hints": (),
        "evidence": None,
        "fault": None,
        "function": "",
        "limit": "",
        "note": note,
        "findings": (),
        "there": None,
        "lacking": "",
        "given": (),
        "forbidden": (),  # a note of the whole says it
    }
    return blanked if level.allows(Reveal.VERDICT) else blanked | {"title": Text(""), "set_aside": Text("")}


def _of_line(located: Located) -> Located | None:
    """As much of the place as the assignment lets its student see; what the slip is called belongs to the change."""
    if located.shown == "off":
        return None
    if located.shown == "change":
        return located
    bare = tuple(replace(each, before="", after="") for each in located.places)
    return replace(located, kind="", places=bare if located.shown == "line" else ())


def _without_values(evidence: Evidence | None) -> Evidence | None:
    """Which output broke which kind of rule, and by what power of ten: no input, no index, no value, no shape (it tells sizes)."""
    if evidence is None or evidence.mismatch is None:
        return None
    full = evidence.mismatch
    power = None
    if full.error is not None and full.allowed and math.isfinite(full.error / full.allowed) and full.error > 0:
        power = 10.0 ** math.ceil(math.log10(full.error / full.allowed))
    # A path such as [3]['7'] would tell sizes and keys; a name is the author's.
    output = full.output.split("[")[0]
    bare = Mismatch(
        kind=full.kind, output=output, rule=full.rule, error=power, allowed=None if power is None else 1.0, up_to=full.up_to
    )
    return Evidence(mismatch=bare, argument=evidence.argument, left=evidence.left, taken=evidence.taken)


def _without_text(fault: Fault | None) -> Fault | None:
    """The builtin that the exception derives from; its own name, text and lines are student-made and may carry inputs."""
    return None if fault is None else Fault(base=fault.base, type=fault.base, message="")
