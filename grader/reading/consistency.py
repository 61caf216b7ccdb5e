"""What no single key can know: whether names, files, limits and dates of an assignment fit together. Finds problems only."""

from __future__ import annotations

import importlib.util
import keyword
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from grader.reading.bans import forbid_problems
from grader.reading.messages import did_you_mean
from grader.reading.schema import CourseFile, LimitsSection, PrivateFile, PublicFile
from grader.reading.yamlfile import Document, PathKey

# A limit and the wider one around it.
NESTED = (("wall_s", "case_s"), ("case_s", "submission_s"), ("wall_s", "submission_s"))


def public_problems(document: Document, public: PublicFile) -> Iterator[str]:
    """Of assignment.yaml by itself."""
    for index, name in enumerate(public.files):
        if not (name.endswith(".py") and is_name(name[:-3])):
            yield f"{document.at(('files', index))}: {name!r} is not a plain Python file name such as rnn_bptt.py"
    for index, name in enumerate(public.functions):
        if not is_name(name):
            yield f"{document.at(('functions', index))}: {name!r} is not a name that Python can define, such as backward_gradient"
    for key in ("files", "functions"):
        yield from _repeated(document, getattr(public, key), (key,))
    yield from _provides_problems(document, public)
    yield from _needs_problems(document, public)
    yield from _late_problems(document, public)
    yield from _manual_problems(document, public)
    yield from forbid_problems(document, public)


def private_problems(document: Document, private: PrivateFile, public: PublicFile, folder: Path) -> Iterator[str]:
    """Of grading.yaml, beside what assignment.yaml asks for and what lies in ``folder``."""
    for name in private.functions:
        # A method has rules of its own under ``Class.method``.
        if name not in public.functions and name.partition(".")[0] not in public.functions:
            hint = did_you_mean(name, public.functions)
            yield f"{document.at(('functions', name), key=True)}: {name!r} is none of the functions in assignment.yaml{hint}"
    for name in private.given:
        if name not in public.needs:
            reason = "needs nothing" if name in public.functions else "is none of the functions"
            hint = did_you_mean(name, tuple(public.needs)) if public.needs else "; needs: is empty"
            yield f"{document.at(('given', name), key=True)}: {name!r} {reason} in assignment.yaml{hint}"
    for section, names in (("mistakes", private.mistakes), ("alternatives", private.alternatives)):
        there = sorted(path.stem for path in (folder / section).glob("*.py"))
        for name in names:
            if name not in there:
                hint = did_you_mean(name, there) if there else f"; {section}/ holds no file"
                yield f"{document.at((section, name), key=True)}: there is no file {section}/{name}.py{hint}"
    yield from _repeated(document, [each.mutant for each in private.equivalent], ("equivalent",))


def _manual_problems(document: Document, public: PublicFile) -> Iterator[str]:
    for name, question in public.manual.items():
        where = document.at(("manual", name), key=True)
        if name in public.functions:
            yield f"{where}: {name!r} is a function already, which the suite grades; give the question another name"
        yield from _repeated(document, [item.name for item in question.items], ("manual", name, "items"))
        for index, item in enumerate(question.items):
            if item.points > question.points:
                where = document.at(("manual", name, "items", index))
                yield f"{where}: {item.name!r} is worth more than its whole question ({question.points}); lower it, or raise that"


def limits_problems(document: Document, limits: LimitsSection | None, *, installed: bool) -> Iterator[str]:
    """Of one ``limits`` section. ``installed``: whether its packages have to be there."""
    if limits is None:
        return
    for inner, outer in NESTED:
        small, large = getattr(limits, inner), getattr(limits, outer)
        if small is not None and large is not None and small > large:
            yield (
                f"{document.at(('limits', inner))}: {inner} is {small:g} s, but {outer} is {large:g} s, "
                f"so {inner} could never be reached; lower {inner} or raise {outer}"
            )
    for index, name in enumerate(limits.packages or ()):
        where = document.at(("limits", "packages", index))
        if not is_name(name):
            yield f"{where}: {name!r} is not what import takes; give the top-level name, as sklearn or scipy"
        elif installed and not _is_installed(name):
            yield f"{where}: the package {name!r} is not installed in the Python that runs grader; install it, or take it out"
    yield from _repeated(document, limits.packages or (), ("limits", "packages"))


