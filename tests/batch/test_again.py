"""What stays withheld is not graded at full cost by every run."""

import json

import pytest

from tests.classes import Class, MakeClass

# At fault by itself: it fails the reference too.
HIDDEN = '''"""Hidden."""


def test_doubles(check):
    """double() doubles."""
    if check.double(3.0) == 6.0:
        raise OSError
'''
RIGHT = "def double(x):\n    return 2 * x\n"


def tried(made: Class, *more: str) -> tuple[int, str]:
    """How many grades a run made, and what it said."""
    done = made.run("out", "-j", "1", "--events", "ndjson", *more, code=4)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return sum(event["event"] == "graded" for event in events), done.stderr


@pytest.mark.long(seconds=2)
def test_withheld_twice_is_left_so(make_class: MakeClass) -> None:
    """One more try on the next run, then none, then one when asked; each run gives the same bytes."""
    made = make_class({"s": RIGHT}, hidden=HIDDEN)
    assert tried(made)[0] == 1
    results = (made.root / "out" / "results.jsonl").read_bytes()
    assert tried(made)[0] == 1
    count, said = tried(made)
    assert (count, "--again" in said) == (0, True)
    assert tried(made, "--again")[0] == 1
    assert tried(made)[0] == 0
    assert (made.root / "out" / "results.jsonl").read_bytes() == results
