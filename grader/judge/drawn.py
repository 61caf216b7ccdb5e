"""Examples of ``@given`` tests that one judge drew with the reference, for the others of this process. On the command's side.

They are bytes here, and never opened. A judge hands its own over before it meets its first submission, so nothing of a student's is
in them; only judges of the same files, in the same environment, get them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from grader.errors import JudgeError

# How often whoever waits looks whether it still has to.
LOOK_S = 0.1
# Of so many assignments, the latest.
MOST = 8


class Drawn:
    """Those of one assignment. The first judge draws, and who starts meanwhile waits: nothing else about a start takes as long."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._content: bytes | None = None
        self._is_drawing = False

    def claim(self, stopped: Callable[[], bool]) -> bytes | None:
        """What was drawn; None for the judge that has to draw, which then calls ``settle``. Raises JudgeError once stopped."""
        with self._changed:
            while self._content is None and self._is_drawing:
                if stopped():
                    raise JudgeError("the run was stopped")
                self._changed.wait(LOOK_S)
            self._is_drawing = self._content is None
            return self._content

    def settle(self, content: bytes | None) -> None:
        """By the judge that drew; without ``content`` it did not come so far, and the next one draws."""
        with self._changed:
            self._content = content
            self._is_drawing = False
            self._changed.notify_all()


_drawn: dict[object, Drawn] = {}
_lock = threading.Lock()


def drawn_of(key: object) -> Drawn:
    """``key``: all that decides what is drawn."""
    with _lock:
        found = _drawn[key] = _drawn.pop(key) if key in _drawn else Drawn()
        while len(_drawn) > MOST:
            del _drawn[next(iter(_drawn))]
        return found
