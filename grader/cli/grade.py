"""``grader check`` and ``grader grade``: one submission."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from grader.batch.files import save
from grader.cli.options import Options, exit_code, grading_options, opened, read_options, withheld_of
from grader.cli.streams import echo_json, lang_on_terminal
from grader.errors import UsageError
from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Assignment, Grade, Verdict
from grader.phrases import say
from grader.reading.course import find_handout, load_assignment, slugs
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document
from grader.report.jsontext import json_text
from grader.report.terminal import summary

# Files that were unpacked together are not exactly as old.
UNPACKING_S = 60


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("-a", "slug", help="The assignment (default: found by the folder or the name of FILE).")
@grading_options("auto")
def check(file: Path | None, slug: str | None, **rest: Any) -> None:
    """Run the visible tests of an assignment on FILE, on your own machine.

    In the folder of an assignment that was handed out, or below it, that assignment is checked. FILE defaults to the file asked
    for there.

    \b
    cd my_first && grader check
    grader check ~/Downloads/my_first.ipynb -a my_first
    """
    options = read_options(rest)
    course, slug = _assignment_of(file, slug, options)
    assignment = load_assignment(course, slug, private=False)
    file = file or _own_file(assignment)
    submission = load_submission(file, assignment)
    options.tell(f"checking {_shown(file)} with the visible tests of {_shown(assignment.public)}")
    judge = Judge(
        course,
        slug,
        sandbox=options.sandbox,
        private=False,
        feedback=options.feedback == "full",
        alone=True,
        assignment=assignment,
    )
    with opened(judge, options, a_class=False) as judge:
        graded = judge.grade(submission)
    print_grade(graded, assignment, options)
    sys.exit(0 if graded.verdict is Verdict.ACCEPTED else 1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("-o", "out", type=click.Path(file_okay=False, path_type=Path), help="Folder for report.html and grade.json.")
@grading_options("strict")
def grade(file: Path, slug: str, out: Path | None, **rest: Any) -> None:
    """Grade one submission with the hidden suite.

    \b
    grader grade submission.py -a my_first -o report
    """
    options = read_options(rest)
    course = options.found_course(Path.cwd())
    assignment = load_assignment(course, slug)
    submission = load_submission(file, assignment)
    judge = Judge(course, slug, sandbox=options.sandbox, feedback=options.feedback == "full", alone=True, assignment=assignment)
    with opened(judge, options, a_class=False) as judge:
        graded = judge.grade(submission)
    if out is not None:
        from grader.report.student_page import render_report  # Jinja2 only where there is a page to be made

        revealed, lang = reveal(graded), options.language(assignment)
        page = render_report(
            revealed,
            title=assignment.title,
            files=submission.kept,
            lang=lang,
            needs=assignment.needs,
            course=assignment.course_name,
        )
        save(out / "report.html", page.encode())
        document = json_text(grade_document(revealed, lang), indent=1)
        save(out / "grade.json", f"{document}\n".encode())
    print_grade(graded, assignment, options, report=out / "report.html" if out is not None else None)
    sys.exit(exit_code(withheld_of(graded), options))


def _assignment_of(file: Path | None, slug: str | None, options: Options) -> tuple[Path, str]:
    """Course and slug. An assignment that was handed out is its own folder, whose parent stands in the place of a course."""
    beside = file.parent if file is not None and file.parent.is_dir() else None
    if options.course is None:
        named = Path(slug) if slug is not None and (Path(slug) / "assignment.yaml").is_file() else None
        near = (*((named,) if named is not None else ()), *((beside,) if beside is not None else ()), Path.cwd())
        handout = next(filter(None, map(find_handout, near)), None)
        if handout is not None and (named is not None or slug in (None, handout.name)):
            return handout.parent, handout.name
    try:
        course = options.found_course(beside or Path.cwd())
    except UsageError:
        if beside is None or options.course is not None:
            raise
        course = options.found_course(Path.cwd())
    return course, slug or _guessed_slug(course, file)


def _own_file(assignment: Assignment) -> Path:
    """The file asked for as it lies in the assignment's folder; of several, the whole folder. Where there is a notebook of its
    name, that one, unless somebody worked on the file since.
    """
    if len(assignment.files) > 1:
        return assignment.public
    file = assignment.public / assignment.files[0]
    notebook = file.with_suffix(".ipynb")
    worked_on = file.is_file() and notebook.is_file() and file.stat().st_mtime > notebook.stat().st_mtime + UNPACKING_S
    return notebook if notebook.is_file() and not worked_on else file


def _shown(path: Path) -> str:
    """As short as it can be typed from here."""
    whole = path.resolve()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)


def _guessed_slug(course: Path, file: Path | None) -> str:
    """The assignment that a file belongs to: by the folder it lies in, else by its name, else the only one there is."""
    known = slugs(course)
    here = (file.resolve().parent if file is not None else Path.cwd()).name
    if here in known:
        return here
    if file is not None:
        matching = [slug for slug in known if file.stem in map(_stem, load_assignment(course, slug, private=False).files)]
        if len(matching) == 1:
            return matching[0]
    if len(known) == 1:
        return known[0]
    raise UsageError(f"which assignment is it? say so with -a; there are: {', '.join(known) or 'none'}")


def _stem(name: str) -> str:
    return Path(name).stem  # a notebook of that name will do as well


def print_grade(graded: Grade, assignment: Assignment, options: Options, report: Path | None = None) -> None:
    revealed, lang = reveal(graded), options.language(assignment)
    if options.as_json:
        echo_json(grade_document(revealed, lang))
    else:
        lang = lang_on_terminal(lang)
        # ``check`` writes no report: there the terminal is all there is.
        where = say("full_report", lang, path=report) if report is not None else say("full_report_with", lang)
        hidden = assignment.private is not None
        summary(revealed, lang, Console(), needs=assignment.needs, report=where if hidden else "", verbose=options.verbose)
