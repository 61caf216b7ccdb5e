"""The three that are measured: a loop that starts pytest, the floor, and grader. Each grades so many and says what it took."""

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.classtime import time_class
from bench.machine import children_of, descendants_of, parent_of, private_mb
from grader.batch.classfolder import load_class
from grader.batch.run import Means
from grader.judge.supervisor import Feedback, Judge, SandboxRequest
from grader.model import Submission
from grader.reading.course import load_assignment

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
SOLUTION = ROOT / "solutions/rnn_bptt"
GRADING = """functions:
  backward_gradient:
    returns: [[wx_grad, wRec_grad], grad_over_time]
    tolerance: {rtol: 1e-9, atol: 1e-10}
"""
# Put after a right submission, so that its worker can be looked at while it lives.
SLOW = b"""

_gradient = backward_gradient


def backward_gradient(*args):
    import time

    time.sleep(0.3)
    return _gradient(*args)
"""


@dataclass(frozen=True)
class Took:
    """Seconds for so many submissions."""

    count: int
    wall_s: float
    cpu_s: float


class Loop:
    """``python -m pytest`` for each submission, in a folder of its own, plugin autoload off; so many at a time."""

    def __init__(self, scratch: Path, files: Sequence[Path], *, at_a_time: int, whole: str = "") -> None:
        """``whole``: the assignment whose hidden suite is run as it is; without one, the ten cases of the bench."""
        self._at_a_time = at_a_time
        self._folders = []
        for number, file in enumerate(files):
            folder = scratch / f"loop-{file.parent.name}-{number}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / f"{whole or 'rnn_bptt'}.py")
            for source, name in _conventional(whole):
                shutil.copy(source, folder / name)
            self._folders.append(folder)

    def grade(self, count: int) -> Took:
        started, used = time.monotonic(), _children_cpu_s()
        with ThreadPoolExecutor(self._at_a_time) as threads:
            list(threads.map(self._grade, (self._folders[number % len(self._folders)] for number in range(count))))
        return Took(count, time.monotonic() - started, _children_cpu_s() - used)

    def _grade(self, folder: Path) -> None:
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.", "."]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout.decode() + done.stderr.decode())


def _conventional(whole: str) -> list[tuple[Path, str]]:
    """What lies beside a student's file in the loop."""
    if not whole:
        return [(HERE / "conventional/test_backward_gradient.py", "test_backward_gradient.py")]
    private = ROOT / "solutions" / whole
    own = [(private / name, name) for name in ("test_hidden.py", "inputs.py")]
    return [*own, (private / f"{whole}.py", "reference.py"), (HERE / "conventional/whole.py", "conftest.py")]


class Floor:
    """See ``bench.floor``; so many at a time, since what shares a machine costs more. Its start is not counted."""

    def __init__(self, files: Sequence[Path], *, at_a_time: int) -> None:
        self._files, self._at_a_time = [str(file) for file in files], at_a_time

    def grade(self, count: int) -> Took:
        command = [sys.executable, "-m", "bench.floor", str(count // self._at_a_time), *self._files]
        running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(self._at_a_time)]
        took = [json.loads(process.communicate()[0]) for process in running]
        each = count // self._at_a_time
        return Took(each * len(took), max(one["wall_s"] for one in took), sum(one["cpu_s"] for one in took))


class Ours:
    """A class as ``grader batch`` grades it, reports and tables included; every file differs in its bytes.

    By a comment at its end, so that many are one program; ``apart``: by one in a function, so that none is taken for another.
    ``whole``: an assignment as it ships, in the place of the ten cases.
    """

    def __init__(
        self,
        scratch: Path,
        kind: str,
        files: Sequence[Path],
        *,
        sandbox: SandboxRequest,
        jobs: int,
        feedback: Feedback,
        apart: bool = False,
        whole: str = "",
    ) -> None:
        slug, course = whole or "rnn_bptt", ROOT if whole else write_course(scratch / "course")
        self._scratch, self._files, self._rounds = scratch / f"{slug}-{kind}-{sandbox}-{feedback}-{apart}", files, 0
        self._apart = apart
        assignment = load_assignment(course, slug)
        with Judge(course, slug, sandbox=sandbox) as judge:
            self.level = judge.level
        self._means = Means(course=course, assignment=assignment, sandbox=sandbox, level=self.level, feedback=feedback, jobs=jobs)

    def grade(self, count: int) -> Took:
        self._rounds += 1
        folder = self._scratch / f"in-{self._rounds}"
        folder.mkdir(parents=True)
        for number in range(count):
            source, comment = self._files[number % len(self._files)].read_bytes(), f"\n# {self._rounds} {number}\n".encode()
            named = source.replace(b"\n    return", comment + b"    return") if self._apart else source + comment
            (folder / f"s{number:05}.py").write_bytes(named)
        submissions = load_class(folder, self._means.assignment).submissions
        out = self._scratch / f"out-{self._rounds}"
        # Left to lie until the end: a file system looks long for room where much was deleted a moment ago.
        took = time_class(self._means, submissions, out, warm_up=max(4, 2 * len(self._files)))
        return Took(count, took.graded_s + took.printed_s, took.cpu_s)

    def one_grade(self) -> bytes:
        """As a store keeps it."""
        files = (("rnn_bptt.py", self._files[0].read_bytes()),)
        with self._means.open_judge(0) as judge:
            return judge.answer(Submission(student="one", file="rnn_bptt.py", files=files, digest="sha256:1")).grade

    def worker_mb(self) -> float | None:
        """Private memory of a living worker that has loaded the file and computes."""
        source = self._files[0].read_bytes() + SLOW
        submission = Submission(student="slow", file="rnn_bptt.py", files=(("rnn_bptt.py", source),), digest="sha256:0")
        seen: list[float] = []
        done = threading.Event()
        with self._means.open_judge(0) as judge:
            assert judge.process is not None
            # The server of the warm parents is the judge's sibling.
            (server,) = set(children_of(parent_of(judge.process.pid))) - {judge.process.pid}

            def watch() -> None:
                while not done.wait(0.1):
                    seen.extend(mb for each in descendants_of(server) if (mb := private_mb(each)) is not None)

            thread = threading.Thread(target=watch)
            thread.start()
            judge.grade(submission)
            done.set()
            thread.join()
        return max(seen, default=None)


def write_course(folder: Path) -> Path:
    """The course's assignment with the bench's ten cases as its hidden suite."""
    public, private = folder / "assignments/rnn_bptt", folder / "solutions/rnn_bptt"
    if not folder.exists():
        shutil.copytree(ROOT / "assignments/rnn_bptt", public)
        private.mkdir(parents=True)
        for name in ("rnn_bptt.py", "inputs.py"):
            shutil.copy(SOLUTION / name, private)
        shutil.copy(HERE / "hidden/test_hidden.py", private)
        (private / "grading.yaml").write_text(GRADING)
    return folder


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
