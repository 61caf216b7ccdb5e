"""What is not to be had where files are graded is named in words, at every level; and a path that leads nowhere is explained."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from grader.model import Cause, CauseKind, Limits
from grader.phrases import PHRASES
from grader.report.sentences import cause_text
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask, StudentError
from grader.sandbox.slot import Slot
from tests.cases.conftest import GradeFile
from tests.marking import IsolationAt

KINDS = Path(__file__).parent / "inputs"
BARE = re.compile(r"Errno|/tmp|grader-|/dev|/usr")

IMPORTS = """
import asyncio, concurrent.futures, ctypes, io, multiprocessing, os, pathlib, shutil, signal, socket, sqlite3, subprocess
import tempfile, threading, urllib.request
import multiprocessing.pool, multiprocessing.shared_memory
import numpy as np
"""
# What each tries, by the kind of the refusal.
TRIED = {
    "processes": [
        "multiprocessing.Pool(2)",
        "multiprocessing.Process(target=print).start()",
        "multiprocessing.get_context('spawn').Process(target=print).start()",
        "multiprocessing.get_context('forkserver').Process(target=print).start()",
        "multiprocessing.Queue()",
        "multiprocessing.SimpleQueue()",
        "multiprocessing.JoinableQueue()",
        "multiprocessing.Lock()",
        "multiprocessing.Event()",
        "multiprocessing.Barrier(2)",
        "multiprocessing.Value('d', 0.0)",
        "multiprocessing.Array('d', 3)",
        "multiprocessing.Manager()",
        "multiprocessing.pool.ThreadPool(2)",
        "concurrent.futures.ProcessPoolExecutor(2)",
        "list(concurrent.futures.ProcessPoolExecutor(2).map(abs, [1]))",
        "os.fork()",
        "os.forkpty()",
        "os.spawnv(os.P_WAIT, '/bin/true', ['true'])",
    ],
    "programs": [
        "subprocess.run(['ls'])",
        "subprocess.run('ls', shell=True)",
        "subprocess.Popen(['ls'])",
        "subprocess.check_output(['ls'])",
        "subprocess.getoutput('ls')",
        "os.popen('ls').read()",
        "os.execv('/bin/true', ['true'])",
        "os.execvp('true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "asyncio.run(asyncio.create_subprocess_exec('ls'))",
    ],
    "network": [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.create_server(('127.0.0.1', 0))",
        "socket.gethostbyname('localhost')",
        "socket.getaddrinfo('localhost', 80)",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "urllib.request.urlretrieve('http://127.0.0.1:9/x', 'x')",
        "np.loadtxt('http://127.0.0.1:9/x.csv')",
    ],
    "shared_memory": ["multiprocessing.shared_memory.SharedMemory(create=True, size=10)"],
    "written": [
        "open('out.txt', 'w')",
        "open('out.txt', 'a')",
        "np.save('out.npy', np.zeros(3))",
        "np.savetxt('out.txt', np.zeros(3))",
        "pathlib.Path('out.txt').write_text('x')",
        "tempfile.NamedTemporaryFile('w')",
        "tempfile.TemporaryFile()",
        "tempfile.mkstemp()",
        "shutil.copy('data.csv', 'copy.csv')",
        "os.open('out.txt', os.O_WRONLY | os.O_CREAT)",
    ],
    "changed": [
        "os.mkdir('out')",
        "os.makedirs('a/b')",
        "os.remove('data.csv')",
        "tempfile.mkdtemp()",
        "tempfile.TemporaryDirectory()",
    ],
    "threads": ["threading.Thread(target=print).start()", "list(concurrent.futures.ThreadPoolExecutor().map(abs, [1]))"],
    "input": ["input()", "int(input('n? '))"],
}
ALL = [(kind, code) for kind, codes in TRIED.items() for code in codes]
SOURCE = IMPORTS + "".join(f"\ndef f{number}():\n    return {code}\n" for number, (_, code) in enumerate(ALL))


@pytest.fixture(scope="module")
def slot(level: Level, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(Limits(wall_s=20, cpu_s=20), isolation_at(level), [("data.csv", b"1"), ("Größe.txt", b"2")]) as slot:
        yield slot


def raised(slot: Slot, source: str, name: str) -> StudentError:
    worker = slot.worker()
    worker.load([("work.py", source.encode())], timeout_s=30)
    with pytest.raises(StudentError) as caught:
        worker.call(Ask(name=name), timeout_s=20)
    worker.close()
    return caught.value


@pytest.mark.parametrize(
    ("kind", "number"), [(kind, number) for number, (kind, _) in enumerate(ALL)], ids=[code for _, code in ALL]
)
def test_a_refusal_names_the_limit(slot: Slot, kind: str, number: int) -> None:
    """In the same words at every level; no bare number of an error, and no path that nobody wrote."""
    error = raised(slot, SOURCE, f"f{number}")
    assert error.fault.cause is not None, error
    assert error.fault.cause.kind == kind
    assert not BARE.search(error.fault.message)
    for lang in ("en", "ko"):
        assert cause_text(error.fault.cause, lang)


def test_a_screen_that_is_cleared_costs_nothing(slot: Slot) -> None:
    """os.system only answers that there is no such command, as it always did, and says so in print; what asks a program copes."""
    source = (
        "import os, platform, uuid\ndef f():\n    return os.system('clear'), platform.processor() is not None, uuid.getnode() > 0\n"
    )
    worker = slot.worker()
    worker.load([("work.py", source.encode())], timeout_s=30)
    reply = worker.call(Ask(name="f"), timeout_s=20)
    assert reply.value == (127 << 8, True, True)
    assert "no other programs here" in reply.printed


def test_what_is_put_in_place_of_the_keyboard_is_read(slot: Slot) -> None:
    """Some feed their own input() for a test."""
    source = "import io, sys\ndef f():\n    sys.stdin = io.StringIO('3\\n')\n    return int(input())\n"
    worker = slot.worker()
    worker.load([("work.py", source.encode())], timeout_s=30)
    assert worker.call(Ask(name="f"), timeout_s=20).value == 3


def test_what_student_code_makes_of_a_refusal_is_its_own(slot: Slot) -> None:
    """A caught one is none; one that comes out in other clothes is still known by its cause."""
    source = (
        "import os, socket\ndef caught():\n    try:\n        os.fork()\n    except OSError as error:\n        return str(error)\n\n"
        "def dressed():\n    try:\n        socket.socket()\n    except OSError as error:\n"
        "        raise ValueError('no data') from error\n"
        "def pair():\n    one, other = socket.socketpair()\n    one.sendall(b'x')\n    return other.recv(1)\n"
    )
    worker = slot.worker()
    worker.load([("work.py", source.encode())], timeout_s=30)
    assert worker.call(Ask(name="caught"), timeout_s=20).value == "no other processes here"
    assert worker.call(Ask(name="pair"), timeout_s=20).value == b"x"
    error = raised(slot, source, "dressed")
    assert (error.fault.message, error.fault.cause) == ("no data", Cause(kind="network"))


PATHS = {
    r"open(r'C:\Users\kim\hw\data.csv')": ("own_machine", "data.csv"),
    "open('/home/kim/hw/data.csv')": ("own_machine", "data.csv"),
    "open('/content/drive/MyDrive/hw/Data.csv')": ("own_machine", "data.csv"),
    "open('~/data.csv')": ("own_machine", "data.csv"),
    r"open('\\\\server\\share\\other.csv')": ("own_machine", ""),
    "np.load('/Users/kim/x.npy')": ("own_machine", ""),
    "np.loadtxt('/Users/kim/data.csv')": ("own_machine", "data.csv"),
    "os.chdir('/content/drive')": ("own_machine", ""),
    "open('Data.CSV')": ("other_case", "data.csv"),
    "open('größe.TXT')": ("other_case", "Größe.txt"),
    "np.genfromtxt('DATA.csv')": ("other_case", "data.csv"),
    "open(os.path.abspath('Data.csv'))": ("other_case", "data.csv"),
    "open('Gro\\u0308ße.txt')": ("other_spelling", "Größe.txt"),
    "open('hw/data.csv')": ("in_folder", "data.csv"),
    r"open('hw\\data.csv')": ("in_folder", "data.csv"),
    "open('../input/Data.csv')": ("in_folder", "data.csv"),
    "pathlib.Path('hw', 'data.csv').read_text()": ("in_folder", "data.csv"),
    "open('date.csv')": ("absent", "data.csv"),
    "open('weights.npz')": ("absent", ""),
    "os.listdir('hw')": ("absent", ""),
}


@pytest.mark.parametrize("code", PATHS)
def test_a_path_that_leads_nowhere_is_explained(slot: Slot, code: str) -> None:
    """With the names of what lies beside the file, and the one that seems to be meant."""
    kind, right = PATHS[code]
    error = raised(slot, f"import os, pathlib\nimport numpy as np\n\ndef f():\n    return {code}\n", "f")
    cause = error.fault.cause
    assert cause is not None, error
    assert (cause.kind, cause.right, cause.beside) == (kind, right, ("Größe.txt", "data.csv"))
    assert "grader-" not in error.fault.message + cause.name
    english = cause_text(cause, "en")
    assert "Größe.txt, data.csv" in english or right in english
    assert not right or f"open('{right}')" in english


@pytest.mark.parametrize("code", ["open('data.csv').read()", "[][1]", "os.stat('data.csv').st_size"])
def test_nothing_is_explained_that_is_as_at_home(slot: Slot, code: str) -> None:
    """A file that is there, and errors of other kinds."""
    source = f"import os\n\ndef f():\n    {code}\n    raise KeyError('x')\n"
    assert raised(slot, source, "f").fault.cause is None


def test_a_folder_of_ones_own_is_no_other_computer(isolation_at: IsolationAt) -> None:
    """Where files may be written, the paths of that folder are the student's own."""
    with Slot(Limits(file_mb=1), isolation_at("full"), [("data.csv", b"1")]) as slot:
        error = raised(slot, "import os\ndef f():\n    open(os.path.abspath('Data.csv'))\n", "f")
        assert error.fault.cause == Cause(kind="other_case", name="Data.csv", right="data.csv", beside=("data.csv",))


