"""The live display of a run on a terminal: how far it is, and what each judge is doing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.cli.tally import Tally, clock_text


def display_on_terminal(stack: ExitStack) -> Callable[[Tally], None] | None:
    """What draws a tally, until the stack is left; None where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return None
    live = stack.enter_context(Live(console=console, auto_refresh=False, transient=True))
    return lambda tally: live.update(_picture(tally), refresh=True)


def _picture(tally: Tally) -> Group:
    head = Table.grid(padding=(0, 2))
    left = "" if tally.left_s is None else f"{clock_text(tally.left_s)} left"
    head.add_row(
        ProgressBar(total=max(1, tally.total), completed=tally.done, width=30, complete_style="cyan", finished_style="cyan"),
        Text(f"{tally.done}/{tally.total}"),
        Text(f"{tally.rate:.1f}/s"),
        Text(left),
    )
    doing = Table.grid(padding=(0, 2))
    for worker, student, seconds in tally.workers():
        doing.add_row(Text(f"judge {worker + 1}", style="dim"), Text(student), Text(f"{seconds:.0f} s", style="dim"))
    return Group(head, Text(tally.counts(), style="dim"), doing)
