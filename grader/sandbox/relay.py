"""The relay of a worker that nobody has bound to a suite: a call is a call, under the limit of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.sandbox.handles import Handle
from grader.sandbox.protocol import Ask, StudentProcess


class Plain:
    def __init__(self, worker: StudentProcess, wall_s: float) -> None:
        self._worker, self._wall_s = worker, wall_s

    def called(self, handle: Handle, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Any:
        ask = Ask(name=name, args=args, kwargs=kwargs, target=(handle,))
        return self._worker.call(ask, timeout_s=self._wall_s).value

    def fetched(self, handle: Handle, name: str) -> Any:
        return self._worker.fetch(Ask(name=name, target=(handle,)), timeout_s=self._wall_s).value
