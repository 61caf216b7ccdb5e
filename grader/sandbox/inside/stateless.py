"""Whether a submission can remember anything from one call to the next, as far as its text tells. Inside.

Strict: what it does not know counts as memory. It is there for honest code, whose failed cases then need no fresh worker each. Code
that gets past it and does remember could learn which of its answers were wrong, and give others to the cases that follow.
"""

from __future__ import annotations

import ast
import builtins
import sys
import types
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from grader.sandbox.inside.blind import is_blind
from grader.sandbox.inside.branches import branches, tree_of
from grader.sandbox.inside.definitions import annotations_of, names_types
from grader.sandbox.inside.statements import BINDING, binds, is_main

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

NAMED = (ast.FunctionDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
COMPREHENSIONS = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})
PACKAGES = frozenset({"numpy", "numpy.linalg", "numpy.fft", "math", "typing", "__future__", "collections.abc", "numpy.typing"})
# Uninitialised memory, settings and generators of the whole process, files, dictionaries that NumPy itself looks into, what tells
# bytes of memory or the time, and what passes over any error, a want of memory too.
NOT_OF_NUMPY = frozenset({
    "random", "empty", "empty_like", "ndarray", "recarray", "seterr", "seterrcall", "setbufsize", "set_printoptions",
    "set_string_function", "save", "savez", "savez_compressed", "savetxt", "load", "loadtxt", "genfromtxt", "fromfile",
    "fromregex", "memmap", "DataSource", "test", "lib", "core", "ctypeslib", "testing", "show_config", "show_runtime",
    "typecodes", "sctypeDict", "sctypes", "char", "chararray", "f2py", "distutils", "emath", "rec", "polynomial", "nditer",
    "nested_iters", "pad", "printoptions", "get_printoptions", "geterr", "geterrcall", "getbufsize", "array_equal", "array_equiv",
    "frombuffer", "fromstring", "from_dlpack", "longdouble", "clongdouble", "void", "record", "dtype", "datetime64", "timedelta64",
    "busday_count", "busday_offset", "busdaycalendar", "is_busday",
})  # fmt: skip
# What reaches beyond a value: addresses, the buffer behind an array, what an abstract class is told of others, and what this
# process knows a function of the suite by.
NOT_ATTRIBUTES = frozenset({"ctypes", "data", "base", "cache_clear", "register", "case", "number"})
NOT_BUILTINS = frozenset({
    "id", "hash", "input", "open", "eval", "exec", "compile", "globals", "locals", "vars", "setattr", "delattr", "getattr",
    "memoryview", "breakpoint", "dir", "help", "exit", "quit", "copyright", "credits", "license", "type", "super",
})  # fmt: skip
# These are for annotations: what they hold keeps lists and caches, looks into functions, or runs a text.
OF_TYPES = frozenset({"typing", "numpy.typing", "collections.abc"})
# Methods with such names are asked of an object as any other; NumPy asks others for memory, and the class is what some are given.
ON_AN_OBJECT = frozenset({
    "__init__", "__call__", "__repr__", "__str__", "__len__", "__iter__", "__next__", "__getitem__", "__setitem__", "__contains__",
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__int__", "__float__", "__neg__", "__abs__", "__add__",
    "__radd__", "__iadd__", "__sub__", "__rsub__", "__isub__", "__mul__", "__rmul__", "__imul__", "__truediv__", "__rtruediv__",
    "__pow__", "__matmul__", "__rmatmul__",
})  # fmt: skip
# What a class may set of these beside them, and a module.
SET_IN_A_CLASS = frozenset({"__slots__", "__hash__", "__doc__", "__array_priority__", "__array_ufunc__"})
SET_IN_A_MODULE = frozenset({
    "__all__", "__author__", "__authors__", "__copyright__", "__credits__", "__date__", "__email__", "__license__",
    "__maintainer__", "__status__", "__version__",
})  # fmt: skip
# Keywords by which a function of NumPy leaves entries as the memory was.
LEAVES_HOLES = frozenset({"where", "mode"})
# Those by which something is kept, ``np.errstate(call=...)``, or seen that was given back, ``a.resize(9, refcheck=False)``.
KEEPS = frozenset({"call", "refcheck"})
BUILTINS = frozenset(name for name in vars(builtins) if not name.startswith("_")) - NOT_BUILTINS
# No ``classmethod``: whoever holds the class may call its methods on anything.
IN_A_CLASS = frozenset({"staticmethod", "property"})
# Names that are read here as Python's own, so that nobody may give them to anything else.
AS_PYTHON_HAS_THEM = IN_A_CLASS | {"object", "isinstance"}
# What names are taken of, and which has a list that anybody may lengthen.
NOT_AS_A_VALUE = "__future__"
# A pattern of a class asks for attributes by texts. What a generator has entered stays so for as long as somebody keeps it.
NEVER = frozenset({
    ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.ClassDef, ast.MatchClass, ast.Yield, ast.YieldFrom,
    ast.Await, ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith,
})  # fmt: skip


