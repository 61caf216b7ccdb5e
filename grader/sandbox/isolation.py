"""What this machine can isolate, and what was asked for: the seam at which the stronger levels come in.

``process`` is the only level yet: a process of its own for each submission, no descriptor but its
socket, limits, and, where grader runs as root, a uid of the student's own in a small root that holds the interpreter and the
allowed packages. ``landlock`` and ``full``
will be further values of Level, each with what the warm parent needs to know in the order that ``Isolation`` makes for it.
"""

from __future__ import annotations

import importlib.util
import os
import site
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import IsolationError

Level = Literal["full", "landlock", "process"]
Request = Literal["auto", "strict", "process"]

# Above the uids of people and services, below "nobody"; a slot adds its number.
FIRST_SLOT_UID = 64000

SYSTEM_LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")

AS_ROOT = "level process: student code cannot read private folders, but can use the network and the processor as it likes"
AS_ORDINARY = (
    "level process: student code runs in a process of its own and cannot touch its result, but as the same user as grader, so a "
    "hostile file can read and write whatever you can; grade files of people you do not trust at a stronger level"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """A level that can be had here, and what it does not promise."""

    level: Level
    slot_uid: int | None
    private: tuple[str, ...]
    warning: str


def plan(request: Request, private: Sequence[Path]) -> Isolation:
    """The best level for the request. ``private``: folders that student code must not reach where it has a uid of its own.

    Raises IsolationError where what is asked for cannot be had.
    """
    if request == "strict":
        raise IsolationError(
            "--sandbox strict asks for isolation of files and network (level landlock or full), which this version does not "
            "offer yet; with --sandbox process student code still runs in a process of its own and cannot touch its result, but is "
            "not kept from files and network"
        )
    if not hasattr(os, "fork"):
        raise IsolationError(f"student code cannot be run on {sys.platform} yet; use Linux, macOS or WSL")
    root = os.geteuid() == 0
    return Isolation(
        level="process",
        slot_uid=FIRST_SLOT_UID if root else None,
        private=tuple(str(path.resolve()) for path in private),
        warning=AS_ROOT if root else AS_ORDINARY,
    )


def bound_paths(packages: Sequence[str]) -> tuple[str, ...]:
    """What of the file system a student needs: system libraries, the standard library, and the allowed packages only.

    Raises IsolationError for a package that is not installed.
    """
    paths = [*SYSTEM_LIBRARIES, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    paths += [os.path.join(sys.base_prefix, "lib")] if sysconfig.get_config_var("Py_ENABLE_SHARED") else []  # noqa: PTH118
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise IsolationError(f"the package {name!r} that the assignment allows is not installed here; pip install {name}")
        folder = Path(spec.submodule_search_locations[0])
        # Wheels keep the shared libraries that they bring beside the package.
        paths += [str(folder), str(folder.with_name(f"{name}.libs"))]
    return tuple(dict.fromkeys(str(path) for path in paths))


def masked_paths() -> tuple[str, ...]:
    """Folders inside of bound ones that hold every installed distribution, allowed or not."""
    return tuple(dict.fromkeys(path for path in site_folders() if Path(path).is_dir()))


def site_folders() -> tuple[str, ...]:
    """Where installed distributions lie, for this interpreter and for the one that a virtual environment stands on."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = Path(sys.base_prefix, "lib")
    folders = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    folders += [
        str(base / version / "site-packages"),
        str(base / version / "dist-packages"),
        str(base / "python3" / "dist-packages"),
    ]
    return tuple(dict.fromkeys(folders))
