"""How often a report says what is wrong, and whether it is true.

    python3 run.py bench-feedback [SLUG ...] [--mutants N] [--only locate [--start K]] [-v]
    python3 run.py bench-feedback --strangers [SLUG ...]   layers, losses and updates, as others write them

Over all known mistakes, samples and references with one thing changed (all of them take hours; ``--mutants`` takes fewer):
how many statements of the reports (findings, examples,
"returned None") were tested again on fresh inputs, and how many of these were false; the share of wrong functions with a named
cause or an example of at most four numbers an argument (pairs and methods, which are handed objects, on their own); the share of
known mistakes named by their own hint. ``bench/claims.py`` holds the tests, written from the sentences.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import locate
from bench.retest import Told, retest
from bench.wrongs import Files, mistakes_of, mutants_of, samples_of, strangers_of
from grader.judge.launcher import SET
from grader.model import Assignment
from grader.reading.course import load_assignment, slugs

ROOT = Path(__file__).parents[1]
STRANGERS = Path(__file__).with_name("strangers")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", default=[])
    parser.add_argument("--strangers", action="store_true", help="the course of bench/strangers, in the place of the shipped one")
    parser.add_argument("--mutants", type=int, default=1000, help="at most so many of an assignment, spread over its source")
    parser.add_argument("--start", type=int, default=0, help="the first mutant, with --only locate: another one gives others")
    parser.add_argument("-v", action="store_true", help="a line for each statement that was false or not tested")
    parser.add_argument("--only", choices=["locate"], help="only the lines that reports name, as bench/locate.py says")
    options = parser.parse_args()
    course = STRANGERS if options.strangers else ROOT
    chosen = options.slugs or slugs(course)
    if options.only == "locate":
        return locate.measured(course, chosen, options.mutants, options.start, verbose=options.v)
    print("assignment             wrong   statements   tested   false   explained alone   together   mistakes named   numbers")
    with ThreadPoolExecutor(max(1, min(len(chosen), os.cpu_count() or 1))) as threads:
        parts = list(threads.map(lambda slug: measured(course, slug, options.mutants, verbose=options.v), chosen))
    told = [each for part in parts for each in part]
    print(row("all", told, Counter()))
    statements = [each for one in told for each in one.statements]
    untested = Counter(text.split()[0] for text, held, _ in statements if held is None)
    print("not tested:", ", ".join(f"{kind} {count}" for kind, count in untested.most_common()) or "none")
    return 0


def measured(course: Path, slug: str, most: int, *, verbose: bool) -> list[Told]:
    assignment = load_assignment(course, slug)
    mistakes = mistakes_of(assignment)
    told = []
    for each in told_in_a_process(
        assignment, [*mistakes, *strangers_of(assignment), *samples_of(assignment), *mutants_of(assignment, most)]
    ):
        told.append(each)
        if verbose:
            print("\n".join(lines_of(each)), end="\n" if lines_of(each) else "", flush=True)
    own = Counter(named=sum(each.name in each.named for each in told[: len(mistakes)]), of=len(mistakes))
    print(row(slug, told, own), flush=True)
    return told


def lines_of(each: Told) -> list[str]:
    """What did not hold, was not tested, or was not explained."""
    statements = [
        f"  {'FALSE' if held is False else 'untested'} {each.name}: {text}  [{why}]"
        for text, held, why in each.statements
        if held is not True
    ]
    return [*statements, *(f"  unexplained {each.name}: {name}" for name in each.unexplained)]


def told_in_a_process(assignment: Assignment, submissions: Sequence[tuple[str, Files]]) -> Iterator[Told]:
    """In a process of its own: pytest and the suite's modules leave their marks on it."""
    os.environ.update(SET)  # as a judge has it
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(assignment.public.parents[1], assignment.slug, submissions, there))
    process.start()
    there.close()
    while (told := here.recv()) is not None:
        if isinstance(told, str):
            raise RuntimeError(f"{assignment.slug}: {told}")
        yield told
    process.join()


def _work(course: Path, slug: str, submissions: Sequence[tuple[str, Files]], connection: Any) -> None:
    # What a suite prints belongs nowhere.
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process lives
    try:
        retest(course, slug, submissions, connection.send)
    except BaseException:  # noqa: BLE001  # whatever it is, whoever waits has to hear of it
        connection.send(traceback.format_exc())


def row(name: str, told: Sequence[Told], own: Counter[str]) -> str:
    killed = [each for each in told if each.killed]
    statements = [held for each in killed for _, held, _ in each.statements]
    alone = [held for each in killed for held in each.alone]
    together = [held for each in killed for held in each.together]
    numbers = [each.numbers for each in killed if each.numbers is not None]
    named = f"{own['named']} of {own['of']}" if own else ""
    return (
        f"{name:20} {len(killed):7} {len(statements):12} {sum(held is not None for held in statements):8}"
        f" {statements.count(False):7} {share(alone):>17} {share(together):>10} {named:>16} {max(numbers, default=0):9}"
    )


def share(held: Sequence[bool]) -> str:
    return f"{sum(held)}/{len(held)} {100 * sum(held) / len(held):.0f} %" if held else "-"


if __name__ == "__main__":
    sys.exit(main())
