"""A uid of their own for the students of one slot: two slots that share one could kill each other's processes. Outside; root only.

A uid is taken by holding a lock on a file that is named by it. The kernel lets go of the lock when the last process that holds it
is gone, however it went, so nothing is left to clean up.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from grader.errors import IsolationError

if sys.platform != "win32":
    import fcntl
    import pwd

# Below the uids that systemd hands to services (from 61184), above those of people, and within what a container maps.
FIRST, COUNT = 60800, 256
FOLDERS = ("/run", "/var/run", "/tmp")  # noqa: S108  # the last resort of a system without either; the folder made in it is checked
# The descriptor is handed to the warm parent, whose own descriptors lie below.
LOWEST_DESCRIPTOR = 100


class SlotUid:
    """No other slot of this machine gets the uid until this is closed and every heir of ``descriptor`` is gone."""

    def __init__(self, uid: int, descriptor: int) -> None:
        self.uid, self.descriptor = uid, descriptor

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def take_uid(folder: Path | None = None) -> SlotUid:
    """The first uid of the range that nobody has. Raises IsolationError where none is left, or the locks have no place."""
    folder = folder or _lock_folder()
    for uid in range(FIRST, FIRST + COUNT):
        if _has_owner(uid):
            continue
        low = os.open(folder / str(uid), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        descriptor = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR)
        os.close(low)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        return SlotUid(uid, descriptor)
    raise IsolationError(
        f"all {COUNT} uids that students may run under ({FIRST} to {FIRST + COUNT - 1}) are in use on this machine; "
        "wait until another run of grader has ended"
    )


def _lock_folder() -> Path:
    """``/run/grader``, or the like, which only root may enter. Raises IsolationError."""
    why = "none of them exists"
    for parent in FOLDERS:
        folder = Path(parent, "grader")
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.lstat()
        except OSError as error:
            why = str(error)
            continue
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077:
            return folder
        why = f"{folder} is not a folder of mode 700 that belongs to root"
    raise IsolationError(f"no folder for the locks on students' uids in {', '.join(FOLDERS)}: {why}")


def _has_owner(uid: int) -> bool:
    """Whether a person or a service of this machine bears that uid."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
