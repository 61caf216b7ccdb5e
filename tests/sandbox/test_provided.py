"""The folder of data files that are handed out: read-only, and made again for the next student where one of them got at it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox.provided import Provided


@pytest.fixture
def provided() -> Iterator[Provided]:
    provided = Provided([("data.txt", b"one"), ("more.txt", b"two")])
    yield provided
    provided.remove()


def contents(provided: Provided) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(provided.folder).iterdir()}


def test_nothing_handed_out_makes_no_folder() -> None:
    """And there is nothing to show or to remove."""
    nothing = Provided([])
    nothing.mend()
    nothing.remove()
    assert (nothing.folder, nothing.paths) == ("", ())


def test_what_is_untouched_is_left_alone(provided: Provided) -> None:
    """No one may write it, and looking again costs no copy."""
    folder = Path(provided.folder)
    assert (folder.stat().st_mode & 0o777, (folder / "data.txt").stat().st_mode & 0o777) == (0o555, 0o444)
    before = (folder / "data.txt").stat().st_ino
    provided.mend()
    assert (folder / "data.txt").stat().st_ino == before


def overwrite(folder: Path) -> None:
    (folder / "data.txt").chmod(0o644)
    (folder / "data.txt").write_bytes(b"eno")
    os.utime(folder / "data.txt", (0, 0))
    (folder / "data.txt").chmod(0o444)


def put_a_link(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "data.txt").unlink()
    (folder / "data.txt").symlink_to("/etc/hostname")


def take_it_away(folder: Path) -> None:
    folder.chmod(0o755)
    shutil.rmtree(folder)


def replace_by_a_link(folder: Path) -> None:
    take_it_away(folder)
    folder.symlink_to("/etc")


def lock_it_up(folder: Path) -> None:
    folder.chmod(0o755)
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper").chmod(0)
    (folder / "deep").chmod(0)
    folder.chmod(0)


@pytest.mark.parametrize("touch", [overwrite, put_a_link, take_it_away, replace_by_a_link, lock_it_up])
def test_what_was_touched_is_made_again(provided: Provided, touch: Callable[[Path], None]) -> None:
    """Whatever was done to it, and nothing outside of it is followed or changed."""
    touch(Path(provided.folder))
    provided.mend()
    assert contents(provided) == {"data.txt": b"one", "more.txt": b"two"}
    assert Path("/etc/hostname").exists() or touch is not put_a_link
    folder = Path(provided.folder)
    assert folder.exists()
    provided.remove()
    assert not folder.exists()
