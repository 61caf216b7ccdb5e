"""One request to a student process while it is under way."""

from __future__ import annotations

import time
from dataclasses import dataclass

from grader.sandbox.protocol import NO_BOUND


@dataclass(slots=True)
class Request:
    """How long it may take, and what to say if it takes longer."""

    number: int
    started: float
    timeout_s: float
    limit: str
    most: tuple[int, int] = NO_BOUND  # bytes of large arrays in its answer, and of all else
    paused_s: float = 0.0  # spent in the judge's own functions, which is not the student's time

    def left_s(self) -> float:
        return self.started + self.timeout_s + self.paused_s - time.monotonic()
