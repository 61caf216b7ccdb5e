# Writes markup by every way that text takes, and in its own source: </pre><xss-mark>&lt;script&gt; ]]> "' onerror=xss-mark
# everywhere: run_time_error, 0 points
# quick
MARKUP = """</pre></code></td><xss-mark onerror="xss-mark()"><script>xss-mark</script><img src=x onerror='xss-mark'>"' xss-mark=\"1"""


class Error(Exception):
    pass


Error.__name__ = Error.__qualname__ = f"Error<xss-mark>{MARKUP}"


def mean(x):
    print(MARKUP)
    raise Error(MARKUP)


def scale(x, c):
    print(MARKUP)
    return {MARKUP: [MARKUP]}


def apply(f, x):
    return MARKUP


globals()[MARKUP] = mean
