"""What a server's database stands on: a disk of this machine, and a clock that agrees with this machine's."""

from __future__ import annotations

import time
from pathlib import Path

from grader.batch.store.database import Database

MOUNTS = Path("/proc/self/mountinfo")
# Their locks are not those that SQLite counts on, or not for every machine.
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gpfs", "9p", "virtiofs"}
)
MOST_APART_S = 2.0


def network_disk(path: Path, mounts: str | None = None) -> str:
    """The kind of network disk that the path lies on, or would; empty for a disk of this machine and where nobody can tell.

    ``mounts``: the text of ``/proc/self/mountinfo``.
    """
    if mounts is None:
        try:
            mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    place, kind = path.resolve(), ""
    longest = -1
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        parts = fields.split()
        if len(parts) < 5 or not rest:
            continue
        point = Path(parts[4].encode().decode("unicode_escape"))
        # Of two mounts at one place the later one covers the other.
        if (place == point or point in place.parents) and len(point.parts) >= longest:
            longest, kind = len(point.parts), rest.split()[0]
    return kind if kind in NETWORK or kind.startswith("fuse.ssh") else ""


def seconds_apart(database: Database) -> float:
    """How far the database's clock is from this machine's, where it is another's; whoever asks twice may ask another machine.

    Raises StoreError.
    """
    if database.dialect == "sqlite":
        return 0.0
    before = time.time()
    with database.reading() as connection:
        there = float(connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())
    after = time.time()
    return max(0.0, before - there, there - after)
