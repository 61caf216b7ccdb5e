"""Names that are nearly another: letters of another script, a slip of the hand, a word more. Inside; pure."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Sequence

MOST_NAMES = 500
ALIKE = 0.8
# So many letters it takes that one wrong letter says little.
ENOUGH = 4
# Letters of other scripts, and the Latin ones that they look like.
_OTHERS = "аеорсухіјѕһԁԛԝѵӏАВЕКМНОРСТУХІЈЅԌԜοανρυικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսհıɑɡ"
_LATIN = "aeopcyxijshdqwvlABEKMHOPCTYXIJSGWoavpuiktABEZHIKMNOPTYXonuhiag"
LOOKS = str.maketrans(_OTHERS, _LATIN)
_WORD = re.compile(r"[^\W\d_]?[^\W\d_A-Z]+|[^\W\d_]+?(?=[A-Z][a-z]|[\d_]|$)|\d+")


def nearest(wanted: str, there: Sequence[str]) -> str:
    """The name among those there that is most likely meant for ``wanted``; empty where none is."""
    names = there[:MOST_NAMES]
    tests = (
        lambda name: folded(name) == folded(wanted),
        lambda name: min(len(name), len(wanted)) >= ENOUGH and _is_one_slip(name.casefold(), wanted.casefold()),
    )
    for test in tests:
        if found := next(filter(test, names), ""):
            return found
    close = difflib.get_close_matches(wanted, names, 1, ALIKE)
    return close[0] if close else next((name for name in names if _is_inside(_words(wanted), _words(name))), "")


def folded(name: str) -> str:
    """What names have in common that differ by case, underscores and look-alike letters only."""
    return unicodedata.normalize("NFKC", name).translate(LOOKS).replace("_", "").casefold()


def strange_letter(name: str) -> str:
    """The first letter of the name that only looks like a Latin one; empty where all are what they seem."""
    for letter in name:
        if ord(letter) in LOOKS:
            return f"{letter} (U+{ord(letter):04X}, {unicodedata.name(letter, '')})"
    return ""


def _is_one_slip(one: str, other: str) -> bool:
    """Whether a letter more, a letter less, another letter, or two letters in the other order make the one the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((place for place, (a, b) in enumerate(itertools.zip_longest(one, other)) if a != b), len(one))
    mine, theirs = one[at:], other[at:]
    swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:] or swapped


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def _is_inside(few: list[str], many: list[str]) -> bool:
    """Whether all the words stand in a row among the others, which are not those of a test."""
    starts = range(len(many) - len(few) + 1)
    return bool(few) and many[0] != "test" and any(many[at : at + len(few)] == few for at in starts) if many else False
