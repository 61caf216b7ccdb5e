"""Students whose wrong answers are the same, over a whole class, and the hints that an instructor wrote for such a group.

Reads what was kept with each grade; grades nothing. A group, once it was shown, keeps its name in this folder, so that the file
with its hint stays the right one whoever joins or leaves.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import re
import threading
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import from_json

from grader.batch.render import Sheet
from grader.batch.store import Store
from grader.errors import UsageError
from grader.model import Returned, Text, Verdict
from grader.phrases.nearest import nearest
from grader.report.same_answers import Group

FOLDER = "hints"
FACT = "groups"
MOST_BYTES = 20_000
KOREAN = ".ko"
# Sums that may differ by more than this say nothing; WIDEST stands for their power of two.
WIDE = 1e300
WIDEST = 5000
# Grades that a gathering has looked at.
MOST_MET = 100_000
# In no text of a grade: there a quote has a stroke before it.
_RETURNED = re.compile(rb'"returned"\s*:\s*\{')
# A name is shown beside a file; what of a function's name no file should hold is left out of it.
ODD = re.compile(r"[^A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What one grade says of one function: the wrong value of each case that is about it. ``known``: the mistake that it is.

    Without cases the known mistake alone is what is the same: where every student has other inputs, values say nothing.
    """

    function: str
    cases: tuple[tuple[str, Returned], ...] = ()
    known: str = ""

    @property
    def kind(self) -> tuple[str, str]:
        """What the same answers have in common whatever the tolerance, so that few have to be held against each other."""
        return self.function, "\0".join([f"{case}\0{value.form}" for case, value in self.cases] or [self.known])

    @property
    def extent(self) -> tuple[float, float]:
        """A sum over the last numbers of each case (of a large value they are sums themselves), and by how much it may differ, half
        of what those of two that are the same may.
        """
        pairs = [
            (float(number), float(width))
            for _, value in self.cases
            for number, width in zip(value.numbers[-2:], value.allowed[-2:], strict=True)
        ]
        finite = [(number, width) for number, width in pairs if math.isfinite(number)]
        total = sum(number for number, _ in finite)
        rounding = len(finite) * 1e-15 * sum(abs(number) for number, _ in finite)
        width = sum(width for _, width in finite) + rounding
        return (total, width) if math.isfinite(total) and math.isfinite(width) else (0.0, math.inf)

    def same(self, other: Signature) -> bool:
        """Of one kind, and alike in every case."""
        from grader.judge.running.fingerprint import alike  # with NumPy, which a class that has not changed does without

        return all(alike(one, two) for (_, one), (_, two) in zip(self.cases, other.cases, strict=True))

    @property
    def name(self) -> str:
        digest = hashlib.sha256(SIGNATURE.dump_json(replace(self, known="") if self.cases else self)).hexdigest()[:8]
        return f"{ODD.sub('', self.function)[:40]}-{digest}"


SIGNATURE = TypeAdapter(Signature)
LEADERS = TypeAdapter(tuple[Signature, ...])
# What many grades say, by their keys.
Read = Callable[[Sequence[str]], Mapping[str, tuple[Signature, ...]]]


@dataclass(slots=True)
class _Found:
    """A group while the class is gone through. ``leader``: the answers that stand for it, the first that were met."""

    leader: Signature
    students: list[str] = field(default_factory=list)
    known: Counter[str] = field(default_factory=Counter)

    def shown(self, name: str, reports: Mapping[str, str], hints: Mapping[str, Text]) -> Group:
        example = self.students[0] if self.students else ""
        return Group(
            function=self.leader.function,
            size=len(self.students),
            cases=tuple(case for case, _ in self.leader.cases),
            example=example,
            report=reports[example] if example else "",
            known=max(self.known, key=lambda mistake: (self.known[mistake], mistake), default=self.leader.known),
            file=f"{FOLDER}/{name}.txt",
            hint=hints.get(name),
        )


class Shelf:
    """The groups of one kind. A signature is held against those only whose sums are near, since a class may have no two alike."""

    def __init__(self) -> None:
        self.groups: list[_Found] = []
        # By the power of two that the width is below: (sum, place in ``groups``), sorted.
        self._sums: dict[int, list[tuple[float, int]]] = {}

    def add(self, leader: Signature) -> _Found:
        total, width = leader.extent
        insort(self._sums.setdefault(_power(width), []), (total, len(self.groups)))
        self.groups.append(_Found(leader))
        return self.groups[-1]

    def find(self, signature: Signature) -> _Found | None:
        """The first of the groups, in the order in which they were met, whose leader is the same."""
        total, width = signature.extent
        places: list[int] = []
        for power, sums in self._sums.items():
            reach = width + (math.inf if power == WIDEST else math.ldexp(1.0, power))
            near = sums[bisect_left(sums, (total - reach, -1)) : bisect_right(sums, (total + reach, len(self.groups)))]
            places += [place for _, place in near]
        return next((self.groups[place] for place in sorted(places) if self.groups[place].leader.same(signature)), None)


