"""What student code may not do, said in words: the limit is named where Python would only say that it failed. Inside; not trusted.

The kernel's layers refuse all this too, below Python and without words. Saying it here makes the same file meet the same exception
at every level, also where no such layer is to be had.
"""

from __future__ import annotations

import _thread
import builtins
import contextlib
import errno
import importlib
import os
import posix
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any, NoReturn

# Events of the interpreter (docs.python.org/3/library/audit_events.html) that change what lies in folders.
CHANGING = frozenset(
    f"os.{name}" for name in ("mkdir", "rename", "remove", "rmdir", "link", "symlink", "truncate", "chmod", "chown", "utime")
)
# And those of what is never allowed, with the kind that it is.
NEVER = {
    **dict.fromkeys(("os.fork", "os.forkpty"), "processes"),
    **dict.fromkeys(("os.posix_spawn", "os.spawn", "os.exec", "subprocess.Popen", "pty.spawn"), "programs"),
    **dict.fromkeys(("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"), "network"),
    **dict.fromkeys(("socket.gethostbyaddr", "socket.getnameinfo", "http.client.connect"), "network"),
    **dict.fromkeys(("ftplib.connect", "smtplib.connect", "imaplib.open", "poplib.connect"), "network"),
}
# The kinds, and the words of each; what to do about it is said where it is shown.
WORDS = {
    "processes": "no other processes here",
    "programs": "no other programs here",
    "network": "no network here",
    "shared_memory": "no memory shared with other processes here",
    "written": "this assignment lets no file be written (file_mb = 0)",
    "changed": "this assignment lets no file be changed (file_mb = 0)",
    "threads": "can't start new thread: this assignment allows none (threads = 0)",
    "input": "nobody types anything here",
    "forbidden": "not allowed here",
}
# Of which kind an error is that the system raised inside of a package.
PACKAGES = {"multiprocessing": "processes", "subprocess": "programs", "socket": "network", "ssl": "network"}
# Not every Python tells of a thread's start, so the functions themselves are replaced.
THREAD_STARTERS = ("start_new_thread", "start_new", "start_joinable_thread", "_start_new_thread", "_start_joinable_thread")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
# What a shell's status is that finds no such command.
NO_COMMAND = 127 << 8

# What a worker tells its warm parent: a letter for each kind.
NOTICES = {b"w": "a file to be written", b"t": "a thread"}

# The limit behind a refusal, and behind an error of the system's.
_LIMIT_BY_KIND = {"written": "file_mb", "changed": "file_mb", "threads": "threads"}
_LIMIT_BY_ERROR = {errno.ENOSPC: "file_mb", errno.EFBIG: "file_mb", errno.EMFILE: "open_files"}
PLAIN = (OSError, PermissionError, FileNotFoundError)  # nobody's own class
_BY_THE_SYSTEM = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOENT, errno.EROFS})

_limits: dict[str, Any] = {}
# Only in a worker that serves: the warm parent forks, and the self-test has to meet the kernel's own refusals.
_at_work: list[bool] = []


def install(limits: Mapping[str, Any], notices: int | None) -> None:
    """For the workers, for good, once they ``begin``. ``notices``: a descriptor that is told of what another level may grant."""
    _limits.update(limits)
    _refuse_events(notices, files=not limits["file_mb"])
    _refuse_functions()
    if not limits["threads"]:
        _refuse_threads(notices)


def begin() -> None:
    """In a worker, before student code."""
    _at_work.append(True)


def refusal(kind: str, path: object = "") -> PermissionError:
    """The error to raise: its text is the words alone, without a number of the system's."""
    error = PermissionError(f"{WORDS[kind]}: {path!r}" if path else WORDS[kind])
    error.errno = errno.EACCES
    vars(error)["refused"] = kind
    return error


def kind_of(error: BaseException) -> str:
    """Which refusal of this module it is, or what the system refused without words; empty where it is none."""
    kind: object = vars(error).get("refused")
    if type(kind) is str and kind in WORDS:
        return kind
    if not isinstance(error, OSError) or type(error) not in PLAIN or error.errno not in _BY_THE_SYSTEM:
        return ""
    return _package_of(error) or ("forbidden" if error.errno == errno.EPERM else "")


def words_for(error: BaseException) -> str:
    """What to say instead of the system's own message; empty where that stays."""
    if "refused" in vars(error):
        return ""
    kind = kind_of(error)
    return WORDS[kind] if kind else ""


def limit_behind(error: BaseException) -> str:
    """The name of the limit that it comes from, refused in here or by the system; empty where it comes from none."""
    return _LIMIT_BY_KIND.get(kind_of(error)) or _limit_of_system(error)


