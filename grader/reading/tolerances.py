"""From the ``tolerance`` sections of a file to rules: inheritance, and what each kind of rule may say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from grader.errors import AssignmentError
from grader.model import FunctionSpec, Names, Rule, RuleKind, UpTo
from grader.phrases.nearest import nearest
from grader.reading.messages import did_you_mean, worded
from grader.reading.scalars import NUMBER
from grader.reading.schema import FunctionSection, RuleSection, UpToSection, UpToSections
from grader.reading.yamlfile import Document, PathKey

POLICIES = ("shape", "dtype", "nan", "inf", "structure", "precision", "up_to")
# What the numbers of each kind are called; a number that a kind does not read would be a promise not kept.
NUMBERS: Mapping[RuleKind, tuple[str, ...]] = {
    "close": ("rtol", "atol"),
    "relative_error": ("max", "floor"),
    "norm": ("max",),
    "ulp": ("max",),
    "exact": (),
}
RULE_KEYS = tuple(RuleSection.model_fields)
# Each tolerance is another comparison.
MAX_CREDITS = 8


def changed(rule: Rule, changes: Mapping[str, Any]) -> Rule:
    """The rule with what ``near(expected, rtol=...)`` says in its place, by the keys of the files. Raises AssignmentError."""
    problems: list[str] = []
    raw = dict(changes)
    if isinstance(raw.get("credit"), dict):
        raw["credit"] = {str(tolerance): share for tolerance, share in raw["credit"].items()}
    reader = RuleReader(Document("near()", raw, {}), problems)
    result = reader.read_raw(raw, rule, ())
    if problems:
        raise AssignmentError(*(problem.replace("near():1:1:", "near():") for problem in problems))
    return result


class RuleReader:
    """Reads the rules of one document; problems go to the list it was given."""

    def __init__(self, document: Document, problems: list[str]) -> None:
        self._document, self._problems = document, problems

    def read(self, section: RuleSection | None, parent: Rule, path: PathKey) -> Rule:
        """The parent's rule with what the section says in its place. Another kind keeps only the parent's policies."""
        if section is None:
            return parent
        given = {name: value for name in RULE_KEYS if (value := getattr(section, name)) is not None}
        kind = given.get("kind", parent.kind)
        reads = NUMBERS[kind]
        for name in given:
            if name not in ("kind", "credit", *POLICIES, *reads):
                numbers = ", ".join(reads) or "no number"
                self._problem((*path, name), f"a rule of kind {kind!r} does not use {name!r}; it reads {numbers}", key=True)
        base = parent if kind == parent.kind else replace(Rule(kind=kind), **{name: getattr(parent, name) for name in POLICIES})
        if "max" in reads and not {"max", "credit"} & given.keys() and kind != parent.kind:
            self._problem(path, f"a rule of kind {kind!r} needs max: how large the error may be")
        up_to = self._up_to(section.up_to, (*path, "up_to")) if section.up_to is not None else base.up_to
        if reads and reads[0] in given:
            base = replace(base, credit=())  # what is said anew is not as loose as the parent said
        plain = {name: value for name, value in given.items() if name in (*reads, *POLICIES) and name != "up_to"}
        rule = replace(base, **plain, up_to=up_to)
        if section.credit is not None:
            rule = self._with_credit(section, rule, (*path, "credit"))
        self._check_exact(section, rule, path)
        return rule

    def _with_credit(self, section: RuleSection, rule: Rule, path: PathKey) -> Rule:
        """The rule at its tightest level, with the looser ones beside it."""
        number = (*NUMBERS[rule.kind], "")[0]
        if not number:
            self._problem(path, f"a rule of kind {rule.kind!r} cannot be kept loosely, so it takes no credit", key=True)
            return rule
        if getattr(section, number) is not None and section.credit:
            self._problem(path, f"credit says how loose the rule is; leave out {number}, or leave out credit", key=True)
        levels: dict[float, Fraction] = {}
        for text, share in (section.credit or {}).items():
            where = (*path, text)
            tolerance = float(text) if NUMBER.match(text) and "/" not in text else 0.0
            if not (tolerance > 0 and math.isfinite(tolerance)):
                self._problem(where, f"found {text!r}; expected a tolerance larger than zero, as 1e-8", key=True)
            elif tolerance in levels:
                self._problem(where, f"the tolerance {text} is listed twice; remove one", key=True)
            elif share == 0:
                self._problem(where, "a share of 0 is what no match earns anyway; remove it")
            else:
                levels[tolerance] = share
        ordered = sorted(levels.items())
        shares = [share for _, share in ordered]
        if ordered and shares[0] != 1:
            self._problem(path, f"the tightest tolerance, {ordered[0][0]:g}, has to earn everything: give it 1")
        elif any(later >= earlier for earlier, later in pairwise(shares)):
            self._problem(path, "a looser match has to earn less than a tighter one")
        if len(ordered) > MAX_CREDITS:
            self._problem(path, f"{len(ordered)} tolerances are too many; expected no more than {MAX_CREDITS}")
        if not ordered:
            return replace(rule, credit=())
        changes: dict[str, Any] = {number: ordered[0][0]}
        return replace(rule, **changes, credit=tuple(ordered[1:]))

    def _up_to(self, section: UpToSections, path: PathKey) -> UpTo | None:
        """What is free, checked for what cannot go together."""
        factor = "sign" if section.sign is not None else "scale" if section.scale is not None else ""
        own = section.sign or section.scale or UpToSection()
        order = section.permutation
        if section.sign is not None and section.scale is not None:
            self._problem((*path, "sign"), "scale includes the sign; keep one of the two", key=True)
        if order is not None and order.of == "labels":
            if order.axis is not None:
                self._problem((*path, "permutation", "axis"), "labels are renamed wherever they stand: leave out axis", key=True)
            if factor:
                self._problem((*path, factor), f"labels are only names, so they have no {factor}: leave it out", key=True)
        elif order is not None and factor and own.axis != (order.axis or 0):
            text = f"{factor} and permutation have to name one axis, as {factor}: {{axis: {order.axis or 0}}}"
            self._problem((*path, factor), text, key=True)
        transpose = None if section.transpose is None else tuple(section.transpose.axis or ())
        if transpose and transpose[0] == transpose[1]:
            self._problem((*path, "transpose", "axis"), "an axis is swapped with another one, as [0, 1]")
        if not factor and order is None and transpose is None:
            return None
        return UpTo(
            factor=factor,  # type: ignore[arg-type]  # one of the three words above
            factor_axis=own.axis,
            order="" if order is None else order.of or "slices",
            order_axis=0 if order is None else order.axis or 0,
            transpose=transpose,
        )

    def _check_exact(self, section: RuleSection, rule: Rule, path: PathKey) -> None:
        if rule.kind != "exact":
            return
        if section.precision == "float32":
            self._problem((*path, "precision"), "a rule of kind 'exact' leaves no room for single precision", key=True)
        if rule.up_to is not None and rule.up_to.factor == "scale":
            place = (*path, "up_to", "scale") if section.up_to is not None else (*path, "kind")
            self._problem(place, "up to a factor nothing is exact, since multiplying rounds; choose another kind", key=True)

    def read_function(self, name: str, section: FunctionSection, default: Rule, path: PathKey) -> FunctionSpec:
        """One function's outputs and their rules."""
        returns = self._names(section.returns, (*path, "returns"))
        named = _flat(returns)
        opaque = self._opaque(section.opaque, named, (*path, "opaque"))
        mutates = self._list(section.mutates, (*path, "mutates"), "parameters, as [w]")
        outputs = (*(output for output in named if output not in opaque), *mutates)
        spec = self._ruled(name, returns, outputs, section.tolerance, default, path)
        return replace(spec, opaque=opaque, mutates=mutates)

    def _opaque(self, raw: Any, named: tuple[str, ...], path: PathKey) -> tuple[str, ...]:
        opaque = self._list(raw, path, "names of returned parts, as [cache]")
        for index, output in enumerate(opaque):
            if output not in named:
                hint = did_you_mean(output, named) if named else "; name the parts of the returned value under returns"
                self._problem((*path, index), f"{output!r} is none of the parts that returns names{hint}")
        return opaque

    def _list(self, raw: Any, path: PathKey, what: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list) or not raw or not all(isinstance(each, str) and each for each in raw):
            self._problem(path, f"expected a list of {what}")
            return ()
        return tuple(dict.fromkeys(raw))

    def _ruled(
        self, name: str, returns: Names, outputs: tuple[str, ...], tolerance: Any, default: Rule, path: PathKey
    ) -> FunctionSpec:
        if tolerance is None:
            return FunctionSpec(name=name, returns=returns, default=default)
        where = (*path, "tolerance")
        if not isinstance(tolerance, dict):
            self._problem(where, "expected a rule, as {rtol: 1e-6}, or rules by output")
            return FunctionSpec(name=name, returns=returns, default=default)
        if not ("default" in tolerance or set(tolerance) & set(outputs)):
            return FunctionSpec(name=name, returns=returns, default=self.read_raw(tolerance, default, where))
        own = self.read_raw(tolerance.get("default", {}), default, (*where, "default"))
        rules = []
        for output, rule in tolerance.items():
            if output == "default":
                continue
            if output not in outputs:
                near = nearest(output, [*outputs, "default"])
                hint = f"did you mean {near!r}?" if near else f"returns names {', '.join(outputs) or 'nothing'}"
                self._problem((*where, output), f"{output!r} is not an output of {name}; {hint}", key=True)
                continue
            rules.append((output, self.read_raw(rule, own, (*where, output))))
        return FunctionSpec(name=name, returns=returns, default=own, rules=tuple(rules))

    def read_raw(self, raw: Any, parent: Rule, path: PathKey) -> Rule:
        """A rule that stands where pydantic could not know that it is one."""
        if not isinstance(raw, dict):
            self._problem(path, "expected a rule, as {rtol: 1e-6}")
            return parent
        try:
            section = RuleSection.model_validate(raw)
        except ValidationError as error:
            self._problems += [worded(self._document, each, RuleSection, path) for each in error.errors()]
            return parent
        return self.read(section, parent, path)

    def _names(self, raw: Any, path: PathKey) -> Names:
        if raw is None:
            return ""
        if isinstance(raw, str):
            return raw
        if isinstance(raw, list) and raw:
            return tuple(self._names(item, (*path, index)) for index, item in enumerate(raw))
        self._problem(path, "expected names for the parts of the returned value, as [[wx_grad, wRec_grad], grad_over_time]")
        return ""

    def _problem(self, path: PathKey, what: str, *, key: bool = False) -> None:
        self._problems.append(f"{self._document.at(path, key=key)}: {what}")


def _flat(names: Names) -> tuple[str, ...]:
    if isinstance(names, str):
        return (names,) if names else ()
    return tuple(each for name in names for each in _flat(name))
