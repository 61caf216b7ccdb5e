"""Every platform's download, as a zip and unpacked: the right students, the right files, the right times."""

import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.classfolder import Layout, load_class, survey_class
from grader.errors import NothingToGradeError, UsageError
from grader.model import Assignment
from grader.reading.course import load_assignment
from tests.platforms import archives

COURSE = Path(__file__).parents[1] / "cases" / "inputs" / "_course"
KOREA = "+09:00"
EXPECTED = {
    "canvas": ("Canvas", ["12345", "12346", "12347", "12348"]),
    "canvas_anonymous": ("Canvas", ["Cd9", "aB3xZ"]),
    "moodle_folders": ("Moodle", ["101", "102", "103", "104"]),
    "moodle_39": ("Moodle", ["101", "102", "103", "104"]),
    "moodle_flat": ("Moodle", ["101", "102", "104"]),
    "moodle_default_group": ("Moodle", ["7", "Default group"]),
    "gradescope": ("Gradescope", ["0042", "2021002", "p@x.org"]),
    "nbgrader": ("nbgrader", ["s1", "s2"]),
    "blackboard": ("Blackboard", ["j_doe", "j_kim", "j_lee"]),
    "brightspace": ("Brightspace", ["11", "12"]),
    "otter": ("Otter", ["kim", "lee"]),
    "plain": ("", ["lee", "김민수", "박"]),
}


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return replace(load_assignment(COURSE, "work"), timezone="Asia/Seoul")


def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.mark.parametrize("name", EXPECTED)
def test_each_is_recognised(tmp_path: Path, assignment: Assignment, name: str) -> None:
    """As the zip and, but for a folder around plain files, unpacked: the same students with the same bytes."""
    files = getattr(archives, name)()
    platform, students = EXPECTED[name]
    path = archives.packed(tmp_path / "down.zip", files)
    survey = survey_class(path, assignment)
    assert (survey.platform, [place.student for place in survey.places]) == (platform, students)
    if name != "plain":
        folder = unpacked(tmp_path / "down", files)
        there, here = load_class(folder, assignment), load_class(path, assignment)
        assert [(each.student, each.digest, each.problem) for each in there.submissions] == [
            (each.student, each.digest, each.problem) for each in here.submissions
        ]
        assert there.unmatched == here.unmatched


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "plain"])
def test_no_reader_takes_anothers(tmp_path: Path, assignment: Assignment, name: str) -> None:
    """Asked for another platform's layout, nobody is found or something is unmatched."""
    path = archives.packed(tmp_path / "down.zip", getattr(archives, name)())
    own = EXPECTED[name][0].lower()
    for other in {"canvas", "moodle", "blackboard", "brightspace", "gradescope"} - {own}:
        try:
            survey = survey_class(path, assignment, Layout(name=other))
        except NothingToGradeError:
            continue
        assert survey.unmatched


def test_times_and_attempts(tmp_path: Path, assignment: Assignment) -> None:
    """Each platform's way to write a time; the last hand-in before the deadline counts, and the others are named."""

    def of(files: dict[str, bytes]) -> dict[str, tuple[str, int, tuple[str, ...]]]:
        path = archives.packed(tmp_path / "down.zip", files)
        return {each.student: (each.at, each.attempt, each.superseded) for each in survey_class(path, assignment).places}

    assert of(archives.nbgrader())["s1"][0] == "2027-03-14T14:58:23-07:00"
    assert of(archives.gradescope(""))["0042"] == ("2027-03-14T12:00:01+00:00", 1, ())
    assert of(archives.otter())["kim"][0] == "2027-03-14T12:00:00" + KOREA
    assert of(archives.blackboard("시도"))["j_doe"] == (
        "2027-03-14T12:00:00" + KOREA,
        2,
        ("Home_work_j_doe_시도_2027-03-13-12-00-00_work.py",),
    )
    assert of(archives.brightspace())["11"] == (
        "2027-03-14T23:59:00" + KOREA,
        2,
        ("11-22 - Kim Minsu - Mar 14, 2027 103 PM/work.py",),
    )


def test_the_last_before_the_deadline_counts(tmp_path: Path, assignment: Assignment) -> None:
    from datetime import datetime

    from grader.model import Deadline

    due = replace(assignment, deadline=Deadline(due=datetime.fromisoformat("2027-03-14T20:00:00+09:00")))
    place = survey_class(archives.packed(tmp_path / "down.zip", archives.brightspace()), due).places[0]
    assert (place.at, place.attempt) == ("2027-03-14T13:03:00" + KOREA, 1)


def test_names_that_blackboard_changed(tmp_path: Path, assignment: Assignment) -> None:
    found = load_class(archives.packed(tmp_path / "down.zip", archives.blackboard()), assignment)
    assert [(each.student, each.name, bool(each.problem)) for each in found.submissions] == [
        ("j_doe", "Jo Doe", False),
        ("j_kim", "김", False),
        ("j_lee", "Lee", True),
    ]


def test_text_handed_in_online(tmp_path: Path, assignment: Assignment) -> None:
    """It is a row with its reason, never left out."""
    for files, student in ((archives.canvas(), "12348"), (archives.moodle_flat(), "104")):
        found = load_class(archives.packed(tmp_path / "down.zip", files), assignment)
        (own,) = (each for each in found.submissions if each.student == student)
        assert "not as a file" in own.problem


