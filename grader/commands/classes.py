"""``grader batch``: a whole class, graded where it has to be, and published."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from grader.batch.address import parse_executor
from grader.batch.files import held, make_folder
from grader.batch.pool import Executor
from grader.batch.publish import STORE, Edition, publish
from grader.batch.session import MOST_TRIES, Means, grade_missing, missing, take_in
from grader.batch.tables import load_roster, load_times
from grader.classfolder import survey_class
from grader.commands.options import Options, Withheld, class_options, exit_code, grading_options, read_options
from grader.commands.progress import Progress
from grader.commands.stopping import stoppable
from grader.config import load_assignment
from grader.errors import UsageError
from grader.model import Assignment, Verdict
from grader.report.jsontext import json_text
from grader.report.rows import Row
from grader.report.source import harmless
from grader.sandbox.isolation import class_warning, plan
from grader.store import SqliteStore, Store

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("-o", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@click.option("--roster", type=EXISTING, help="student_id,name,email[,section] (default: roster.csv in PATH, if there).")
@click.option("--times", type=EXISTING, help="student,time[,attempt]: when it was handed in (default: submitted.csv in PATH).")
@click.option("--private-names", is_flag=True, help="Reports under names that nobody can guess, and a table that says whose.")
@click.option("--events", metavar="ndjson[:FILE]", help="What happens, a JSON document a line, to stdout or to FILE.")
@class_options
@grading_options("strict")
def batch(path: Path, slug: str, out: Path, **rest: Any) -> None:
    """Grade a class: a folder of <student>.py files or <student>/ folders.

    Run again, it grades only what is new or changed. Stopped, the same command goes on.
    """
    options = read_options(rest)
    if options.as_json and rest["events"] == "ndjson":
        raise UsageError("--json and --events ndjson both print on stdout; write --events ndjson:FILE")
    course = options.found_course(Path.cwd())
    assignment = load_assignment(course, slug)
    survey = survey_class(path, assignment)  # first of all: a mistyped folder has to leave no folder behind
    if survey.platform:
        options.tell(f"{path} is read as a download of {survey.platform}: {len(survey.places)} students")
    with means_of(course, assignment, options, (path, out)) as means:
        make_folder(out)
        with held(out):
            store = SqliteStore(out / STORE)
            try:
                rows = _run(store, means, path, out, options, rest)
            finally:
                store.close()
    print_class(rows, out, assignment, options, err=rest["events"] == "ndjson")
    sys.exit(exit_code(withheld(rows), options))


@contextmanager
def means_of(course: Path, assignment: Assignment, options: Options, hidden: Sequence[Path]) -> Iterator[Means]:
    """With what a class is graded, on this machine or a cluster; says aloud what its isolation does not promise.

    Raises IsolationError where what is asked for cannot be had, UsageError for an executor that cannot be.
    """
    address = parse_executor(options.executor)
    if not address:
        level = plan(options.sandbox, (*hidden, course / "solutions"), assignment.limits).level
        warning = class_warning(level)
        if warning:
            options.tell(f"warning: {warning}")
        yield _means(course, assignment, options, hidden, level, warning=warning)
        return
    if options.sandbox != "strict":
        raise UsageError(f"--executor {options.executor} grades at --sandbox strict only, since its machines are not this one's")
    try:
        from grader.batch.cluster import Cluster  # an extra: most installations grade where they are
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--executor {options.executor} takes dask, and {error.name} is not installed: pip install 'grader[dask]'"
        ) from error
    with Cluster(address, assignment, feedback=options.feedback == "full") as cluster:
        told = cluster.summary()
        for line in told:
            options.tell(harmless(line))
        yield _means(course, assignment, options, hidden, cluster.level, elsewhere=cluster)
        for line in cluster.summary()[1:]:
            if line not in told:
                options.tell(harmless(line))


def _means(
    course: Path, assignment: Assignment, options: Options, hidden: Sequence[Path], level: str, *,
    warning: str = "", elsewhere: Executor | None = None,
) -> Means:  # fmt: skip
    return Means(
        course=course,
        assignment=assignment,
        sandbox=options.sandbox,
        level=level,
        feedback=options.feedback,
        jobs=options.jobs,
        hidden_paths=tuple(hidden),
        warning=warning,
        elsewhere=elsewhere,
    )


def grade_all(store: Store, means: Means, options: Options, events: str | None) -> int:
    """Whatever of the stored class has no grade yet. Returns how many grades were made."""
    tasks = missing(store, store.fetch_members(), means.graded_by, again=options.again)
    left = len(missing(store, store.fetch_members(), means.graded_by, again=True)) - len(tasks)
    if left:
        options.tell(f"withheld {MOST_TRIES} times and not tried again: {left}; --again tries once more")
    progress = Progress(len(tasks), quiet=options.quiet, events=events)
    kept = "what is graded is kept, and the same command goes on from there"
    with stoppable(lambda: f"{progress.done} of {len(tasks)} were graded; {kept}"), progress:
        grade_missing(store, means, tasks, progress.tell)
    return len(tasks)


def edition_of(store: Store, means: Means, out: Path, options: Options) -> Edition:
    return Edition(
        folder=out,
        course=means.course,
        assignment=means.assignment,
        graded_by=means.graded_by,
        lang=options.language(means.assignment),
        jobs=options.jobs,
        private_names=store.fetch_facts().get("private_names") == "yes",
        warning=means.warning,
    )


def _run(store: Store, means: Means, path: Path, out: Path, options: Options, rest: dict[str, Any]) -> tuple[Row, ...]:
    roster = _given(rest["roster"], path / "roster.csv")
    times = _given(rest["times"], path / "submitted.csv")
    with stoppable(lambda: "the class was being read; the same command reads it again"):
        unmatched = take_in(
            store,
            path,
            means.assignment,
            roster=load_roster(roster) if roster is not None else None,
            times=(times, load_times(times)) if times is not None else None,
        )
    for name in unmatched:
        options.tell(f"not read: {name}")
    facts = {
        "course": str(means.course),
        "slug": means.assignment.slug,
        "feedback": means.feedback,
        "lang": options.lang or "",
        "private_names": "yes" if rest["private_names"] else "",
    }
    _refuse_another(store, facts, out)
    store.save_facts(facts)
    before = store.fetch_published()
    made = grade_all(store, means, options, rest["events"])
    with stoppable(lambda: "every grade is made and kept; the same command writes the reports"):
        rows = publish(store, edition_of(store, means, out, options))
    if made and before:
        options.tell(f"{made} graded anew, the rest as before")
    return rows


def _refuse_another(store: Store, facts: dict[str, str], out: Path) -> None:
    known = store.fetch_facts().get("slug", facts["slug"])
    if known != facts["slug"]:
        raise UsageError(f"{out} holds the class of {known!r}, not of {facts['slug']!r}; give another folder with -o")


def _given(option: Path | None, default: Path) -> Path | None:
    return option if option is not None else default if default.is_file() else None


def withheld(rows: Sequence[Row]) -> list[Withheld]:
    """What of a class a person has to see to: grades that could not be made, and reports that could not be printed in full."""
    failed = [row for row in rows if row.unprinted or row.verdict is Verdict.GRADER_ERROR]
    return [Withheld(row.student, row.problem, what="printed in full" if row.unprinted else "graded") for row in failed]


def print_class(rows: Sequence[Row], out: Path, assignment: Assignment, options: Options, *, err: bool) -> None:
    """``err``: stdout is a program's, for events."""
    counts = Counter(row.verdict for row in rows if row.verdict is not None)
    absent = sum(row.verdict is None for row in rows)
    verdicts = {verdict.value: counts[verdict] for verdict in Verdict if counts[verdict]}
    if options.as_json:
        document = {
            "schema": "grader/batch/1",
            "assignment": assignment.slug,
            "submissions": sum(counts.values()),
            "absent": absent,
            "verdicts": verdicts,
            "folder": str(out),
        }
        click.echo(json_text(document))
        return
    line = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
    missed = f"; {absent} handed in nothing" if absent else ""
    click.echo(f"{assignment.slug}: {sum(counts.values())} submissions: {line}{missed}", err=err)
    click.echo(f"class page: {out / 'index.html'}", err=err)
    click.echo(f"reports:    {out / 'reports'}", err=err)
