"""What tests cost: the processor time of a test and of everything that it started, and how long it may take at most.

Processor time, since it hardly depends on what else the machine does. Who is over the budget is named at the end of the run, to be
marked ``long`` or made faster; it fails nothing, as machines differ. The limits by the clock are a net for what hangs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CPU_S = 3.0
# By the mark of a test; an ordinary one that takes a second may take minutes where six runs share two processors.
AT_MOST_S = {"exhaustive": 3000, "long": 1200, "": 300}
# All that a test process has started is counted anew no more often than this: it takes milliseconds, and so do most tests.
COUNTED_EVERY_S = 0.25
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Meter:
    """What tests cost, one after another."""

    def __init__(self) -> None:
        self._counted = self._since = -1.0

    def begin(self) -> None:
        """A test begins: what was used is counted, unless it was a moment ago."""
        if self._since < 0 or time.monotonic() - self._since > COUNTED_EVERY_S:
            self._count()

    def over(self) -> float:
        """What the test that ends has used, and others in the moment before it, where it may be more than the budget; else 0."""
        if self._since < 0 or time.monotonic() - self._since < CPU_S / (os.cpu_count() or 1):
            return 0.0
        before = self._counted
        self._count()
        return used if (used := self._counted - before) > CPU_S else 0.0

    def _count(self) -> None:
        self._counted, self._since = cpu_s(), time.monotonic()


def cpu_s() -> float:
    """Used so far by this process, by its descendants, and by those of them that have ended."""
    return sum(_used(process) for process in _family(os.getpid())) / TICKS


def _family(process: int) -> Iterator[int]:
    yield process
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _words(path):
            yield from _family(int(child))


def _used(process: int) -> int:
    """In ticks: user, system, and both of its children that it has waited for."""
    words = _words(Path(f"/proc/{process}/stat"))
    # The name of a program may hold spaces and parentheses; fields are counted after it.
    last = max((number for number, word in enumerate(words) if word.endswith(")")), default=None)
    return 0 if last is None else sum(map(int, words[last + 12 : last + 16]))


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except OSError:  # it has ended, or there is no /proc
        return []


def limit(item: pytest.Item) -> None:
    """Give the test its limit by the clock."""
    mark = next((mark for mark in AT_MOST_S if mark and item.get_closest_marker(mark)), "")
    item.add_marker(pytest.mark.timeout(AT_MOST_S[mark]))


def summary(terminal: pytest.TerminalReporter) -> None:
    """The ordinary tests that are over the budget."""
    found: dict[str, float] = {}
    for reports in terminal.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "cpu_s" and getattr(report, "when", "") == "teardown":
                    found[report.nodeid] = value
    over = sorted(((value, name) for name, value in found.items()), reverse=True)
    if over:
        terminal.section(f"not marked long, and more than {CPU_S:g} s of processor time")
        for value, name in over:
            terminal.line(f"{value:6.1f} s {name}")