def test_where_nothing_is_handed_out_nothing_is_pointed_at(isolation_at: IsolationAt) -> None:
    """No names to list, and the sentence says so."""
    with Slot(Limits(), isolation_at("process")) as slot:
        for code, key in (("/home/kim/x.csv", "own_machine"), ("x.csv", "absent"), ("hw/x.csv", "absent")):
            error = raised(slot, f"def f():\n    open('{code}')\n", "f")
            assert error.fault.cause == Cause(kind=key, name=code)
            assert "hands out no files" in cause_text(error.fault.cause, "en")


def test_every_kind_has_its_words() -> None:
    """In both languages; a path with a file that is meant, without one, and with nothing handed out."""
    used = set()
    for kind in get_args(CauseKind):
        of_a_path = kind in ("own_machine", "other_case", "other_spelling", "in_folder", "absent")
        named = [Cause(kind=kind, name="a", right="b", beside=("b",))] if of_a_path else [Cause(kind=kind)]
        if kind in ("own_machine", "absent"):
            named += [Cause(kind=kind, name="a", beside=("b",)), Cause(kind=kind, name="a")]
        if kind == "no_module":
            named.append(Cause(kind=kind, beside=("numpy",)))
        for lang in ("en", "ko"):
            used |= {cause_text(cause, lang) for cause in named}
    said = {text for key, both in PHRASES.items() if key.startswith("cause_") for text in both}
    assert len(used) == len(said)


