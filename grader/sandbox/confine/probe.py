"""Tries what this machine can isolate, each attempt in a process that is thrown away. Inside; run by ``grader.sandbox.machine``.

Prints a JSON object on stdout: attempt to the reason why it failed, empty where it worked.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

Attempt = Callable[[Mapping[str, Any]], str]


def main(order: Mapping[str, Any]) -> None:
    print(json.dumps({name: _in_child(ATTEMPTS[name], order) for name in order["attempts"]}))


def _in_child(attempt: Attempt, order: Mapping[str, Any]) -> str:
    """What the attempt said. One that died said nothing, which is a failure too."""
    reading, writing = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        said = "failed"
        try:
            said = attempt({**order, "parent": parent})
        except Exception as error:  # noqa: BLE001  # the reason is the answer
            said = str(error) or type(error).__name__
        os.write(writing, f"{said}\n".encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answers:  # noqa: PTH123  # a descriptor
        said = answers.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    return said.rstrip("\n") if said else "the attempt was killed"


def _level(name: str) -> Attempt:
    """The level as students would have it, with a worker that is forked, confined and ended."""

    def attempt(order: Mapping[str, Any]) -> str:
        from grader.sandbox.confine.levels import confine

        made = confine({**order, "level": name}, 1 << 40)
        pid = made.fork()
        if pid == 0:
            made.enter()
            os._exit(7)
        _, status = os.waitpid(pid, 0)
        return "" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7 else "a worker cannot be confined"

    return attempt


def _seccomp(_: Mapping[str, Any]) -> str:
    from grader.sandbox.confine import kernel, seccomp

    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.prepared(seccomp.parent_filter(writable=False, namespaces=False))()
    return ""


def _landlock(_: Mapping[str, Any]) -> str:
    from grader.sandbox.confine import landlock

    have = landlock.version()
    if not have:
        return "this kernel has no Landlock, or it is switched off at boot"
    return (
        "" if have >= landlock.NEEDED_VERSION else f"this kernel's Landlock has version {have}, {landlock.NEEDED_VERSION} is needed"
    )


def _no_new_rights(_: Mapping[str, Any]) -> str:
    from grader.sandbox.confine import kernel

    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    return ""


def _namespace(*flags: str) -> Attempt:
    """As a student would have it: a user namespace first, without root's own rights."""

    def attempt(order: Mapping[str, Any]) -> str:
        from grader.sandbox.confine import kernel

        _own_uid(order)
        kernel.unshare(kernel.CLONE_NEWUSER)
        for flag in flags:
            kernel.unshare(getattr(kernel, flag))
        return ""

    return attempt


def _mount(order: Mapping[str, Any]) -> str:
    from grader.sandbox.confine import mounts, namespaces

    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    _own_uid(order)
    # Shows only what everybody can reach, so that it is mounting that is tried.
    namespaces.enter(proc, order["root"], ("/usr/lib",), (), rooted=False)
    return "" if os.listdir("/usr") == ["lib"] and mounts.HOME else "the small root shows something else"  # noqa: PTH208


def _slot_uid(order: Mapping[str, Any]) -> str:
    if order["slot_uid"] is None:
        return "only root can give students a uid of their own"
    _own_uid(order)
    return "" if os.getuid() == order["slot_uid"] else "the uid did not change"


def _interpreter(order: Mapping[str, Any]) -> str:
    """Whether the uid that students run under finds the interpreter without a root of its own."""
    _own_uid(order)
    for path in order["interpreter"]:
        folder = path
        closed = ""
        while folder != "/":
            folder = os.path.dirname(folder)  # noqa: PTH120  # plain strings
            if not os.access(folder, os.X_OK):
                closed = folder
        if closed or not os.access(path, os.R_OK):
            return f"{closed or path} is closed to the uid that students run under"
    return ""


def _limits(_: Mapping[str, Any]) -> str:
    import resource

    for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_NPROC"):
        which = getattr(resource, name)
        most = 1 << 30 if name == "RLIMIT_AS" else 64
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
        if resource.getrlimit(which)[0] != most:
            return f"{name} cannot be set"
    with contextlib.suppress(MemoryError):
        bytearray(2 << 30)
        return "RLIMIT_AS has no effect"
    return ""


def _own_uid(order: Mapping[str, Any]) -> None:
    uid = order["slot_uid"]
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


ATTEMPTS: dict[str, Attempt] = {
    "full": _level("full"),
    "landlock": _level("landlock"),
    "slot_uid": _slot_uid,
    "interpreter": _interpreter,
    "no_new_privs": _no_new_rights,
    "seccomp": _seccomp,
    "landlock_version": _landlock,
    "user_namespace": _namespace(),
    "mount_namespace": _namespace("CLONE_NEWNS"),
    "network_namespace": _namespace("CLONE_NEWNET"),
    "ipc_namespace": _namespace("CLONE_NEWIPC"),
    "uts_namespace": _namespace("CLONE_NEWUTS"),
    "pid_namespace": _namespace("CLONE_NEWPID"),
    "small_root": _mount,
    "rlimits": _limits,
}

if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
