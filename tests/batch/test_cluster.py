"""A class on a cluster of real processes: the bytes of a local run, whatever dies, and nobody who should not see it."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox.machine import reason_against
from tests.classes import SOURCES, Class, MakeClass, published
from tests.clusters import Cluster, started

ROOT = Path(__file__).parents[2]
WHY = (sys.platform != "linux" and "it takes Linux") or (reason_against("full") and reason_against("landlock"))
pytestmark = pytest.mark.skipif(bool(WHY), reason=f"workers grade at --sandbox strict only: {WHY}")

# A suite whose judge ends the worker that started it, for one submission.
DEADLY = '''"""Hidden."""
import os, signal
from pathlib import Path
import pytest

def worker():
    """Whoever started the judge; the fork server that it was forked from is part of that."""
    process = os.getppid()
    while b"grader.judge" in Path(f"/proc/{process}/cmdline").read_bytes():
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return process

@pytest.mark.points(2)
def test_doubles(student, near):
    """double() doubles."""
    if student.double(1.0) == 666:
        os.kill(worker(), signal.SIGKILL)
    assert student.double(1.0) == near(2.0)
'''


def on(cluster: Cluster) -> tuple[str, ...]:
    return ("--executor", f"dask:{cluster.address}", "--sandbox", "strict")


def begun(made: Class, out: str, *more: str) -> subprocess.Popen[str]:
    """The command, with its events on stdout."""
    return subprocess.Popen(
        made.arguments(out, "--events", "ndjson", *more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def events_of(command: subprocess.Popen[str], kind: str) -> Iterator[str]:
    """The students of one kind of event, as they come."""
    assert command.stdout is not None
    for line in command.stdout:
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == kind:
            yield str(event["student"])


@pytest.fixture(scope="module")
def one_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that serves one class after another, as clusters do; for tests that end none of its processes."""
    with started(tmp_path_factory.mktemp("shared") / "cluster", workers=1) as cluster:
        yield cluster


@pytest.mark.long
def test_a_class_elsewhere(make_class: MakeClass, one_worker: Cluster) -> None:
    """One worker: the bytes of a local run."""
    made = make_class({kind: SOURCES[kind] for kind in ("right", "wrong", "stub", "broken", "prints")})
    made.run("there", *on(one_worker))
    made.run("here", "--sandbox", "strict", "-j", "1")
    assert published(made.root / "there") == published(made.root / "here")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--executor", "dask:tcp://127.0.0.1:9", "--sandbox", "process"), "--sandbox strict only"),
        (("--executor", "dask:tcp://10.0.0.5:8786", "--sandbox", "strict"), "unencrypted"),
    ],
)
def test_refused_before_anything_is_sent(make_class: MakeClass, arguments: tuple[str, ...], said: str) -> None:
    """A weaker sandbox, a plain address: exit 2, and no folder is made."""
    made = make_class()
    assert said in made.run("out", *arguments, code=2).stderr
    assert not (made.root / "out").exists()


# Waits while it is loaded, and uses no processor meanwhile: so a worker can be killed over it.
UNHURRIED = "import time\ntime.sleep(0.25)\n"


@pytest.mark.long
def test_a_worker_killed_in_the_middle(make_class: MakeClass, tmp_path: Path) -> None:
    """kill -9 of one of two workers, and a third that comes later: the bytes of an uninterrupted local run with one judge."""
    made = make_class({kind: UNHURRIED + source for kind, source in SOURCES.items()})
    with started(tmp_path / "cluster", workers=2) as cluster:
        victim = cluster.processes[1]
        cluster.wait_for(lambda: len(registered(cluster)) == 2)
        command = begun(made, "there", *on(cluster), "--feedback", "full")
        graded = events_of(command, "graded")
        early = [next(graded) for _ in range(3)]
        victim.kill()
        cluster.work()
        rest = list(graded)
        _, said = command.communicate(timeout=600)
        assert command.returncode == 0, said + cluster.said()
        assert "2 workers with 2 judges" in said
        assert len({*early, *rest}) == len(early) + len(rest), "graded and kept once each"
        assert rest
    made.run("here", "--sandbox", "strict", "-j", "1", "--feedback", "full")
    assert published(made.root / "there") == published(made.root / "here")


@pytest.mark.exhaustive
def test_interrupted_and_killed(make_class: MakeClass, tmp_path: Path) -> None:
    """Ctrl-C is 130; after it, and after kill -9 of the command, and of the scheduler, the same command goes on."""
    slow = "import time\ndef double(x):\n    time.sleep(0.6)\n    return 2 * x\n"
    made = make_class({f"s{number}": f"{slow}# {number}\n" for number in range(12)})
    done: list[str] = []
    with started(tmp_path / "cluster", workers=1) as cluster:
        for number in (signal.SIGINT, signal.SIGKILL):
            command = begun(made, "out", *on(cluster))
            done.append(next(events_of(command, "graded")))
            command.send_signal(number)
            _, said = command.communicate(timeout=300)
            assert command.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL), said
            assert "Traceback" not in said
        command = begun(made, "out", *on(cluster))
        done.append(next(events_of(command, "graded")))
        cluster.processes[0].kill()
        _, said = command.communicate(timeout=600)
        assert (command.returncode, "Traceback" in said) == (4, False), said
        assert "the same command" in said
        cluster.schedule()
        cluster.work()
        command = begun(made, "out", *on(cluster))
        graded = list(events_of(command, "graded"))
        _, said = command.communicate(timeout=600)
        assert command.returncode == 0, said + cluster.said()
    assert not set(graded) & set(done), "what was graded before is not graded again"
    results = [json.loads(line) for line in (made.root / "out" / "results.jsonl").read_text().splitlines()]
    assert [result["verdict"] for result in results] == ["accepted"] * 12


