"""The pictures of docs/feedback.md show what the grader says. Where one fails: ``python3 run.py pictures located``."""

import pytest

from tools.located import ALL, Example, page_of, told_in


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("example", ALL, ids=lambda each: each.name)
def test_a_picture_says_what_a_report_says(example: Example) -> None:
    """The text that was written down when it was taken."""
    told = (example.folder / "told.txt").read_text(encoding="utf-8")
    assert told_in(page_of(example)) == told
    assert f"Look at {example.files[0][0]}, line" in told
    assert example.picture.is_file()


def test_told_is_what_is_read() -> None:
    """Of the card alone, without its marks."""
    page = "<section><h2>Other</h2><p>x</p></section><section><h2>Fix this first</h2><p>Look &amp; <b>see</b></p></section>"
    assert told_in(page) == "Fix this first\nLook & see\n"
    assert told_in("<section><h2>Other</h2></section>") == "\n"