# What people call the clock of a country, and the name that says when it is turned back.
CLOCKS = {
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "EDT": "America/New_York",
    "CEST": "Europe/Berlin",
    "BST": "Europe/London",
}


def course_problems(document: Document, course: CourseFile) -> Iterator[str]:
    """Of course.yaml."""
    if course.timezone is None:
        return
    try:
        ZoneInfo(course.timezone)
    except (ValueError, OSError, KeyError):
        known = sorted(available_timezones())
        if known:  # a machine without the database cannot tell, and is not the course's fault
            meant = CLOCKS.get(course.timezone.upper())
            hint = f"; did you mean {meant!r}?" if meant else did_you_mean(course.timezone, known)
            yield f"{document.at(('timezone',))}: {course.timezone!r} is not a time zone{hint or ' such as Asia/Seoul'}"


def is_name(text: str) -> bool:
    """Whether Python can define or import something of that name."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _provides_problems(document: Document, public: PublicFile) -> Iterator[str]:
    for index, name in enumerate(public.provides):
        where = document.at(("provides", index))
        if name in public.files or name in public.provides[:index]:
            yield f"{where}: {name!r} is listed twice; what is handed in cannot be handed out as well"
        elif not _is_file_name(name):
            yield f"{where}: {name!r} is not a plain file name such as utils.py or data.npz"


def _needs_problems(document: Document, public: PublicFile) -> Iterator[str]:
    known = True
    for key, needed in public.needs.items():
        for index, name in enumerate([key, *needed]):
            # A question may be about a method, as LSTMCell.step.
            owner, dot, member = name.partition(".")
            if owner not in public.functions or (dot and not is_name(member)):
                known = False
                path: PathKey = ("needs", key) if index == 0 else ("needs", key, index - 1)
                hint = did_you_mean(name, public.functions)
                yield f"{document.at(path, key=index == 0)}: {name!r} is none of the functions{hint}"
    circle = _circle(public.needs) if known else ()
    if circle:
        yield f"{document.at(('needs', circle[0]), key=True)}: {' needs '.join(circle)}: one of them has to come first"


def _circle(needs: dict[str, list[str]]) -> tuple[str, ...]:
    """Questions that need one another in a circle, the first repeated at the end; empty where there is none."""
    left = {name: set(needed) for name, needed in needs.items()}
    while free := [name for name, needed in left.items() if not needed & left.keys()]:
        for name in free:
            del left[name]
    path: list[str] = []
    name = next(iter(left), "")
    while name and name not in path:
        path.append(name)
        name = next(each for each in needs[name] if each in left)
    return (*path[path.index(name) :], name) if name else ()


def _late_problems(document: Document, public: PublicFile) -> Iterator[str]:
    late = public.late
    if late is None:
        return
    if public.due is None:
        yield f"{document.at(('late',), key=True)}: nothing can be late without a deadline; add due, as 2027-03-14T23:59:00+09:00"
    if late.per_day is not None and late.per_hour is not None:
        yield f"{document.at(('late', 'per_hour'), key=True)}: per_day is given already; keep one of the two"
    if late.until is not None and late.until < late.grace:
        yield f"{document.at(('late', 'until'))}: until ends before grace does; raise until, or lower grace"


def _repeated(document: Document, names: Sequence[str], path: PathKey) -> Iterator[str]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"{document.at((*path, index))}: {name!r} is listed twice; remove one"


def _is_file_name(name: str) -> bool:
    stem, _, suffix = name.rpartition(".")
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name) is not None and (suffix != "py" or is_name(stem))


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
