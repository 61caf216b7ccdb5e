"""How a level is made of its layers: what the warm parent puts on itself before the first fork, and each worker after it. Inside.

The order matters. Mounting comes before Landlock, which forbids it; giving up root before anything that a student could see; the
filter of system calls last. Everything that takes time is prepared by the parent.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.sandbox.confine.descendants import LEFT_S, die_with_parent, end_children, end_others, inherits
from grader.sandbox.confine.reserve import RESERVE_MB

if sys.platform == "linux":
    # All of it now: in the small root there is no path to it any more.
    from grader.sandbox.confine import kernel, landlock, mounts, namespaces, seccomp

MB = 1 << 20
# Between the size that the parent sees of itself and what a worker needs before any student code runs.
HEADROOM_MB = 8 + RESERVE_MB
# In the user namespace of a slot: the keeper, the warden, the mold, the worker.
OWN_PROCESSES = 4
# Of these, before the mold is forked.
WITHOUT_MOLD = 2
# How long what a worker has left behind may take to be ended, where what takes longer is ended by its uid.
SOON_S = 0.1


class ConfinementError(Exception):
    """The level cannot be made here. The text says why, for the person who runs grader."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What mold and warden need of the level that they live in.

    ``serve`` in the mold, first thing; ``fork`` a worker there; ``enter`` in the worker, last thing before student code;
    ``sweep`` in the mold when the worker has ended and is not yet reaped: end its group; ``clear`` after that: end what else was
    left behind, and say whether nothing is; ``purge`` in the warden, which ends then too, when the mold has ended: end all of it.
    ``home``: the worker's own folder, where it has one.
    """

    serve: Callable[[], None]
    fork: Callable[[], int]
    enter: Callable[[], None]
    sweep: Callable[[int], None]
    clear: Callable[[], bool]
    purge: Callable[[], None]
    home: str


def confine(order: Mapping[str, Any], size: int) -> Confinement:
    """Put the order's level on this process. ``size``: its address space in bytes. Raises ConfinementError.

    At level full the caller returns from here as the first process of a new namespace; the one that called waits, and ends with it.
    """
    try:
        if order["level"] == "full":
            return _full(order, size)
        why = _own_uid(order)
        _check_interpreter(why)
        if order["level"] == "landlock":
            return _landlock(order, size)
        return _process(order, size, why)
    except OSError as error:
        raise ConfinementError(f"level {order['level']} cannot be made here: {error}") from error


def _full(order: Mapping[str, Any], size: int) -> Confinement:
    limits, uid = order["limits"], order["slot_uid"]
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    rooted = False
    if uid is not None:
        # Root's own eyes find an interpreter below a closed folder, which a student's would not.
        with contextlib.suppress(OSError):
            _enter_small_root(order)
            rooted = True
        _become(uid)
    namespaces.enter(proc, order["root"], order["bound"], order["masked"], rooted=rooted)
    _check_interpreter("")
    die_with_parent(order["parent"])
    _leave_keeper()
    die_with_parent(None)
    slot = namespaces.slot(proc)
    os.close(proc)
    writable = limits["file_mb"] > 0
    threads_most = OWN_PROCESSES + limits["threads"] if limits["threads"] and _counts_own_processes() else None
    rules = _ruleset(order, home=writable) if landlock.version() else None
    _no_new_rights()
    if rules is not None and not writable:
        landlock.restrict(rules)
        rules = None
    put_on = seccomp.prepared(seccomp.worker_filter(threads=limits["threads"] > 0))
    limit = prepared_limits(limits, size, processes=threads_most)

    def enter() -> None:
        if writable:
            kernel.unshare(kernel.CLONE_NEWNS)
            mounts.mount_home(limits["file_mb"])
            os.chdir(mounts.HOME)
        kernel.drop_capabilities()
        if rules is not None:
            landlock.restrict(rules)
            os.close(rules)
        limit()
        put_on()

    seccomp.prepared(seccomp.parent_filter(writable=writable, namespaces=True))()
    # Whatever is in the worker's namespace ends with it.
    return Confinement(_nothing, slot.fork, enter, lambda _: None, lambda: True, _nothing, mounts.HOME if writable else "")


def _landlock(order: Mapping[str, Any], size: int) -> Confinement:
    _no_new_rights()
    landlock.restrict(_ruleset(order, home=False))
    put_on = seccomp.prepared(seccomp.worker_filter(threads=False))
    limit = prepared_limits(order["limits"], size, processes=None)
    seccomp.prepared(seccomp.parent_filter(writable=False, namespaces=False))()

    def enter() -> None:
        die_with_parent(None)
        limit()
        put_on()

    # No worker can fork here, so there is nobody to sweep up.
    return Confinement(lambda: die_with_parent(None), os.fork, enter, lambda _: None, lambda: True, _nothing, "")


def _process(order: Mapping[str, Any], size: int, why: str) -> Confinement:
    own_uid = order["slot_uid"] is not None
    if own_uid:
        _check_private(order["private"], why)
    if sys.platform == "linux":
        _no_new_rights()
    # The warden, the mold, the worker, and its threads; without a uid of its own the limit would count what the person at the
    # keyboard runs.
    processes = 3 + order["limits"]["threads"] if own_uid else None
    limit = prepared_limits(order["limits"], size, processes=processes)
    put_on = _alone()

    def enter() -> None:
        die_with_parent(None)
        limit()
        if put_on is not None:
            with contextlib.suppress(OSError):  # a kernel without such filters: this level promises nothing of them
                put_on()

    adopts = inherits()

    def serve() -> None:
        die_with_parent(None)
        inherits()

    def sweep(worker: int) -> None:
        # A worker leads a session and a group of its own.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker, signal.SIGKILL)

    def clear() -> bool:
        # What left the group is the mold's child now, on Linux. To end everything of this uid at once would end the warden as well;
        # where that is needed, since something forks as fast as it is ended, both end and are started anew.
        return end_children(own_uid=False, seconds=SOON_S if own_uid else LEFT_S) if adopts else not own_uid

    def purge() -> None:
        if adopts:
            end_children(own_uid=own_uid)
        elif own_uid:
            end_others()

    return Confinement(serve, os.fork, enter, sweep, clear, purge, "")


def _nothing() -> None:
    pass


def _alone() -> Callable[[], None] | None:
    """Puts on the filter of level process; None where there is none for this system or machine."""
    if sys.platform != "linux":
        return None
    try:
        return seccomp.prepared(seccomp.alone_filter())
    except OSError:
        return None


def _own_uid(order: Mapping[str, Any]) -> str:
    """As root: a small root, where mounting is allowed, and a uid without rights. Returns why there is no small root."""
    why = ""
    if order["slot_uid"] is not None:
        try:
            _enter_small_root(order)
        except OSError as error:
            # No right to mount, as in most containers: then file permissions must do, and are tried below.
            why = f" (a root of their own cannot be made here: {error})"
        _become(order["slot_uid"])
    os.chdir("/")
    die_with_parent(order["parent"])
    return why


def _enter_small_root(order: Mapping[str, Any]) -> None:
    if sys.platform != "linux":
        raise OSError(f"{sys.platform} cannot")
    kernel.unshare(kernel.CLONE_NEWNS)
    mounts.enter_small_root(order["root"], order["bound"], order["masked"])


def _become(uid: int) -> None:
    """Root no more, for good: no student code ever runs as uid 0."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    end_others()


