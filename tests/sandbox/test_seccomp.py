"""The filters, run by an interpreter of their own language, so that also the one for a machine that is not here is tried."""

import errno
import re
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.confine import bpf, seccomp
from grader.sandbox.confine.syscalls import AUDIT, FIRST_UNKNOWN, numbers

HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}
# The generic header calls these by what they were before they took 64 bits.
RENAMED = {"fstatat": "newfstatat"}
MACHINES = tuple(AUDIT)
ALLOW = "allow"


def run(program: bytes, machine: str, number: int, arguments: tuple[int, ...] = (), audit: int | None = None) -> object:
    """What the kernel would answer: ``allow``, ``kill``, or the number of an error. Follows its definition of classic BPF."""
    data = struct.pack("<iIQ6Q", number, AUDIT[machine] if audit is None else audit, 0, *(arguments + (0,) * 6)[:6])
    instructions = [struct.unpack_from("=HBBI", program, place) for place in range(0, len(program), 8)]
    place, word = 0, 0
    while True:
        code, then, otherwise, value = instructions[place]
        place += 1
        if code == 0x20:
            (word,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            if value == 0x7FFF0000:
                return ALLOW
            return "kill" if value == 0x80000000 else value & 0xFFFF
        elif code == 0x05:
            place += value
        else:
            holds = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[code]
            place += then if holds else otherwise


def both(machine: str, name: str, *arguments: int, writable: bool = False, threads: bool = False, pid: int = 77) -> object:
    """What a worker gets: the stricter of its two filters."""
    number = numbers(machine)[name]
    outer = run(seccomp.parent_filter(writable=writable, namespaces=True, machine=machine), machine, number, arguments)
    inner = run(seccomp.with_pid(seccomp.worker_filter(threads=threads, machine=machine), pid), machine, number, arguments)
    return outer if outer != ALLOW else inner


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_are_the_kernels(machine: str) -> None:
    """As its headers have them."""
    path = next((Path(path) for path in HEADERS[machine] if Path(path).exists()), None)
    if path is None:
        pytest.skip(f"the kernel's headers for {machine} are not installed (Debian: linux-libc-dev)")
    found = re.findall(r"#define\s+__NR(?:3264)?_(\w+)\s+(\d+)\b", path.read_text())
    theirs = {RENAMED.get(name, name): int(number) for name, number in found}
    mine = numbers(machine)
    assert len(mine) > 120
    missing = [name for name in mine if name not in theirs]
    assert missing == []
    assert {name: number for name, number in mine.items() if theirs[name] != number} == {}
    assert max(mine.values()) < FIRST_UNKNOWN


@pytest.mark.parametrize("machine", MACHINES)
def test_every_name_of_the_policy_is_a_call(machine: str) -> None:
    """A misspelt one would be refused in silence; what one machine lacks the other has."""
    known = {name for each in MACHINES for name in numbers(each)}
    named = {*seccomp.ALLOWED, *seccomp.CHANGING, *seccomp.PARENTS, *seccomp.PARENTS_NAMESPACES, *seccomp.WITHOUT_ATTRIBUTES}
    assert named <= known
    table = numbers(machine)
    for name in ("read", "write", "openat", "mmap", "futex", "clone", "prctl", "kill", "tgkill", "exit_group", "seccomp"):
        assert name in table


@pytest.mark.parametrize("machine", MACHINES)
def test_what_a_worker_may(machine: str) -> None:
    """The plain calls, and of the others only what they are needed for."""
    for name in ("read", "write", "openat", "mmap", "futex", "getrandom", "exit_group", "recvmsg"):
        assert both(machine, name) == ALLOW
    for name in ("wait4", "setsid", "seccomp", "capset", "unshare", "setns", "mount", "landlock_restrict_self"):
        assert both(machine, name) == errno.EPERM
    assert both(machine, "clone3") == errno.ENOSYS
    assert both(machine, "getxattr") == errno.ENOTSUP


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("kill", (77, 9), ALLOW),
        ("kill", (1, 9), errno.EPERM),
        ("kill", (0, 9), errno.EPERM),
        ("kill", ((1 << 64) - 1, 9), errno.EPERM),
        ("kill", ((1 << 64) - 77, 9), errno.EPERM),
        ("tgkill", (77, 78, 6), ALLOW),
        ("tgkill", (76, 76, 6), errno.EPERM),
        ("prctl", (1, 0), errno.EPERM),
        ("prctl", (4, 1), errno.EPERM),
        ("prctl", (15, 0), ALLOW),
        ("prctl", (22, 2), errno.EPERM),
        ("prctl", (38, 1), errno.EPERM),
        ("ioctl", (0, 0x5401), ALLOW),
        ("ioctl", (0, 0x5412), errno.ENOTTY),
        ("ioctl", (0, 0x8901), errno.ENOTTY),
        ("fcntl", (3, 3), ALLOW),
        ("fcntl", (3, 8), errno.EPERM),
        ("fcntl", (3, 1024), errno.EPERM),
        ("fcntl", (3, 1031), errno.EPERM),
        ("prlimit64", (0, 7), ALLOW),
        ("prlimit64", (77, 7), errno.EPERM),
        ("socketpair", (1, 1), ALLOW),
        ("socketpair", (1, 0o2000001), ALLOW),
        ("socketpair", (1, 2), errno.EPERM),
        ("socketpair", (1, 5), errno.EPERM),
        ("socketpair", (2, 1), errno.EPERM),
        ("sendto", (3, 1, 1, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 0x7F00), errno.EPERM),
        ("sendto", (3, 1, 1, 0, 0x7F00 << 32), errno.EPERM),
        ("mkdirat", (0, 0), errno.EPERM),
        ("clone", (0x3D0F00,), errno.EPERM),
        ("preadv2", (3, 0x7F00, 1, 0, 0, 0), ALLOW),
        ("preadv2", (3, 0x7F00, 1, 0, 0, 8), errno.EOPNOTSUPP),
        ("pwritev2", (3, 0x7F00, 1, 0, 0, 8), errno.EOPNOTSUPP),
        ("fadvise64", (3, 0, 0, 4), 0),
    ],
)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], answer: object) -> None:
    """Of calls that can be used well and badly."""
    assert both(machine, name, *arguments) == answer


