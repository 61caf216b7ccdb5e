"""Assignments written from a reference alone: what their suites find, and what they cost. The course's seven, and ten by strangers.

Of the course's: of the mutants that the hand-made suite kills, how many the written one kills too, whether every accepted sample
and alternative earns all its points, and whether ``verify`` passes, which puts cases into the suite. Of the strangers'
(``bench/strangers``): whether ``verify`` passes at once.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.contenders import ROOT
from bench.machine import tree_cpu_s
from grader.model import Text, Verdict
from grader.reading.course import load_assignment
from grader.verify.laboratory import Laboratory, Pool
from grader.verify.mutants import mutants_of
from grader.verify.programs import given_complete, load_material
from grader.verify.trial import Plan, start_mutants
from grader.verify.writing.author import Wanted, plan_assignment, proved
from grader.verify.writing.desk import Order
from grader.verify.writing.signature import read_reference

STRANGERS = Path(__file__).parent / "strangers"
POINTS = 100


def measure_written(scratch: Path, only: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """A row for each assignment, as it is measured; ``only``: names of assignments or of strangers' files."""
    for folder in sorted((ROOT / "solutions").iterdir()):
        if folder.is_dir() and (not only or folder.name in only):
            yield of_the_course(scratch / folder.name, folder.name)
    for path in sorted(STRANGERS.glob("*.py")):
        if not only or path.stem in only:
            yield of_a_stranger(scratch / path.stem, path)


def of_the_course(scratch: Path, slug: str) -> dict[str, Any]:
    """Written from the reference, which is all that is copied; then held against the suite that people made."""
    source = load_assignment(ROOT, slug)
    (name,) = source.files
    wanted = wanted_of(scratch, slug, (ROOT / "solutions" / slug / name).read_text(encoding="utf-8"))
    before, began = tree_cpu_s(os.getpid()), time.monotonic()
    plans = plan_assignment(wanted, sandbox="auto", jobs=os.cpu_count() or 1, tell=_tell)
    questions = [f"{each.function}.{each.argument}" for plan in plans for each in plan.questions]
    _, verification = proved(wanted, plans, sandbox="auto", jobs=os.cpu_count() or 1, tell=lambda _: None)
    row: dict[str, Any] = {
        "name": slug,
        "cpu_s": round(tree_cpu_s(os.getpid()) - before, 1),
        "wall_s": round(time.monotonic() - began, 1),
        "complaints": [f"{each.point}: {each.text}" for each in verification.complaints],
    }
    by_hand, by_us = killed(ROOT, slug), killed(scratch, slug, like=ROOT)
    both = by_hand & by_us
    refused = list(refused_samples(scratch, slug))
    return row | {
        "questions": questions, "by_hand": len(by_hand), "of_these": len(both), "share": round(len(both) / len(by_hand), 4),
        "missed": sorted(by_hand - by_us), "refused": refused,
        "good": len(both) >= 0.95 * len(by_hand) and not refused and verification.passed,
    }  # fmt: skip


def killed(course: Path, slug: str, *, like: Path | None = None) -> frozenset[str]:
    """The mutants that a suite kills. ``like``: the course whose suite's sizes they are made for, so that both meet the same."""
    material = load_material(load_assignment(course, slug))
    mutants = mutants_of(material.sources, _survey(like or course, slug).seen, given_complete(material))
    plan = Plan(survey=_survey(course, slug), material=material, whole_matrix=False)
    with Pool(lambda: Laboratory(course, slug, sandbox="auto"), os.cpu_count() or 1) as pool:
        results = [future.result() for future in start_mutants(pool, plan, mutants, lambda _: None)]
    return frozenset(result.mutant.key for result in results if result.state == "killed")


def _survey(course: Path, slug: str) -> Any:
    laboratory = Laboratory(course, slug, sandbox="auto")
    with laboratory:
        return laboratory.survey()


def refused_samples(scratch: Path, slug: str) -> Iterator[str]:
    """Accepted samples and alternatives of the course that do not earn every point of the written suite."""
    material = load_material(load_assignment(ROOT, slug))
    right = [sample.submission for sample in material.samples if sample.verdict is Verdict.ACCEPTED]
    with Laboratory(scratch, slug, sandbox="auto") as laboratory:
        for submission in (*right, *material.alternatives):
            grade = laboratory.grade(submission)
            if grade.verdict is not Verdict.ACCEPTED:
                failed = [f"{case.case} ({case.verdict})" for case in grade.cases if case.verdict is not Verdict.ACCEPTED]
                yield f"{submission.student}: {', '.join(failed)}"


def of_a_stranger(scratch: Path, path: Path) -> dict[str, Any]:
    """Written and proved, as the command does it."""
    wanted = wanted_of(scratch, f"{path.stem.replace('_', '-')}-exercise", path.read_text(encoding="utf-8"))
    before, began = tree_cpu_s(os.getpid()), time.monotonic()
    plans = plan_assignment(wanted, sandbox="auto", jobs=os.cpu_count() or 1, tell=_tell)
    questions = [f"{each.function}.{each.argument}" for plan in plans for each in plan.questions]
    row: dict[str, Any] = {"name": path.stem, "questions": questions, "assumed": sum(len(plan.assumptions) for plan in plans)}
    if any(plan.is_whole for plan in plans):
        _, verification = proved(wanted, plans, sandbox="auto", jobs=os.cpu_count() or 1, tell=lambda _: None)
        row["tally"] = verification.tally("en")
        row["complaints"] = [f"{each.point}: {each.text}" for each in verification.complaints]
        row["good"] = verification.passed and not questions
    row["cpu_s"] = round(tree_cpu_s(os.getpid()) - before, 1)
    row["wall_s"] = round(time.monotonic() - began, 1)
    return {"good": False, **row}


def wanted_of(scratch: Path, slug: str, text: str) -> Wanted:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    module = slug.replace("-", "_")
    order = Order(module=module, reference=read_reference(f"{module}.py", text))
    return Wanted(course=scratch, slug=slug, order=order, langs=("en", "ko"), points=POINTS, title=Text(""))


def written_in_words(row: dict[str, Any]) -> str:
    told = "good" if row["good"] else "not good"
    if "share" in row:
        said = f"kills {row['of_these']} of {row['by_hand']} ({row['share']:.1%}); {len(row['refused'])} right ones refused"
        said += f"\n    missed: {', '.join(row['missed'])}" if row["missed"] else ""
        said += "".join(f"\n    refused: {each}" for each in row["refused"])
    else:
        said = row.get("tally", "nothing written")
    said += "".join(f"\n    {each}" for each in row.get("complaints", ()))
    asked = f"; asks {', '.join(row['questions'])}" if row["questions"] else ""
    return f"{row['name']}: {told}, {row['cpu_s']} s of CPU ({row['wall_s']} s): {said}{asked}"


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
