"""The student process with real student code: honest, broken, endless, hostile."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model import Fault, Limits, Verdict
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask, Loaded, MissingNameError, RefusedValueError, StudentError, StudentStoppedError
from grader.sandbox.remote import Worker
from grader.sandbox.slot import Slot
from grader.sandbox.slotuid import COUNT, FIRST
from tests.marking import IsolationAt

LIMITS = Limits(wall_s=1, cpu_s=1, memory_mb=200, output_kb=4, result_mb=1, callbacks=50)
SOURCE = '''
import numpy as np, os, sys

def double(x):
    return np.asarray(x) * 2

def change(x):
    x[0] = 99.0

def fail(x):
    values = [1, 2]
    return values[x]

def endless():
    while True:
        pass

def endless_in_c():
    return sum(range(10**12))

def sleep():
    import time
    time.sleep(60)

def hog():
    return np.ones(10**9)

def leave():
    os._exit(0)

def exit_politely():
    sys.exit(0)

def segfault():
    import ctypes
    ctypes.string_at(0)

def flood():
    while True:
        print("x" * 1000)

def talk(n):
    print("a" * n, end="")
    return n

def ask():
    return input("name? ")

def far():
    import torch

def large():
    return np.ones(10**6)

def nothing():
    """Doc."""

def kept():
    return counter

def twice(f, x):
    return f(f(x))

def call_often(f):
    while True:
        f(1)

def who():
    return os.getuid(), os.path.exists(PRIVATE)

def write():
    with open("/tmp/student-was-here", "w") as file:
        file.write("x")

def forge():
    import socket
    for fd in range(3, 20):
        try:
            os.write(fd, b"GRW1" + b"\\x05" + b"\\0" * 40)
        except OSError:
            pass
    return "honest"

def liar():
    class Liar:
        __class__ = float
        def __eq__(self, other): return True
        def __float__(self): return 1.0
    return Liar()

def wild():
    class Odd(ValueError):
        def __str__(self): raise RuntimeError
    raise Odd

def keyboard():
    raise KeyboardInterrupt

def surrogate():
    print("\\udc80")
    return "\\udc80"

class Cell:
    def __init__(self, w):
        self.w = w
        self._hidden = 1
    def step(self, x):
        return self.w * x
'''


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("private")
    (folder / "secret.py").write_text("SECRET = 1")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def slot(private: Path, level: Level, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(LIMITS, isolation_at(level, (private,))) as slot:
        yield slot


@pytest.fixture
def worker(slot: Slot, private: Path) -> Iterator[Worker]:
    worker = slot.worker()
    source = SOURCE + f"\nPRIVATE = {str(private / 'secret.py')!r}\n"
    worker.load([("solution.py", source.encode())], timeout_s=20)
    yield worker
    worker.close()


def fault_of(error: BaseException) -> Fault:
    """What is told of an exception of student code, whichever builtin it is an instance of too."""
    assert isinstance(error, StudentError)
    return error.fault


def ask(worker: Worker, name: str, *args: object) -> Any:
    return worker.call(Ask(name=name, args=args), timeout_s=LIMITS.wall_s).value


def test_an_honest_call(worker: Worker) -> None:
    """Arguments go over as copies, the value comes back as data."""
    mine = np.arange(3.0)
    assert np.array_equal(ask(worker, "double", mine), [0, 2, 4])
    ask(worker, "change", mine)
    assert np.array_equal(mine, [0, 1, 2])
    assert worker.call(Ask(name="change", args=(mine,), mutates=(0,)), timeout_s=1).arguments[0][0] == 99.0


def test_an_exception_comes_with_the_students_own_lines(worker: Worker) -> None:
    """As an instance of the builtin too, so that a suite can expect it."""
    with pytest.raises(IndexError) as caught:
        ask(worker, "fail", 5)
    fault = fault_of(caught.value)
    assert (fault.base, fault.type, fault.message) == ("IndexError", "IndexError", "list index out of range")
    assert [(frame.function, frame.text.strip()) for frame in fault.frames] == [("fail", "return values[x]")]
    assert ask(worker, "double", 2) == 4


@pytest.mark.parametrize(
    ("name", "verdict", "limit"),
    [
        ("endless", Verdict.TIME_LIMIT, "wall_s = 1"),
        ("endless_in_c", Verdict.TIME_LIMIT, "wall_s = 1"),
        ("sleep", Verdict.TIME_LIMIT, "wall_s = 1"),
        ("leave", Verdict.CRASHED, ""),
        ("segfault", Verdict.CRASHED, ""),
        ("flood", Verdict.OUTPUT_LIMIT, "output_kb = 4"),
    ],
)
def test_what_the_sandbox_stops(slot: Slot, worker: Worker, name: str, verdict: Verdict, limit: str) -> None:
    """Each with its verdict and limit; the worker is gone, and the slot gives the next one as if nothing had been."""
    with pytest.raises(StudentStoppedError) as caught:
        ask(worker, name)
    assert (caught.value.stop.verdict, caught.value.stop.limit) == (verdict, limit)
    # Whether an endless loop is tried again depends on how much of the processor it got.
    assert caught.value.stop.retry or name != "sleep"
    assert not worker.alive
    with pytest.raises(StudentStoppedError):
        ask(worker, "double", 1)
    fresh = slot.worker()
    fresh.load([("solution.py", SOURCE.encode())], timeout_s=20)
    assert ask(fresh, "double", 3) == 6
    fresh.close()


def test_memory_is_limited(worker: Worker) -> None:
    """A MemoryError, and the worker lives."""
    with pytest.raises(MemoryError):
        ask(worker, "hog")
    assert ask(worker, "double", 1) == 2


@pytest.mark.parametrize("name", ["exit_politely", "keyboard"])
def test_exits_do_not_steer_the_judge(worker: Worker, name: str) -> None:
    """SystemExit and KeyboardInterrupt arrive as plain exceptions."""
    with pytest.raises(StudentError) as caught:
        ask(worker, name)
    assert isinstance(caught.value, Exception)
    assert fault_of(caught.value).base in ("SystemExit", "KeyboardInterrupt")


def test_an_exception_that_cannot_be_read(worker: Worker) -> None:
    """Its class still tells."""
    with pytest.raises(ValueError, match="could not be read"):
        ask(worker, "wild")


def test_output_is_kept_and_clipped(worker: Worker) -> None:
    """Up to the limit, the rest counted; it costs nothing."""
    reply = worker.call(Ask(name="talk", args=(5000,)), timeout_s=1)
    assert (len(reply.printed), reply.lost, reply.value) == (4096, 5000 - 4096, 5000)
    assert worker.call(Ask(name="talk", args=(3,)), timeout_s=1).printed == "aaa"


def test_nothing_waits_for_a_keyboard(worker: Worker) -> None:
    """input() ends at once."""
    with pytest.raises(EOFError):
        ask(worker, "ask")


def test_a_missing_name_is_an_attribute_error(worker: Worker) -> None:
    """With the name in it."""
    with pytest.raises(MissingNameError, match="nowhere"):
        ask(worker, "nowhere")


def test_a_refused_import_says_what_is_allowed(worker: Worker) -> None:
    """The listed packages."""
    with pytest.raises(StudentError, match="no module named") as raised:
        ask(worker, "far")
    cause = raised.value.fault.cause
    assert isinstance(raised.value, ModuleNotFoundError)
    assert cause is not None
    assert (cause.kind, cause.beside) == ("no_module", ("numpy",))


def test_a_value_too_large_is_refused(worker: Worker) -> None:
    """In words, and the worker lives."""
    with pytest.raises(RefusedValueError, match="8000000 bytes") as raised:
        ask(worker, "large")
    assert raised.value.too_large
    assert ask(worker, "double", 1) == 2


def test_functions_of_the_judge_are_called_back(worker: Worker) -> None:
    """An error inside crosses as a class name without text."""
    assert ask(worker, "twice", lambda x: x + 10, 1) == 21

    def secretive(_: object) -> None:
        raise ValueError("the secret is 42")

    with pytest.raises(RuntimeError) as caught:
        ask(worker, "twice", secretive, 1)
    assert "ValueError" in fault_of(caught.value).message
    assert "42" not in fault_of(caught.value).message


def test_time_in_the_judge_is_not_the_students(worker: Worker) -> None:
    """Two calls of a slow function take longer than a call may, and nobody is blamed."""

    def slow(x: float) -> float:
        time.sleep(0.7 * LIMITS.wall_s)
        return x + 1

    assert ask(worker, "twice", slow, 1) == 3


def test_callbacks_are_limited(worker: Worker) -> None:
    """So many a case."""
    with pytest.raises(StudentStoppedError) as caught:
        ask(worker, "call_often", lambda x: x)
    assert caught.value.stop.limit == "callbacks = 50"


def test_objects_stay_where_they_are(worker: Worker) -> None:
    """A handle has methods and public attributes, can be handed back, and never pretends to be data."""
    cell = ask(worker, "Cell", 3.0)
    assert repr(cell) == "<Cell object>"
    assert cell.step(2.0) == 6.0
    assert cell.w == 3.0
    assert ask(worker, "twice", cell.step, 2.0) == 18.0
    with pytest.raises(AttributeError):
        _ = cell._hidden  # noqa: SLF001  # what must not be there
    operations: list[Callable[[], object]] = [lambda: cell == 1, lambda: cell < 1, lambda: bool(cell), lambda: len(cell)]
    operations += [lambda: list(cell)]
    operations += [lambda: float(cell), lambda: np.asarray(cell), lambda: cell[0], lambda: 1 in cell, lambda: hash(cell)]
    operations += [lambda: cell + 1, lambda: np.ones(2) == cell]
    for operation in operations:
        with pytest.raises(TypeError):
            operation()


def test_a_liar_is_a_handle(worker: Worker) -> None:
    """An object that claims to be a float and equal to everything does not get to say so in the judge."""
    with pytest.raises(TypeError):
        _ = ask(worker, "liar") == 1.0


def test_a_forged_reply_ends_the_worker(worker: Worker) -> None:
    """Whatever is written into the descriptors is no answer to the judge's request."""
    with pytest.raises(StudentStoppedError) as caught:
        ask(worker, "forge")
    assert caught.value.stop.verdict is Verdict.CRASHED
    assert "protocol violation" in caught.value.stop.detail


