"""A returned value that cannot cross: its limit is named where that is what it broke, and by no word of a sentence."""

import pytest

from grader.judge.running.record import Record
from grader.judge.running.verdict import whose_fault
from grader.model import Limits, Verdict
from grader.sandbox.protocol import RefusedValueError


@pytest.mark.parametrize(("too_large", "limit"), [(True, "result_mb = 3"), (False, "")])
def test_the_limit_is_named_where_it_was_exceeded(too_large: bool, limit: str) -> None:  # noqa: FBT001  # pytest passes by name
    error = RefusedValueError("an array of 8 bytes, which is more than may be returned", too_large=too_large)
    blame = whose_fault(error, Record(limits=Limits(result_mb=3)), frozenset)
    assert (blame.verdict, blame.note, blame.limit) == (Verdict.WRONG_ANSWER, "refused", limit)
