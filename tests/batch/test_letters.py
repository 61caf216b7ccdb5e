"""What crosses to a cluster and back: bytes of one form, and nothing else; and where it may go."""

import contextlib
import pickle
from pathlib import Path

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.cluster.address import is_private, parse_executor
from grader.batch.cluster.messages import (
    Graded,
    Missing,
    Parcel,
    Refused,
    pack_parcel,
    pack_reply,
    pack_submission,
    unpack_parcel,
    unpack_reply,
    unpack_submission,
    write_parcel,
)
from grader.errors import JudgeError, UsageError
from grader.model import Submission
from grader.reading.course import load_assignment
from tests.classes import MakeCourse

GRADED = Graded(worker="tls://w:1", grade=b"{}", verdict="accepted", withheld=False)


class Bomb:
    """Whoever unpickles it runs its words."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("it was unpickled",))


@pytest.mark.parametrize("reply", [GRADED, Missing(worker="w"), Refused(worker="w", error="JudgeError", text="no \x00 place")])
def test_a_reply_comes_back(reply: Graded | Missing | Refused) -> None:
    """As it was packed."""
    assert unpack_reply(pack_reply(reply)) == reply


def test_nothing_else_is_a_reply() -> None:
    """Objects, pickles, other kinds, fields too many, too few or of another type: all refused, none of it run."""
    good = msgpack.unpackb(pack_reply(GRADED))
    wrong = [
        *({**good, "verdict": b"accepted"}, {**good, "withheld": 0}, {**good, "grade": "{}"}, {**good, "more": 1}),
        *({**good, "kind": "ready"}, {**good, "kind": "Graded"}, {"kind": ["graded"]}, {}, [good], 7, None),
        {name: value for name, value in good.items() if name != "withheld"},
    ]
    for content in (
        *map(msgpack.packb, wrong),
        good,
        GRADED,
        Bomb(),
        pickle.dumps(Bomb()),
        b"",
        b"\xc1",
        pack_reply(GRADED) + b"x",
    ):
        with pytest.raises(JudgeError):
            unpack_reply(content)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_or_read(content: bytes) -> None:
    """No bytes make the reader fail in another way."""
    with contextlib.suppress(JudgeError):
        assert pack_reply(unpack_reply(content))


def test_a_submission_keeps_its_bytes() -> None:
    """Whatever they are, and whoever it is from."""
    submission = Submission(
        student="김", name="a\u202eb", file="work.py", digest="sha256:1", files=(("work.py", bytes(range(256))),)
    )
    assert unpack_submission(pack_submission(submission)) == submission


def test_a_parcel_is_the_assignment(make_course: MakeCourse, tmp_path: Path) -> None:
    """Written elsewhere it is the same assignment by all its digests; samples stay; equal assignments give equal bytes."""
    course = make_course(private={"mistakes/three.py": "def double(x):\n    return 3 * x\n", "samples/accepted/a.py": "x = 1\n"},
                         public={"data/table.bin": b"\0\xff"})  # fmt: skip
    (course / "course.yaml").write_text("name: Course\nlang: ko\n")
    assignment = load_assignment(course, "doubling")
    packed = pack_parcel(assignment, feedback=True)
    parcel = unpack_parcel(packed)
    there = tmp_path / "elsewhere"
    there.mkdir()
    write_parcel(parcel, there)
    arrived = load_assignment(there, parcel.slug)
    for name in ("digest", "explanations_digest", "words_digest", "lang", "course_name"):
        assert getattr(arrived, name) == getattr(assignment, name), name
    assert not (there / "solutions/doubling/samples").exists()
    assert pack_parcel(arrived, feedback=True) == packed
    assert pack_parcel(arrived, feedback=False) != packed


@pytest.mark.parametrize("name", ["../out.py", "/out.py", "assignments/../../out.py", "a\0b", ""])
def test_a_parcel_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    """A name that leads out of it is refused, and nothing is written there."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    with pytest.raises(JudgeError, match="named"):
        write_parcel(Parcel(slug="s", feedback=False, files=((name, b"x"),)), inside)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_where_a_class_may_be_sent() -> None:
    """TLS anywhere; plain only where it never leaves the machine; all else is refused with the way out."""
    assert parse_executor("local") == ""
    for address in ("tls://cluster.example.org:8786", "tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786"):
        assert parse_executor(f"dask:{address}") == address
    for address in (
        "tcp://10.0.0.5:8786",
        "tcp://cluster.example.org:8786",
        "tcp://[2001:db8::1]:1",
        "tcp://127.0.0.1.example.org:1",
    ):
        with pytest.raises(UsageError, match=r"unencrypted.*dask:tls://"):
            parse_executor(f"dask:{address}")
        assert not is_private(address)
    for text in (
        "lokal",
        "dask",
        "dask:",
        "dask:tls://host",
        "dask:127.0.0.1:8786",
        "dask:ucx://127.0.0.1:1",
        "dask:tls://u@h:1",
        "ray:x",
    ):
        with pytest.raises(UsageError, match=r"dask:|tls://"):
            parse_executor(text)