def test_strange_text_is_made_harmless(worker: Worker) -> None:
    """Lone surrogates neither break the wire nor arrive."""
    with pytest.raises(RefusedValueError) as raised:
        ask(worker, "surrogate")
    assert not raised.value.too_large


def test_a_file_cannot_be_written(worker: Worker) -> None:
    """file_mb is 0, and as root the student has no writable folder at all."""
    with pytest.raises((OSError, StudentStoppedError)):
        ask(worker, "write")
    assert not Path("/tmp/student-was-here").exists() or Path("/tmp/student-was-here").stat().st_size == 0  # noqa: S108  # not ours


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give students a uid of their own")
def test_root_is_never_the_student(worker: Worker) -> None:
    """A slot uid, and the private folder is not there."""
    uid, sees = ask(worker, "who")
    assert FIRST <= uid < FIRST + COUNT
    assert sees is False


def loaded(slot: Slot, *files: tuple[str, bytes], stub: bytes = b"") -> Loaded:
    worker = slot.worker()
    try:
        return worker.load(files, [("a.py", stub)] if stub else (), timeout_s=5)
    finally:
        worker.close()


def test_everybody_draws_the_same(slot: Slot) -> None:
    """From the global generators of Python and of NumPy, as the file is loaded, in a call and in the next case: else the same file
    would be graded differently from run to run.
    """
    source = b"""
import random
import numpy as np

def draw():
    return [random.random(), np.random.rand()]

FIRST = draw()
"""
    draws = []
    for _ in range(2):
        with contextlib.closing(slot.worker()) as worker:
            worker.load([("solution.py", source)], timeout_s=20)
            first = worker.fetch(Ask(name="FIRST"), timeout_s=1).value
            draws.append([first, ask(worker, "draw"), ask(worker, "draw")])
            worker.begin_case()
            draws.append([first, ask(worker, "draw"), ask(worker, "draw")])
    assert draws == [draws[0]] * 4
    assert len({each for pair in draws[0] for each in pair}) == 6


