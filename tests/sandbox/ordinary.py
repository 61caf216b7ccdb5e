"""Run a command of this Python as an ordinary user: ``python ordinary.py UID HOME ARGUMENT ...``. Needs root.

In a mount namespace of its own, where folders that are closed to others but lead to this interpreter or to this checkout are
replaced by open ones that hold nothing but the way there.
"""

import os
import stat
import sys
import tempfile
from pathlib import Path

from grader.sandbox.confine import kernel


def main(uid: int, home: str, arguments: list[str]) -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    ways: dict[Path, list[Path]] = {}
    for needed in {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), Path(__file__).resolve().parents[2]}:
        closed = [folder for folder in reversed(needed.parents) if not folder.stat().st_mode & stat.S_IXOTH]
        if closed:
            ways.setdefault(closed[0], []).append(needed)
    for folder, wanted in ways.items():
        open_way(folder, wanted)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.chdir(Path(__file__).resolve().parents[2])
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "CI")}
    environment |= {"HOME": home, "TMPDIR": home, "HYPOTHESIS_STORAGE_DIRECTORY": home}
    os.execve(sys.executable, [sys.executable, *arguments], environment)  # noqa: S606  # our own arguments


def open_way(folder: Path, wanted: list[Path]) -> None:
    """``folder`` as an empty one that everybody may enter, with ``wanted`` in it."""
    with tempfile.TemporaryDirectory() as aside:
        stashes = []
        for number, path in enumerate(wanted):
            stash = Path(aside, str(number))
            stash.mkdir()
            kernel.mount(str(path), str(stash), None, kernel.MS_BIND | kernel.MS_REC)
            stashes.append(stash)
        kernel.mount("tmpfs", str(folder), "tmpfs", kernel.MS_NOSUID, "mode=755")
        for path, stash in zip(wanted, stashes, strict=True):
            path.mkdir(parents=True, exist_ok=True)
            kernel.mount(str(stash), str(path), None, kernel.MS_BIND | kernel.MS_REC)
        for stash in stashes:
            kernel.unmount(str(stash))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
