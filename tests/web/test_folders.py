"""An assignment is uploaded as a browser sends folders: each file with its way from the folder that was chosen."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.web.packing import MOST_FILES
from tests.web.served import COURSE, WORK, Served

STRAY = {".DS_Store": b"x", "__pycache__/work.cpython-311.pyc": b"x"}


def folder_of(top: Path, slug: str, before: str, new: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """``before``: what the browser puts before each name, from the folder that was chosen on."""
    files = {path.relative_to(top / slug).as_posix(): path.read_bytes() for path in (top / slug).rglob("*") if path.is_file()}
    return {f"{before}{name}": content for name, content in (files | STRAY | dict(new or {})).items()}


@pytest.mark.parametrize("around", [False, True])
def test_two_folders_make_a_version(school: Served, *, around: bool) -> None:
    """The assignment's own folders, or those around them, of which the other assignments are left out."""
    prof = school.person("prof", "instructor")
    sent = {}
    for name in ("assignments", "solutions"):
        before = f"{name}/doubling/" if around else "doubling/"
        new = {"README.md": b"new\n"} if name == "assignments" else {}
        sent[name] = folder_of(school.folder / name, "doubling", before, new)
        if around:
            sent[name] |= {f"{name}/other/work.py": b"other", f"{name}/course.txt": b"other"}
    answer = prof.upload(f"{WORK}/versions", folders=sent)
    assert answer.status == 303, answer.text
    latest = max(school.site.courses.versions(1), key=lambda each: each.id)
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    made = school.site.by_version(work, latest, whole=True).assignment
    there = {path.relative_to(made.public).as_posix() for path in made.public.rglob("*") if path.is_file()}
    assert there == {
        name.removeprefix("doubling/") for name in folder_of(school.folder / "assignments", "doubling", "doubling/")
    } - {*STRAY} | {"README.md"}


def test_a_new_assignment_of_two_folders(school: Served) -> None:
    """Under the name that was given, whatever the folders are called."""
    prof = school.person("prof", "instructor")
    sent = {name: folder_of(school.folder / name, "doubling", "my folder/") for name in ("assignments", "solutions")}
    answer = prof.upload(f"/c/{COURSE}/assignments", fields={"slug": "twice"}, folders=sent)
    assert answer.status == 303, answer.text
    assert school.site.work(COURSE, "twice") is not None


@pytest.mark.parametrize("around", [False, True])
def test_a_new_assignment_is_called_as_its_folder(school: Served, *, around: bool) -> None:
    """Where no name is typed: whether its own folders are chosen or those around them."""
    prof = school.person("prof", "instructor")
    before = {name: f"{name}/twice/" if around else "twice/" for name in ("assignments", "solutions")}
    sent = {name: folder_of(school.folder / name, "doubling", before[name]) for name in before}
    answer = prof.upload(f"/c/{COURSE}/assignments", folders=sent)
    assert answer.headers["location"].startswith(f"/c/{COURSE}/a/twice/versions"), answer.text


def test_a_zip_names_the_assignment_or_says_what_it_holds(school: Served) -> None:
    prof = school.person("prof", "instructor")
    sent = f"/c/{COURSE}/assignments"

    def zipped(*slugs: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for slug in slugs:
                for name in ("assignments", "solutions"):
                    for path, content in folder_of(school.folder / name, "doubling", f"course/{name}/{slug}/").items():
                        archive.writestr(path, content)
        return out.getvalue()

    for content, told in ((zipped("one", "two"), "2 assignments (one, two)"), (zipped(), "no folder in assignments/")):
        answer = prof.upload(sent, ("course.zip", content))
        assert (answer.status, told in answer.text) == (422, True)
        assert 'name="slug"' in answer.text  # the form is there to try again
    assert "doubling cannot be used" in prof.upload(sent, ("course.zip", zipped("doubling"))).text
    assert prof.upload(sent, ("course.zip", zipped("one", "two")), fields={"slug": "two"}).status == 303


def test_what_is_no_assignment_is_said(school: Served) -> None:
    """One folder alone, names that lead out of it, more files than an assignment has, and more than a form may bring."""
    prof = school.person("prof", "instructor")
    public = folder_of(school.folder / "assignments", "doubling", "doubling/")
    hidden = folder_of(school.folder / "solutions", "doubling", "doubling/")
    assert "solutions/doubling" in prof.upload(f"{WORK}/versions", folders={"assignments": public}).text
    for odd in ("doubling/../../work.py", "/doubling/work.py", "..", "doubling//", "\\doubling\\..\\x"):
        answer = prof.upload(f"{WORK}/versions", folders={"assignments": public | {odd: b"x"}, "solutions": hidden})
        assert answer.status in (303, 409, 422), odd
    many = {f"doubling/{number}.txt": b"x" for number in range(MOST_FILES + 1)}
    answer = prof.upload(f"{WORK}/versions", folders={"assignments": many, "solutions": hidden})
    assert answer.status == 422
    assert f"at most {MOST_FILES}" in answer.text
    more = {f"doubling/{number}.txt": b"x" for number in range(2 * MOST_FILES)}
    assert prof.upload(f"{WORK}/versions", folders={"assignments": more}).status == 400
