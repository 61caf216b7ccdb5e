"""What a grade is known by: everything that can change its points, as one digest."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass, replace

from grader import __version__
from grader.grading.totals import numpy_version
from grader.judge.supervisor import Feedback
from grader.model import Assignment, Submission
from grader.model.codecs import SUBMISSION

# One more whenever the same code begins to say other things of the same file; what was kept before is then graded again.
# 2: the operands of a line that raised. 3: examples that hang on no number of ours, smaller inputs, more lines.
# 4: lines of more changes, and none where half of a count or a lost sign was taken for one.
# 5: fewer sentences that were not so. 6: the order of addresses in warm parents that are forked; forms of values in both languages.
# 7: causes that are named more carefully, examples of the kind that failed; warnings of a case's own.
SAYS = "7"


@dataclass(frozen=True, slots=True)
class GradedBy:
    """What grades a class besides the submissions."""

    assignment: Assignment
    level: str
    feedback: Feedback

    def key(self, submission: Submission) -> str:
        """Of a submission, with or without its files: its digest stands for them. Who it is counts only where inputs differ."""
        assignment = self.assignment
        bare = replace(submission, files=(), own=(), student="", name="", file="")
        parts = (
            *(SAYS, SUBMISSION.dump_json(bare).decode()),
            submission.student if assignment.seed_per == "student" else "",
            *(assignment.slug, assignment.digest, self.level, self.feedback),
            assignment.explanations_digest if self.feedback == "full" else "",
            *(__version__, platform.python_version(), numpy_version(), platform.machine()),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
