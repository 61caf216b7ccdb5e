"""A class as one zip: names and contents of its members, bounded, read one at a time and never written to disk."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.phrases.why import why
from grader.reading.archive import END, END_MARK, MAX_DEPTH, MAX_RATIO, METHODS, RATIO_FROM, ZIP64_MARK
from grader.reading.deposits import ReadProblem

MOST_BYTES = 2 << 30
MOST_ENTRIES = 20_000
MOST_DIRECTORY = 16 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
# Of the zip64 end record: entries, and the size of the directory.
_ZIP64 = struct.Struct("<4sQ2H2L4Q")


class Packed:
    """The regular members of a zip file on disk. ``skipped``: names of what is no file within it, or stands there twice.

    Raises UsageError where it is no zip or larger than any class, ReadProblem for a member that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        _check(path)
        try:
            self._zip = zipfile.ZipFile(path)
            infos = self._zip.infolist()
        except Exception as error:  # whatever the module makes of bytes that are no zip file
            raise UsageError(f"{path}: cannot be read as a zip; download it again, or unpack it and give the folder") from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        skipped = []
        for info, name in zip(infos, decoded_names(infos), strict=True):
            if info.is_dir():
                continue
            inside = _inside(info, name)
            if inside is None or inside in self._members:
                skipped.append(name)
            else:
                self._members[inside] = info
        self.skipped = tuple(skipped)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def read(self, path: str, max_kb: int) -> bytes:
        info = self._members[path]
        name = path.rpartition("/")[2]
        if info.flag_bits & _ENCRYPTED:
            raise ReadProblem(why("zip_encrypted", name=name))
        if info.compress_type not in METHODS:
            raise ReadProblem(why("zip_method", name=name))
        if info.file_size > max_kb * 1024 or info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
            raise ReadProblem(why("of_file", name=name, reason=why("too_large", limit=max_kb)))
        try:
            with self._zip.open(info) as member:
                content = member.read(max_kb * 1024 + 1)
        except Exception:  # noqa: BLE001  # whatever the module makes of bytes that are no zip file
            raise ReadProblem(why("zip_broken", name=name)) from None
        if len(content) > max_kb * 1024:
            raise ReadProblem(why("of_file", name=name, reason=why("too_large", limit=max_kb)))
        return content


def decoded_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names in NFC. What is not marked as UTF-8 may be so all the same (macOS); else it is Korean where every such name
    can be and one becomes Hangul (Windows); else what zip files were made for.
    """
    raw = {place: _raw(info) for place, info in enumerate(infos) if not info.flag_bits & _UTF8}
    other = {place: text for place, text in raw.items() if text is not None and not _reads(text, "utf-8")}
    korean = bool(other) and all(_reads(text, "cp949") for text in other.values())
    korean = korean and any("가" <= char <= "힣" for text in other.values() for char in text.decode("cp949"))
    found = []
    for place, info in enumerate(infos):
        text, name = raw.get(place), info.orig_filename
        if text is not None:
            name = text.decode(("cp949" if korean else "cp437") if place in other else "utf-8")
        found.append(unicodedata.normalize("NFC", name).replace("\\", "/"))
    return found


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _reads(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _inside(info: zipfile.ZipInfo, path: str) -> str | None:
    """The member's path, or None where it is no regular file inside of the archive."""
    mode = info.external_attr >> 16
    parts = path.split("/")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or path.startswith("/") or _DRIVE.match(path) or "\0" in path:
        return None
    if ".." in parts or len(parts) > MAX_DEPTH:
        return None
    return "/".join(part for part in parts if part not in ("", ".")) or None


def _check(path: Path) -> None:
    """The size of the whole and of its directory, before a module reads all of it into memory. Raises UsageError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = max(0, size - END.size - 0xFFFF - 200)
            file.seek(start)
            tail = file.read()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    at = tail.rfind(END_MARK)
    if at < 0 or at + END.size > len(tail):
        raise UsageError(f"{path} is not a zip; give a platform's download, or the folder that holds the submissions")
    _, _, _, _, entries, directory, _, _ = END.unpack_from(tail, at)
    if tail[max(0, at - 20) : at].startswith(ZIP64_MARK) and at - 20 - _ZIP64.size >= 0:
        _, _, _, _, _, _, _, entries, directory, _ = _ZIP64.unpack_from(tail, at - 20 - _ZIP64.size)
    if size > MOST_BYTES or entries > MOST_ENTRIES or directory > MOST_DIRECTORY:
        raise UsageError(
            f"{path} is larger than any class: at most {MOST_ENTRIES} files and {MOST_BYTES >> 30} GiB are read; "
            "is it the right file?"
        )