@pytest.mark.parametrize("machine", MACHINES)
def test_at_level_process_nothing_is_left_in_the_kernel(machine: str) -> None:
    """Shared memory and queues outlive who made them: a submission could fill the machine, or speak to the next one."""
    alone = seccomp.with_pid(seccomp.alone_filter(machine=machine), 77)
    for name in ("shmget", "shmat", "semget", "msgget", "mq_open"):
        assert run(alone, machine, numbers(machine)[name], (0, 1 << 20, 0o1600)) == errno.EPERM
    assert run(alone, machine, numbers(machine)["fadvise64"], (3, 0, 0, 4)) == 0
    assert run(alone, machine, numbers(machine)["preadv2"], (3, 0x7F00, 1, 0, 0, 8)) == errno.EOPNOTSUPP
    assert run(alone, machine, numbers(machine)["mmap"]) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_no_processes(machine: str) -> None:
    """With ``threads`` a thread as the C library makes it, and nothing else."""
    assert both(machine, "clone", 0x3D0F00, threads=True) == ALLOW
    for flags in (17, 0x10000000 | 17, 0x3D0F00 | 0x40000000, 0x3D0F00 & ~0x10000, 0x3D0F00 | 0x2000):
        assert both(machine, "clone", flags, threads=True) == errno.EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_files_can_be_changed_where_there_is_a_folder(machine: str) -> None:
    """And only there."""
    for name in ("mkdirat", "unlinkat", "renameat", "fchmodat", "utimensat"):
        assert both(machine, name, writable=True) == ALLOW
        assert both(machine, name, writable=False) == errno.EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_another_convention_is_fatal(machine: str) -> None:
    """32-bit calls, those of another machine, and x32."""
    for filter_ in (
        seccomp.parent_filter(writable=True, namespaces=True, machine=machine),
        seccomp.worker_filter(threads=True, machine=machine),
    ):
        for audit in (0x40000003, 0x40000028, *(AUDIT[other] for other in MACHINES if other != machine)):
            assert run(filter_, machine, 0, audit=audit) == "kill"
        if machine == "x86_64":
            assert run(filter_, machine, 0x40000000) == "kill"
            assert run(filter_, machine, 0x40000000 | 39) == "kill"


@given(
    number=st.integers(0, 0x3FFFFFFF), arguments=st.tuples(*[st.integers(0, (1 << 64) - 1)] * 6), machine=st.sampled_from(MACHINES)
)
def test_nothing_that_is_not_named_passes(number: int, arguments: tuple[int, ...], machine: str) -> None:
    """Whatever the number and the arguments: EPERM, or ENOSYS beyond the table."""
    named = {
        *seccomp.ALLOWED,
        *seccomp.WITHOUT_ATTRIBUTES,
        "setrlimit",
        "clone3",
        "prctl",
        "ioctl",
        "fcntl",
        "prlimit64",
        "socketpair",
        "sendto",
        "fadvise64",
        *seccomp.FLAGGED,
    }
    named |= {*seccomp.PARENTS, *seccomp.PARENTS_NAMESPACES, "clone", "fork", "kill", "tgkill"}
    table = numbers(machine)
    answer = run(seccomp.parent_filter(writable=False, namespaces=True, machine=machine), machine, number, arguments)
    if number not in {table[name] for name in named if name in table}:
        assert answer == (errno.ENOSYS if number >= FIRST_UNKNOWN else errno.EPERM)


def test_a_filter_is_within_the_kernels_bound() -> None:
    """4096 instructions, and no conditional jump beyond 255."""
    for machine in MACHINES:
        assert len(seccomp.parent_filter(writable=True, namespaces=True, machine=machine)) // 8 < 400
    with pytest.raises(ValueError, match="255"):
        bpf.if_equal(1, bpf.allow() * 300)
    with pytest.raises(ValueError, match="255"):
        bpf.if_among(range(300), bpf.allow())


def test_an_unknown_machine_is_refused() -> None:
    """In words."""
    with pytest.raises(OSError, match="riscv64"):
        numbers("riscv64")
