"""What ``--executor`` says: here, or a cluster and how it is reached. Knows nothing of dask itself."""

from __future__ import annotations

import ipaddress
import re

from grader.errors import UsageError
from grader.phrases.nearest import nearest

LOCAL = "local"
_ADDRESS = re.compile(r"(?P<kind>[a-z]+)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:@\[\]]+):(?P<port>[0-9]{1,5})/?")


def parse_executor(text: str) -> str:
    """The scheduler's address, as ``tls://host:8786``; empty for ``local``. Raises UsageError."""
    if text == LOCAL:
        return ""
    form, colon, address = text.partition(":")
    if form != "dask" or not colon:
        near = "; did you mean 'local'?" if nearest(text, [LOCAL]) else ""
        raise UsageError(f"--executor {text}: write local, or dask:ADDRESS as in dask:tls://scheduler.example.org:8786{near}")
    if (found := _ADDRESS.fullmatch(address)) is None:
        raise UsageError(f"--executor {text}: {address!r} is not the address of a scheduler; write dask:tls://HOST:PORT")
    if found["kind"] not in ("tls", "tcp"):
        raise UsageError(f"--executor {text}: grader speaks tls:// with a cluster, and tcp:// on this machine itself")
    if not is_private(address):
        raise UsageError(
            f"--executor {text}: hidden tests, submissions and grades would cross the network unencrypted, and whoever reaches "
            "a plain scheduler can run programs on its workers. Start scheduler and workers with certificates and give "
            f"dask:tls://{found['host']}:{found['port']} (docs/scale.md says how); tcp:// is for 127.0.0.1 only"
        )
    return address


def is_private(address: str) -> bool:
    """Nobody can listen on the way: encrypted, or never leaves this machine."""
    if address.startswith("tls://"):
        return True
    if (found := _ADDRESS.fullmatch(address)) is None:
        return False
    host = found["host"].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