@pytest.mark.long
def test_nothing_goes_on_after_ctrl_c(make_class: MakeClass, one_worker: Cluster) -> None:
    """The worker is there still, and without a judge, a student's program or a hidden test; it grades the next class."""
    endless = "import time\ndef double(x):\n    time.sleep(1000)\n"
    made = make_class({"endless": endless}, grading="limits: {wall_s: 200, case_s: 210, submission_s: 220}\n")
    worker = one_worker.processes[1].pid
    one_worker.wait_for(lambda: descendants(worker) == [])
    command = begun(made, "out", *on(one_worker))
    next(events_of(command, "begun"))
    one_worker.wait_for(lambda: len(descendants(worker)) >= 3)  # judge, warm parent, student
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=600)
    assert command.returncode == 130
    one_worker.wait_for(lambda: descendants(worker) == [] and unpacked(one_worker) == [])
    (made.folder / "endless.py").write_text(SOURCES["right"])
    made.run("out", *on(one_worker))
    one_worker.wait_for(lambda: descendants(worker) == [] and unpacked(one_worker) == [])


@pytest.mark.exhaustive
def test_what_kills_every_worker_is_withheld(make_class: MakeClass, tmp_path: Path) -> None:
    """It alone: those that were under way with it are graded, and its points are not lost but withheld."""
    sources = {f"s{number}": f"{SOURCES['right']}# {number}\n" for number in range(8)}
    made = make_class(sources | {"deadly": "def double(x):\n    return 666\n"}, hidden=DEADLY)
    with started(tmp_path / "cluster", workers=0) as cluster:
        cluster.work("--nanny")
        cluster.work("--nanny")
        done = made.run("out", *on(cluster), code=4)
    assert "deadly" in done.stderr
    results = [json.loads(line) for line in (made.root / "out" / "results.jsonl").read_text().splitlines()]
    assert {each["student"]: (each["verdict"], each["points"]) for each in results} == {
        "deadly": ("grader_error", None),
        **dict.fromkeys(sources, ("accepted", 2)),
    }


@pytest.mark.long
def test_who_may_not_grade(make_class: MakeClass, one_worker: Cluster, tmp_path: Path) -> None:
    """A scheduler that listens for the network, a worker of another version, a broken suite: said, and nothing is graded."""
    made = make_class({"s": SOURCES["right"]})
    with started(tmp_path / "open", "--host", "0.0.0.0", workers=0) as cluster:  # noqa: S104  # what is to be refused
        port = cluster.address.rpartition(":")[2]
        refused = made.run("out", "--executor", f"dask:tcp://127.0.0.1:{port}", "--sandbox", "strict", code=2)
        assert "--host 127.0.0.1" in refused.stderr
    older = tmp_path / "older"
    shutil.copytree(ROOT / "grader", older / "grader")  # with what is compiled, which goes by time and size
    init = older / "grader" / "__init__.py"
    init.write_text(init.read_text() + '\n__version__ = "0.0.1"\n')
    with started(tmp_path / "cluster", workers=1, PYTHONPATH=str(older)) as cluster:
        refused = made.run("out", *on(cluster), code=4)
        assert "grader is 0.0.1 there" in refused.stderr
    broken = make_class({"s": SOURCES["right"]}, hidden="import nothing_of_the_kind\n")
    assert "nothing_of_the_kind" in broken.run("out", *on(one_worker), code=3).stderr


@pytest.mark.long
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl, which is not installed")
def test_over_tls(make_class: MakeClass, tmp_path: Path) -> None:
    """With certificates of one authority a class is graded; without, or with those of another, nobody gets in."""
    made = make_class({kind: SOURCES[kind] for kind in ("right", "wrong")})
    own, strange = certificates(tmp_path / "own"), certificates(tmp_path / "strange")
    with started(tmp_path / "cluster", "--protocol", "tls", "--host", "127.0.0.1", workers=0, **own) as cluster:
        assert cluster.address.startswith("tls://")
        cluster.work()
        with environment(strange):
            assert "no scheduler of dask answers" in made.run("out", *on(cluster), code=2).stderr
        assert "CA_FILE is not set" in made.run("out", *on(cluster), code=2).stderr
        with environment(own):
            made.run("there", *on(cluster))
    made.run("here", "--sandbox", "strict", "-j", "1")
    assert published(made.root / "there") == published(made.root / "here")


def certificates(folder: Path) -> dict[str, str]:
    """An authority made for the test and a certificate that it has signed, as dask's variables name them."""
    folder.mkdir()

    def openssl(*arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", f"/CN={folder.name}")
    openssl("req", *key, "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node")
    openssl(
        "x509", "-req", "-in", "node.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", "node.pem"
    )
    variables = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / "ca.pem")}
    for role in ("CLIENT", "WORKER", "SCHEDULER"):
        variables[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(folder / "node.pem")
        variables[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(folder / "node.key")
    return variables


@contextlib.contextmanager
def environment(more: dict[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in more.items():
            patch.setenv(name, value)
        yield


def descendants(process: int) -> list[int]:
    """Whoever it started, and whoever those started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    found, new = [], [process]
    while new:
        new = [each for each, parent in parents.items() if parent in new]
        found += new
    return found


def unpacked(cluster: Cluster) -> list[Path]:
    """Assignments on the workers' disks."""
    return list((cluster.folder / "scratch").rglob("test_hidden.py"))


def registered(cluster: Cluster) -> list[str]:
    """The workers that say of themselves that they have joined."""
    return [path.name for path in cluster.folder.glob("worker*.log") if "Registered to" in path.read_text(errors="replace")]
