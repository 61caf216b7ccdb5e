"""A file as highlighted lines: every character there, escaped, and in linear time."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.source import harmless, read_source

TAG = re.compile(r'<span class="[csmkf]">|</span>')
PYTHON = st.lists(
    st.sampled_from(["'", '"', "'''", '"""', "\\", "\n", "#", "def f", "1e-5", "<b>", "&", "rb", " ", "x"]), max_size=30
)


@given(st.text() | PYTHON.map("".join))
def test_nothing_is_lost_or_left_unescaped(text: str) -> None:
    """Taking the styles away and unescaping gives the lines back, whatever the text."""
    shown = harmless(text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n"))
    source = read_source("f.py", ("# coding: utf-8\n" + shown).encode())
    found = [html.unescape(TAG.sub("", str(line.code))) for line in source.lines][1:]
    assert "\n".join(found) == shown.removesuffix("\n")
    for line in source.lines:
        assert "<" not in TAG.sub("", str(line.code))
        assert str(line.code).count("<span") == str(line.code).count("</span>")


def test_styles() -> None:
    """Keyword, defined name, text over two lines, number, comment."""
    source = read_source("f.py", b'def f(x):  # why\n    """a\n    b"""\n    return 1e-5 + xdef\n')
    assert [str(line.code) for line in source.lines] == [
        '<span class="k">def</span> <span class="f">f</span>(x):  <span class="c"># why</span>',
        '    <span class="s">&#34;&#34;&#34;a</span>',
        '<span class="s">    b&#34;&#34;&#34;</span>',
        '    <span class="k">return</span> <span class="m">1e-5</span> + xdef',
    ]


@pytest.mark.parametrize("piece", ['"""', "'", "\\", '"\\', "'''\\", "1e", "'''a'", "def "])
def test_hostile_text_takes_no_longer(piece: str) -> None:
    """A file of unfinished pieces is read in time that grows with its length only."""
    started = time.process_time()
    read_source("f.py", ("x" + piece * 300 + "\n").encode() * 200)
    assert time.process_time() - started < 20
