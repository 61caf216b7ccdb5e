"""A corpus graded as a class: ``grader batch`` on one slot, an honest submission after every trick, and what became of it all."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.model import shown_line
from grader.reading.submissions import file_name
from grader.sandbox.machine import attempts
from grader.sandbox.slotuid import SlotUid, take_uid
from tests.hostile.corpus import HERE, Place, Trick

ORDINARY = HERE.parent / "sandbox" / "ordinary.py"
GIVE_UP_S = 900
HONEST = (HERE / "honest.py").read_bytes()
# For staff, beside what is published: the journal keeps every submission.
STAFF = ("staff.jsonl", "grades.db")

# What must never come to light; unusual, so that none stands anywhere by chance.
TOKENS = {
    "HIDDEN_CANARY": "heron-4417-of-the-hidden-suite",
    "REFERENCE_CANARY": "otter-9053-of-the-reference",
    "NEIGHBOUR_CANARY": "magpie-2286-of-another-student",
    "ENVIRONMENT_CANARY": "weasel-7731-of-the-environment",
    "OUTSIDE_CANARY": "badger-6120-of-another-file",
}
MARK = "grader-hostile-mark"
# Written backwards in the files, so that a report that shows the source does not look like a success.
ACHIEVED = "this-trick-has-achieved"


@dataclass(frozen=True, slots=True)
class Graded:
    """What came of one class. ``shown``: every document that students may see, by name; ``staff`` what only staff may."""

    lines: Mapping[str, dict[str, Any]]
    shown: Mapping[str, str]
    staff: Mapping[str, str]
    changed: tuple[str, ...]  # outside of the class's own results
    left: tuple[str, ...]  # processes, and what lies in the folder for temporary files
    stderr: str

    def of(self, student: str) -> dict[str, Any]:
        return self.lines[shown_line(student)]

    def shown_to(self, student: str) -> str:
        """Every text that this student may see, with the class's own documents cut down to what concerns them."""
        return self.shown[f"reports/{file_name(shown_line(student))}.html"] + json.dumps(self.of(student), ensure_ascii=False)


def reason_against(place: Place) -> str:
    """Why a corpus cannot be graded there on this machine; empty where it can."""
    if place.user == "root" and os.geteuid() != 0:
        return "these tests are not run by root"
    if place.user == "ordinary" and os.geteuid() == 0 and (why := attempts(("mount_namespace",))["mount_namespace"]):
        return f"the interpreter cannot be shown to another user: {why}"
    wanted = {"full": ("full",), "landlock": ("landlock", "seccomp"), "process": ()}[place.level]
    return next((f"level {place.level}: {why}" for why in attempts(wanted).values() if why), "")


def student_of(number: int, trick: Trick) -> str:
    return trick.student or f"t{number:03d}"


def honest_of(number: int, trick: Trick) -> str:
    """Graded right after it: the class is graded in the order of its names."""
    return student_of(number, trick) + "z"


def further_honest(number: int) -> str:
    """Those who come before all the tricks."""
    return f"h{number:03d}"


def grade_tricks(place: Place, tricks: Sequence[Trick], *, feedback: str = "off", further: int = 0) -> Graded:
    """The tricks, of one assignment, each as the student ``student_of`` its number; after each one an honest student.

    ``further``: honest students besides, ``further_honest`` by name.
    """
    (assignment,) = {trick.assignment for trick in tricks}
    # Open to everybody: it is not the file's mode that keeps students out. Not below pytest's own folder, which is closed.
    folder = Path(tempfile.mkdtemp(prefix="grader-hostile-"))
    try:
        return _grade_in(folder, place, tricks, ["-a", assignment, "--feedback", feedback], further)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _grade_in(folder: Path, place: Place, tricks: Sequence[Trick], options: Sequence[str], further: int) -> Graded:
    lay_out(folder, tricks, further)
    before = picture(folder)
    command = [f"{name}={value}" for name, value in environment(folder).items()]
    command += ["--no-user-namespaces"] if place.level == "landlock" else []
    command += ["--", "-m", "grader", "batch", str(folder / "class"), *options, "-o", str(folder / "out"), "-j", "1"]
    command += ["--course", str(folder / "course"), "--sandbox", "process" if place.level == "process" else "strict"]
    with _as_user(place, folder) as prefix:
        done = subprocess.run(
            [*prefix, str(HERE / "launch.py"), *command], capture_output=True, text=True, timeout=GIVE_UP_S, check=False, cwd="/"
        )
        left = (*_processes(folder), *(str(path) for path in (folder / "tmp").iterdir()))
    if done.returncode not in (0, 4):
        raise AssertionError(f"grader batch ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    after = picture(folder)
    changed = tuple(sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path)))
    out = folder / "out"
    texts = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    shown = {name: path.read_text(encoding="utf-8") for name, path in texts.items() if not name.startswith(STAFF)}
    lines = [json.loads(line) for line in shown["results.jsonl"].splitlines()]
    assert {line["sandbox"] for line in lines} == {place.level}
    return Graded(
        lines={line["student"]: line for line in lines},
        shown=shown | {"stdout": done.stdout, "stderr": done.stderr},
        staff={"staff.jsonl": texts["staff.jsonl"].read_text(encoding="utf-8")},
        changed=changed,
        left=left,
        stderr=done.stderr,
    )


