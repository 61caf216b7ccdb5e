from otter.test_files import test_case

OK_FORMAT = False
name = "q1"
points = 10

# CASES


def case(n, steps):
    def check(env):
        globals()["backward_gradient"] = env["backward_gradient"]
        test_matches_the_bptt_equations(n, steps)

    check.__name__ = f"case_{n}_{steps}"
    return test_case(points=1)(check)


for _n, _steps in SHAPES:
    globals()[f"case_{_n}_{_steps}"] = case(_n, _steps)
