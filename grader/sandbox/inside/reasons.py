"""Why a text cannot be read, where it is not Python's own parser that says so: an error that brings its reason along. Inside.

A reason is ``[kind, name]``; the words for it are said outside, where nothing of the error's message decides. Not trusted.
"""

from __future__ import annotations

# An error that is raised in here brings its reason along under this name.
_TOLD = "_grader_unread"


def unread(message: str, place: tuple[str, int, int], kind: str, name: str = "") -> SyntaxError:
    """``place``: file, line and column. ``name``: the encoding, or the Python that it needs, as ``3.12``."""
    error = SyntaxError(message, (*place, None))
    vars(error)[_TOLD] = (kind, name)
    return error


def reason_of(error: BaseException) -> list[str]:
    """Empty where the error speaks for itself."""
    told: object = vars(error).get(_TOLD)
    return [*told] if type(told) is tuple and list(map(type, told)) == [str, str] else []
