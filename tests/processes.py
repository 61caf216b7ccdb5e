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


def in_memory(pid: int, text: str) -> bool:
    """Whether the text stands in what the process can write to."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(bound, 16) for bound in span.split("-"))
            memory.seek(start)
            try:
                if text.encode() in memory.read(end - start):
                    return True
            except OSError:  # kept back, and never written
                continue
    return False
