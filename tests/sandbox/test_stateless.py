"""Whether a file's text shows that nothing goes from one call to the next: in doubt it does not."""

import ast

import pytest

from grader.sandbox.inside.stateless import is_stateless

PLAIN = {
    "functions_of_numpy": (
        "import numpy as np\n\ndef f(x, axis=-1):\n    y = np.exp(x - np.max(x, axis=axis, keepdims=True))\n    return y / y.sum()"
    ),
    "one_calls_the_other": "from numpy import exp\n\ndef g(x):\n    return f(x)\n\ndef f(x):\n    return exp(x)",
    "loops_of_its_own": "import numpy as np\n\ndef f(x):\n    return [[i * j for j in x] for i in x if (k := i) > 0] + [k]",
    "a_submodule_by_name": "from numpy import linalg as la\n\ndef f(x):\n    return la.norm(x)",
    "a_submodule": "import numpy as np\n\ndef f(x):\n    return np.linalg.norm(np.fft.fft(x)) * np.pi",
    "a_function_within": "import math\n\ndef f(x):\n    def g(y, scale=2):\n        return math.sqrt(y) * scale\n    return g(x)",
    "fixed_values": "EPS = 1e-8\nSHAPE: tuple = (1, -2)\n\ndef f(x):\n    return x + EPS * SHAPE[0]",
    "its_own_array": (
        "import numpy as np\n\ndef f(x):\n    x[0] = 1\n    out = np.zeros(3, dtype=np.float64)\n    out[1:] += x\n    return out"
    ),
    "an_object_that_is_made_anew": (
        "class Meter:\n    unit = 'm'\n\n    def __init__(self):\n        self.seen = []\n\n"
        "    def add(self, x):\n        self.seen.append(x)\n        self.last = x"
    ),
    "a_class_written_anew": (
        "class Meter:\n    def add(self, x):\n        self.last = x\n\n"
        "class Meter:\n    def add(self, x):\n        self.last = x + 1\n\ndef f(x):\n    return Meter().add(x)"
    ),
    "a_function_in_a_function": (
        "def f(x):\n    def g(y, *, z=0):\n        return x + y + z\n"
        "    return [g(each) for each in x] + sorted(x, key=lambda each: -each)"
    ),
    "objects_of_its_own": (
        "from typing import Optional\nimport numpy as np\n\n"
        "class Pair:\n    def __init__(self, a, b):\n        self.a, self.b = a, b\n\n"
        "    def __add__(self, other: Optional[float]):\n        if not isinstance(other, Pair):\n"
        "            other = Pair(other, 0)\n        return Pair(self.a + other.a, self.b)\n\n"
        "def f(x):\n    return (Pair(x, 1) + 2).a + np.pad(x, ((1, 1),), mode='constant') + np.convolve(x, x, mode='same')"
    ),
    "errors_and_words": (
        "import numpy as np\n\ndef f(x):\n    with np.errstate(all='ignore'):\n        try:\n"
        "            print(x)\n        except ValueError as error:\n"
        "            raise TypeError(f'no {x}') from error"
    ),
    "types_that_are_named": (
        "from typing import Optional\nfrom collections.abc import Callable\nimport typing as t\nimport numpy as np\n\n"
        "EPS: float = 1e-8\n\nclass C:\n    n: t.Optional[int] = None\n\n    def g(self, x: 'C') -> list[np.ndarray]:\n"
        "        y: Optional[float] = None\n        self._x: float = x\n        return [self._x, y]\n\n"
        "def f(x: np.ndarray | None, g: Callable[[float], float] = np.exp) -> dict[str, tuple[int, ...]]:\n    return {'x': g(x)}"
    ),
    "words_of_many_forms": (
        "def f(x, params):\n    assert len(x) == 2, f'{x}'\n    for key, value in params.items():\n"
        "        print('%s: %d' % (key, len(x)), '{} of {}'.format(value, x), f'{x:.3f}', end=' ', sep='')\n"
        "    if 'stride' not in params.keys():\n        raise ValueError('no stride in %s' % params)\n"
        "    return {key: x for key in sorted(params.keys())}"
    ),
    "errors_of_values": (
        "import numpy as np\n\n__author__ = 'Somebody'\n\ndef f(x):\n    try:\n        return np.linalg.inv(x)\n"
        "    except (np.linalg.LinAlgError, ZeroDivisionError):\n        return x"
    ),
    "types_of_a_function_within": (
        "from typing import Optional\nimport numpy as np\n\ndef f(x):\n"
        "    def g(y: np.ndarray, z: Optional[int] = None) -> list[float]:\n        return [y, z]\n    return g(x)"
    ),
    "the_same_import_twice": "import numpy as np\nimport numpy as np\n\ndef f(x):\n    return np.exp(x)",
    "what_is_run_as_a_script": (
        "import math\n\ndef f(x):\n    return math.exp(x)\n\nif __name__ == '__main__':\n    open('a').read()"
    ),
}
REMEMBERS = {
    "a_name_that_a_comprehension_hides": "def f(x):\n    [0 for globals in ()]\n    return globals().setdefault('past', x)",
    "a_name_that_a_lambda_hides": "def f(x):\n    g = lambda globals: 0\n    return globals().setdefault('past', x)",
    "a_module_of_a_module": "import typing\n\ndef f(x):\n    return typing.sys.modules.setdefault('past', x)",
    "a_module_from_a_module": "from typing import sys\n\ndef f(x):\n    return sys.modules.setdefault('past', x)",
    "a_dictionary_of_numpy": "import numpy as np\n\ndef f(x):\n    return np.ma.core.default_filler.setdefault('past', x)",
    "a_module_as_a_value": "import numpy as np\n\ndef f(x):\n    m = np.linalg\n    return m._linalg.functools.past",
    "an_inner_module": "import numpy as np\n\ndef f(x):\n    return np.linalg._linalg.functools.past",
    "a_self_that_is_the_class": "class C:\n    def f(self, x):\n        self = C\n        self.past = x",
    "a_method_of_anything": "class C:\n    def f(self, x):\n        self.past = x\n\ndef f(x):\n    C.f(f, x)",
    "a_class_by_another_name": ("class C:\n    def put(self, x):\n        self.past = x\n\ndef f(x):\n    k = C\n    k.put(f, x)"),
    "a_class_and_then_a_list": "class C:\n    pass\n\nclass C:\n    pass\n\nC = []\n\ndef f(x):\n    C.append(x)",
    "a_class_and_then_a_keeping_one": (
        "class C:\n    pass\n\nclass C:\n    seen = []\n\n    def f(self, x):\n        self.seen.append(x)"
    ),
    "a_class_in_a_list": "class C:\n    def put(self, x):\n        self.past = x\n\ndef f(x):\n    [C][0].put(f, x)",
    "the_class_of_an_object": "class C:\n    def put(self, x):\n        self.past = x\n\ndef f(x):\n    type(C()).put(f, x)",
    "a_class_above": "class C:\n    def f(self, x):\n        super().f.past = x",
    "the_class_as_the_first_argument": "class C:\n    def __new__(cls):\n        cls.past = 1\n        return object.__new__(cls)",
    "a_hook_of_a_class": "class C:\n    def __class_getitem__(cls, x):\n        cls.past = x",
    "another_self_within": (
        "class C:\n    def f(self, x):\n        def g(self):\n            self.past = x\n        g(h)\n\ndef h():\n    pass"
    ),
    "memory_by_its_address": (
        "import numpy as np\n\nclass C:\n    @property\n    def __array_interface__(self):\n"
        "        return {'data': (140000000, False), 'shape': (8,), 'typestr': '<f8', 'version': 3}\n\n"
        "def f(x):\n    np.asarray(C())[:] = x"
    ),
    "an_abstract_class_that_is_told": (
        "from collections.abc import Sequence\n\nclass C:\n    pass\n\ndef f(x):\n    Sequence.register(C)\n    return 1"
    ),
    "a_list_of_typing": "from typing import overload\n\ndef f(x):\n    overload(f)",
    "holes": "import numpy as np\n\ndef f(x):\n    return np.add(x, 0, where=x > 9)",
    "holes_by_a_dictionary": "import numpy as np\n\ndef f(x):\n    return np.add(x, 0, **{'where': x > 9})",
    "memory_that_was_given_back": (
        "import numpy as np\n\ndef f(x):\n    a = np.zeros(9)\n    old = a[:]\n    a.resize(99, refcheck=False)\n    return old"
    ),
    "holes_at_the_edge": "import numpy as np\n\ndef f(x):\n    return np.pad(x, 3, 'empty')",
    "holes_at_the_edge_by_name": "import numpy as np\n\ndef f(x):\n    return np.pad(x, 3, mode='em' + 'pty')",
    "holes_by_another_name": "from numpy import pad\n\ndef f(x):\n    return pad(x, 3, 'empty')",
    "holes_of_a_value": "import numpy as np\n\ndef f(x):\n    g = np.pad\n    return g(x, 3, 'empty')",
    "an_annotation_within": (
        "class C:\n    def put(self, x):\n        self.past = x\n\ndef f(x):\n    def g(y: C.put(f, x)):\n        pass"
    ),
    "a_self_of_a_comprehension": (
        "class C:\n    def f(self, x):\n        [0 for self in [g] for self.past in [x]]\n\ndef g():\n    pass"
    ),
    "an_iterator_that_allocates": "import numpy as np\n\ndef f(x):\n    return np.nditer([x, None])",
    "global": "n = 0\n\ndef f(x):\n    global n\n    n += 1\n    return n",
    "list_of_the_file": "seen = []\n\ndef f(x):\n    seen.append(x)\n    return len(seen)",
    "default": "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)",
    "keyword_default": "def f(x, *, seen={}):\n    return seen.setdefault(x, 1)",
    "attribute_of_a_function": "def f(x):\n    f.calls = 1\n    return x",
    "attribute_of_what_is_handed_over": "def g(h):\n    h.calls = 1\n\ndef f(x):\n    g(f)",
    "attribute_of_a_class": "class Meter:\n    def add(self, x):\n        Meter.total = x",
    "list_of_a_class": "class Meter:\n    seen = []\n\n    def add(self, x):\n        self.seen.append(x)",
    "class_of_an_object": "class Meter:\n    def add(self, x):\n        self.__class__.total = x",
    "attribute_of_a_module": "import numpy as np\n\ndef f(x):\n    np.seen = x",
    "cache": "from functools import lru_cache\n\n@lru_cache\ndef f(x):\n    return x",
    "generator_of_numpy": "import numpy as np\n\ndef f(x):\n    return np.random.rand()",
    "generator_by_another_name": "from numpy import random\n\ndef f(x):\n    return random.rand()",
    "settings_of_numpy": "import numpy as np\n\ndef f(x):\n    np.seterr(all='ignore')",
    "uninitialised": "import numpy as np\n\ndef f(x):\n    return np.empty(3)",
    "iterator_of_the_file": "numbers = iter(range(9))\n\ndef f(x):\n    return next(numbers)",
    "clock": "import time\n\ndef f(x):\n    return time.time()",
    "import_in_a_function": "def f(x):\n    import os\n    os.environ['x'] = '1'",
    "builtins": "def f(x):\n    globals()['n'] = 1",
    "address": "def f(x):\n    return id(x)",
    "statement_at_the_top": "import numpy as np\n\nfor n in range(3):\n    pass\n\ndef f(x):\n    return n",
    "everything": "from numpy import *\n\ndef f(x):\n    return seterr()",
    "lambda_of_the_file": "f = lambda x, seen=[]: seen.append(x)",
    "unknown_name": "def f(x):\n    return helper(x)",
    "an_annotation_that_computes": "PAST = None\n\ndef g(x: globals().update(PAST=[])):\n    pass\n\ndef f(x):\n    PAST.append(x)",
    "what_a_function_returns_is_computed": (
        "PAST = None\n\ndef g(x) -> globals().update(PAST=[]):\n    pass\n\ndef f(x):\n    PAST.append(x)"
    ),
    "an_annotation_of_a_name": "PAST = None\nN: globals().update(PAST=[]) = 1\n\ndef f(x):\n    PAST.append(x)",
    "an_annotation_of_a_class": ("PAST = None\n\nclass C:\n    n: globals().update(PAST=[]) = 1\n\ndef f(x):\n    PAST.append(x)"),
    "an_annotation_of_a_method": (
        "PAST = None\n\nclass C:\n    def g(self, x: globals().update(PAST=[])):\n        pass\n\ndef f(x):\n    PAST.append(x)"
    ),
    "a_script_after_all": (
        "__name__ = '__main__'\nPAST = None\n\nif __name__ == '__main__':\n    PAST = []\n\ndef f(x):\n    PAST.append(x)"
    ),
    "other_builtins": "__builtins__ = 1\n\ndef f(x):\n    return x",
    "builtins_by_an_import": "from math import pi as __builtins__\n\ndef f(x):\n    return x",
    "its_own_staticmethod": (
        "def staticmethod(g):\n    return []\n\nclass C:\n    @staticmethod\n    def past():\n        pass\n\n"
        "def f(x):\n    C().past.append(x)"
    ),
    "a_property_of_numpy": (
        "from numpy import vectorize as property\n\nclass C:\n    @property\n    def g(self):\n        pass\n\n"
        "def f(x):\n    C().g.excluded.add(x)"
    ),
    "its_own_isinstance": (
        "def isinstance(x, kind):\n    return kind\n\nclass C:\n    def put(self, x):\n        self.past = x\n\n"
        "def f(x):\n    isinstance(x, C).put(f, x)"
    ),
    "a_parameter_in_the_place_of_isinstance": (
        "class C:\n    def put(self, x):\n        self.past = x\n\ndef g(isinstance):\n    isinstance(f, C).put(f, 1)\n\n"
        "def f(x):\n    g(lambda y, kind: kind)"
    ),
    "another_object": "from typing import NamedTuple as object\n\nclass C(object):\n    n: int = 0\n\ndef f(x):\n    return C()",
    "a_second_self": "class C:\n    def put(me, /, self, x):\n        self.past = x\n\ndef f(x):\n    C().put(f, x)",
    "a_class_in_the_place_of_a_module": (
        "import numpy as np\n\nclass np:\n    def sum(self, x):\n        self.past = x\n\ndef f(x):\n    np.sum(f, x)"
    ),
    "an_attribute_by_a_pattern": (
        "def f(x):\n    match f:\n        case object(__globals__=names):\n            names['past'] = x"
    ),
    "a_text_that_is_run": (
        "from typing import ForwardRef\n\ndef f(x):\n    return ForwardRef('[]')._evaluate({}, {}, frozenset())"
    ),
    "a_cache_of_typing": "from typing import Annotated\n\ndef f(x):\n    return Annotated[int, 0.0 * x]",
    "a_type_of_typing": "import typing\n\ndef f(x):\n    return typing.Union[int, x]",
    "a_handler_of_errors": (
        "import numpy as np\n\ndef keep(past):\n    with np.errstate(call=past):\n        yield\n\n"
        "def f(x):\n    next(keep(x))\n    return np.geterrcall()"
    ),
    "a_handler_alone": "import numpy as np\n\ndef f(x):\n    with np.errstate(call=x):\n        return x",
    "settings_of_printing": (
        "import numpy as np\n\ndef f(x):\n    with np.printoptions(nanstr=x):\n        return np.get_printoptions()"
    ),
    "what_is_entered_for_good": "def g(x):\n    with x:\n        yield x\n\ndef f(x):\n    return next(g(x))",
    "a_traceback": (
        "class C:\n    def __enter__(self):\n        return self\n\n    def __exit__(self, kind, error, step):\n"
        "        self.step = step\n        return True\n\n"
        "def f(x):\n    with C() as c:\n        raise ValueError\n    return c.step"
    ),
    "names_of_a_frame": "def f(x):\n    return x.tb_frame.f_builtins",
    "the_address_of_a_function": "def f(x):\n    return str(f)",
    "an_address_in_a_text": "def f(x):\n    return f'{f}'",
    "an_order_by_addresses": "def f(x):\n    return next(iter({f, g})) is f\n\ndef g(x):\n    pass",
    "an_order_of_keys_by_addresses": (
        "def f(x):\n    d = {f: 1, g: 2}\n    return next(iter(d.keys() & d.keys())) is f\n\ndef g(x):\n    pass"
    ),
    "an_address_in_an_array": "import numpy as np\n\ndef f(x):\n    return np.frombuffer(np.array([f]), np.int64)",
    "an_address_as_bytes": "import numpy as np\n\ndef f(x):\n    return int.from_bytes(np.array([f]), 'little')",
    "an_address_that_is_joined": "import numpy as np\n\ndef f(x):\n    return b''.join([np.array([f])])",
    "an_address_that_an_error_carries": (
        "def f(x):\n    try:\n        raise StopIteration(f'{f}')\n    except StopIteration as error:\n        return error.value"
    ),
    "what_numpy_keeps_for_itself": "import numpy as np\n\ndef f(x):\n    return np.finfo(float)._machar",
    "padding_of_numbers": "import numpy as np\n\ndef f(x):\n    return np.ones(1, np.longdouble).view(np.uint8)",
    "padding_of_numbers_by_a_text": "import numpy as np\n\ndef f(x):\n    return np.ones(1, 'g').view('u1')",
    "padding_of_records": "import numpy as np\n\ndef f(x):\n    return np.ones(1, np.dtype('i1,f8', align=True)).view('u1')",
    "how_much_memory_there_is": (
        "import numpy as np\n\ndef f(x):\n    try:\n        return np.ones(x)\n    except MemoryError:\n        return 0"
    ),
    "any_error": "def f(x):\n    try:\n        return [0] * x\n    except Exception:\n        return 0",
    "every_error": "def f(x):\n    try:\n        return [0] * x\n    except:\n        return 0",
    "an_error_by_another_name": (
        "def f(x, ValueError):\n    try:\n        return [0] * x\n    except ValueError:\n        return 0\n\n"
        "def g(x):\n    return f(x, MemoryError)"
    ),
    "errors_that_numpy_passes_over": "import numpy as np\n\ndef f(x):\n    return np.array_equal([0] * 10**8, x)",
    "how_many_cases_there_were": "def f(g):\n    return g.case",
    "what_the_suites_function_is_made_of": "def f(g):\n    return g._ask",
    "a_package_of_its_own": "from .numpy import exp\n\ndef f(x):\n    return exp(x)",
    "a_class_that_a_classmethod_is_handed": (
        "class C:\n    @classmethod\n    def kind(cls):\n        return cls\n\n    def put(self, x):\n        self.past = x\n\n"
        "def f(x):\n    C().kind().put(f, x)"
    ),
    "a_list_of_names_of_the_future": "import __future__ as names\n\ndef f(x):\n    names.all_feature_names.append(x)",
    "an_annotation_with_an_object_of_the_function_around_it": (
        "class Box:\n    def __getitem__(self, key):\n        self.got = key\n\n"
        "def f(x):\n    box = Box()\n    def g(y: box[f.__globals__]):\n        pass\n    box.got['past'] = x"
    ),
    "errors_that_an_end_passes_over": (
        "def f(x):\n    fits = False\n    try:\n        [0] * x\n        fits = True\n    finally:\n        return fits"
    ),
    "an_address_by_an_imported_name": "from numpy import str_ as text\n\ndef f(x):\n    return text(f)",
    "a_description_by_an_imported_name": "from numpy import info\n\ndef f(x):\n    info(f, output=x)",
    "padding_by_a_type_that_is_joined": "import numpy as np\n\ndef f(x):\n    return np.ones(1, 'f' + '16')",
    "padding_by_a_type_that_is_cut": "import numpy as np\n\ndef f(x):\n    return np.ones(1, 'xf16'[1:])",
    "padding_by_another_type": "import numpy as np\n\ndef f(x):\n    return x.view(np.uint8)",
    "an_address_by_another_print": "from numpy import copyto as print\n\ndef f(x):\n    print(x, f'{f}')",
    "an_address_by_letters_that_are_made": "def f(x):\n    return 'as'.translate({97: 37}) % f",
    "the_time": "import numpy as np\n\ndef f(x):\n    return np.array('now', 'M8[s]').astype(np.int64)",
    "the_time_by_its_name": "import numpy as np\n\ndef f(x):\n    return np.datetime64('now')",
    "an_attribute_that_a_class_sets": "import numpy as np\n\nclass C:\n    np.past = 1\n\ndef f(x):\n    return x",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_nowhere_to_keep_a_past(text: str) -> None:
    assert is_stateless([ast.parse(text)])


@pytest.mark.parametrize("text", REMEMBERS.values(), ids=REMEMBERS)
def test_somewhere_to_keep_a_past(text: str) -> None:
    assert not is_stateless([ast.parse(text)])


def test_cells_are_one_file() -> None:
    cells = [ast.parse(cell) for cell in ("import numpy as np", "def f(x):\n    return np.exp(x)", "def g(x):\n    return f(x)")]
    assert is_stateless(cells)
    assert not is_stateless([*cells, ast.parse("f(1)")])


def test_a_text_too_deep_is_not_known() -> None:
    deep = ast.parse("def f(x):\n    return x")
    node: ast.expr = ast.Constant(1)
    for _ in range(100_000):
        node = ast.UnaryOp(ast.USub(), node)
    (function,) = deep.body
    assert isinstance(function, ast.FunctionDef)
    function.body = [ast.Return(node)]
    assert not is_stateless([deep])
