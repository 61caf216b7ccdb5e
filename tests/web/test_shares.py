"""A student whose files are slow waits for their own share of the graders, and for nobody else's; and nothing of theirs is lost."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from grader.batch.store import tables
from grader.batch.store.jobs import Made, Queue
from grader.batch.store.moments import text_of, unique_name
from grader.batch.store.settings import SHARE, save_settings
from tests.classes import SOURCES
from tests.web.served import NOTHING, WORK, Served


def grade_all(school: Served, spent_s: float) -> list[str]:
    """Whose hand-ins a grader takes now, in its order; each is said to have taken that long."""
    queue, found = Queue(school.site.database, unique_name()), []
    while (leased := queue.claim()) is not None:
        found.append(leased.submission.student)
        assert queue.finish(leased, Made(key=f"k{leased.job}", grade=NOTHING, withheld=True, spent_s=spent_s))
    return found


def an_hour_passes(school: Served) -> None:
    """As far as the database knows."""
    jobs, before = tables.jobs, datetime.now(UTC) - timedelta(hours=1, seconds=1)
    with school.site.database.writing() as db:
        db.execute(update(jobs).where(jobs.c.ended_at != "").values(ended_at=text_of(before)))
        db.execute(update(jobs).where(jobs.c.run_after != "").values(run_after=text_of(before)))


def test_who_used_up_their_share_waits_for_it(school: Served) -> None:
    """What waits and what comes later is held, and said to be; others' hand-ins go on, and after the hour all is graded."""
    save_settings(school.site.database, **{SHARE: "100"})
    kim, lee = school.person("kim"), school.person("lee")
    first, second = kim.hand_in("# 1\n"), kim.hand_in("# 2\n")
    assert grade_all(school, 60) == ["kim", "kim"]
    third = kim.hand_in("# 3\n")
    assert grade_all(school, 60) == []
    lee.hand_in(SOURCES["right"])
    assert grade_all(school, 60) == ["lee"]
    page = kim.get(f"{WORK}/attempts/{third}").text
    assert "share of the graders" in page
    assert 'data-again="60"' in page
    prof = school.person("prof", "instructor")
    assert prof.get(f"{WORK}/class").status == 200
    assert {each.receipt for each in school.site.handins.of_student(1, "kim")} == {first, second, third}
    assert school.site.watch.counts()["oldest_s"] == 0  # nobody has to be alarmed
    an_hour_passes(school)
    assert grade_all(school, 60) == ["kim"]


def test_what_waits_already_is_held_too(school: Served) -> None:
    """However many somebody hands in before the first of them is graded."""
    save_settings(school.site.database, **{SHARE: "100"})
    for number in range(4):
        school.person("kim").hand_in(f"# {number}\n")
    assert grade_all(school, 60) == ["kim", "kim"]


def test_what_staff_have_graded_again_waits_for_no_share(school: Served) -> None:
    """Nor does it use it up."""
    save_settings(school.site.database, **{SHARE: "100"})
    kim, prof = school.person("kim"), school.person("prof", "instructor")
    receipt = kim.hand_in("# 1\n")
    assert grade_all(school, 200) == ["kim"]
    kim.hand_in("# 2\n")
    assert prof.post(f"{WORK}/attempts/{receipt}/again").status == 303
    assert grade_all(school, 200) == ["kim"]
    an_hour_passes(school)
    assert prof.post(f"{WORK}/attempts/{receipt}/again").status == 303
    assert grade_all(school, 99) == ["kim", "kim"]
    kim.hand_in("# 3\n")
    assert grade_all(school, 99) == ["kim"]


def test_without_a_share_nobody_waits(school: Served) -> None:
    """As on a server that says 0."""
    save_settings(school.site.database, **{SHARE: "0"})
    school.person("kim").hand_in("# 1\n")
    assert grade_all(school, 10_000) == ["kim"]
    school.person("kim").hand_in("# 2\n")
    assert grade_all(school, 10_000) == ["kim"]
