"""What a server's database stands on: a disk of this machine."""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# Their locks are not those that SQLite counts on, or not for every machine.
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "gpfs", "9p", "virtiofs"}
)


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
