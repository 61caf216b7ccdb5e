"""uvicorn, with our settings: one process, no line of its log names a person or a token."""

from __future__ import annotations

import socket

import uvicorn
from starlette.types import ASGIApp

# For what is being sent when the server is stopped.
GRACE_S = 5


def run_server(app: ASGIApp, listening: socket.socket, behind: str | None) -> None:
    """Until SIGINT or SIGTERM. ``behind``: the proxy whose headers say who asks."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=behind is not None,
        forwarded_allow_ips=behind or "",
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=1000,
        lifespan="off",
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])
