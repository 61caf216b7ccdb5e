"""How a server bears a class: everybody hands in within a minute while two judges grade. Real processes, real requests.

python3 run.py bench-web [STUDENTS] [SECONDS]
"""

from __future__ import annotations

import contextlib
import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from grader.batch.store.courses import Courses
from grader.batch.store.database import Database, open_file
from grader.batch.store.handins import HandIns
from grader.batch.store.people import Listed, People
from grader.web.bundles import bundles_of

ROOT = Path(__file__).parents[1]
SLUG = "rnn_bptt"
PORT = 8765
MOST_S = 1800.0


def main(arguments: Sequence[str]) -> None:
    students, seconds = (int(text) for text in (*arguments, *("200", "60")[len(arguments) :]))
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
        data = Path(scratch)
        tokens = _tokens(data, students)
        command = [sys.executable, "-m", "grader", "serve", "--course", str(ROOT), "--data", scratch, "--port", str(PORT)]
        server = subprocess.Popen([*command, "--graders", "2", "--sandbox", "auto"], stderr=subprocess.DEVNULL)
        try:
            _await_start()
            took = _hand_in(tokens, seconds)
            memory_mb = _memory_mb(server.pid)
            graded_s = _await_grades(data, students)
        finally:
            server.terminate()
            server.wait()
    cuts = statistics.quantiles(took, n=100)
    receipts = ", ".join(f"p{share} {cuts[share - 1]:.3f} s" for share in (50, 95, 99))
    print(f"{len(took)} of {students} accepted, handed in over {seconds} s; receipt {receipts}")
    print(f"all graded {graded_s:.0f} s after the last one; the web process had {memory_mb:.0f} MB at most")


def _tokens(data: Path, students: int) -> list[str]:
    with contextlib.closing(open_file(data / "server.db", synchronous="FULL")) as database:
        courses, people = Courses(database), People(database)
        number = courses.save_course(ROOT.name)
        courses.save_bundles(number, bundles_of(ROOT))
        people.enrol(number, [Listed(student=f"s{each:03d}", name="") for each in range(students)])
        return [people.make_token(each.id, "submit", 86_400) for each in people.enrolled(number)]


def _await_start() -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            _asked("GET", "/health")
            return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def _hand_in(tokens: Sequence[str], seconds: int) -> list[float]:
    """Seconds until each receipt, everybody at a time of their own."""
    samples = sorted((ROOT / "solutions" / SLUG / "samples").glob("*/*.py"))
    sources = [path.read_bytes() for path in samples if path.parent.name in ("accepted", "wrong_answer")]
    took: list[float] = []
    started = time.monotonic()

    def one(number: int, token: str) -> None:
        time.sleep(max(0.0, started + number * seconds / len(tokens) - time.monotonic()))
        source = sources[number % len(sources)] + f"\n# {number}\n".encode()
        begun = time.monotonic()
        if _asked("POST", "/api/attempts", source, token) == 201:
            took.append(time.monotonic() - begun)

    threads = [threading.Thread(target=one, args=each) for each in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _asked(method: str, path: str, source: bytes = b"", token: str = "") -> int:
    mark = "bench"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="assignment"\r\n\r\n{SLUG}\r\n--{mark}\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{SLUG}.py"\r\n\r\n'
    body = head.encode() + source + f"\r\n--{mark}--\r\n".encode() if source else None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    with contextlib.closing(http.client.HTTPConnection("localhost", PORT, timeout=120)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def _memory_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


def _await_grades(data: Path, students: int) -> float:
    started = time.monotonic()
    with contextlib.closing(open_file(data / "server.db", synchronous="FULL")) as database:
        while time.monotonic() - started < MOST_S:
            found = HandIns(database).of_assignment(_assignment(database))
            if len(found) == students and all(each.state in ("done", "failed") for each in found):
                failed = sum(each.state == "failed" for each in found)
                if failed:
                    raise SystemExit(f"{failed} were not graded")
                return time.monotonic() - started
            time.sleep(1)
    raise SystemExit("not everything was graded in time")


def _assignment(database: Database) -> int:
    return next(each.id for each in Courses(database).assignments() if each.slug == SLUG)


if __name__ == "__main__":
    main(sys.argv[1:])
