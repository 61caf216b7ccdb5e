"""How platforms name what they pack: whose each path is, told from names and from the platform's own tables. Pure.

A reader takes all names of a download and gives the students' places; a name that its platform does not make is unmatched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.batch.platforms.latest import counting
from grader.batch.platforms.moments import moment
from grader.model import Text
from grader.phrases.why import why
from grader.reading.layouts import Place, Wanted
from grader.reading.selection import without_added

# A small file of the download by its path, or None.
Look = Callable[[str], bytes | None]
Found = tuple[tuple[Place, ...], tuple[str, ...]]
Reader = Callable[[Sequence[str], Wanted, Look], Found]

# Canvas: <name>[_LATE]_<user>_<attachment>_<file>; the name has no character that is not of a word, but it may have underscores.
_CANVAS = re.compile(r"(?P<name>.*?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
# The same from where the name ends, at every place where it may.
_CANVAS_NUMBERS = re.compile(r"(?=_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+))")
_CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<late2>LATE_)?(?P<user>[^_]+)_(?P<attachment>\d+)_(?P<file>.+)")
_CANVAS_ONLINE = re.compile(r"(?P<name>.*?)_(?P<late>LATE_)?(?P<user>\d+)_(?:\d+_)?(?:text|link)\.html")
_MOODLE = re.compile(r"(?P<name>[^_/]*)_(?:(?P<user>\d+)_)?assignsubmission_(?P<plugin>[a-z]+)(?:_?/|_)(?P<file>.+)")
_BRIGHTSPACE = tuple(
    re.compile(
        rf"(?P<user>\d+)-(?P<item>\d+) - (?P<name>{name}) - (?P<time>\S+ \d{{1,2}}, \d{{4}} \d{{3,4}} \S+?)(?:/| - )(?P<file>.+)"
    )
    for name in (".+?", "[^/]+")
)
_BRIGHTSPACE_TIME = re.compile(r"(\S+ \d{1,2}, \d{4} )(\d{1,2})(\d\d )")
_OTTER = re.compile(r"(?P<user>.+?)_(?P<date>\d{4}_\d\d_\d\d)T(?P<time>\d\d_\d\d_\d\d)_\d+\.zip")


@dataclass(frozen=True, slots=True)
class _File:
    """One path, with what its name says."""

    path: str
    name: str
    user: str
    file: str
    order: str = ""
    at: str = ""
    late: bool = False
    online: bool = False


def read_canvas(names: Sequence[str], _wanted: Wanted, _look: Look) -> Found:
    ways = {path: _canvas_ways(path) for path in names}
    # Students choose their display names and their files' names, and both may hold numbers: who is clear says whose an id
    # is, and what would make somebody else of them is a person's to look at.
    clear = {own[0].user: own[0].name for own in ways.values() if len(own) == 1}
    found: dict[str, list[_File]] = {}
    unmatched = []
    for path, own in ways.items():
        if own and clear.get(own[0].user, own[0].name) == own[0].name:
            found.setdefault(own[0].user, []).append(own[0])
        else:
            unmatched.append(path)
    return tuple(_canvas_place(user, files) for user, files in sorted(found.items())), tuple(unmatched)


def _canvas_ways(path: str) -> list[_File]:
    """How the name can be read: once for each two numbers that may be user and attachment, the first of them first."""
    if "/" in path or _of_otter(path):
        return []
    if parts := _CANVAS_ONLINE.fullmatch(path):
        return [_File(path, parts["name"], parts["user"], path, late=bool(parts["late"]), online=True)]
    if parts := _CANVAS_ANONYMOUS.fullmatch(path):
        late = bool(parts["late"] or parts["late2"])
        return [_File(path, "", parts["user"], parts["file"], parts["attachment"][:18].zfill(18), late=late)]
    return [
        _File(path, path[: each.start()], each["user"], each["file"], each["attachment"][:18].zfill(18), late=bool(each["late"]))
        for each in _CANVAS_NUMBERS.finditer(path)
    ]


def _canvas_place(user: str, files: Sequence[_File]) -> Place:
    """Of files of one name, which Canvas numbers (``work-1.py``) where one is handed in again, the latest counts.

    Canvas takes every blank out of a name, so it is nobody's name as they write it, and is not shown as one.
    """
    latest: dict[str, _File] = {}
    superseded = []
    for each in sorted(files, key=lambda file: file.order):
        key = without_added(each.file).casefold()
        if key in latest:
            superseded.append(latest[key].path)
        latest[key] = each
    return _place(user, list(latest.values()), superseded=tuple(superseded))


def read_moodle(names: Sequence[str], _wanted: Wanted, _look: Look) -> Found:
    """Folders or flat, as it is chosen at the download. The number is a participant's of this assignment, not a user's."""
    found: dict[str, list[_File]] = {}
    unmatched = []
    for path in names:
        parts = _MOODLE.fullmatch(path)
        if parts is None:
            unmatched.append(path)
            continue
        # The default group has no number: then its name is all there is.
        user = parts["user"] or parts["name"]
        online = parts["plugin"] == "onlinetext"
        found.setdefault(user, []).append(_File(path, parts["name"], user, parts["file"], online=online))
    places = [replace(_place(user, files), name=files[0].name) for user, files in sorted(found.items())]
    return tuple(places), tuple(unmatched)


def read_brightspace(names: Sequence[str], wanted: Wanted, _look: Look) -> Found:
    tried: dict[str, dict[str, list[_File]]] = {}
    unmatched = []
    for path in names:
        readings = [parts for pattern in _BRIGHTSPACE if (parts := pattern.fullmatch(path)) is not None]
        if not readings:
            unmatched += [] if path == "index.html" else [path]
            continue
        # A name, or a file, may hold what looks like a time: the latest is the one that nobody gains by.
        parts = max(readings, key=lambda each: moment(_BRIGHTSPACE_TIME.sub(r"\1\2:\3", each["time"]), "UTC"))
        clock = _BRIGHTSPACE_TIME.sub(r"\1\2:\3", parts["time"])
        each = _File(path, parts["name"], parts["user"], parts["file"], clock, moment(clock, wanted.timezone))
        tried.setdefault(parts["user"], {}).setdefault(clock, []).append(each)
    places = []
    for user, moments in sorted(tried.items()):
        own = [replace(_place(user, files), name=files[0].name, at=files[0].at) for files in moments.values()]
        order = sorted(own, key=lambda place: _sortable(place, moments))
        places.append(counting(order, wanted.due))
    return tuple(places), tuple(unmatched)


def _sortable(place: Place, moments: Mapping[str, Sequence[_File]]) -> tuple[str, str]:
    """By time; a time of a course without a zone still has an order."""
    clock = next(clock for clock, files in moments.items() if files[0].path == place.attached[0][1])
    return moment(clock, "UTC"), clock


def read_otter(names: Sequence[str], wanted: Wanted, _look: Look) -> Found:
    """Zips that Otter's export cell made, as they were handed in: ``<name>_<time>.zip``."""
    tried: dict[str, list[Place]] = {}
    unmatched = []
    for path in sorted(names):
        parts = _of_otter(path)
        if parts is None:
            unmatched.append(path)
            continue
        at = moment(f"{parts['date'].replace('_', '-')} {parts['time'].replace('_', ':')}", wanted.timezone)
        tried.setdefault(parts["user"], []).append(Place(student=parts["user"], attached=((path, path),), at=at))
    return tuple(counting(places, wanted.due) for _, places in sorted(tried.items())), tuple(unmatched)


