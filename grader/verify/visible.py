"""The visible suite where students run it: without ``solutions/``, on a machine that has only the public folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from grader.errors import GraderError
from grader.judge.supervisor import Judge, SandboxRequest
from grader.model import Assignment, Verdict
from grader.verify.outcome import Complaint, complaint
from grader.verify.points import why_of
from grader.verify.programs import Material


def try_visible(course: Path, assignment: Assignment, material: Material, sandbox: SandboxRequest) -> list[Complaint]:
    """Point 8: the reference passes the visible tests, the stub does not, and nothing of ``solutions/`` is needed."""
    slug = assignment.slug
    file = f"assignments/{slug}/test_visible.py"
    if not (assignment.public / "test_visible.py").is_file():
        return []  # grading does without, so a remark says it
    with tempfile.TemporaryDirectory(prefix="grader-public-") as scratch:
        public = Path(scratch) / "assignments" / slug
        shutil.copytree(assignment.public, public)
        if (course / "course.yaml").is_file():
            shutil.copy(course / "course.yaml", scratch)
        try:
            with Judge(Path(scratch), slug, sandbox=sandbox, private=False) as judge:
                right, stub = judge.grade(material.reference), judge.grade(material.stub)
        except GraderError as error:
            return [complaint(8, "verify_visible_alone", file=file, error=error)]
    found = [
        complaint(8, "verify_visible_fails", case=case.case, verdict=case.verdict, why=why_of(case))
        for case in right.cases
        if case.verdict is not Verdict.ACCEPTED
    ]
    if all(case.verdict is Verdict.ACCEPTED for case in stub.cases):
        found.append(complaint(8, "verify_visible_idle", file=file))
    return found