def _leave_keeper() -> None:
    """Return in a child, the first process of the new namespace; the caller itself only waits for that one's end."""
    pid = os.fork()
    if pid == 0:
        return
    os.close(3)
    _, status = os.waitpid(pid, 0)
    os._exit(0 if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else 1)


def _ruleset(order: Mapping[str, Any], *, home: bool) -> int:
    granted = list(landlock.grants(order["bound"], order["masked"]))
    granted += [(f"/dev/{name}", landlock.DEVICE) for name in mounts.DEVICES]
    if home:
        granted.append((mounts.ABOVE_HOME, landlock.WRITE))
    return landlock.ruleset(granted)


def _no_new_rights() -> None:
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _check_interpreter(why: str) -> None:
    library = os.path.dirname(os.__file__)  # noqa: PTH120  # a plain string is enough
    if not os.access(library, os.R_OK | os.X_OK):
        raise ConfinementError(
            f"the interpreter's library {library} cannot be read by the uid that students run under{why}; "
            "use a Python outside of closed folders, or run as an ordinary user"
        )


def _check_private(private: list[str], why: str) -> None:
    for path in private:
        if os.access(path, os.R_OK) or os.access(path, os.X_OK):
            raise ConfinementError(
                f"{path} can be read by the uid of students{why}; close it (chmod 700 {path}) or run as an ordinary user"
            )


def _counts_own_processes() -> bool:
    """Whether the limit on processes counts within this user namespace alone: two are there, so a third must pass."""
    before = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (WITHOUT_MOLD + 1, before[1]))
    try:
        pid = os.fork()
    except BlockingIOError:
        return False
    finally:
        resource.setrlimit(resource.RLIMIT_NPROC, before)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


def prepared_limits(limits: Mapping[str, Any], size: int, *, processes: int | None) -> Callable[[], None]:
    """Hard limits to be put on a worker; the judge's clock and ``wait4`` decide what is said of them."""
    wanted = {
        resource.RLIMIT_AS: size + (HEADROOM_MB + limits["memory_mb"]) * MB,
        # Only what is left when nobody watches any more: the parent counts the processor time of a case.
        resource.RLIMIT_CPU: int(limits["submission_s"] + limits["load_s"]) + 2,
        resource.RLIMIT_FSIZE: limits["file_mb"] * MB,
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    for name in ("RLIMIT_MEMLOCK", "RLIMIT_MSGQUEUE"):
        if hasattr(resource, name):
            wanted[getattr(resource, name)] = 0
    if processes is not None:
        wanted[resource.RLIMIT_NPROC] = processes
    bounds = []
    for which, value in wanted.items():
        hard = resource.getrlimit(which)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        bounds.append((which, (most, most)))

    def put_on() -> None:
        for which, both in bounds:
            resource.setrlimit(which, both)

    return put_on
