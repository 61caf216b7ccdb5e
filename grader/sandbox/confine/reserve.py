"""Address space kept back, so that a worker that has none left can still say so. Inside; not trusted."""

from __future__ import annotations

import contextlib
import mmap

# Python's allocator asks for a mebibyte at a time, and the C library's for a part of one; an answer takes one of each.
RESERVE_MB = 4


class Reserve:
    """Room for one answer. Nothing is written to it, so it costs no memory, and a fork takes it along for nothing."""

    def __init__(self) -> None:
        self._room: mmap.mmap | None = None
        self.keep()

    def keep(self) -> None:
        """Take the room, where there is any: what comes next may be too late to be told."""
        if self._room is None:
            with contextlib.suppress(OSError, MemoryError):
                self._room = mmap.mmap(-1, RESERVE_MB << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)

    def release(self) -> None:
        """Give the room back, for what has to be said now."""
        if self._room is not None:
            self._room.close()
            self._room = None
