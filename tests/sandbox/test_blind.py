"""Which texts see no more than values: no addresses, and nothing of their own lines."""

import ast

import pytest

from grader.sandbox.inside.blind import is_blind
from grader.sandbox.inside.statements import binds


def sees_nothing(text: str) -> bool:
    tree = ast.parse(text)
    bound = {name for node in ast.walk(tree) for name in binds(node)}
    return all(is_blind(statement, bound) for statement in tree.body)


@pytest.mark.parametrize(
    "body",
    [
        "return repr(x)", "return str(f)", "return f'{f}'", "return '%s' % f", "return '{}'.format(f)", "return b'%a' % f",
        "return format(f)", "return list({f, x})", "return set([f, x])", "return {g for g in (f, x)}", "return frozenset((f, x))",
        "return np.array([f]).tobytes()", "return np.array([f]).astype('U40')", "return np.array(f, dtype=np.str_)",
        "return np.array([f]).astype('<U40')", "return np.array_repr(x)", "return np.info(f, output=x)", "return np.source(f)",
        "return (g for g in x).gi_code.co_firstlineno", "return x.tb_lineno", "return x.f_lineno",
        "try:\n        return f(x)\n    except TypeError as e:\n        return e.args",
        "print(x, file=x)", "say = print\n    return say(x)", "raise x(f'{f}')", "raise ValueError(repr(f))", "print(str(x))",
        "ValueError = x\n    raise ValueError(f'{f}')", "return chr(37) + 's'",
        "return x.keys() & x.keys()", "k = x.keys()\n    return k", "return x.items", "list = x\n    return list(x.keys())",
        "assert f'{f}', x", "raise StopIteration(f'{f}')",
        "raise ImportError(f'{f}')", "return b''.join([x])", "return np.frombuffer(x)",
        "return int.from_bytes(x, 'big')", "return x.encode()", "return np.array([f], dtype=object)", "return np.zeros(1, 'i1,O')",
        "return np.ones(1, 'g')", "return np.ones(1, 'f16')", "return np.longdouble(x)", "return np.zeros(1, {'offsets': x})",
        "return np.dtype(x, align=True)", "def g(y: repr(f)):\n        pass", "print(x, end=str(f))",
    ],
)  # fmt: skip
def test_what_may_tell_more_is_not_blind(body: str) -> None:
    """Texts of values, orders by address, lines, docstrings: whatever could be another in a file with other comments."""
    assert not sees_nothing(f"def f(x):\n    {body}\n")


@pytest.mark.parametrize(
    "body",
    [
        "return x['stride'] + len(x.keys())", "return np.zeros(3, dtype='float64').astype('i8')",
        "return [k for k in x.keys()]",
        "print('%d of %s' % (x, f), '{}'.format(f), f'{x:>{x}.3f}', sep='', end='')", "assert x, f'{f}'",
        "raise KeyError('%s' % f) from None", "y: 'list[str]' = x\n    return y", "'{}'\n    return x",
    ],
)  # fmt: skip
def test_what_is_said_aloud_is_seen_by_nobody(body: str) -> None:
    assert sees_nothing(f"def f(x: str) -> object:\n    {body}\n")
