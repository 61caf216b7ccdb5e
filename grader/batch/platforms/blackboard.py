"""Blackboard's download: ``<assignment>_<user>_<word>_<time>_<file>``, each attempt with a note that says who handed it in.

Assignment and user may both hold underscores, so names alone do not tell where one ends; the notes do, and what all names share.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.batch.platforms.downloads import Found, Look
from grader.batch.platforms.latest import counting
from grader.batch.platforms.moments import moment
from grader.model import Text
from grader.phrases.why import why
from grader.reading.layouts import Place, Wanted

# The word (attempt, 시도) is the language's. The first time counts: what follows is what the student called the file.
_NAME = re.compile(r"(?P<head>.+?)_(?P<word>[^\W\d_]+)_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)")
_WHO = re.compile(r"^[^:\n]{1,40}:\s*(?P<name>[^\n]*?)\s*\((?P<user>[^()\n]+)\)\s*$", re.MULTILINE)
_RENAMED = re.compile(r"Original filename:\s*(?P<own>[^\n]+?)\s*\n\s*Filename:\s*(?P<path>[^\n]+?)\s*(?:\n|$)")


@dataclass(slots=True)
class _Attempt:
    head: str
    time: str
    note: str = ""
    files: dict[str, str] = field(default_factory=dict)


def read_blackboard(names: Sequence[str], wanted: Wanted, look: Look) -> Found:
    attempts: dict[tuple[str, str], _Attempt] = {}
    unmatched = []
    for path in names:
        parts = _NAME.fullmatch(path)
        if parts is None or "/" in path:
            unmatched.append(path)
            continue
        attempt = attempts.setdefault((parts["head"], parts["time"]), _Attempt(parts["head"], parts["time"]))
        if parts["file"]:
            attempt.files[parts["file"]] = path
        else:
            attempt.note = (look(path) or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")
    users = _users(list(attempts.values()))
    tried: dict[str, list[Place]] = {}
    for attempt in sorted(attempts.values(), key=lambda each: each.time):
        user, name = users[attempt.head]
        tried.setdefault(user, []).append(_place(user, name, attempt, wanted))
    return tuple(counting(places, wanted.due) for _, places in sorted(tried.items())), tuple(unmatched)


def _users(attempts: Sequence[_Attempt]) -> Mapping[str, tuple[str, str]]:
    """User and name by what stands before the word."""
    told = {each.head: found for each in attempts if (found := _WHO.search(each.note)) is not None}
    titles = {head[: -len(who["user"])] for head, who in told.items() if head.endswith(f"_{who['user']}")}
    heads = {each.head for each in attempts}
    shared = os.path.commonprefix(sorted(heads)) if len(heads) > 1 else ""  # noqa: RUF071  # of texts, which these are
    title = titles.pop() if len(titles) == 1 else shared[: shared.rfind("_") + 1]
    users: dict[str, tuple[str, str]] = {}
    for head in heads:
        who = told.get(head)
        user = head.removeprefix(title) if title and head.startswith(title) else head.rpartition("_")[2]
        users[head] = (who["user"], who["name"]) if who is not None and head.endswith(who["user"]) else (user, "")
    return users


def _place(user: str, name: str, attempt: _Attempt, wanted: Wanted) -> Place:
    """Under the names that the files had before Blackboard changed them."""
    before = {found["path"]: found["own"] for found in _RENAMED.finditer(attempt.note)}
    files = {before.get(path, file): path for file, path in attempt.files.items()}
    if len(files) < len(attempt.files):
        files = dict(attempt.files)
    made = Place(student=user, name=name, attached=tuple(files.items()), at=moment(attempt.time, wanted.timezone))
    return made if files else replace(made, problem=why("online_text") if attempt.note else Text(""))
