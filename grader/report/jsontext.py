"""A document as JSON text that is harmless to look at, and that can be encoded. Pure."""

from __future__ import annotations

import json

from grader.model import shown_text


def json_text(document: object, *, indent: int | None = None) -> str:
    """What the model's types have cleaned stays as it is; of other texts, such as a path, what cannot be shown is named.

    Such characters can only stand in strings, so it stays JSON.
    """
    return shown_text(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent))
