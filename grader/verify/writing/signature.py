"""The functions of a reference as its text shows them: parameters, hints, docstring, names of outputs, who calls whom. Pure."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.errors import AssignmentError
from grader.model import Names
from grader.verify.splice import definitions
from grader.verify.stub import BEGIN, regions
from grader.verify.writing.docstring import Docstring, read_docstring, returned_names
from grader.verify.writing.evidence import NOTHING, Evidence, evidence_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """``default`` is Python source, None where there is none; ``starred``: ``*args`` or ``**kwargs``."""

    name: str
    annotation: str = ""
    default: str | None = None
    starred: bool = False
    choices: tuple[str, ...] = ()  # texts that the function compares it with
    evidence: Evidence = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One function, or one method as ``Class.method``, without ``self``. ``size``: how many statements it has."""

    name: str
    parameters: tuple[Parameter, ...]
    doc: Docstring
    returns: Names
    annotation: str
    calls: frozenset[str]
    size: int
    examples: tuple[str, ...] = ()  # source of the calls in its doctests
    setup: str = ""  # what the doctests do before

    @property
    def owner(self) -> str:
        return self.name.rpartition(".")[0]

    @property
    def short(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def is_asked(self) -> bool:
        """Whether students are asked for it: what begins with an underscore is the reference's own business."""
        return not any(part.startswith("_") for part in self.name.split("."))


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference solution as read: its text and its functions in their order, constructors among them as ``Class.__init__``."""

    text: str
    summary: str
    functions: tuple[Signature, ...]
    classes: tuple[tuple[str, Docstring], ...] = ()
    without: frozenset[str] = frozenset()  # functions that students are not to be asked for
    given: frozenset[str] = frozenset()  # functions that the marked file hands out complete

    def class_doc(self, name: str) -> Docstring:
        """The docstring of a class, where its constructor's arguments mostly stand."""
        return dict(self.classes).get(name, Docstring())

    def of(self, name: str) -> Signature:
        return next(each for each in self.functions if each.name == name)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.functions)

    @property
    def asked(self) -> tuple[Signature, ...]:
        return tuple(each for each in self.handed if each.name not in self.given)

    @property
    def handed(self) -> tuple[Signature, ...]:
        """The functions that a suite can call in a submission: asked for, or given complete."""
        return tuple(each for each in self.functions if each.is_asked and each.name not in self.without)

    def reaches(self, name: str) -> frozenset[str]:
        """The functions of the file that a call of this one may enter, itself among them."""
        found, waiting = set[str](), [name]
        by_short: dict[str, list[str]] = {}
        for each in self.functions:
            by_short.setdefault(each.short, []).append(each.name)
            if each.short == "__init__":
                by_short.setdefault(each.owner, []).append(each.name)
        while waiting:
            if (now := waiting.pop()) in found or now not in self.names:
                continue
            found.add(now)
            waiting += [target for called in self.of(now).calls for target in by_short.get(called, ())]
            if constructor := next((each for each in (f"{self.of(now).owner}.__init__",) if each in self.names), None):
                waiting.append(constructor)
        return frozenset(found)


