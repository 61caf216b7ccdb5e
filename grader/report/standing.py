"""What deadline, attempts and people made of a grade, as lines that a student reads. Pure."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from grader.grading.scoring import rounded
from grader.model import Lang, Standing
from grader.phrases import say


def facts_of(standing: Standing | None, lang: Lang) -> tuple[tuple[str, str], ...]:
    """What stands beside the score, with a word for each: the deadline, when it came, which attempt it is."""
    if standing is None:
        return ()
    zone = standing.timezone
    facts = []
    if standing.due is not None:
        facts.append((say("due_name", lang), moment_text(standing.due, zone)))
    arrived = _arrived(standing.handed_in, standing.due)
    if standing.due is not None and arrived is not None:
        facts.append((say("handed_in_name", lang), moment_text(arrived, zone)))
    if facts and zone:
        facts.append((say("timezone_name", lang), zone))
    facts.append((say("attempt_name", lang), str(standing.attempt)))
    return tuple(facts)


def standing_lines(standing: Standing | None, lang: Lang) -> tuple[str, ...]:
    """A line for each thing that changed the points, and one where something had to be taken for granted."""
    if standing is None:
        return ()
    lines = []
    if standing.best_of > 1 and standing.points is not None:
        lines.append(say("best_attempt", lang, attempt=standing.attempt, count=standing.best_of))
    if standing.extended:
        lines.append(say("extended", lang))
    if standing.most_attempts is not None:
        lines.append(say("over_attempts", lang, attempt=standing.attempt, most=standing.most_attempts))
    late = standing.lateness
    if late is not None:
        # Nobody loses more than there is; what a withheld grade will lose is not known yet.
        own = standing.points_before_late
        cost = Fraction(0) if standing.most_attempts is not None or own is None else min(late.penalty, own)
        key = "late_refused" if not late.accepted else "late_noted" if own is None else "late_penalty" if cost else "late_free"
        units = say(f"late_{late.unit}", lang, count=late.units)
        due, handed_in = (
            _zoned(moment, standing.timezone) for moment in (standing.due, _arrived(standing.handed_in, standing.due))
        )
        lines.append(say(key, lang, units=units, penalty=rounded(cost), due=due, handed_in=handed_in))
    if standing.not_marked and standing.points is not None:
        waiting = [each.question for each in standing.marked if each.question.name in standing.not_marked]
        titles = ", ".join(each.title.in_lang(lang) for each in waiting)
        most = rounded(sum((each.points for each in waiting), Fraction(0)))
        lines.append(say("not_marked_yet", lang, titles=titles, points=most, count=len(waiting)))
    for each in standing.adjustments:
        points = f"{'+' if each.points >= 0 else ''}{rounded(each.points)}"
        about = say("adjusted_case", lang, case=each.case) if each.case else ""
        who = say("adjusted_by", lang, who=each.who) if each.who else ""
        lines.append(say("adjusted", lang, points=points, reason=each.reason or "–", about=about, who=who))  # noqa: RUF001  # a dash
    if standing.points != standing.points_before_late and standing.points_before_late is not None:
        lines.append(say("before_all", lang, points=rounded(standing.points_before_late)))
    return tuple(lines)


def _zoned(moment: datetime | None, timezone: str) -> str:
    return "" if moment is None else f"{moment_text(moment, timezone)} {timezone}".strip()


def _arrived(moment: datetime | None, due: datetime | None) -> datetime | None:
    """To the second, but where less than one made it late."""
    if moment is None or due is None:
        return moment
    bare = moment.replace(microsecond=0)
    return moment if bare <= due < moment else bare


def moment_text(moment: datetime, timezone: str) -> str:
    """To the minute, or as exactly as it has to be; with its offset where no zone is named for all."""
    bare = moment.replace(tzinfo=None)
    text = bare.isoformat(" ", "auto" if bare.second or bare.microsecond else "minutes")
    return text if timezone else f"{text} {moment.tzname()}"
