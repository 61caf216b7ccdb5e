"""``grader verify``: proves assignments before they are released."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from rich.console import Console

from grader.batch.files import save
from grader.cli.options import Options, grading_options, read_options
from grader.cli.streams import echo_json, lang_on_terminal
from grader.cli.verify_progress import proving
from grader.errors import AssignmentError, GraderError, UsageError
from grader.model import Lang
from grader.phrases import say
from grader.reading.course import load_assignment, slugs
from grader.reading.submissions import file_name
from grader.verify.additions import additions_to
from grader.verify.outcome import Verification
from grader.verify.page import render_verification
from grader.verify.programs import load_material
from grader.verify.proof import prove, reasons_of
from grader.verify.summary import print_verification, suggested_rules, verification_document

FAILED, WRONG, OURS = 1, 3, 4


@click.command()
@click.argument("slug", nargs=-1)
@click.option("-o", "out", type=click.Path(file_okay=False, path_type=Path), help="Folder for one page per verified assignment.")
@click.option("--matrix", is_flag=True, help="Run every case on every mutant it can see, even after one failed.")
@click.option("--write", is_flag=True, help="Add to test_hidden.py the cases that fail the surviving mutants.")
@click.option("--suggest", is_flag=True, help="Print the tolerance rules that the windows suggest.")
@grading_options("auto", without=("feedback", "verbose"))
def verify(slug: tuple[str, ...], out: Path | None, matrix: bool, write: bool, suggest: bool, **rest: Any) -> None:  # noqa: FBT001  # click passes by name
    """Prove that assignments are right: reference, suite, rules, samples, mistakes, and mutants of the reference.

    Without SLUG, every assignment of the course.

    \b
    grader verify my_first
    grader verify --write my_first
    """
    options = read_options(rest)
    course = options.found_course(Path.cwd())
    jobs = rest["jobs"]
    if click.get_current_context().get_parameter_source("jobs") is ParameterSource.DEFAULT:
        jobs = os.cpu_count() or 1
    wanted = slug or slugs(course)
    if not wanted:
        raise UsageError(f"{course / 'assignments'} holds no assignment; make one with: grader new SLUG")
    for name in wanted:
        with contextlib.suppress(AssignmentError):  # which is said when it is its turn
            load_assignment(course, name)  # a slug mistyped is said before minutes are spent on the others
    done: list[Verification] = []
    errors: list[tuple[str, GraderError]] = []
    for name in wanted:
        try:
            lang = lang_on_terminal(options.language(load_assignment(course, name)))
            with proving(quiet=options.quiet, lang=lang) as tell:
                done.append(prove(course, name, sandbox=options.sandbox, jobs=jobs, whole_matrix=matrix, tell=tell))
        except (AssignmentError, GraderError) as error:
            errors.append((name, error))
            click.echo(f"grader: {name}: {error}", err=True)
            continue
        _show(done[-1], course, out, options, lang, suggest=suggest)
        if write:
            _add_cases(done[-1], course, lang)
    if options.as_json:
        echo_json(_document(done, errors))
    sys.exit(_exit_code(done, errors))


def _show(verification: Verification, course: Path, out: Path | None, options: Options, lang: Lang, *, suggest: bool) -> None:
    options.tell(f"verify: {verification.slug}: {verification.wall_s:.1f} s")
    if out is not None:
        path = out / f"{file_name(verification.slug)}.html"
        save(
            path,
            render_verification(verification, options.lang or load_assignment(course, verification.slug).lang).encode(),
        )
        options.tell(f"page: {path}")
    if not options.as_json:
        console = Console(soft_wrap=True)
        print_verification(verification, console, lang)
        if suggest:
            click.echo(suggested_rules(verification, load_assignment(course, verification.slug)), nl=False)


def _add_cases(verification: Verification, course: Path, lang: Lang) -> None:
    """To the suite itself; what the author has to do is said on the terminal."""
    assignment = load_assignment(course, verification.slug)
    added = additions_to(assignment, load_material(assignment), verification)
    for path, text in added.files:
        save(path, text.encode())
    if added.tests:
        suite = f"solutions/{verification.slug}/test_hidden.py"
        click.echo(say("verify_wrote", lang, count=len(added.tests), file=suite, tests=", ".join(added.tests)), err=True)
    elif not added.left:
        click.echo(say("verify_wrote_nothing", lang), err=True)
    for reason in added.left:
        click.echo(say("verify_left", lang, reason=reason.in_lang(lang)), err=True)


def _document(done: list[Verification], errors: list[tuple[str, GraderError]]) -> dict[str, Any]:
    return {
        "schema": "grader/verify/1",
        "passed": not errors and all(each.passed for each in done),
        "assignments": [verification_document(each) for each in done],
        "errors": [{"assignment": name, "problems": list(reasons_of(error))} for name, error in errors],
    }


def _exit_code(done: list[Verification], errors: list[tuple[str, GraderError]]) -> int:
    """The gravest of what happened: a failure of ours, then a wrong assignment, then a point that does not hold."""
    codes = [OURS if error.exit_code == OURS else error.exit_code for _, error in errors]
    if OURS in codes:
        return OURS
    if codes:
        return WRONG if WRONG in codes else codes[0]
    return 0 if all(each.passed for each in done) else FAILED
