"""Wrong programs made of a right one: one small change each, with an id that outlives edits elsewhere in the file. Pure."""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
import types
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.verify.blocks import LineChange, Looks, Numbers, Sizes, argument_changes, line_changes, size_changes
from grader.verify.kinds import MutantKind
from grader.verify.operators import changes, literal
from grader.verify.sizes import size_sites
from grader.verify.slips import slips
from grader.verify.splice import Source, definitions
from grader.verify.statements import names_before, statement_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """The reference with one change. ``function`` is the one that was changed, ``""`` where it stands outside of any."""

    key: str  # six hexadecimal digits of function and change
    kind: MutantKind
    file: str
    function: str
    line: int
    before: str
    after: str
    source: str

    @property
    def change(self) -> str:
        """What stood there, and what stands there now, each cut to a piece of a line."""
        return f"{_short(self.before)} → {_short(self.after)}"

    def diff(self, original: str) -> str:
        """The change as a diff with one line of context."""
        lines = difflib.unified_diff(original.splitlines(), self.source.splitlines(), n=1, lineterm="")
        return "\n".join(list(lines)[3:])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:37] + "..."


_NUMBER = re.compile(r"[0-9]+(e[0-9]+)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the suite gives the reference: sizes that it reads, numbers that it is given, and what its arguments look like."""

    sizes: Sizes = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)
    looks: Looks = field(default_factory=dict)


def mutants_of(
    files: Sequence[tuple[str, str]], seen_values: Seen, given: Mapping[str, frozenset[str]] | None = None
) -> tuple[Mutant, ...]:
    """Every mutant of the files that compiles and differs from all others by its bytecode, in the order of the lines.

    ``given``: by file the functions that students are given complete, which are not theirs to get wrong.
    """
    found: dict[str, Mutant] = {}
    for name, text in files:
        source = Source(name, text)
        seen = {_code_key(text): ""}
        counts: Counter[tuple[str, ...]] = Counter()
        drafts = (each for each in _drafts(source, seen_values) if each.function not in (given or {}).get(name, ()))
        for draft in sorted(drafts, key=lambda each: each.line):
            code = _code_key(draft.source)
            if code is None or code in seen:
                continue
            seen[code] = draft.key
            what = (draft.function, draft.kind, draft.before, draft.after)
            counts[what] += 1
            key = _hash(*what, str(counts[what]))
            # YAML would read 785303 and 12e456 as numbers, and the author has to be able to write the id down.
            while key in found or _NUMBER.match(key):
                key = _hash(key, *what)
            found[key] = replace(draft, key=key)
    return tuple(found.values())


def _drafts(source: Source, seen: Seen) -> Iterator[Mutant]:
    for function, top in definitions(source.tree):
        for node in _reachable(top):
            if isinstance(node, ast.expr):
                for kind, new in (*changes(node, source.parents.get(node)), *slips(node)):
                    yield _draft(source, function, kind, node, new)
            elif isinstance(node, ast.stmt) and node is not top:
                for kind, statement in statement_changes(node, names_before(top, node)):
                    yield _draft(source, function, kind, node, statement)
        for change in (*line_changes(source, top), *argument_changes(source, function, top, seen.numbers, seen.looks)):
            yield _of_lines(source, function, change)
    for site in size_sites(source):
        for value in list(seen.sizes.get((source.name, site.node.lineno, site.node.col_offset), ()))[:2]:
            yield _draft(source, site.function, "size", site.node, literal(value))
    functions = {inner: name for name, top in definitions(source.tree) for inner in ast.walk(top)}
    for node, change in size_changes(source, seen.sizes):
        yield _of_lines(source, functions.get(node, ""), change)


def _of_lines(source: Source, function: str, change: LineChange) -> Mutant:
    return Mutant(
        key="",
        kind=change.kind,
        file=source.name,
        function=function,
        line=change.line,
        before=change.before,
        after=change.after,
        source=change.source,
    )


def _draft(source: Source, function: str, kind: MutantKind, node: ast.expr | ast.stmt, new: ast.AST) -> Mutant:
    return Mutant(
        key="",
        kind=kind,
        file=source.name,
        function=function,
        line=node.lineno,
        before=source.segment(node),
        after=source.written(node, new),
        source=source.replaced(node, new),
    )


def _reachable(top: ast.stmt) -> Iterator[ast.AST]:
    """Every node but annotations, imports and the insides of f-strings (whose columns mean nothing before Python 3.12)."""
    waiting: list[ast.AST] = [top]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list") or isinstance(value, ast.JoinedStr):
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [
                child
                for child in reversed(children)
                if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom)
            ]


def _code_key(text: str) -> str | None:
    """What two programs that do the same by the same instructions share; None where it is no program at all."""
    try:
        code = compile(text, "reference", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return _hash(repr(_instructions(code)), length=32)


def _instructions(code: types.CodeType) -> tuple[object, ...]:
    """A code object without its places in the text."""
    constants = tuple(_instructions(c) if isinstance(c, types.CodeType) else (type(c).__name__, repr(c)) for c in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_name)
    return (code.co_code, constants, names, code.co_argcount, code.co_kwonlyargcount, code.co_flags, code.co_exceptiontable)


def _hash(*parts: str, length: int = 6) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:length]
