"""The ten cases for check50, which runs each check in a copy of the student's folder."""

import sys

import check50

SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10), (2, 8), (8, 2), (6, 6)]


def case(n, steps):
    def check():
        sys.path.insert(0, ".")
        from test_backward_gradient import test_matches_the_bptt_equations

        try:
            test_matches_the_bptt_equations(n, steps)
        except AssertionError as error:
            raise check50.Failure(str(error)) from error

    check.__name__ = f"case_{n}_{steps}"
    check.__doc__ = f"backward_gradient is right for n = {n} and steps = {steps}"
    return check


for _n, _steps in SHAPES:
    globals()[f"case_{_n}_{_steps}"] = check50.check()(case(_n, _steps))
