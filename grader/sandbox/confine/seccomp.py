"""Which system calls student code may make: an allow-list, and for some calls what their arguments may be. Inside.

The warm parent puts on the large filter, with the few calls that it still needs itself; each worker adds a small one that takes
those back. Filters stack and the strictest answer counts, so a worker costs no more than the small one. What is not named is
refused with EPERM, which Python shows as PermissionError; what is newer than the table with ENOSYS, so that the C library does
without.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping

from grader.sandbox.confine import kernel
from grader.sandbox.confine.bpf import (
    ARCHITECTURE,
    NUMBER,
    Piece,
    allow,
    fail,
    if_among,
    if_at_least,
    if_bits,
    if_equal,
    kill,
    load,
    load_argument,
    load_argument_top,
    program,
    unless_equal,
)
from grader.sandbox.confine.syscalls import AUDIT, FIRST_UNKNOWN, X32_BIT, numbers

# Touch nothing but the process itself, its own descriptors, or files that mounts and Landlock let it open.
ALLOWED = (
    "read", "write", "open", "close", "stat", "fstat", "lstat", "poll", "lseek", "mmap", "mprotect", "munmap", "brk",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "pread64", "pwrite64", "readv", "writev", "access", "pipe", "select",
    "sched_yield", "mremap", "msync", "madvise", "dup", "dup2", "pause", "nanosleep", "getitimer", "alarm", "setitimer", "getpid",
    "recvfrom", "sendmsg", "recvmsg", "shutdown", "getsockopt", "getsockname", "getpeername", "exit", "uname", "flock", "fsync",
    "fdatasync", "ftruncate", "getdents", "getcwd", "chdir", "fchdir", "readlink", "umask", "gettimeofday", "getrlimit",
    "getrusage", "sysinfo", "times", "getuid", "getgid", "geteuid", "getegid", "getppid", "getpgrp", "getgroups", "getresuid",
    "getresgid", "getpgid", "getsid", "rt_sigpending", "rt_sigtimedwait", "rt_sigsuspend", "sigaltstack", "statfs", "fstatfs",
    "getpriority", "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "gettid", "time",
    "futex", "futex_waitv", "sched_getaffinity", "getdents64", "set_tid_address", "restart_syscall", "clock_gettime",
    "clock_getres", "clock_nanosleep", "exit_group", "epoll_wait", "epoll_ctl", "openat", "newfstatat", "readlinkat", "faccessat",
    "faccessat2", "pselect6", "ppoll", "set_robust_list", "get_robust_list", "epoll_pwait", "epoll_pwait2", "eventfd2",
    "epoll_create", "epoll_create1", "dup3", "pipe2", "preadv", "pwritev", "getrandom", "membarrier",
    "statx", "rseq", "copy_file_range", "sendfile", "getcpu", "close_range", "fallocate",
)  # fmt: skip

# Change what lies in folders. Landlock does not know all of them (chmod, utime), so they are refused where nothing may be written.
CHANGING = (
    "rename", "mkdir", "rmdir", "creat", "unlink", "chmod", "fchmod", "utime", "utimes", "truncate", "mkdirat", "symlink",
    "symlinkat", "unlinkat", "renameat", "renameat2", "fchmodat", "utimensat",
)  # fmt: skip

# Copying a file asks for extended attributes, and takes this answer for "there are none here".
WITHOUT_ATTRIBUTES = ("getxattr", "lgetxattr", "fgetxattr", "listxattr", "llistxattr", "flistxattr")

# What the warm parent still does after it has put its filter on, and no worker may.
PARENTS = ("wait4", "waitid", "setsid", "seccomp", "landlock_restrict_self", "capset")
PARENTS_NAMESPACES = ("unshare", "setns", "mount")

# What reaches other processes of the same uid, by their numbers.
TO_OTHERS = (
    "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "ptrace", "kcmp",
    "process_vm_readv", "process_vm_writev", "process_madvise", "move_pages", "migrate_pages", "setpriority", "ioprio_set",
    "sched_setparam", "sched_setscheduler", "sched_setattr", "sched_setaffinity",
)  # fmt: skip
# What the kernel keeps when the process is gone, for whoever comes next: shared memory, semaphores, queues of messages, keys.
KEPT = ("shmget", "shmat", "semget", "msgget", "mq_open", "add_key", "request_key", "keyctl")
# Who is to be signalled when a descriptor is ready: F_SETOWN, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP.
FCNTLS_FOR_OTHERS, IOCTLS_FOR_OTHERS = (8, 15), (0x8901, 0x8902)

# With a flag they tell at once whether a page of a file is in memory, which outlives a worker.
FLAGGED = ("preadv2", "pwritev2")

# linux/sched.h: every CLONE_NEW* flag, and CLONE_PARENT, CLONE_PTRACE, CLONE_PIDFD, which a thread has no use for.
CLONE_THREAD = 0x00010000
CLONE_FORBIDDEN = 0x7E020000 | 0x00008000 | 0x00002000 | 0x00001000

# linux/prctl.h
PR_SET_PDEATHSIG, PR_SET_NAME, PR_GET_NAME = 1, 15, 16
# asm/termbits, asm/ioctls: is it a terminal; close on exec; how much is there to read; do not block.
IOCTLS = (0x5401, 0x5450, 0x5451, 0x541B, 0x5421)
# fcntl: dup, flags, record locks, size of a pipe. Not: who gets its signals, leases, a larger pipe.
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
# A pair of connected streams, which can be sent to nobody else; a pair of datagrams can be sent to any address.
AF_UNIX, SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC = 1, 1, 0o4000, 0o2000000
STREAMS = tuple(SOCK_STREAM | more for more in (0, SOCK_NONBLOCK, SOCK_CLOEXEC, SOCK_NONBLOCK | SOCK_CLOEXEC))

_SET_MODE_FILTER, _SPEC_ALLOW = 1, 4
# Stands for the worker's process id in the small filter, until that is known.
_PID = 0x7FFFFFF1
_PID_BYTES = _PID.to_bytes(4, sys.byteorder)


def parent_filter(*, writable: bool, namespaces: bool, machine: str = platform.machine()) -> bytes:
    """The allow-list. ``writable``: students have a folder; ``namespaces``: the parent makes some for each worker."""
    names = [*ALLOWED, *PARENTS, "clone", "fork", "kill", "tgkill"]
    names += CHANGING if writable else ()
    names += PARENTS_NAMESPACES if namespaces else ()
    table = numbers(machine)
    refused = fail(errno.EPERM)

    def rule(name: str, decision: Piece) -> Piece:
        return if_equal(table[name], decision) if name in table else ()

    return program(
        _checked_convention(machine),
        if_among([table[name] for name in names if name in table], allow()),
        rule("clone3", fail(errno.ENOSYS)),  # its flags lie where a filter cannot look; glibc falls back on clone
        if_among([table[name] for name in WITHOUT_ATTRIBUTES], fail(errno.ENOTSUP)),
        rule("prctl", (*load_argument(0), *if_among((PR_SET_PDEATHSIG, PR_SET_NAME, PR_GET_NAME), allow()), *refused)),
        rule("ioctl", (*load_argument(1), *if_among(IOCTLS, allow()), *fail(errno.ENOTTY))),
        rule("fcntl", (*load_argument(1), *if_among(FCNTLS, allow()), *refused)),
        # Their own limits only, which are hard and can but shrink.
        rule("prlimit64", (*load_argument(0), *if_equal(0, allow()), *refused)),
        rule("setrlimit", allow()),
        rule(
            "socketpair",
            (*load_argument(0), *if_equal(AF_UNIX, (*load_argument(1), *if_among(STREAMS, allow()), *refused)), *refused),
        ),
        *_pages_of_files(table),
        # To whom it is connected; never to an address.
        rule("sendto", (*load_argument(4), *unless_equal(0, refused), *load_argument_top(4), *unless_equal(0, refused), *allow())),
        if_at_least(FIRST_UNKNOWN, fail(errno.ENOSYS)),
        refused,
    )


def worker_filter(*, threads: bool, machine: str = platform.machine()) -> bytes:
    """Takes back what the parent's filter grants to the parent alone."""
    table = numbers(machine)
    refused = fail(errno.EPERM)
    only_self = (*load_argument(0), *if_equal(_PID, allow()), *refused)
    new_thread = (*load_argument(0), *if_bits(CLONE_FORBIDDEN, refused), *if_bits(CLONE_THREAD, allow()), *refused)
    taken = [table[name] for name in (*PARENTS, *PARENTS_NAMESPACES, "fork") if name in table]
    return program(
        _checked_convention(machine),
        if_among(taken, refused),
        if_equal(table["clone"], new_thread if threads else refused),
        if_equal(table["prctl"], (*load_argument(0), *if_equal(PR_SET_PDEATHSIG, refused), *allow())),
        if_equal(table["kill"], only_self),
        if_equal(table["tgkill"], only_self),
        allow(),
    )