def _power(width: float) -> int:
    return WIDEST if width > WIDE else math.frexp(width)[1] if width else -WIDEST


def grouped(
    store: Store, sheets: Sequence[Sheet], folder: Path, *, own_inputs: bool = False
) -> tuple[tuple[Sheet, ...], tuple[Group, ...]]:
    """The sheets with the hints that are theirs, and every group of at least two, or with a hint; the largest first.

    Keeps the groups' names in the store. ``own_inputs``: every student has other inputs, so that only known mistakes make groups.
    Raises UsageError for a file in ``hints/`` that no group goes by, or that cannot be read.
    """
    files = _files_in(folder)
    found = Gathering(own_inputs=own_inputs).groups(store, sheets, named={_group_of(path) for path in files})
    hints = load_hints(files, frozenset(found.names))
    return found.told(sheets, hints), found.shown(sheets, hints)


def hints_in(folder: Path) -> Iterator[bytes]:
    """Name and content of each file with a hint, as it lies there; of one that cannot be read, the name alone."""
    for path in _files_in(folder):
        yield os.fsencode(path.name)
        with contextlib.suppress(OSError):
            yield path.read_bytes()


def _files_in(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.txt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The groups of a class. ``own``: names by student."""

    by_name: Mapping[str, _Found]
    own: Mapping[str, tuple[str, ...]]
    listed: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.by_name)

    def students(self, name: str) -> tuple[str, ...]:
        return tuple(self.by_name[name].students) if name in self.by_name else ()

    def told(self, sheets: Sequence[Sheet], hints: Mapping[str, Text]) -> tuple[Sheet, ...]:
        """The sheets with the hints that are theirs."""
        if not hints:
            return tuple(sheets)
        return tuple(
            replace(
                sheet,
                hints=tuple(
                    (self.by_name[name].leader.function, hints[name])
                    for name in self.own.get(sheet.member.student, ())
                    if name in hints
                ),
            )
            for sheet in sheets
        )

    def shown(self, sheets: Sequence[Sheet], hints: Mapping[str, Text]) -> tuple[Group, ...]:
        """The largest first."""
        reports = {sheet.member.student: f"reports/{sheet.report}" for sheet in sheets}
        listed = [self.by_name[name].shown(name, reports, hints) for name in self.listed]
        return tuple(sorted(listed, key=lambda group: (-group.size, group.file)))


class Gathering:
    """The groups of a class that changes: what a grade says is looked at once, however often the class is gone through."""

    def __init__(self, *, own_inputs: bool = False) -> None:
        self._own_inputs = own_inputs
        self._lock = threading.Lock()
        self._before: str | None = None
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._names: dict[int, str] = {}  # by leader
        self._met: dict[str, tuple[tuple[Signature, str], ...]] = {}  # by key: leaders, and the mistakes that are known

    def groups(self, store: Store, sheets: Sequence[Sheet], *, named: Collection[str], read: Read | None = None) -> Groups:
        """Those that are ``named`` are listed however small they are. Keeps the names of all that are listed in the store.

        ``read``: what says of many keys at once what their grades say; without it each grade is asked.
        """
        with self._lock:
            return self._groups(store, sheets, named, read or self._reader(store))

    def _reader(self, store: Store) -> Read:
        def read(keys: Sequence[str]) -> Mapping[str, tuple[Signature, ...]]:
            found = {key: signatures_of(grade, own_inputs=self._own_inputs) for key, grade in store.fetch_grades(keys)}
            return dict.fromkeys(keys, ()) | found

        return read

    def _groups(self, store: Store, sheets: Sequence[Sheet], named: Collection[str], read: Read) -> Groups:
        self._begin(store.fetch_facts().get(FACT, "[]"))
        own, known = self._sorted_in(read, sheets)
        leaders = [group.leader for shelf in self._shelves.values() for group in shelf.groups]
        found = {}
        for leader in leaders:
            students = known.get(id(leader), _Found(leader))
            if named or len(students.students) > 1:
                found[self._name_of(leader)] = students
        listed = {name: each for name, each in found.items() if len(each.students) > 1 or name in named}
        now = LEADERS.dump_json(tuple(each.leader for each in listed.values())).decode()
        if now != self._before:
            store.save_facts({FACT: now})
            self._before = now
        return Groups(
            by_name=found,
            own={
                student: tuple(name for leader in groups if (name := self._name_of(leader)) in found)
                for student, groups in own.items()
            },
            listed=frozenset(listed),
        )

    def _begin(self, before: str) -> None:
        """Anew where somebody else kept other groups, and where there is too much that nobody has any more."""
        if before == self._before and len(self._met) < MOST_MET:
            return
        self._before, self._shelves, self._names, self._met = before, {}, {}, {}
        for leader in LEADERS.validate_json(before):
            self._shelves.setdefault(leader.kind, Shelf()).add(leader)

    def _sorted_in(self, read: Read, sheets: Sequence[Sheet]) -> tuple[dict[str, list[Signature]], dict[int, _Found]]:
        """The leaders of each student, and by leader who is led, in the order of the sheets; equal submissions once."""
        own: dict[str, list[Signature]] = {}
        led: dict[int, _Found] = {}
        counted: set[str] = set()
        said = read([key for key in dict.fromkeys(sheet.key for sheet in sheets) if key and key not in self._met])
        for sheet in sheets:
            if not sheet.key:
                continue
            if sheet.key not in self._met:
                self._met[sheet.key] = tuple(self._led(said[sheet.key]))
            for leader, mistake in self._met[sheet.key]:
                group = led.setdefault(id(leader), _Found(leader))
                group.students.append(sheet.member.student)
                if sheet.key not in counted:
                    group.known[mistake] += 1
            counted.add(sheet.key)
            own[sheet.member.student] = [leader for leader, _ in self._met[sheet.key]]
        return own, led

    def _led(self, signatures: Sequence[Signature]) -> Iterator[tuple[Signature, str]]:
        for signature in signatures:
            shelf = self._shelves.setdefault(signature.kind, Shelf())
            yield (shelf.find(signature) or shelf.add(signature)).leader, signature.known

    def _name_of(self, leader: Signature) -> str:
        if id(leader) not in self._names:
            self._names[id(leader)] = leader.name
        return self._names[id(leader)]


def hints_for(store: Store, key: str, hints: Mapping[str, Text], *, own_inputs: bool = False) -> tuple[tuple[str, Text], ...]:
    """What was written for the groups that one grade is in, by function; of groups that are kept in the store."""
    leaders = LEADERS.validate_json(store.fetch_facts().get(FACT, "[]"))
    found = []
    for signature in signatures_of(store.fetch_grade(key) or b"{}", own_inputs=own_inputs):
        same = (each for each in leaders if each.kind == signature.kind and each.same(signature))
        leader = next(same, None)
        if leader is not None and leader.name in hints:
            found.append((signature.function, hints[leader.name]))
    return tuple(found)


def signatures_of(grade: bytes, *, own_inputs: bool = False) -> tuple[Signature, ...]:
    """What a stored grade says of each function whose values were wrong, in the order of its cases."""
    if _RETURNED.search(grade) is None:  # as of whoever has it right: nothing of it need be taken apart
        return ()
    cases: dict[str, list[tuple[str, Returned]]] = {}
    known: dict[str, str] = {}
    for case in from_json(grade).get("cases", ()):
        kept = case.get("staff", {}).get("returned")
        if case["verdict"] != Verdict.WRONG_ANSWER or kept is None:
            continue
        value = Returned(
            function=kept["function"], form=kept["form"], numbers=tuple(kept["numbers"]), allowed=tuple(kept["allowed"])
        )
        cases.setdefault(value.function, []).append((case["case"], value))
        for finding in case["findings"]:
            if finding["kind"] == "known_mistake" and finding["function"] == value.function:
                known.setdefault(value.function, finding["name"])
    if own_inputs:
        return tuple(Signature(function=name, known=known[name]) for name in cases if name in known)
    return tuple(Signature(function=name, cases=tuple(own), known=known.get(name, "")) for name, own in cases.items())


def load_hints(files: Sequence[Path], names: Collection[str]) -> Mapping[str, Text]:
    """The texts of ``<group>.txt`` and, for Korean, ``<group>.ko.txt``. An empty file is no hint. Raises UsageError."""
    found: dict[str, dict[str, str]] = {}
    for path in files:
        name = _group_of(path)
        if name not in names:
            near = nearest(name, sorted(names))
            meant = f"; did you mean {near}.txt?" if near else "; the class page names the groups"
            raise UsageError(f"{path}: no group of this class has that name{meant}")
        text = _read(path)
        if text:
            found.setdefault(name, {})["ko" if path.stem.endswith(KOREAN) else "en"] = text
    return {name: Text(en=texts.get("en", ""), ko=texts.get("ko", "")) for name, texts in found.items()}


def _group_of(path: Path) -> str:
    return path.stem.removesuffix(KOREAN)


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            raise UsageError(f"{path}: a hint has at most {MOST_BYTES:,} bytes; this is {len(content):,}")
        return " ".join(content.decode("utf-8-sig").split())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error
