"""What is no data and crosses all the same: a student's object by its number, a function of the judge, an earlier value.

Outside: what comes back is hostile until it is read here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgpack

from grader.model import shown_line
from grader.sandbox.handles import Handle, Owner, case_of, number_of, worker_of
from grader.sandbox.protocol import Earlier
from grader.sandbox.replies import text_of
from grader.sandbox.wire.frame import Ext, ProtocolError, UnsupportedError


def exported(value: Any, worker: Owner, case: int, number_of_function: Callable[[Any], int]) -> msgpack.ExtType:
    """As the worker reads it. Raises UnsupportedError for what it could make nothing of."""
    if type(value) is Handle:
        if worker_of(value) is not worker or case_of(value) != case:
            raise UnsupportedError("an object of an earlier case; fixtures must not keep them between cases")
        return msgpack.ExtType(Ext.HANDLE, msgpack.packb([number_of(value), ""]))
    if type(value) is Earlier:
        return msgpack.ExtType(Ext.EARLIER, msgpack.packb([value.move, list(value.path)]))
    if callable(value):
        return msgpack.ExtType(Ext.CALLBACK, msgpack.packb([number_of_function(value)]))
    raise UnsupportedError(f"a value of type {type(value).__name__}")


def imported(code: int, fields: Any, worker: Owner, case: int) -> Handle:
    """An object of the worker's. Raises ProtocolError for anything else."""
    if code != Ext.HANDLE or type(fields) is not list or len(fields) != 2 or type(fields[0]) is not int:
        raise ProtocolError("a forged handle")
    return Handle(worker, fields[0], shown_line(text_of(fields[1])[:100]), case)