def alone_filter(*, machine: str = platform.machine()) -> bytes:
    """For level process, where nothing else keeps a worker from its own warm parent, and so from the next student: it may do
    whatever a program may, but not to other processes, nor leave them anything in the kernel.
    """
    table = numbers(machine)
    refused = fail(errno.EPERM)
    only_self = (*load_argument(0), *if_equal(_PID, allow()), *refused)
    return program(
        _checked_convention(machine),
        if_among([table[name] for name in (*TO_OTHERS, *KEPT)], refused),
        *_pages_of_files(table),
        if_equal(table["kill"], only_self),
        if_equal(table["tgkill"], only_self),
        if_equal(table["prlimit64"], (*load_argument(0), *if_equal(0, allow()), *refused)),
        if_equal(table["fcntl"], (*load_argument(1), *if_among(FCNTLS_FOR_OTHERS, refused), *allow())),
        if_equal(table["ioctl"], (*load_argument(1), *if_among(IOCTLS_FOR_OTHERS, refused), *allow())),
        allow(),
    )


def _pages_of_files(table: Mapping[str, int]) -> Iterator[Piece]:
    """Which pages are in memory a worker may neither ask nor decide: it would have a word with the next one.

    Advice is taken, and not followed, as the kernel may.
    """
    yield if_equal(table["fadvise64"], fail(0))
    for name in FLAGGED:
        yield if_equal(table[name], (*load_argument(5), *if_equal(0, allow()), *fail(errno.EOPNOTSUPP)))


