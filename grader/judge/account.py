"""Everything that is found out of one case of one submission, and the one place where a result is made of it.

Parts are found by many, and at different times: the run, why it failed, what the case is worth with right earlier functions, where
the line is. Each is put down here by whoever finds it; which of them counts beside which others is said in ``result`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.judge.case_run import CaseRun
from grader.judge.explain.explained import NOTHING, Explained
from grader.judge.explain.misfits import without_misfits
from grader.judge.running.bans import NOTE
from grader.judge.running.cases import Case
from grader.judge.running.tiers import EXPLAINED
from grader.model import CaseResult, Evidence, Forbidden, Located, Reveal, StaffDetail, Text, Verdict, Whereabout


@dataclass(slots=True)
class Account:
    """``hidden``: no more than its verdict may be shown. ``misfits``: that it is wrong beside right functions, too, may be said.

    ``given`` and ``points``: what it is worth with the reference answering for these functions. ``located``: of its question.
    ``there`` and ``lacking``: of a missing name. ``trouble``: of ours, with looking for the line; ``refused``: what the level did
    not grant.
    """

    case: Case
    run: CaseRun
    hidden: bool = False
    explained: Explained = NOTHING
    misfits: bool = True
    given: tuple[str, ...] = ()
    points: Fraction | None = None
    there: Whereabout | None = None
    lacking: str = ""
    located: Located | None = None
    trouble: str = ""
    forbidden: tuple[Forbidden, ...] = ()
    refused: str = ""

    @property
    def missing(self) -> str:
        """The name that it asked for in vain; empty where it had what it asked for."""
        blame = self.run.blame
        return blame.function if self.run.verdict is Verdict.NOT_IMPLEMENTED and blame.note == "missing" else ""

    def result(self) -> CaseResult:
        """The result, of all that is known by now."""
        case, run, blame, record = self.case, self.run, self.run.blame, self.run.record
        usage = record.stop.usage if record.stop is not None else None
        banned = bool(self.forbidden) and run.verdict not in (Verdict.SKIPPED, Verdict.GRADER_ERROR)
        # What was right with something that may not be used is wrong for that, and for nothing that a hint is about.
        turned = banned and run.verdict is Verdict.ACCEPTED
        own = case.points * blame.credit if self.points is None else self.points
        findings = self.explained.findings
        return CaseResult(
            case=case.name,
            number=case.number,
            title=case.title,
            question=case.question,
            verdict=Verdict.WRONG_ANSWER if turned else run.verdict,
            points=Fraction(0) if banned else own,
            max_points=case.points,
            reveal=Reveal.VERDICT if self.hidden and case.reveal.allows(Reveal.VERDICT) else case.reveal,
            hints=() if turned else case.hints,
            function=blame.function,
            limit=blame.limit,
            evidence=self._evidence(),
            fault=blame.fault,
            printed="".join(record.printed),
            note=NOTE if turned else "" if banned and blame.note == "partial" else blame.note,
            staff=self._staff(Verdict.WRONG_ANSWER if turned else run.verdict),
            mutated=tuple(record.mutated),
            findings=findings if self.misfits else without_misfits(findings),
            counterexample=self.explained.counterexample,
            there=self.there,
            given=() if banned else self.given,
            running=usage.running if usage is not None and run.verdict is Verdict.TIME_LIMIT else None,
            # A line where one change would make it pass is none where something is used that may not be: it uses that still.
            located=self.located if run.verdict in EXPLAINED and not banned else None,
            forbidden=self.forbidden if banned else (),
            bonus=case.bonus,
            set_aside=case.set_aside or Text(""),
            lacking=self.lacking,
        )

    def _evidence(self) -> Evidence | None:
        record = self.run.record
        if self.run.verdict not in (Verdict.WRONG_ANSWER, Verdict.NOT_IMPLEMENTED):
            return None
        return self.explained.evidence or record.evidence or record.latest_evidence

    def _staff(self, verdict: Verdict) -> StaffDetail:
        record, blame = self.run.record, self.run.blame
        usage = record.stop.usage if record.stop is not None else None
        detail = self.explained.trouble or blame.detail
        if self.run.verdict in EXPLAINED:
            detail = detail or self.trouble
        if verdict is not Verdict.ACCEPTED:
            detail = "; ".join(filter(None, (detail, self.refused)))
        return StaffDetail(
            traceback=self.run.traceback,
            printed_lost=record.lost,
            wall_s=self.run.wall_s,
            cpu_s=usage.cpu_s if usage else 0.0,
            memory_mb=usage.memory_mb if usage else 0.0,
            detail=detail,
            returned=record.wrong if self.run.verdict is Verdict.WRONG_ANSWER else None,
        )
