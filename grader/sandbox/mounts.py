"""A small root for students: the interpreter, the allowed packages and the worker's own files, read-only, and nothing else.

Needs the right to mount (root, in a mount namespace of its own). What is not bound here is not hidden but absent.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox import kernel

DEVICES = ("null", "zero", "urandom")

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
    """Build the root on a tmpfs at ``root`` (an empty folder) in a new mount namespace, and move into it.

    ``bound`` paths appear read-only where they were, in that order; a ``masked`` folder appears empty, and what of ``bound``
    lies below it appears in it. Raises OSError where mounting is not allowed; then nothing has changed for others.
    """
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,nr_inodes=1024,mode=755")
    below = [path for path in bound if any(Path(path).is_relative_to(mask) for mask in masked)]
    for path in bound:
        if Path(path).exists() and path not in below:
            _bind_read_only(path, root + path)
    for path in masked:
        if Path(root + path).exists():
            kernel.mount("tmpfs", root + path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,nr_inodes=1024,mode=755")
    for path in below:
        if Path(path).exists():
            _bind_read_only(path, root + path)
    device_folder = Path(root, "dev")
    device_folder.mkdir(mode=0o755, exist_ok=True)
    for name in DEVICES:
        (device_folder / name).touch()
        kernel.mount(f"/dev/{name}", f"{root}/dev/{name}", None, kernel.MS_BIND)
    for name in ("tmp", "proc"):
        Path(root, name).mkdir(mode=0o755, exist_ok=True)
    kernel.pivot_root(root)
    kernel.mount(None, "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV)


def _bind_read_only(source: str, target: str) -> None:
    if Path(source).is_dir():
        _make_folders(target)
    else:
        _make_folders(str(Path(target).parent))
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
