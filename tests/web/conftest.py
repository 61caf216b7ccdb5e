"""A server for the tests of a file, on SQLite."""

import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from grader.batch.store.database import open_file
from tests.web.served import Served, served

ASSIGNMENT = "title: {en: Doubling, ko: 두 배}\nfiles: [work.py]\nfunctions: [double]\nattempts: {max: 20, count: best}\n"
ASSIGNMENT += "manual: {style: {points: 2, bonus: true}}\n"


@pytest.fixture(autouse=True, scope="module")
def quick_passwords() -> Iterator[None]:
    """Of the servers in this process: each test signs people in, and a third of what it took was spent on that."""
    with pytest.MonkeyPatch.context() as patch:
        quick = functools.partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr("grader.web.passwords.PasswordHasher", quick)
        yield


@pytest.fixture(scope="session")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all its tables, which take ten times as long to make as to copy."""
    path = tmp_path_factory.mktemp("server") / "server.db"
    open_file(path).close()
    return path


@pytest.fixture
def school(tmp_path: Path, make_course: Callable[..., Path], empty_server: Path) -> Iterator[Served]:
    folder = make_course(assignment=ASSIGNMENT)
    shutil.copy(empty_server, tmp_path)
    with served(open_file(tmp_path / "server.db"), folder) as found:
        yield found
