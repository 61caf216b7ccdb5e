# Rewrites the encoder's own variables by a trace function.
# everywhere: wrong_answer|crashed|run_time_error, 2 points, review
import sys


def trace(frame, event, argument):
    if frame.f_code.co_name == "encode_frame":
        frame.f_locals["value"] = None
    return trace


def mean(x):
    sys.settrace(trace)
    sys.setprofile(trace)
    return -1e9


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
