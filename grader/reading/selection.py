"""Which of the files handed in is which of those asked for, and which are modules beside them. By names alone; pure."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

# Folders that tools make, or that hold other people's code.
TOOLS = ("__MACOSX", "__pycache__", "site-packages", "node_modules", "venv")
# The same, where it is about the file asked for: of such a name, but they may be anybody's.
NOT_THEIRS = (*TOOLS, "env", "Lib", "lib")
# What browsers, systems and platforms add to a name: `` (1)``, ``-2``, ``_final``, `` copy``, `` - 복사본``.
_ADDED = re.compile(r"(?:\s*\(\d+\)|[-_ ]v?\d+|[-_ ]?(?:copy|final|복사본|사본|최종)|\s+-\s+(?:copy|복사본))+$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ENVIRONMENT = re.compile(r"python\d(?:\.\d+)?$")


@lru_cache(1024)  # in a class most hand in files of one name
def is_litter(path: str) -> bool:
    """What operating systems, tools and environments leave beside a student's own files."""
    parts = path.split("/")
    return is_tools(path) or any(part in NOT_THEIRS for part in parts) or parts[-1].startswith("__")


@lru_cache(1024)
def is_tools(path: str) -> bool:
    """What surely nobody wrote who handed it in."""
    parts = path.split("/")
    made = any(part.startswith(".") or part in TOOLS or _ENVIRONMENT.match(part) for part in parts[:-1])
    return made or parts[-1].startswith(".") or parts[-1] in TOOLS or path.endswith(".pyc")


def candidates(names: Sequence[str], wanted: str, *, alone: bool) -> list[str]:
    """The names that could stand for ``wanted``, from the surest group down: one means found, more mean that it is not clear.

    The file itself, then under a name that something was added to (the highest number of one folder), then a notebook;
    ``alone``: where nothing else is asked for, the only Python file or notebook under any name. Of one group the least deep
    folder counts.
    """
    own = [name for name in names if not is_litter(name)]
    python = [name for name in own if name.casefold().endswith(".py")]
    notebooks = [name for name in own if name.casefold().endswith(".ipynb")]
    groups = _groups(python, notebooks, wanted)
    if not any(groups):
        # Under a name of their own only where there is no doubt.
        groups = [notebooks if len(notebooks) == 1 and not (alone and python) else [], python if alone and len(python) == 1 else []]
    for group in groups:
        if group:
            depth = min(name.count("/") for name in group)
            return _latest(sorted(name for name in group if name.count("/") == depth))
    return []


def rivals(names: Sequence[str], wanted: str) -> list[str]:
    """Every name that could stand for ``wanted``, the one that does included."""
    own = [name for name in names if not is_litter(name)]
    python = [name for name in own if name.casefold().endswith(".py")]
    notebooks = [name for name in own if name.casefold().endswith(".ipynb")]
    return list(dict.fromkeys(name for group in _groups(python, notebooks, wanted) for name in group))


def roots_of(asked: Sequence[str]) -> tuple[str, ...]:
    """The folders of the files asked for, each followed by those around it, up to the outermost: ``a/b/``, ``a/``, and none."""
    found: dict[str, None] = {}
    for path in asked:
        folder = PurePosixPath(path).parent
        for each in (folder, *folder.parents):
            found.setdefault("" if str(each) == "." else f"{each}/")
    # The outermost last, whichever file it was the folder of.
    return tuple(sorted(found, key=lambda root: root == ""))


def modules_beside(names: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    """The Python files that an import can reach from the files asked for; the nearest first."""
    roots = roots_of(asked)
    environments = tuple(name.removesuffix("pyvenv.cfg") for name in names if name.endswith("/pyvenv.cfg"))
    there = {*names, *map(module_of, asked)}
    found: dict[str, list[str]] = {}
    for name in names:
        meant = module_of(name)
        if name in asked or is_tools(name) or name.startswith(environments) or not meant.endswith(".py"):
            continue
        if meant == name or meant not in there:
            found.setdefault(meant, []).append(name)
    sure = []
    for meant, group in found.items():
        places = [place for place, root in enumerate(roots) if meant.startswith(root) and _is_importable(meant.removeprefix(root))]
        if places:
            sure.append((places[0], meant.count("/"), _latest(sorted(group))[-1]))
    return tuple(name for _, _, name in sorted(sure))


def module_of(path: str) -> str:
    """The path that an import looks for: without what was added to it, where it can be imported only then."""
    name = path[: -len(".txt")] if path.casefold().endswith(".py.txt") else path
    folder, slash, base = name.rpartition("/")
    return name if _is_importable(base) else folder + slash + without_added(base)


def without_added(name: str) -> str:
    """``work.py`` for ``work-1.py``, ``work (2).py`` and the like."""
    path = PurePosixPath(name)
    return f"{_ADDED.sub('', path.stem)}{path.suffix}"


def _groups(python: Sequence[str], notebooks: Sequence[str], wanted: str) -> list[list[str]]:
    stem = PurePosixPath(wanted).stem.casefold()
    return [
        [name for name in python if name.rpartition("/")[2] == wanted],
        [name for name in python if _stem(name).casefold() == stem],
        [name for name in python if _bare(name) == stem],
        [name for name in notebooks if _stem(name).casefold() == stem],
        [name for name in notebooks if _bare(name) == stem],
    ]


def _latest(group: list[str]) -> list[str]:
    """Of ``work (1).py`` and ``work (2).py`` in one folder the latter: whoever numbers copies counts up."""
    folders = {PurePosixPath(name).parent for name in group}
    numbers = [_NUMBER.findall(_added(name)) for name in group]
    if len(group) < 2 or len(folders) > 1 or not all(len(each) == 1 and len(each[0]) < 10 for each in numbers):
        return group
    highest = max(int(each[0]) for each in numbers)
    return [name for name, each in zip(group, numbers, strict=True) if int(each[0]) == highest]


def _is_importable(path: str) -> bool:
    parts = path.removesuffix(".py").split("/")
    return all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)


def _stem(name: str) -> str:
    # Of ten thousand names, several times: pathlib would take seconds.
    base = name.rpartition("/")[2]
    return base.rpartition(".")[0] or base


def _added(name: str) -> str:
    found = _ADDED.search(_stem(name))
    return found[0] if found else ""


def _bare(name: str) -> str:
    return _ADDED.sub("", _stem(name)).casefold()
