"""Whatever bytes a worker sends for an answer, the judge gets a value, an error of the student's, or the end of that worker."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz import MOST_BYTES, answer_to, hostile_frame, hostile_frames, valid_frames

VALID = valid_frames()
OUTCOMES = ("value", "error", "ended", "protocol violation")


@pytest.mark.parametrize("frame", VALID, ids=lambda frame: f"kind {frame[4]}, {len(frame)} bytes")
def test_an_honest_frame_is_none(frame: bytes) -> None:
    """Else the tests below would prove nothing."""
    assert answer_to(frame) != "protocol violation"


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_hostile_frame_is_nothing_worse(draw: random.Random) -> None:
    """Valid ones that were changed, and made-up ones, through the whole of the judge's side; anything else would be raised."""
    assert answer_to(hostile_frame(draw, VALID)) in OUTCOMES


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(VALID), st.integers(0, 23), st.binary(max_size=8))
def test_a_header_that_lies_is_nothing_worse(frame: bytes, place: int, lie: bytes) -> None:
    """Magic, kind, number of segments, request, length."""
    assert answer_to(frame[:place] + lie + frame[place + len(lie) :]) in OUTCOMES


def test_the_frames_of_the_benchmark_reach_every_part() -> None:
    """Decoded values, refusals and errors, not only garbage at the door; and a seed gives the same frames again."""
    frames = [frame for frame, _ in zip(hostile_frames(5), range(600), strict=False)]
    assert frames == [frame for frame, _ in zip(hostile_frames(5), range(600), strict=False)]
    assert max(map(len, frames)) <= MOST_BYTES
    assert {answer_to(frame) for frame in frames} == set(OUTCOMES)


@pytest.mark.long
def test_the_benchmark_finds_no_defect() -> None:
    """A few thousand frames, and what it prints."""
    command = [sys.executable, "-m", "bench.fuzz", "--count", "5000", "--seed", "3", "--json"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    found = json.loads(done.stdout)
    assert sum(found["outcomes"].values()) == 5000
    assert found["defects"] == []
    assert found["slowest"][0]["ms"] > 0
