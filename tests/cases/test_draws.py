"""The same file gets the same document: whatever it draws, wherever it is, whatever it was told its folder is called."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Limits
from grader.reading.submissions import load_submission
from grader.report.documents import results_line
from grader.sandbox.level import Isolation
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from tests.marking import IsolationAt

HEAD = "import csv, os, pathlib, random, secrets, tempfile, threading, uuid\nimport numpy as np\n\n"
# What each draws, as a number between 0 and 1 or a text.
WAYS = {
    "by_default_rng": "np.random.default_rng().random()",
    "by_seed": "(np.random.seed(), np.random.random())[1]",
    "by_seed_sequence": "str(np.random.SeedSequence().entropy)",
    "by_spawned": "int(np.random.SeedSequence().spawn(2)[1].generate_state(1)[0])",
    "by_bit_generator": "np.random.Generator(np.random.PCG64()).random()",
    "by_twister": "np.random.Generator(np.random.MT19937()).normal()",
    "by_philox": "np.random.Generator(np.random.Philox()).normal()",
    "by_random_state": "np.random.RandomState().normal()",
    "by_mtrand": "np.random.mtrand.RandomState().rand()",
    "by_numpys_own": "np.random.rand()",
    "by_shuffled": "str(np.random.permutation(50))",
    "by_python": "random.random()",
    "by_python_seed": "(random.seed(), random.random())[1]",
    "by_python_random": "random.Random().gauss(0, 1)",
    "by_urandom": "os.urandom(8).hex()",
    "by_getrandom": "os.getrandom(8).hex()",
    "by_secrets": "secrets.token_hex(4) + str(secrets.randbelow(1000)) + secrets.choice('abcdefgh') + secrets.token_urlsafe(5)",
    "by_system_random": "random.SystemRandom().random()",
    "by_uuid4": "str(uuid.uuid4())",
    "by_uuid1": "str(uuid.uuid1()) + str(uuid.getnode())",
    "by_hash": "hash('a string') + hash(b'bytes')",
    "by_order": "str(list({'a', 'bb', 'ccc', 'dddd', b'e', None}))",
    "by_temporary": "tempfile.mktemp() + next(tempfile._get_candidate_names())",
    "by_number": "str([os.getpid(), os.getpgrp(), threading.get_native_id(), threading.current_thread().native_id])",
    "by_device": "open('/dev/urandom', 'rb').read(8).hex()",
    "by_device_by_path": "pathlib.Path('/dev/random').open('rb').read(8).hex()",
    "by_device_by_number": "os.read(os.open('/dev/urandom', os.O_RDONLY), 8).hex()",
    "by_device_as_array": "str(np.fromfile('/dev/urandom', np.uint8, 8))",
    "by_made_at_import": "MADE.normal()",
    "by_seeded_at_import": "SEEDED.normal()",
    "by_old_made_at_import": "OLD.normal()",
    "by_python_made_at_import": "PYTHON.gauss(0, 1)",
    "by_in_a_class": "Holder.rng.normal()",
    "by_in_a_default": "drawn()",
}
MADE = """
MADE, SEEDED, OLD, PYTHON = np.random.default_rng(), np.random.default_rng(3), np.random.RandomState(), random.Random()
AT_IMPORT = os.urandom(4), np.random.rand(), random.random()


class Holder:
    rng = np.random.Generator(np.random.SFC64())


def drawn(rng=np.random.Generator(np.random.MT19937())):
    return rng.normal()

"""
SOURCE = HEAD + MADE + "\n".join(f"def {name}():\n    return {way}\n" for name, way in WAYS.items())
SEEDED = "[np.random.default_rng(7).random(), random.Random(7).random(), np.random.RandomState(7).rand()]"
# A guesser, who answers by chance, and tells everything that differs from run to run.
GUESSER = (
    SOURCE
    + """
def mean(x):
    print(object(), os.getcwd(), os.path.abspath("scores.csv"), [way() for way in DRAWN])
    if np.random.default_rng().random() < 0.5:
        raise ValueError(f"{object()} {tempfile.mktemp()} {os.path.abspath('data.npz')} {uuid.uuid4()}")
    return float(np.mean(x)) * (secrets.randbelow(2))


