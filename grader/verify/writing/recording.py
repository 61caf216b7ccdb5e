"""What the functions of a reference hand over to each other: a helper that nobody described is asked as its callers ask it.

The recorder runs beside the reference, in a student process; what it returns is plain data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.verify.writing.plan import CasePlan, Sizes, Target
from grader.verify.writing.trial import Trial

# Of so many calls of a caller; and so many calls of the helper are kept.
ASKED = 4
MOST = 4
RECORDER = """

def grader_recording(function):
    import copy

    def recorded(*args, **kwargs):
        if len(grader_taken) < {most}:
            grader_taken.append((copy.deepcopy(args), copy.deepcopy(kwargs)))
        return function(*args, **kwargs)

    return recorded


def grader_handed_over():
    return grader_taken


grader_taken = []
{name} = grader_recording({name})
"""


def recorder_of(function: str) -> str:
    """To stand at the end of the reference's file."""
    return RECORDER.format(name=function, most=MOST)


def handed_over(
    recording: Trial, callers: Sequence[tuple[Target, Sequence[Sizes]]]
) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """The arguments of a helper's calls, by place and by name. ``recording``: the reference with its recorder."""
    for target, valid in callers:
        for sizes in valid[:ASKED]:
            recording.answer(target, CasePlan(function=target.function, theme="general", sizes=sizes))
    outcome = recording.called("grader_handed_over")
    if not outcome.failed:
        yield from ((tuple(args), dict(kwargs)) for args, kwargs in outcome.value)
