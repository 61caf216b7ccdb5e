"""A server with a large class that was graded before: what the bench of the class page and of the queue looks at.

Each kind of sample is graded once by a real judge; every hand-in of the class has such a grade under a key of its own.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from grader.batch.extract import extract_of
from grader.batch.store import tables
from grader.batch.store.courses import Courses
from grader.batch.store.database import Database, open_file, open_url
from grader.batch.store.extracts import Extract, put_extracts
from grader.batch.store.moments import now_text
from grader.batch.store.people import Listed, People, make_person
from grader.batch.store.sql import packed_files, put, put_grade
from grader.judge.answer import Answer
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Submission
from grader.model.codecs import CASES, SUBMISSION
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.web.bundles import bundles_of

ROOT = Path(__file__).parents[1]
SLUG = "rnn_bptt"
COURSE = ROOT.name
TICKS = os.sysconf("SC_CLK_TCK")
PORT = 8765
ATTEMPTS = 4  # of one student
KINDS = ("accepted", "wrong_answer", "not_implemented", "run_time_error")
MOST_OF_A_KIND = 4
PASSWORD = "nobody signs in with it"  # noqa: S105  # the bench opens a session itself
Rows = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    submission: Submission
    answer: Answer
    extract: Extract


def opened(data: Path, url: str) -> Database:
    return open_url(url) if url else open_file(data / "server.db", synchronous="FULL")


@contextlib.contextmanager
def graded_class(data: Path, url: str, count: int) -> Iterator[tuple[Database, str]]:
    """A database with ``count`` graded hand-ins, and the secret of an instructor's session."""
    with contextlib.closing(opened(data, url)) as database:
        courses, people = Courses(database), People(database)
        course = courses.save_course(COURSE)
        courses.save_bundles(course, bundles_of(ROOT))
        names = [f"s{number:05d}" for number in range(-(-count // ATTEMPTS))]
        people.enrol(course, [Listed(student=name, name=name.upper(), section=f"{index % 20}") for index, name in enumerate(names)])
        people.enrol(course, [Listed(student="prof", name="Prof", role="instructor")])
        _hand_in(database, names, count)
        with database.writing() as db:
            person = make_person(db, "prof", "Prof", PASSWORD)
            mine = tables.enrolments.c.student == "prof"
            db.execute(tables.enrolments.update().where(mine).values(person_id=person))
        yield database, people.open_session(person)


@contextlib.contextmanager
def serving(data: Path, url: str, *, graders: int) -> Iterator[int]:
    """The server's process."""
    command = [sys.executable, "-m", "grader", "serve", "--course", str(ROOT), "--data", str(data), "--port", str(PORT)]
    command += ["--db", url] if url else []
    server = subprocess.Popen(
        [*command, "--graders", str(graders), "--sandbox", "auto"], stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        _await_start()
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _await_start() -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with (
            contextlib.suppress(OSError),
            contextlib.closing(http.client.HTTPConnection("localhost", PORT, timeout=120)) as connection,
        ):
            connection.request("GET", "/health")
            connection.getresponse().read()
            return
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def memory_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


def spent_s(pid: int) -> float:
    """Seconds of the processor, in all threads of the process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _hand_in(database: Database, names: list[str], count: int) -> None:
    courses = Courses(database)
    kept = next(each for each in courses.assignments() if each.slug == SLUG)
    samples, cases, words = _samples()
    courses.store(kept.id).save_outline(words, CASES.dump_json(cases))
    handins: Rows = []
    jobs: Rows = []
    results: Rows = []
    with database.writing() as db:
        for number in range(1, count + 1):
            sample, student = samples[number % len(samples)], names[(number - 1) % len(names)]
            key, digest = (sha256(f"{what} {number}".encode()).hexdigest() for what in ("key", "digest"))
            submission = sample.submission
            put(db, tables.submissions, [packed_files(digest, submission.kept)])
            put_grade(db, key, digest, sample.answer.grade, withheld=False)
            put_extracts(db, {key: sample.extract})
            handins.append({
                "id": number, "assignment_id": kept.id, "student": student, "number": (number - 1) // len(names) + 1,
                "receipt": f"R-{number:08d}", "received_at": now_text(), "via": "web", "name": submission.file, "size": 1,
                "sha256": digest, "submission": SUBMISSION.dump_json(_named(submission, student, digest)),
                "shown_version": kept.version,
            })  # fmt: skip
            jobs.append(job_row(number, kept.version, "done"))
            results.append({"handin_id": number, "version_id": kept.version, "key": key, "at": now_text()})
        for table, rows in ((tables.handins, handins), (tables.jobs, jobs), (tables.results, results)):
            db.execute(insert(table), rows)
        if db.dialect.name == "postgresql":  # which does not count the numbers that were given
            last = "SELECT setval(pg_get_serial_sequence('handins', 'id'), (SELECT max(id) FROM handins))"
            db.execute(text(last))


def job_row(handin: int, version: int, state: str) -> Mapping[str, Any]:
    row = {"handin_id": handin, "version_id": version, "turn": 0, "state": state, "queued_at": now_text()}
    return {**row, "kind": "grade", "priority": 0, "tries": 0, "done_cases": 0, "error": ""}


def _samples() -> tuple[list[Sample], tuple[CaseResult, ...], str]:
    """Graded; the suite's outline, and the digest of its words."""
    assignment = load_assignment(ROOT, SLUG)
    with contextlib.closing(Judge(ROOT, SLUG, sandbox="process", feedback=True)) as judge:
        found = []
        for kind in KINDS:
            for path in sorted((ROOT / "solutions" / SLUG / "samples" / kind).glob("*.py"))[:MOST_OF_A_KIND]:
                submission = load_submission(path, assignment)
                answer = judge.answer(submission)
                found.append(Sample(submission, answer, extract_of(answer.grade)))
        return found, judge.cases, judge.assignment.words_digest


def _named(submission: Submission, student: str, digest: str) -> Submission:
    return replace(submission.holding(()), student=student, digest=digest)
