"""The statements that an answer is made of: what defines it, what that leads to, and what changes either. Inside."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.binders import DEFINITIONS, put_into
from grader.sandbox.inside.constructs import Ban
from grader.sandbox.inside.definitions import FUNCTIONS, annotations_of, names_types
from grader.sandbox.inside.hiding import changed, rewrites
from grader.sandbox.inside.names import MODULE, OUTSIDE, OWN, SCOPES, Module, Names, Scope, getattr_of, outside_of
from grader.sandbox.inside.statements import is_main

# Where a function may come to other code; operators call methods of what stands beside it.
HANDING = (ast.Call, ast.Subscript, ast.BinOp, ast.Compare, ast.Assign, ast.AnnAssign, ast.AugAssign)


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement of a file's own level that an answer leads to."""

    module: Module
    number: int


class Pieces:
    """Follows an answer from statement to statement."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._walked: dict[Piece, list[tuple[ast.AST, Scope, str]]] = {}
        self._version = -1
        self.begin_round()

    def begin_round(self) -> None:
        """What was found before is found again, unless more is known of the names by now."""
        self.names.begin_round()
        if self._version != self.names.version:
            self._version = self.names.version
            self._led: dict[Piece, dict[tuple[str, str], int]] = {}
            self._changes: dict[Piece, bool] = {}
            self._ran: list[Piece] | None = None

    def pieces_of(self, function: str, ban: Ban) -> list[Piece]:
        """The statements that define the function, and all that they lead to or are changed by."""
        found: dict[Piece, None] = {}
        modules = self.names.modules.values()
        waiting = [(module.name, name) for module in modules for name in (function, "__getattr__")]
        seen = set(waiting)
        self._ran = executed = self._executed() if self._ran is None else self._ran
        while waiting:
            while waiting:
                self._follow(self.bound(waiting.pop()), found, seen, waiting)
            self._follow([each for each in executed if self._reaches(each, seen, found, ban)], found, seen, waiting)
        return list(found)

    def _follow(
        self, pieces: Sequence[Piece], found: dict[Piece, None], seen: set[tuple[str, str]], waiting: list[tuple[str, str]]
    ) -> None:
        for piece in pieces:
            if piece not in found:
                found[piece] = None
                new = [name for name in self.leads(piece) if name not in seen]
                seen.update(new)
                waiting += new

    def _executed(self) -> list[Piece]:
        """What runs when the files are imported, with the definitions that this leads to."""
        found: dict[Piece, None] = {}
        waiting: list[tuple[str, str]] = []
        for module in self.names.modules.values():
            runs = [
                Piece(module, number)
                for number, (_, each) in enumerate(module.statements)
                if not isinstance(each, DEFINITIONS) and not is_main(each)
            ]
            self._follow(runs, found, set(), waiting)
        seen = set(waiting)
        while waiting:
            self._follow(self.bound(waiting.pop()), found, seen, waiting)
        return list(found)

    def _reaches(self, piece: Piece, read: Collection[tuple[str, str]], found: Collection[Piece], ban: Ban) -> bool:
        """Whether it changes what they read, and no name says so: a module, the file's names, what it hands a function to."""
        if piece in found:
            return False
        if piece not in self._changes:
            self._changes[piece] = any(rewrites(node) or self._patches(node, scope) for node, scope, _ in self.walk(piece))
        return self._changes[piece] or any(
            self._hands(node, scope, read, found, ban) for node, scope, _ in self.walk(piece) if isinstance(node, HANDING)
        )

    def _patches(self, node: ast.AST, scope: Scope) -> bool:
        """``np.sum = f``, ``setattr(np, ...)``: of a module, or what one has; ``copyreg.pickle(C, f)``: of every copy."""
        if isinstance(node, ast.Call) and any(value[:2] == (OUTSIDE, "copyreg") for value in self.names.of(node.func, scope)):
            return True
        if not isinstance(node, ast.Attribute | ast.Call) or (isinstance(node, ast.Call) and not isinstance(node.func, ast.Name)):
            return False
        return any(
            value[0] == MODULE or (value[0] == OUTSIDE and (value[1] != "builtins" or len(value) == 2))
            for each in changed(node)
            for value in self.names.of(each, scope)
        )

    def _hands(
        self, node: ast.AST, scope: Scope, read: Collection[tuple[str, str]], found: Collection[Piece], ban: Ban
    ) -> bool:  # fmt: skip
        """Whether a function is handed there to something that they read, or to what puts it there."""
        if not any(self._is_handed(each, scope, found, ban) for each in _operands(node)):
            return False
        takers = (each for each in ast.walk(node) if isinstance(each, ast.Name))
        own = {value[1:] for each in takers for value in self.names.of(each, scope) if value[0] == OWN}
        for taker in list(own):
            pieces = self.bound(taker)
            if all(isinstance(self._statement(piece), DEFINITIONS) for piece in pieces):
                own.discard(taker)
            for piece in {each for start in pieces for each in self.reached(start)}:
                if isinstance(definition := self._statement(piece), DEFINITIONS):
                    own |= {(piece.module.name, name) for name in put_into(definition)}
        return any(name in read for name in own)

    def _is_handed(self, node: ast.expr, scope: Scope, found: Collection[Piece], ban: Ban) -> bool:
        """Whether it is a function or class, or a module, that is new to those who may be handed it."""
        if isinstance(node, ast.Lambda):
            return True
        return any(
            ban.named(value[1:]) != "" or ban.leads_on(value[1:])
            if value[0] == OUTSIDE
            else value[0] == OWN
            and any(isinstance(self._statement(piece), DEFINITIONS) and piece not in found for piece in self.bound(value[1:]))
            for value in self.names.of(node, scope)
        )

    def _statement(self, piece: Piece) -> ast.stmt:
        return piece.module.statements[piece.number][1]

    def bound(self, name: tuple[str, ...]) -> list[Piece]:
        module = self.names.modules[name[0]]
        return [Piece(module, number) for number in module.binders.get(name[1], ())]

    def reached(self, start: Piece) -> set[Piece]:
        found, waiting = {start}, [start]
        while waiting:
            for name in self.leads(waiting.pop()):
                new = [piece for piece in self.bound(name) if piece not in found]
                found.update(new)
                waiting += new
        return found

    def leads(self, piece: Piece) -> dict[tuple[str, str], int]:
        """The submission's own names that the statement reads, with the line of each."""
        if piece not in self._led:
            found: dict[tuple[str, str], int] = {}
            for node, scope, _ in self.walk(piece):
                if not isinstance(node, ast.Name | ast.Attribute | ast.Call):
                    continue
                for value in self.names.of(node, scope):
                    if value[0] == OWN:
                        found.setdefault((value[1], value[2]), getattr(node, "lineno", 0))
                    elif value[0] == MODULE and not isinstance(node, ast.Name):
                        found |= {(value[1], name): node.lineno for name in self.names.modules[value[1]].binders}
            self._led[piece] = found
        return self._led[piece]

    def walk(self, piece: Piece) -> Sequence[tuple[ast.AST, Scope, str]]:
        if piece not in self._walked:
            self._walked[piece] = list(self._walk(piece))
        return self._walked[piece]

    def _walk(self, piece: Piece) -> Iterator[tuple[ast.AST, Scope, str]]:
        """Every node with its scope and what is done with it: ``base`` of an attribute, ``given`` to a name, or a ``value``."""
        waiting: list[tuple[ast.AST, Scope, str]] = [(piece.module.statements[piece.number][1], piece.module.scope, "value")]
        while waiting:
            node, scope, role = waiting.pop()
            yield node, scope, role
            outside = outside_of(node, hooked=piece.module.hooked) if isinstance(node, SCOPES) else []
            inner = self.names.scope_of(node) if isinstance(node, SCOPES) else scope
            around = {id(each) for each in outside}
            waiting += [(each, scope, "value") for each in outside]
            for child in _children(node, hooked=piece.module.hooked):
                if id(child) not in around:
                    waiting.append((child, inner, _role(node, child, inner)))


