"""A folder of submissions as the students in it: which paths are whose, and whom nobody can tell apart."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.platforms.downloads import tops
from grader.batch.platforms.recognition import TABLES, is_litter, opened, recognised
from grader.errors import NothingToGradeError
from grader.model import Assignment, Submission
from grader.phrases.why import why
from grader.reading.beside import left_out
from grader.reading.deposits import Deposit, Part, composed
from grader.reading.layouts import Place, Wanted
from grader.reading.submissions import file_name, load_file, load_folder, load_submission

# Of several files of one student, which is taken where they define as much.
SUFFIXES = (".py", ".ipynb", ".zip")
# Also inside a notebook, where a line's end is written as two characters.
_DEFINED = re.compile(rb"(?:def|class)[ \t]+(\w+)")


@dataclass(frozen=True, slots=True)
class Survey:
    """Who handed in what, sorted by student; the names that no rule reads; and the platform whose download it is, if any."""

    places: tuple[Place, ...]
    unmatched: tuple[str, ...]
    platform: str = ""


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """What a folder of submissions held; ``unmatched`` are the names that no rule reads."""

    submissions: tuple[Submission, ...]
    unmatched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a class is packed: a platform's name, ``plain``, ``regex`` with its ``pattern``, or ``auto``."""

    name: str = "auto"
    pattern: str = ""


AUTO = Layout()


def load_class(folder: Path, assignment: Assignment, layout: Layout = AUTO) -> ClassFolder:
    """Every submission in a folder of plain files (``<id>.py``) and folders (``<id>/<file>``), or in a platform's download,
    sorted by student.

    Raises UsageError where it is neither folder nor zip, NothingToGradeError where there is nothing.
    """
    survey = survey_class(folder, assignment, layout)
    alike = collisions(place.student for place in survey.places)
    found = (withheld_where(load_place(place, assignment), alike) for place in survey.places)
    return ClassFolder(submissions=tuple(sorted(found, key=lambda each: each.student)), unmatched=survey.unmatched)


def survey_class(folder: Path, assignment: Assignment, layout: Layout = AUTO) -> Survey:
    """Whose is what in the folder or zip; no submission is opened yet."""
    deposit = opened(folder)
    wanted = Wanted(
        slug=assignment.slug,
        files=assignment.files,
        timezone=assignment.timezone,
        due=assignment.deadline.due.timestamp() if assignment.deadline else None,
        pattern=layout.pattern,
    )
    skipped = tuple(getattr(deposit, "skipped", ()))
    if download := recognised(folder, deposit, layout.name, wanted):
        return Survey(download.places, (*download.unmatched, *skipped), download.platform)
    survey = _plain_folder(folder) if folder.is_dir() else _plain_zip(deposit, assignment)
    if not survey.places:
        expected = " and ".join(assignment.files)
        raise NothingToGradeError(f"{folder}: no submission found; expected <student>.py or <student>/{expected}")
    return replace(survey, unmatched=(*survey.unmatched, *skipped))


def _plain_folder(folder: Path) -> Survey:
    """From the file system itself: also a link or a FIFO stands in a student's place."""
    found: dict[str, list[str]] = {}
    unmatched = []
    for name in sorted(os.listdir(folder)):  # noqa: PTH208  # names alone
        path = folder / name
        if _is_litter(path) or name in TABLES:
            continue
        if _names_student(path):
            found.setdefault(_student_of(path), []).append(str(path))
        else:
            unmatched.append(composed(name))
    places = tuple(Place(student=student, paths=tuple(own)) for student, own in sorted(found.items()))
    return Survey(places, tuple(unmatched))


def _plain_zip(deposit: Deposit, assignment: Assignment) -> Survey:
    """The same, packed; with or without a folder around it all."""
    names = {name: name for name in deposit.names if not is_litter(name)}
    outer = tops(names)
    inner = {name.removeprefix(f"{outer[0]}/"): name for name in names} if len(outer) == 1 else names
    if len(tops(inner)) > 1 and not any(name in assignment.files for name in inner):
        names = inner
    part = Part(deposit, names)
    found: dict[str, list[str]] = {}
    unmatched = []
    for top in tops(names):
        if top not in names:
            found.setdefault(top, []).append(top)
        elif top.lower().endswith(SUFFIXES):
            found.setdefault(top.rpartition(".")[0] or top, []).append(top)
        else:
            unmatched.append(top)
    places = tuple(
        Place(student=student, deposit=part, attached=tuple((top, top) for top in own)) for student, own in sorted(found.items())
    )
    return Survey(places, tuple(unmatched))


