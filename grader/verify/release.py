"""The public folder as a zip: the stub checked against the reference, nothing of the solution in it, the same bytes every time."""

from __future__ import annotations

import difflib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.errors import AssignmentError
from grader.grading.scoring import rounded
from grader.judge.supervisor import Judge, SandboxRequest
from grader.model import Assignment
from grader.verify.programs import private_folder, submission_of
from grader.verify.stub import leaked_lines, make_stub, regions

# The zip format's own beginning of time: a file's true one would make two zips of one folder differ.
MOMENT = (1980, 1, 1, 0, 0, 0)


def made_stubs(slug: str, private: Path, files: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Every file of the reference without its solutions. Raises AssignmentError where none of them marks any."""
    texts = [(name, (private / name).read_text(encoding="utf-8-sig")) for name in files]
    marked = [name for name, text in texts if regions(f"solutions/{slug}/{name}", text)]
    if not marked:
        raise AssignmentError(
            f"solutions/{slug}/{files[0]}: marks no solution; put what students have to write between the lines "
            "'### BEGIN SOLUTION' and '### END SOLUTION'"
        )
    return tuple((name, make_stub(f"solutions/{slug}/{name}", text)) for name, text in texts)


def difference(assignment: Assignment, stubs: tuple[tuple[str, str], ...]) -> str:
    """How the committed stubs differ from the made ones, as a diff; nothing where they are the same."""
    parts: list[str] = []
    for name, made in stubs:
        committed = (assignment.public / name).read_text(encoding="utf-8-sig")
        where = f"assignments/{assignment.slug}/{name}"
        made_from = f"made of solutions/{assignment.slug}/{name}"
        parts += difflib.unified_diff(committed.splitlines(), made.splitlines(), where, made_from, n=1, lineterm="")
    return "\n".join(parts)


def leaks(assignment: Assignment) -> Iterator[str]:
    """Every line of the public folder's Python files that is a line of the solution."""
    for name in assignment.files:
        reference = (private_folder(assignment) / name).read_text(encoding="utf-8-sig")
        for path in public_files(assignment.public):
            if path.suffix not in (".py", ".ipynb", ".md"):
                continue
            for number, line in leaked_lines(name, reference, path.read_text(encoding="utf-8-sig", errors="replace")):
                where = f"assignments/{assignment.slug}/{path.relative_to(assignment.public).as_posix()}:{number}"
                yield f"{where}: is a line of the solution: {line}"


def earned_by_stub(
    course: Path, assignment: Assignment, stubs: tuple[tuple[str, str], ...], sandbox: SandboxRequest
) -> Iterator[str]:
    """Every case that the stub passes without being touched."""
    with Judge(course, assignment.slug, sandbox=sandbox) as judge:
        grade = judge.grade(submission_of("stub", stubs))
    if grade.points is None:
        yield "the stub could not be graded: see what grader verify says"
    for case in grade.cases:
        if case.points > 0:
            yield f"the stub earns {rounded(case.points)} points in {case.case}; let the case ask for what is missing"


def zipped(public: Path, slug: str, made: Mapping[str, bytes] | None = None) -> bytes:
    """The folder as a zip whose bytes depend on nothing but the files' names and contents.

    ``made``: files besides, by name; those of the folder stand before them.
    """
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in public_files(public)}
    files = dict(sorted({**(made or {}), **files}.items()))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{slug}/{name}", MOMENT)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def public_files(public: Path) -> list[Path]:
    """What is handed out, sorted by name; not what operating systems and Python leave behind, and no link out of the folder."""
    return sorted(
        path
        for path in public.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(public).parts)
        and path.suffix != ".pyc"
    )
