"""What is below a node of a text's tree. Inside; nothing here runs anything.

For who goes over whole texts: ``ast.iter_child_nodes`` asks each node for parts that never hold any, and comes to signs, as
``Load`` and ``Add``, that have none.
"""

from __future__ import annotations

import ast

# Fields that hold signs, or texts.
_NO_NODES = frozenset({"ctx", "op", "ops", "kind", "id", "attr", "type_comment"})
_FIELDS = {
    kind: tuple(name for name in kind._fields if name not in _NO_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def branches(node: ast.AST) -> list[ast.AST]:
    """The nodes right below it, but for signs."""
    found: list[ast.AST] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif type(value) is list:
            found += [each for each in value if isinstance(each, ast.AST)]
    return found


def tree_of(node: ast.AST) -> list[ast.AST]:
    """The node and all that is below it, but for signs."""
    found = [node]
    for each in found:
        found += branches(each)
    return found