def with_pid(data: bytes, pid: int) -> bytes:
    """The filter of a worker with that number."""
    return data.replace(_PID_BYTES, pid.to_bytes(4, sys.byteorder))


def prepared(data: bytes) -> Callable[[], None]:
    """A call that puts the filter on the process that makes it, with that one's number in it. It raises OSError.

    Everything that takes time is done beforehand: each worker makes the call, and every page that it touches is copied for it.
    """
    number = numbers()["seccomp"]
    room = bytearray(data)
    buffer = (ctypes.c_char * len(data)).from_buffer(room)
    filter_program = _FilterProgram(len(data) // 8, ctypes.addressof(buffer))
    reference = ctypes.byref(filter_program)

    def put_on() -> None:
        room[:] = with_pid(data, os.getpid())
        # Without this flag a filter switches speculation off on older kernels, which costs more than the filter.
        kernel.load_filter(number, _SET_MODE_FILTER, _SPEC_ALLOW, reference)

    put_on.keep = buffer, filter_program  # type: ignore[attr-defined]  # the kernel reads them when it is called
    return put_on


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _checked_convention(machine: str) -> Piece:
    """Another convention has other numbers, so that a call that is not meant would pass: 32-bit calls, and x32."""
    x32 = if_at_least(X32_BIT, kill()) if machine == "x86_64" else ()
    return (*load(ARCHITECTURE), *unless_equal(AUDIT[machine], kill()), *load(NUMBER), *x32)
