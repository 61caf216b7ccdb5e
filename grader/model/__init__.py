"""The values that cross every border: verdicts, rules, assignments, submissions, grades. No I/O, no logic but order.

Everything is frozen and made of plain parts, so that a value can be compared, cached, sent and stored as it is.
"""

from grader.model.assignment import Assignment, FunctionSpec, Lang, Limits, Names, Rule, RuleKind, SuiteTexts, Text
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
    NoteKind,
    StaffDetail,
    Submission,
)
from grader.model.verdict import PRECEDENCE, Reveal, Verdict

__all__ = [
    "PRECEDENCE",
    "Assignment",
    "CaseResult",
    "Entry",
    "Environment",
    "Evidence",
    "Fault",
    "Frame",
    "FunctionSpec",
    "Grade",
    "Lang",
    "Limits",
    "Mismatch",
    "MismatchKind",
    "Names",
    "Note",
    "NoteKind",
    "Reveal",
    "Rule",
    "RuleKind",
    "StaffDetail",
    "Submission",
    "SuiteTexts",
    "Text",
    "Verdict",
]
