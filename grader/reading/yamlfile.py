"""YAML with positions and without its traps: a number is a number, a duplicate key an error, ``no`` a word.

Yields plain values plus, for every path into them, the line and column where it stands. Knows nothing of assignments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from grader.errors import AssignmentError

MAX_NODES = 20_000
MAX_DEPTH = 50

# YAML 1.2's core schema; PyYAML's own reads 1e-8 as text, 1:30 as 90 and no as false.
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}
_INFINITE = {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}

PathKey = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping read from a file. ``places`` holds line and column, from 1, of keys (as ``path + ('@key',)``) and values."""

    name: str
    value: dict[str, Any]
    places: dict[PathKey, tuple[int, int]]

    def at(self, path: PathKey, *, key: bool = False) -> str:
        """``name:line:column`` of the value at the path, of its key, or of the nearest thing around it that exists."""
        if key and (*path, "@key") in self.places:
            line, column = self.places[*path, "@key"]
            return f"{self.name}:{line}:{column}"
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"


def load_yaml(path: Path, name: str) -> Document:
    """Read and parse; ``name`` is what errors call the file. Raises AssignmentError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AssignmentError(f"{name}: cannot be read ({error.strerror}); expected a YAML file") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AssignmentError(f"{name}:{line}:1: is not UTF-8; save the file as UTF-8") from error
    return parse_yaml(text, name)


@lru_cache(16)  # an assignment is read again once its suite is collected, and most often nothing was changed meanwhile
def parse_yaml(text: str, name: str) -> Document:
    """A YAML text whose top level is a mapping. Raises AssignmentError with every duplicate key, or the first syntax error."""
    try:
        nodes = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        hint = "; YAML is indented with spaces, not with tabs" if "'\\t'" in str(error.problem) else ""
        if str(error.problem).startswith("expected ',' or"):
            hint = '; a text with ? : , # or brackets in it has to be in quotes: {en: "Which one?"}'
        raise AssignmentError(f"{where}: not valid YAML: {error.problem or error.context}{hint}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise AssignmentError(
            f"{name}:1:1: not valid YAML: {str(error).splitlines()[0] if str(error) else 'nested too deeply'}"
        ) from error
    if len(nodes) > 1:
        raise AssignmentError(f"{name}: holds {len(nodes)} YAML documents; expected one (remove the line '---' between them)")
    reader = _Reader(name)
    value = reader.read(nodes[0], ()) if nodes and nodes[0] is not None else {}
    if not isinstance(value, dict):
        reader.problems.append(f"{name}:1:1: expected keys with values (key: value), found {_kind(value)}")
    if reader.problems:
        raise AssignmentError(*reader.problems)
    return Document(name, value, reader.places)


class _Reader:
    """Walks the composed nodes, since only they know where they stand."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self.places: dict[PathKey, tuple[int, int]] = {}
        self.problems: list[str] = []

    def read(self, node: yaml.Node, path: PathKey) -> Any:
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        self._nodes += 1
        if self._nodes > MAX_NODES or len(path) > MAX_DEPTH:
            raise AssignmentError(f"{self._where(node)}: the file is too large or nested too deeply (aliases count each time)")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._refuse_tag(node, "tag:yaml.org,2002:seq")
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101  # there are three kinds of nodes
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: PathKey) -> dict[str, Any]:
        self._refuse_tag(node, "tag:yaml.org,2002:map")
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            # Keys are text whatever they look like: a credit of 1e-8 is found again by what was written.
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key == "<<":
                self.problems.append(f"{self._where(key_node)}: expected a plain key before the colon")
                continue
            if key in found:
                first = self.places[*path, key, "@key"][0]
                self.problems.append(f"{self._where(key_node)}: duplicate key {key!r}, first given in line {first}; remove one")
                continue
            self.places[*path, key, "@key"] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            found[key] = self.read(value_node, (*path, key))
        return found

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = node.value
        if node.style in ("'", '"', "|", ">"):
            self._refuse_tag(node, "tag:yaml.org,2002:str", "!")
            return text
        self._refuse_tag(node)
        if text in _SPECIAL:
            return _SPECIAL[text]
        if _INT.match(text) and len(text) < 1000:
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        return _INFINITE.get(text, text)

    def _refuse_tag(self, node: yaml.Node, *plain: str) -> None:
        # A plain scalar's tag is guessed by PyYAML's resolver and starts like this too; only tags of one's own do not.
        if (not node.tag.startswith("tag:yaml.org,2002:") and node.tag not in plain) or node.tag.startswith(
            "tag:yaml.org,2002:python"
        ):
            self.problems.append(f"{self._where(node)}: the tag {node.tag!r} has no meaning here; remove it")

    def _where(self, node: yaml.Node) -> str:
        return f"{self._name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def _kind(value: object) -> str:
    return {list: "a list", str: "text", type(None): "nothing"}.get(type(value), "a single value")
