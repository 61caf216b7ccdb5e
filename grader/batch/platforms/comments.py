"""What a student is told in a platform's column of feedback: of each check that failed its title and why, as bare HTML. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from grader.batch.platforms.results import Result
from grader.model import shown_line

MOST_BYTES = 10_000
MORE = "<p>...</p>"
NOT_FAILED = ("accepted", "skipped", "grader_error")


def comments_of(results: Sequence[Result]) -> Mapping[str, str]:
    """By student. What is said is what ``results.jsonl`` holds, which is what the student may see; no input, no value."""
    found = {each.student: _comment(each) for each in results if each.document and each.points is not None}
    return {student: text for student, text in found.items() if text}


def _comment(result: Result) -> str:
    problem = str(result.document.get("problem") or "")
    failed = [case for case in result.document["cases"] if case["verdict"] not in NOT_FAILED and case["title"]]
    told = [": ".join(filter(None, (case["title"].rstrip(". "), case.get("message") or ""))) for case in failed]
    texts = [problem] if problem else told
    paragraphs = [f"<p>{escape(shown_line(' '.join(text.split())))}</p>" for text in dict.fromkeys(filter(None, texts))]
    whole = ""
    for paragraph in paragraphs:
        if len((whole + paragraph + MORE).encode()) > MOST_BYTES:
            return whole + MORE
        whole += paragraph
    return whole
