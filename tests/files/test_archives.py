"""Zips and folders that hold the files: found under the names people give them, and harmless whatever they hold."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Assignment, Grade, Limits, Text, Verdict
from grader.reading.archive import Archive, ArchiveError
from grader.reading.selection import candidates
from grader.reading.submissions import load_submission
from tests.files.test_notebooks import HALVES
from tests.files.test_real_files import GOOD, notebook

CODE = GOOD.encode()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o644) << 16
    return info


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return Assignment(
        slug="s", title=Text("t"), public=tmp_path, private=None, files=("work.py",), functions=("f",), limits=Limits(source_kb=64)
    )


def read(content: bytes, assignment: Assignment, tmp_path: Path, name: str = "s1.zip") -> tuple[tuple[tuple[str, bytes], ...], str]:
    path = tmp_path / name
    path.write_bytes(content)
    submission = load_submission(path, assignment)
    assert submission.student == "s1"
    return submission.files, submission.problem


@pytest.mark.parametrize(
    "name",
    [
        "work.py", "hw1/work.py", "kim/hw1/work.py", "work (1).py", "work-2.py", "Work.py", "work_v2.py", "work - 복사본.py",
        "work_final.py", "homework.py", "hw\\work.py",
    ],
)  # fmt: skip
def test_the_file_is_found(assignment: Assignment, tmp_path: Path, name: str) -> None:
    """In a folder, and under the names that systems, browsers and people make of it."""
    content = zipped((name, CODE), ("__MACOSX/hw1/._work.py", b"junk"), (".DS_Store", b"junk"), ("data.csv", b"1,2"))
    assert read(content, assignment, tmp_path) == ((("work.py", CODE),), "")
    folder = tmp_path / "s2" / Path(name.replace("\\", "/"))
    folder.parent.mkdir(parents=True)
    folder.write_bytes(CODE)
    (tmp_path / "s2" / "__MACOSX").mkdir()
    (tmp_path / "s2" / "__MACOSX" / "._work.py").write_bytes(b"junk")
    assert load_submission(tmp_path / "s2", assignment).files == (("work.py", CODE),)


def test_the_nearest_file_counts(assignment: Assignment, tmp_path: Path) -> None:
    """The exact name before a changed one, the upper folder before a lower one; two of the same rank are not guessed between."""
    assert candidates(("b/work.py", "work (1).py", "a/b/work.py"), "work.py", alone=True) == ["b/work.py"]
    assert candidates(("work.ipynb", "other.py"), "work.py", alone=True) == ["work.ipynb"]
    files, problem = read(zipped(("a/work.py", CODE), ("b/work.py", CODE + b"#")), assignment, tmp_path)
    assert files == ()
    assert "work.py is there more than once (a/work.py, b/work.py)" in problem
    files, problem = read(zipped(("one.py", CODE), ("two.py", CODE)), assignment, tmp_path)
    assert "work.py is not among the files handed in; found: one.py, two.py" in problem


def test_environments_are_not_searched(assignment: Assignment, tmp_path: Path) -> None:
    """A student who packed a virtual environment along means the file beside it."""
    content = zipped(
        ("hw/venv/lib/site-packages/work.py", b"x"), ("hw/src/work.py", CODE), ("hw/.ipynb_checkpoints/work.ipynb", b"{}")
    )
    assert read(content, assignment, tmp_path) == ((("work.py", CODE),), "")


def test_names_in_korean(assignment: Assignment, tmp_path: Path) -> None:
    """CP949 without the UTF-8 flag, as Windows packs; and decomposed, as macOS does: both are the same name."""
    for name in ("숙제/work.py", "\u1109\u116e\u11a8\u110c\u1166/work.py"):
        assert read(zipped((name, CODE)), assignment, tmp_path)[0] == (("work.py", CODE),)
        assert Archive("a.zip", zipped((name, CODE))).names == ("숙제/work.py",)
    info = zipfile.ZipInfo("XXXX/work.py")
    raw = zipped((info, CODE)).replace(b"XXXX/", "숙제".encode("cp949") + b"/")
    assert Archive("a.zip", raw).names == ("숙제/work.py",)
    assert read(raw, assignment, tmp_path)[0] == (("work.py", CODE),)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFBLK])
def test_what_is_no_regular_file_does_not_exist(kind: int) -> None:
    """Links above all: their content is a path."""
    assert Archive("a.zip", zipped((special("work.py", kind), b"/etc/passwd"), ("other.py", CODE))).names == ("other.py",)


@pytest.mark.parametrize(
    "name", ["/etc/work.py", "../work.py", "a/../../work.py", "C:/work.py", "C:\\work.py", "a/" * 20 + "work.py"]
)
def test_names_that_lead_elsewhere_do_not_exist(name: str) -> None:
    """Nothing is written by name anyway; but nothing is found by such a name either."""
    assert Archive("a.zip", zipped((name, CODE), ("b.py", CODE))).names == ("b.py",)


@pytest.mark.parametrize(("second", "many"), [(b"other = 1\n", 1), (CODE, 7)])
def test_two_members_of_one_name_are_refused(assignment: Assignment, tmp_path: Path, second: bytes, many: int) -> None:
    """Where they differ, or are so many that nobody compares them: what a person unpacks may be another file."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("work.py", CODE), *[("work.py", second)] * many)
    files, problem = read(content, assignment, tmp_path)
    assert files == ()
    assert "work.py is there more than once (work.py, work.py" in problem


