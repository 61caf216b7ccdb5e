"""What students do with numpy, the standard library and other packages goes on working; what is not allowed is not there."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import IsolationError
from grader.model import Limits
from grader.sandbox.level import Level
from grader.sandbox.protocol import Ask
from grader.sandbox.slot import Slot
from grader.sandbox.visible import visible
from tests.marking import IsolationAt

HONEST = b"""
import numpy as np

def linalg():
    a = np.arange(9.0).reshape(3, 3) + 10 * np.eye(3)
    assert np.allclose(np.linalg.solve(a, np.linalg.inv(a) @ a), np.linalg.inv(a))
    u, s, v = np.linalg.svd(np.random.default_rng(0).normal(size=(60, 50)), full_matrices=False)
    return bool(s[0] > s[-1] > 0)

def fft():
    return bool(np.allclose(np.fft.ifft(np.fft.fft(np.arange(100.0))).real, np.arange(100)))

def big_matrix_product():
    return float((np.ones((300, 300)) @ np.ones((300, 300)))[0, 0])

def asyncio_runs():
    import asyncio
    async def later(x):
        await asyncio.sleep(0.01)
        return x
    async def both():
        return await asyncio.gather(later(1), later(2))
    return asyncio.run(both())

def sqlite():
    import sqlite3
    with sqlite3.connect(":memory:") as db:
        db.execute("create table t (x)")
        db.executemany("insert into t values (?)", [(1,), (2,)])
        return db.execute("select sum(x) from t").fetchone()[0]

def ctypes_works():
    import ctypes
    compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))(lambda a, b: a[0] - b[0])
    values = (ctypes.c_int * 3)(3, 1, 2)
    ctypes.CDLL(None).qsort(values, 3, 4, compare)
    return list(values)

def standard_library():
    import collections, csv, dataclasses, datetime, decimal, fractions, functools, hashlib, heapq, io, itertools, json, math, pickle
    import random, re, statistics, string, textwrap, time, typing, unittest, uuid, zlib, locale, platform, secrets, zoneinfo
    time.sleep(0.001)
    hashlib.sha256(b"x").hexdigest(), uuid.uuid4(), secrets.token_bytes(4), platform.python_version()
    assert datetime.datetime.now().astimezone().utcoffset() == datetime.timedelta(0)
    return pickle.loads(pickle.dumps({"a": [1, 2]}))

def to_nowhere():
    import contextlib, os
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        print("unseen")
    return os.cpu_count() is not None

def warns():
    import warnings
    warnings.warn("careful")
    np.float64(1) / np.float64(0)
    return 1

def save_and_load():
    np.save("a.npy", np.arange(5))
    np.savez("b.npz", x=np.ones(3))
    np.savetxt("c.txt", np.eye(2))
    return float(np.load("a.npy").sum() + np.load("b.npz")["x"].sum() + np.loadtxt("c.txt").sum())

def memmap():
    mapped = np.memmap("m.dat", dtype=float, mode="w+", shape=(10,))
    mapped[:] = 1
    mapped.flush()
    return float(np.memmap("m.dat", dtype=float, mode="r").sum())

def temporary_files():
    import os, pathlib, shutil, tempfile
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
        file.write(b"x")
        path = pathlib.Path(folder, "a.txt")
        path.write_text("hello")
        shutil.copy2(path, path.with_name("b.txt"))
        path.rename(path.with_name("c.txt"))
        os.utime(path.with_name("c.txt"))
        return sorted(each.name for each in pathlib.Path(folder).iterdir())

def sqlite_file():
    import sqlite3
    db = sqlite3.connect("x.db")
    with db:
        db.execute("create table t (x)")
        db.execute("insert into t values (7)")
    db.close()
    return sqlite3.connect("x.db").execute("select x from t").fetchone()[0]

def threads():
    import concurrent.futures, threading
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda x: x * x, range(5)))

def queue_of_threads():
    import queue, threading
    q = queue.Queue()
    worker = threading.Thread(target=lambda: q.put(threading.current_thread().name), name="mine")
    worker.start()
    worker.join()
    return q.get()
