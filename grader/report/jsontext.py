"""A document as JSON text that is harmless to look at: what a terminal would obey, or show in another order, is escaped. Pure."""

from __future__ import annotations

import json
import re

# Below 0x20 JSON escapes by itself.
_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def json_text(document: object, *, indent: int | None = None) -> str:
    """The same value for every reader of JSON: such characters can only stand in strings, where an escape means the character."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
