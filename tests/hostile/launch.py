"""``python launch.py [--no-user-namespaces] NAME=VALUE ... -- ARGUMENT ...``: Python with more environment, perhaps less kernel.

Without user namespaces it is where many people are: in a container, or on a distribution that keeps them from ordinary users. There
grader has level landlock at best, and finds that out by itself.
"""

import os
import platform
import sys

from grader.sandbox.confine import kernel
from grader.sandbox.confine.bpf import allow, fail, if_bits, if_equal, load, load_argument, program
from grader.sandbox.confine.seccomp import prepared
from grader.sandbox.confine.syscalls import numbers

NUMBER, REFUSED, NEW_USER = 0, 1, 0x10000000


def forbid_user_namespaces() -> None:
    table = numbers(platform.machine())
    new_user = (*load_argument(0), *if_bits(NEW_USER, fail(REFUSED)), *allow())
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    prepared(program(load(NUMBER), if_equal(table["unshare"], new_user), if_equal(table["clone"], new_user), allow()))()


def main(arguments: list[str]) -> None:
    split = arguments.index("--")
    given, command = arguments[:split], arguments[split + 1 :]
    if "--no-user-namespaces" in given:
        forbid_user_namespaces()
        given.remove("--no-user-namespaces")
    environment = os.environ | dict(each.split("=", 1) for each in given)
    os.execve(sys.executable, [sys.executable, *command], environment)  # noqa: S606  # our own arguments


if __name__ == "__main__":
    main(sys.argv[1:])
