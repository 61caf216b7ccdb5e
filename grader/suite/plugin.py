"""The pytest plugin: fixtures, marks, and ``--submission FILE|FOLDER`` for authors who run a suite while they write it.

In a judge process the run loop binds the stage to one submission after another; under plain pytest this plugin binds it to
the one that the command line names. Without ``--submission`` the reference stands in the student's place.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.config import load_assignment
from grader.errors import GraderError
from grader.model import Assignment
from grader.sandbox.isolation import plan
from grader.sandbox.slot import Slot
from grader.sandbox.student import StudentError, StudentStoppedError
from grader.submissions import load_submission
from grader.suite.handouts import provided_data, provided_modules
from grader.suite.proxies import Check, NearFactory, ReferenceProxy, Student
from grader.suite.reference import Reference
from grader.suite.sides import LiveStudent, ReferenceStudent
from grader.suite.stage import Record, Stage

STAGE = pytest.StashKey[Stage]()
AUTHOR = pytest.StashKey["AuthorSession"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("grader")
    group.addoption(
        "--submission", metavar="PATH", help="run the suite against this file or folder, in a student process of its own"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "points(n, hint=, question=): what the test earns; its cases share it equally")
    config.addinivalue_line("markers", "reveal(level): how much of a failed case its student may see")


def pytest_unconfigure(config: pytest.Config) -> None:
    if session := config.stash.get(AUTHOR, None):
        session.close()


def pytest_pycollect_makemodule(module_path: Path) -> None:
    """Let a suite under plain pytest import the modules that its assignment hands out."""
    folder = module_path.parent
    public = folder.parents[1] / "assignments" / folder.name if len(folder.parents) > 1 else folder
    if folder.parent.name == "solutions" and (public / "assignment.yaml").is_file() and str(public) not in sys.path:
        sys.path.insert(0, str(public))  # before pytest puts the suite's own folder in front of it


@pytest.fixture(scope="session")
def _stage(request: pytest.FixtureRequest) -> Stage:
    config = request.config
    if STAGE not in config.stash:
        session = AuthorSession.open(request.session.items[0].path.parent, config.getoption("--submission"))
        config.stash[AUTHOR] = session
        config.stash[STAGE] = session.stage
    return config.stash[STAGE]


@pytest.fixture(autouse=True)
def _author_case(request: pytest.FixtureRequest) -> Iterator[None]:
    """Begin a case for the author's session; in a judge the run loop did so already, and elsewhere there is none."""
    if STAGE in request.config.stash and AUTHOR not in request.config.stash:
        yield
        return
    if not {"student", "check"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("_stage")
    request.config.stash[AUTHOR].begin_case(request.node.nodeid)
    yield


@pytest.fixture(scope="session")
def student(_stage: Stage) -> Student:
    """Whatever the submission defines, called across the trust line."""
    return Student(_stage)


@pytest.fixture(scope="session")
def reference(_stage: Stage) -> ReferenceProxy:
    """The reference solution."""
    return ReferenceProxy(_stage)


@pytest.fixture(scope="session")
def check(_stage: Stage) -> Check:
    """``check.f(*args)``: student and reference on the same inputs, compared by the rules of ``f``."""
    return Check(_stage)


@pytest.fixture(scope="session")
def near(_stage: Stage) -> NearFactory:
    """``value == near(expected, rule=...)``: a free-hand assertion within a rule."""
    return NearFactory(_stage)


@pytest.fixture
def rng(request: pytest.FixtureRequest, _stage: Stage) -> np.random.Generator:
    """A generator seeded by the assignment's seed, its slug and the case (and the student, where seeds are per student)."""
    if getattr(getattr(request.node, "obj", None), "is_hypothesis_test", False):
        raise pytest.UsageError(
            f"{request.node.nodeid}: rng does not mix with @given, since Hypothesis calls one test many times; draw the "
            "inputs from a strategy, or draw a seed and make a generator of it"
        )
    case = request.node.nodeid.partition("::")[2]
    return np.random.default_rng(seed_words(_stage.assignment, case, _stage.student))


def seed_words(assignment: Assignment, case: str, student: str) -> list[int]:
    """Eight 32-bit words that depend on nothing but what is named here."""
    who = student if assignment.seed_per == "student" else ""
    digest = hashlib.sha256("\0".join((assignment.seed, assignment.slug, case, who)).encode()).digest()
    return [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 32, 4)]


def seed_everything(assignment: Assignment, case: str, student: str) -> None:
    """The judge's own global generators: a suite that draws from them draws the same on every run."""
    words = seed_words(assignment, case, student)
    random.seed(str(words))
    np.random.seed(words)  # the global state is exactly what has to be fixed


class AuthorSession:
    """One submission under plain pytest: ``pytest solutions/<slug> --submission FILE``."""

    def __init__(self, stage: Stage, slot: Slot | None, live: LiveStudent | None) -> None:
        self.stage, self._slot, self._live = stage, slot, live
        self._before = Path.cwd()
        if stage.assignment.provides:
            # Data files are opened by the names under which students open them.
            os.chdir(stage.assignment.public.resolve())

    @classmethod
    def open(cls, folder: Path, submission: str | None) -> AuthorSession:
        """``folder``: ``solutions/<slug>`` or ``assignments/<slug>``, found from the first collected test."""
        private = folder.parent.name == "solutions"
        try:
            assignment = load_assignment(folder.parent.parent, folder.name, private=private)
            reference = Reference(folder, assignment.files, assignment.public) if private else None
            stage = Stage(assignment=assignment, reference=reference)
            if submission is None:
                if reference is None:
                    raise pytest.UsageError("give --submission FILE: visible tests have no reference to run against")
                stage.side = ReferenceStudent(reference)
                return cls(stage, None, None)
            handed_in = load_submission(Path(submission), assignment)
            if handed_in.problem:
                raise pytest.UsageError(f"{submission}: {handed_in.problem}")
            stub = tuple((name, (assignment.public / name).read_bytes()) for name in assignment.files)
            slot = Slot(
                assignment.limits, plan("auto", (folder,) if private else (), assignment.limits), provided=provided_data(assignment)
            )
            live = LiveStudent(slot, handed_in.files, stub, assignment.limits, provided_modules(assignment))
            stage.side = live
            live.load()
        except (GraderError, OSError) as error:
            raise pytest.UsageError(str(error)) from error
        except (StudentError, StudentStoppedError) as error:
            raise pytest.UsageError(f"{submission} could not be imported: {error}") from error
        return cls(stage, slot, live)

    def begin_case(self, case: str) -> None:
        self.stage.record = Record()
        seed_everything(self.stage.assignment, case.partition("::")[2], "")
        if self._live is not None:
            self._live.begin_case(self.stage.record)

    def close(self) -> None:
        if self._live is not None:
            self._live.close()
        if self._slot is not None:
            self._slot.close()
        os.chdir(self._before)
