"""The half of the warm parent that takes the judge's orders: has workers forked by the other half, watches and kills them. Inside.

The control socket and the two halves are told of in ``grader.sandbox.inside.parent``. What is made of an order no worker ever sees.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from typing import Any, NoReturn

from grader.sandbox.confine import kernel
from grader.sandbox.confine.levels import Confinement
from grader.sandbox.inside import refusals

# How long a worker whose time is up may take to write its stack, and for how long it may be silent in between.
STACK_MS, QUIET_MS = 100, 5
STACK_BYTES = 2048
# From the mold: a worker's pid once it is forked; that it has ended; and, when the warden lets go of that pid, how.
PID, ENDED = struct.Struct("=i"), b"e"
START, LET_GO = b"s", b"l"


class Warden:
    """Takes orders, has workers forked and kills them, and ends one that has used up the processor time of its case."""

    def __init__(
        self,
        control: socket.socket,
        line: socket.socket,
        mold: int,
        confinement: Confinement,
        limits: dict[str, Any],
    ) -> None:
        self._control, self._line, self._mold, self._confinement, self._limits = control, line, mold, confinement, limits
        self._worker: int | None = None
        self._stacks = self._notices = -1  # pipes of the present worker
        self._stack = b""  # where the worker was when its time was up, as it says itself
        self._cpu_end = math.inf  # of the worker's processor clock
        self._over_cpu = False
        self._poll = select.poll()
        self._poll.register(self._control, select.POLLIN)
        self._poll.register(line, select.POLLIN)

    def run(self) -> NoReturn:
        code = 1
        try:
            goes_on = True
            while goes_on:
                for descriptor, _ in self._poll.poll(self._time_left_ms()):
                    goes_on = goes_on and (self._obey() if descriptor == self._control.fileno() else self._hear())
            self._kill()
            self._line.close()
            os.waitpid(self._mold, 0)
            self._confinement.purge()
            code = 0
        except BaseException:  # noqa: BLE001  # the last words of the warm parent
            traceback.print_exc()
        finally:
            os._exit(code)

    def _obey(self) -> bool:
        """Whether to go on: judge and mold are there."""
        message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
        if not message:
            return False
        order = json.loads(message)
        goes_on = True
        if order["op"] == "start" and self._worker is None:
            goes_on = self._start(descriptors[0], order.get("trial"))
        elif order["op"] == "watch" and self._worker is not None and (used := _cpu_time(self._worker)) is not None:
            self._cpu_end = used + self._limits["cpu_s"]
        elif order["op"] == "unwatch":
            self._cpu_end = math.inf
        elif order["op"] == "stop":
            self._ask_where()
            self._kill()
        elif order["op"] == "kill":
            self._kill()
        for descriptor in descriptors:
            os.close(descriptor)
        return goes_on

    def _start(self, descriptor: int, trial: dict[str, Any] | None) -> bool:
        """With pipes of its own: what one worker does to one of them must not be seen by the next. False where the mold is gone."""
        self._stack, self._cpu_end, self._over_cpu = b"", math.inf, False
        self._stacks, stack_end = _silent_pipe()
        self._notices, notice_end = _silent_pipe()
        ends = (descriptor, stack_end, notice_end)
        try:
            socket.send_fds(self._line, [START if trial is None else json.dumps(trial).encode()], ends)
            pid = self._line.recv(PID.size)
        except OSError:
            return False
        for end in ends[1:]:
            os.close(end)
        if pid:
            self._worker = PID.unpack(pid)[0]
            self._control.send(json.dumps({"started": self._worker}).encode())
        return bool(pid)

    def _hear(self) -> bool:
        """What the mold says: whether it is still there, that the worker has ended, and how."""
        told = self._line.recv(kernel.Reaped.STRUCT.size)
        if told == ENDED:
            self._worker = None  # from now on its pid may be anybody's
            self._line.send(LET_GO)
        elif told:
            self._tell(*kernel.Reaped.STRUCT.unpack(told))
        return bool(told)

    def _time_left_ms(self) -> int | None:
        """How long the case may at least go on; a worker past its time is ended here, so that it needs no cooperation."""
        if self._worker is None or self._cpu_end == math.inf:
            return None
        used = _cpu_time(self._worker)
        left = self._cpu_end - used if used is not None else math.inf
        if left <= 0:
            self._over_cpu, self._cpu_end = True, math.inf
            self._ask_where()
            self._kill()
            return None
        # With several threads processor time runs faster than the clock.
        return max(1, math.ceil(left * 1000 / (1 + self._limits["threads"]))) if left < math.inf else None

    def _ask_where(self) -> None:
        """Have the worker write its stack, which the interpreter does within a loop of C, too; for that it may also not answer."""
        if self._worker is None:
            return
        self._take_stack()  # whatever student code wrote there before
        poll = select.poll()
        poll.register(self._stacks, select.POLLIN)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._worker, signal.SIGUSR1)
        self._stack, wait = b"", STACK_MS
        while len(self._stack) < STACK_BYTES and poll.poll(wait):
            more = self._take_stack()
            if not more:  # its end is closed: whoever would write has ended
                break
            self._stack, wait = self._stack + more, QUIET_MS

    def _take_stack(self) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._stacks, 65536)
        return b""

    def _kill(self) -> None:
        if self._worker is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._worker, signal.SIGKILL)

    def _tell(self, status: int, *usage: int) -> None:
        report = {
            "ended": status,
            "cpu_s": usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6,
            "memory_mb": usage[4] / 1024,
            "over_cpu": self._over_cpu,
            "refused": self._noticed(),
            "where": self._stack[:STACK_BYTES].decode("ascii", "replace"),
        }
        self._cpu_end = math.inf
        os.close(self._stacks)
        os.close(self._notices)
        self._control.send(json.dumps(report).encode())

    def _noticed(self) -> list[str]:
        """What the worker says that it was refused. It may lie, which can only ask for a second look."""
        with contextlib.suppress(BlockingIOError):
            return refusals.read_notices(os.read(self._notices, 65536))
        return []


def _silent_pipe() -> tuple[int, int]:
    """Neither end of it ever waits."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    return reading, writing


def _cpu_time(pid: int) -> float | None:
    """Seconds on the processor of another process so far, from the kernel; None where that cannot be had."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime((~pid << 3) | 2)  # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel
    except OSError:
        return None
