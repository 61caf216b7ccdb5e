"""What many tests need: a course on disk, written from texts, and its suite run on a submission."""

import gc
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from grader.judge.launcher import judges_environment
from grader.judge.supervisor import Judge, SandboxRequest
from grader.sandbox.level import Isolation, Level
from grader.sandbox.machine import reason_against
from tests import budget
from tests.classes import ASSIGNMENT, SOURCES, Class, MakeClass, MakeCourse
from tests.marking import IsolationAt, MakeMarker, Marker

GRADING = "reveal: counterexample\n"
STUB = "def double(x):\n    # TODO\n    return 0\n"
REFERENCE = "def double(x):\n    return 2 * x\n"
HIDDEN = '''"""Hidden."""
import pytest

@pytest.mark.points(2)
@pytest.mark.parametrize("x", [1.0, 2.5])
def test_doubles(check, x):
    """double() doubles."""
    check.double(x)
'''
VISIBLE = '''def test_one(student, near):
    """double(1) is 2."""
    assert student.double(1.0) == near(2.0)
'''

# Suites inside of scenarios are run by judges, not by this session.
collect_ignore_glob = [
    "cases/inputs/*",
    "hostile/course/*",
    "hostile/tricks/*",
    "scenarios/*",
    "verdicts/course/*",
    "verdicts/students/*",
    "leaks/students/*",
]

METER = budget.Meter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the expected results of the scenarios anew")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Seven thousand tests are no garbage: neither is any looked for while they are collected, nor among them afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first, so that of several processes none is left alone with one of them at the end.

    ``@pytest.mark.long(seconds=...)`` says how long where it is more than half a minute.
    """
    seconds: dict[Path, float] = {}
    for item in items:
        mark = item.get_closest_marker("long")
        seconds[item.path] = seconds.get(item.path, 0) + (mark.kwargs.get("seconds", 10) if mark else 0)
        budget.limit(item)
    items.sort(key=lambda item: -seconds[item.path])  # stable


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what the test has cost where that is more than it should be; its report takes the note along."""
    METER.begin()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, object, object]:
    if call.when == "teardown" and item.get_closest_marker("long") is None and (used := METER.over()):
        item.user_properties.append(("cpu_s", used))
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    budget.summary(terminalreporter)


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """``make_course(hidden=..., grading=..., ...)``: a course with the one assignment ``doubling``; returns its folder.

    Further keywords are further modules of the private folder. ``public`` and ``private`` are further files of the two folders by
    name, text or bytes; an assignment of several files gives its stubs and references there.
    """

    def make(
        *, assignment: str = ASSIGNMENT, grading: str = GRADING, stub: str = STUB, reference: str = REFERENCE, hidden: str = HIDDEN,
        visible: str = VISIBLE, public: Mapping[str, str | bytes] | None = None, private: Mapping[str, str | bytes] | None = None,
        **more: str,
    ) -> Path:  # fmt: skip
        course = tmp_path / "course"
        handed_out, hidden_away = course / "assignments" / "doubling", course / "solutions" / "doubling"
        contents: dict[Path, str | bytes] = {
            handed_out / "assignment.yaml": assignment,
            handed_out / "work.py": stub,
            handed_out / "test_visible.py": visible,
            hidden_away / "grading.yaml": grading,
            hidden_away / "work.py": reference,
            hidden_away / "test_hidden.py": hidden,
        }
        contents |= {hidden_away / f"{name}.py": text for name, text in more.items()}
        contents |= {handed_out / name: content for name, content in (public or {}).items()}
        contents |= {hidden_away / name: content for name, content in (private or {}).items()}
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return course

    return make


# Judges that wait for another test with the same course.
MOST_KEPT = 2


@pytest.fixture(scope="module")
def kept_judges() -> Iterator[dict[object, Judge]]:
    """The judges that this file's tests have opened last, by what they were opened with."""
    kept: dict[object, Judge] = {}
    yield kept
    for judge in kept.values():
        judge.close()


@pytest.fixture(scope="module")
def feedback() -> bool:
    """Whether the judges of ``marker`` explain what failed; a file whose tests ask for verdicts alone says that they do not."""
    return True


@pytest.fixture
def marker(kept_judges: dict[object, Judge], feedback: bool) -> Iterator[MakeMarker]:  # noqa: FBT001  # a fixture
    """``marker(course)``: real student processes, at the level that needs nothing of the machine, if no other is asked for.

    Tests of one file whose courses are alike share a judge, as students do.
    """

    def make(course: Path, sandbox: SandboxRequest = "process") -> Marker:
        texts = tuple(sorted((str(path.relative_to(course)), path.read_bytes()) for path in course.rglob("*") if path.is_file()))
        key = texts, sandbox, tuple(sorted(judges_environment().items()))
        judge = kept_judges.pop(key) if key in kept_judges else Judge(course, "doubling", sandbox=sandbox, feedback=feedback)
        kept_judges[key] = judge  # the last one now
        return Marker(judge)

    yield make
    while len(kept_judges) > MOST_KEPT:
        kept_judges.pop(next(iter(kept_judges))).close()


@pytest.fixture(scope="session")
def isolation_at() -> IsolationAt:
    """``isolation_at(level, private=())``; the test is skipped, with the reason, where that level cannot be had."""

    def make(level: Level, private: Sequence[Path] = ()) -> Isolation:
        if level != "process" and (why := reason_against(level)):
            pytest.skip(f"level {level} is not to be had here: {why}")
        return Isolation(level=level, own_uid=os.geteuid() == 0, private=tuple(map(str, private)))

    return make


# The ordinary loop does without the level in the middle, whose parts are those of the other two.
ALL_LEVELS = ("full", pytest.param("landlock", marks=pytest.mark.long(seconds=1)), "process")


@pytest.fixture(scope="module", params=ALL_LEVELS)
def level(request: pytest.FixtureRequest, isolation_at: IsolationAt) -> Level:
    """Every level that this machine has, one after another."""
    level: Level = request.param
    isolation_at(level)
    return level


@pytest.fixture
def make_class(tmp_path: Path, make_course: MakeCourse) -> MakeClass:
    """``make_class({"student": "source"}, hidden=...)``; without sources one student of each kind."""

    def make(sources: dict[str, str] | None = None, **course: str) -> Class:
        folder = tmp_path / "class"
        folder.mkdir(exist_ok=True)
        for student, source in (SOURCES if sources is None else sources).items():
            (folder / f"{student}.py").write_text(source, encoding="utf-8")
        return Class(make_course(**course), folder, tmp_path)

    return make