"""
PLAIN = {
    "linalg": True, "fft": True, "big_matrix_product": 300.0, "asyncio_runs": [1, 2], "sqlite": 3, "ctypes_works": [1, 2, 3],
    "standard_library": {"a": [1, 2]}, "to_nowhere": True, "warns": 1,
}  # fmt: skip
WITH_FILES = {"save_and_load": 15.0, "memmap": 10.0, "temporary_files": ["b.txt", "c.txt"], "sqlite_file": 7}
WITH_THREADS = {"threads": [0, 1, 4, 9, 16], "queue_of_threads": "mine"}

OTHER = {
    "scipy": (
        b"import numpy as np, scipy.linalg, scipy.optimize, scipy.sparse.linalg, scipy.special, scipy.stats\n"
        b"def f():\n"
        b"    assert scipy.linalg.expm(np.zeros((2, 2)))[0, 0] == 1 and scipy.special.gamma(5) == 24\n"
        b"    return round(float(scipy.optimize.minimize(lambda x: (x - 3) ** 2, 0.0).x[0]), 3)\n",
        3.0,
    ),
    "pandas": (
        b"import pandas as pd\n"
        b"def f():\n"
        b"    frame = pd.DataFrame({'a': [1, 2, 2], 'b': [1.0, 2.0, 3.0]})\n"
        b"    pd.Timestamp('2026-01-01', tz='Asia/Seoul')\n"
        b"    return float(frame.groupby('a').b.sum().loc[2])\n",
        5.0,
    ),
    "matplotlib": (
        b"import io\nimport matplotlib.pyplot as plt\n"
        b"def f():\n"
        b"    figure, axes = plt.subplots()\n"
        b"    axes.plot([1, 2], [3, 4]); axes.set_title('a')\n"
        b"    target = io.BytesIO()\n"
        b"    figure.savefig(target, format='png')\n"
        b"    return target.getvalue()[1:4].decode()\n",
        "PNG",
    ),
}


@pytest.fixture(scope="module")
def slot(level: Level, isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(Limits(wall_s=60, cpu_s=60), isolation_at(level)) as slot:
        yield slot


@pytest.fixture(scope="module")
def generous(isolation_at: IsolationAt) -> Iterator[Slot]:
    with Slot(Limits(wall_s=60, cpu_s=60, file_mb=16, threads=4), isolation_at("full")) as slot:
        yield slot


def answer(slot: Slot, source: bytes, name: str) -> Any:
    worker = slot.worker()
    try:
        worker.load([("a.py", source)], timeout_s=60)
        return worker.call(Ask(name=name), timeout_s=60).value
    finally:
        worker.close()


@pytest.mark.parametrize("name", PLAIN)
def test_honest_code_works(slot: Slot, name: str) -> None:
    """At every level the same."""
    assert answer(slot, HONEST, name) == PLAIN[name]
    assert slot.take_refused() == ()


@pytest.mark.parametrize("name", [*WITH_FILES, *WITH_THREADS, *PLAIN])
def test_honest_code_works_where_files_and_threads_are_allowed(generous: Slot, name: str) -> None:
    """What needs them, and what does not."""
    assert answer(generous, HONEST, name) == (WITH_FILES | WITH_THREADS | PLAIN)[name]


def test_files_that_are_handed_out_are_there(level: Level, isolation_at: IsolationAt) -> None:
    """By their plain names, at every level, and beside what a student may write."""
    source = b"""
def f():
    with open("data.txt") as file:
        return file.read()

def spoil():
    with open("data.txt", "w") as file:
        file.write("no")
"""
    for limits in (Limits(), *([Limits(file_mb=1)] if level == "full" else [])):
        with Slot(limits, isolation_at(level), [("data.txt", b"1 2 3")]) as slot:
            assert answer(slot, source, "f") == "1 2 3"
            with pytest.raises(OSError, match=r"Errno|file_mb = 0"):
                answer(slot, source, "spoil")
            assert answer(slot, source, "f") == "1 2 3"


@pytest.mark.long
@pytest.mark.parametrize("package", OTHER)
def test_other_packages_work(package: str, level: Level, isolation_at: IsolationAt) -> None:
    """Where an assignment allows them and they are installed."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    source, value = OTHER[package]
    with Slot(Limits(wall_s=120, cpu_s=120, load_s=120, memory_mb=1024, packages=(package,)), isolation_at(level)) as slot:
        assert answer(slot, source, "f") == value


@pytest.mark.parametrize(
    "source",
    [
        b"import pytest",
        b"import grader.errors",
        b"import sys; sys.path.append(PLACE); import pytest",
        b"import importlib; importlib.import_module('yaml')",
    ],
)
def test_other_distributions_cannot_be_imported(slot: Slot, source: bytes) -> None:
    """Whatever is installed beside numpy, and grader itself."""
    place = repr(str(Path(pytest.__file__).parent.parent)).encode()
    by_path = b"PLACE" in source or b"grader" in source  # a package that is loaded already knows where its other modules lie
    if by_path and slot.level == "process" and slot.warning.count("read your files"):
        pytest.skip("at level process an ordinary user's files can be read, installed packages too")
    # Inside a function: at top level an import that fails is left out, with a note.
    with pytest.raises((ImportError, PermissionError)):
        answer(slot, b"def f():\n    " + source.replace(b"PLACE", place), "f")


def test_what_a_package_needs_comes_with_it() -> None:
    """By the requirements of its distribution, extras left out."""
    shown = visible(("hypothesis",))
    assert {"hypothesis", "sortedcontainers"} <= set(shown.names)
    assert "numpy" not in shown.names
    assert any(path.endswith("/sortedcontainers") for path in shown.paths)
    assert not any(path.endswith("/pytest") for path in shown.paths)


def test_a_package_that_is_missing_is_said() -> None:
    """With the name that it is imported under."""
    with pytest.raises(IsolationError, match="no_such_package"):
        visible(("no_such_package",))