def load_place(place: Place, assignment: Assignment) -> Submission:
    """The student's submission. Of several that which defines most of what is asked for; the others are named."""
    if place.problem.en:
        made = Submission(student=place.student, name=place.name, file=place.sources[0] if place.sources else "")
        return replace(made, problem=place.problem.en, problem_ko=place.problem.ko)
    found = _choices(place, assignment)
    chosen, best = (
        found[0] if len(found) == 1 else max(found, key=lambda each: (not each[1].problem, _defined(each[1], assignment)))
    )
    others = (*place.superseded, *(name for name, _ in found if name != chosen))
    told = left_out("not_counted", [composed(name) for name in others], counted=chosen.rstrip("/"))
    if not told and (best.student, best.name) == (place.student, place.name):
        return best
    return replace(best, student=place.student, name=place.name, left_out=(*told, *best.left_out))


def _choices(place: Place, assignment: Assignment) -> list[tuple[str, Submission]]:
    """Each that could count, under the name that is shown of it, in the order in which they are preferred."""
    if place.deposit is None:
        return [
            (composed(path.name) + ("/" if path.is_dir() else ""), load_submission(_own_folder(path, assignment), assignment))
            for path in sorted(map(Path, place.paths), key=_rank)
        ]
    whole = place.deposit
    if isinstance(whole, Part) and all(name == path for name, path in place.attached):
        return [
            _choice(whole, top, place.student, assignment)
            for top, _ in sorted(place.attached, key=lambda each: _rank(Path(each[0])))
        ]
    part = Part(whole, dict(place.attached))
    shown = place.attached[0][1] if place.attached else ""
    return [(composed(shown), load_folder(place.student, part, assignment))]


def _choice(whole: Part, top: str, student: str, assignment: Assignment) -> tuple[str, Submission]:
    """A file at the top of a plain zip, or a folder there: of one that holds nothing but folders, that of the assignment."""
    if top in whole.names:
        return top, load_file(student, top, whole, assignment)
    inside = {name.removeprefix(f"{top}/"): name for name in whole.names if name.startswith(f"{top}/")}
    own = {
        name.removeprefix(f"{assignment.slug}/"): path for name, path in inside.items() if name.startswith(f"{assignment.slug}/")
    }
    chosen = own if own and all("/" in name for name in inside) else inside
    return f"{top}/", load_folder(student, Part(whole, chosen), assignment)


def _own_folder(path: Path, assignment: Assignment) -> Path:
    """Of a student's folder that holds nothing but folders, as nbgrader's, the one that bears the assignment's name."""
    try:
        if path.is_symlink() or assignment.slug not in map(composed, os.listdir(path)):  # noqa: PTH208  # names alone
            return path
        inside = [each for each in path.iterdir() if not _is_litter(each)]
    except OSError:  # no folder, mostly
        return path
    own = next((each for each in inside if composed(each.name) == assignment.slug), None)
    if own is None:
        return path
    return own if all(each.is_dir() and not each.is_symlink() for each in inside) else path


def collisions(students: Iterable[str]) -> frozenset[str]:
    """Ids that differ only by case: on some file systems they would overwrite each other's reports, and tables mix them up."""
    everybody = sorted(set(students))
    counts = Counter(_folded(student) for student in everybody)
    return frozenset(student for student in everybody if counts[_folded(student)] > 1)


def withheld_where(submission: Submission, alike: frozenset[str]) -> Submission:
    """The submission, not to be graded where its student is one of those who cannot be told apart."""
    if submission.student not in alike:
        return submission
    others = sorted(each for each in alike if _folded(each) == _folded(submission.student))
    problem = why("alike", names=", ".join(others))
    return replace(submission, problem=problem.en, problem_ko=problem.ko, withheld=True)


def _folded(student: str) -> str:
    return file_name(student).casefold()


def _defined(submission: Submission, assignment: Assignment) -> int:
    """How many of the functions and classes that are asked for seem to be defined; by the text alone."""
    asked = {name.partition(".")[0].encode() for name in assignment.functions}
    return len(asked.intersection(name for _, content in submission.files for name in _DEFINED.findall(content)))


def _rank(path: Path) -> tuple[int, str]:
    suffix = path.suffix.lower()
    return (SUFFIXES.index(suffix) if suffix in SUFFIXES and not path.is_dir() else len(SUFFIXES), path.name)


def _student_of(path: Path) -> str:
    """As ``load_submission`` names it: the stem of a file, the name of a folder."""
    return composed(path.name if not path.suffix or (path.is_dir() and not path.is_symlink()) else path.stem)


def _is_litter(path: Path) -> bool:
    """What operating systems and tools leave in folders."""
    return path.name.startswith((".", "__")) or path.suffix == ".pyc"


def _names_student(path: Path) -> bool:
    """Python, notebooks, zips, folders, and what is not even a file: a link or a FIFO in a student's place."""
    return path.suffix.lower() in SUFFIXES or path.is_dir() or not path.is_file()
