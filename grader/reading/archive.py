"""Names and contents of what was handed in as a zip file. Nothing is written to disk. Pure.

The archive is a stranger's: its directory, its members, their sizes and the ratio of packing are bounded before anything is
unpacked, and only members that are asked for are. Links, devices, absolute names and such with ``..`` do not exist here.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile

from grader.model import Text
from grader.phrases.why import why

# The end of central directory record, without the comment: entries, size and place of the directory, length of the comment.
END = struct.Struct("<4s4H2LH")
END_MARK, ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
MAX_DIRECTORY = 2 << 20
MAX_ENTRIES = 10_000
MAX_DEPTH = 12
MAX_COPIES = 5
# Deflate does no better than about 1030 to 1; text handed in packs 3 to 20 times.
MAX_RATIO = 200
RATIO_FROM = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


class ArchiveError(Exception):
    """The zip file cannot be read; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Archive:
    """The regular members of a zip file. Raises ArchiveError, from every method."""

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        _check_directory(name, content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except Exception:  # noqa: BLE001  # whatever the module makes of bytes that are no zip file
            raise ArchiveError(why("zip_broken", name=name)) from None
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        for info in infos:
            if (path := _path(info)) is not None:
                self._members.setdefault(path, []).append(info)

    @property
    def names(self) -> tuple[str, ...]:
        """Paths with ``/``, composed (NFC), in the order of the archive."""
        return tuple(self._members)

    def read(self, path: str, max_kb: int) -> bytes:
        """One member's bytes, no more than that. Several of one name have to be equal: readers differ in which they take."""
        first, *others = self._members[path]
        content = self._read(path, first, max_kb)
        if len(others) >= MAX_COPIES or any(self._read(path, other, max_kb) != content for other in others):
            raise ArchiveError(why("several", name=path, names=", ".join([path] * min(MAX_COPIES, 1 + len(others)))))
        return content

    def _read(self, path: str, info: zipfile.ZipInfo, max_kb: int) -> bytes:
        if info.flag_bits & _ENCRYPTED:
            raise ArchiveError(why("zip_encrypted", name=self._name))
        if info.compress_type not in METHODS:
            raise ArchiveError(why("zip_method", name=self._name))
        large = info.file_size > max_kb * 1024
        if large or info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
            raise ArchiveError(why("of_file", name=path, reason=why("too_large", limit=max_kb)))
        try:
            with self._zip.open(info) as member:
                content = member.read(max_kb * 1024 + 1)
        except Exception:  # noqa: BLE001  # whatever the module makes of bytes that are no zip file
            raise ArchiveError(why("zip_broken", name=self._name)) from None
        if len(content) > max_kb * 1024:
            raise ArchiveError(why("of_file", name=path, reason=why("too_large", limit=max_kb)))
        return content


def _check_directory(name: str, content: bytes) -> None:
    """The size of the directory, before a module reads all of it into memory."""
    at = content.rfind(END_MARK, max(0, len(content) - END.size - 0xFFFF))
    if at < 0 or at + END.size > len(content):
        raise ArchiveError(why("zip_broken", name=name))
    _, _, _, _, entries, size, _, _ = END.unpack_from(content, at)
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY or content[max(0, at - 20) : at].startswith(ZIP64_MARK):
        raise ArchiveError(why("zip_many", name=name))


def _path(info: zipfile.ZipInfo) -> str | None:
    """The member's path, or None where it is no regular file inside of the archive, or has no name."""
    mode = info.external_attr >> 16
    # Archives from Windows carry no mode.
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or not info.filename or info.is_dir():
        return None
    path = unicodedata.normalize("NFC", _decoded(info)).replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in parts or len(parts) > MAX_DEPTH or "\0" in path:
        return None
    return "/".join(part for part in parts if part not in ("", "."))


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name; where it is not marked as UTF-8 it may be so nevertheless (macOS), or Korean (Windows)."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename
