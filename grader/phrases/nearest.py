"""What somebody probably meant who wrote a name that is not known. One measure for all names that people type."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

ALIKE = 0.5  # of difflib's ratio: a slip or two of a short word, a missing part of a long one


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that is most like the word, whatever the case of its letters; empty where none is like it."""
    names = list(known)
    same = [each for each in names if each.casefold() == word.casefold()]
    return next(iter(same or difflib.get_close_matches(word, names, n=1, cutoff=ALIKE)), "")
