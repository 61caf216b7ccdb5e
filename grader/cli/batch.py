"""``grader batch``: a whole class, graded where it has to be, and published."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

import click

from grader.batch.classfolder import Layout, Survey, survey_class
from grader.batch.cluster.address import parse_executor
from grader.batch.course import refresh_course_pages
from grader.batch.decisions import faults_of_decisions, told_together
from grader.batch.files import held, make_folder
from grader.batch.platforms.recognition import Layout as LayoutName
from grader.batch.pool import Executor
from grader.batch.publish import STORE, Edition, decisions_of, publish
from grader.batch.roll import Leavers
from grader.batch.run import MOST_TRIES, Means, grade_missing, missing, take_in
from grader.batch.store import Store, open_store
from grader.batch.tables import Entries, HandIn, Person, load_roster, load_times
from grader.cli.class_outcome import Outcome, class_code, print_class
from grader.cli.course import grade_course
from grader.cli.options import Options, class_options, grading_options, read_options
from grader.cli.preview import groups_of, preview
from grader.cli.progress import Progress
from grader.cli.stopping import stoppable
from grader.errors import UsageError
from grader.judge.launcher import prepare
from grader.model import Assignment, Lang, Member
from grader.reading.course import load_assignment
from grader.report.source import harmless
from grader.sandbox.level import class_warning, plan

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("-a", "slug", help="The assignment (without it: PATH holds a folder for each, of its name).")
@click.option("-o", "out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@click.option(
    "--layout", type=click.Choice(get_args(LayoutName)), default="auto", show_default=True, help="Which platform packed PATH."
)
@click.option("--pattern", metavar="RE", default="", help="With --layout regex: (?P<student>...), also name, time, file.")
@click.option("--dry-run", is_flag=True, help="Say who handed in what, when, and what matches nobody; grade nothing.")
@click.option("--roster", type=EXISTING, help="student_id,name,email[,section] (default: roster.csv in PATH, if there).")
@click.option("--times", type=EXISTING, help="student,time[,attempt]: when it was handed in (default: submitted.csv in PATH).")
@click.option("--groups", type=EXISTING, help="student,group: one hand-in counts for all of a group (default: groups.csv in PATH).")
@click.option("--private-names", is_flag=True, help="Give reports names that nobody can guess, and list them in a table.")
@click.option("--only", metavar="STUDENT", multiple=True, help="Grade this student alone and keep everybody else (repeatable).")
@click.option("--replace", is_flag=True, help="Drop students who are no longer in PATH from the results.")
@click.option("--events", metavar="ndjson[:FILE]", help="Write what happens, one JSON document per line, to stdout or FILE.")
@class_options
@grading_options("strict")
def batch(path: Path, slug: str | None, out: Path | None, **rest: Any) -> None:
    """Grade a class: a folder of <student>.py files or <student>/ folders, or a platform's download, as a folder or as its zip.

    Without -a, PATH holds such a folder for each assignment: each class goes to its own folder in the results, and course.html
    tells of all.

    Run again, it grades only what is new or changed. Stopped, the same command goes on. Nobody's work leaves the results unless
    --replace says so.

    \b
    grader batch submissions.zip -a my_first --dry-run
    grader batch submissions.zip -a my_first --roster roster.csv -o results
    """
    options = read_options(rest)
    if options.as_json and rest["events"] == "ndjson":
        raise UsageError("--json and --events ndjson both print on stdout; write --events ndjson:FILE")
    if rest["only"] and rest["replace"]:
        raise UsageError("--only keeps everybody else, --replace drops them; give only one of the two")
    if rest["pattern"] and rest["layout"] != "regex":
        raise UsageError("--pattern is for --layout regex; give both or none")
    course = options.found_course(Path.cwd())
    if rest["dry_run"]:
        sys.exit(preview(path, course, slug, options, rest))
    if out is None:
        raise UsageError("where should the results go? give a folder with -o; to see only who handed in what: --dry-run")
    if slug is None:
        sys.exit(grade_course(path, course, out, options, rest, grade_class))
    code = grade_class(path, course, load_assignment(course, slug), out, options, rest, (path, out))
    refresh_course_pages(out, course, options.lang)
    sys.exit(code)


def grade_class(
    path: Path,
    course: Path,
    assignment: Assignment,
    out: Path,
    options: Options,
    rest: Mapping[str, Any],
    hidden: Sequence[Path],
) -> int:
    """One class, graded, published and told of; the exit code. ``hidden``: what no student's program may see."""
    # First of all: a mistyped folder has to leave no folder behind. In a list, from which it is taken once it is read.
    surveyed = [survey_class(path, assignment, layout_of(rest))]
    if surveyed[0].platform:
        options.tell(f"{path} is read as a download of {surveyed[0].platform}: {len(surveyed[0].places)} students")
    if not (out / STORE).exists() and not parse_executor(options.executor):
        prepare()  # a new class needs judges for certain
    with means_of(course, assignment, options, hidden) as means:
        make_folder(out)
        with held(out):
            store = open_store(out / STORE)
            try:
                outcome = _run(store, means, (path, surveyed), out, options, rest)
            finally:
                store.close()
    print_class(outcome, out, assignment, options, err=rest["events"] == "ndjson")
    return class_code(outcome.rows, options)


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
        from grader.batch.cluster.client import Cluster  # an extra: most installations grade where they are
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--executor {options.executor} needs dask, and {error.name} is not installed: pip install 'grader[dask]'"
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


