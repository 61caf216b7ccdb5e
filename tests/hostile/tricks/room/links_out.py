# Makes links in its own folder to what it cannot read, and follows them; and FIFOs, devices and set-uid files.
# assignment: roomy
# everywhere: wrong_answer, 0 points
import os
import shutil

TOLD = "@TOLD@"[::-1]


def mean(x):
    for target in ("@COURSE@/solutions/roomy/test_hidden.py", "@CLASS@", "@OUTSIDE@/victim.txt", "/proc/1/environ", "/etc/shadow"):
        for make in (os.symlink, os.link):
            try:
                make(target, "@MARK@")
                with open("@MARK@") as file:
                    raise RuntimeError(f"{TOLD} reading: {file.read()}")
            except OSError:
                pass
            finally:
                try:
                    os.unlink("@MARK@")
                except OSError:
                    pass
    for make in (lambda: os.mkfifo("@MARK@f"), lambda: os.mknod("@MARK@d", 0o20666, os.makedev(1, 1))):
        try:
            make()
        except OSError:
            pass
    shutil.copy("/usr/bin/env", "@MARK@x") if os.path.exists("/usr/bin/env") else None
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
