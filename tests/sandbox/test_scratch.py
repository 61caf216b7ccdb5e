"""What a killed run leaves: the next one on the machine removes it, and nothing that anybody still holds."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.scratch import ENDING, Scratch, tidy

RUN = """
import sys
from grader.model import Limits
from grader.sandbox.level import Isolation
from grader.sandbox.slot import Slot
import os
level = Isolation(level="process", own_uid=os.geteuid() == 0, private=())
with Slot(Limits(), level, [("data.txt", b"1")]) as slot:
    slot.worker()
    print("ready", flush=True)
    sys.stdin.read(1)
"""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that is nobody else's. Not below pytest's own, which is closed to students."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o1777)
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)


def run(place: Path) -> subprocess.Popen[str]:
    """A process that holds a slot, once it is ready, until something comes in."""
    command = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    assert command.stdout is not None
    assert command.stdout.readline() == "ready\n"
    return command


def names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


def ended(command: subprocess.Popen[str], number: int | None = None) -> None:
    if number is not None:
        command.send_signal(number)
    command.communicate("x" if number is None else None)


def test_a_killed_run_leaves_nothing_for_long(place: Path) -> None:
    """The next one removes what it left; what another that is alive holds stays; and that one cleans up after itself."""
    alive, killed = run(place), run(place)
    before = names(place)
    assert len(before) == 4
    ended(killed, signal.SIGKILL)
    assert names(place) == before, "a kill leaves it"
    following = run(place)
    kept = names(place)
    assert len(kept) == 4
    assert len(kept & before) == 2, "those of the one that is alive"
    ended(following)
    assert names(place) == kept & before
    ended(alive)
    assert names(place) == set()


def test_only_folders_of_ours_are_looked_at(place: Path, tmp_path: Path) -> None:
    """Not other names, files, links, or what a link leads to; and what is held is held."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years")
    (place / f"grader-slot-linked{ENDING}").symlink_to(precious)
    (place / "grader-slot-of-older-times").mkdir()
    (place / f"grader-slot-file{ENDING}").write_text("")
    (place / f"somebody{ENDING}").mkdir()
    held, free = Scratch("slot"), place / f"grader-slot-free{ENDING}"
    free.mkdir()
    (free / "inner").mkdir()
    (free / "inner" / "out").symlink_to(precious)
    (free / "inner").chmod(0)
    before = names(place)
    tidy()
    assert names(place) == before - {free.name}
    assert (precious / "thesis.txt").read_text() == "years"
    own = Path(held.path).name
    held.close()
    assert names(place) == before - {free.name, own}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of somebody else")
def test_another_users_folder_stays(place: Path) -> None:
    """Even though its lock is free."""
    theirs = place / f"grader-slot-theirs{ENDING}"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    tidy()
    assert theirs.is_dir()


def test_a_folder_that_is_made_while_somebody_tidies_is_made_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between its making and its lock it is free, and may be gone."""
    make, made = tempfile.mkdtemp, []

    def make_and_lose(**kwargs: str) -> str:
        made.append(make(**kwargs))
        if len(made) == 1:
            tidy()
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", make_and_lose)
    scratch = Scratch("slot")
    assert scratch.path == made[1]
    assert names(place) == {Path(made[1]).name}
    tidy()
    assert Path(scratch.path).is_dir()
    scratch.close()


def test_what_is_made_again_is_held_again(place: Path) -> None:
    """Also where a link was put in its place."""
    scratch = Scratch("provided")
    Path(scratch.path).rmdir()
    Path(scratch.path).symlink_to("/etc")
    scratch.renew(0o755)
    tidy()
    assert Path(scratch.path).is_dir()
    assert not Path(scratch.path).is_symlink()
    scratch.close()
    assert names(place) == set()
