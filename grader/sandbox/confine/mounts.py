"""A small root for students: the interpreter, the allowed packages and the worker's own files, read-only, and nothing else.

Needs a mount namespace of its own and the right to mount in it. What is not bound here is not hidden but absent.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.confine import kernel

DEVICES = ("null", "zero", "urandom")
# Above the student's own folder, which each worker mounts for itself: a rule of Landlock must name what does not change.
ABOVE_HOME, HOME = "/home", "/home/student"
HOME_INODES = 1024

# A bind mount inside a user namespace must repeat the flags that its source's mount has: (statvfs, mount).
INHERITED = (
    (2, kernel.MS_NOSUID),
    (4, kernel.MS_NODEV),
    (8, kernel.MS_NOEXEC),
    (1024, 1 << 10),
    (2048, 1 << 11),
    (4096, 1 << 21),
)


def enter_small_root(root: str, bound: Sequence[str], masked: Sequence[str]) -> None:
    """Build the root on a tmpfs at ``root``, an empty folder, and move into it.

    ``bound`` paths appear read-only where they were, links as links; a ``masked`` folder appears empty, and what of ``bound``
    lies below it appears in it. Raises OSError where mounting is not allowed; then nothing has changed for others.
    """
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    _mount_tmpfs(root)
    present = [path for path in bound if os.path.lexists(path)]
    below = [path for path in present if any(Path(path).is_relative_to(mask) for mask in masked)]
    for path in present:
        if path not in below:
            _show(path, root + path)
    for path in masked:
        if Path(root + path).is_dir():
            _mount_tmpfs(root + path)
    for path in below:
        _show(path, root + path)
    _make_folders(f"{root}/dev")
    for name in DEVICES:
        Path(root, "dev", name).touch()
        kernel.mount(f"/dev/{name}", f"{root}/dev/{name}", None, kernel.MS_BIND)
    for name in ("tmp", "proc", HOME.lstrip("/")):
        _make_folders(f"{root}/{name}")
    kernel.pivot_root(root)
    kernel.mount(None, "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)


def mount_home(megabytes: int) -> None:
    """The worker's own folder, in a mount namespace of its own; it is gone with the worker."""
    data = f"size={megabytes}m,nr_inodes={HOME_INODES},mode=700"
    kernel.mount("tmpfs", HOME, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC, data)


def _mount_tmpfs(path: str) -> None:
    kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,nr_inodes=1024,mode=755")


def _show(source: str, target: str) -> None:
    if Path(target).exists():  # lies in a folder that is shown already
        return
    _make_folders(str(Path(target).parent))
    if Path(source).is_symlink():
        Path(target).symlink_to(Path(source).readlink())
        return
    if Path(source).is_dir():
        _make_folders(target)
    else:
        Path(target).touch()
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)
    present = os.statvfs(target).f_flag
    kept = sum(flag for shown, flag in INHERITED if present & shown)
    read_only = kernel.MS_BIND | kernel.MS_REMOUNT | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount(None, target, None, read_only | kept)


def _make_folders(path: str) -> None:
    """Readable to everybody whatever the umask: the way to an interpreter under a closed home leads through here."""
    before = os.umask(0)
    try:
        Path(path).mkdir(mode=0o755, parents=True, exist_ok=True)
    finally:
        os.umask(before)
