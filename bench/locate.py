"""How often a report names the line where a wrong submission is wrong, and whether it is that one.

    python3 run.py bench-feedback [SLUG ...] --only locate [--mutants N] [--start K] [-v]
    python3 run.py bench-feedback --strangers [SLUG ...] --only locate [--mutants 0] [-v]

Over known mistakes, wrong functions of strangers, samples, and references with one thing changed or two (``--start``: the first of
these; another one gives others, to see whether what was mended holds for them). What the author changed is told by comparing each
function with the reference's, statement by statement. ``right``: a named line is in a changed statement; ``wrong``: lines are
named and none of them is. Strangers write whole functions their own way, and nearly every statement of theirs differs: whether a
line of those is true, ``-v`` prints it for somebody to read. Processor time is that of the judge and of the workers, beside grading
and explaining.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.wrongs import Files, changed, mistakes_of, mutants_of, samples_of, strangers_of
from grader.judge.assessment import Assessment
from grader.judge.launcher import SET
from grader.judge.running.handouts import provided_data
from grader.judge.suite import Suite, run_suite
from grader.model import Assignment, Located, Submission, Verdict
from grader.reading.course import load_assignment
from grader.sandbox.level import plan
from grader.sandbox.protocol import Ended
from grader.sandbox.slot import Slot

SAID = {True: "named", False: "WRONG", None: "nothing"}
KINDS = ("mistakes", "strangers", "samples", "mutants", "pairs")


@dataclass(frozen=True, slots=True)
class Named:
    """One wrong submission. ``right`` None: nothing was named. ``told``: what was said, and what was changed."""

    kind: str
    name: str
    right: bool | None
    cpu_s: float
    told: str = ""


def measured(course: Path, slugs: Sequence[str], most: int, start: int = 0, *, verbose: bool) -> int:
    print("assignment             of         wrong   a line named   right        wrong line   cpu s (median, most)")
    found = []
    for slug in slugs:
        found += list(_told(course, slug, (most, start), verbose=verbose))
        for kind in KINDS:
            _row(slug, kind, [each for each in found if each.kind == kind and each.name.startswith(f"{slug} ")])
    for kind in KINDS:
        _row("all", kind, [each for each in found if each.kind == kind])
    return 0


def _row(slug: str, kind: str, named: Sequence[Named]) -> None:
    if not named:
        return
    told = [each for each in named if each.right is not None]
    right = [each for each in told if each.right]
    cpu = sorted(each.cpu_s for each in named)
    print(
        f"{slug:22} {kind:10} {len(named):5}   {_share(told, named):>12}   {_share(right, named):>10}"
        f"   {_share([each for each in told if not each.right], named):>10}   {cpu[len(cpu) // 2]:.2f}, {cpu[-1]:.2f}",
        flush=True,
    )


def _share(some: Sequence[Named], of: Sequence[Named]) -> str:
    return f"{len(some)} {100 * len(some) / len(of):.0f} %"


def wrongs_of(assignment: Assignment, most: int, start: int = 0) -> Iterator[tuple[str, str, Files]]:
    for name, files in mistakes_of(assignment):
        yield "mistakes", name, tuple((file, alone(source)) for file, source in files)
    for name, files in strangers_of(assignment):
        yield "strangers", name, tuple((file, alone(source)) for file, source in files)
    for name, files in samples_of(assignment):
        yield "samples", name, files
    single = mutants_of(assignment, most, start)
    for name, files in single:
        yield "mutants", name, files
    for name, files in single[:: max(1, len(single) // max(1, most // 4))]:
        file, source = files[0]
        twice = list(itertools.islice(changed(source.decode()), 400))
        if twice:
            more, text = twice[(len(name) * 37) % len(twice)]
            yield "pairs", f"{name} and {more}", ((file, text.encode()), *files[1:])


def alone(source: bytes) -> bytes:
    """Without functions that are defined again further down, as the right ones are under a mistake: no student has them."""
    tree = ast.parse(source)
    last = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef | ast.ClassDef)}
    lines = source.decode().split("\n")
    for each in tree.body:
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and last[each.name] is not each:
            lines[each.lineno - 1 : each.end_lineno] = [""] * ((each.end_lineno or each.lineno) - each.lineno + 1)
    return "\n".join(lines).encode()


def _told(course: Path, slug: str, some: tuple[int, int], *, verbose: bool) -> Iterator[Named]:
    """In a process of its own: pytest and the suite's modules leave their marks on it."""
    os.environ.update(SET)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(course, slug, some, there))
    process.start()
    there.close()
    while (told := here.recv()) is not None:
        if isinstance(told, str):
            raise RuntimeError(f"{slug}: {told}")
        if verbose and (told.right is not True or told.kind == "strangers"):
            print(f"  {SAID[told.right]} {told.kind} {told.name}: {told.told}", flush=True)
        yield told
    process.join()


