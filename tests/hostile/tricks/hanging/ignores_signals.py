# Ignores and blocks every signal, catches all that is raised, and spins.
# everywhere: time_limit, 3 points, says wall_s
import signal


def mean(x):
    if x.size == 4:
        for number in signal.valid_signals():
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
