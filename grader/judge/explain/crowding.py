"""How long the judge waited for a processor that others used: what takes longer for that alone is not slow."""

from __future__ import annotations

from pathlib import Path

WAITS = Path("/proc/thread-self/schedstat")


def waited_s() -> float:
    """Seconds in which this thread could have run and did not, since it began; 0 where the system does not tell."""
    try:
        return int(WAITS.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
