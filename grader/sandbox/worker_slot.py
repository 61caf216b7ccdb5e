"""What a worker asks of the slot that it runs in, so that the two need not import each other."""

from __future__ import annotations

from typing import Protocol

from grader.sandbox.protocol import Ended


class WorkerSlot(Protocol):
    """What a worker asks of the slot that it runs in; ``Slot`` says what each means."""

    @property
    def provided(self) -> str: ...

    @property
    def own_names(self) -> tuple[tuple[bytes, bytes], ...]: ...

    def watch(self) -> None: ...

    def unwatch(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...

    def reports_end(self, timeout_s: float) -> bool: ...

    def ended(self) -> Ended | None: ...