def grade_all(store: Store, means: Means, options: Options, events: str | None, members: Sequence[Member]) -> int:
    """Whatever of these has no grade yet. Returns how many grades were made."""
    tasks, left = missing(store, members, means.graded_by, again=options.again)
    if left:
        options.tell(f"withheld {MOST_TRIES} times and not tried again: {left}; --again tries once more")
    progress = Progress(len(tasks), quiet=options.quiet, events=events)
    kept = "what is graded is kept, and the same command goes on from there"
    with stoppable(lambda: f"{progress.done} of {len(tasks)} were graded; {kept}"), progress:
        grade_missing(store, means, tasks, progress.tell)
    return len(tasks)


def edition_of(means: Means, out: Path, options: Options, *, private_names: bool) -> Edition:
    return Edition(
        folder=out,
        course=means.course,
        assignment=means.assignment,
        graded_by=means.graded_by,
        lang=options.language(means.assignment),
        jobs=options.jobs,
        private_names=private_names,
        warning=means.warning,
    )


def _run(
    store: Store, means: Means, surveyed: tuple[Path, list[Survey]], out: Path, options: Options, rest: Mapping[str, Any]
) -> Outcome:
    (path, survey), only = surveyed, tuple(rest["only"])
    facts = _facts(store, means, options, rest)
    _refuse_another(store, facts, out)
    options = replace(options, lang=cast(Lang | None, facts["lang"] or None))
    edition = edition_of(means, out, options, private_names=facts["private_names"] == "yes")
    with stoppable(lambda: "the class was being read; the same command reads it again"):
        roster, times = _tables(path, edition, rest)
        intake = take_in(
            store,
            path,
            survey.pop(),
            means.graded_by,
            roster=roster,
            times=times,
            only=only,
            replace_class=rest["replace"],
            check=lambda members: decisions_of(store, edition, members),
            groups=groups_of(path, rest),
        )
    store.save_facts(facts)
    said = (*intake.said, *decisions_of(store, edition, intake.members).said)
    for line in (*(f"not read: {name}" for name in intake.unmatched), *_of_leavers(intake.leavers), *said):
        options.tell(harmless(line))
    before = bool(store.fetch_published())
    chosen = [member for member in intake.members if member.student in intake.read] if only else intake.members
    made = grade_all(store, means, options, rest["events"], chosen)
    with stoppable(lambda: "every grade is made and kept; the same command writes the reports"):
        rows = publish(store, edition, intake.members)
    if made and before:
        options.tell(f"{made} graded again, the rest as before")
    return Outcome(rows, intake.leavers, said)


def layout_of(rest: Mapping[str, Any]) -> Layout:
    return Layout(name=rest["layout"], pattern=rest["pattern"])


def _tables(path: Path, edition: Edition, rest: Mapping[str, Any]) -> tuple[Mapping[str, Person] | None, Entries[HandIn] | None]:
    """Roster and times. Where the roster is at fault, what else is wrong with any table is told with it."""
    roster_file, times_file = _given(rest["roster"], path / "roster.csv"), _given(rest["times"], path / "submitted.csv")
    roster = times = None
    with told_together() as attempt:
        if times_file is not None:
            times = attempt(lambda: load_times(times_file, edition.assignment.timezone))
        if roster_file is not None:
            roster = attempt(lambda: load_roster(roster_file))
            if roster is None:
                attempt(times.sound if times is not None else lambda: None)
                attempt(lambda: faults_of_decisions(edition.folder, edition.course, edition.assignment.slug))
    return roster, times


def _facts(store: Store, means: Means, options: Options, rest: Mapping[str, Any]) -> dict[str, str]:
    """What the folder will know of this run. With --only the rest of its documents stay as they are."""
    before = store.fetch_facts() if rest["only"] else {}
    return {
        "course": str(means.course),
        "slug": means.assignment.slug,
        "feedback": means.feedback,
        "lang": options.lang or before.get("lang", ""),
        "private_names": "yes" if rest["private_names"] else before.get("private_names", ""),
    }


def _of_leavers(left: Leavers) -> Iterator[str]:
    if left.gone:
        yield f"{len(left.gone)} student{'s are' if len(left.gone) > 1 else ' is'} dropped from the results: {', '.join(left.gone)}"
    if left.rows:
        yield f"not in the roster any more, and handed in nothing: {', '.join(left.rows)}"
    yield from (f"{old} now has the id {new}" for old, new in left.renamed)


def _refuse_another(store: Store, facts: dict[str, str], out: Path) -> None:
    known = store.fetch_facts().get("slug", facts["slug"])
    if known != facts["slug"]:
        raise UsageError(f"{out} holds the class of {known!r}, not of {facts['slug']!r}; give another folder with -o")


def _given(option: Path | None, default: Path) -> Path | None:
    return option if option is not None else default if default.is_file() else None
