# Ends itself by every signal that ends a process; as the first process of its namespace it is not ended by its own.
# everywhere: crashed, 0 points
# full: not_implemented, 0 points
import os
import signal


def mean(x):
    os.kill(os.getpid(), signal.SIGSEGV if x.size == 4 else signal.SIGTERM)


def scale(x, c):
    signal.raise_signal(signal.SIGABRT)


def apply(f, x):
    os.kill(os.getpid(), signal.SIGXCPU)