def _of_otter(path: str) -> re.Match[str] | None:
    """The numbers of its time look like Canvas's; what Canvas named has these before."""
    parts = _OTTER.fullmatch(path)
    return None if parts is None or "/" in path or _CANVAS.fullmatch(parts["user"] + "_x") else parts


def read_nbgrader(names: Sequence[str], wanted: Wanted, look: Look) -> Found:
    """``submitted/<student>/<assignment>/<file>``, or from the student's folder on; what belongs to another assignment is not
    looked at.
    """
    found: dict[str, dict[str, str]] = {}
    unmatched = []
    for path in names:
        student, _, rest = path.removeprefix("submitted/").partition("/")
        assignment, _, file = rest.partition("/")
        if not file:
            unmatched.append(path)
        elif assignment == wanted.slug:
            found.setdefault(student, {})[file] = path
    places = []
    for student, files in sorted(found.items()):
        stamp = look(files.pop("timestamp.txt", ""))
        at = moment((stamp or b"").decode("utf-8", "replace"), wanted.timezone)
        places.append(Place(student=student, attached=tuple(files.items()), at=at))
    return tuple(places), tuple(unmatched)


def read_pattern(names: Sequence[str], wanted: Wanted, _look: Look) -> Found:
    """By an expression of the instructor's own: ``student``, and ``name``, ``time``, ``file`` where it has them."""
    pattern = re.compile(wanted.pattern)
    tried: dict[str, dict[str, list[_File]]] = {}
    unmatched = []
    for path in names:
        parts = pattern.match(path)
        known = {key: value for key, value in parts.groupdict().items() if value} if parts is not None else {}
        if parts is None or "student" not in known:
            unmatched.append(path)
            continue
        file = known.get("file") or path[parts.end() :].lstrip("/") or path.rpartition("/")[2]
        clock = known.get("time", "")
        each = _File(path, known.get("name", ""), known["student"], file, clock, moment(clock, wanted.timezone))
        tried.setdefault(each.user, {}).setdefault(clock, []).append(each)
    places = []
    for user, moments in sorted(tried.items()):
        own = [replace(_place(user, files), name=files[0].name, at=files[0].at) for _, files in sorted(moments.items())]
        places.append(counting(sorted(own, key=lambda place: place.at), wanted.due))
    return tuple(places), tuple(unmatched)


def _place(user: str, files: Sequence[_File], superseded: tuple[str, ...] = ()) -> Place:
    """One hand-in. Two files of one name keep their whole paths, so that neither is lost."""
    own = [each for each in files if not each.online]
    twice = {each.file for each in own if sum(each.file == other.file for other in own) > 1}
    attached = tuple((each.path if each.file in twice else each.file, each.path) for each in own)
    online = tuple((each.path, each.path) for each in files if each.online)
    return Place(
        student=user,
        attached=attached or online,
        superseded=superseded,
        marked_late=any(each.late for each in files),
        problem=Text("") if attached else why("online_text"),
    )


def tops(names: Iterable[str]) -> tuple[str, ...]:
    """What lies at the top of a download, in order."""
    return tuple(dict.fromkeys(name.partition("/")[0] for name in names))
