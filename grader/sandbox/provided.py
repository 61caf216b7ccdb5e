"""Data files that an assignment hands out with the stub, as student code finds them: a folder of copies that cannot be written.

Copies, since the originals may lie where, or have a mode under which, the uid of a student cannot read them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.scratch import Scratch


class Provided:
    """``folder``: its path, for the judge and for students; empty where nothing is handed out."""

    def __init__(self, files: Sequence[tuple[str, bytes]]) -> None:
        self._files = tuple(files)
        self.scratch = Scratch("provided") if files else None
        self._state: tuple[object, ...] = ()
        self.mend()

    @property
    def folder(self) -> str:
        return self.scratch.path if self.scratch else ""

    @property
    def paths(self) -> tuple[str, ...]:
        """What has to be visible to students beside the interpreter."""
        return (self.folder,) if self.folder else ()

    def mend(self) -> None:
        """Make it again where anything in it was touched: a student who has no uid of their own may, and the next one pays."""
        if self.scratch is None or self._state == self._present():
            return
        self.scratch.renew(0o755)
        folder = Path(self.folder)
        for name, content in self._files:
            path = folder / name
            path.write_bytes(content)
            path.chmod(0o444)
        folder.chmod(0o555)
        self._state = self._present()

    def remove(self) -> None:
        if self.scratch is not None:
            self.scratch.close()

    def _present(self) -> tuple[object, ...]:
        """What tells of every change: the time of the last one is for the kernel alone to set."""
        try:
            paths = [self.folder, *sorted(os.path.join(self.folder, name) for name in os.listdir(self.folder))]  # noqa: PTH118, PTH208
            found = [(path, os.lstat(path)) for path in paths]
        except OSError:
            return ()
        return tuple((path, each.st_ino, each.st_mode, each.st_size, each.st_ctime_ns) for path, each in found)
