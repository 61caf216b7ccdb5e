"""What an explanation says of one case, apart from the result that will hold it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Counterexample, Evidence, Finding


@dataclass(frozen=True, slots=True)
class Explained:
    """``evidence``: the case's own, with a map of what is wrong; None where nothing was added. ``trouble``: of ours, for staff."""

    evidence: Evidence | None = None
    findings: tuple[Finding, ...] = ()
    counterexample: Counterexample | None = None
    trouble: str = ""


NOTHING = Explained()
