"""The values that cross every border: verdicts, rules, assignments, submissions, grades. No I/O, no logic but order.

Everything is frozen and made of plain parts, so that a value can be compared, cached, sent and stored as it is.
"""

from grader.model.assignment import (
    Assignment,
    Attempts,
    Deadline,
    EquivalentMutant,
    FunctionSpec,
    Lang,
    LatePolicy,
    Limits,
    MistakeHint,
    Names,
    Rule,
    RuleKind,
    SuiteTexts,
    Text,
)
from grader.model.grade import (
    CaseResult,
    Entry,
    Environment,
    Evidence,
    Fault,
    Frame,
    Grade,
    Mismatch,
    MismatchKind,
    Note,
    StaffDetail,
    Submission,
)
from grader.model.member import Adjustment, Lateness, Member, Standing
from grader.model.verdict import PRECEDENCE, Reveal, Verdict

__all__ = [
    "PRECEDENCE",
    "Adjustment",
    "Assignment",
    "Attempts",
    "CaseResult",
    "Deadline",
    "Entry",
    "Environment",
    "EquivalentMutant",
    "Evidence",
    "Fault",
    "Frame",
    "FunctionSpec",
    "Grade",
    "Lang",
    "LatePolicy",
    "Lateness",
    "Limits",
    "Member",
    "Mismatch",
    "MismatchKind",
    "MistakeHint",
    "Names",
    "Note",
    "Reveal",
    "Rule",
    "RuleKind",
    "StaffDetail",
    "Standing",
    "Submission",
    "SuiteTexts",
    "Text",
    "Verdict",
]
