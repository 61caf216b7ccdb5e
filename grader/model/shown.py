"""Text that somebody else wrote and that is shown: harmless from the moment a value holds it, because the value's type says so.

A lone surrogate breaks UTF-8, a control character a terminal, a bidirectional one the order of what is read, a line break in a
name the line of a table. ``ShownText`` and ``ShownLine`` hold none of it: the dataclasses of the model clean such fields when they
are made, so that no document, table, database or screen has to think of it again. The bytes of a submission stay as they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

# Control characters but tab and line feed, what turns the direction, what takes no room, what stands for half a character.
_UNSHOWN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
)
_IN_TEXT, _IN_LINE = re.compile(f"[{_UNSHOWN}]"), re.compile(f"[{_UNSHOWN}\t\n]")


def shown_text(text: str) -> str:
    """The text, what could not be seen in it or would be obeyed as ⟨U+202E⟩; lines and tabs stay."""
    return text if _is_plain(text) else _IN_TEXT.sub(_named, text)


def shown_line(text: str) -> str:
    """The same on one line: of a name, a place, a cell of a table."""
    return text if _is_plain(text) else _IN_LINE.sub(_named, text)


# As types of fields. Tuples of them are cleaned one by one.
ShownText = Annotated[str, shown_text]
ShownLine = Annotated[str, shown_line]


def keep_shown(made: Any) -> None:
    """For ``__post_init__`` of a frozen dataclass: every field of these types becomes what its type promises."""
    for name, clean, several in _fields(type(made)):  # type: ignore[arg-type]  # a type has a hash
        value = getattr(made, name)
        if value == () if several else _is_plain(value):  # as nearly every one
            continue
        kept = tuple(map(clean, value)) if several else clean(value)
        if kept != value:
            object.__setattr__(made, name, kept)


def _is_plain(text: str) -> bool:
    """Nearly everything is, and this takes no time."""
    return text.isascii() and text.isprintable()


def _named(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match[0]):04X}⟩"


@cache
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """``(field, cleaner, whether it is a tuple)``, read off the class's annotations once."""
    hints = get_type_hints(kind, include_extras=True)
    several = {name: get_origin(hint) is tuple for name, hint in hints.items()}
    marks = {
        name: getattr(get_args(hint)[0] if several[name] else hint, "__metadata__", (None,))[0] for name, hint in hints.items()
    }
    return tuple((name, clean, several[name]) for name, clean in marks.items() if clean in (shown_text, shown_line))
