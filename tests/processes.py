"""Who lives, by what /proc says: for tests that look at, or kill, what a judge has started."""

import contextlib
import os
from pathlib import Path


def children_of(pid: int) -> list[int]:
    """Those that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state not in "ZX":
                found.append(int(stat.parent.name))
    return found


def warm_parents() -> set[int]:
    """Of all judges that this process has: they are the children of their own fork server, or, where there is none, of the judge.

    Both are children of the judges' fork server, which is this process's.
    """
    return {pid for server in children_of(os.getpid()) for own in children_of(server) for pid in children_of(own)}
