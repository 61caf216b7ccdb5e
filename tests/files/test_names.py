"""Names defined nowhere: found where they are, and no false alarm where Python is only being Python."""

import sysconfig
import textwrap
import types
from pathlib import Path

import pytest

from grader.sandbox.inside.lookups import note_undefined
from grader.sandbox.inside.remarks import Remarks

ROOT = Path(__file__).parents[2]


def undefined(source: str, name: str = "a.py") -> list[tuple[str, int, str]]:
    """``(name, line, "function|place")`` for a text of our own, run here."""
    module = types.ModuleType("a")
    code = compile(source, name, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102  # our own text
    remarks = Remarks()
    note_undefined(module, remarks, {}, code)
    return [(remark[1], remark[3], remark[4]) for remark in remarks.plain(lambda text, _: text)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    return 1 + nothing\n", [("nothing", 2, "f|")]),
        ("def f():\n    return [g for g in range(3) if g == nothing]\n", [("nothing", 2, "f|")]),
        ("class C:\n    def m(self):\n        return nothing\n", [("nothing", 3, "C.m|")]),
        ("class C:\n    x = 1\n    @staticmethod\n    def m():\n        return x\n", [("x", 5, "C.m|")]),
        ("class C:\n    @property\n    def m(self):\n        return nothing\n", [("nothing", 4, "C.m|")]),
        ("x = 1\ndel x\ndef f():\n    return x\n", [("x", 4, "f|a.py:1")]),
        ("def f():\n    return x\nif False:\n    pass\nif __name__ == '__main__':\n    x = 1\n", [("x", 2, "f|a.py:6")]),
        ("import functools\ndef d(f):\n    @functools.wraps(f)\n    def w(): return f()\n    return w\n@d\n"
         "def f(): return nothing\n",
         [("nothing", 7, "f|")]),
        ("f = lambda: nothing\n", [("nothing", 1, "f|")]),
        ("def f():\n" + "".join(f"    x{i} = name{i} = {i}\n" for i in range(300)) + "    return nothing\n",
         [("nothing", 302, "f|")]),
        ("def f():\n    print(" + ", ".join(f"a.n{i}" for i in range(300)) + ", nothing)\na = 1\n", [("nothing", 2, "f|")]),
    ],
)  # fmt: skip
def test_what_is_defined_nowhere(source: str, found: list[tuple[str, int, str]]) -> None:
    """With the line of the use, the function, and the place that would define it."""
    assert undefined(source) == found


FINE = """
import math, numpy as np
from math import *
from collections import namedtuple as nt

LATER_USED = 1
def comprehensions(n):
    a = [i * j for i in range(n) for j in range(i)]
    b = {k: v for k, v in zip(a, a)}
    return sum(x for x in a) + len({y for y in b}), (lambda q: q + n)(1)
def scopes():
    count = 0
    def inner():
        nonlocal count
        count += 1
        return count
    return inner()
def makes_global():
    global made
    made = 1
def uses_global():
    return made
def later():
    return defined_below() + LATER_USED
def defined_below():
    return sqrt(pi) + math.e
def walrus(xs):
    if (n := len(xs)) > 3:
        return n
    return [last := x for x in xs] and last
def match_it(value):
    match value:
        case {"a": a, **rest}:
            return a, rest
        case [first, *others]:
            return first, others
        case str() as text:
            return text
def handles():
    try:
        import cupy as xp
    except ImportError:
        xp = np
    try:
        return xp.zeros(3)
    except (ValueError, TypeError) as error:
        return error
def old_and_new(s):
    try:
        return unicode(s)
    except NameError:
        return str(s)
def deletes():
    x = 1
    del x
def annotated(x: "NoSuchType", y: "Also" = None) -> "Nothing":
    z: "This" = x
    return z
def builtin():
    return __name__, __file__, len(__doc__ or ""), NotImplemented, __builtins__
class Base:
    size = 3
    sizes = [size for _ in range(2)] if False else []
    def method(self):
        return __class__, super().__init__()
    class Inner:
        def deep(self):
            return Base.size
async def asynchronous(xs):
    async with xs as y:
        async for x in y:
            yield x
def decorated(f):
    return f
@decorated
def target(*args, key=LATER_USED, **kwargs):
    return args, key, kwargs
for loop_variable in range(2):
    pass
def reads_loop_variable():
    return loop_variable
with open(__import__("os").devnull) as handle:
    pass
def reads_handle():
    return handle
"""


def test_no_false_alarm_for_scopes() -> None:
    """Everything that binds a name: comprehensions, global, nonlocal, star, walrus, match, handlers, classes, decorators."""
    assert undefined(FINE.replace("__file__, ", "")) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return made_up\nglobals()['made_up'] = 1\n",
        "exec('made_up = 1')\ndef f():\n    return made_up\n",
        "def setup():\n    globals().update(made_up=1)\ndef f():\n    return made_up\n",
        "def setup():\n    exec('made_up = 1', globals())\ndef f():\n    return made_up\n",
    ],
)
def test_who_defines_names_at_run_time_is_left_in_peace(source: str) -> None:
    """What cannot be known is not said."""
    assert undefined(source) == []


@pytest.mark.skipif("sys.version_info < (3, 12)", reason="type parameters are of Python 3.12")
def test_no_false_alarm_for_type_parameters() -> None:
    """Of functions, classes and aliases."""
    assert undefined("type Pair[T] = tuple[T, T]\nclass C[T]:\n    def m[U](self, x: T, y: U) -> U:\n        return y\n") == []


def course_files() -> list[Path]:
    found = [path for path in ROOT.glob("solutions/*/*.py") if not path.name.startswith("test_") and path.name != "inputs.py"]
    return sorted([*found, *ROOT.glob("solutions/*/samples/accepted/*.py"), *ROOT.glob("assignments/*/[!t]*.py")])


def test_no_false_alarm_on_what_ships() -> None:
    """References, accepted samples and stubs of every assignment."""
    files = course_files()
    assert len(files) >= 7
    for path in files:
        assert undefined(path.read_text(encoding="utf-8"), path.name) == [], path


def test_no_false_alarm_on_the_standard_library() -> None:
    """Some fifty modules by people who know every corner of the language, each run as a submission would be."""
    names = (
        "ast", "argparse", "codecs", "collections/__init__", "configparser", "contextlib", "copy", "csv", "dataclasses",
        "datetime", "difflib", "enum", "fractions", "functools", "heapq", "inspect", "ipaddress", "json/decoder", "locale",
        "numbers", "optparse", "pprint", "queue", "random", "shlex", "statistics", "string", "tempfile", "textwrap", "tokenize",
        "traceback", "typing", "uuid", "weakref", "zipfile/__init__", "zipfile",
    )  # fmt: skip
    folder = Path(sysconfig.get_path("stdlib"))
    checked = 0
    for name in names:
        path = folder / f"{name}.py"
        if path.exists():
            checked += 1
            wrapped = (
                f"__name__ = {name.partition('/')[0]!r}\n__package__ = {name.rpartition('/')[0]!r}\n__file__ = {str(path)!r}\n"
            )
            body = path.read_text(encoding="utf-8")
            assert undefined(textwrap.dedent(body) if "from __future__" in body else wrapped + body, name) == [], name
    assert checked >= 30