def is_stateless(trees: Sequence[ast.Module]) -> bool:
    """Whether nothing that a file's text shows, in one tree or in several, can hand anything from one call to the next."""
    try:
        return _Reader([statement for tree in trees for statement in tree.body]).is_stateless()
    except RecursionError:
        return False


class _Reader:
    """One file. ``_modules``: NumPy and the like by the names that it knows them by; ``_given``: what it defines itself.

    ``_bound``: how often each name is given to something, wherever that is.
    """

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self._body = body
        self._modules: dict[str, str] = {}
        self._given: set[str] = set()
        self._from_modules: set[str] = set()
        self._classes = Counter(each.name for each in body if isinstance(each, ast.ClassDef))
        self._bound = Counter(
            name
            for statement in body
            if not isinstance(statement, ast.Import | ast.ImportFrom) and not is_main(statement)
            for node in tree_of(statement)
            if type(node) in BINDING
            for name in binds(node)
        )

    def is_stateless(self) -> bool:
        # All names first: a function may use what is defined below it.
        defined = [self._defines(statement) for statement in self._body]
        return all(defined) and self._names_stay() and all(map(self._is_plain, self._body))

    def _names_stay(self) -> bool:
        """Whether what a name is read as is all that it ever stands for."""
        # A class may be written anew, as in a later cell of a notebook: then the name is one's of the file all the same.
        classes = all(self._bound[name] == count for name, count in self._classes.items())
        other = {*self._modules, *AS_PYTHON_HAS_THEM} & self._bound.keys()
        imported = AS_PYTHON_HAS_THEM | self._classes.keys() | self._modules.keys()
        return classes and not other and imported.isdisjoint(self._from_modules)

    def _defines(self, statement: ast.stmt) -> bool:
        """Note what a top-level statement defines; False for one that may leave more than functions and fixed values behind."""
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            self._given.add(statement.name)
            return not statement.name.startswith("__")
        if isinstance(statement, ast.Import):
            return all(self._is_module(alias.asname or _top(alias.name), alias) for alias in statement.names)
        if isinstance(statement, ast.ImportFrom):
            return not statement.level and all(self._takes(statement.module or "", alias) for alias in statement.names)
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            self._given.update(name for node in ast.walk(statement) for name in binds(node))
            return _sets(statement, SET_IN_A_MODULE)
        return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)) or is_main(statement)

    def _is_module(self, name: str, alias: ast.alias, of: str = "") -> bool:
        """Note that the name is that module from now on, where it was no other before."""
        module = of + alias.name if alias.asname or of else _top(alias.name)
        known = of + alias.name in PACKAGES and module != NOT_AS_A_VALUE
        return self._modules.setdefault(name, module) == module and known and not name.startswith("__")

    def _takes(self, module: str, alias: ast.alias) -> bool:
        """Note what an import takes from a module, and whether that keeps nothing."""
        name = alias.asname or alias.name
        if f"{module}.{alias.name}" in PACKAGES:
            return self._is_module(name, alias, f"{module}.")
        self._from_modules.add(name)
        if module not in OF_TYPES:
            self._given.add(name)
        return module in PACKAGES and _holds(module, alias.name) and not name.startswith("__")

    def _is_plain(self, statement: ast.stmt) -> bool:
        if is_main(statement):
            return True
        if not is_blind(statement, self._bound.keys() | self._modules.keys() | self._from_modules):
            return False
        if isinstance(statement, ast.FunctionDef):
            return not statement.decorator_list and self._keeps_nothing(statement, frozenset(), "")
        return not isinstance(statement, ast.ClassDef) or self._is_plain_class(statement)

    def _is_plain_class(self, node: ast.ClassDef) -> bool:
        if node.keywords or node.decorator_list or any(not _is_name(base, {"object"}) for base in node.bases):
            return False
        return not getattr(node, "type_params", ()) and all(self._is_plain_member(member) for member in node.body)

    def _is_plain_member(self, member: ast.stmt) -> bool:
        if isinstance(member, ast.FunctionDef):
            if member.name.startswith("__") and member.name not in ON_AN_OBJECT:
                return False
            decorators = all(_is_name(each, IN_A_CLASS) for each in member.decorator_list)
            first = [] if member.decorator_list else [*member.args.posonlyargs, *member.args.args][:1]
            return decorators and self._keeps_nothing(member, frozenset(), first[0].arg if first else "")
        if isinstance(member, ast.Assign | ast.AnnAssign):
            return _sets(member, SET_IN_A_CLASS)
        return isinstance(member, ast.Pass) or (isinstance(member, ast.Expr) and isinstance(member.value, ast.Constant))

    def _keeps_nothing(self, function: Function, outer: frozenset[str], me: str) -> bool:
        """``outer``: names of the functions around it. ``me``: the name whose attributes may be set, since it is made anew."""
        defaults = [*function.args.defaults, *(each for each in function.args.kw_defaults if each is not None)]
        if not all(_is_fixed(each) or self._is_of_a_module(each) for each in defaults):
            return False
        # Python computes annotations when it comes to the definition, where an object of the file's own has its brackets called.
        if getattr(function, "type_params", ()) or not all(_is_of_types(each, outer) for each in annotations_of(function)):
            return False
        body = [function.body] if isinstance(function, ast.Lambda) else function.body
        bound = frozenset(_bound(body))
        me = "" if me in bound else me  # it may stand for something else by then
        names = outer | bound | {each.arg for each in tree_of(function.args) if isinstance(each, ast.arg)}
        return all(self._node(node, names, me) for node in body)

    def _node(self, node: ast.AST, names: frozenset[str], me: str) -> bool:
        kind = type(node)  # asked of every node of a text: the commonest kinds first
        if isinstance(node, ast.Name):
            if node.id in self._classes:  # by another name its methods could be called on anything, and set attributes of that
                return False
            return not isinstance(node.ctx, ast.Load) or node.id in names or node.id in self._given or node.id in BUILTINS
        if isinstance(node, ast.Attribute):
            return self._attribute(node, names, me)
        if isinstance(node, ast.Call):
            return self._call(node, names, me)
        if kind is ast.Constant or kind in NEVER:
            return kind is ast.Constant
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            decorated = isinstance(node, ast.FunctionDef) and bool(node.decorator_list)
            hidden = any(each.arg == me for each in tree_of(node.args) if isinstance(each, ast.arg))
            return not decorated and self._keeps_nothing(node, names, "" if hidden else me)
        if isinstance(node, ast.AnnAssign):  # in a function nothing computes what stands there
            return all(self._node(each, names, me) for each in (node.target, node.value) if each is not None)
        if isinstance(node, ast.ExceptHandler) and not self._catches_little(node):
            return False
        if isinstance(node, ast.Try) and node.finalbody:  # to return from there passes over any error
            return False
        if kind in COMPREHENSIONS:
            targets = {name for each in node.generators for name in _bound([each.target])}  # type: ignore[attr-defined]  # as all of these
            names, me = names | targets, "" if me in targets else me
        for each in branches(node):  # noqa: SIM110  # a generator at each node takes as long as all else
            if not self._node(each, names, me):
                return False
        return True

    def _catches_little(self, handler: ast.ExceptHandler) -> bool:
        """No want of memory: how much there is tells what was there before."""
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return all(each is not None and self._is_small_error(each) for each in kinds)

    def _is_small_error(self, kind: ast.expr) -> bool:
        if isinstance(kind, ast.Name) and kind.id not in self._bound and kind.id not in self._from_modules:
            found = getattr(builtins, kind.id, None)
            return isinstance(found, type) and not issubclass(MemoryError, found)
        return isinstance(kind, ast.Attribute) and kind.attr == "LinAlgError" and self._is_of_a_module(kind)

    def _call(self, node: ast.Call, names: frozenset[str], me: str) -> bool:
        """A class of the file's own may be called, or asked what something is an instance of; no more."""
        if any(each.arg is None or each.arg in KEEPS or (each.arg in LEAVES_HOLES and not _fills(each)) for each in node.keywords):
            return False
        pads = self._module(node.func) == "numpy.pad"
        if pads and any(map(_may_leave_holes, node.args[2:])):
            return False
        plain = [node.func] if pads or _is_name(node.func, self._classes) else []
        if _is_name(node.func, {"isinstance"}) and len(node.args) == 2:
            plain += [each for each in node.args[1:] if _is_name(each, self._classes)]
        return all(each in plain or self._node(each, names, me) for each in branches(node))

    def _attribute(self, node: ast.Attribute, names: frozenset[str], me: str) -> bool:
        mine = bool(me) and _is_name(node.value, {me})
        if node.attr.startswith("__" if mine else "_") or node.attr in NOT_ATTRIBUTES:
            return False
        if not isinstance(node.ctx, ast.Load):
            return mine
        if self._module(node.value) in PACKAGES:
            return self._is_of_a_module(node)
        return self._node(node.value, names, me)

    def _is_of_a_module(self, node: ast.expr) -> bool:
        """``np.exp``, ``np.linalg.norm``: something that a module has, and that keeps nothing."""
        module = self._module(node.value) if isinstance(node, ast.Attribute) else ""
        return isinstance(node, ast.Attribute) and module in PACKAGES - OF_TYPES and _holds(module, node.attr)

    def _module(self, node: ast.expr) -> str:
        """The name of the module that it is; empty if none."""
        if isinstance(node, ast.Name):
            return self._modules.get(node.id, "")
        if not isinstance(node, ast.Attribute):
            return ""
        around = self._module(node.value)
        return f"{around}.{node.attr}" if around else ""


