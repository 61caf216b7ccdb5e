"""What student code meets at the levels that isolate: tried from within, with the arguments a student might think of."""

# ruff: noqa: S108  # folders that are to be found closed

import contextlib
import os
import platform
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.model import Limits
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask, StudentStoppedError
from grader.sandbox.remote import Worker
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt
from tests.sandbox import tricks

LIMITS = Limits(wall_s=20, cpu_s=20)
TRICKS = (Path(__file__).parent / "tricks.py").read_bytes()
X86 = platform.machine() == "x86_64"


@pytest.fixture(scope="module", params=["full", "landlock"])
def level(request: pytest.FixtureRequest, isolation_at: IsolationAt) -> Level:
    level: Level = request.param
    isolation_at(level)
    return level


@pytest.fixture(scope="module")
def private() -> Iterator[Path]:
    """Open to everybody: it is not the file's mode that keeps students out. Not below pytest's own folder, which is closed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "secret.py").write_text("SECRET = 1")
        (folder / "secret.py").chmod(0o666)
        yield folder


@pytest.fixture(scope="module")
def slot(level: Level, private: Path, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(LIMITS, isolation_at(level, (private,))) as slot:
        yield slot


@pytest.fixture
def worker(slot: Slot) -> Iterator[Worker]:
    worker = slot.worker()
    worker.load([("tricks.py", TRICKS)], timeout_s=30)
    yield worker
    worker.close()


def ask(worker: Worker, name: str, *args: object) -> Any:
    return worker.call(Ask(name=name, args=args), timeout_s=LIMITS.wall_s).value


def test_the_tricks_work_where_nothing_stops_them(private: Path) -> None:
    """Else the tests below would prove nothing."""
    assert len(tricks.forbidden_calls_outside()) > 15
    assert tricks.families()
    assert len(tricks.pairs()) == 3
    assert tricks.read(str(private / "secret.py")) > 0
    assert tricks.own_signal() == 2


def test_system_calls_are_refused(worker: Worker) -> None:
    """Every one that could reach beyond the process, in one way: EPERM."""
    assert ask(worker, "forbidden_calls") == []


def test_what_the_c_library_can_do_without_does_not_exist(worker: Worker) -> None:
    """clone3, and calls newer than the filter: ENOSYS, so that it falls back."""
    assert ask(worker, "clone3") == 38
    assert ask(worker, "newest_call") == 38


@pytest.mark.parametrize("name", ["process_clone", "namespace_clone"])
def test_no_process_is_cloned(worker: Worker, name: str) -> None:
    """By the system call itself."""
    assert ask(worker, name) == 1


@pytest.mark.parametrize("name", ["fork", "spawn", "shell"])
def test_no_process_is_started(worker: Worker, name: str) -> None:
    """In any way that the C library knows: an error, or for a shell the status of one that never ran."""
    with contextlib.suppress(OSError):
        assert ask(worker, name) != 0
    assert ask(worker, "own_signal") == 2, "the worker lives on"


@pytest.mark.skipif(not X86, reason="another calling convention is an x86-64 matter")
@pytest.mark.parametrize("name", ["x32_call", "call_of_32_bits"])
def test_another_calling_convention_is_fatal(worker: Worker, name: str) -> None:
    """Its numbers mean other calls."""
    with pytest.raises(StudentStoppedError) as caught:
        ask(worker, name)
    assert "SIGSYS" in caught.value.stop.detail


def test_there_is_no_network(worker: Worker) -> None:
    """No socket of any family; of pairs only streams, which can be sent to nobody else."""
    assert ask(worker, "families") == []
    assert ask(worker, "pairs") == [1]
    with pytest.raises(OSError, match="not allowed here"):
        ask(worker, "send_to_an_address")


def test_no_descriptor_comes_along(worker: Worker, level: Level) -> None:
    """But the worker's own socket, and at landlock the way to say what was refused."""
    assert ask(worker, "descriptors") == ([3, 5] if level == "full" else [3, 4, 5])


def test_nobody_can_be_signalled(worker: Worker) -> None:
    """But oneself."""
    assert ask(worker, "kills", os.getpid()) == []
    assert ask(worker, "own_signal") == 2


def test_files_that_are_not_needed_are_closed(worker: Worker, private: Path) -> None:
    """The private folder, other people's, the machine's, and grader's own source."""
    import grader

    wanted = [
        private / "secret.py",
        "/etc/passwd",
        "/proc/self/maps",
        "/proc/1/cmdline",
        "/etc/hostname",
        __file__,
        grader.__file__,
    ]
    for path in map(str, wanted):
        if Path(path).exists():
            with pytest.raises(OSError, match=r"\[Errno"):
                ask(worker, "read", path)
    for folder in (private, "/etc", "/home", "/root", "/proc", "/tmp"):
        with contextlib.suppress(OSError):
            assert ask(worker, "listed", str(folder)) in ([], ["student"])
    assert ask(worker, "read", sysconfig.get_path("stdlib") + "/os.py") > 0


def test_only_allowed_distributions_are_there(worker: Worker) -> None:
    """numpy can be read, pytest, which lies beside it, cannot."""
    import numpy as np

    assert ask(worker, "read", np.__file__) > 0
    with pytest.raises(OSError, match=r"\[Errno"):
        ask(worker, "read", pytest.__file__)


@pytest.mark.parametrize("folder", ["/usr/lib/python3/dist-packages", "/lib/python3/dist-packages"])
def test_a_link_is_no_way_round(worker: Worker, level: Level, folder: str) -> None:
    """/lib is often a link to /usr/lib, and what is hidden there has to be hidden here. Landlock hides contents, not names."""
    if not Path(folder).is_dir() or not any(Path(folder).glob("*.py")):
        pytest.skip(f"{folder} holds nothing")
    if level == "full":
        with contextlib.suppress(OSError):
            assert ask(worker, "listed", folder) == []
    with pytest.raises(OSError, match=r"\[Errno"):
        ask(worker, "read", str(next(Path(folder).glob("*.py"))))


def test_nothing_can_be_written_or_changed(worker: Worker, private: Path) -> None:
    """Neither a new file nor an old one, nor its mode, name or times; /dev/null takes what it always takes."""
    for place in ("/tmp", "/", "/dev/shm", "/var/tmp", "/home", "/home/student", str(private), "."):
        assert isinstance(ask(worker, "written", f"{place}/grader-test-{os.getpid()}"), str)
    assert ask(worker, "written", "/dev/null") == 1
    for path in (str(private / "secret.py"), sysconfig.get_path("stdlib") + "/os.py"):
        assert ask(worker, "changed", path) == []


def test_a_student_is_nobody(worker: Worker) -> None:
    """No uid 0, no capability, no limit that can be raised."""
    uids, capable = ask(worker, "rights")
    assert 0 not in uids
    assert len(set(uids)) == 1
    assert not capable
    assert ask(worker, "raise_limits") == []


def test_the_environment_is_the_same_everywhere(worker: Worker) -> None:
    """And says nothing of the person who runs grader."""
    environment = ask(worker, "environment")
    assert set(environment) <= {"LANG", "TZ", "HOME", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MPLBACKEND", "LC_CTYPE"}
    assert environment["HOME"] == "/nonexistent"
    assert not [path for path in ask(worker, "python_path") if "site-packages" in path or "dist-packages" in path]
