"""What every command that grades takes, and the two things that they all say."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from grader.judge.supervisor import Feedback, Judge, SandboxRequest
from grader.model import Assignment, Grade, Lang, Verdict
from grader.reading.course import find_course
from grader.report.source import harmless


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command that grades takes."""

    course: Path | None
    as_json: bool
    lang: Lang | None
    jobs: int
    sandbox: SandboxRequest
    feedback: Feedback
    quiet: bool
    verbose: bool
    executor: str = "local"
    again: bool = False

    def found_course(self, near: Path) -> Path:
        return self.course if self.course is not None else find_course(near)

    def language(self, assignment: Assignment) -> Lang:
        return self.lang or assignment.lang

    def tell(self, text: str) -> None:
        """Progress and warnings, on stderr; silenced by -q."""
        if not self.quiet:
            click.echo(text, err=True)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A grade that could not be made, and why, for the instructor."""

    student: str
    why: str
    traceback: str = ""
    what: str = "graded"


def grading_options(default_sandbox: str, *, without: Collection[str] = ()) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that every grading command shares; GRADER_* mirrors them. ``without``: those that have no effect on this one."""
    options = {
        "course": click.option("--course", type=click.Path(exists=True, file_okay=False, path_type=Path), envvar="GRADER_COURSE",
                     help="Folder that holds assignments/ (default: the nearest one upwards)."),
        "json": click.option("--json", "as_json", is_flag=True, envvar="GRADER_JSON", help="Print one JSON document on stdout."),
        "lang": click.option("--lang", type=click.Choice(["en", "ko"]), envvar="GRADER_LANG",
                     help="Language of the report (default: the course's)."),
        "jobs": click.option("-j", "jobs", type=click.IntRange(min=1), envvar="GRADER_J",
                     help="Judges that work at the same time (default: one for each core)."),
        "sandbox": click.option("--sandbox", type=click.Choice(["auto", "strict", "process"]), default=default_sandbox,
                     show_default=True, envvar="GRADER_SANDBOX", help="How strongly student code must be isolated."),
        "feedback": click.option("--feedback", type=click.Choice(["full", "off"]), default="full", envvar="GRADER_FEEDBACK",
                     help="off: grade without searching for explanations."),
        "quiet": click.option("-q", "quiet", is_flag=True, envvar="GRADER_QUIET", help="No progress on stderr."),
        "verbose": click.option("-v", "verbose", is_flag=True, envvar="GRADER_VERBOSE",
                     help="Say more: also the tests that were passed."),
    }  # fmt: skip

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for name, option in reversed(options.items()):
            if name not in without:
                command = option(command)
        return command

    return decorate


def class_options(command: Callable[..., None]) -> Callable[..., None]:
    """Of the commands that grade a whole class."""
    executor = click.option(
        "--executor", metavar="local|dask:ADDRESS", default="local", show_default=True, envvar="GRADER_EXECUTOR",
        help="Where judges work: on this machine, or on the workers of a dask cluster (dask:tls://HOST:8786).",
    )  # fmt: skip
    again = click.option("--again", is_flag=True, help="Try grades once more that were withheld twice.")
    return executor(again(command))


def read_options(rest: dict[str, Any]) -> Options:
    return Options(
        course=rest["course"].resolve() if rest["course"] is not None else None,
        as_json=rest["as_json"],
        lang=rest.get("lang"),
        jobs=rest.get("jobs") or cores(),
        sandbox=cast(SandboxRequest, rest["sandbox"]),
        feedback=cast(Feedback, rest.get("feedback", "full")),
        quiet=rest.get("quiet", False),
        verbose=rest.get("verbose", False),
        executor=rest.get("executor", "local"),
        again=rest.get("again", False),
    )


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def opened(judge: Judge, options: Options, *, a_class: bool) -> Judge:
    """The judge, after saying aloud what its isolation does not promise."""
    if judge.warning and (a_class or options.verbose):
        options.tell(f"warning: {judge.warning}")
    return judge


# Names in a line, where a reason is everybody's.
MANY = 10


def exit_code(withheld: Sequence[Withheld], options: Options) -> int:
    """4 where some grade had to be withheld for a reason of ours; those are listed, a line for each reason."""
    reasons: dict[tuple[str, str], list[Withheld]] = {}
    for each in withheld:
        reasons.setdefault((each.what, each.why), []).append(each)
    for (what, why), those in reasons.items():
        names = ", ".join(harmless(each.student) for each in those[:MANY]) + (
            f" and {len(those) - MANY} more" if len(those) > MANY else ""
        )
        click.echo(f"could not be {what}, because of a problem on our side: {names}: {harmless(why)}", err=True)
        traceback = next((each.traceback for each in those if each.traceback), "")
        if options.verbose and traceback:
            click.echo(traceback, err=True)
    return 4 if withheld else 0


def withheld_of(grade: Grade) -> list[Withheld]:
    """None or one."""
    if grade.points is not None:
        return []
    why = next((case.staff.detail for case in grade.cases if case.verdict is Verdict.GRADER_ERROR), "")
    return [Withheld(grade.student, why, next((case.staff.traceback for case in grade.cases if case.staff.traceback), ""))]
