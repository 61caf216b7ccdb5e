"""The models of the YAML files as JSON Schema, draft 2020-12. ``grader/schemas/`` holds what this module writes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from grader.reading.schema import CourseFile, PrivateFile, PublicFile

FILES: dict[str, type[BaseModel]] = {"assignment": PublicFile, "course": CourseFile, "grading": PrivateFile}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """What a file may say: no titles made of names, and no null, since a key without a value is an error."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002  # pydantic's signature
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        # Most defaults mean "inherited" or "empty" and say nothing; those that do are in the text.
        return self.generate_inner(schema["schema"])


def schema_of(file: str) -> dict[str, Any]:
    """The JSON Schema of one of FILES."""
    found = FILES[file].model_json_schema(schema_generator=_AsWritten, mode="validation")
    return {"$schema": DRAFT, "title": f"{file}.yaml", **{key: value for key, value in found.items() if key != "title"}}


def schema_text(file: str | None) -> str:
    """As it is printed and kept, one file's schema or all of them by name."""
    document = schema_of(file) if file is not None else {name: schema_of(name) for name in FILES}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
