"""A class page that many watch while it changes: only what changed is looked at again, and who has seen it is told so."""

import pytest

from grader.web import room
from grader.web.room import room_of
from grader.web.watchers import GONE_S, Watchers
from tests.classes import SOURCES
from tests.web.served import COURSE, WORK, Answer, Browser, Served

NOW = f"{WORK}/class/now"


def asked(browser: Browser, tag: str, path: str = NOW) -> Answer:
    return browser.get(path, If_None_Match=tag)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The students whose line is made."""
    made: list[str] = []
    real = room._line  # noqa: SLF001  # looked at from within

    def line(work, student, *rest):  # type: ignore[no-untyped-def]
        made.append(student.student)
        return real(work, student, *rest)

    monkeypatch.setattr(room, "_line", line)
    return made


def test_only_who_changed_is_looked_at_again(school: Served, counted: list[str]) -> None:
    """A hand-in, an extension of one student, a question; a waiver touches everybody."""
    prof = school.person("prof", "instructor")
    for name in ("kim", "lee", "park"):
        school.person(name).hand_in(SOURCES["right"])
    assert "3 / 3" in prof.get(f"{WORK}/class").text
    assert sorted(counted) == ["kim", "lee", "park"]
    counted.clear()
    school.person("lee").hand_in(SOURCES["wrong"])
    prof.get(f"{WORK}/class")
    assert counted == ["lee"]
    counted.clear()
    due = {"due": "2031-05-06T12:00", "reason": "ill"}
    assert prof.post(f"{WORK}/students/kim/extensions", due).status == 303
    prof.get(f"{WORK}/class")
    assert counted == ["kim"]
    counted.clear()
    receipt = school.site.handins.of_student(1, "kim")[0].receipt
    assert school.person("kim").post(f"{WORK}/attempts/{receipt}/inquiry", {"text": "why?"}).status == 303
    assert "why?" in prof.get(f"{WORK}/class").text
    assert counted == []


def test_a_kept_class_is_the_one_that_is_made_anew(school: Served) -> None:
    """After hand-ins, grades, decisions and a deletion: what went on from before equals what begins from nothing."""
    prof = school.person("prof", "instructor")
    names = {"kim": "wrong", "lee": "wrong", "park": "half", "choi": "right"}

    def compared() -> None:
        work = school.site.work(COURSE, "doubling")
        assert work is not None
        kept = room_of(school.site, work)
        school.site.forget()
        fresh = room_of(school.site, work)
        assert kept.lines == fresh.lines
        assert (kept.statistics, kept.listed, kept.groups.own) == (fresh.statistics, fresh.listed, fresh.groups.own)

    receipts = {name: school.person(name).hand_in(SOURCES[kind]) for name, kind in names.items()}
    compared()
    with school.grading():
        for name, receipt in receipts.items():
            school.person(name).report(receipt)
    compared()
    assert prof.post(f"{WORK}/students/kim/adjustments", {"case": "", "points": "1/3", "reason": "x"}).status == 303
    compared()
    again = school.person("lee").hand_in(SOURCES["right"])
    compared()
    with school.grading():
        school.person("lee").report(again)
    assert prof.post(f"{WORK}/students/lee/chosen", {"receipt": receipts["lee"]}).status == 303
    compared()


def test_who_has_seen_it_is_told_so(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """304 without a body until something happens; other questions have other answers, students none."""
    monkeypatch.setattr(room, "MOMENT_S", 0.0)
    monkeypatch.setattr(room, "TIMES", 0.0)
    prof, kim = school.person("prof", "instructor"), school.person("kim")
    first = asked(prof, "")
    assert first.status == 200
    tag = first.headers["etag"]
    again = asked(prof, tag)
    assert (again.status, again.body, again.headers["again-s"]) == (304, b"", "5")
    assert asked(prof, tag, f"{NOW}?show=missing").status == 200
    assert asked(school.person("ada", "assistant"), tag).status == 200  # who sees fewer buttons
    assert asked(kim, tag).status == 404
    kim.hand_in(SOURCES["right"])
    now = asked(prof, tag)
    assert now.status == 200
    assert "1 / 1" in now.text
    assert asked(prof, now.headers["etag"]).status == 304


def test_a_watcher_is_shown_what_was_a_moment_ago(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the page itself, as whoever changed something asks for it, what is now."""
    monkeypatch.setattr(room, "MOMENT_S", 3600.0)
    prof = school.person("prof", "instructor")
    tag = asked(prof, "").headers["etag"]
    school.person("kim").hand_in(SOURCES["right"])
    assert asked(prof, "").headers["etag"] == tag
    assert "1 / 1" in prof.get(f"{WORK}/class").text
    assert "1 / 1" in asked(prof, tag).text


def test_more_who_watch_ask_less_often(school: Served) -> None:
    """Fifty in a second, whoever they are."""
    prof = school.person("prof", "instructor")
    for number in range(999):
        school.site.watchers.count(f"session {number}")
    assert asked(prof, "").headers["again-s"] == "20"


def test_who_is_gone_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor twice who asks twice."""
    clock = iter([0.0, 1.0, 2.0, GONE_S + 1.5])
    monkeypatch.setattr("grader.web.watchers.time.monotonic", lambda: next(clock))
    watchers = Watchers()
    assert [watchers.count(each) for each in ("a", "b", "a", "c")] == [1, 2, 2, 2]
