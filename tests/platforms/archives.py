"""Downloads of learning platforms, made from one class of strangers: the same bytes every time."""

import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

RIGHT = b"def mean(x):\n    return float(x.mean())\n"
MOMENT = (2027, 3, 14, 12, 0, 0)
# A name as Windows writes it in Korea: no mark, CP949.
CP949 = "cp949"


def packed(path: Path, files: dict[str, bytes], encoding: str = "utf-8") -> Path:
    """The zip; in another encoding names are written as its bytes, without the mark of UTF-8."""
    memory = BytesIO()
    renamed = {}
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(files.items()):
            written = name
            if encoding != "utf-8" and not name.isascii():
                raw = name.encode(encoding)
                written = f"{number:04d}".ljust(len(raw), "#")[: len(raw)]
                renamed[written.encode()] = raw
            archive.writestr(zipfile.ZipInfo(written, MOMENT), content)
    whole = memory.getvalue()
    for before, after in renamed.items():
        assert len(before) == len(after)
        whole = whole.replace(before, after)
    path.write_bytes(whole)
    return path


def canvas() -> dict[str, bytes]:
    return {
        "leeyounghee_12345_999001_work.py": RIGHT,
        "leeyounghee_LATE_12345_999002_work-1.py": RIGHT,
        "김민수_12346_999003_work.py": RIGHT,
        "o_neil_12347_999005_my_LATE_work.py": RIGHT,
        "park_12348_text.html": b"<p>def mean</p>",
    }


def canvas_anonymous() -> dict[str, bytes]:
    return {"anon_aB3xZ_1_work.py": RIGHT, "LATE_anon_Cd9_2_work.py": RIGHT}


def moodle_folders() -> dict[str, bytes]:
    return {
        "Kim Minsu_101_assignsubmission_file/work.py": RIGHT,
        "Kim Minsu_101_assignsubmission_file/extra/notes.txt": b"x",
        "Kim Minsu_102_assignsubmission_file/work.py": RIGHT,
        "박지민_103_assignsubmission_file/my_work.py": RIGHT,
        "Lee_104_assignsubmission_onlinetext/onlinetext.html": b"<p>text</p>",
    }


def moodle_39() -> dict[str, bytes]:
    return {name.replace("_file/", "_file_/"): content for name, content in moodle_folders().items()}


def moodle_flat() -> dict[str, bytes]:
    return {
        "Kim Minsu_101_assignsubmission_file_work.py": RIGHT,
        "O'Neil_102_assignsubmission_file_my_own_work.py": RIGHT,
        "Lee_104_assignsubmission_onlinetext_onlinetext.html": b"<p>text</p>",
    }


def moodle_default_group() -> dict[str, bytes]:
    return {"Default group_assignsubmission_file/work.py": RIGHT, "Team A_7_assignsubmission_file/work.py": RIGHT}


def gradescope(colon: str = ":") -> dict[str, bytes]:
    table = "".join(
        f"submission_{number}:\n  {colon}submitters:\n{who}  {colon}created_at: 2027-03-14 12:00:0{number}.123456789 Z\n"
        for number, who in (
            (1, f"  - {colon}name: Kim\n    {colon}sid: '0042'\n    {colon}email: kim@x.org\n"),
            (
                2,
                f"  - {colon}name: Lee\n    {colon}sid: 2021002\n  - {colon}name: Park\n    {colon}sid:\n"
                f"    {colon}email: p@x.org\n",
            ),
        )
    )
    root = "assignment_9_export/"
    return {
        root + "submission_metadata.yml": table.encode(),
        root + "submission_1/work.py": RIGHT,
        root + "submission_2/src/work.py": RIGHT,
        root + "submission_3/work.py": RIGHT,
    }


def nbgrader() -> dict[str, bytes]:
    return {
        "submitted/s1/work/work.py": RIGHT,
        "submitted/s1/work/timestamp.txt": b"2027-03-14 14:58:23.948203 America/Los_Angeles\n",
        "submitted/s1/other/work.py": b"x",
        "submitted/s2/work/work.py": RIGHT,
        "submitted/s2/work/timestamp.txt": b"2027-03-14 14:58:23 UTC",
    }


def blackboard(word: str = "attempt") -> dict[str, bytes]:
    def note(name: str, user: str, files: str = "") -> bytes:
        return f"Name: {name} ({user})\r\nAssignment: Home_work\r\n\r\nFiles:\r\n{files}".encode()

    def at(user: str, time: str) -> str:
        return f"Home_work_{user}_{word}_2027-03-{time}"

    renamed = f"\tOriginal filename: work.py\r\n\tFilename: {at('j_doe', '14-12-00-00')}_w0rk.py\r\n"
    return {
        at("j_doe", "14-12-00-00") + ".txt": note("Jo Doe", "j_doe", renamed),
        at("j_doe", "14-12-00-00") + "_w0rk.py": RIGHT,
        at("j_doe", "13-12-00-00") + "_work.py": b"old",
        at("j_doe", "13-12-00-00") + ".txt": note("Jo Doe", "j_doe"),
        at("j_kim", "14-11-00-00") + ".txt": note("김", "j_kim"),
        at("j_kim", "14-11-00-00") + "_work.py": RIGHT,
        at("j_lee", "14-11-00-00") + ".txt": note("Lee", "j_lee"),
    }


def brightspace() -> dict[str, bytes]:
    return {
        "index.html": b"<html>",
        "11-22 - Kim Minsu - Mar 14, 2027 1159 PM/work.py": RIGHT,
        "11-22 - Kim Minsu - Mar 14, 2027 103 PM/work.py": b"old",
        "12-22 - Lee - Young - Mar 13, 2027 900 AM/work.py": RIGHT,
    }


def otter() -> dict[str, bytes]:
    return {"kim_2027_03_14T12_00_00_000001.zip": b"PK", "lee_2027_03_14T12_00_00_000001.zip": b"PK"}


def plain() -> dict[str, bytes]:
    return {"class/김민수.py": RIGHT, "class/lee/work.py": RIGHT, "class/박.py": RIGHT, "class/readme.txt": b"x"}


def decomposed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {unicodedata.normalize("NFD", name): content for name, content in files.items()}
