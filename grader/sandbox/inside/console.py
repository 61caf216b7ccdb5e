"""What student code prints: kept up to a limit, counted past it, and a flood ends the worker. Inside; not trusted."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from typing import Any

from grader.sandbox.inside.exceptions import steady

FLOOD = 16


class Console(io.TextIOBase):
    """Stands in for stdout and stderr. Clipping costs the student nothing; a flood is FLOOD times the limit."""

    def __init__(self, limit: int, on_flood: Callable[[], None]) -> None:
        super().__init__()
        self._limit, self._on_flood = limit, on_flood
        self._parts: list[str] = []
        self._kept = 0
        self._total = 0
        self.buffer = Raw(self)  # for those who wrap it anew, to print in UTF-8 on every system

    def install(self) -> None:
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = self  # type: ignore[misc,assignment]  # stand-ins

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # read-only is enough
        return "utf-8"

    def reconfigure(self, **_: object) -> None:
        """As a TextIOWrapper has it; there is nothing to change."""

    def detach(self) -> Any:
        return self.buffer

    def close(self) -> None:
        """Never: whoever wraps it closes it with the wrapper."""

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = max(0, self._limit - self._kept)
        if room:
            # An exact str, whatever subclass was printed.
            self._parts.append(str.__getitem__(text, slice(room)))
        self._kept += min(len(text), room)
        self._total += len(text)
        if self._total > FLOOD * self._limit:
            self._on_flood()
        return len(text)

    def take(self) -> tuple[str, int]:
        """What was printed since the last time, and how many characters beyond the limit were dropped."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not self:
                # Put there by the student; what it still holds was printed too.
                with contextlib.suppress(BaseException):
                    stream.flush()
        text = steady("".join(self._parts)).encode("utf-8", "backslashreplace").decode()
        lost = self._total - self._kept
        self._parts.clear()
        self._total = self._kept = 0
        return text, lost


# What an error about it calls it: as everywhere else.
Console.__name__ = "TextIOWrapper"


class Raw(io.BufferedIOBase):
    """The console as bytes."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        whole = bytes(data)
        self._console.write(whole.decode("utf-8", "replace"))
        return len(whole)

    def close(self) -> None:
        """Never, as the console."""
