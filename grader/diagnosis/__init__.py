"""Why a value is wrong: the smallest failing input, what the values look like, which known mistake they equal.

Pure, but for the callable ``ask(args, kwargs)`` that leads to the student's process. Knows nothing of suites, pytest or reports,
and imports no student code.
"""
