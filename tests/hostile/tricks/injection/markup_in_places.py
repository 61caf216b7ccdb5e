# Writes markup into the places of an error: its file, its function, its line.
# everywhere: run_time_error, 0 points
SOURCE = "\n" * 40 + "raise RuntimeError('<xss-mark>')  # <xss-mark onclick='xss-mark()'>"


def mean(x):
    code = compile(SOURCE, "<xss-mark>/../../etc/passwd\" xss-mark=\"1", "exec").replace(co_name="<xss-mark>")
    exec(code, {"__name__": "<xss-mark>"})


def scale(x, c):
    scale.__code__ = mean.__code__.replace(co_filename="vault.py\u202e<xss-mark>", co_name="</td><xss-mark>", co_firstlineno=1 << 30)
    return scale(x)


def apply(f, x):
    return type("<xss-mark>", (), {"__repr__": lambda self: "<xss-mark>"})()
