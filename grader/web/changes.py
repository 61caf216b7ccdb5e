"""What a new version of an assignment changes, in words: settings by what they are about, files by what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.grading.scoring import rounded
from grader.model import Assignment

# Settings that are compared as a whole, by the key of the sentence that names them.
WHOLE = {
    "limits": "change_limits",
    "default_rule": "change_default_rule",
    "named_rules": "change_named_rules",
    "seed": "change_seed",
    "seed_per": "change_seed",
    "reveal": "change_reveal",
    "deadline": "change_deadline",
    "attempts": "change_attempts",
    "manual": "change_manual",
    "needs": "change_needs",
    "files": "change_asked",
    "functions": "change_asked",
    "title": "change_texts",
    "texts": "change_texts",
    "points": "change_points",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence: a phrase's key, and what is put into it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def changes_of(before: Assignment, after: Assignment) -> tuple[Change, ...]:
    """What can change points first of all, and whether anything can; then each setting and file."""
    found: list[Change] = []
    if before.digest != after.digest:
        found.append(Change("change_grades"))
    elif before.words_digest != after.words_digest or list(_settings(before, after)):
        found.append(Change("change_words_only"))
    found += dict.fromkeys(_settings(before, after))
    found += _rules(before, after)
    found += _files(before, after)
    return tuple(found) or (Change("change_nothing"),)


def _settings(before: Assignment, after: Assignment) -> Iterator[Change]:
    keys = dict.fromkeys(key for name, key in WHOLE.items() if getattr(before, name) != getattr(after, name))
    for key in keys:
        if key == "change_points":
            old, new = (rounded(each.points) if each.points is not None else "–" for each in (before, after))  # noqa: RUF001  # a dash
            yield Change(key, _Values(before=old, after=new))
        else:
            yield Change(key, _Values())


def _rules(before: Assignment, after: Assignment) -> Iterator[Change]:
    old, new = ({spec.name: spec for spec in each.specs} for each in (before, after))
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            yield Change("change_rule", _Values(function=name))


def _files(before: Assignment, after: Assignment) -> Iterator[Change]:
    for hidden in (False, True):
        old, new = (_contents(each.private if hidden else each.public) for each in (before, after))
        for name in sorted({*old, *new}):
            if old.get(name) == new.get(name) or name in ("assignment.yaml", "grading.yaml"):
                continue
            how = "new" if name not in old else "gone" if name not in new else "changed"
            yield Change(f"change_file_{how}", _Values(file=f"{'solutions' if hidden else 'assignments'}/{name}"))


def _contents(folder: Path | None) -> dict[str, bytes]:
    if folder is None:
        return {}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class _Values(dict[str, object]):
    """Values of a sentence that can stand in a set."""

    def __hash__(self) -> int:  # type: ignore[override]  # never changed once they are made
        return hash(tuple(sorted((name, str(value)) for name, value in self.items())))