def _work(course: Path, slug: str, some: tuple[int, int], connection: Any) -> None:
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  # as long as the process lives
    try:
        assignment = load_assignment(course, slug)
        isolation = plan("process", (course / "solutions",), assignment.limits)
        slot = Counted(assignment.limits, isolation, provided_data(assignment))
        with slot:
            run_suite(assignment, slot, lambda suite: _try_all(suite, some, connection, slot))
        connection.send(None)
    except BaseException:  # noqa: BLE001  # whatever it is, whoever waits has to hear of it
        connection.send(traceback.format_exc())


class Counted(Slot):
    """``spent_s``: processor time of the workers that have ended."""

    spent_s = 0.0

    def ended(self) -> Ended | None:
        ended = super().ended()
        self.spent_s += ended.cpu_s if ended is not None else 0.0
        return ended


def _try_all(suite: Suite, some: tuple[int, int], connection: Any, slot: Counted) -> None:
    spent = [0.0]
    search = suite._locate  # noqa: SLF001  # the suite's own machinery

    def timed(judged: Assessment, submission: Submission, *, last: bool) -> None:
        before = time.process_time() + slot.spent_s
        search(judged, submission, last=last)
        spent[0] += time.process_time() + slot.spent_s - before

    suite._locate = timed  # type: ignore[method-assign]  # noqa: SLF001
    for kind, name, files in wrongs_of(suite.assignment, *some):
        spent[0] = 0.0
        outcome = suite.run(Submission(student="s", file=files[0][0], files=files))
        failed = [case for case in outcome.cases if case.verdict in (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)]
        if not failed:
            continue
        located = list(dict.fromkeys(case.located for case in failed if case.located is not None))
        right, told = _judged(suite.assignment, files, located)
        connection.send(Named(kind, f"{suite.assignment.slug} {name}", right, spent[0], told))


def _judged(assignment: Assignment, files: Files, located: Sequence[Located]) -> tuple[bool | None, str]:
    folder = assignment.private
    assert folder is not None  # there is a suite
    places = {(each.file, each.line) for one in located for each in one.places}
    true = set[tuple[str, int]]()
    for name, content in files:
        true |= {(name, line) for line in changed_lines((folder / name).read_text(encoding="utf-8"), content.decode())}
    said = "; ".join(
        f"{one.kind} {each.line}: {each.text} [{each.before} -> {each.after}]" for one in located for each in one.places
    )
    told = f"{said or 'silent'}; changed: {sorted(line for _, line in true)}"
    return (bool(places & true) if places else None), told


def changed_lines(reference: str, wrong: str) -> set[int]:
    """Lines of the wrong file whose statements differ from the reference's, by functions; of what was left out the neighbours.

    A ``pass`` in its place is nothing that somebody wrote.
    """
    right, found = _statements(reference), set[int]()
    for name, statements in _statements(wrong).items():
        before = [text for text, _ in right.get(name, [])]
        after = [text for text, _ in statements]
        for tag, _, _, start, end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            is_left_out = all(text.endswith(" pass") for text in after[start:end])
            some = range(max(0, start - 1), min(len(after), end + 1)) if is_left_out else range(start, end)
            for place in some:
                found |= set(statements[place][1])
    return found


def _statements(source: str) -> dict[str, list[tuple[str, range]]]:
    """Of each function, the last of its name, its statements as text, each with its lines; of compound ones the head."""
    found: dict[str, list[tuple[str, range]]] = {}
    tree = ast.parse(source)
    tops = [(top.name, top) for top in tree.body if isinstance(top, ast.FunctionDef)]
    tops += [
        (f"{top.name}.{each.name}", each)
        for top in tree.body
        if isinstance(top, ast.ClassDef)
        for each in top.body
        if isinstance(each, ast.FunctionDef)
    ]
    for name, top in tops:
        head = range(top.lineno, max(top.lineno + 1, top.body[0].lineno))
        rows = [(top.lineno, top.col_offset, ast.unparse(top.args), head)]
        for node in ast.walk(top):
            if (
                not isinstance(node, ast.stmt)
                or node is top
                or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            ):
                continue
            body = getattr(node, "body", None)
            last = (body[0].lineno - 1) if body else (node.end_lineno or node.lineno)
            text = ast.unparse(node)
            rows.append(
                (
                    node.lineno,
                    node.col_offset,
                    text.split("\n")[0] if body else text,
                    range(node.lineno, max(node.lineno, last) + 1),
                )
            )
        rows.sort(key=lambda row: row[:2])
        found[name] = [(f"{column} {text}", lines) for _, column, text, lines in rows]
    return found
