"""A class graded again while its graders are killed: nothing is lost or done twice, and nobody sees it before it is published."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from grader.batch.store.jobs import Queue
from grader.web.packing import unpacked_upload
from grader.web.visit import File
from tests.classes import SOURCES
from tests.web.served import Served
from tests.web.test_term import HIDDEN, changed, wait_for

WORK = "/c/course/a/doubling"
CLASS = [f"s{number:02}" for number in range(16 if "GRADER_KILL_ROUNDS" in os.environ else 8)]
ROUNDS = 4 if "GRADER_KILL_ROUNDS" in os.environ else 2


@pytest.mark.long(seconds=90)
def test_kills_lose_nothing(school: Served, tmp_path: Path) -> None:
    """kill -9 of the grader again and again: each hand-in has one grade by the new version, and students have what they had."""
    prof = school.person("prof", "instructor")
    with school.grading():
        kinds = list(SOURCES.values())
        receipts = {each: school.person(each).hand_in(f"# {each}\n{kinds[at % len(kinds)]}") for at, each in enumerate(CLASS)}
        for each, receipt in receipts.items():
            school.person(each).report(receipt)
    before = {each: school.person(each).get(WORK).text for each in CLASS}
    files = prof.get(f"{WORK}/versions/1/files.zip").body
    more = HIDDEN + "\n\ndef test_four(check):\n    '''double(4) is 8.'''\n    check.double(4)\n"
    packed = unpacked_upload([File("new.zip", changed(files, "solutions/doubling/test_hidden.py", more))], "doubling", b"")
    version = school.site.courses.save_upload(1, packed, "Prof").id
    assert prof.post(f"{WORK}/versions/{version}/regrade").status == 303
    chance = random.Random(5)  # noqa: S311  # only has to be the same each time
    for round_ in range(ROUNDS):
        name = f"killed {round_}"
        command = [sys.executable, "-m", "grader", "work", "-j", "1", "--data", str(tmp_path), "--sandbox", "process", "--as", name]
        process = subprocess.Popen([*command, "--feedback", "off"], stderr=subprocess.DEVNULL)
        done = school.site.publications.regraded(1, version)[0]

        def is_further(done: int = done) -> bool:
            return school.site.publications.regraded(1, version)[0] > min(done, len(CLASS) - 1)

        wait_for(is_further)
        time.sleep(chance.random() / 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        Queue(school.site.database, name).release()  # as whoever started it does
    with school.grading():
        wait_for(lambda: school.site.publications.regraded(1, version)[:2] == (len(CLASS), len(CLASS)))
    with school.site.database.reading() as db:
        rows = db.exec_driver_sql(f"SELECT handin_id FROM results WHERE version_id = {version}").scalars().all()  # noqa: S608  # a number
    assert set(Counter(rows).values()) == {1}
    assert {each: school.person(each).get(WORK).text for each in CLASS} == before
    assert prof.post(f"{WORK}/versions/{version}/publish", {"edition": "1"}).status == 303
    assert {each: school.person(each).get(WORK).text for each in CLASS} != before
