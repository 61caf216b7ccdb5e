"""Who watches a page that changes, and what was made for one of them that others can have too."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

# Of somebody who does not ask any more.
GONE_S = 60.0
MOST_FRAGMENTS = 64


class Watchers:
    """Counted by session, in this process."""

    def __init__(self) -> None:
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def count(self, session: str) -> int:
        """With this one, who asks just now."""
        now = time.monotonic()
        with self._lock:
            self._seen.pop(session, None)
            self._seen[session] = now  # the last, so that who is gone comes first
            while next(iter(self._seen.values())) < now - GONE_S:
                del self._seen[next(iter(self._seen))]
            return len(self._seen)


class Fragments:
    """By tag. Two who ask at once may both have one made; nobody waits for the other."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def of(self, tag: str, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if tag in self._made:
                return self._made[tag]
        body = make()
        with self._lock:
            self._made[tag] = body
            while len(self._made) > MOST_FRAGMENTS:
                del self._made[next(iter(self._made))]
        return body

    def forget(self) -> None:
        with self._lock:
            self._made.clear()
