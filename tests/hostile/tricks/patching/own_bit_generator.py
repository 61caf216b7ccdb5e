# Puts another generator of bits in NumPy's place, which answers otherwise each time.
# everywhere: wrong_answer|run_time_error, 0 points
import numpy as np

np.random.get_bit_generator = lambda: np.random.PCG64()


def mean(x):
    return 1e9 + np.random.default_rng().random()


scale = apply = lambda *_: 1e9 + np.random.default_rng().random()
