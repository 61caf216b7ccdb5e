"""From the ``tolerance`` sections of a file to rules: inheritance, and what each kind of rule may say."""

from __future__ import annotations

import difflib
from dataclasses import fields, replace
from typing import Any

from pydantic import ValidationError

from grader.model import FunctionSpec, Names, Rule
from grader.problems import did_you_mean, worded
from grader.schema import FunctionSection, RuleSection
from grader.yamlfile import Document, PathKey

POLICIES = ("shape", "dtype", "nan", "inf", "structure")
# What the numbers of each kind are called; a number that a kind does not read would be a promise not kept.
NUMBERS = {
    "close": ("rtol", "atol"),
    "relative_error": ("max", "floor"),
    "norm": ("max",),
    "ulp": ("max",),
    "exact": (),
}
NOT_YET = ("up_to", "credit", "precision")
RULE_KEYS = tuple(RuleSection.model_fields)


class RuleReader:
    """Reads the rules of one document; problems go to the list it was given."""

    def __init__(self, document: Document, problems: list[str]) -> None:
        self._document, self._problems = document, problems

    def read(self, section: RuleSection | None, parent: Rule, path: PathKey) -> Rule:
        """The parent's rule with what the section says in its place. Another kind keeps only the parent's policies."""
        if section is None:
            return parent
        given = {name: value for name in RULE_KEYS if (value := getattr(section, name)) is not None}
        for name in NOT_YET:
            if name in given:
                del given[name]
                self._problem((*path, name), f"{name} is not supported by this version yet", key=True)
        kind = given.get("kind", parent.kind)
        for name in given:
            if name not in ("kind", *POLICIES, *NUMBERS[kind]):
                reads = ", ".join(NUMBERS[kind]) or "no number"
                self._problem((*path, name), f"a rule of kind {kind!r} does not use {name!r}; it reads {reads}", key=True)
        base = parent if kind == parent.kind else replace(Rule(kind=kind), **{name: getattr(parent, name) for name in POLICIES})
        if "max" in NUMBERS[kind] and "max" not in given and kind != parent.kind:
            self._problem(path, f"a rule of kind {kind!r} needs max: how large the error may be")
        names = {field.name for field in fields(Rule)}
        return replace(base, **{name: value for name, value in given.items() if name in names})

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
            return FunctionSpec(name=name, returns=returns, default=self._rule(tolerance, default, where))
        own = self._rule(tolerance.get("default", {}), default, (*where, "default"))
        rules = []
        for output, rule in tolerance.items():
            if output == "default":
                continue
            if output not in outputs:
                near = difflib.get_close_matches(output, [*outputs, "default"], n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"returns names {', '.join(outputs) or 'nothing'}"
                self._problem((*where, output), f"{output!r} is no output of {name}; {hint}", key=True)
                continue
            rules.append((output, self._rule(rule, own, (*where, output))))
        return FunctionSpec(name=name, returns=returns, default=own, rules=tuple(rules))

    def _rule(self, raw: Any, parent: Rule, path: PathKey) -> Rule:
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
