# Runs commands: a shell, posix_spawn, subprocess, exec.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves running
import ctypes
import os
import subprocess

TOLD = "@TOLD@"[::-1]


def ways():
    yield lambda: os.system("true") == 0
    yield lambda: ctypes.CDLL(None).system(b"true") == 0
    yield lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0
    yield lambda: subprocess.run(["/bin/true"]).returncode == 0
    yield lambda: subprocess.check_output(["/bin/echo", "x"]) == b"x\n"


def mean(x):
    for way in ways():
        try:
            if way():
                raise RuntimeError(f"{TOLD} running")
        except (OSError, subprocess.SubprocessError):
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
