"""A piece of a file's text replaced by another, and one definition of a loaded module made anew from its changed text. Inside."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """``text`` in the place of what stands from one place to another: lines from 1, columns in bytes of UTF-8, as a tree has them.

    ``place``: the file, or ``work.ipynb[7]`` for the seventh cell.
    """

    place: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def edited(text: str, place: str, edits: Sequence[Edit]) -> str:
    """The text with those of the edits that are about it. Raises IndexError for a place that it does not have."""
    own = [each for each in edits if each.place == place]
    if not own:
        return text
    lines = [line.encode("utf-8", "surrogatepass") for line in _ENDS.split(text)]
    for each in sorted(own, key=lambda edit: (edit.line, edit.column), reverse=True):
        before = lines[each.line - 1][: each.column]
        after = lines[each.end_line - 1][each.end_column :]
        new = each.text.encode("utf-8", "surrogatepass")
        lines[each.line - 1 : each.end_line] = (before + new + after).split(b"\n")
    return b"\n".join(lines).decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A statement at top level: its lines, and their text."""

    first: int
    last: int
    text: str

    def holds(self, edit: Edit) -> bool:
        return self.first <= edit.line and edit.end_line <= self.last

    def changed(self, edits: Sequence[Edit]) -> str:
        """With these edits, at the lines where it stands."""
        before = self.first - 1
        moved = [replace(each, line=each.line - before, end_line=each.end_line - before) for each in edits]
        return "\n" * before + edited(self.text, edits[0].place, moved)


def _units_of(text: str) -> list[_Unit]:
    lines, found = _ENDS.split(text), []
    for each in ast.parse(text).body:
        first, last = _first(each), each.end_lineno or each.lineno
        found.append(_Unit(first, last, "\n".join(lines[first - 1 : last])))
    return found


class Exchange:
    """Definitions of loaded modules, for the time being exchanged for edited ones. One set of edits at a time."""

    def __init__(self) -> None:
        self._before: list[tuple[ModuleType, dict[str, Any]]] = []
        self._units: dict[str, list[_Unit]] = {}

    def put(self, edits: Sequence[Edit], texts: dict[str, str], modules: dict[str, ModuleType]) -> None:
        """The statements at top level that the edits lie in are run anew, after those of the edits before are put back.

        ``texts`` and ``modules``: of each place. Raises what the changed text raises.
        """
        self.back()
        for place in dict.fromkeys(each.place for each in edits):
            if place not in self._units:
                self._units[place] = _units_of(texts[place])
            own = [each for each in edits if each.place == place]
            changed = [(unit, inner) for unit in self._units[place] if (inner := [each for each in own if unit.holds(each)])]
            code = [compile(unit.changed(inner), place, "exec", dont_inherit=True) for unit, inner in changed]
            self._run(code, modules[place], list(modules.values()))

    def back(self) -> None:
        for module, names in self._before:
            module.__dict__.clear()
            module.__dict__.update(names)
        self._before = []

    def _run(self, code: Sequence[Any], module: ModuleType, modules: Sequence[ModuleType]) -> None:
        others = [each for each in dict.fromkeys(modules) if each is not module]
        self._before += [(each, dict(each.__dict__)) for each in (module, *others)]
        before = dict(module.__dict__)
        for each in code:
            exec(each, module.__dict__)  # noqa: S102  # this is what a worker is for
        # Other files of the student's may have imported what was exchanged.
        changed = {id(before[name]): value for name, value in module.__dict__.items() if before.get(name, value) is not value}
        for other in others:
            for name, value in list(other.__dict__.items()):
                if id(value) in changed:
                    other.__dict__[name] = changed[id(value)]


def _first(unit: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(unit, "decorator_list", [])
    return min([unit.lineno, *(each.lineno for each in decorators)])
