"""``grader new``: an assignment to begin with, or one written from a reference solution."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from grader.cli.streams import lang_on_terminal
from grader.cli.verify_progress import proving
from grader.errors import AssignmentError, UsageError
from grader.judge.supervisor import SandboxRequest
from grader.model import Lang, Text
from grader.reading.course import find_course, load_languages
from grader.verify.scaffold import module_name, write_assignment
from grader.verify.summary import print_verification

FAILED = 1
POINTS = 20


@click.command()
@click.argument("slug")
@click.option("--course", type=click.Path(file_okay=False, path_type=Path), envvar="GRADER_COURSE",
              help="Folder that holds assignments/ (default: the nearest one upwards, else this one).")  # fmt: skip
@click.option(
    "--lang",
    "langs",
    type=click.Choice(["en", "ko"]),
    multiple=True,
    help="Write the texts in this language (repeatable; default: languages: in course.yaml, else its lang).",
)
@click.option("--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Write it from this reference solution: suite, rules, mistakes, stub, visible tests, handout.")  # fmt: skip
@click.option("--arg", "told", multiple=True, metavar="FUNCTION.NAME=WHAT",
              help="What an argument is, where the reference does not say: 'fit.X=array (n, d)' (repeatable).")  # fmt: skip
@click.option("--example", "examples", multiple=True, metavar="CALL",
              help="A call that the reference answers: 'fit(np.ones((4, 2)), 3)' (repeatable).")  # fmt: skip
@click.option("--without", multiple=True, metavar="FUNCTION", help="A function that students need not write (repeatable).")
@click.option("--points", type=click.IntRange(1), default=POINTS, show_default=True, help="Points of the whole assignment.")
@click.option("--title", default="", help="The title (default: the first sentence of the reference).")
@click.option("-j", "jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes (default: one for each core).")
@click.option("--sandbox", type=click.Choice(["auto", "strict", "process"]), default="auto", envvar="GRADER_SANDBOX",
              help="How much isolation the reference runs in (default: the best that the machine has).")  # fmt: skip
@click.option("-q", "quiet", is_flag=True, envvar="GRADER_QUIET", help="Do not say what to do next.")
def new(slug: str, course: Path | None, langs: tuple[Lang, ...], source: Path | None, *, quiet: bool, **rest: Any) -> None:
    """Make a new assignment, complete and passing verify: change it into yours, one step at a time.

    With --from it is written from a reference solution. What cannot be found out from the file, by running it, is asked.

    \b
    grader new my_first
    grader new softmax --from reference.py --arg "softmax_loss.y=array (N,) of integers, 0 <= y < C"
    """
    folder = course.resolve() if course is not None else _nearest(Path.cwd())
    if source is not None:
        _write_from(source, folder, slug, langs or load_languages(folder), quiet=quiet, **rest)
        return
    if rest["told"] or rest["examples"] or rest["without"] or rest["title"]:
        raise UsageError("--arg, --example, --without and --title are about a reference solution: name it with --from FILE")
    for path in write_assignment(folder, slug, langs or load_languages(folder)):
        click.echo(path.relative_to(folder).as_posix())
    if not quiet:
        click.echo(
            f"next: grader verify {slug}   (it passes as it is; run it after every change)\n"
            f"      edit solutions/{slug}/{module_name(slug)}.py, the reference, then test_hidden.py beside it\n"
            f"      grader release {slug} --update   makes the stub and a zip to hand out",
            err=True,
        )


def _write_from(
    source: Path, folder: Path, slug: str, langs: Sequence[Lang], *, told: Sequence[str], examples: Sequence[str],
    without: Sequence[str], points: int, title: str, jobs: int, sandbox: SandboxRequest, quiet: bool,
) -> None:  # fmt: skip
    """Read, infer, ask, write, prove; what is missing is said."""
    # Loaded here: a scaffold needs none of it.
    from grader.verify.writing.author import Wanted, plan_assignment, proved, todos
    from grader.verify.writing.desk import Order
    from grader.verify.writing.signature import read_reference

    def tell(text: str) -> None:
        if not quiet:
            click.echo(f"new: {text}", err=True)

    reference = read_reference(source.name, _text_of(source))
    if without:
        reference = read_reference(source.name, reference.text, without=without)
    answers = dict(_told(told, reference.names))
    while True:
        order = Order(module=module_name(slug), reference=reference, told=answers, examples=_examples(examples, reference.names))
        wanted = Wanted(course=folder, slug=slug, order=order, langs=tuple(langs), points=points, title=Text(en=title))
        plans = plan_assignment(wanted, sandbox=sandbox, jobs=jobs, tell=tell)
        questions = {f"{each.function}.{each.argument}": each.why for plan in plans for each in plan.questions}
        if not questions:
            break
        answers |= _asked(questions, answers)
    for plan in plans:
        for each in plan.assumptions:
            tell(f"assumed: {each.function}.{each.argument} is {each.taken}, which the reference answers; "
                 f"if not: --arg {each.function}.{each.argument}=WHAT")  # fmt: skip
    with proving(quiet=quiet) as step:
        made, verification = proved(wanted, plans, sandbox=sandbox, jobs=jobs, tell=step)
    for path in sorted(made.files):
        click.echo(path.relative_to(folder).as_posix())
    if not quiet:
        _say_what_is_left(
            verification,
            [(path.relative_to(folder).as_posix(), count) for path, count in todos(made.files)],
            slug,
            lang_on_terminal(langs[0]),
        )
    sys.exit(0 if verification.passed else FAILED)


def _say_what_is_left(verification: Any, left: Sequence[tuple[str, int]], slug: str, lang: Lang) -> None:
    from rich.console import Console

    print_verification(verification, Console(soft_wrap=True, stderr=True), lang)
    for path, count in left:
        click.echo(f"left to you: {path} ({count} TODO)", err=True)
    click.echo(
        f"next: read solutions/{slug}/test_hidden.py and the handout, replace the TODOs by your own words\n"
        f"      grader verify {slug}   after every change\n"
        f"      grader release {slug}   makes a zip to hand out",
        err=True,
    )


def _text_of(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{source}: cannot be read as a Python file in UTF-8 ({error})") from error


def _asked(questions: dict[str, str], answered: dict[str, str]) -> dict[str, str]:
    """All questions on one screen. Raises AssignmentError where nobody is there to answer, or an answer did not help."""
    lines = [
        f"{place}: the reference does not say what it takes ({why or 'no call was tried'})" for place, why in questions.items()
    ]
    if not sys.stdin.isatty() or any(place in answered for place in questions):
        first = next(iter(questions))
        raise AssignmentError(
            *lines,
            f"say what it is: --arg '{first}=array (n, d)', give a call that works: --example '{first.rpartition('.')[0]}(...)', "
            f"or leave the function out: --without {first.rpartition('.')[0]}",
        )
    click.echo(
        "What are these arguments? For example: array (n, d); integer >= 1; array (n,) of integers, 0 <= y < C; string", err=True
    )
    for line in lines:
        click.echo(f"  {line}", err=True)
    return {place: click.prompt(place, err=True) for place in questions}


def _told(told: Sequence[str], functions: frozenset[str]) -> Iterator[tuple[str, str]]:
    for each in told:
        place, equals, what = each.partition("=")
        if not equals or not what.strip() or place.rpartition(".")[0] not in functions:
            raise UsageError(f"--arg {each!r} is not FUNCTION.NAME=WHAT of this file; it defines {', '.join(sorted(functions))}")
        yield place.strip(), what.strip()


def _examples(calls: Sequence[str], functions: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for call in calls:
        try:
            node = ast.parse(call, mode="eval").body
        except SyntaxError as error:
            raise UsageError(f"--example {call!r} is not Python: {error.msg}") from error
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name not in functions:
            raise UsageError(
                f"--example {call!r} is not a call of a function of this file; it defines {', '.join(sorted(functions))}"
            )
        found.setdefault(name, []).append(ast.unparse(node))
    return found


def _nearest(start: Path) -> Path:
    try:
        return find_course(start)
    except UsageError:  # the first assignment of a course makes the course
        return start.resolve()
