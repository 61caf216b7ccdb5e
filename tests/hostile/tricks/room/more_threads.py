# Starts more threads than are allowed, each of which starts more.
# assignment: roomy
# everywhere: run_time_error, 3 points, says threads = 2
import threading
import time


def more():
    threading.Thread(target=more).start()
    time.sleep(0.3)


def mean(x):
    if x.size == 4:
        kept = [threading.Thread(target=time.sleep, args=(0.3,)) for _ in range(20)]
        for each in kept:
            each.start()
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
