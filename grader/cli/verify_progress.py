"""The progress of a verification on stderr: one live line on a terminal, a few lasting lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.status import Status
from rich.text import Text

from grader.model import Lang
from grader.phrases import say
from grader.report.source import harmless
from grader.verify.outcome import Step

# Where lines last, one for so many mutants.
EACH = 50


@contextmanager
def proving(*, quiet: bool, lang: Lang = "en") -> Iterator[Callable[[Step], None]]:
    """``with proving(...) as tell: ... tell(step)``."""
    if quiet:
        yield lambda _: None
    elif not sys.stderr.isatty():
        yield lambda step: _line(step, lang)
    else:
        started = time.monotonic()
        with Status("", console=Console(stderr=True)) as status:
            yield lambda step: status.update(Text(f"{step_words(step, lang)} ({time.monotonic() - started:.0f} s)"))


def _line(step: Step, lang: Lang) -> None:
    if step.at != "mutants" or step.done % EACH == 0:
        click.echo(f"verify: {step_words(step, lang)}", err=True)


def step_words(step: Step, lang: Lang = "en") -> str:
    """Where a verification is, in a line."""
    slug = harmless(step.slug)
    return say(f"verify_at_{step.at}", lang, slug=slug, done=step.done, total=step.total, survived=step.survived)
