"""A PostgreSQL server of a test's own, and empty databases on it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def why_not() -> str:
    if BINARIES is None:
        return "PostgreSQL is not installed"
    return "PostgreSQL does not run as root, and runuser is not there" if os.geteuid() == 0 and not shutil.which("runuser") else ""


def run(*command: str | Path) -> None:
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_other, *map(str, command)], check=True, capture_output=True, timeout=120, cwd="/")


@contextmanager
def running_cluster() -> Iterator[str]:
    """A server that listens at a socket only; its address."""
    assert BINARIES is not None
    # Not pytest's own folder, which is closed to the account that PostgreSQL runs as, and too long for the name of a socket.
    folder = Path(tempfile.mkdtemp(prefix="grader-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    run(BINARIES / "initdb", "-D", folder / "data", "-A", "trust", "-U", "grader", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run(BINARIES / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"host={folder}&user=grader"
    finally:
        run(BINARIES / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def empty_database(cluster: str) -> Iterator[str]:
    """Its URL; it is gone afterwards."""
    admin = create_engine(f"postgresql+psycopg:///postgres?{cluster}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE school")
    yield f"postgresql+psycopg:///school?{cluster}"
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE school WITH (FORCE)")
    admin.dispose()
