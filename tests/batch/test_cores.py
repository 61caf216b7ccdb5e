"""Where judges work: each on a processor of its own, where a class has them all."""

import os
import sys

import pytest

from grader.batch.run import Means
from grader.reading.course import load_assignment
from tests.classes import MakeClass
from tests.processes import warm_parents

CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


@pytest.mark.skipif(len(CORES) < 2, reason="needs two processors, and a system that can keep a process on one")
@pytest.mark.parametrize("jobs", [len(CORES), 1])
def test_judges_share_the_processors(make_class: MakeClass, jobs: int) -> None:
    """With as many judges as processors each keeps to its own, its student process too; with fewer the system chooses."""
    made = make_class()
    assignment = load_assignment(made.course, "doubling")
    means = Means(course=made.course, assignment=assignment, sandbox="process", level="process", feedback="off", jobs=jobs)
    found = []
    for index in range(min(jobs, 2)):
        before = warm_parents()
        with means.open_judge(index) as judge:
            assert judge.process is not None
            pid = judge.process.pid
            (warm,) = warm_parents() - before
            found += [os.sched_getaffinity(each) for each in (pid, warm)]
    assert found == ([{CORES[0]}] * 2 + [{CORES[1]}] * 2 if jobs > 1 else [set(CORES)] * 2)
