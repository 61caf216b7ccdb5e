"""The models of the YAML files as JSON Schema, draft 2020-12. ``grader/schemas/`` holds what this module writes."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from grader.reading import schema as models
from grader.reading.schema import CourseFile, PrivateFile, PublicFile

FILES: dict[str, type[BaseModel]] = {"assignment": PublicFile, "course": CourseFile, "grading": PrivateFile}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """What a file may say: no titles made of names, and no null, since a key without a value is an error."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's signature
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        fields = schema["cls"].model_fields
        for name, text in _written().get(schema["cls"].__name__, {}).items():
            found["properties"][fields[name].alias or name]["description"] = text
        return found

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # Most defaults mean "inherited" or "empty" and say nothing; those that do are in the text.
        return self.generate_inner(schema["schema"])


@cache
def _written() -> dict[str, dict[str, str]]:
    """By class of ``grader.reading.schema`` and field, the text below the field."""
    found = {}
    for node in ast.parse(Path(models.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            pairs = itertools.pairwise(node.body)
            found[node.name] = {
                field.target.id: inspect.cleandoc(text.value.value)
                for field, text in pairs
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and isinstance(text.value.value, str)
            }
    return found


def schema_of(file: str) -> dict[str, Any]:
    """The JSON Schema of one of FILES."""
    found = FILES[file].model_json_schema(schema_generator=_AsWritten, mode="validation")
    return {"$schema": DRAFT, "title": f"{file}.yaml", **{key: value for key, value in found.items() if key != "title"}}


def schema_text(file: str | None) -> str:
    """As it is printed and kept, one file's schema or all of them by name."""
    document = schema_of(file) if file is not None else {name: schema_of(name) for name in FILES}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


ABOUT = {
    "assignment": "`assignments/SLUG/assignment.yaml`: what students may read.",
    "grading": "`solutions/SLUG/grading.yaml`: never leaves the instructor's machine.",
    "course": "`course.yaml`, beside `assignments/`: optional.",
}


def reference_text() -> str:
    """Every key of every file with what it takes and means, as Markdown; ``docs/reference.md`` is this."""
    lines = ["# Every key of the YAML files", "", "Made by `grader schema --text`. A name in `<>` stands for one of your own.", ""]
    for file, about in ABOUT.items():
        document = schema_of(file)
        lines += [f"## {file}.yaml", "", about, "", "| key | takes | means |", "|---|---|---|"]
        lines += [f"| `{key}` | {takes} | {means} |" for key, takes, means in _keys(document, document, "")]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _keys(part: dict[str, Any], document: dict[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for name, found in part.get("properties", {}).items():
        means = found.get("description", "").replace("|", "\\|").replace("\n", " ")
        yield f"{above}{name}", _takes(found, document), means
        for inner, step in _inner(found, document):
            yield from _keys(inner, document, f"{above}{name}{step}")


def _inner(part: dict[str, Any], document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The sections below a key, each with how to get there. Texts in two languages are one thing."""
    for each in (part, *part.get("anyOf", ())):
        found = _resolved(each, document)
        if set(found.get("properties", {})) == {"en", "ko"}:
            continue
        if "properties" in found:
            yield found, "."
        elif isinstance(values := found.get("additionalProperties"), dict):
            yield from ((inner, f".<name>{step}") for inner, step in _inner(values, document))
        elif isinstance(values := found.get("items"), dict):
            yield from ((inner, f"[]{step}") for inner, step in _inner(values, document))


def _takes(part: dict[str, Any], document: dict[str, Any]) -> str:
    found = _resolved(part, document)
    if "enum" in found:
        return ", ".join(f"`{value}`" for value in found["enum"])
    if "const" in found:
        return f"`{found['const']}`"
    if "anyOf" in found:
        return " or ".join(dict.fromkeys(_takes(each, document) for each in found["anyOf"]))
    if set(found.get("properties", {})) == {"en", "ko"}:
        return "`{en: ..., ko: ...}`"
    kinds = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false", "array": "list"}
    kind = found.get("type", "")
    return " or ".join(kinds.get(each, "section") for each in kind) if isinstance(kind, list) else kinds.get(kind, "section")


def _resolved(part: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["$defs"][name] if name else part
    return found
