"""The installed grader and all that it needs, packed as wheels again, so that nothing has to be fetched to install them."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import grader
from grader.errors import UsageError

MOMENT = (1980, 1, 1, 0, 0, 0)
# What an installer leaves, and is no part of a wheel.
_LEFT = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "RECORD"})
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def wheels() -> Iterator[tuple[str, bytes]]:
    """Name and content of each. Raises UsageError where something that grader needs is not installed as it should be."""
    seen: set[str] = set()
    waiting = ["grader"]
    while waiting:
        name = waiting.pop(0)
        if _canonical(name) in seen:
            continue
        seen.add(_canonical(name))
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # only needed on other systems
        waiting += [match[0] for each in found.requires or () if "extra ==" not in each and (match := _NAME.match(each))]
        yield _wheel(found)


def _wheel(found: metadata.Distribution) -> tuple[str, bytes]:
    about = found.read_text("WHEEL")
    tags = [tag.split("-") for tag in re.findall(r"^Tag: (\S+)$", about or "", re.MULTILINE)]
    name, version = found.metadata["Name"], found.version
    if not tags:
        raise UsageError(f"{name} was not installed from a wheel; install grader with pip, and bundle again")
    stem = f"{re.sub('[-_.]+', '_', name)}-{version}"
    files = dict(sorted(_files(found)))
    record = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in files.items()]
    place = next((path.rpartition("/")[0] for path in files if path.endswith(".dist-info/METADATA")), f"{stem}.dist-info")
    files[f"{place}/RECORD"] = "\n".join([*record, f"{place}/RECORD,,", ""]).encode()
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    # Of several tags a name holds each part once: py2.py3-none-any.
    tag = "-".join(".".join(dict.fromkeys(parts)) for parts in zip(*tags, strict=True))
    return f"{stem}-{tag}.whl", memory.getvalue()


def _files(found: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    own = found.metadata["Name"] == "grader"
    for file in found.files or ():
        path = Path(str(found.locate_file(file)))
        outside = ".." in file.parts or path.suffix in (".pth", ".pyc")
        if not outside and path.name not in _LEFT and path.is_file() and not (own and file.parts[0] == "grader"):
            yield file.as_posix(), path.read_bytes()
    if own:  # of an editable installation the files lie elsewhere
        package = Path(grader.__file__).parent
        for path in sorted(package.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield f"grader/{path.relative_to(package).as_posix()}", path.read_bytes()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()
