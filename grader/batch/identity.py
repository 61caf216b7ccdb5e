"""Which id of one list means which of another: ids that may be taken for one, and ids that are likely meant. Pure.

Taken for one are two ids only where nothing else could be meant: they differ by case, leading zeros or invisible characters, and
nobody else's does. Everything further is a guess that a person has to confirm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from grader.report.identities import is_scientific

MOST_NEAR = 3
# Shorter ones are near to everything.
SHORT = 4
# Comparing everything with everything is for lists of this size.
MOST_COMPARED = 200, 3000
# Letters of Cyrillic and Greek, and the Latin ones that they look like.
LOOKS = str.maketrans("авеёзікмнорстухјѕһԁԛԝαβεζηικμνορτυχ", "abee3ikmhopctyxjshdqwabezhikmvoptux")
_WHOLE = re.compile(r"^([0-9]{1,40})\.0*$")
_PARTS = re.compile(r"[\W_]+")


def safe_form(student: str) -> str:
    """Equal for ids that differ by case, leading zeros or invisible characters only."""
    folded = "".join(char for char in student.casefold() if unicodedata.category(char) != "Cf")
    return folded.lstrip("0") or "0" if folded.isascii() and folded.isdecimal() else folded


def taken_for(ids: Iterable[str], known: Iterable[str]) -> Mapping[str, str]:
    """Each of ``ids`` that is not known to the known id that it safely means: one of each form, and no third."""
    own, others = set(ids), set(known)
    forms = _grouped(own | others, safe_form)
    found = {}
    for student in own - others:
        alike = forms[safe_form(student)]
        if len(alike) == 2:
            (other,) = (each for each in alike if each != student)
            if other in others and other not in own:
                found[student] = other
    return found


@dataclass(slots=True)
class Neighbourhood:
    """Ids, with what else may stand for them (a name), to be asked who is likely meant by another id."""

    names: Mapping[str, str]  # a person's name, or nothing, by id
    _by_key: dict[str, list[str]] = field(default_factory=dict)
    _by_slip: dict[str, list[str]] = field(default_factory=dict)
    _asked: int = 0

    def __post_init__(self) -> None:
        for student, name in self.names.items():
            for key in {*_kept_under(student), *((f"name {_bare(name)}",) if len(_bare(name)) > 1 else ())}:
                self._by_key.setdefault(key, []).append(student)
            for slip in _slips(_bare(student)):
                self._by_slip.setdefault(slip, []).append(student)

    def near(self, student: str) -> tuple[str, ...]:
        """Who is likely meant, none where nobody is; the surest kind of likeness that there is decides."""
        bare = _bare(student)
        for found in (
            self._keyed([*_asked_by(student), f"name {bare}"]),
            self._keyed([f"{kind} {part}" for part in _parts(student) for kind in ("bare", "name")]),
            [each for slip in _slips(bare) for each in self._by_slip.get(slip, ())],
            self._alike(student),
        ):
            others = dict.fromkeys(each for each in found if each != student)
            if others:
                return tuple(sorted(others))[:MOST_NEAR]
        return ()

    def _keyed(self, keys: Iterable[str]) -> list[str]:
        return [each for key in keys for each in self._by_key.get(key, ())]

    def _alike(self, student: str) -> list[str]:
        """Of numbers every second one is alike."""
        self._asked += 1
        if self._asked > MOST_COMPARED[0] or len(self.names) > MOST_COMPARED[1] or len(student) < SHORT or student.isdecimal():
            return []
        words = {each.casefold(): each for each in self.names if len(each) >= SHORT and not each.isdecimal()}
        return [words[each] for each in get_close_matches(student.casefold(), words, n=1, cutoff=0.75)]


def disguised(student: str) -> str:
    """Which characters of an id are invisible or look like Latin ones, for a message; empty where there are none."""
    found = [char for char in student if unicodedata.category(char) == "Cf" or ord(char.casefold()[:1]) in LOOKS]
    named = (f"U+{ord(char):04X} ({unicodedata.name(char, 'no name')})" for char in dict.fromkeys(found[:MOST_NEAR]))
    return f" (it holds {', '.join(named)}; type the id again)" if found else ""


def _grouped(ids: Iterable[str], form: Callable[[str], str]) -> Mapping[str, Collection[str]]:
    found: dict[str, list[str]] = {}
    for student in ids:
        found.setdefault(form(student), []).append(student)
    return found


def _bare(text: str) -> str:
    """Letters and digits only, full-width ones and those that look like Latin ones as the plain ones, without leading zeros."""
    return safe_form("".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold().translate(LOOKS))))


def _habits(student: str) -> Iterator[str]:
    """What two ids have in common that are one person's, written by other habits."""
    yield f"bare {_bare(student)}"
    local, at, _ = student.partition("@")
    if at:
        yield f"bare {_bare(local)}"
    if whole := _WHOLE.match(student):
        yield f"bare {_bare(whole[1])}"


def _kept_under(student: str) -> Iterator[str]:
    yield from _habits(student)
    yield from (f"{'shortened' if is_scientific(student) else 'number'} {each}" for each in _shortened(student))


def _asked_by(student: str) -> Iterator[str]:
    """A shortened number asks for whole ones, a whole one for shortened ones: two whole ones are not near for being as large."""
    yield from _habits(student)
    yield from (f"{'number' if is_scientific(student) else 'shortened'} {each}" for each in _shortened(student))


def _shortened(student: str) -> Iterator[str]:
    """The number as a spreadsheet shortens it, to as many digits as fit."""
    if is_scientific(student):
        yield f"{Decimal(student):.{len(student.upper().partition('E')[0].partition('.')[2])}E}"
    elif student.isascii() and student.isdecimal() and len(student) <= 40:
        yield from (f"{Decimal(student):.{digits}E}" for digits in range(6))


def _parts(student: str) -> list[str]:
    """``hw1_kim-2`` holds ``kim``; parts that are too short say nothing."""
    return [_bare(part) for part in _PARTS.split(student) if len(part) >= 3]


def _slips(bare: str) -> Iterator[str]:
    """What two ids share of which one has a letter more, another letter, or a letter at another place."""
    if len(bare) < SHORT or len(bare) > 100:
        return
    yield bare
    yield from (bare[:place] + bare[place + 1 :] for place in range(len(bare)))