def lay_out(folder: Path, tricks: Sequence[Trick], further: int) -> None:
    folder.chmod(0o755)
    tokens = TOKENS | {
        "COURSE": str(folder / "course"), "CLASS": str(folder / "class"), "OUT": str(folder / "out"),
        "OUTSIDE": str(folder / "outside"), "MARK": MARK, "TOLD": ACHIEVED[::-1],
    }  # fmt: skip
    for path in sorted((HERE / "course").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            _write(folder / "course" / path.relative_to(HERE / "course"), _filled(path.read_bytes(), tokens))
    _write(folder / "outside" / "victim.txt", TOKENS["OUTSIDE_CANARY"].encode())
    for open_to_all in (folder / "outside", folder / "tmp"):
        open_to_all.mkdir(exist_ok=True)
        open_to_all.chmod(0o777)
    (folder / "outside" / "victim.txt").chmod(0o666)
    (folder / "class").mkdir()
    for number in range(further):
        _write(folder / "class" / f"{further_honest(number)}.py", _filled(HONEST, tokens) + f"\n# {number}\n".encode())
    for number, trick in enumerate(tricks):
        path = folder / "class" / f"{student_of(number, trick)}{trick.suffix}"
        if trick.make is not None:
            trick.make(path)
        else:
            path.write_bytes(_filled(trick.content, tokens))
        note = f"\n# {TOKENS['NEIGHBOUR_CANARY']}, student {number}\n"
        _write(folder / "class" / f"{honest_of(number, trick)}.py", _filled(HONEST, tokens) + note.encode())


def _filled(content: bytes, tokens: Mapping[str, str]) -> bytes:
    for name, value in tokens.items():
        content = content.replace(f"@{name}@".encode(), value.encode())
    return content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def environment(folder: Path) -> dict[str, str]:
    """A secret among it, as the shells of people who grade hold some."""
    return {
        "CLASSROOM_TOKEN": TOKENS["ENVIRONMENT_CANARY"],
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "outside"),
        "COLUMNS": "200",
    }


@contextlib.contextmanager
def _as_user(place: Place, folder: Path) -> Iterator[list[str]]:
    """What has to stand before a command's arguments so that the place's user runs it."""
    if os.geteuid() != 0 or place.user == "root":
        yield [sys.executable]
        return
    taken: SlotUid = take_uid()
    try:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, taken.uid, taken.uid, follow_symlinks=False)
        yield [sys.executable, str(ORDINARY), str(taken.uid), str(folder / "outside")]
    finally:
        taken.close()


def picture(folder: Path) -> dict[Path, object]:
    """Kind, mode, size, time of change and content of everything that a run has no business to change."""
    found: dict[Path, object] = {}
    for top in ("course", "class", "outside"):
        for path in (folder / top, *(folder / top).rglob("*")):
            info = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
            found[path] = (info.st_mode, info.st_nlink, info.st_size, info.st_mtime_ns if content else 0, content)
    for place in ("/tmp", "/var/tmp", "/dev/shm", "/run"):  # noqa: S108  # where tricks would leave something
        with contextlib.suppress(OSError):
            found |= {path: "left" for path in Path(place).iterdir() if path.name.startswith(MARK)}
    return found


def _processes(folder: Path) -> Iterable[str]:
    """Processes that know of the folder: everything of a slot has it on its command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes()
            if str(folder).encode() in words and path.parent.name != str(os.getpid()):
                yield words.replace(b"\0", b" ").decode("utf-8", "replace")[:200]


def writings(secret: str) -> tuple[str, ...]:
    """How a secret might be written to get past a search for it."""
    plain = secret.encode()
    # Of base64 the middle, whatever stands before it.
    coded = [base64.b64encode(b"x" * shift + plain).decode()[4:-4] for shift in range(3)]
    return (secret, secret[::-1], plain.hex(), "".join(f"\\x{byte:02x}" for byte in plain), *coded)
