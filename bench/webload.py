"""How a server bears a class. Real processes, real requests.

--only hand-in   everybody hands in within a minute while two judges grade (--students 200, --seconds 60)
--only queue     what a claim takes where --count 10000 wait
--only class     the class page over --count hand-ins, after a change, and with a thousand who watch
--db URL         on an empty PostgreSQL database in the place of SQLite
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.webclass import PORT, ROOT, SLUG, memory_mb, opened, serving, spent_s
from bench.webpage import measure_page, measure_queue
from grader.batch.store.courses import Courses
from grader.batch.store.database import Database
from grader.batch.store.handins import HandIns
from grader.batch.store.people import Listed, People
from grader.web.bundles import bundles_of

MOST_S = 1800.0
WHAT = ("hand-in", "queue", "class")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py bench-web", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", choices=WHAT)
    parser.add_argument("--db", default="", metavar="URL")
    for name, usual in (("students", 200), ("seconds", 60), ("count", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args(arguments)
    if options.db and not options.only:
        parser.error("--db takes a database that is empty, so say --only which measure it is for")
    if options.only in (None, "hand-in"):
        _print(measure_class(options.db, options.students, options.seconds))
    if options.only in (None, "queue"):
        _print(measure_queue(options.db, options.count))
    if options.only in (None, "class"):
        _print(measure_page(options.db, options.count))


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line, flush=True)


def measure_class(url: str, students: int, seconds: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
        data = Path(scratch)
        tokens = _tokens(data, url, students)
        with serving(data, url, graders=2) as pid:
            watched = Watched(tokens)
            spent = spent_s(pid)
            took = _hand_in(tokens, seconds, watched)
            spent = spent_s(pid) - spent
            graded_s = _await_grades(data, url, students)
            rises = watched.end()
            memory = memory_mb(pid)
    cuts = statistics.quantiles(took, n=100)
    receipts = ", ".join(f"p{share} {cuts[share - 1]:.3f} s" for share in (50, 95, 99))
    yield f"{len(took)} of {students} accepted, handed in over {seconds} s; receipt {receipts}"
    yield f"{spent / students * 1000:.0f} ms of the web process for each, with those who ask for their place meanwhile"
    yield f"all graded {graded_s:.0f} s after the last one; the web process had {memory:.0f} MB at most"
    yield f"{watched.told} places in the queue were told; {rises} of them rose"


def _tokens(data: Path, url: str, students: int) -> list[str]:
    with contextlib.closing(opened(data, url)) as database:
        courses, people = Courses(database), People(database)
        number = courses.save_course(ROOT.name)
        courses.save_bundles(number, bundles_of(ROOT))
        people.enrol(number, [Listed(student=f"s{each:03d}", name="") for each in range(students)])
        return [people.make_token(each.id, "submit", 86_400) for each in people.enrolled(number)]


class Watched:
    """Asks, for everybody who has a receipt, how many are before them, until it is ended."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens, self._receipts = tokens, dict[int, str]()
        self.told, self._rises = 0, 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def add(self, number: int, receipt: str) -> None:
        self._receipts[number] = receipt

    def end(self) -> int:
        """How many places rose."""
        self._stopped.set()
        self._thread.join()
        return self._rises

    def _watch(self) -> None:
        last: dict[int, int] = {}
        while not self._stopped.wait(1.0):
            for number, receipt in list(self._receipts.items()):
                if self._stopped.is_set() or last.get(number) == -1:
                    continue
                status, text = _asked("GET", f"/api/attempts/{receipt}", token=self._tokens[number])
                if status != 200:
                    continue  # too often
                place = json.loads(text)["before"]
                if place is None:
                    last[number] = -1  # it is being graded, so there is no place any more
                    continue
                self.told += 1
                self._rises += place > last.get(number, place)
                last[number] = place


def _hand_in(tokens: Sequence[str], seconds: int, watched: Watched) -> list[float]:
    """Seconds until each receipt, everybody at a time of their own."""
    samples = sorted((ROOT / "solutions" / SLUG / "samples").glob("*/*.py"))
    sources = [path.read_bytes() for path in samples if path.parent.name in ("accepted", "wrong_answer")]
    took: list[float] = []
    started = time.monotonic()

    def one(number: int, token: str) -> None:
        time.sleep(max(0.0, started + number * seconds / len(tokens) - time.monotonic()))
        source = sources[number % len(sources)] + f"\n# {number}\n".encode()
        begun = time.monotonic()
        status, text = _asked("POST", "/api/attempts", source, token)
        if status == 201:
            took.append(time.monotonic() - begun)
            watched.add(number, json.loads(text)["receipt"])

    threads = [threading.Thread(target=one, args=each) for each in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _asked(method: str, path: str, source: bytes = b"", token: str = "") -> tuple[int, bytes]:
    mark = "bench"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="assignment"\r\n\r\n{SLUG}\r\n--{mark}\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{SLUG}.py"\r\n\r\n'
    body = head.encode() + source + f"\r\n--{mark}--\r\n".encode() if source else None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    with contextlib.closing(http.client.HTTPConnection("localhost", PORT, timeout=120)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def _await_grades(data: Path, url: str, students: int) -> float:
    started = time.monotonic()
    with contextlib.closing(opened(data, url)) as database:
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
