"""What students need of the file system: system libraries, the standard library, the allowed distributions. Outside."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import site
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from grader.errors import IsolationError

# Time zones are data of the system too. A link of this list is shown as a link.
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")

_REQUIRED_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FOR_AN_EXTRA = re.compile(r";.*\bextra\s*==")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """``paths`` may be read, but not what lies in ``masked`` unless it is one of them.

    ``names``: top-level modules of the distributions, to be found in ``folders``.
    """

    paths: tuple[str, ...]
    masked: tuple[str, ...]
    names: tuple[str, ...]
    folders: tuple[str, ...]


@cache
def visible(packages: tuple[str, ...]) -> Visible:
    """For an assignment's packages, by the names that they are imported under. Raises IsolationError for a missing one."""
    paths = [*SYSTEM, *_with_target(sysconfig.get_path("stdlib")), *_with_target(sysconfig.get_path("platstdlib"))]
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        paths += sorted(str(path) for path in Path(sys.base_prefix, "lib").glob("libpython*"))
    names: list[str] = []
    folders: list[str] = []
    for package in packages:
        spec = importlib.util.find_spec(package)
        if spec is None or not (spec.submodule_search_locations or spec.origin):
            raise IsolationError(
                f"the package {package!r} that the assignment allows is not installed here; install it (pip install {package}), "
                "and check that packages: gives the name under which it is imported"
            )
        # Also where no distribution lists it, as with a package that lies in a folder of its own.
        here = Path(spec.submodule_search_locations[0] if spec.submodule_search_locations else str(spec.origin))
        paths += [str(here), str(here.with_name(f"{package}.libs"))]
        names.append(package)
        folders.append(str(here.parent))
        for distribution in _needed(package):
            folder = str(distribution.locate_file(""))
            tops = _tops(distribution)
            paths += [os.path.join(folder, top) for top in tops]  # noqa: PTH118  # paths are plain strings from here on
            names += [name for name in map(_module_name, tops) if name]
            folders.append(folder)
    return Visible(
        paths=tuple(dict.fromkeys(path for path in paths if path)),
        masked=tuple(path for path in site_folders() if Path(path).is_dir()),
        names=tuple(dict.fromkeys(names)),
        folders=tuple(dict.fromkeys(os.path.normpath(folder) for folder in folders)),
    )


def site_folders() -> tuple[str, ...]:
    """Where installed distributions lie, for this interpreter and for the one that a virtual environment stands on."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix, "lib")
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    folders += [str(base / version / "site-packages"), str(base / version / "dist-packages")]
    folders += [str(base / "python3" / "dist-packages"), "/usr/lib/python3/dist-packages"]
    return tuple(dict.fromkeys(folders))


def _needed(package: str) -> Iterator[metadata.Distribution]:
    """The distributions that bring the package, and all that they require, each once."""
    waiting = [each.metadata["Name"] for each in metadata.distributions() if _brings(each, package)]
    seen = set()
    while waiting:
        name = waiting.pop()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # required elsewhere only: on another system, or by another Python
        if distribution.metadata["Name"] in seen:
            continue
        seen.add(distribution.metadata["Name"])
        yield distribution
        for line in distribution.requires or ():
            found = _REQUIRED_NAME.match(line)
            if found and not _FOR_AN_EXTRA.search(line):
                waiting.append(found[0])


def _brings(distribution: metadata.Distribution, package: str) -> bool:
    """As ``metadata.packages_distributions`` tells it, which makes an object of every file that is installed."""
    declared = (distribution.read_text("top_level.txt") or "").split()
    return package in (declared or map(_module_name, _tops(distribution)))


def _tops(distribution: metadata.Distribution) -> Sequence[str]:
    """Its entries in the folder of installed distributions; not its scripts, which lie elsewhere."""
    record = distribution.read_text("RECORD")
    if record is None:
        tops = {file.parts[0] for file in distribution.files or ()}
    else:
        tops = {row[0].partition("/")[0] for row in csv.reader(record.splitlines()) if row}
    return sorted(top for top in tops if top and top not in ("..", "__pycache__") and not top.endswith(".pth"))


def _module_name(top: str) -> str:
    stem, _, rest = top.partition(".")
    return stem if stem.isidentifier() and (not rest or rest == "py" or rest.endswith(("so", "pyd"))) else ""


def _with_target(path: str) -> tuple[str, ...]:
    """A path and, where it leads through a link, the place that it leads to."""
    return tuple(dict.fromkeys((path, os.path.realpath(path))))
