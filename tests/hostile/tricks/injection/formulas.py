# Says what a spreadsheet would compute, and what tears a table or a line of JSON apart.
# everywhere: run_time_error, 0 points
TEXT = '=HYPERLINK("http://localhost/"&A1,"5")\n@SUM(1+1)*cmd|\' /C calc\'!A0\t"\r\n+1,-1,"",\u2028\u2029\ufeff]]><![CDATA[<a>&b;\0'


def mean(x):
    raise RuntimeError(TEXT)


def scale(x, c):
    return [TEXT, {TEXT: TEXT}]


def apply(f, x):
    print(TEXT)
    return TEXT
