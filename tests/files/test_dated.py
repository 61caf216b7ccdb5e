"""The table of removed names against the NumPy that is installed, and the messages that it really gives."""

import importlib
from collections.abc import Callable

import numpy as np
import pytest

from grader.reading.dated import NUMPY, NUMPY_METHODS, NUMPY_MODULES, PYTHON2, Dated, find_dated

HERE = tuple(int(part) for part in np.__version__.split(".")[:2])


def is_gone(version: str) -> bool:
    return tuple(int(part) for part in version.split(".")) <= HERE


def error_of(owner: object, name: str) -> str:
    """The message of the AttributeError; empty where the name is there."""
    try:
        getattr(owner, name)
    except AttributeError as error:
        return str(error)
    return ""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("name", NUMPY)
def test_a_name_is_gone_since_its_version(name: str) -> None:
    """And its message is recognised as what it is; what is named in its place is there."""
    version, instead = NUMPY[name]
    message = error_of(np, name)
    assert bool(message) == is_gone(version)
    if message:
        assert find_dated(message) == Dated("dated_numpy", f"np.{name}", version, instead)
    if instead.startswith("np.") and instead[3:].isidentifier():
        assert not error_of(np, instead[3:])


@pytest.mark.parametrize(("module", "name"), NUMPY_MODULES)
def test_a_name_of_a_module_is_gone(module: str, name: str) -> None:
    """One level down."""
    message = error_of(importlib.import_module(module), name)
    version, instead = NUMPY_MODULES[module, name]
    assert bool(message) == is_gone(version)
    if message:
        assert find_dated(message) == Dated("dated_numpy", f"np.{module.partition('.')[2]}.{name}", version, instead)


@pytest.mark.parametrize("name", NUMPY_METHODS)
def test_a_method_is_gone(name: str) -> None:
    """Of arrays."""
    message = error_of(np.zeros(1), name)
    assert bool(message) == is_gone(NUMPY_METHODS[name][0])
    if message:
        assert find_dated(message) == Dated("dated_numpy", f"x.{name}()", *NUMPY_METHODS[name])


def test_what_else_numpy_and_python_say() -> None:
    """Messages as they really come, of calls that are wrong on purpose."""
    cases: list[tuple[Callable[[], object], str, tuple[int, int]]] = [
        (lambda: np.reshape(np.zeros(4), newshape=(2, 2)), "dated_numpy", (2, 4)),  # type: ignore[call-overload]
        (lambda: float(np.zeros((1, 1))), "dated_scalar", (2, 4)),
        (lambda: range(3 / 2), "dated_division", (1, 0)),  # type: ignore[call-overload]
        (lambda: [1, 2][: 2 / 1], "dated_division", (1, 0)),  # type: ignore[index]
        (lambda: np.zeros(4 / 2), "dated_division", (1, 0)),  # type: ignore[call-overload]
        (lambda: {}.has_key(1), "dated_python2", (1, 0)),  # type: ignore[attr-defined]
    ]
    for call, phrase, since in cases:
        if since > HERE:
            continue
        with pytest.raises((TypeError, AttributeError)) as caught:
            call()
        found = find_dated(str(caught.value))
        assert found is not None, caught.value
        assert found.phrase == phrase


@pytest.mark.parametrize("name", [name for name in PYTHON2 if not name.startswith(("has", "iter"))])
def test_names_of_python_2(name: str) -> None:
    """Not defined here, and recognised when they are missed."""
    with pytest.raises(NameError) as caught:
        eval(name)  # noqa: S307  # our own text
    assert find_dated(str(caught.value)) == Dated("dated_python2", name, "", PYTHON2[name])


@pytest.mark.parametrize(
    "message", ["", "module 'numpy' has no attribute 'wrong'", "name 'x' is not defined", "'ndarray' object has no attribute 'x'"]
)
def test_anything_else_is_nothing(message: str) -> None:
    """A mistake of one's own is not explained by history."""
    assert find_dated(message) is None