def test_a_line_that_was_left_out_is_explained_too(grade_file: GradeFile, tmp_path: Path) -> None:
    """Most files read their data at the top: the sentence stands with the note about that line, in both languages."""
    path = tmp_path / "top.py"
    path.write_text(
        "import multiprocessing\nimport numpy as np\n\nDATA = np.load(r'C:\\Users\\kim\\data.npz')\nPOOL = multiprocessing.Pool()\n"
        "N = int(input('n? '))\n\ndef mean(x):\n    return float(np.mean(x))\n"
    )
    for lang, said in (("en", "are in the same folder as your file: open('data.npz')"), ("ko", "open('data.npz')처럼 여세요")):
        document = grade_file(path, lang)
        causes = [note for note in document["notes"] if note["kind"] == "cause"]
        assert [(note["name"], note["line"]) for note in causes] == [(r"C:\Users\kim\data.npz", 4), ("processes", 5), ("input", 6)]
        assert said in causes[0]["text"]
        assert {case["verdict"] for case in document["cases"] if "mean" in case["case"]} == {"accepted"}, "what needs none works"


EXPECTED = {
    "refusals_as_bare_errnos": ("mean", {"subprocess.py": "no other programs here", "tempfile.py": "(file_mb = 0)"}),
    "paths_not_explained": (
        "total",
        {"own_machine.py": "are in the same folder as your file: open('scores.csv')", "other_case.py": "upper and lower"},
    ),
    "random_path_in_results": ("mean", {"tempfile_names_its_folder.py": "(file_mb = 0)"}),
}


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize(
    "path", [path for kind in EXPECTED for path in sorted((KINDS / kind).glob("*.py"))], ids=lambda path: path.name
)
def test_the_inputs(path: Path, grade_file: GradeFile) -> None:
    """18 of 20, and the sentence, in both languages."""
    function, said = EXPECTED[path.parent.name]
    english, korean = grade_file(path), grade_file(path, "ko")
    failed = [case for case in english["cases"] if case["verdict"] != "accepted"]
    assert english["points"] == 18
    assert {(case["case"].split("[")[0], case["verdict"]) for case in failed} == {(f"test_{function}", "run_time_error")}
    for case in failed:
        assert said.get(path.name, "no other processes here") in case["message"]
        assert path.parent.name == "paths_not_explained" or not BARE.search(case["message"])
    assert [case["message"] for case in korean["cases"]] != [case["message"] for case in english["cases"]]
