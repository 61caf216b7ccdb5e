"""The benchmarks run, and what they time is what a run does."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.classtime import time_class
from grader.batch.classfolder import load_class
from grader.batch.run import Means
from grader.reading.course import load_assignment
from tests.classes import MakeClass, published


@pytest.mark.long
def test_a_timed_class_is_a_class(make_class: MakeClass) -> None:
    """The same documents as the command, and times that are there."""
    made = make_class()
    assignment = load_assignment(made.course, "doubling")
    means = Means(course=made.course, assignment=assignment, sandbox="process", level="process", feedback="off", jobs=2)
    means = replace(means, hidden_paths=(made.folder,))
    found = time_class(means, load_class(made.folder, assignment).submissions, made.root / "timed")
    assert found.count == len(os.listdir(made.folder))  # noqa: PTH208  # only counted
    assert found.graded_s > 0
    assert found.printed_s > 0
    assert found.cpu_s > 0
    made.run("out")
    timed, ordinary = published(made.root / "timed"), published(made.root / "out")
    assert {name for name in ordinary if timed[name] != ordinary[name]} <= {"index.html"}, "only the warning is the command's"


@pytest.mark.long
@pytest.mark.exhaustive
def test_the_benchmark_measures_everybody() -> None:
    """One round of a few submissions: a row for each, and the ratios are those of the loop and the floor to themselves."""
    command = [sys.executable, "-m", "bench", "--only", "alone", "--rounds", "1", "--count", "6", "--json"]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (table,) = json.loads(done.stdout)["tables"]
    rows = {row["what"]: row for row in table["rows"]}
    assert {name.partition(",")[0] for name in rows} == {"loop", "floor", "grader"}
    assert all(row["wall_ms"] > 0 and row["cpu_ms"] > 0 for row in rows.values())
    assert rows["loop, right"]["times_the_loop"] == rows["floor, wrong"]["times_the_cpu_of_the_floor"] == 1.0
    assert table["level"] == "process"
