"""Times as the database keeps them, UTC, as text that sorts; and names that nobody had before."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import UTC, datetime, timedelta


def now_text(plus_s: float = 0.0) -> str:
    return text_of(datetime.now(UTC) + timedelta(seconds=plus_s))


def text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def unique_name() -> str:
    """Of a process that takes leases: no other has had it."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(6)}"
