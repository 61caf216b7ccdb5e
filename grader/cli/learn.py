"""``grader learn``: what a graded class got wrong together becomes known mistakes for the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from grader.batch.files import save
from grader.batch.publish import STORE
from grader.batch.same_answers import Signature, signatures_of
from grader.batch.store import Store, open_store
from grader.batch.unknown_mistakes import SameWrong, unknown_groups
from grader.cli.options import Options, grading_options, read_options
from grader.errors import UsageError
from grader.judge.supervisor import Judge
from grader.model import Assignment, Submission
from grader.model.codecs import GRADE
from grader.reading.course import load_assignment
from grader.verify.programs import private_folder
from grader.verify.writing.reducer import Reducer, names_in

LEAST = 2
# Of a large group the smallest files are looked at; the others say the same in more words.
MOST_MEMBERS = 12


@click.command()
@click.argument("results", metavar="RESULTS", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--least", type=click.IntRange(2), default=LEAST, show_default=True, help="How many students make a group.")
@click.option("--dry-run", is_flag=True, help="Say what would be learned, and write nothing.")
@grading_options("strict", without=("lang", "feedback", "verbose", "jobs", "json"))
def learn(results: Path, *, least: int, dry_run: bool, **rest: Any) -> None:
    """Turn groups of equal wrong answers into mistakes/ of the assignment, for you to name and to write a hint for.

    RESULTS is the folder that grader batch wrote. Of each group the smallest function is kept, with nothing personal in it.

    \b
    grader learn results
    """
    options = read_options({**rest, "lang": None, "feedback": "off", "verbose": False, "jobs": 1, "as_json": False})
    if not (results / STORE).is_file():
        raise UsageError(f"{results} holds no {STORE}, so no class was graded into it; use grader batch PATH -a SLUG -o {results}")
    store = open_store(results / STORE)
    try:
        written = list(_learned(store, options, least, dry_run=dry_run))
    finally:
        store.close()
    if not written:
        options.tell("learn: every group of equal wrong answers is a known mistake already, or there is none")
        return
    if not dry_run:
        click.echo("next: give each file a name that says what is wrong, and its students a hint, in grading.yaml\n"
                   "      (without one they only read that it is a well-known mistake):", err=True)  # fmt: skip
        for name in written:
            click.echo(f"  mistakes: {{{name}: {{hint: ...}}}}", err=True)


def _learned(store: Store, options: Options, least: int, *, dry_run: bool) -> Iterator[str]:
    """The names of the mistakes that were made, each told of as it is written."""
    facts = store.fetch_facts()
    if "course" not in facts:
        raise UsageError("nothing was published in this folder yet; finish it first: grader batch")
    course = options.course or Path(facts["course"])
    if not (course / "assignments").is_dir():
        raise UsageError(f"the course of this class was at {course}, but is not there any more; say where it is: --course DIR")
    assignment = load_assignment(course, facts["slug"])
    if assignment.seed_per == "student":
        raise UsageError(f"{assignment.slug}: each student has inputs of their own, so answers cannot be compared")
    folder = private_folder(assignment) / "mistakes"
    groups = unknown_groups(store, least)
    new = [group for group in groups if not (folder / f"{_name(group)}.py").exists()]
    if not new:
        return
    with (
        Reducer(assignment, options.sandbox) as reducer,
        Judge(course, assignment.slug, sandbox=options.sandbox, feedback=False) as judge,
    ):
        made = [_mistake(group, reducer, judge, assignment) for group in groups]
        for group, own in zip(groups, made, strict=True):
            function = group.signature.function
            if group not in new:
                continue
            if not own.text:
                options.tell(f"learn: {function}: {group.students} students have the same wrong answers, "
                             "but no single function of theirs gives them; see the class page")  # fmt: skip
            if not own.text or any(other.explains(group) and len(other.text) < len(own.text) for other in made):
                continue
            name = _name(group)
            if not dry_run:
                save(folder / f"{name}.py", own.text.encode())
            click.echo(json.dumps({"mistake": name, "function": function, "students": group.students}))
            yield name


@dataclass(frozen=True, slots=True)
class _Made:
    """What students wrote, put over the reference: its text, of which function, and all wrong answers that it gives."""

    function: str
    text: str = ""
    answers: tuple[Signature, ...] = ()

    def explains(self, group: SameWrong) -> bool:
        """Whether the group of another function is wrong only because that one builds on this."""
        return self.function != group.signature.function and _is_among(group, self.answers)


def _is_among(group: SameWrong, answers: Sequence[Signature]) -> bool:
    return any(each.kind == group.signature.kind and each.same(group.signature) for each in answers)


def _mistake(group: SameWrong, reducer: Reducer, judge: Judge, assignment: Assignment) -> _Made:
    """The smallest of the group's functions that, over the reference, gives the answers of the group; no text where none does."""
    folder = private_folder(assignment)
    reference = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    found = {text for files in group.files[:MOST_MEMBERS] for text in reducer.mistakes(files, group.signature.function)}
    for text in sorted(found, key=lambda each: (len(each), each)):
        made = _put_over(reference, group.signature.function, text)
        grade = judge.grade(Submission(student="mistake", file=made[0][0], files=made))
        answers = tuple(signatures_of(GRADE.dump_json(grade)))
        if _is_among(group, answers):
            return _Made(group.signature.function, text, answers)
    return _Made(group.signature.function)


def _put_over(reference: Sequence[tuple[str, bytes]], function: str, text: str) -> tuple[tuple[str, bytes], ...]:
    """The text at the end of the file that defines the function. It came from students, so it is not read here."""
    top = function.partition(".")[0]
    home = next((name for name, source in reference if top in names_in(source.decode("utf-8-sig"))), reference[0][0])
    return tuple((name, source + b"\n\n" + text.encode() if name == home else source) for name, source in reference)


def _name(group: SameWrong) -> str:
    """``learned_`` with the function and some digits, for the author to change."""
    return "learned_" + group.signature.name.replace(".", "_").replace("-", "_").lower()