def with_limit(message: str, error: BaseException) -> str:
    """The message; of an error of the system's with its limit, as ``open_files = 64``. Ours name theirs."""
    name = _limit_of_system(error)
    return f"{message} ({name} = {_limits[name]})" if name else message


def _limit_of_system(error: BaseException) -> str:
    name = ""
    if type(error) is OSError:  # a subclass is student code, or has a number of its own
        name = _LIMIT_BY_ERROR.get(error.errno or 0, "")
    elif type(error) is RuntimeError and error.args == ("can't start new thread",):
        name = "threads"
    return name if name in _limits else ""


def read_notices(data: bytes) -> list[str]:
    return [text for letter, text in NOTICES.items() if letter in data]


def _refuse_events(notices: int | None, *, files: bool) -> None:
    """What the interpreter tells of before it happens. ``files``: whether none may be written."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in NEVER:
            if _at_work:
                raise refusal(NEVER[event])
        elif files and _at_work:
            if event == "open":
                if _writes(arguments):
                    _tell(notices, b"w")
                    raise _no_file("written", arguments[0])
            elif event in CHANGING:
                _tell(notices, b"w")
                raise _no_file("changed", "")

    sys.addaudithook(refuse)


def _refuse_functions() -> None:
    """What the interpreter does not tell of."""
    semaphores, memory, starter = (_module(name) for name in ("_multiprocessing", "_posixshmem", "_posixsubprocess"))
    if semaphores is not None:
        semaphores.SemLock = _Semaphore
    if memory is not None:
        memory.shm_open = _refusing("shared_memory")
    if starter is not None:
        starter.fork_exec = _refusing("processes")
    plain = socket.socket.__init__

    def make(self: socket.socket, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:  # noqa: A002
        if fileno is None and _at_work:
            raise refusal("network")
        plain(self, family, type, proto, fileno)

    socket.socket.__init__ = make  # type: ignore[method-assign]  # that of a pair, which has its number, stays allowed
    for module in (os, posix):
        vars(module)["system"] = _no_command
    vars(builtins)["input"] = _asking(input, sys.stdin)


def _refuse_threads(notices: int | None) -> None:
    def refuse(*_: object, **__: object) -> None:
        _tell(notices, b"t")
        error = RuntimeError(WORDS["threads"])
        vars(error)["refused"] = "threads"
        raise error

    for module in (_thread, threading):
        for name in THREAD_STARTERS:
            if hasattr(module, name):
                setattr(module, name, refuse)


class _Semaphore:
    """Stands for what locks and queues between processes are made of."""

    SEM_VALUE_MAX = (1 << 31) - 1

    def __init__(self, *_: object, **__: object) -> None:
        raise refusal("processes")


def _refusing(kind: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise refusal(kind)

    return refuse


def _no_command(command: object) -> int:  # noqa: ARG001  # the system's own signature
    """``os.system``, which never raises: many who only clear the screen do not look at its answer."""
    print(WORDS["programs"], file=sys.stderr)
    return NO_COMMAND


def _asking(plain: Callable[..., str], nothing: object) -> Callable[..., str]:
    """``input``, which reads what student code itself may have put in place of ``nothing``."""

    def ask(prompt: object = "", /) -> str:
        if sys.stdin is not nothing:
            return plain(prompt)
        print(prompt, end="")
        error = EOFError(WORDS["input"])
        vars(error)["refused"] = "input"
        raise error

    ask.__name__ = ask.__qualname__ = "input"
    return ask


def _module(name: str) -> Any:
    """A part of Python that not every system has."""
    with contextlib.suppress(ImportError):
        return importlib.import_module(name)
    return None


def _no_file(kind: str, path: object) -> PermissionError:
    """Where a package only wanted room to share, that is what is not to be had."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if _top(frame) == "multiprocessing":
            return refusal("processes")
        frame = frame.f_back
    # Not by a name that nobody wrote.
    told = path if type(path) is str and not path.startswith(tempfile.gettempdir()) else ""
    return refusal(kind, told[:200])


def _package_of(error: BaseException) -> str:
    """The kind of the package of Python's own that the error was raised in."""
    step, kind = error.__traceback__, ""
    while step is not None:
        kind = PACKAGES.get(_top(step.tb_frame), kind)
        step = step.tb_next
    return kind


def _top(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return type(flags) is int and bool(flags & WRITING) and path not in DEVICES


def _tell(notices: int | None, letter: bytes) -> None:
    if notices is not None:
        with contextlib.suppress(OSError):
            os.write(notices, letter)
