"""Who works together: one hand-in of a group counts for each of its members, a row for each. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from grader.batch.classfolder import Survey
from grader.reading.layouts import Place
from grader.report.source import harmless


def shared(survey: Survey, groups: Mapping[str, str]) -> tuple[Survey, tuple[str, ...]]:
    """The survey with a place for each member of each group, and a sentence for each group that handed in more than once.

    ``groups``: by student the group. A place that bears a group's name is the group's, as Moodle's are; one of a member's
    counts for the others, as in Canvas. Of several the latest counts for who handed in nothing, and everybody's own for
    themselves; without times nobody can tell, and then it is said.
    """
    members: dict[str, list[str]] = {}
    for student, group in groups.items():
        members.setdefault(group, []).append(student)
    named = {group.casefold(): group for group in members}
    places: list[Place] = []
    handed: dict[str, list[Place]] = {}
    for place in survey.places:
        group = groups.get(place.student) or named.get(place.student.casefold()) or named.get(place.name.casefold(), "")
        if group:
            handed.setdefault(group, []).append(place)
        else:
            places.append(place)
    said: list[str] = []
    for group, own in handed.items():
        places += _of_group(group, members[group], own, said)
    return replace(survey, places=tuple(sorted(places, key=lambda place: place.student))), tuple(said)


def _of_group(group: str, members: Sequence[str], own: Sequence[Place], said: list[str]) -> list[Place]:
    mine = {place.student: replace(place, group=group) for place in own if place.student in members}
    common = [place for place in own if place.student not in members] or list(mine.values())
    latest = common[0]
    if len(common) > 1:
        times = [_seconds(place) for place in common]
        if None in times:
            said.append(
                f"the group {harmless(group)} handed in {len(common)} times, and nobody knows which was last: each file counts for "
                "its own student only, and the others have none; add times (submitted.csv), or leave one"
            )
            return list(mine.values())
        latest = max(common, key=lambda place: _seconds(place) or 0.0)
        said.append(
            f"the group {harmless(group)} handed in {len(common)} times; the latest, {harmless(latest.student)}'s, is the group's"
        )
    return [mine.get(student) or replace(latest, student=student, name="", group=group) for student in sorted(members)]


def _seconds(place: Place) -> float | None:
    return datetime.fromisoformat(place.at).timestamp() if place.at else None
