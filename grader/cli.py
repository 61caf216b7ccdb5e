"""The command line: parse, call, print, exit. Decides nothing that a grade depends on."""

from __future__ import annotations

import difflib
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

import click
from rich.console import Console

from grader import __version__
from grader.batch import Graded, grade_class, save_document, write_class, write_report
from grader.config import find_course, load_assignment, slugs
from grader.errors import GraderError, UsageError
from grader.judge.supervisor import Judge, SandboxRequest
from grader.model import Assignment, Lang, Verdict
from grader.report.documents import grade_document
from grader.report.terminal import summary
from grader.reveal import reveal
from grader.submissions import load_class, load_submission

INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command that grades takes."""

    course: Path | None
    as_json: bool
    lang: Lang | None
    sandbox: SandboxRequest
    quiet: bool
    verbose: bool

    def found_course(self, near: Path) -> Path:
        return self.course if self.course is not None else find_course(near)

    def language(self, assignment: Assignment) -> Lang:
        return self.lang or assignment.lang

    def tell(self, text: str) -> None:
        """Progress and warnings, on stderr; silenced by -q."""
        if not self.quiet:
            click.echo(text, err=True)


class NearestGroup(click.Group):
    """Suggests the nearest command for one that does not exist."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1, cutoff=0.4)
            known = ", ".join(self.list_commands(ctx))
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {known}"
            raise UsageError(f"grader knows no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


def grading_options(default_sandbox: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of interface.md that every grading command shares; GRADER_* mirrors them."""
    options = (
        click.option("--course", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="GRADER_COURSE",
                     help="Folder that holds assignments/ (default: the nearest one upwards)."),
        click.option("--json", "as_json", is_flag=True, envvar="GRADER_JSON", help="Print one JSON document on stdout."),
        click.option("--lang", type=click.Choice(["en", "ko"]), envvar="GRADER_LANG",
                     help="Language of the report (default: the course's)."),
        click.option("-j", "jobs", type=click.IntRange(min=1), default=1, envvar="GRADER_J",
                     help="Processes to use; this version uses one."),
        click.option("--sandbox", type=click.Choice(["auto", "strict", "process"]), default=default_sandbox,
                     show_default=True, envvar="GRADER_SANDBOX", help="How well student code must be isolated."),
        click.option("--feedback", type=click.Choice(["full", "off"]), default="full", envvar="GRADER_FEEDBACK",
                     help="off leaves out the searches behind explanations."),
        click.option("-q", "quiet", is_flag=True, envvar="GRADER_QUIET", help="No progress on stderr."),
        click.option("-v", "verbose", is_flag=True, envvar="GRADER_VERBOSE", help="Say more on stderr."),
    )  # fmt: skip

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.group(cls=NearestGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grades numerical Python homework: exactly, in a sandbox, and with reasons."""


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("-a", "slug", help="The assignment (default: the one whose folder or file name FILE has).")
@grading_options("auto")
def check(file: Path | None, slug: str | None, **rest: Any) -> None:
    """Run the visible tests of an assignment on FILE, on your own machine.

    FILE defaults to the assignment's own file in assignments/SLUG.
    """
    options = _options(rest)
    course = options.found_course(file.parent if file is not None and file.parent.is_dir() else Path.cwd())
    slug = slug or _guessed_slug(course, file)
    assignment = load_assignment(course, slug, private=False)
    file = file or assignment.public / assignment.files[0]
    submission = load_submission(file, assignment)
    with _opened(Judge(course, slug, sandbox=options.sandbox, private=False), options, a_class=False) as judge:
        graded = Graded(submission, judge.grade(submission))
    _print_grade(graded, assignment, options)
    sys.exit(0 if graded.grade.verdict is Verdict.ACCEPTED else 1)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("-o", "out", type=click.Path(file_okay=False, path_type=Path), help="Folder for report.html and grade.json.")
@grading_options("strict")
def grade(file: Path, slug: str, out: Path | None, **rest: Any) -> None:
    """Grade one submission with the hidden suite."""
    options = _options(rest)
    course = options.found_course(Path.cwd())
    assignment = load_assignment(course, slug)
    submission = load_submission(file, assignment)
    with _opened(Judge(course, slug, sandbox=options.sandbox), options, a_class=False) as judge:
        graded = Graded(submission, judge.grade(submission))
    if out is not None:
        revealed, lang = reveal(graded.grade), options.language(assignment)
        write_report(out / "report.html", assignment, submission, revealed, lang)
        document = json.dumps(grade_document(revealed, lang), ensure_ascii=False, indent=1, allow_nan=False)
        save_document(out / "grade.json", lambda: document + "\n")
        options.tell(f"report: {out / 'report.html'}")
    _print_grade(graded, assignment, options)
    sys.exit(_exit_code([graded], options))


@cli.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-a", "slug", required=True, help="The assignment.")
@click.option("-o", "out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
@grading_options("strict")
def batch(path: Path, slug: str, out: Path, **rest: Any) -> None:
    """Grade a class: a folder of <student>.py files or <student>/ folders."""
    options = _options(rest)
    course = options.found_course(Path.cwd())
    assignment = load_assignment(course, slug)
    found = load_class(path, assignment)
    for name in found.unmatched:
        options.tell(f"not read: {name}")
    graded = []
    judge = Judge(course, slug, sandbox=options.sandbox, hidden_paths=(path, out))
    with _opened(judge, options, a_class=True) as judge:
        for each in grade_class(judge, found.submissions):
            graded.append(each)
            if options.verbose:
                options.tell(f"{len(graded)}/{len(found.submissions)} {each.grade.student}: {each.grade.verdict}")
    write_class(out, assignment, graded, found.unmatched, options.language(assignment))
    _print_class(graded, out, assignment, options)
    sys.exit(_exit_code(graded, options))


def main() -> NoReturn:
    """The console script: every error of ours is one text on stderr and an exit code of interface.md."""
    try:
        code = cli.main(standalone_mode=False)
    except GraderError as error:
        click.echo(f"grader: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: interrupted", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _options(rest: dict[str, Any]) -> Options:
    """Options that change nothing yet (jobs, feedback) are taken, so that scripts written to the interface run."""
    return Options(
        course=rest["course"].resolve() if rest["course"] is not None else None,
        as_json=rest["as_json"],
        lang=rest["lang"],
        sandbox=cast(SandboxRequest, rest["sandbox"]),
        quiet=rest["quiet"],
        verbose=rest["verbose"],
    )


def _opened(judge: Judge, options: Options, *, a_class: bool) -> Judge:
    """The judge, after saying aloud what its isolation does not promise."""
    if judge.warning and (a_class or options.verbose):
        options.tell(f"warning: {judge.warning}")
    return judge


def _guessed_slug(course: Path, file: Path | None) -> str:
    """The assignment that a file belongs to: by the folder it lies in, else by its name, else the only one there is."""
    known = slugs(course)
    here = (file.resolve().parent if file is not None else Path.cwd()).name
    if here in known:
        return here
    if file is not None:
        matching = [slug for slug in known if file.name in load_assignment(course, slug, private=False).files]
        if len(matching) == 1:
            return matching[0]
    if len(known) == 1:
        return known[0]
    raise UsageError(f"which assignment is it? say so with -a; there are: {', '.join(known) or 'none'}")


def _print_grade(graded: Graded, assignment: Assignment, options: Options) -> None:
    revealed, lang = reveal(graded.grade), options.language(assignment)
    if options.as_json:
        click.echo(json.dumps(grade_document(revealed, lang), ensure_ascii=False, allow_nan=False))
    else:
        summary(revealed, lang, Console())


def _print_class(graded: list[Graded], out: Path, assignment: Assignment, options: Options) -> None:
    counts = Counter(each.grade.verdict for each in graded)
    if options.as_json:
        document = {
            "schema": "grader/batch/1",
            "assignment": assignment.slug,
            "submissions": len(graded),
            "verdicts": {verdict.value: counts[verdict] for verdict in Verdict if counts[verdict]},
            "folder": str(out),
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    line = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    click.echo(f"{assignment.slug}: {len(graded)} submissions: {line}")
    click.echo(f"class page: {out / 'index.html'}")
    click.echo(f"reports:    {out / 'reports'}")


def _exit_code(graded: list[Graded], options: Options) -> int:
    """4 where some grade had to be withheld for a reason of ours; those are listed."""
    withheld = [each.grade for each in graded if each.grade.points is None]
    for each in withheld:
        why = next((case.staff.detail for case in each.cases if case.verdict is Verdict.GRADER_ERROR), "")
        click.echo(f"could not be graded, for reasons that are ours: {each.student}: {why}", err=True)
        if options.verbose:
            click.echo(next((case.staff.traceback for case in each.cases if case.staff.traceback), ""), err=True)
    return 4 if withheld else 0
