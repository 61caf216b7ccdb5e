"""The command line as a whole: which commands there are, and what their errors become. Decides nothing that a grade depends on."""

from __future__ import annotations

import difflib
import sys
from typing import NoReturn

import click

from grader import __version__
from grader.commands.classes import batch
from grader.commands.doctor import doctor
from grader.commands.new import new
from grader.commands.regrade import regrade
from grader.commands.release import release
from grader.commands.schema import schema
from grader.commands.single import check, grade
from grader.commands.streams import make_patient
from grader.commands.verify import verify
from grader.errors import GraderError, UsageError

COMMANDS: tuple[click.Command, ...] = (check, grade, batch, regrade, schema, doctor, verify, new, release)
INTERRUPTED = 130


class NearestGroup(click.Group):
    """Suggests the nearest command for one that does not exist."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1, cutoff=0.4)
            known = ", ".join(self.list_commands(ctx))
            hint = f"did you mean {near[0]!r}?" if near else f"there are: {known}"
            raise UsageError(f"grader knows no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=NearestGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grades numerical Python homework: exactly, in a sandbox, and with reasons."""


for command in COMMANDS:
    cli.add_command(command)


def _worded(error: click.ClickException) -> str:
    """What click has to say of a command line, in the form of our own errors."""
    text = error.format_message().rstrip(".")
    text = text[:1].lower() + text[1:]
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{text}; {context.command_path} --help says what it takes" if context is not None else text


def main() -> NoReturn:
    """The console script: every error of ours is one text on stderr and an exit code of interface.md."""
    make_patient()
    try:
        code = cli.main(prog_name="grader", standalone_mode=False)
    except GraderError as error:
        click.echo(f"grader: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
        else:
            click.echo(f"grader: {_worded(error)}", err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: interrupted", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)
