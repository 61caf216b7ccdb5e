"""The function that benchmarks call does what a run does."""

import os
from dataclasses import replace

from classes import MakeClass, published

from bench.classtime import time_class
from grader.batch.session import Means
from grader.config import load_assignment
from grader.submissions import load_class


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
    made.run("out")
    timed, ordinary = published(made.root / "timed"), published(made.root / "out")
    assert {name for name in ordinary if timed[name] != ordinary[name]} <= {"index.html"}, "only the warning is the command's"
