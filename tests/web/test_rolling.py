"""An upgrade while people hand in: graders of another version than the server's finish what they began, and take no more."""

import threading

import pytest

from grader.batch.store.jobs import Made, Queue
from grader.batch.store.moments import unique_name
from grader.batch.store.settings import VERSION, save_settings
from grader.web.graders import Graders
from tests.classes import SOURCES
from tests.web.served import NOTHING, WORK, Served


def grader(school: Served, version: str) -> tuple[Graders, threading.Thread]:
    graders = Graders(school.site.database, unique_name(), jobs=1, sandbox="process", feedback="off", hidden=(), version=version)
    thread = threading.Thread(target=graders.run)
    thread.start()
    return graders, thread


def test_what_an_old_grader_began_is_kept_and_it_takes_no_more(school: Served) -> None:
    """The server is upgraded in between: no job is lost, none is graded twice."""
    database = school.site.database
    save_settings(database, **{VERSION: "1"})
    for number in range(3):
        school.person("kim").hand_in(f"# {number}\n")
    old, new = Queue(database, unique_name(), "1"), Queue(database, unique_name(), "2")
    assert new.claim() is None
    assert new.serves() == "1"
    begun = old.claim()
    assert begun is not None
    save_settings(database, **{VERSION: "2"})
    old.renew([begun.job])
    assert old.finish(begun, Made(key="k1", grade=NOTHING, withheld=True))
    assert old.claim() is None
    assert old.serves() == "2"
    taken = [leased.job for leased in iter(new.claim, None)]
    assert len(taken) == 2
    assert begun.job not in taken


def test_a_class_hands_in_while_graders_are_exchanged(school: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """Old and new ones run side by side; every hand-in is graded, by whichever may, and the page says who takes no jobs."""
    save_settings(school.site.database, **{VERSION: "1"})
    both = [grader(school, "1"), grader(school, "2")]
    try:
        students = {name: school.person(name) for name in ("kim", "lee", "park")}
        for name, browser in students.items():
            assert 'class="of"> / 2' in browser.report(browser.hand_in(SOURCES["right"] + f"# {name}\n"))
        save_settings(school.site.database, **{VERSION: "2"})
        receipts = {name: browser.hand_in(SOURCES["half"] + f"# {name}\n") for name, browser in students.items()}
        for name, browser in students.items():
            assert 'class="of"> / 2' in browser.report(receipts[name])
        assert {each.version for each in school.site.watch.graders()} == {"1", "2"}
    finally:
        for graders, thread in both:
            graders.stop()
            thread.join()
    assert "the server is of version 1, this grader of 2" in capfd.readouterr().err
    handed_in = school.site.handins.of_assignment(1)
    assert [each.state for each in handed_in] == ["done"] * 6
    assert school.person("prof", "instructor").get(f"{WORK}/class").status == 200
