"""What runs inside PrairieLearn's external grader: ``python -m grader.batch.bundle.prairielearn /grade``."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Any

from grader.batch.bundle.harness import NOBODY, HandedIn, Outcome, grade_there, write_document
from grader.model import Assignment

TIMEOUT_S = 120
DOCKERFILE = """FROM python:{major}.{minor}-slim
COPY tests/wheels /wheels
RUN python -m pip install --no-index --find-links /wheels grader && rm -r /wheels
"""
RUN = """#!/bin/sh
exec python -P -m grader.batch.bundle.prairielearn /grade
"""


def document_of(outcome: Outcome) -> dict[str, Any]:
    """``results.json``. What was withheld or cannot be read is not gradable, so that no attempt is lost and no zero is made."""
    base = {"output": "", "message": outcome.said, "grader": {"sandbox": outcome.sandbox}}
    if outcome.points is None or outcome.unreadable:
        return {**base, "gradable": False, "score": 0, "format_errors": [outcome.unreadable or outcome.said]}
    tests = [
        {"name": line.name, "points": float(line.points), "max_points": float(line.max_points), "message": line.text}
        for line in outcome.lines
    ]
    share = min(1.0, float(outcome.points / outcome.max_points)) if outcome.max_points else 0.0
    return {**base, "gradable": True, "score": share, "tests": tests}


def question(assignment: Assignment, image: str) -> dict[str, bytes]:
    """The files of the question's folder. Its id is made of the assignment's name, so that a new bundle is the same question."""
    title = assignment.title.in_lang(assignment.lang)
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"grader/{assignment.slug}")),
        "title": title,
        "topic": "Programming",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "sh /grade/tests/run.sh",
            "timeout": TIMEOUT_S,
        },
    }
    names = ",".join(assignment.files)
    page = (
        "<pl-question-panel>\n  <markdown>\n"
        f"{_handout(assignment)}\n  </markdown>\n</pl-question-panel>\n"
        f'<pl-file-upload file-names="{names}"></pl-file-upload>\n'
        "<pl-submission-panel>\n  <pl-external-grader-results></pl-external-grader-results>\n</pl-submission-panel>\n"
    )
    return {
        "info.json": (json.dumps(info, ensure_ascii=False, indent=2) + "\n").encode(),
        "question.html": page.encode(),
        "tests/run.sh": RUN.encode(),
        "Dockerfile": DOCKERFILE.format(major=sys.version_info[0], minor=sys.version_info[1]).encode(),
    }


def _handout(assignment: Assignment) -> str:
    path = assignment.public / ("README.ko.md" if assignment.lang == "ko" else "README.md")
    return path.read_text(encoding="utf-8-sig") if path.is_file() else f"# {assignment.title.in_lang(assignment.lang)}"


def _variant(data: Path) -> HandedIn:
    """There is no name in it: where each student has inputs of their own, each variant of the question has."""
    try:
        seed = json.loads(data.read_bytes()).get("variant_seed")
    except (OSError, ValueError, AttributeError):
        return NOBODY
    return HandedIn(student=f"variant {seed}") if seed is not None else NOBODY


def main(root: Path) -> int:
    outcome = grade_there(
        root / "tests", root / "student", (root / "results", root / "data"), _variant(root / "data" / "data.json")
    )
    write_document(root / "results" / "results.json", document_of(outcome))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