def test_nothing_is_left_of_the_rehearsal(slot: Slot) -> None:
    """The warm parent has loaded and called a file of its own; what a student's file finds is as if it had not."""
    source = b"""
import linecache, resource, sys

def left():
    finders = [type(finder).__name__ for finder in sys.meta_path]
    named = [name for name in (*sys.modules, *linecache.cache) if name.startswith("rehearsal")]
    return named, finders.count("Modules"), finders.count("Refusal"), linecache.getline("rehearsal.py", 1)
"""
    with contextlib.closing(slot.worker()) as worker:
        assert worker.load([("solution.py", source)], timeout_s=20).notes == ()
        assert ask(worker, "left") == ([], 1, 1, "")


def test_files_import_one_another(slot: Slot) -> None:
    """By name, whatever their order, and once."""
    found = loaded(slot, ("first.py", b"import second\nx = second.y + 1\n"), ("second.py", b"y = 1\ndef f(): pass\n"))
    assert dict(found.names) == {"x": "value", "y": "value", "f": "function"}


def test_a_file_may_bear_the_name_of_a_loaded_module(slot: Slot) -> None:
    """statistics.py is the student's."""
    assert ("mine", "function") in loaded(slot, ("statistics.py", b"def mine(): return 1\n")).names


def test_unfilled_functions_are_told(slot: Slot) -> None:
    """Pass, dots, a docstring, the solution in a string, None, NotImplementedError, and the stub's own body."""
    mine = b'''
def a(x): pass
def b(x): ...
def c(x):
    "Doc."
def d(x):
    """Doc."""
    """return x"""
def e(x): return None
def f(x): raise NotImplementedError("later")
def g(x):
    y = 0
    # my comment
    return y
def h(x): return x + 1
'''
    stub = b"def g(x):\n    '''Doc.'''\n    y = 0\n    # TODO\n    return y\n"
    with contextlib.closing(slot.worker()) as worker:
        assert sorted(worker.survey([("a.py", mine)], [("a.py", stub)], timeout_s=20).unfilled) == list("abcdefg")


