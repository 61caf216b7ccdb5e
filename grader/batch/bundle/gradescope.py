"""What runs inside Gradescope's autograder: ``python -m grader.batch.bundle.gradescope /autograder``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from grader.batch.bundle.harness import NOBODY, HandedIn, Outcome, grade_there, moment_of, write_document

SETUP = """#!/usr/bin/env bash
# Installs what lies in wheels/; nothing is fetched.
set -e
here="$(cd "$(dirname "$0")" && pwd)"
python3 -c 'import sys; sys.exit(sys.version_info[:2] != ({major}, {minor}))' || {{
  echo "this bundle is for Python {major}.{minor}; choose an image with it, or bundle again with the image's Python" >&2; exit 1; }}
# Not in here: what student code runs in has to be readable to it, and this folder is not.
venv="${{GRADER_VENV:-/opt/grader}}"
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" grader
"""
RUN = """#!/usr/bin/env bash
exec "${GRADER_VENV:-/opt/grader}/bin/python" -P -m grader.batch.bundle.gradescope "${1:-/autograder}"
"""
FAILED = 1


def document_of(outcome: Outcome, seconds: float) -> dict[str, Any]:
    """``results.json``. A grade that is withheld has no score anywhere, so that Gradescope makes no zero of it."""
    base = {"output": outcome.said, "output_format": "text", "execution_time": round(seconds, 2), "stdout_visibility": "hidden"}
    if outcome.points is None:
        return base
    tests = [
        {
            "name": line.name,
            "name_format": "text",
            "score": float(line.points),
            "max_score": float(line.max_points),
            "status": "passed" if line.passed else "failed",
            "output": line.text,
            "output_format": "text",
            "visibility": "visible",
        }
        for line in outcome.lines
    ]
    return {**base, "score": float(outcome.points), "tests": tests, "extra_data": {"sandbox": outcome.sandbox}}


def handed_in(metadata: Path) -> HandedIn:
    """Who, when, and until when they may: a student's own dates are their extension. Whatever is not there is not known."""
    try:
        told = json.loads(metadata.read_bytes())
        users = [user for user in told.get("users") or () if isinstance(user, dict)]
    except (OSError, ValueError, AttributeError):
        return NOBODY
    dates = [each["assignment"] for each in (*users, told) if isinstance(each.get("assignment"), dict)]
    dues = [moment_of(each.get("due_date")) for each in dates]
    names = sorted(str(user.get("sid") or user.get("email") or user.get("id") or "") for user in users)
    return HandedIn(student="+".join(names)[:200], at=moment_of(told.get("created_at")), due=max(filter(None, dues), default=None))


def main(root: Path) -> int:
    """Exit code 1 where the grade is withheld: Gradescope then says that the autograder failed, and counts no zero."""
    begin = time.monotonic()
    metadata = root / "submission_metadata.json"
    outcome = grade_there(root / "source", root / "submission", (root / "results", metadata), handed_in(metadata))
    write_document(root / "results" / "results.json", document_of(outcome, time.monotonic() - begin))
    return FAILED if outcome.points is None else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
