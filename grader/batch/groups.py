"""Students whose wrong answers are the same, over a whole class, and the hints that an instructor wrote for such a group.

Reads what was kept with each grade; grades nothing. A group, once it was shown, keeps its name in this folder, so that the file with
its hint stays the right one whoever joins or leaves.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter

from grader.batch.printing import Sheet
from grader.diagnosis.likeness import alike
from grader.errors import UsageError
from grader.model import Returned, Text, Verdict
from grader.report.groups import Group
from grader.store import Store

FOLDER = "hints"
FACT = "groups"
MOST_BYTES = 20_000
KOREAN = ".ko"
# A name is shown beside a file; what of a function's name no file should hold is left out of it.
ODD = re.compile(r"[^A-Za-z0-9_.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What one grade says of one function: the wrong value of each case that is about it. ``known``: the mistake that it is."""

    function: str
    cases: tuple[tuple[str, Returned], ...]
    known: str = ""

    def same(self, other: Signature) -> bool:
        return (self.function, [case for case, _ in self.cases]) == (other.function, [case for case, _ in other.cases]) and all(
            alike(one, two) for (_, one), (_, two) in zip(self.cases, other.cases, strict=True)
        )

    @property
    def name(self) -> str:
        digest = hashlib.sha256(SIGNATURE.dump_json(replace(self, known=""))).hexdigest()[:8]
        return f"{ODD.sub('', self.function)[:40]}-{digest}"


SIGNATURE = TypeAdapter(Signature)
LEADERS = TypeAdapter(tuple[Signature, ...])


@dataclass(slots=True)
class _Found:
    """A group while the class is gone through. ``leader``: the answers that stand for it, the first that were met."""

    leader: Signature
    students: list[str] = field(default_factory=list)
    known: Counter[str] = field(default_factory=Counter)


def grouped(store: Store, sheets: Sequence[Sheet], folder: Path) -> tuple[tuple[Sheet, ...], tuple[Group, ...]]:
    """The sheets with the hints that are theirs, and every group of at least two, or with a hint; the largest first.

    Keeps the groups' names in the store. Raises UsageError for a file in ``hints/`` that no group goes by, or that cannot be read.
    """
    groups: dict[tuple[str, str, int], list[_Found]] = {}
    for leader in LEADERS.validate_json(store.fetch_facts().get(FACT, "[]")):
        groups.setdefault(_kind(leader), []).append(_Found(leader))
    own: dict[str, list[_Found]] = {}
    signatures: dict[str, tuple[Signature, ...]] = {}
    for sheet in sheets:
        if not sheet.key:
            continue
        if sheet.key not in signatures:
            signatures[sheet.key] = signatures_of(store.fetch_grade(sheet.key) or b"{}")
        for signature in signatures[sheet.key]:
            alternatives = groups.setdefault(_kind(signature), [])
            group = next((each for each in alternatives if each.leader.same(signature)), None)
            if group is None:
                alternatives.append(group := _Found(signature))
            group.students.append(sheet.member.student)
            group.known[signature.known] += 1
            own.setdefault(sheet.member.student, []).append(group)
    found = [group for alternatives in groups.values() for group in alternatives]
    hints = load_hints(folder / FOLDER, [group.leader.name for group in found])
    shown = [group for group in found if len(group.students) > 1 or group.leader.name in hints]
    store.save_facts({FACT: LEADERS.dump_json(tuple(group.leader for group in shown)).decode()})
    told = tuple(
        replace(
            sheet,
            hints=tuple(
                (group.leader.function, hints[group.leader.name])
                for group in own.get(sheet.member.student, ())
                if group.leader.name in hints
            ),
        )
        for sheet in sheets
    )
    reports = {sheet.member.student: f"reports/{sheet.report}" for sheet in sheets}
    listed = [
        Group(
            function=group.leader.function,
            size=len(group.students),
            cases=tuple(case for case, _ in group.leader.cases),
            example=group.students[0],
            report=reports[group.students[0]],
            known=group.known.most_common(1)[0][0],
            file=f"{FOLDER}/{group.leader.name}.txt",
            hint=hints.get(group.leader.name),
        )
        for group in shown
        if group.students
    ]
    return told, tuple(sorted(listed, key=lambda group: (-group.size, group.file)))


def signatures_of(grade: bytes) -> tuple[Signature, ...]:
    """What a stored grade says of each function whose values were wrong, in the order of its cases."""
    cases: dict[str, list[tuple[str, Returned]]] = {}
    known: dict[str, str] = {}
    for case in json.loads(grade).get("cases", ()):
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
    return tuple(Signature(function=name, cases=tuple(own), known=known.get(name, "")) for name, own in cases.items())


def load_hints(folder: Path, names: Sequence[str]) -> Mapping[str, Text]:
    """The texts of ``<group>.txt`` and, for Korean, ``<group>.ko.txt``. An empty file is no hint. Raises UsageError."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        korean = path.stem.endswith(KOREAN)
        name = path.stem.removesuffix(KOREAN)
        if name not in names:
            near = get_close_matches(name, names, 1)
            meant = f"; did you mean {near[0]}.txt?" if near else "; the class page names the groups"
            raise UsageError(f"{path}: no group of this class goes by that name{meant}")
        text = _read(path)
        if text:
            found.setdefault(name, {})["ko" if korean else "en"] = text
    return {name: Text(en=texts.get("en", ""), ko=texts.get("ko", "")) for name, texts in found.items()}


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


def _kind(signature: Signature) -> tuple[str, str, int]:
    """What the same answers have in common whatever the tolerance, so that few have to be held against each other."""
    forms = "".join(f"{case}\0{value.form}\0" for case, value in signature.cases)
    return signature.function, forms, len(signature.cases)
