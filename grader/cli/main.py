"""The command line as a whole: which commands there are, and what their errors become. Decides nothing that a grade depends on."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import NoReturn, cast

import click

from grader import __version__
from grader.cli.streams import make_patient
from grader.errors import GraderError, IsolationError, UsageError
from grader.phrases.nearest import nearest

# Where each command lies, under its own name, and what the list of commands says of it. Imported when it is named: what grading,
# proving and printing need takes longer to load than to say that a file is not there.
COMMANDS = {
    "check": ("grader.cli.grade", "Run the visible tests on a file, on your own machine."),
    "grade": ("grader.cli.grade", "Grade one submission with the hidden suite."),
    "batch": ("grader.cli.batch", "Grade a class: a folder of submissions."),
    "regrade": ("grader.cli.regrade", "Grade a class again, with the assignment as it is now."),
    "bundle": ("grader.cli.bundle", "Pack an assignment as an autograder of another platform."),
    "export": ("grader.cli.export", "Write grades in the format of a platform."),
    "handback": ("grader.cli.handback", "Collect the reports to hand back to students, and nothing else."),
    "verify": ("grader.cli.verify", "Prove that assignments are right."),
    "new": ("grader.cli.new", "Make a new assignment, which passes verify; or write one from a reference."),
    "learn": ("grader.cli.learn", "Turn what a class got wrong together into known mistakes."),
    "release": ("grader.cli.release", "Make the stub, check it, and zip the public folder."),
    "schema": ("grader.cli.schema", "Print the JSON Schema of a YAML file."),
    "serve": ("grader.cli.serve", "Serve a course to students in a browser."),
    "work": ("grader.cli.work", "Grade what waits in a server's queue."),
    "submit": ("grader.cli.submit", "Hand a file in to a server, and wait for the result."),
    "backup": ("grader.cli.backup", "Copy a server's data into one file."),
    "restore": ("grader.cli.backup", "Put a backup into a server's folder."),
    "doctor": ("grader.cli.doctor", "Say what this machine can isolate, and how to get more."),
}
INTERRUPTED = 130


class Commands(click.Group):
    """Loads a command when it is named, and suggests the nearest one for a name that it does not have."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        gc.disable()  # what an import makes is kept: nobody need look for garbage in it
        try:
            return cast(click.Command, getattr(importlib.import_module(COMMANDS[name][0]), name))
        except ModuleNotFoundError:
            if hasattr(os, "fork"):
                raise
            # What student code needs to run is in no module of such a system's Python.
            raise IsolationError(
                f"{name} does not work on {sys.platform}; use Linux: under Windows inside WSL, on macOS in a virtual machine"
            ) from None
        finally:
            gc.freeze()  # nor later on, each time that something is looked for
            gc.enable()

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            known = ", ".join(self.list_commands(ctx))
            hint = f"did you mean {near!r}?" if near else f"there are: {known}"
            raise UsageError(f"grader knows no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grades numerical Python homework: exactly, in a sandbox, and with reasons."""


def _worded(error: click.ClickException) -> str:
    """What click has to say of a command line, in the form of our own errors."""
    text = error.format_message().rstrip(".")
    text = text[:1].lower() + text[1:]
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{text}; {context.command_path} --help says what it takes" if context is not None else text


def main() -> NoReturn:
    """The console script: every error of ours is one text on stderr and an exit code of interface.md."""
    make_patient()
    # No plugin of pydantic's that is installed beside us has a say in what is read; to look for one takes a while.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
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
    finally:
        gc.freeze()  # everything goes now: the interpreter looks three times for cycles on its way out
    sys.exit(code if isinstance(code, int) else 0)
