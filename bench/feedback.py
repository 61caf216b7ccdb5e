"""How often a report says what is wrong: on known mistakes, and on references with one operator changed.

    python3 run.py bench-feedback [SLUG ...] [--mutants N] [-v]

For each assignment: the share of mistakes named by their own hint, the share of killed mutants with a finding or a counterexample
of at most four numbers an argument, the size of the smallest inputs, and the time that explanations add to a failing submission.
"""

from __future__ import annotations

import argparse
import ast
import copy
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.config import load_assignment, slugs
from grader.judge.supervisor import Judge
from grader.model import Assignment, CaseResult, Finding, Grade, Submission
from grader.suite.mistaken import mistake_files

ROOT = Path(__file__).parents[1]
SMALL = 4

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Div,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of one wrong submission."""

    name: str
    killed: bool
    mistakes: tuple[str, ...]
    kinds: tuple[str, ...]
    numbers: int | None  # in the largest argument of the smallest counterexample
    added_s: float

    @property
    def explained(self) -> bool:
        return bool(self.kinds) or (self.numbers is not None and self.numbers <= SMALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slugs", nargs="*", default=[])
    parser.add_argument("--mutants", type=int, default=40, help="at most so many of an assignment, spread over its source")
    parser.add_argument("-v", action="store_true", help="a line for each submission")
    options = parser.parse_args()
    known = slugs(ROOT)
    print("assignment           mistakes named   mutants killed   explained   numbers (median, most)   added (median, most)")
    for slug in options.slugs or known:
        measure(load_assignment(ROOT, slug), options.mutants, verbose=options.v)


def measure(assignment: Assignment, most: int, *, verbose: bool) -> None:
    mistakes = [(name, files) for name, files in mistake_files(assignment).items()]
    mutants = mutants_of(assignment, most)
    judge, plain = (Judge(ROOT, assignment.slug, sandbox="process", feedback=feedback) for feedback in (True, False))
    with judge, plain:
        # Draws and mistakes are made once a judge; what they cost is not what a submission costs.
        judge.grade(Submission(student="first", files=mistakes[0][1] if mistakes else mutants[0][1]))
        told = [told_of(name, files, judge, plain) for name, files in [*mistakes, *mutants]]
    own, others = told[: len(mistakes)], [each for each in told[len(mistakes) :] if each.killed]
    for each in told if verbose else ():
        print(f"  {each.name:40} {'killed' if each.killed else 'lives '} {each.numbers} {' '.join((*each.mistakes, *each.kinds))}")
    numbers = [each.numbers for each in (*own, *others) if each.numbers is not None] or [0]
    added = [each.added_s for each in (*own, *others)] or [0.0]
    named = sum(each.name in each.mistakes for each in own)
    explained = sum(each.explained for each in others)
    row = (
        f"{assignment.slug:20}",
        f"{named:4} of {len(own):<9}",
        f"{len(others):5} of {len(mutants):<7}",
        f"{_share(explained, len(others)):14}",
        f"{statistics.median(numbers):6g} {max(numbers):7}          ",
        f"{statistics.median(added):5.2f} s {max(added):6.2f} s",
    )
    print(*row, flush=True)


def told_of(name: str, files: tuple[tuple[str, bytes], ...], judge: Judge, plain: Judge) -> Told:
    submission = Submission(student="s", files=files)
    off_s, _ = _timed(plain, submission)
    on_s, grade = _timed(judge, submission)
    failed = [case for case in grade.cases if case.points < case.max_points]
    return Told(
        name=name,
        killed=bool(failed),
        mistakes=tuple(dict.fromkeys(each.name for each in _findings(failed) if each.kind == "known_mistake")),
        kinds=tuple(dict.fromkeys(each.kind for each in _findings(failed) if each.kind not in ("known_mistake", "partly_right"))),
        numbers=min((case.counterexample.numbers for case in failed if case.counterexample), default=None),
        added_s=on_s - off_s,
    )


def mutants_of(assignment: Assignment, most: int) -> list[tuple[str, tuple[tuple[str, bytes], ...]]]:
    """The reference with one operator, comparison, constant, sign or neighbouring function changed."""
    folder = assignment.public.parents[1] / "solutions" / assignment.slug
    files = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    found = []
    for index, (file, source) in enumerate(files):
        for name, text in changed(source.decode()):
            mutated = (*files[:index], (file, text.encode()), *files[index + 1 :])
            found.append((f"{Path(file).stem} {name}", mutated))
    step = max(1, -(-len(found) // most))
    return found[::step]


def changed(source: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            other = copy.deepcopy(tree)
            target = next(each for number, each in enumerate(ast.walk(other)) if number == place)
            change(target)
            yield f"line {getattr(node, 'lineno', 0)} {what}", ast.unparse(other)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        new = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} to {new.__name__}", lambda each: setattr(each, "op", new())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} to {other.__name__}", lambda each: each.ops.__setitem__(0, other())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield f"{node.value} to {node.value + 1}", lambda each: setattr(each, "value", each.value + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", lambda each: setattr(each, "op", ast.UAdd())
    neighbours = {"mean": "sum", "sum": "mean", "max": "min", "argmax": "argmin", "zeros": "ones", "log": "log10", "T": "real"}
    if isinstance(node, ast.Attribute) and node.attr in neighbours:
        yield f"{node.attr} to {neighbours[node.attr]}", lambda each: setattr(each, "attr", neighbours[each.attr])


def _findings(cases: list[CaseResult]) -> list[Finding]:
    return [finding for case in cases for finding in case.findings]


def _timed(judge: Judge, submission: Submission) -> tuple[float, Grade]:
    started = time.perf_counter()
    grade = judge.grade(submission)
    return time.perf_counter() - started, grade


def _share(part: int, whole: int) -> str:
    return f"{part:4} = {part / whole:4.0%}" if whole else "-"


if __name__ == "__main__":
    main()
