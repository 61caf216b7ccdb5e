"""Which id means which: what may be taken for one, what is only likely, and what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.identity import Neighbourhood, disguised, safe_form, taken_for
from grader.batch.roll import leavers, on_roster
from grader.batch.tables import Person
from grader.model import Member, Submission

IDS = st.lists(st.text("aAbB019", min_size=1, max_size=3), max_size=6)


@pytest.mark.parametrize(
    ("ids", "known", "taken"),
    [
        (["kim"], ["KIM"], {"kim": "KIM"}),
        (["42"], ["0042", "0043"], {"42": "0042"}),
        (["0042"], ["42"], {"0042": "42"}),
        (["kim"], ["kim", "KIM"], {}),
        (["kim", "Kim"], ["KIM"], {}),
        (["42"], ["042", "0042"], {}),
        (["42", "0042"], ["0042"], {}),
        (["a42"], ["a042"], {}),
        (["k im"], ["kim"], {}),
        (["kim@x.kr"], ["kim"], {}),
    ],
)
def test_taken_for_one(ids: list[str], known: list[str], taken: dict[str, str]) -> None:
    """Case and leading zeros of a number, and only where nobody else could be meant."""
    assert taken_for(ids, known) == taken


@given(IDS, IDS)
def test_nobody_is_taken_for_two(ids: list[str], known: list[str]) -> None:
    """Who is known stays who they are, and each known id is meant by one other at most."""
    taken = taken_for(ids, known)
    assert not set(taken) & set(known)
    assert set(taken.values()) <= set(known) - set(ids)
    assert len(set(taken.values())) == len(taken)
    assert all(safe_form(each) == safe_form(other) for each, other in taken.items())


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("kim.minsu@uni.ac.kr", ("kim.minsu",)),
        ("kim minsu", ("kim.minsu",)),
        ("hw1_2021001", ("2021001",)),
        ("2021001 (1)", ("2021001",)),
        ("2021001.0", ("2021001",)),
        ("2.02E+06", ("2021001", "2021002")),
        ("２０２１００２", ("2021002",)),  # noqa: RUF001  # full-width digits
        ("202101", ("2021001",)),
        ("2021020", ("2021001", "2021002")),
        ("이서연", ("2021002",)),
        ("hw1-이서연", ("2021002",)),
        ("minsu.kim", ()),
        ("kim.minso", ("kim.minsu",)),
        ("guest", ()),
        ("a", ()),
        ("9.99E+99", ()),
    ],
)
def test_who_is_likely_meant(asked: str, near: tuple[str, ...]) -> None:
    names = {"kim.minsu": "", "2021001": "Park Jun", "2021002": "이서연", "b": "B"}
    assert Neighbourhood(names).near(asked) == near


@pytest.mark.long(seconds=2)
@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_can_be_asked_for(asked: str, known: list[str]) -> None:
    """Whatever a file is called; nobody is near to themselves."""
    assert asked not in Neighbourhood(dict.fromkeys(known, "")).near(asked)


def test_strangers_and_the_missing_know_of_each_other() -> None:
    """First who handed in nothing, else the nearest of all; neither without the other."""
    roster = {"2.02E+06": Person("A", ""), "lee01": Person("L", ""), "park": Person("P", "")}
    members = {
        each.student: each for each in on_roster([Submission(student=each) for each in ("2021001", "lee01", "lee02")], roster)
    }
    assert {student: (each.stranger, each.near) for student, each in members.items()} == {
        "2021001": (True, ("2.02E+06",)),
        "lee01": (False, ()),
        "lee02": (True, ("lee01",)),
        "2.02E+06": (False, ("2021001",)),
        "park": (False, ()),
    }


def member(student: str, digest: str = "", *, present: bool = True) -> Member:
    return Member(Submission(student=student, digest=digest), present=present)


def test_who_leaves_a_folder() -> None:
    """Work that is there under another id has not left; who never handed in anything is a row; an unpublished class is nothing."""
    before = [member("a", "1"), member("kim", "2"), member("old", "3"), member("gone", "4"), member("z", present=False)]
    now = [member("a", "9"), member("KIM", "8"), member("new", "3"), member("gone", present=False)]
    left = leavers(before, {"a", "kim", "old", "gone"}, now)
    assert (left.gone, left.rows, left.renamed) == (("gone",), ("z",), (("kim", "KIM"), ("old", "new")))
    assert leavers(before, set(), now).gone == ()
    same = [member("x", "5"), member("y", "5")]
    assert leavers(same, {"x", "y"}, [member("p", "5"), member("q", "5")]).gone == ("x", "y")


def test_an_invisible_character_makes_no_other_person() -> None:
    """As long as nobody else could be meant."""
    assert taken_for(["park"], ["park\u200b", "kim"]) == {"park": "park\u200b"}
    assert taken_for(["park"], ["park\u200b", "park\u2060"]) == {}


@pytest.mark.parametrize("look", ["р\u0430rk", "PАRK", "ｐark", "ραrk"])  # noqa: RUF001  # that they look alike is the matter
def test_letters_that_look_alike_are_near(look: str) -> None:
    """Cyrillic, Greek and full-width ones; which they are is said."""
    assert Neighbourhood({"park": "", "lee": ""}).near(look) == ("park",)
    assert Neighbourhood({look: "", "lee": ""}).near("park") == (look,)


def test_what_cannot_be_seen_is_named() -> None:
    """And nothing of an ordinary id, Korean ones among them."""
    assert "U+200B (ZERO WIDTH SPACE)" in disguised("park\u200b")
    assert "CYRILLIC SMALL LETTER A" in disguised("p\u0430rk")
    assert disguised("2021-001_kim 김민수") == ""