def test_two_equal_members_are_one_file(assignment: Assignment, tmp_path: Path) -> None:
    """As equal copies in two folders are."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("work.py", CODE), ("work.py", CODE))
    assert read(content, assignment, tmp_path) == ((("work.py", CODE),), "")


@pytest.mark.parametrize("error", [IndexError, KeyError, AttributeError, AssertionError, RecursionError])
def test_whatever_the_module_raises_is_a_reason(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    """At opening and at reading."""

    def fails(*_: object) -> None:
        raise error

    content = zipped(("work.py", CODE))
    archive = Archive("a.zip", content)
    monkeypatch.setattr(zipfile.ZipFile, "open", fails)
    with pytest.raises(ArchiveError, match="not a readable zip file"):
        archive.read("work.py", 64)
    monkeypatch.setattr(zipfile, "ZipFile", fails)
    with pytest.raises(ArchiveError, match="not a readable zip file"):
        Archive("a.zip", content)


def test_a_bomb_is_not_unpacked(assignment: Assignment, tmp_path: Path) -> None:
    """Neither by its ratio, nor with a size that lies, nor by the number of its members."""
    files, problem = read(zipped(("work.py", b"#" * 50_000_000)), assignment, tmp_path)
    assert "larger than" in problem
    honest = zipped(("work.py", b"#" * 1_000_000))
    size = struct.pack("<L", 1_000_000)
    assert honest.count(size) == 2
    files, problem = read(honest.replace(size, struct.pack("<L", 1000)), assignment, tmp_path)
    assert files == ()
    assert "is not a readable zip file" in problem
    files, problem = read(zipped(*((f"{number}.py", b"") for number in range(10_001))), assignment, tmp_path)
    assert "too many files" in problem


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK", "not a readable zip file"),
        (b"no zip at all", "not a readable zip file"),
        (zipped(("work.py", CODE))[:-30], "not a readable zip file"),
        (zipped(("work.py", CODE)).replace(b"PK\x01\x02", b"PK\x01\x03"), "not a readable zip file"),
        (zipped(("readme.txt", b"hello")), "not among the files handed in; found: readme.txt"),
        (zipped(), "not among the files handed in"),
        (zipped(("work.py", CODE)).replace(b"work.py", b"\0ork.py"), "not among the files handed in"),
        (zipped(("work.py", CODE), method=zipfile.ZIP_BZIP2), "ordinary 'compress to zip'"),
        (zipped(("inner.zip", zipped(("work.py", CODE)))), "another zip file"),
        (zipped(("work.py", b"")), "work.py is empty"),
    ],
)
def test_what_cannot_be_read_is_a_reason(assignment: Assignment, tmp_path: Path, content: bytes, reason: str) -> None:
    """In a sentence that says what to do."""
    assert reason in read(content, assignment, tmp_path)[1]


def test_a_password_is_asked_to_be_left_out(assignment: Assignment, tmp_path: Path) -> None:
    """The flag in both headers."""
    content = bytearray(zipped(("work.py", CODE)))
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    assert "password" in read(bytes(content), assignment, tmp_path)[1]


@given(st.data())
def test_no_zip_breaks_the_reader(data: st.DataObject) -> None:
    """A zip with any bytes changed is read, or refused with a reason."""
    content = bytearray(zipped(("hw/work.py", CODE), ("b.py", b"x = 1\n"), method=data.draw(st.sampled_from([0, 8]))))
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    reason = Text("read", "read")
    try:
        archive = Archive("a.zip", bytes(content))
        for name in archive.names:
            assert len(archive.read(name, 64)) <= 64 * 1024
    except ArchiveError as error:
        reason = error.text
    assert reason.en
    assert reason.ko


def test_a_zip_in_a_folder(assignment: Assignment, tmp_path: Path) -> None:
    """Where it is all that there is; the student is the folder's."""
    (tmp_path / "kim").mkdir()
    (tmp_path / "kim" / "hw.zip").write_bytes(zipped(("hw/work.py", CODE)))
    submission = load_submission(tmp_path / "kim", assignment)
    assert (submission.student, submission.files) == ("kim", (("work.py", CODE),))


def test_several_files(assignment: Assignment, tmp_path: Path) -> None:
    """Each by its name; a notebook stands for those that are missing."""
    import dataclasses

    two = dataclasses.replace(assignment, files=("first.py", "second.py"))
    content = zipped(("hw/second.py", b"b = 1\n"), ("hw/first (2).py", b"a = 1\n"))
    assert read(content, two, tmp_path)[0] == (("first.py", b"a = 1\n"), ("second.py", b"b = 1\n"))
    files, problem = read(zipped(("all.ipynb", notebook("a = 1"))), two, tmp_path)
    assert [name for name, _ in files] == ["first.ipynb"]
    assert problem == ""
    files, problem = read(notebook("a = 1"), two, tmp_path, "s1.ipynb")
    assert [name for name, _ in files] == ["first.ipynb"]
    (tmp_path / "s1.zip").write_bytes(zipped(("first.py", b"a = 1\n")))
    submission = load_submission(tmp_path / "s1.zip", two)
    assert (submission.problem, submission.files) == ("", (("first.py", b"a = 1\n"),))
    ((name, reason),) = submission.lacking
    assert (name, "second.py is not among" in reason.en) == ("second.py", True)


def test_a_zip_is_graded(graded: Callable[..., Grade]) -> None:
    """With a file or with a notebook in it."""
    assert graded(zipped(("hw/work.py", CODE)), "s1.zip").verdict is Verdict.ACCEPTED
    grade = graded(zipped(("hw/work-1.ipynb", notebook(*HALVES))), "s2.zip")
    assert (grade.verdict, grade.file) == (Verdict.ACCEPTED, "s2.zip")
