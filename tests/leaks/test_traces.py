"""The searcher finds what it should, and nothing where nothing is."""

import base64
import html
import struct
from urllib.parse import quote

import pytest

from tests.leaks.traces import leaks

NUMBER = 73819.264781
DRESSES = (
    *(f"{NUMBER!r}", "73819.3", "73820", "74000", "73819", "73819.2", "-73,819.26", "7.38e+04", "7.3819264781E4"),
    *("T73819_26", "E738192", NUMBER.hex(), struct.pack("<d", NUMBER).hex(), "62.91837"),
    base64.b64encode(struct.pack("<d", NUMBER)).decode(),
    *("".join(f"&#{ord(char)};" for char in "73819.26"), "7381<span>9.26</span>", "\\u0037\\u0033819.26", "%37%33819.26"),
)
WORDS = ("secret-orchid", "SECRET_ORCHID", "736563726574", "secret%2Dorchid", html.escape("<secret-orchid>"))


@pytest.mark.parametrize("text", DRESSES)
def test_a_number_in_any_dress(text: str) -> None:
    """Rounded, cut, scientific, hexadecimal, escaped, cut into pieces, turned round."""
    assert leaks(f"<p>the value was {text}</p>", [NUMBER], [])


@pytest.mark.parametrize("text", WORDS)
def test_a_word_in_any_dress(text: str) -> None:
    """In any case, as bytes, escaped."""
    assert leaks(f"<p>{text}</p>", [], ["secret", "secret-orchid"])
    assert leaks(quote(text), [], ["secret", "secret-orchid"])


def test_other_numbers_tell_nothing() -> None:
    """Line numbers, points, sizes, versions, digests."""
    text = "<p style='padding:.7rem .85rem'>line 73, 7.38 of 20 points, 1.26.4, 819 bytes, sha256:" + "738192" + "7a" * 29
    assert not leaks(text, [NUMBER, 0.000462817], ["secret"])
