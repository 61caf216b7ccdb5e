# Starts a thread that goes on when the call has returned, and answers in its stead.
# isolated: wrong_answer, 0 points, review
# landlock: wrong_answer, 0 points, review
# full: wrong_answer, 0 points
# process: wrong_answer, 0 points
# quick
import _thread
import threading

TOLD = "@TOLD@"[::-1]


def mean(x):
    for way in (lambda: threading.Thread(target=print).start(), lambda: _thread.start_new_thread(print, ())):
        try:
            way()
        except RuntimeError:
            continue
        raise RuntimeError(f"{TOLD} starting")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
