"""Other correct ways to round: the reference with its sums taken in another order, or in another precision.

Every call that adds up (``sum``, ``mean``, ``dot``, ``@``) and every allocation is routed through an ``Arithmetic``;
what comes out is what a correct program written otherwise may return, and no more. Works on our own reference only.
"""

from __future__ import annotations

import ast
import copy
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.verify.splice import Source

ARITHMETIC = "__grader_arithmetic__"
ALLOCATING = frozenset(("zeros", "ones", "empty", "full", "eye", "identity", "linspace"))
ADDING = frozenset(("sum", "mean", "dot", "matmul"))
CONVERTING = frozenset(("array", "asarray", "float64"))
ROUTED = ALLOCATING | ADDING | CONVERTING


def routed(source: Source) -> ast.Module:
    """The module with sums and allocations routed through ``ARITHMETIC``."""
    tree: ast.Module = _Router().visit(copy.deepcopy(source.tree))
    return ast.fix_missing_locations(tree)


class _Router(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:  # the name that ast asks for
        self.generic_visit(node)
        return _through("matmul", [node.left, node.right], []) if isinstance(node.op, ast.MatMult) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ROUTED:
            return _through("call", [ast.Constant(node.func.attr), node.func.value, *node.args], node.keywords)
        return node


def _through(method: str, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name(ARITHMETIC, ast.Load()), method, ast.Load()), args, keywords)


class Arithmetic:
    """Plain NumPy; the subclasses' ``order`` says in which order products and sums are taken, ``real`` in which precision."""

    def __init__(self, name: str, order: Callable[[int], np.ndarray] | None = None, real: Any = np.float64) -> None:
        self.name, self._order, self._real = name, order, real

    def converted(self, value: Any) -> Any:
        """An argument in this precision: real arrays and floats, inside tuples and lists too."""
        if self._real is np.float64:
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return value.astype(self._real)
        if type(value) is float or isinstance(value, np.floating):
            return self._real(value)
        if type(value) in (tuple, list):
            return type(value)(self.converted(each) for each in value)
        return value

    def call(self, name: str, owner: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(owner, types.ModuleType):
            return self._function(name, getattr(owner, name), args, kwargs)
        if isinstance(owner, np.ndarray | np.generic) and name in ("sum", "mean", "dot"):
            return self._function(name, getattr(np, name), (owner, *args), kwargs)
        return getattr(owner, name)(*args, **kwargs)

    def matmul(self, left: Any, right: Any) -> Any:
        return self._function("matmul", np.matmul, (left, right), {})

    def _function(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name in ALLOCATING and self._real is not np.float64 and "dtype" not in kwargs:
            return function(*args, **kwargs, dtype=self._real)
        if name in CONVERTING:
            return self.converted(function(*args, **kwargs))
        if self._order is None or not args:
            return function(*args, **kwargs)
        if name in ("sum", "mean") and len(args) <= 2 and not set(kwargs) - {"axis", "keepdims"}:
            return self._added_up(name, *args, **kwargs)
        if name in ("dot", "matmul") and len(args) == 2 and not kwargs:
            return self._multiplied(function, *args)
        return function(*args, **kwargs)

    def _added_up(self, name: str, values: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        array = np.asarray(values)
        if array.dtype.kind not in "fc" or isinstance(axis, tuple) or not array.size:
            return getattr(np, name)(values, axis=axis, keepdims=keepdims)
        flat = array.reshape(-1) if axis is None else array
        along = 0 if axis is None else axis
        count = flat.shape[along]
        # One after another in the new order; NumPy itself adds pairwise where it can.
        total = np.take(np.cumsum(np.take(flat, self._permutation(count), axis=along), axis=along), -1, axis=along)
        total = total / count if name == "mean" else total
        if keepdims:
            total = np.reshape(total, (1,) * array.ndim) if axis is None else np.expand_dims(total, along)
        return total

    def _multiplied(self, function: Callable[..., Any], left: Any, right: Any) -> Any:
        """The same product with the terms of its sums in another order: both factors permuted along the summed axis."""
        a, b = np.asarray(left), np.asarray(right)
        if a.dtype.kind not in "fc" or not a.ndim or not b.ndim:
            return function(left, right)
        order = self._permutation(a.shape[-1])
        inner = 0 if b.ndim == 1 else -2
        if b.shape[inner] != len(order):
            return function(left, right)  # raises what it always raised
        return function(np.take(a, order, axis=-1), np.take(b, order, axis=inner))

    def _permutation(self, count: int) -> np.ndarray:
        assert self._order is not None  # noqa: S101  # only asked where there is one
        return self._order(count)


def _shuffled(seed: int) -> Callable[[int], np.ndarray]:
    return lambda count: np.random.default_rng((seed, count)).permutation(count)


# Plain NumPy sums pairwise already: that is the reference itself.
ORDERS = (
    Arithmetic("from the left", np.arange),
    Arithmetic("from the right", lambda count: np.arange(count)[::-1]),
    *(Arithmetic("permuted", _shuffled(seed)) for seed in range(4)),
)
TRUTH = Arithmetic("extended precision", None, np.longdouble)
SINGLE = Arithmetic("single precision", None, np.float32)
