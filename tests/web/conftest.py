"""A server for the tests of a file, on SQLite."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.batch.store.database import open_file
from tests.web.served import Served, served

ASSIGNMENT = "title: {en: Doubling, ko: 두 배}\nfiles: [work.py]\nfunctions: [double]\nattempts: {max: 20, count: best}\n"
ASSIGNMENT += "manual: {style: {points: 2, bonus: true}}\n"


@pytest.fixture
def school(tmp_path: Path, make_course: Callable[..., Path]) -> Iterator[Served]:
    folder = make_course(assignment=ASSIGNMENT)
    with served(open_file(tmp_path / "server.db"), folder) as found:
        yield found
