"""Nothing is lost: whichever process of a run is killed, and whenever, the same command goes on to the same bytes."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.classes import SOURCES, Class, MakeClass, published

ROUNDS = int(os.environ.get("GRADER_KILL_ROUNDS", "1"))
MOST_KILLS = 4
MOST_S = 600.0


@pytest.mark.long(seconds=60)
@pytest.mark.skipif(sys.platform != "linux", reason="finds the run's processes in /proc")
def test_killed_at_random(make_class: MakeClass) -> None:
    """Any process of the run, at any moment, some times in a row: the bytes are those of an uninterrupted -j 1 run.

    GRADER_KILL_ROUNDS says how many rounds; the seed of each is in the message when it fails.
    """
    made = make_class({f"{kind}{number}": f"{source}# {number}\n" for kind, source in SOURCES.items() for number in range(1)})
    started = time.monotonic()
    made.run("whole", "-j", "1")
    usual_s = time.monotonic() - started
    expected = published(made.root / "whole")
    for seed in range(ROUNDS):
        kills = _round(made, f"out{seed}", random.Random(seed), usual_s)  # noqa: S311  # no secret is made of it
        print(f"round {seed}: killed {len(kills)}", flush=True)  # to be seen with -s, where somebody runs many
        assert published(made.root / f"out{seed}") == expected, f"seed {seed}, killed: {kills}"


def _round(made: Class, out: str, chance: random.Random, usual_s: float) -> list[str]:
    """One class, with up to MOST_KILLS processes of it killed, run again as often as the command itself was hit."""
    kills: list[str] = []
    end = time.monotonic() + MOST_S
    while True:
        assert time.monotonic() < end, kills
        command = subprocess.Popen(made.arguments(out, "-j", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while len(kills) < MOST_KILLS:
            try:
                command.wait(chance.uniform(0, usual_s / 3))
                break
            except subprocess.TimeoutExpired:
                victim = chance.choice([command.pid, *_descendants(command.pid)])
                kills.append("command" if victim == command.pid else _name(victim))
                _kill(victim)
        _, said = command.communicate(timeout=MOST_S)
        if command.returncode == 0:
            return kills
        # A grade is withheld where two judges in a row died over it; then too the same command goes on.
        withheld = command.returncode == 4 and "could not be graded, because of a problem on our side" in said
        assert withheld or command.returncode == -signal.SIGKILL, f"{kills}: {said}"


@pytest.mark.long
def test_terminated_and_interrupted(make_class: MakeClass) -> None:
    """Ctrl-C is 130, SIGTERM 143; both say that the same command goes on, and it does."""
    slow = "import time\ndef double(x):\n    time.sleep(0.6)\n    return 2 * x\n"
    made = make_class({f"s{number}": f"{slow}# {number}\n" for number in range(6)})
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        command = subprocess.Popen(made.arguments("out", "-j", "1", "--events", "ndjson"), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, preexec_fn=_minds_ctrl_c)  # fmt: skip
        assert command.stdout is not None
        for line in command.stdout:
            if json.loads(line)["event"] == "graded":
                break
        command.send_signal(number)
        _, said = command.communicate(timeout=120)
        assert command.returncode == code, said
        assert "the same command goes on" in said
        assert "Traceback" not in said
    events = [json.loads(line) for line in made.run("out", "--events", "ndjson").stdout.splitlines() if line.startswith("{")]
    graded = [event["student"] for event in events if event["event"] == "graded"]
    assert 0 < len(graded) < 6, "what was graded before is not graded again"
    results = [json.loads(line) for line in (made.root / "out" / "results.jsonl").read_text().splitlines()]
    assert [result["verdict"] for result in results] == ["accepted"] * 6


@pytest.mark.long(seconds=2)
@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_judges_die_with_the_command(make_class: MakeClass) -> None:
    """A judge in the middle of a case and its warm parent are gone soon after the command was killed."""
    made = make_class({"s": "import time\ndef double(x):\n    time.sleep(4)\n    return 2 * x\n"})
    command = subprocess.Popen(
        made.arguments("out", "--events", "ndjson"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    next(line for line in command.stdout if "begun" in line)
    children = _descendants(command.pid)
    assert len(children) >= 2
    command.kill()
    command.communicate(timeout=60)
    end = time.monotonic() + 30
    while any(Path(f"/proc/{child}").exists() and _name(child) for child in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert [child for child in children if _name(child)] == []


@pytest.mark.long
def test_one_run_a_folder(make_class: MakeClass) -> None:
    """A second run in the same folder is refused while the first one works, and says by whom it is held."""
    made = make_class({"s": "import time\ndef double(x):\n    time.sleep(1)\n    return 2 * x\n"})
    command = subprocess.Popen(
        made.arguments("out", "--events", "ndjson"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    next(line for line in command.stdout if "begun" in line)
    command.send_signal(signal.SIGSTOP)  # while its student sleeps, so in the midst of it, for as long as the second one takes
    refused = made.run("out", code=4)
    command.send_signal(signal.SIGCONT)
    assert f"in use by another run of grader (process {command.pid})" in refused.stderr
    command.communicate(timeout=120)
    assert command.returncode == 0


@pytest.mark.long
def test_a_full_disk(make_class: MakeClass) -> None:
    """A disk that is full at any moment: exit 4 with a hint, and the same command goes on when there is room."""
    made = make_class()
    made.run("whole")
    expected = published(made.root / "whole")
    for blocks in (30, 60, 120):
        limited = ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "-", *made.arguments(f"full{blocks}")]
        done = subprocess.run(limited, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 4, done.stderr
        assert "make room on the disk" in done.stderr
        assert "Traceback" not in done.stderr
        made.run(f"full{blocks}")
        assert published(made.root / f"full{blocks}") == expected


def _minds_ctrl_c() -> None:
    """Also where these tests run in the background, which hands an ignored SIGINT down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _descendants(pid: int) -> list[int]:
    """Children and theirs, by /proc."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found += [int(entry.name), *_descendants(int(entry.name))]
    return found


def _name(pid: int) -> str:
    """What a process runs; empty for one that is gone or only waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[-60:]
    except OSError:
        return ""


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
