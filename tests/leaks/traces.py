"""Whether a text tells a secret: a number to two digits or more, a word, in any form that a program might write it in."""

import base64
import html
import math
import re
import struct
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?")
_DIGEST = re.compile(r"(?:sha256:)?\b[0-9a-f]{64}\b")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
FEWEST, MOST = 2, 17


def leaks(text: str, numbers: Sequence[float], words: Sequence[str]) -> list[str]:
    """What of the secrets the text tells, in words; empty where nothing.

    ``numbers`` should be of unusual size (73819.26, 0.000462), since ``7.4`` could be anything.
    """
    readings = tuple(dict.fromkeys(_readings(_DIGEST.sub("", text))))
    written = {value for reading in readings for value in _numbers_in(reading)}
    found = [f"{number!r} as {close!r}" for number in numbers for close in written if _tells(close, abs(number))]
    for number in numbers:
        found += [f"{number!r} as {form}" for form in _encodings(number) for reading in readings if form in reading]
    for word in words:
        found += [f"{word!r} as {form}" for form in _spellings(word) for reading in readings if form.lower() in reading.lower()]
    return list(dict.fromkeys(found))


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and as HTML, a URL, JSON or Python would read it."""
    yield text
    plain = html.unescape(text)
    yield plain
    yield unquote(plain)
    unescaped = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), plain)
    yield unescaped
    yield re.sub(r"<[^>]*>", "", unescaped)  # a number that highlighting has cut into spans
    yield unescaped[::-1]
    yield re.sub(r"(?<=\d)[_,](?=\d)", "", unescaped)
    yield re.sub(r"(?<=\d)_(?=\d)", ".", unescaped)


def _numbers_in(text: str) -> Iterator[tuple[str, float]]:
    for match in _NUMBER.finditer(text):
        yield match[0], float(match[0])


def _tells(written: tuple[str, float], number: float) -> bool:
    """Whether the written number is the secret, rounded or cut to two digits or more."""
    text, value = written
    for places in range(FEWEST, MOST + 1):
        step = 10.0 ** (math.floor(math.log10(number)) - places + 1)
        if math.isclose(value, float(f"{number:.{places - 1}e}"), rel_tol=1e-15) or (
            places > FEWEST and math.isclose(value, math.floor(number / step) * step, rel_tol=1e-12)
        ):
            return True
    # Digits without their point, as in an identifier.
    digits = re.sub(r"[eE].*|\.", "", text).lstrip("0")
    return len(digits) >= 5 and f"{number:.16e}".replace(".", "").startswith(digits[:12])


def _encodings(number: float) -> tuple[str, ...]:
    raw = struct.pack("<d", number)
    mantissa = abs(number).hex().partition(".")[2][:7]
    return raw.hex()[:12], raw[::-1].hex()[:12], base64.b64encode(raw).decode()[:10], mantissa


def _spellings(word: str) -> tuple[str, ...]:
    raw = word.encode()
    return word, raw.hex(), base64.b64encode(raw).decode().rstrip("=")[:-1], word.replace("-", "_"), word.replace(" ", "")
