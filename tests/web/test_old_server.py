"""A server's database of an older version goes on: what students had they have, and nobody needs to do anything."""

import contextlib
import gzip
from pathlib import Path

from grader.batch.store.courses import Courses
from grader.batch.store.database import open_file
from grader.batch.store.handins import HandIns
from grader.batch.store.people import People

# Written by the last commit that knew no terms: kim handed in twice and is graded, lee waits.
OLD = Path(__file__).with_name("server_0003.db.gz")


def test_an_old_server_goes_on(tmp_path: Path) -> None:
    """Grades are shown as they were, what waits is graded, the first account has the server's keys."""
    path = tmp_path / "server.db"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    for _ in range(2):
        with contextlib.closing(open_file(path)) as database:
            handins, people = HandIns(database), People(database)
            kept = next(each for each in Courses(database).assignments() if each.course == "course")
            mine = handins.of_student(kept.id, "kim")
            assert [(each.state, bool(each.key), each.number) for each in mine] == [("done", True, 1), ("done", True, 2)]
            assert [each.state for each in handins.of_student(kept.id, "lee")] == ["queued"]
            assert handins.asked(kept.id)[0].text == "why?"
            assert (kept.settings.state, kept.settings.shows_points()) == ("open", True)
            assert [each.login for each in people.everybody() if each.is_admin] == ["kim"]
