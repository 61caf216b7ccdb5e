"""A server whose judges work on a dask cluster: real processes all of them, and a worker that dies while the class hands in."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.machine import reason_against
from tests.classes import SOURCES, MakeClass
from tests.clusters import started
from tests.web.processes import Server
from tests.web.served import WORK, Browser
from tests.web.test_kills import compared, enrol, handed_in, wait_for_all

WHY = (sys.platform != "linux" and "it takes Linux") or (reason_against("full") and reason_against("landlock"))


@pytest.mark.long(seconds=90)
@pytest.mark.skipif(bool(WHY), reason=f"workers grade at --sandbox strict only: {WHY}")
def test_a_class_hands_in_to_a_server_with_a_cluster(make_class: MakeClass, tmp_path: Path) -> None:
    """Every receipt is graded as a batch grades it; no judge runs on the server's machine but by a worker."""
    sources = {f"{kind}{number}": f"{source}# {number}\n" for kind, source in SOURCES.items() for number in range(2)}
    made = make_class(sources)
    made.run("batch", "--sandbox", "strict")
    server = Server(made, graders=0)
    with started(tmp_path / "cluster", workers=2) as cluster:
        server.start()
        command = ["work", "-j", "2", "--data", str(server.data), "--sandbox", "strict", "--feedback", "off"]
        work = subprocess.Popen([sys.executable, "-m", "grader", *command, "--executor", f"dask:{cluster.address}"])
        try:
            browser = Browser(server.port)
            assert browser.post(server.link(), {"login": "prof", "password": "a long enough password"}).status == 303
            enrol(server.data, sources, browser)
            receipts = {}
            for number, (student, source) in enumerate(sources.items()):
                receipts[student] = handed_in(server.port, server.data, student, source)
                if number == len(sources) // 2:
                    cluster.processes[-1].send_signal(signal.SIGKILL)
            wait_for_all(server, len(sources))
            page = browser.get(f"{WORK}/class").text
            assert re.search(rf"{len(sources)}\s*/\s*{len(sources)}", page)
            assert '"graders":1' in browser.get("/health").text.replace(" ", "")
        finally:
            work.terminate()
            work.wait(60)
            server.stop()
    compared(made, server.data, receipts)