def _holds(module: str, name: str) -> bool:
    """Whether the module has it, and it is no module itself, through which others could be reached."""
    # NumPy loads some of its modules when they are looked at.
    package, _, last = module.rpartition(".")
    found = getattr(sys.modules.get(module) or getattr(sys.modules.get(package), last, None), name, None)
    if module in OF_TYPES and not name[:1].isupper():
        return False
    return name not in NOT_OF_NUMPY and not name.startswith("_") and found is not None and not isinstance(found, types.ModuleType)


def _is_of_types(annotation: ast.expr, outer: Collection[str]) -> bool:
    """Whether it names types, and nothing of the functions around it."""
    return names_types(annotation) and not any(_is_name(each, outer) for each in ast.walk(annotation))


def _is_name(node: ast.AST, names: Iterable[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _fills(keyword: ast.keyword) -> bool:
    """Whether the keyword leaves no entry without a value: ``mode="same"``."""
    return keyword.arg == "mode" and not _may_leave_holes(keyword.value)


def _may_leave_holes(mode: ast.expr) -> bool:
    return not isinstance(mode, ast.Constant) or mode.value == "empty"


def _top(module: str) -> str:
    return module.partition(".")[0]


def _sets(statement: ast.Assign | ast.AnnAssign, hooks: Iterable[str]) -> bool:
    """Whether it gives names a value that nobody can change, of Python's own names no others than ``hooks``."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    plain = all(isinstance(each, ast.Name) and (not each.id.startswith("__") or each.id in hooks) for each in targets)
    return plain and _is_fixed(statement.value) and all(map(names_types, annotations_of(statement)))


def _is_fixed(node: ast.expr | None) -> bool:
    """A value that nobody can change: numbers, texts, None, and tuples of them."""
    if isinstance(node, ast.Tuple):
        return all(map(_is_fixed, node.elts))
    if isinstance(node, ast.UnaryOp):
        return _is_fixed(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_fixed(node.left) and _is_fixed(node.right)
    return node is None or isinstance(node, ast.Constant)


def _bound(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Every name that is bound in one function; what opens a scope of its own hides nothing around it."""
    waiting = list(nodes)
    for node in waiting:
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield node.id
        elif isinstance(node, NAMED) and node.name is not None:
            yield node.name
        if type(node) in COMPREHENSIONS:
            waiting += [each for each in tree_of(node) if isinstance(each, ast.NamedExpr)]
        elif not isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting += branches(node)
