"""What wrong values look like where there is no reference, from the values that the suite's own assertions name.

Visible tests on a student's machine compare with values that are written in them: little enough, but some can be said of it.
Searches for smaller inputs need a reference, and so do known mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.judge.explain.explained import NOTHING, Explained
from grader.judge.explain.findings import looks_of
from grader.judge.running.compared import Compared
from grader.judge.running.outcome import Observation, Outcome, observe
from grader.model import Finding, FunctionSpec, Names, Verdict


def spoken(
    verdicts: Sequence[Verdict], compared: Sequence[Sequence[Compared]], names_of: Mapping[str, Names]
) -> tuple[Explained, ...]:
    """Of each case. ``compared``: what each case compared; ``names_of``: what a function's outputs are called."""
    try:
        return _spoken(verdicts, compared, names_of)
    except Exception:  # noqa: BLE001  # an explanation that goes wrong costs nobody a result
        return tuple(NOTHING for _ in verdicts)


def _spoken(
    verdicts: Sequence[Verdict], compared: Sequence[Sequence[Compared]], names_of: Mapping[str, Names]
) -> tuple[Explained, ...]:
    wanted = dict.fromkeys((each.function, each.place) for own in compared for each in own)
    every = [each for own in compared for each in own]
    found = {key: _looks([each for each in every if (each.function, each.place) == key], names_of) for key in wanted}
    told = []
    for verdict, own in zip(verdicts, compared, strict=True):
        keys = dict.fromkeys((each.function, each.place) for each in own[-1:])  # the last one is what failed
        findings = tuple(finding for key in keys for finding in found[key])
        told.append(Explained(findings=findings) if verdict is Verdict.WRONG_ANSWER else NOTHING)
    return tuple(told)


def _looks(alike: Sequence[Compared], names_of: Mapping[str, Names]) -> tuple[Finding, ...]:
    function, place = alike[0].function, alike[0].place
    name = _name(names_of.get(function, ""), place)
    spec = FunctionSpec(name=function, default=alike[0].rule)
    seen: list[Observation] = []
    for each in alike:
        observation = observe(each.args, each.kwargs, each.expected, Outcome(each.actual), replace(spec, default=each.rule))
        seen += [observation] if observation is not None else []
    if not any(each.failed for each in seen):
        return ()
    looks = looks_of(seen, (), spec, ())
    return tuple(replace(look, function=function, outputs=look.outputs or ((name,) if name else ())) for look in looks)


def _name(names: Names, place: int | None) -> str:
    if place is None:
        return names if isinstance(names, str) else ""
    name = names[place] if isinstance(names, tuple) and place < len(names) else ""
    return name if isinstance(name, str) and name else f"[{place}]"
