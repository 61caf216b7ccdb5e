"""``python3 run.py pictures located``: grade the students' files of docs/located, and photograph what they read. Needs chromium.

Each folder there has a file as its student handed it in, and ``told.txt``, written with the picture: what the report says first.
A test compares that with what the grader says now.
"""

from __future__ import annotations

import html
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Submission, Text
from grader.reading.course import load_assignment
from grader.report.student_page import render_report
from tools.demo import ROOT
from tools.photograph import browser, photograph

EXAMPLES = ROOT / "docs" / "located"
SLUG, FILE, NAME = "rnn_bptt", "rnn_bptt.py", "Kim Minji"
FIRST = re.compile(r"<section[^>]*>(?:(?!</section>).)*?<h2[^>]*>Fix this first</h2>.*?</section>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """``name``: its folder, and the picture's. ``locate``: what the assignment lets its student see."""

    name: str
    locate: str

    @property
    def folder(self) -> Path:
        return EXAMPLES / self.name

    @property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        return ((FILE, (self.folder / FILE).read_bytes()),)

    @property
    def picture(self) -> Path:
        return ROOT / "docs" / f"located-{self.name}.png"


ALL = (Example("line", "line"), Example("lines", "line"), Example("change", "change"))


def page_of(example: Example) -> str:
    """The report that its student reads."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        for part in ("assignments", "solutions"):
            shutil.copytree(ROOT / part / SLUG, course / part / SLUG)
        with (course / "solutions" / SLUG / "grading.yaml").open("a", encoding="utf-8") as settings:
            settings.write(f"locate: {example.locate}\n")
        judge = Judge(course, SLUG, sandbox="process")
        try:
            grade = judge.grade(Submission(student="minji", name=NAME, file=FILE, files=example.files, digest=example.name))
        finally:
            judge.close()
        return _rendered(grade, load_assignment(course, SLUG).title, example)


def _rendered(grade: Grade, title: Text, example: Example) -> str:
    return render_report(reveal(grade), title=title, files=example.files, lang="en")


def told_in(page: str) -> str:
    """What a report says first, a line for each piece of text."""
    found = FIRST.search(page)
    text = re.sub(r"</(?:p|h\d|div|pre|summary|span|dt|dd|a)>|<br>", "\n", found.group() if found else "")
    lines = (" ".join(line.split()) for line in html.unescape(re.sub(r"<[^>]*>", "", text)).split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def main() -> int:
    if browser() is None:
        return 1
    for example in ALL:
        page = page_of(example)
        (example.folder / "told.txt").write_text(told_in(page), encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.html"
            path.write_text(page, encoding="utf-8")
            photograph(path, "900,1000", example.picture)
    return 0
