"""The page of a course: a line for each class that was graded, with its deadline, its mean and what it needs. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from grader.model import Deadline, Lang, Text
from grader.report.pages import spoken, template
from grader.report.standing import moment_text

# In the page's head, so that a page of ours is known from somebody else's file of that name.
MARK = b'<meta name="generator" content="grader course">'


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """What a course needs to know of one class. Points are texts of fractions; ``mean`` empty: nobody is graded."""

    submissions: int
    graded: int
    absent: int
    full: int
    look: int
    mean: str
    most: str

    def text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def figures_from(text: str) -> ClassFigures:
    return ClassFigures(**json.loads(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """One class. ``page``: where its page lies, from the course's. ``deadline`` None: the assignment has none."""

    slug: str
    title: Text
    page: str
    figures: ClassFigures
    deadline: Deadline | None = None
    timezone: str = ""

    @property
    def mean(self) -> float | None:
        return float(Fraction(self.figures.mean)) if self.figures.mean else None

    @property
    def most(self) -> float:
        return float(Fraction(self.figures.most))

    @property
    def share(self) -> int:
        """Of the mean, in hundredths of the points."""
        return round(100 * (self.mean or 0) / self.most) if self.most else 0


def render_course_page(rows: Sequence[CourseRow], *, name: Text, lang: Lang) -> str:
    """``rows`` in the order in which they are to stand."""
    return template("course.html.j2").render(
        **spoken(lang),
        name=name.in_lang(lang),
        rows=rows,
        title_of=lambda row: row.title.in_lang(lang) or row.slug,
        due=lambda row: moment_text(row.deadline.due, row.timezone) if row.deadline else "",
    )
