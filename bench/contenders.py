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
from dataclasses import dataclass
from pathlib import Path

from bench.machine import children_of, private_mb, tree_cpu_s
from grader.batch import write_report
from grader.judge.supervisor import Judge
from grader.model import Submission
from grader.report.documents import results_line
from grader.reveal import reveal

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
    """``python -m pytest`` for each submission, in a folder of its own, plugin autoload off."""

    def __init__(self, scratch: Path, files: Sequence[Path]) -> None:
        self._folders = []
        for number, file in enumerate(files):
            folder = scratch / f"loop-{file.parent.name}-{number}"
            folder.mkdir(parents=True)
            shutil.copy(file, folder / "rnn_bptt.py")
            shutil.copy(HERE / "conventional/test_backward_gradient.py", folder)
            self._folders.append(folder)

    def grade(self, count: int) -> Took:
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=.", "."]
        started, used = time.monotonic(), _children_cpu_s()
        for number in range(count):
            folder = self._folders[number % len(self._folders)]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
            if done.returncode not in (0, 1):
                raise RuntimeError(done.stdout.decode() + done.stderr.decode())
        return Took(count, time.monotonic() - started, _children_cpu_s() - used)


class Floor:
    """See ``bench.floor``; its start is not counted."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = [str(file) for file in files]

    def grade(self, count: int) -> Took:
        command = [sys.executable, "-m", "bench.floor", str(count), *self._files]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        return Took(count, **json.loads(done.stdout))


class Ours:
    """Judges that are started before the clock is; reports and result lines are written, as in a class."""

    def __init__(self, scratch: Path, files: Sequence[Path], *, sandbox: str, judges: int) -> None:
        course = _course(scratch / "course")
        self._out = scratch / "reports"
        self._submissions = [
            Submission(student=f"s{n}", file="rnn_bptt.py", files=(("rnn_bptt.py", file.read_bytes()),), digest="sha256:0")
            for n, file in enumerate(files)
        ]
        self._judges = [Judge(course, "rnn_bptt", sandbox=sandbox, index=n) for n in range(judges)]
        self.level = self._judges[0].level

    def grade(self, count: int) -> Took:
        started, used = time.monotonic(), self._cpu_s()
        threads = [threading.Thread(target=self._work, args=(n, count)) for n in range(len(self._judges))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Took(count, time.monotonic() - started, self._cpu_s() - used)

    def worker_mb(self) -> float | None:
        """Private memory of a living worker that has loaded the file and computes."""
        (name, source), *_ = self._submissions[0].files
        submission = Submission(student="slow", file=name, files=((name, source + SLOW),), digest="sha256:0")
        seen: list[float] = []
        done = threading.Event()

        def watch() -> None:
            (parent,) = children_of(self._pids()[0])
            while not done.wait(0.1):
                seen.extend(mb for worker in children_of(parent) if (mb := private_mb(worker)) is not None)

        thread = threading.Thread(target=watch)
        thread.start()
        self._judges[0].grade(submission)
        done.set()
        thread.join()
        return max(seen, default=None)

    def close(self) -> None:
        for judge in self._judges:
            judge.close()

    def _work(self, own: int, count: int) -> None:
        judge = self._judges[own]
        for number in range(own, count, len(self._judges)):
            submission = self._submissions[number % len(self._submissions)]
            grade = judge.grade(submission)
            if grade.needs_review:
                raise RuntimeError(f"{submission.student}: {grade.cases[0].staff}")
            shown = reveal(grade)
            write_report(self._out / f"{number}.html", judge.assignment, submission, shown, "en")
            with (self._out / f"results-{own}.jsonl").open("a") as file:
                file.write(results_line(shown, "en") + "\n")

    def _pids(self) -> list[int]:
        return [judge._process.pid for judge in self._judges if judge._process is not None]

    def _cpu_s(self) -> float:
        return time.process_time() + sum(tree_cpu_s(pid) for pid in self._pids())


def _course(folder: Path) -> Path:
    """The course's assignment with the bench's ten cases as its hidden suite."""
    public, private = folder / "assignments/rnn_bptt", folder / "solutions/rnn_bptt"
    if not folder.exists():
        shutil.copytree(ROOT / "assignments/rnn_bptt", public)
        private.mkdir(parents=True)
        for name in ("rnn_bptt.py", "inputs.py"):
            shutil.copy(SOLUTION / name, private)
        shutil.copy(HERE / "hidden/test_hidden.py", private)
        (private / "grading.yaml").write_text(GRADING)
        (public / "assignment.yaml").write_text("title: BPTT\nfiles: [rnn_bptt.py]\nfunctions: [backward_gradient]\n")
    return folder


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
