"""Forks warm parents: has imported what each of them imports, holds no secret, and never runs anything of a student's.

Executed with a clean environment, as a warm parent is (``grader.sandbox.launcher``). An order is a datagram with the warm parent's
order in it, and with its control socket, where it complains, and the lock on its uid attached. The child answers on its own
control socket with its pid, a descriptor of itself attached. Between two orders nothing changes in here, so that warm parents
begin with the same heap, as workers do; and nothing of an order is left for the next one.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from grader.sandbox.confine import kernel
from grader.sandbox.inside import parent

CONTROL, ERRORS = 3, 2
REHEARSAL, TIMES = b"r", 16
DESCRIPTORS, ORDER_BYTES = struct.Struct("=3i"), 1 << 17


class Forkserver:
    def __init__(self, control: socket.socket, threads: int) -> None:
        """``threads``: those that the imports have started, for which a warm parent refuses to go on."""
        self._control, self._threads = control, threads
        # Made once: what is received into them leaves the heap as it was.
        self._order, self._nothing, self._space = bytearray(ORDER_BYTES), bytes(ORDER_BYTES), socket.CMSG_SPACE(DESCRIPTORS.size)
        self._pid = os.getpid()

    def run(self) -> NoReturn:
        while self._one():
            self._reap(os.WNOHANG)
        self._reap(0)
        os._exit(0)

    def _reap(self, options: int) -> None:
        """Those that have ended, so that what they used counts as used by whoever started all of this; or all, once they end."""
        try:
            while os.waitpid(-1, options)[0]:
                pass
        except ChildProcessError:
            return

    def rehearse(self) -> None:
        """All but the fork, until nothing is made any more that the first orders would leave: free lists, what Python finds out."""
        control = self._control
        ours, self._control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for _ in range(TIMES):
            socket.send_fds(ours, [REHEARSAL], [ERRORS] * 3)
            self._one()
            self._reap(os.WNOHANG)
        ours.close()
        self._control.close()
        self._control = control

    def _one(self) -> bool:
        received = self._control.recvmsg_into((self._order,), self._space)
        if not received[0]:
            return False
        try:
            descriptors = DESCRIPTORS.unpack(received[1][0][2])
        except (IndexError, struct.error):  # no room for them: whoever asked hears the socket close
            return True
        try:
            child = os.fork() if received[0] > len(REHEARSAL) else -1
        except OSError:  # no room for one more process: whoever asked hears the socket close
            child = -1
        if child == 0:
            self._become_parent(received[0], descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self._order[:] = self._nothing
        return True

    def _become_parent(self, size: int, descriptors: Sequence[int]) -> NoReturn:
        """In the child: what exec would have given it."""
        try:
            control, errors, lease = descriptors
            os.setsid()
            gc.enable()
            order: dict[str, Any] = json.loads(self._order[:size])
            self._order[:] = self._nothing
            os.dup2(control, CONTROL)  # in the place of the server's own
            os.dup2(errors, ERRORS)
            for descriptor in (control, errors, *(() if order["lease"] else (lease,))):
                os.close(descriptor)
            with contextlib.suppress(OSError):  # taken from us meanwhile: then it goes wherever there is room
                os.sched_setaffinity(0, order["cores"])
            del sys.modules[__name__]  # which a parent that is executed has not
            own = os.pidfd_open(os.getpid())
            with socket.socket(fileno=os.dup(CONTROL)) as line:
                socket.send_fds(line, [str(os.getpid()).encode()], [own])
            os.close(own)
            parent.become({**order, "parent": self._pid}, threads=self._threads)
        except BaseException:  # noqa: BLE001  # above here is only the server's loop
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)


def main(_: dict[str, Any]) -> None:
    parent.prepare(())
    kernel.close_to_others()
    server = Forkserver(socket.socket(fileno=CONTROL), parent.threads())
    gc.collect()
    gc.freeze()
    gc.disable()  # nothing is made any more
    server.rehearse()
    server.run()
