"""Known mistakes, run in a student process like anybody's code: what each gives for an input, asked once and remembered."""

from __future__ import annotations

import ast
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from grader.judge.explain.ask import asked
from grader.judge.explain.inputs import Input
from grader.judge.running.outcome import Outcome, fingerprint, same_outcome
from grader.judge.running.record import Record
from grader.judge.running.student import SHOWN, Files, LiveStudent
from grader.model import Assignment, FunctionSpec
from grader.sandbox.protocol import StudentError

# Beyond this the memory starts anew: seeds of one's own give every student other inputs.
MAX_REMEMBERED = 20_000
# What finds a function by a text: then nothing is known of what is called.
LOOKS_UP = frozenset({"globals", "locals", "vars", "getattr", "eval", "exec", "import_module", "__import__", "modules", "__dict__"})


class Bank:
    """The folder ``mistakes/`` as submissions: the reference with the functions of one mistake, or of several, standing last."""

    def __init__(self, assignment: Assignment) -> None:
        self._sources: dict[str, bytes] = {}
        self._reference: Files = ()
        if assignment.private is not None:
            folder = assignment.private
            found = {path.stem: path.read_bytes() for path in sorted((folder / "mistakes").glob("*.py"))}
            order = [each.name for each in assignment.mistakes if each.name in found]
            self._sources = {name: found[name] for name in dict.fromkeys([*order, *found])}
            self._reference = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
        self._defines = {name: frozenset(_functions(source)) for name, source in self._sources.items()}
        # Author and order: the first of several that cannot be told apart is the one that is shown.
        self.names = tuple(self._sources)
        self._reaches = _reaches(self._reference)
        self._redefines_alone = {name for name, source in self._sources.items() if _only_defines(source)}

    def files(self, names: Sequence[str]) -> Files:
        made = self._reference
        for name in names:
            made = put_over(made, self._sources[name])
        return made

    def may_change(self, name: str, function: str) -> bool:
        """Whether a mistake can make a difference to what a function gives: it redefines what that comes to, or does more."""
        reached = self._reaches.get(function)
        return name not in self._redefines_alone or reached is None or bool(self._defines[name] & reached)

    def beside(self, names: Sequence[str]) -> tuple[str, ...]:
        """The mistakes that somebody can make who makes those of ``names`` already: they define none of the same functions."""
        taken = frozenset[str]().union(*(self._defines[name] for name in names))
        return tuple(name for name in self.names if not self._defines[name] & taken)


class Mistakes:
    """What known mistakes give. ``open_student``: a submission's files to a process that runs them."""

    def __init__(self, assignment: Assignment, bank: Bank, open_student: Callable[[Files], LiveStudent]) -> None:
        self._open_student, self._spec_for, self._bank = open_student, assignment.spec_for, bank
        self._answers: dict[tuple[tuple[str, ...], str, bytes], Outcome] = {}

    def alike(
        self,
        function: str,
        inputs: Sequence[Input],
        wanted: Sequence[Outcome],
        names: Sequence[str],
        base: Sequence[str] = (),
        *,
        on_pause: Callable[[], None],
    ) -> tuple[str, ...]:
        """The mistakes that give what is ``wanted`` on every input, made together with those of ``base``.

        Each is asked up to the first input on which it gives something else: put those first that tell most. Ends whatever worker
        the slot had, where anything has to be asked.
        """
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        spec = replace(self._spec_for(function), name=function)
        keys = [fingerprint(each.args, each.kwargs) for each in inputs]
        found = []
        for name in names:
            with self._answering((*base, name), spec, on_pause) as answer:
                if all(same_outcome(one, answer(each, key), spec) for each, key, one in zip(inputs, keys, wanted, strict=True)):
                    found.append(name)
        return tuple(found)

    @contextmanager
    def _answering(
        self, made: tuple[str, ...], spec: FunctionSpec, on_pause: Callable[[], None]
    ) -> Iterator[Callable[[Input, bytes], Outcome]]:
        """What the mistakes ``made`` give for an input, in a process that is begun where it has to be asked."""
        live: LiveStudent | None = None

        def answer(given: Input, key: bytes) -> Outcome:
            nonlocal live
            known = self._answers.get((made, spec.name, key))
            if known is None:
                if live is None:
                    on_pause()
                    live = self._begun(made)
                # A mistake that never ends is asked no further: what is not alive answers nothing.
                known = self._answers[made, spec.name, key] = asked(live, spec, given.args, given.kwargs)
            return known

        try:
            yield answer
        finally:
            if live is not None:
                live.close()

    def _begun(self, made: tuple[str, ...]) -> LiveStudent:
        live = self._open_student(self._bank.files(made))
        try:
            live.begin_case(Record(), reveal=SHOWN)
        except StudentError:
            live.close()
        return live


def is_telling(value: object) -> bool:
    """Whether a value holds a fraction, which nobody comes to by chance."""
    if isinstance(value, dict):
        return any(is_telling(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(is_telling(part) for part in value)
    if isinstance(value, float | np.floating | np.ndarray) and np.asarray(value).dtype.kind == "f":
        array = np.asarray(value)
        return bool((array[np.isfinite(array)] % 1).any())
    return False


def mistake_files(assignment: Assignment) -> dict[str, Files]:
    """Every mistake as a submission. In the order of ``mistakes:``."""
    bank = Bank(assignment)
    return {name: bank.files((name,)) for name in bank.names}


def put_over(reference: Files, mistake: bytes) -> Files:
    """The mistake at the end of the file that defines what it defines."""
    defined = _functions(mistake)
    target = next((name for name, source in reference if defined & _functions(source)), reference[0][0])
    added = b"\n\n" + mistake.removeprefix(BOM_UTF8)  # a mark that only the beginning of a file may have
    return tuple((name, source + added if name == target else source) for name, source in reference)


def _functions(source: bytes) -> set[str]:
    """The names that an author's file defines. Never used on a student's."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(source).body if isinstance(node, kinds)}


def _only_defines(source: bytes) -> bool:
    """Whether an author's file does nothing but define what it defines, and import."""
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return all(
        isinstance(node, kinds) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in ast.parse(source).body
    )


def _reaches(reference: Files) -> dict[str, frozenset[str]]:
    """Of each function and class of the reference, all names that its code comes to, itself among them.

    Nothing of one that looks names up by their text, and of any where a file does more than define and assign.
    """
    named: dict[str, set[str]] = {}
    for _, source in reference:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                named.setdefault(node.name, set()).update(_names_in(node))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    named.setdefault(alias.asname or alias.name, set()).add(alias.name)
            elif isinstance(node, ast.Assign):
                for target in (each for aim in node.targets for each in _names_in(aim)):
                    named.setdefault(target, set()).update(_names_in(node.value))
            elif not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
                return {}
    found = {}
    for name in named:
        reached, waiting = {name}, [name]
        while waiting:
            more = named.get(waiting.pop(), set()) - reached
            reached |= more
            waiting += more
        if reached.isdisjoint(LOOKS_UP):
            found[name] = frozenset(reached)
    return found


def _names_in(node: ast.AST) -> set[str]:
    """Every name and attribute, by whichever object; what an import inside of it is called, too."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, ast.alias):
            found |= {each.name, each.asname or each.name}
    return found
