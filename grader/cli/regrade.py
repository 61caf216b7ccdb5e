"""``grader regrade``: after a change of suite, rule or reference, who moves, and why; published only on ``--yes``."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click
from click.core import ParameterSource
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from grader.batch.course import refresh_course_pages
from grader.batch.files import held, save
from grader.batch.publish import STORE, publish
from grader.batch.regrade import moves_of
from grader.batch.store import Store, open_store
from grader.cli.batch import edition_of, grade_all, means_of
from grader.cli.class_outcome import class_code, tell_identities
from grader.cli.options import Options, class_options, grading_options, read_options
from grader.cli.stopping import stoppable
from grader.cli.streams import echo_json, lang_on_terminal
from grader.errors import UsageError
from grader.grading.scoring import rounded
from grader.judge.supervisor import Feedback
from grader.model import Lang
from grader.phrases import say
from grader.reading.course import load_assignment
from grader.report.regrade_page import Move, how, moves_document, moves_summary, render_moves_page
from grader.report.rows import Row
from grader.report.source import harmless

PAGE = "regrade.html"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Publish the new grades; without it they are only shown.")
@click.option("--events", metavar="ndjson[:FILE]", help="Write what happens, one JSON document per line, to stdout or FILE.")
@class_options
@grading_options("strict")
def regrade(folder: Path, *, yes: bool, events: str | None, **rest: Any) -> None:
    """Grade the class whose results are in DIR again, with the assignment as it is now.

    Only what the change can touch is graded again. Old grades are kept.

    \b
    grader regrade results
    grader regrade results --yes
    """
    options = read_options(rest)
    if options.as_json and events == "ndjson":
        raise UsageError("--json and --events ndjson both print on stdout; write --events ndjson:FILE")
    if not (folder / STORE).is_file():
        raise UsageError(f"{folder} holds no {STORE}, so no class was graded into it; use grader batch PATH -a SLUG -o {folder}")
    with held(folder):
        store = open_store(folder / STORE)
        try:
            rows = _run(store, folder, options, publish_it=yes, events=events)
        finally:
            store.close()
    tell_identities(rows)
    sys.exit(class_code(rows, options))


def _run(store: Store, folder: Path, options: Options, *, publish_it: bool, events: str | None) -> Sequence[Row]:
    facts = store.fetch_facts()
    if "course" not in facts or not store.fetch_published():
        raise UsageError(f"nothing was published in {folder} yet; finish it first: grader batch PATH -a SLUG -o {folder}")
    course = options.course or Path(facts["course"])
    if not (course / "assignments").is_dir():
        raise UsageError(f"the course of this class was at {course}, but is not there any more; say where it is: --course DIR")
    options = _as_before(options, facts.get("feedback", "full"), facts.get("lang", ""))
    assignment = load_assignment(course, facts["slug"])
    with means_of(course, assignment, options, (folder,)) as means:
        grade_all(store, means, options, events, store.fetch_members())
    edition = edition_of(means, folder, options, private_names=facts.get("private_names") == "yes")
    moves, count = moves_of(store, edition), sum(member.present for member in store.fetch_members())
    lang = options.language(assignment)
    page = render_moves_page(moves, count, title=assignment.title, lang=lang, published=publish_it)
    save(folder / PAGE, page.encode())
    rows: Sequence[Row] = ()
    if publish_it:
        store.save_facts({"course": str(course)})
        with stoppable(lambda: "every grade is made and kept; the same command writes the reports"):
            rows = publish(store, edition)
            refresh_course_pages(folder, course, None)
    if options.as_json:
        echo_json(moves_document(moves, count, assignment.slug, lang, published=publish_it))
    else:
        _print_moves(moves, count, folder, lang_on_terminal(lang), published=publish_it, err=events == "ndjson")
    return rows


def _as_before(options: Options, feedback: str, lang: str) -> Options:
    """What the class was graded with, where the command line does not say otherwise."""
    if click.get_current_context().get_parameter_source("feedback") is ParameterSource.DEFAULT:
        options = dataclasses.replace(options, feedback=cast(Feedback, feedback))
    return dataclasses.replace(options, lang=options.lang or cast(Lang | None, lang or None))


def _print_moves(moves: Sequence[Move], count: int, folder: Path, lang: Lang, *, published: bool, err: bool) -> None:
    """``err``: stdout is a program's, for events."""
    console = Console(stderr=err)
    console.print(Text(moves_summary(moves, count, lang, published=published)))
    told = [(harmless(move.student), _span(move), harmless(_changed(move, lang))) for move in moves]
    who, points = (max((cell_len(line[place]) for line in told), default=0) for place in (0, 1))
    for student, span, why in told:
        # Where a line is too long, only why somebody moves is cut off.
        line = f"{set_cell_size(student, who)}  {set_cell_size(span, points)}  {why}"
        console.print(Text(line.rstrip()), no_wrap=True, overflow="ellipsis")
    click.echo(f"page: {folder / PAGE}", err=err)


def _changed(move: Move, lang: Lang) -> str:
    """The first check that went otherwise, and how many more; the page has them all."""
    if not move.cases:
        return ""
    first, more = move.cases[0], len(move.cases) - 1
    text = f"{first.case}: {how(first.before, lang)} → {how(first.after, lang)}"
    return f"{text} {say('and_checks_more', lang, count=more)}" if more else text


def _span(move: Move) -> str:
    return f"{_points(move.before, move.most_before)} → {_points(move.after, move.most_after)}"


def _points(points: Any, most: Any) -> str:
    return f"{'withheld' if points is None else rounded(points)}/{rounded(most)}"
