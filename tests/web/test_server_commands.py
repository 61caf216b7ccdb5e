"""The commands around a server: what they refuse, and that a backup holds everything."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.batch.store import disk
from grader.batch.store.database import open_file
from grader.batch.store.disk import network_disk
from grader.cli.serve import opened
from grader.errors import UsageError
from tests.classes import SOURCES, MakeCourse
from tests.web.served import Served, served


def ran(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_backup_holds_everything(school: Served, tmp_path: Path) -> None:
    """Made while the server runs; restored into an empty folder, and served from there as before."""
    kim = school.person("kim")
    receipt = kim.hand_in(SOURCES["right"])
    data = tmp_path / "data"
    data.mkdir()
    (data / "server.db").hardlink_to(tmp_path / "server.db")
    (data / "server.db-wal").hardlink_to(tmp_path / "server.db-wal")
    (data / "server.db-shm").hardlink_to(tmp_path / "server.db-shm")
    kept, back = tmp_path / "kept", tmp_path / "back"
    assert ran("backup", kept, "--data", data).returncode == 0
    assert kept.stat().st_mode & 0o077 == 0
    assert ran("backup", kept, "--data", data).returncode == 2
    assert ran("restore", kept, "--data", back).returncode == 0
    assert ran("restore", kept, "--data", back).returncode == 2
    with served(open_file(back / "server.db"), school.folder) as again:
        again.people["kim"] = type(kim)(again.port, kim.cookie)
        with again.grading():
            assert 'class="score ok"' in again.person("kim").report(receipt)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--host", "0.0.0.0"), "unencrypted"),  # noqa: S104  # what is refused
        (("serve", "--db", "mysql://x"), "takes a PostgreSQL address"),
        (("work", "--data", "nowhere"), "holds no server.db"),
        (("backup", "file", "--data", "nowhere"), "holds no server.db"),
        (("submit", __file__, "-a", "x", "--to", "http://grader.example.edu"), "unencrypted"),
        (("submit", __file__, "-a", "x", "--to", "grader.example.edu"), "not the address"),
    ],
)
def test_what_cannot_be_is_said(
    make_course: MakeCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    """Before anything is made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_TOKEN", "t")
    course = make_course()
    more = ["--course", str(course), "--sandbox", "process"] if arguments[0] == "serve" else []
    done = ran(*arguments, *more)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


MOUNTS = (
    "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
    "30 22 0:40 / /home rw - nfs4 server:/home rw\n"
    "31 30 8:2 / /home/local\\040disk rw shared:2 - xfs /dev/sdb rw\n"
    "32 22 0:41 / /mnt/s rw - fuse.sshfs kim@host: rw\n"
    "33 22 0:42 / /srv rw - nfs server:/srv rw\n34 22 8:3 / /srv rw - ext4 /dev/sdc rw\n"
    "broken line\n"
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/data", ""),
        ("/home/kim/data", "nfs4"),
        ("/home/local disk/x", ""),
        ("/mnt/s/x", "fuse.sshfs"),
        ("/srv/x", ""),
        ("/homes", ""),
    ],
)
def test_a_network_disk_is_told(path: str, kind: str) -> None:
    """The nearest mount says it, the later of two; what nobody can tell is no network disk."""
    assert network_disk(Path(path), MOUNTS) == kind
    assert network_disk(Path(path), "") == ""


def test_a_server_does_not_start_on_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 0:40 / {tmp_path.resolve()} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(disk, "MOUNTS", mounts)
    with pytest.raises(UsageError, match=r"network disk \(nfs4\)"):
        opened(tmp_path, None)
    assert not (tmp_path / "server.db").exists()