def read_reference(name: str, text: str, *, without: Collection[str] = ()) -> Reference:
    """Raises AssignmentError where the file is no Python, or defines no function to ask for, or none of those in ``without``."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{name}:{error.lineno}: {error.msg}; a reference solution has to be valid Python") from error
    functions = tuple(
        _signature(qualified, node) for qualified, node in definitions(tree) if isinstance(node, ast.FunctionDef) and qualified
    )
    classes = tuple((node.name, read_docstring(_doc(node))) for node in tree.body if isinstance(node, ast.ClassDef))
    given = frozenset(_given(name, text, tree))
    reference = Reference(text, read_docstring(_doc(tree)).summary, functions, classes, frozenset(without), given)
    if unknown := sorted(reference.without - reference.names):
        raise AssignmentError(
            f"{name}: defines no {unknown[0]}, which is to be left out; it has {', '.join(sorted(reference.names))}"
        )
    if not reference.handed:
        raise AssignmentError(f"{name}: defines no function to ask for; write one whose name does not begin with an underscore")
    if not reference.asked:
        raise AssignmentError(
            f"{name}: no function holds a {BEGIN}, so the stub would be complete; mark what students have to write"
        )
    return reference


def _given(name: str, text: str, tree: ast.Module) -> Iterator[str]:
    """The functions without a marked line, where some lines are marked: the stub has them as they are."""
    marked = regions(name, text)
    for qualified, node in definitions(tree) if marked else ():
        if isinstance(node, ast.FunctionDef) and not any(
            region.begin <= (node.end_lineno or node.lineno) and node.lineno <= region.end for region in marked
        ):
            yield qualified


def _signature(name: str, node: ast.FunctionDef) -> Signature:
    doc = read_docstring(_doc(node))
    examples, setup = _examples(name.rpartition(".")[2], doc.whole)
    return Signature(
        name=name,
        parameters=tuple(_parameters(node, is_method="." in name and not _is_static(node))),
        doc=doc,
        returns=_output_names(node, doc),
        annotation=ast.unparse(node.returns) if node.returns is not None else "",
        calls=frozenset(_called(node)),
        size=sum(isinstance(each, ast.stmt) for each in ast.walk(node)),
        examples=examples,
        setup=setup,
    )


def _doc(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> str | None:
    text = ast.get_docstring(node, clean=False)
    return inspect.cleandoc(text) if text else None


def _is_static(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list)


def _parameters(node: ast.FunctionDef, *, is_method: bool) -> Iterator[Parameter]:
    args, evidence = node.args, evidence_of(node)
    positional = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults)) + list(args.defaults)
    pairs = list(zip(positional, defaults, strict=True))[1 if is_method else 0 :]
    pairs += list(zip(args.kwonlyargs, args.kw_defaults, strict=True))
    for arg, default in pairs:
        yield Parameter(
            name=arg.arg,
            annotation=ast.unparse(arg.annotation) if arg.annotation is not None else "",
            default=ast.unparse(default) if default is not None else None,
            choices=tuple(dict.fromkeys(_compared_with(node, arg.arg))),
            evidence=evidence[arg.arg],
        )
    for starred in (args.vararg, args.kwarg):
        if starred is not None:
            yield Parameter(name=starred.arg, starred=True)


def _compared_with(node: ast.FunctionDef, name: str) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Compare) and any(_is_name(part, name) for part in (each.left, *each.comparators)):
            yield from _texts_in(each)
        elif isinstance(each, ast.Match) and _is_name(each.subject, name):
            yield from (text for case in each.cases for text in _texts_in(case.pattern))
        elif isinstance(each, ast.Subscript) and _is_name(each.slice, name) and isinstance(each.value, ast.Dict):
            yield from (text for key in each.value.keys if key is not None for text in _texts_in(key))


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _texts_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _output_names(node: ast.FunctionDef, doc: Docstring) -> Names:
    """Of the returned tuple: the docstring's names where it names as many parts, else those of the variables."""
    values = [each.value for each in _own(node) if isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple)]
    if not values or any(isinstance(each, ast.Return) and not isinstance(each.value, ast.Tuple) for each in _own(node)):
        return ""
    parts = [_names(value) for value in values]
    if len({str(_form(each)) for each in parts}) != 1:
        return ""
    named = returned_names(doc)
    if named and len(named) == len(parts[-1]):
        return named
    flat = list(_flat(parts[-1]))
    return parts[-1] if len(set(flat)) == len(flat) else ""


def _names(value: ast.Tuple) -> tuple[Names, ...]:
    return tuple(
        _names(part) if isinstance(part, ast.Tuple) else part.id if isinstance(part, ast.Name) else f"part_{number}"
        for number, part in enumerate(value.elts, 1)
    )


def _form(names: Names) -> object:
    return 0 if isinstance(names, str) else [_form(each) for each in names]


def _flat(names: Names) -> Iterator[str]:
    if isinstance(names, str):
        yield names
    else:
        for each in names:
            yield from _flat(each)


def _own(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """What belongs to the function itself, not to a function inside of it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        now = waiting.pop(0)
        yield now
        if not isinstance(now, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting += list(ast.iter_child_nodes(now))


def _called(node: ast.FunctionDef) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            if isinstance(each.func, ast.Name):
                yield each.func.id
            elif isinstance(each.func, ast.Attribute):
                yield each.func.attr
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            yield each.id  # handed on, as to map()


def _examples(name: str, doc: str) -> tuple[tuple[str, ...], str]:
    """The calls of the function in its doctests, each as source, and the statements that stand before the last of them."""
    try:
        found = doctest.DocTestParser().get_examples(doc)
    except ValueError:  # a prompt without its blank: no doctest
        return (), ""
    calls: list[str] = []
    setup: list[str] = []
    for example in found:
        try:
            tree = ast.parse(example.source)
        except SyntaxError:
            continue
        calls += [ast.unparse(each) for each in ast.walk(tree) if is_call_of(each, name)]
        setup += [ast.unparse(each) for each in tree.body if not isinstance(each, ast.Expr)]
    return tuple(dict.fromkeys(calls)), "\n".join(setup)


def is_call_of(node: ast.AST, name: str) -> bool:
    """Whether this is a call of a function of that name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def flat_names(names: Names) -> Sequence[str]:
    """All names of a returned structure, in order."""
    return list(_flat(names))
