"""What a suite asks of integers in the end, cases that ``verify`` asked for among them: the handout says no less. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.verify.writing.plan import FunctionPlan
from grader.verify.writing.signature import Reference

SIDES = frozenset(("check", "student", "reference"))


def as_asked(plans: Sequence[FunctionPlan], reference: Reference, suite: str) -> tuple[FunctionPlan, ...]:
    """The plans, with every integer that some call has smaller than its argument's least as that least."""
    tree = ast.parse(suite)
    # What has to be refused is asked of nobody.
    refused = {node for each in ast.walk(tree) if isinstance(each, ast.With) for node in ast.walk(each)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node not in refused]
    return tuple(_with_least(plan, dict(_smallest(plan, reference, calls))) for plan in plans)


def _with_least(plan: FunctionPlan, smallest: dict[str, int]) -> FunctionPlan:
    if plan.target is None or not smallest:
        return plan
    builder = plan.target.builder
    arguments = tuple(
        replace(each, least=min(each.least, smallest[each.name])) if each.name in smallest else each for each in builder.arguments
    )
    least = tuple((name, min(size, smallest.get(name, size))) for name, size in plan.least)
    return replace(plan, target=replace(plan.target, builder=replace(builder, arguments=arguments)), least=least)


def _smallest(plan: FunctionPlan, reference: Reference, calls: Sequence[ast.Call]) -> Iterator[tuple[str, int]]:
    """Of each integer argument of the function the smallest that is written out in a call of it."""
    names = [each.name for each in reference.of(plan.function).parameters]
    sizes = {each.name for each in plan.target.builder.arguments if each.kind == "size"} if plan.target is not None else set()
    found: dict[str, int] = {}
    for call in calls:
        if not _is_of(call, plan.function):
            continue
        given = [*zip(names, call.args, strict=False), *((each.arg, each.value) for each in call.keywords)]
        for name, node in given:
            value = _integer(node)
            if name in sizes and value is not None:
                found[name] = min(value, found.get(name, value))
    yield from found.items()


def _is_of(call: ast.Call, function: str) -> bool:
    """``check.f(...)``; of a method ``thing.method(...)``, whatever the thing is called."""
    owner, _, short = function.rpartition(".")
    if not isinstance(call.func, ast.Attribute) or call.func.attr != short:
        return False
    return bool(owner) or (isinstance(call.func.value, ast.Name) and call.func.value.id in SIDES)


def _integer(node: ast.expr) -> int | None:
    try:
        value = ast.literal_eval(node)
    except (ValueError, SyntaxError, TypeError):
        return None
    return value if type(value) is int else None