@pytest.mark.parametrize("change", [lambda files: (files, archives.CP949), lambda files: (archives.decomposed(files), "utf-8")])
def test_korean_names(
    tmp_path: Path, assignment: Assignment, change: Callable[[dict[str, bytes]], tuple[dict[str, bytes], str]]
) -> None:
    """From Windows (CP949 without a mark) and from macOS (decomposed)."""
    files, encoding = change(archives.plain())
    survey = survey_class(archives.packed(tmp_path / "down.zip", files, encoding), assignment)
    assert [place.student for place in survey.places] == ["lee", "김민수", "박"]
    assert survey.unmatched == ("readme.txt",)


def test_a_zip_of_strangers(tmp_path: Path, assignment: Assignment) -> None:
    """What leads out of it, is a link, or stands there twice is nobody's, and said; nothing is written."""
    path = tmp_path / "down.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../out.py", "/abs.py", "kim.py", "C:/x.py"):
            archive.writestr(name, archives.RIGHT)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("kim.py", archives.RIGHT)
        link = zipfile.ZipInfo("link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("lee.py", b"x" * (3 << 20), zipfile.ZIP_DEFLATED)
    found = load_class(path, assignment)
    assert [(each.student, bool(each.problem)) for each in found.submissions] == [("kim", False), ("lee", True)]
    assert sorted(found.unmatched) == ["../out.py", "/abs.py", "C:/x.py", "kim.py", "link.py"]
    assert [each.name for each in tmp_path.iterdir()] == ["down.zip"]


def test_no_zip_or_too_many_files(tmp_path: Path, assignment: Assignment) -> None:
    text = tmp_path / "down.zip"
    text.write_bytes(b"not a zip")
    with pytest.raises(UsageError, match="is not a zip"):
        survey_class(text, assignment)
    with zipfile.ZipFile(text, "w") as archive:
        for number in range(20_001):
            archive.writestr(f"{number}", b"")
    with pytest.raises(UsageError, match="larger than any class"):
        survey_class(text, assignment)


def test_nearly_a_platforms(tmp_path: Path, assignment: Assignment) -> None:
    """One stray file does not make rows of strange ids out of a download; the error says both ways out."""
    files = {**archives.canvas(), "notes.py": b"x"}
    path = archives.packed(tmp_path / "down.zip", files)
    with pytest.raises(UsageError, match=r"Canvas.*notes\.py.*--layout canvas or --layout plain"):
        survey_class(path, assignment)
    assert survey_class(path, assignment, Layout(name="canvas")).unmatched == ("notes.py",)
    assert len(survey_class(path, assignment, Layout(name="plain")).places) == 5


def test_a_pattern_of_ones_own(tmp_path: Path, assignment: Assignment) -> None:
    files = {"hw1-kim/work.py": archives.RIGHT, "hw1-kim/b.py": b"x = 1", "hw1-lee/work.py": archives.RIGHT, "other.txt": b""}
    path = archives.packed(tmp_path / "down.zip", files)
    found = load_class(path, assignment, Layout(name="regex", pattern=r"hw1-(?P<student>\w+)/"))
    assert [(each.student, each.problem) for each in found.submissions] == [("kim", ""), ("lee", "")]
    assert found.unmatched == ("other.txt",)
    for pattern in ("", "(", "(kim)"):
        with pytest.raises(UsageError, match="--pattern"):
            survey_class(path, assignment, Layout(name="regex", pattern=pattern))


def test_names_that_students_choose(tmp_path: Path, assignment: Assignment) -> None:
    """A display name or a file's name that looks like the platform's own makes nobody somebody else, and nothing earlier."""

    def of(files: dict[str, bytes]) -> list[tuple[str, str]]:
        survey = survey_class(archives.packed(tmp_path / "down.zip", files), assignment)
        assert not survey.unmatched
        return [(place.student, place.at) for place in survey.places]

    right = archives.RIGHT
    files = {"lee_500_1_work.py": right, "kim_500_9_777_888_work.py": right, "han_8_2_work.py": right}
    with pytest.raises(UsageError, match=r"kim_500_9_777_888_work\.py"):
        of(files)
    path = archives.packed(tmp_path / "down.zip", files)
    assert survey_class(path, assignment, Layout(name="canvas")).unmatched == ("kim_500_9_777_888_work.py",)
    assert of({"lee_500_1_777_888_work.py": right, "kim_600_2_work.py": right}) == [("500", ""), ("600", "")]
    at = "2027-03-14T23:59:00" + KOREA
    for name in (
        "11-22 - Kim - Mar 1, 2027 900 AM - Mar 14, 2027 1159 PM/work.py",
        "11-22 - Kim - Mar 14, 2027 1159 PM/Mar 1, 2027 900 AM - work.py",
        "11-22 - Kim - Mar 14, 2027 1159 PM - a - Mar 1, 2027 900 AM - work.py",
    ):
        assert of({name: right}) == [("11", at)], name
    own = "HW_kim_attempt_2027-03-14-12-00-00"
    forged = f"{own}_x_attempt_2027-03-01-12-00-00_work.py"
    assert of({f"{own}.txt": b"Name: Kim (kim)\n", forged: right, "HW_lee_attempt_2027-03-14-12-00-00_work.py": right}) == [
        ("kim", "2027-03-14T12:00:00" + KOREA),
        ("lee", "2027-03-14T12:00:00" + KOREA),
    ]
