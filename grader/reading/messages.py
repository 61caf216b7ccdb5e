"""What is wrong with a YAML file, in words: where, what was found, what was expected, and the nearest thing that would do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from grader.phrases.nearest import nearest
from grader.reading.scalars import shown
from grader.reading.yamlfile import Document, PathKey


def did_you_mean(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    return f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}" if 0 < len(known) < 12 else ""


def empty_values(document: Document) -> Iterator[str]:
    """Keys and items with nothing behind them: it is not to be guessed whether a default was meant, or was forgotten."""
    waiting: list[tuple[PathKey, Any]] = [((), document.value)]
    while waiting:
        path, value = waiting.pop()
        if value is None:
            name = f"the key {path[-1]!r}" if isinstance(path[-1], str) else "an item of a list"
            yield f"{document.at(path, key=True)}: {name} has no value; give one, or remove it"
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += reversed([((*path, key), each) for key, each in inner])


def worded(document: Document, error: Any, model: type[BaseModel], prefix: PathKey = ()) -> str:
    """One of pydantic's errors as ``file:line:column: what; what was expected; the nearest that would do``.

    ``prefix``: where in the document the model's own section stands.
    """
    inner: PathKey = tuple(error["loc"])
    path = prefix + inner
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(model, inner[:-1])
        return f"{document.at(path, key=True)}: unknown key {str(path[-1])!r}{did_you_mean(str(path[-1]), known)}"
    if kind == "missing":
        return f"{document.at(path[:-1])}: the key {str(path[-1])!r} is missing"
    where, found = document.at(path), shown(error["input"])
    if kind == "literal_error":
        words = [str(word) for word in _literals(context.get("expected", ""))]
        return f"{where}: found {found}; expected one of {', '.join(words)}{_nearest(error['input'], words)}"
    if kind == "value_error":
        return f"{where}: {context['error']}"
    if kind == "list_type":
        meant = f": is [{error['input']}] meant?" if _is_word(error["input"]) else ", as [a, b]"
        return f"{where}: found {found}; expected a list{meant}"
    text = str(error["msg"]).replace("Input should", "it should")
    return f"{where}: found {found}; {text[:1].lower()}{text[1:]}"


def _is_word(value: object) -> bool:
    return isinstance(value, str) and len(value) < 40 and value.isprintable()


def _keys_at(model: type[BaseModel], path: PathKey) -> tuple[str, ...]:
    """The keys of the section at the path; none where it is no section."""
    current: Any = model
    for step in path:
        current = _inside(current, step)
    return next((tuple(each.model_fields) for each in _forms(current) if _is_section(each)), ())


def _inside(annotation: Any, step: str | int) -> Any:
    """What stands at a key of a section or of a mapping, or in a list."""
    forms = list(_forms(annotation))
    for each in forms:
        if _is_section(each) and str(step) in each.model_fields:
            return each.model_fields[str(step)].annotation
    return next((get_args(each)[-1] for each in forms if get_origin(each) in (dict, list)), None)


def _forms(annotation: Any) -> Iterator[Any]:
    """The annotation, past what only annotates; of a union each of its members."""
    if get_origin(annotation) is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _forms(each)
    else:
        yield annotation


def _is_section(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, BaseModel)


def _literals(expected: str) -> list[str]:
    return re.findall(r"'([^']+)'", expected)


def _nearest(found: object, words: Sequence[str]) -> str:
    near = nearest(str(found), words)
    return f"; did you mean {near!r}?" if near else ""
