"""The pytest plugin: fixtures, marks, and ``--submission FILE|FOLDER`` for authors who run a suite while they write it.

In a judge process the run loop binds the stage to one submission after another; under plain pytest this plugin binds it to
the one that the command line names. Without ``--submission`` the reference stands in the student's place.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from grader.errors import GraderError
from grader.judge.running.context import Context, Side, Stage
from grader.judge.running.fixtures import Check, NearFactory, ReferenceProxy, Student
from grader.judge.running.handouts import provided_data, provided_modules
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import SHOWN, LiveStudent
from grader.model import Assignment
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.sandbox.level import plan
from grader.sandbox.protocol import Own, StudentError, StudentStoppedError
from grader.sandbox.slot import Slot

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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin a case for the author's session; in a judge the run loop did so already, and elsewhere there is none."""
    stash = item.config.stash
    if STAGE in stash and AUTHOR not in stash:
        stash[STAGE].begin(item.nodeid)
        if isinstance(item, pytest.Function):
            _hand_over(item, stash[STAGE])
    elif {"student", "check"} & set(getattr(item, "fixturenames", ())):
        _stage_of(item.config, item.session)
        stash[AUTHOR].begin_case(item.nodeid)


def _hand_over(item: pytest.Function, stage: Stage) -> None:
    """This plugin's fixtures and the plain parameters of a case, given directly.

    They are what pytest would find by itself; its way there, made anew for each case, took a quarter of a judge's time. What it
    finds set in ``funcargs`` it does not look for; everything else is left to it.
    """
    definitions = fixtures_of(item)
    parameters = getattr(item, "callspec", None)
    for name in item.fixturenames:
        if name not in definitions:
            continue
        function = definitions[name][-1].func
        if function.__module__ == __name__ and name in OFFERED:
            item.funcargs[name] = OFFERED[name](item, stage)
        elif function.__module__ == "_pytest.python" and parameters is not None and name in parameters.params:
            item.funcargs[name] = parameters.params[name]


def fixtures_of(item: pytest.Item) -> Mapping[str, Sequence[pytest.FixtureDef[object]]]:
    """The definitions of each fixture that a case may ask for, the one that counts last."""
    info = getattr(item, "_fixtureinfo", None)
    return info.name2fixturedefs if info is not None else {}


@pytest.fixture(scope="session")
def _stage(request: pytest.FixtureRequest) -> Stage:
    return _stage_of(request.config, request.session)


def _stage_of(config: pytest.Config, session: pytest.Session) -> Stage:
    if STAGE not in config.stash:
        author = AuthorSession.open(session.items[0].path.parent, config.getoption("--submission"))
        config.stash[AUTHOR] = author
        config.stash[STAGE] = author.stage
    return config.stash[STAGE]


@pytest.fixture(scope="session")
def student(_stage: Stage) -> Student:
    """Whatever the submission defines, called across the trust line. Nothing is compared.

    A cache or an object that it returns may be given to ``check``: ``check.backward(dout, student.forward(x)[1])``.
    """
    return Student(_stage)


@pytest.fixture(scope="session")
def reference(_stage: Stage) -> ReferenceProxy:
    """The reference solution."""
    return ReferenceProxy(_stage)


@pytest.fixture(scope="session")
def check(_stage: Stage) -> Check:
    """``check.f(*args)``: student and reference on the same inputs, compared by the rules of ``f``.

    ``check(layer)``: an object that ``student`` made, so that its methods are checked calls.
    """
    return Check(_stage)


@pytest.fixture(scope="session")
def near(_stage: Stage) -> NearFactory:
    """``value == near(expected, rule=...)``: a free-hand assertion within a rule."""
    return NearFactory(_stage)


@pytest.fixture
def rng(request: pytest.FixtureRequest, _stage: Stage) -> np.random.Generator:
    """A generator seeded by the assignment's seed, its slug and the case (and the student, where seeds are per student)."""
    return _generator(request.node, _stage)


def _generator(item: pytest.Item, stage: Stage) -> np.random.Generator:
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        raise pytest.UsageError(
            f"{item.nodeid}: rng does not mix with @given, since Hypothesis calls one test many times; draw the "
            "inputs from a strategy, or draw a seed and make a generator of it"
        )
    case = item.nodeid.partition("::")[2]
    return np.random.default_rng(seed_words(stage.assignment, case, stage.student))


OFFERED: Mapping[str, Callable[[pytest.Item, Stage], object]] = {
    "_stage": lambda _, stage: stage,
    "student": lambda _, stage: Student(stage),
    "reference": lambda _, stage: ReferenceProxy(stage),
    "check": lambda _, stage: Check(stage),
    "near": lambda _, stage: NearFactory(stage),
    "rng": _generator,
}


def seed_words(assignment: Assignment, case: str, student: str) -> tuple[int, ...]:
    """Eight 32-bit words that depend on nothing but what is named here."""
    return _words(assignment.seed, assignment.slug, case, student if assignment.seed_per == "student" else "")


@lru_cache(10_000)
def _words(*parts: str) -> tuple[int, ...]:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 32, 4))


def seed_everything(assignment: Assignment, case: str, student: str) -> None:
    """The judge's own global generators: a suite that draws from them draws the same on every run."""
    words = seed_words(assignment, case, student)
    random.seed(str(list(words)))
    np.random.seed(words)  # the global state is exactly what has to be fixed


class AuthorSession:
    """One submission under plain pytest: ``pytest solutions/<slug> --submission FILE``."""

    def __init__(self, stage: Stage, side: Side, slot: Slot | None = None) -> None:
        self.stage, self._slot = stage, slot
        self._live = side if isinstance(side, LiveStudent) else None
        self._bound = contextlib.ExitStack()
        self._bound.enter_context(stage.bound(Context(side, stage.own)))
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
            reference = Reference.load(folder, assignment.files, assignment.public) if private else None
            stage = Stage(assignment=assignment, reference=reference)
            if submission is None:
                if reference is None:
                    raise pytest.UsageError("give --submission FILE: visible tests have no reference to run against")
                return cls(stage, ReferenceStudent(reference))
            handed_in = load_submission(Path(submission), assignment)
            if handed_in.problem:
                raise pytest.UsageError(f"{submission}: {handed_in.problem}")
            stub = tuple((name, (assignment.public / name).read_bytes()) for name in assignment.files)
            slot = Slot(
                assignment.limits, plan("auto", (folder,) if private else (), assignment.limits), provided=provided_data(assignment)
            )
            own = Own(handed_in.own, handed_in.roots)
            live = LiveStudent(slot, handed_in.files, stub, assignment.limits, provided_modules(assignment), own)
            live.load()
        except (GraderError, OSError) as error:
            raise pytest.UsageError(str(error)) from error
        except (StudentError, StudentStoppedError) as error:
            raise pytest.UsageError(f"{submission} could not be imported: {error}") from error
        return cls(stage, live, slot)

    def begin_case(self, case: str) -> None:
        self.stage.record = Record()
        seed_everything(self.stage.assignment, case.partition("::")[2], "")
        if self._live is not None:
            self._live.begin_case(self.stage.record, reveal=SHOWN)
        self.stage.begin(case)

    def close(self) -> None:
        self._bound.close()
        if self._live is not None:
            self._live.close()
        if self._slot is not None:
            self._slot.close()
        os.chdir(self._before)
