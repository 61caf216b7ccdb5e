"""The reference solution, loaded in the judge, and copies of the values that are handed to it."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import CodeType, MappingProxyType, ModuleType
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.judge.running.tree import mapped
from grader.model import Assignment


class Reference:
    """The reference solution: its modules, in the order in which the assignment lists its files."""

    def __init__(self, modules: Sequence[ModuleType]) -> None:
        self._modules = tuple(modules)
        self._names = frozenset(module.__name__ for module in modules)

    @classmethod
    def load(cls, folder: Path, files: Sequence[str], shared: Path) -> Reference:
        """From the private folder, by name, once in a process.

        ``shared``: the public folder, where modules lie that are handed out; a name that both folders have is the private one's.
        """
        if str(shared) not in sys.path:
            sys.path.insert(0, str(shared))
        return cls([_load_module(folder, Path(file).stem) for file in files])

    @property
    def modules(self) -> tuple[ModuleType, ...]:
        return self._modules

    def attribute(self, name: str) -> Any:
        """The first module's attribute of that name; AttributeError where none has it."""
        for module in self._modules:
            if name in vars(module):
                return vars(module)[name]
        raise AttributeError(f"the reference solution defines no {name!r}")

    def makes(self, value: object) -> bool:
        """Whether the value is an instance of a class that the reference defines."""
        return type(value).__module__ in self._names

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """The reference's value for copies of the arguments, so that nothing it changes reaches the student's call."""
        return self.attribute(name)(*map(copied, args), **{key: copied(value) for key, value in kwargs.items()})


def load_beside(
    folder: Path, codes: Sequence[tuple[str, CodeType]], names: Mapping[str, Any] = MappingProxyType({})
) -> list[ModuleType]:
    """Modules of other code by the names of the reference's files, which import one another; the true ones are put back after.

    ``names`` are there before the code runs. Raises what the code raises.
    """
    stems = [Path(file).stem for file, _ in codes]
    kept = {stem: sys.modules.get(stem) for stem in stems}
    modules = []
    try:
        for stem in stems:
            sys.modules.pop(stem, None)
        for (file, code), stem in zip(codes, stems, strict=True):
            module = ModuleType(stem)
            module.__file__ = str(folder / file)
            vars(module).update(names)
            sys.modules[stem] = module
            exec(code, vars(module))  # noqa: S102  # the author's own reference
            modules.append(module)
    finally:
        for stem, module_before in kept.items():
            sys.modules.pop(stem, None)
            if module_before is not None:
                sys.modules[stem] = module_before
    return modules


def called(
    function: Callable[..., object],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    mutates: Sequence[int | str],
    found: Callable[[object], object],
) -> tuple[object, tuple[object, ...]]:
    """The value for copies of the arguments, and those of the copies that ``mutates`` names, as the call left them.

    ``found`` puts an object in the place of what stands for it. That one is no copy: what a call changes in it stays changed.
    """
    given: dict[int | str, object] = {place: mapped(copied(arg), found) for place, arg in enumerate(args)}
    given |= {name: mapped(copied(value), found) for name, value in kwargs.items()}
    value = function(*(given[place] for place in range(len(args))), **{name: given[name] for name in kwargs})
    return value, tuple(given[place] for place in mutates)


def copied(value: object) -> object:
    """Plain data copied to the bottom; functions and other objects as they are."""
    return mapped(value, lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf)


def argument_places(
    function: Callable[..., object], names: Sequence[str], args: Sequence[object], kwargs: Mapping[str, object]
) -> dict[str, int | str]:
    """Where each of the named parameters stands in this call: by place, or by keyword; one that is left out is left out.

    Raises AssignmentError for a name that the signature does not have.
    """
    if not names:
        return {}
    signature = inspect.signature(function)
    for name in names:
        if name not in signature.parameters:
            raise AssignmentError(
                f"grading.yaml says that {getattr(function, '__name__', 'the function')} mutates {name!r}, but the reference's "
                f"signature is {signature}"
            )
    by_place = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ][: len(args)]
    found: dict[str, int | str] = {}
    for name in names:
        if name in by_place:
            found[name] = by_place.index(name)
        elif name in kwargs:
            found[name] = name
    return found


def check_mutates(reference: Reference, assignment: Assignment) -> None:
    """Raises AssignmentError where ``mutates`` names what is no parameter of the reference's function."""
    for spec in assignment.specs:
        owner, _, member = spec.name.partition(".")
        if spec.mutates:
            function = reference.attribute(owner)
            argument_places(getattr(function, member) if member else function, spec.mutates, (), {})


def _load_module(folder: Path, name: str) -> ModuleType:
    """Import by name, since a suite's ``inputs.py`` may import the reference by name too and must get the same one."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(name)
    except Exception as error:  # whatever the author's file raises is a fault of the assignment
        raise AssignmentError(f"{folder / name}.py: importing the reference raised {type(error).__name__}: {error}") from error
    if Path(str(module.__file__)).resolve().parent != folder.resolve():
        raise AssignmentError(f"{folder / name}.py: a module named {name!r} is already loaded from elsewhere; rename the file")
    return module
