"""What one case does to the whole process does not reach the next; what the file's own import did stays."""

from collections.abc import Callable, Iterator

import pytest

from grader.model import Limits
from grader.sandbox.level import plan
from grader.sandbox.protocol import Ask, StudentError, StudentProcess
from grader.sandbox.slot import Slot

SOURCE = b"""
import os, random, sys, warnings, locale
import numpy as np
random.seed(5)
np.random.seed(5)
np.set_printoptions(precision=3)
np.seterr(divide="raise")
sys.setrecursionlimit(5000)
warnings.simplefilter("ignore")

def look():
    try:
        np.float64(1) / np.zeros(1)
        divide = "warns"
    except FloatingPointError:
        divide = "raises"
    return [random.random(), float(np.random.rand()), str(np.array([1 / 3])), divide, sys.getrecursionlimit(),
            len(warnings.filters), locale.setlocale(locale.LC_ALL), os.getcwd()]

def change():
    random.seed(7); np.random.seed(7)
    np.set_printoptions(precision=8)
    np.seterr(all="ignore")
    sys.setrecursionlimit(900)
    warnings.resetwarnings()
    locale.setlocale(locale.LC_ALL, "C")
    os.chdir("/usr")

class Broken:
    def write(self, text): raise ValueError("closed")
    def flush(self): raise ValueError("closed")

def break_output():
    sys.stdout = sys.stderr = Broken()

def wrap():
    import io
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    print("held back")

def close():
    sys.stdout.close()

def detach_numpy():
    np.set_printoptions = np.seterr = np.random.set_state = random.setstate = None

def speak():
    print("here")
    return 1
"""


@pytest.fixture(scope="module")
def slot() -> Iterator[Slot]:
    with Slot(Limits(), plan("process", ())) as slot:
        yield slot


def test_a_file_may_overwrite_what_it_takes_to_look(slot: Slot) -> None:
    """It loads, and its cases begin; messages carry no address, which would differ from run to run."""
    worker = slot.worker()
    source = b"import numpy as np\nnp.random.get_state = None\nclass A: pass\ndef f(): raise ValueError(A())\n"
    worker.load([("a.py", source)], timeout_s=20)
    worker.begin_case()
    with pytest.raises(StudentError, match=r"object at 0x\.\.\.>$"):
        worker.call(Ask(name="f"), timeout_s=20)


@pytest.fixture
def ask(slot: Slot) -> Callable[[str], object]:
    worker: StudentProcess = slot.worker()
    worker.load([("a.py", SOURCE)], timeout_s=20)

    def run(name: str) -> object:
        worker.begin_case()
        reply = worker.call(Ask(name=name), timeout_s=20)
        return reply.printed if reply.printed else reply.value

    return run


def test_a_case_finds_what_the_import_left(ask: Callable[[str], object]) -> None:
    """Draws, print options, error state, filters, recursion, locale, folder."""
    first = ask("look")
    assert isinstance(first, list)
    assert first[2:5] == ["[0.333]", "raises", 5000]
    assert ask("look") == first
    ask("change")
    assert ask("look") == first


def test_a_normal_number_kept_for_the_next_draw_comes_again(slot: Slot) -> None:
    """NumPy's global generator makes them in pairs; the second one leaves no trace in the words of its state."""
    worker: StudentProcess = slot.worker()
    source = b"import numpy as np\nnp.random.seed(1)\nnp.random.randn()\ndef f(): return float(np.random.randn())\n"
    worker.load([("a.py", source)], timeout_s=20)
    drawn = []
    for _ in range(3):
        worker.begin_case()
        drawn.append(worker.call(Ask(name="f"), timeout_s=20).value)
    assert len(set(drawn)) == 1


def test_another_generator_may_stand_behind_the_global_functions(slot: Slot) -> None:
    """Its state is of another size and is not looked at as if it were the usual one's; cases begin all the same."""
    worker: StudentProcess = slot.worker()
    source = (
        b"import numpy as np\nnp.random.set_bit_generator(np.random.PCG64(1))\ndef f(): return float(np.random.rand())\n"
        b"def g():\n    np.random.set_bit_generator(np.random.SFC64(2))\n    return f()\n"
    )
    worker.load([("a.py", source)], timeout_s=20)
    for name in ("f", "g", "f"):
        worker.begin_case()
        assert 0 <= worker.call(Ask(name=name), timeout_s=20).value < 1


def test_printing_survives_what_is_done_to_standard_output(ask: Callable[[str], object]) -> None:
    """Wrapped, broken, closed: what was printed is captured, and the next case prints again."""
    assert ask("wrap") == "held back\n"
    for name in ("break_output", "close"):
        ask(name)
        assert ask("speak") == "here\n"


def test_a_case_begins_whatever_was_overwritten(ask: Callable[[str], object]) -> None:
    """The student's own loss, but never a case that cannot begin."""
    ask("detach_numpy")
    assert ask("speak") == "here\n"
