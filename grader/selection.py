"""Which of the files handed in is which of those asked for. By names alone; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

# Folders that tools make, or that hold other people's code.
NOT_THEIRS = ("__MACOSX", "__pycache__", "site-packages", "node_modules", "venv", "env", "Lib", "lib")
# What browsers, systems and platforms add to a name: `` (1)``, ``-2``, ``_final``, `` copy``, `` - 복사본``.
_ADDED = re.compile(r"(?:\s*\(\d+\)|[-_ ]v?\d+|[-_ ]?(?:copy|final|복사본|사본|최종)|\s+-\s+(?:copy|복사본))+$", re.IGNORECASE)


def is_litter(path: str) -> bool:
    """What operating systems, tools and environments leave beside a student's own files."""
    parts = path.split("/")
    return any(part.startswith(".") or part in NOT_THEIRS for part in parts) or parts[-1].startswith("__") or path.endswith(".pyc")


def candidates(names: Sequence[str], wanted: str, *, alone: bool) -> list[str]:
    """The names that could stand for ``wanted``, from the surest group down: one means found, more mean that it is not clear.

    The file itself, then under a name that something was added to, then a notebook; ``alone``: where nothing else is asked for,
    the only Python file or notebook under any name. Of one group the least deep folder counts.
    """
    own = [name for name in names if not is_litter(name)]
    stem = PurePosixPath(wanted).stem.casefold()
    python = [name for name in own if name.casefold().endswith(".py")]
    notebooks = [name for name in own if name.casefold().endswith(".ipynb")]
    groups: list[list[str]] = [
        [name for name in python if PurePosixPath(name).name == wanted],
        [name for name in python if PurePosixPath(name).stem.casefold() == stem],
        [name for name in python if _bare(name) == stem],
        [name for name in notebooks if PurePosixPath(name).stem.casefold() == stem],
        [name for name in notebooks if _bare(name) == stem],
    ]
    if not any(groups):
        # Under a name of their own only where there is no doubt.
        groups = [notebooks if len(notebooks) == 1 and not (alone and python) else [], python if alone and len(python) == 1 else []]
    for group in groups:
        if group:
            depth = min(name.count("/") for name in group)
            return sorted(name for name in group if name.count("/") == depth)
    return []


def _bare(name: str) -> str:
    return _ADDED.sub("", PurePosixPath(name).stem).casefold()
