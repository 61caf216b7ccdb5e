"""Each layer alone: what it holds, and what it leaves to the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.machine import attempts

START = (
    "import os, sys, socket, json\nfrom grader.sandbox.confine import bpf, kernel, landlock, levels, mounts, namespaces, seccomp\n"
)


def outcome(code: str, *arguments: str) -> str:
    """What the code prints, run by itself. ``tried(f)`` in it is ``ok`` or the number of the error."""
    tried = (
        "def tried(f):\n"
        "    try:\n        f()\n        return 'ok'\n"
        "    except OSError as error:\n        return str(error.errno)\n"
    )  # fmt: skip
    done = subprocess.run([sys.executable, "-c", START + tried + code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def needs(name: str) -> None:
    if why := attempts((name,))[name]:
        pytest.skip(f"{name} is not to be had here: {why}")


def test_landlock_alone(tmp_path: Path) -> None:
    """Closes files, for reading and writing, also those below a folder that may only be listed; not the network's datagrams."""
    needs("landlock_version")
    for name in ("open", "closed", "mixed/good", "mixed/bad"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a").write_text("a")
    (tmp_path / "mixed" / "way_round").symlink_to(tmp_path / "closed")
    code = """
place = sys.argv[1]
os.environ.clear()
granted = list(landlock.grants([place + "/open", place + "/mixed"], [place + "/mixed/bad"]))
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
landlock.restrict(landlock.ruleset(granted))
for name in ("open/a", "closed/a", "mixed/good/a", "mixed/bad/a", "mixed/way_round/a"):
    print(tried(lambda: os.close(os.open(f"{place}/{name}", os.O_RDONLY))), end=" ")
print(tried(lambda: os.close(os.open(place + "/open/b", os.O_WRONLY | os.O_CREAT))), end=" ")
print(tried(lambda: os.listdir(place + "/mixed")), tried(lambda: os.listdir(place)), end=" ")
print(tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()))
"""
    assert outcome(code, str(tmp_path)) == "ok 13 ok 13 13 13 ok 13 ok"


def test_the_filter_alone(tmp_path: Path) -> None:
    """Closes the network, processes and changes of folders; what may be opened is not its business."""
    needs("seccomp")
    (tmp_path / "a").write_text("a")
    code = """
place = sys.argv[1]
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
small = seccomp.prepared(seccomp.with_pid(seccomp.worker_filter(threads=False), os.getpid()))
seccomp.prepared(seccomp.parent_filter(writable=False, namespaces=False))()
print(tried(lambda: os.waitpid(os.fork() or os._exit(0), 0)), end=" ")
small()
print(tried(lambda: socket.socket()), tried(os.fork), tried(lambda: os.chmod(place, 0o700)), tried(lambda: os.kill(1, 0)), end=" ")
print(tried(lambda: os.kill(os.getpid(), 0)), tried(lambda: os.close(os.open(place + "/a", os.O_RDONLY))))
"""
    assert outcome(code, str(tmp_path)) == "ok 1 1 1 1 ok ok"


def test_namespaces_alone(tmp_path: Path) -> None:
    """Files that are not shown do not exist, the network is empty, children see no other process."""
    needs("small_root")
    code = """
proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
interfaces = [name for _, name in socket.if_nameindex()]
namespaces.enter(proc, sys.argv[1], ["/usr/lib", "/lib", "/lib64"], [], rooted=False)
print(tried(lambda: os.close(os.open("/etc/hostname", os.O_RDONLY))), sorted(os.listdir("/")) == sorted(
    ["dev", "home", "proc", "tmp", *(name for name in ("usr", "lib", "lib64") if os.path.lexists("/" + name))]), end=" ")
print(tried(lambda: os.mkdir("/tmp/x")), [name for _, name in socket.if_nameindex()] == ["lo"], flush=True, end=" ")
pid = os.fork()
if pid == 0:
    slot = namespaces.slot(proc)
    inner = [os.getpid()]
    for _ in range(2):
        child = slot.fork()
        if child == 0:
            os._exit(os.getpid())
        inner.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    print(inner, os.getppid(), flush=True)
    os._exit(0)
os.waitpid(pid, 0)
"""
    assert outcome(code, str(tmp_path)) == "2 True 30 True [1, 1, 1] 0"


def test_limits_alone() -> None:
    """Memory, processor time as the last resort, descriptors, the size of a file, no core."""
    needs("rlimits")
    code = """
import dataclasses, resource
from grader.model import Limits
limits = dataclasses.asdict(Limits(memory_mb=50, open_files=30, file_mb=1))
size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
levels.prepared_limits(limits, size, processes=None)()
try:
    bytearray(100 << 20)
    print("got it")
except MemoryError:
    print("MemoryError", end=" ")
wanted = [("NOFILE", 30), ("FSIZE", 1 << 20), ("CPU", 72), ("CORE", 0)]
print(all(resource.getrlimit(getattr(resource, "RLIMIT_" + name)) == (value, value) for name, value in wanted))
"""
    assert outcome(code) == "MemoryError True"