def _operands(node: ast.AST) -> list[ast.expr]:
    """What comes to other code at a node, each entry of a list by itself. To give a plain name something calls nothing."""
    waiting: list[ast.AST]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        plain = not isinstance(node, ast.AugAssign) and all(isinstance(each, ast.Name) for each in targets)
        waiting = [] if plain or node.value is None else [node.value]
    else:
        waiting = list(ast.iter_child_nodes(node))[isinstance(node, ast.Call) :]
    found: list[ast.expr] = []
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.Starred | ast.keyword):
            waiting += ast.iter_child_nodes(each)
        elif isinstance(each, ast.expr):
            found.append(each)
    return found


def _children(node: ast.AST, *, hooked: bool) -> Iterator[ast.AST]:
    """Without annotations that only name types; those of a function stand outside of it."""
    if isinstance(node, ast.arg):
        return
    unread = [each for each in annotations_of(node) if isinstance(node, FUNCTIONS) or names_types(each, hooked=hooked)]
    yield from (child for child in ast.iter_child_nodes(node) if not any(child is each for each in unread))


def _role(parent: ast.AST, child: ast.AST, scope: Scope) -> str:
    if isinstance(parent, ast.Attribute):
        return "base"
    if isinstance(parent, ast.Call) and (taken := getattr_of(parent)) is not None:
        return "called" if child is parent.func else "base" if child is taken[0] and isinstance(taken[1], str) else "value"
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target] if isinstance(parent, ast.AnnAssign) else []
    given = bool(targets) and child is getattr(parent, "value", None) and all(isinstance(each, ast.Name) for each in targets)
    # What a class is given is reached by its objects, which nobody follows.
    return "given" if given and not scope.is_class else "value"
