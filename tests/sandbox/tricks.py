"""What a student might try from within a worker. Loaded there as a submission: each function says what it achieved, or raises."""

# ruff: noqa: PTH116, PTH208  # tries the plain calls, as a student would

import _socket
import ctypes
import mmap
import os
import platform
import signal
import socket
import struct
from collections.abc import Callable

LIBC = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"

# x86-64 and aarch64; all of them must be refused whatever their arguments.
CALLS = {
    "execve": (59, 221), "ptrace": (101, 117), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268), "shmget": (29, 194), "shmat": (30, 196), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "memfd_create": (319, 279), "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "tkill": (200, 130), "kcmp": (312, 272), "setuid": (105, 146), "setresuid": (117, 147), "setgroups": (116, 159),
    "capset": (126, 91), "seccomp": (317, 277), "landlock_create_ruleset": (444, 444), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "open_by_handle_at": (304, 265), "socket": (41, 198), "connect": (42, 203), "bind": (49, 200),
    "mknodat": (259, 33), "linkat": (265, 37), "symlinkat": (266, 36), "fchownat": (260, 54), "setxattr": (188, 5),
    "timer_create": (222, 107), "sched_setaffinity": (203, 122), "personality": (135, 92), "setpriority": (141, 140),
    "init_module": (175, 105), "reboot": (169, 142), "wait4": (61, 260), "setsid": (112, 157), "open_tree": (428, 428),
    "fsopen": (430, 430), "memfd_secret": (447, 447), "name_to_handle_at": (303, 264), "acct": (163, 89),
}  # fmt: skip


def call(number: int, *arguments: int) -> tuple[int, int]:
    """``(result, errno)`` of a system call by its number."""
    ctypes.set_errno(0)
    result = LIBC.syscall(ctypes.c_long(number), *(ctypes.c_long(each) for each in arguments))
    return result, ctypes.get_errno()


def forbidden_calls() -> list[str]:
    """Names of calls that were not refused with EPERM."""
    passed = []
    for name, numbers in CALLS.items():
        if call(numbers[0 if X86 else 1], 0, 0, 0, 0, 0, 0) != (-1, 1):
            passed.append(name)
    return passed


def forbidden_calls_outside() -> list[str]:
    """Those of the harmless ones that are let through where there is no filter."""
    harmless = (
        "shmget", "semget", "msgget", "memfd_create", "keyctl", "unshare", "setsid", "inotify_init1", "socket", "setpriority",
        "personality", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_send_signal", "linkat", "symlinkat", "fchownat",
        "setxattr", "wait4", "open_tree", "add_key", "request_key", "ptrace", "rt_sigqueueinfo", "pidfd_getfd", "mknodat",
    )  # fmt: skip
    return [name for name in harmless if call(CALLS[name][0 if X86 else 1], *(-1,) * 6)[1] != 1]


def clone3() -> int:
    return call(435, 0, 0)[1]


def newest_call() -> int:
    return call(460, 0, 0)[1]


def process_clone() -> int:
    return call(56 if X86 else 220, signal.SIGCHLD, 0, 0, 0, 0)[1]


def namespace_clone() -> int:
    return call(56 if X86 else 220, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)[1]


def x32_call() -> tuple[int, int]:
    return call(0x40000000 | 39)


def code_of(machine_code: bytes) -> tuple["ctypes._FuncPointer", mmap.mmap]:
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(machine_code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return ctypes.CFUNCTYPE(ctypes.c_long)(address), memory


def call_of_32_bits() -> int:
    """getpid by int 0x80, the way of 32-bit programs."""
    function, _ = code_of(bytes.fromhex("b814000000cd80c3"))
    return int(function())


def families() -> list[tuple[int, int]]:
    made = []
    for family in range(46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                _socket.socket(family, kind).close()  # below what is refused in words
                made.append((family, int(kind)))
            except OSError:
                pass
    return made


def pairs() -> list[int]:
    """Kinds of socket pairs that are to be had."""
    made = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            for each in socket.socketpair(socket.AF_UNIX, kind):
                each.close()
            made.append(int(kind))
        except OSError:
            pass
    return made


def send_to_an_address() -> None:
    one, _ = socket.socketpair()
    one.sendto(b"x", "\0anything")


def descriptors() -> list[int]:
    """Of everything but the null device, which stands in for the keyboard."""
    found = []
    for number in range(3, 1024):
        try:
            if os.fstat(number).st_rdev != os.stat("/dev/null").st_rdev:
                found.append(number)
        except OSError:
            pass
    return found


def kills(judge: int) -> list[str]:
    """Processes that could be signalled: the judge, the parent, everybody, one's own group's leader."""
    reached = []
    for name, pid in (("judge", judge), ("parent", os.getppid()), ("everybody", -1), ("group", 0), ("init", 1), ("two", 2)):
        if pid == os.getpid() or (name == "parent" and pid == 0):
            continue
        try:
            os.kill(pid, 0)
            reached.append(name)
        except OSError:
            pass
    return reached


def own_signal() -> int:
    caught = []
    signal.signal(signal.SIGUSR1, lambda *_: caught.append(1))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    return len(caught)


def fork() -> int:
    """By the C library, below what is refused in words."""
    return _checked(ctypes.PyDLL(None, use_errno=True).fork())


def spawn() -> int:
    number = ctypes.c_int()
    failed = LIBC.posix_spawn(ctypes.byref(number), b"/bin/true", None, None, (ctypes.c_char_p * 2)(b"true", None), None)
    return _checked(-1 if failed else number.value)


def shell() -> int:
    return int(LIBC.system(b"true"))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def read(path: str) -> int:
    """The file's size, read below Python's own checks."""
    descriptor = LIBC.open(path.encode(), os.O_RDONLY)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused", path)
    return len(os.read(descriptor, 100))


def listed(path: str) -> list[str]:
    return sorted(os.listdir(path))


def written(path: str) -> int | str:
    descriptor = LIBC.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    if descriptor < 0:
        return os.strerror(ctypes.get_errno())
    return os.write(descriptor, b"x")


def changed(path: str) -> list[str]:
    """Ways in which a file that lies there could be changed without being opened."""
    ways: dict[str, Callable[[], int]] = {
        "chmod": lambda: LIBC.chmod(path.encode(), 0o777),
        "utimes": lambda: LIBC.utimes(path.encode(), None),
        "truncate": lambda: LIBC.truncate(path.encode(), ctypes.c_long(0)),
        "unlink": lambda: LIBC.unlink(path.encode()),
        "rename": lambda: LIBC.rename(path.encode(), path.encode() + b"x"),
        "link": lambda: LIBC.link(path.encode(), path.encode() + b"y"),
    }
    return [name for name, way in ways.items() if way() == 0]


def rights() -> tuple[tuple[int, int, int], bool]:
    """Uids, and whether any capability is left."""
    header, sets = struct.pack("=Ii", 0x20080522, 0), ctypes.create_string_buffer(24)
    LIBC.capget(header, sets)
    return os.getresuid(), any(sets.raw)


def raise_limits() -> list[int]:
    import resource

    raised = []
    for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE):
        _, hard = resource.getrlimit(which)
        try:
            resource.setrlimit(which, (hard + 1, hard + 1))
            raised.append(which)
        except (OSError, ValueError):
            pass
    return raised


def environment() -> dict[str, str]:
    return dict(os.environ)


def python_path() -> list[str]:
    import sys

    return sys.path