def test_encodings_are_read_as_python_reads_them(slot: Slot) -> None:
    """BOM and cookie; what fits neither is a SyntaxError with a line."""
    assert dict(loaded(slot, ("a.py", "# coding: cp949\nname = '한글'\n".encode("cp949"))).names) == {"name": "value"}
    assert dict(loaded(slot, ("a.py", b"\xef\xbb\xbfx = 1\n")).names) == {"x": "value"}
    for source, line in (("x = '한'\n".encode("cp949"), 1), (b"x = 1\ny = 2\nz = '\xff'\n", 3)):
        with pytest.raises(SyntaxError) as caught:
            loaded(slot, ("a.py", source))
        assert "the file is not utf-8: byte 0x" in fault_of(caught.value).message
        assert fault_of(caught.value).frames[0].line == line


def test_a_syntax_error_names_its_line(slot: Slot) -> None:
    """And the text of it."""
    with pytest.raises(SyntaxError) as caught:
        loaded(slot, ("a.py", b"x = 1\ndef f(:\n"))
    assert (fault_of(caught.value).frames[0].line, fault_of(caught.value).frames[0].text) == (2, "def f(:")


def test_a_file_that_cannot_be_compiled(slot: Slot) -> None:
    """Arrives as an exception, or as a limit where the compiler itself gives up."""
    with pytest.raises((StudentError, StudentStoppedError)) as caught:
        loaded(slot, ("a.py", b"(" * 100_000))
    if isinstance(caught.value, StudentError):
        assert fault_of(caught.value).base in ("SyntaxError", "MemoryError", "RecursionError")


def test_an_endless_import_is_stopped(slot: Slot) -> None:
    """By load_s."""
    worker = slot.worker()
    with pytest.raises(StudentStoppedError) as caught:
        worker.load([("a.py", b"while True: pass\n")], timeout_s=0.5)
    assert caught.value.stop.limit == "load_s = 10"
    assert caught.value.stop.verdict is Verdict.TIME_LIMIT