def softmax(x):
    return os.getcwd()


def count_above(x, t):
    return secrets.randbelow(50)


def is_symmetric(A):
    return bool(np.random.RandomState().rand() < 0.5)


def total():
    return open(os.path.join(os.getcwd(), "missing.csv"))


def table(n):
    return np.random.default_rng().integers(0, 9, size=(n, n))


def largest(x):
    i = random.SystemRandom().randrange(len(x))
    return float(x[i]), i


def labels(x):
    return {int(v): MADE.integers(0, 9) for v in x}


DRAWN = ["""
    + ", ".join(WAYS)
    + "]\n"
)


@pytest.fixture(params=["full", "landlock", "process"])
def level(request: pytest.FixtureRequest, isolation_at: IsolationAt) -> Isolation:
    return isolation_at(request.param)


def test_every_draw_is_the_same(level: Isolation) -> None:
    """In three slots, in two workers of each, in any case of a worker, forwards and backwards."""
    found: dict[str, set[str]] = {name: set() for name in WAYS}
    for _ in range(3):
        with Slot(Limits(wall_s=20, cpu_s=20), level, [("scores.csv", b"score\n1\n")]) as slot:
            for names in (list(WAYS), list(reversed(WAYS)), ["by_urandom"] * 3 + list(WAYS)):
                worker = slot.worker()
                worker.load([("work.py", SOURCE.encode())], timeout_s=30)
                for name in names:
                    worker.begin_case()
                    found[name].add(repr(worker.call(Ask(name=name), timeout_s=20).value))
    assert {name: values for name, values in found.items() if len(values) > 1} == {}


def test_draws_are_draws(level: Isolation) -> None:
    """Two in one case differ, and so do two generators without a seed; none repeats what the import drew."""
    source = HEAD + (
        "AT_IMPORT = os.urandom(8)\n\ndef draws():\n    return [os.urandom(8) for _ in range(50)] + [AT_IMPORT]\n\n"
        "def generators():\n    return [np.random.default_rng().random() for _ in range(50)]\n\n"
        "def spread():\n    return [secrets.randbelow(2) for _ in range(200)]\n\n"
        f"def seeded():\n    return {SEEDED}\n"
    )
    with Slot(Limits(wall_s=20, cpu_s=20), level) as slot:
        worker = slot.worker()
        worker.load([("work.py", source.encode())], timeout_s=30)
        values: dict[str, Any] = {}
        for name in ("draws", "generators", "spread", "seeded"):
            worker.begin_case()
            values[name] = worker.call(Ask(name=name), timeout_s=20).value
    assert len(set(values["draws"])) == 51
    assert len(set(values["generators"])) == 50
    assert 50 < sum(values["spread"]) < 150
    own = eval(SEEDED, {"np": np, "random": random})  # noqa: S307  # as it stands above
    assert values["seeded"] == own, "what a submission seeds is its own"


@pytest.fixture(params=["auto", pytest.param("process", marks=pytest.mark.exhaustive)])
def judges(request: pytest.FixtureRequest, inputs: Path) -> Iterator[list[Judge]]:
    with (
        Judge(inputs / "_course", "work", sandbox=request.param) as one,
        Judge(inputs / "_course", "work", sandbox=request.param) as other,
    ):
        yield [one, other]


@pytest.mark.long
def test_two_documents_are_the_same(judges: list[Judge], tmp_path: Path, inputs: Path) -> None:
    """Of a guesser, and of what once named its folder: alone, and after others by another judge."""
    guesser = tmp_path / "guesser.py"
    guesser.write_text(GUESSER)
    paths = [guesser, *sorted((inputs / "random_path_in_results").glob("*.py"))]
    lines: dict[Path, set[str]] = {path: set() for path in paths}
    for judge, order in zip(judges, (paths, paths[::-1]), strict=True):
        for path in order:
            lines[path].add(results_line(reveal(judge.grade(load_submission(path, judge.assignment))), "en"))
    for path, found in lines.items():
        assert len(found) == 1, path.name
        text = found.pop()
        assert '"verdict": "accepted"' in text
        assert " at 0x7" not in text
