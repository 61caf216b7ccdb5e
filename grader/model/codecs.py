"""The model's values as JSON, and back: one adapter for each value that is sent or kept.

Not loaded with the rest of the model, since adapters take a while to be made.
"""

from __future__ import annotations

from pydantic import ConfigDict, TypeAdapter

from grader.model.assignment import Rule
from grader.model.grade import CaseResult, Grade
from grader.model.submission import Submission

GRADE = TypeAdapter(Grade)
SUBMISSION = TypeAdapter(Submission)
# Made once they are used: who grades one file needs neither.
CASES: TypeAdapter[tuple[CaseResult, ...]] = TypeAdapter(tuple[CaseResult, ...], config=ConfigDict(defer_build=True))
# Per output the function that it belongs to, if any, and its rule.
RULES: TypeAdapter[dict[str, tuple[str, Rule]]] = TypeAdapter(dict[str, tuple[str, Rule]], config=ConfigDict(defer_build=True))
