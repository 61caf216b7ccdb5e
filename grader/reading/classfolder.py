"""A folder of submissions as the students in it: which paths are whose, and whom nobody can tell apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import NothingToGradeError, UsageError
from grader.model import Assignment, Submission
from grader.phrases.why import why
from grader.reading.beside import left_out
from grader.reading.deposits import Folder, composed
from grader.reading.layouts import Place, read_download
from grader.reading.submissions import file_name, load_folder, load_submission

# What people put beside the submissions: read by others, and nobody's work.
TABLES = frozenset({"roster.csv", "submitted.csv", "extensions.csv", "adjustments.csv"})
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


def load_class(folder: Path, assignment: Assignment) -> ClassFolder:
    """Every submission in a folder of plain files (``<id>.py``) and folders (``<id>/<file>``), sorted by student.

    Raises UsageError where it is no folder, NothingToGradeError where there is nothing.
    """
    survey = survey_class(folder, assignment)
    alike = collisions(place.student for place in survey.places)
    found = (withheld_where(load_place(place, assignment), alike) for place in survey.places)
    return ClassFolder(submissions=tuple(sorted(found, key=lambda each: each.student)), unmatched=survey.unmatched)


def survey_class(folder: Path, assignment: Assignment) -> Survey:
    """Whose is what in the folder; no submission is opened yet."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give the folder that holds the submissions")
    paths = sorted(path for path in folder.iterdir() if not _is_litter(path) and path.name not in TABLES)
    if download := read_download(paths):
        return Survey(download.places, download.unmatched, download.platform)
    found: dict[str, list[Path]] = {}
    for path in paths:
        if _names_student(path):
            found.setdefault(_student_of(path), []).append(path)
    if not found:
        expected = " and ".join(assignment.files)
        raise NothingToGradeError(f"{folder}: no submission found; expected <student>.py or <student>/{expected}")
    places = tuple(Place(student=student, paths=tuple(own)) for student, own in sorted(found.items()))
    return Survey(places, tuple(composed(path.name) for path in paths if not _names_student(path)))


def load_place(place: Place, assignment: Assignment) -> Submission:
    """The student's submission. Of several that which defines most of what is asked for; the others are named."""
    if place.attached:
        made = load_folder(place.student, Folder(dict(place.attached)), assignment)
        told = left_out("not_counted", place.superseded, counted=composed(place.attached[0][1].name))
        return replace(made, name=place.name, left_out=(*told, *made.left_out))
    if len(place.paths) == 1:
        return replace(load_submission(_own_folder(place.paths[0], assignment), assignment), student=place.student, name=place.name)
    found = [(path, load_submission(_own_folder(path, assignment), assignment)) for path in sorted(place.paths, key=_rank)]
    chosen, best = max(found, key=lambda each: (not each[1].problem, _defined(each[1], assignment)))  # the first of equals
    others = [composed(path.name) + ("/" if path.is_dir() else "") for path, _ in found if path != chosen]
    told = left_out("not_counted", others, counted=composed(chosen.name))
    return replace(best, student=place.student, name=place.name, left_out=(*told, *best.left_out))


def _own_folder(path: Path, assignment: Assignment) -> Path:
    """Of a student's folder that holds nothing but folders, as nbgrader's, the one that bears the assignment's name."""
    if path.is_symlink() or not path.is_dir():
        return path
    try:
        inside = [each for each in path.iterdir() if not _is_litter(each)]
    except OSError:
        return path
    own = next((each for each in inside if composed(each.name) == assignment.slug), path)
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
