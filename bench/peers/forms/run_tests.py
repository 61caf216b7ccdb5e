"""The ten cases for gradescope-utils: unittest, and its JSON."""

import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
from test_backward_gradient import SHAPES, test_matches_the_bptt_equations


def case(n, steps):
    @weight(1)
    def test(self):
        test_matches_the_bptt_equations(n, steps)

    test.__doc__ = f"backward_gradient, n = {n}, steps = {steps}"
    return test


Cases = type("Cases", (unittest.TestCase,), {f"test_{n}_{steps}": case(n, steps) for n, steps in SHAPES})
with open("results.json", "w") as out:
    JSONTestRunner(visibility="visible", stream=out).run(unittest.defaultTestLoader.loadTestsFromTestCase(Cases))
