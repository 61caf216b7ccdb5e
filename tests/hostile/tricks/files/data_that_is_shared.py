# Changes the interpreter's own files, for whoever runs next: a module, its cache, a sitecustomize.
# isolated: wrong_answer, 0 points
# landlock: wrong_answer, 0 points, review
# process: wrong_answer, 0 points
# process ordinary: wrong_answer, 0 points
import os
import sys
import sysconfig


def mean(x):
    for folder in {*sys.path, sysconfig.get_path("purelib"), os.path.dirname(os.__file__)}:
        try:
            with open(os.path.join(folder, "@MARK@.pth"), "w") as file:
                file.write("import os")
        except OSError:
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
