"""The bounds of ``deploy/nginx.conf``, held by a real nginx before a server that answers nobody."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
OPEN = 300  # of one client at a time, as the file says
pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed (Debian: nginx-light)")


@dataclass
class Proxy:
    """``behind``: connections that reached the server behind it."""

    port: int
    behind: list[socket.socket]

    def begun(self, text: str) -> socket.socket:
        found = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        found.sendall(text.encode())
        return found

    def asking(self, client: str) -> socket.socket:
        return self.begun(f"GET / HTTP/1.1\r\nHost: grader.example.edu\r\nX-Client: {client}\r\n\r\n")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def shortened(text: str, port: int, behind: int) -> str:
    """The site without TLS, with a second in the place of ten or twenty; clients are told apart by a header of the test's."""
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port}; set_real_ip_from 127.0.0.1; real_ip_header X-Client;",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{behind}",
        "client_header_timeout 10s;": "client_header_timeout 1s;",
        "client_body_timeout 20s;": "client_body_timeout 1s;",
        f"limit_conn grader_open {OPEN};": f"limit_conn grader_open {OPEN};",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    folder = Path(tempfile.mkdtemp(prefix="grader-nginx-"))
    behind, port = socket.create_server(("127.0.0.1", 0), backlog=1000), free_port()
    reached: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                reached.append(behind.accept()[0])

    site = shortened(SITE.read_text(), port, behind.getsockname()[1])
    own = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    # A worker of one's own account, since the folder is closed to others.
    user = "user root;\n" if os.geteuid() == 0 else ""
    head = f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/log;\nevents {{ worker_connections 2000; }}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{\naccess_log off;\n{own}{site}\n}}\n")
    server = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    threading.Thread(target=accept, daemon=True).start()
    try:
        for _ in range(200):
            assert server.poll() is None, (folder / "log").read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield Proxy(port, reached)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        behind.close()
        for each in reached:
            each.close()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_slow_client_is_ended(proxy: Proxy) -> None:
    """In the midst of a head, which then never came to the server; in the midst of a body, which the server then hears of."""
    with proxy.begun("GET / HTTP/1.1\r\nHost: grader.exam") as slow:
        assert slow.recv(4096) == b""
    assert proxy.behind == []
    with proxy.begun("POST / HTTP/1.1\r\nHost: grader.example.edu\r\nContent-Length: 100\r\n\r\nabc") as slow:
        while slow.recv(4096):  # until it is closed
            pass
    (reached,) = proxy.behind
    reached.settimeout(20)
    content = b""
    while part := reached.recv(4096):
        content += part
    assert content.endswith(b"abc")


def test_one_client_has_so_many_connections_and_no_more(proxy: Proxy) -> None:
    """The other addresses of its network are its own; others are served."""
    with contextlib.ExitStack() as held:
        for number in range(OPEN):
            held.enter_context(proxy.asking(f"2001:db8:0:5::{number + 1:x}"))
        refused = held.enter_context(proxy.asking("2001:db8:0:5:ffff::1"))
        assert b" 429 " in refused.recv(4096).splitlines()[0]
        other = [held.enter_context(proxy.asking(client)) for client in ("2001:db8:0:6::1", "192.0.2.1", "2001:db8::1")]
        for _ in range(200):
            if len(proxy.behind) == OPEN + len(other):
                break
            time.sleep(0.05)
        assert len(proxy.behind) == OPEN + len(other)
