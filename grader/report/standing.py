"""What deadline, attempts and people made of a grade, as lines that a student reads. Pure."""

from __future__ import annotations

from datetime import datetime

from grader.model import Lang, Standing
from grader.phrases import say
from grader.scoring import rounded


def standing_lines(standing: Standing | None, lang: Lang) -> tuple[str, ...]:
    """A line for each thing that changed the points, and one where something had to be taken for granted."""
    if standing is None:
        return ()
    lines = [line for line in (_times(standing, lang),) if line]
    if standing.best_of > 1 and standing.points is not None:
        lines.append(say("best_attempt", lang, attempt=standing.attempt, count=standing.best_of))
    if standing.time_unknown:
        lines.append(say("time_unknown", lang))
    if standing.extended:
        lines.append(say("extended", lang))
    if standing.most_attempts is not None:
        lines.append(say("over_attempts", lang, attempt=standing.attempt, most=standing.most_attempts))
    late = standing.lateness
    if late is not None:
        key = "late_refused" if not late.accepted else "late_penalty" if late.penalty else "late_free"
        units = say(f"late_{late.unit}", lang, count=late.units)
        lines.append(say(key, lang, units=units, penalty=rounded(late.penalty)))
    for each in standing.adjustments:
        points = f"{'+' if each.points >= 0 else ''}{rounded(each.points)}"
        about = say("adjusted_case", lang, case=each.case) if each.case else ""
        who = say("adjusted_by", lang, who=each.who) if each.who else ""
        lines.append(say("adjusted", lang, points=points, reason=each.reason or "–", about=about, who=who))  # noqa: RUF001  # a dash
    if standing.points != standing.points_before_late and standing.points_before_late is not None:
        lines.append(say("before_all", lang, points=rounded(standing.points_before_late)))
    return tuple(lines)


def _times(standing: Standing, lang: Lang) -> str:
    """When it was due and when it came, by the course's clock; empty where there is no deadline."""
    if standing.due is None:
        return ""
    due = moment_text(standing.due, standing.timezone)
    zone = say("times_in", lang, timezone=standing.timezone) if standing.timezone else ""
    if standing.handed_in is None:
        return say("due", lang, due=due, zone=zone)
    return say("due_and_handed_in", lang, due=due, handed_in=moment_text(standing.handed_in, standing.timezone), zone=zone)


def moment_text(moment: datetime, timezone: str) -> str:
    """To the minute, or as exactly as it has to be; with its offset where no zone is named for all."""
    bare = moment.replace(tzinfo=None)
    text = bare.isoformat(" ", "auto" if bare.second or bare.microsecond else "minutes")
    return text if timezone else f"{text} {moment.tzname()}"
