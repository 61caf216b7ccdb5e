"""A file's bytes as the text that Python would read. Inside."""

from __future__ import annotations

import codecs
import contextlib
import io
import tokenize

from grader.sandbox.inside.reasons import unread


def decoded(source: bytes, name: str) -> str:
    """The text as Python reads a file: by its BOM or coding cookie, else UTF-8. Raises SyntaxError with line and column."""
    if (text := plain_text(source)) is not None:
        return text
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError as error:
        # The same for a cookie that names no encoding, and for a first line that is not UTF-8: Python only says it in words.
        if "unknown encoding" in str(error):
            raise SyntaxError(str(error), (name, 1, 1, None)) from None
        encoding = "utf-8"
    try:
        return io.TextIOWrapper(io.BytesIO(source), encoding=encoding).read()
    except LookupError:  # a codec, but not of text
        raise unread(f"unknown encoding: {encoding}", (name, 1, 1), "encoding", encoding) from None
    except UnicodeDecodeError as error:
        before = source[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message, kind = f"the file is not {encoding}: byte 0x{source[error.start]:02x} in column {column}", "not_utf8"
        if _is_korean(source):
            message, kind = f"{message}; it is saved in the Korean encoding cp949", "korean"
        raise unread(message, (name, line, column), kind, encoding) from None
    except Exception:  # noqa: BLE001  # undefined, punycode, idna: codecs that say no in their own ways
        raise unread(f"the file cannot be read as {encoding}", (name, 1, 1), "encoding", encoding) from None


def plain_text(source: bytes) -> str | None:
    """The text of what is UTF-8, and says nothing of it, with the ends of lines that Python has inside: as nearly every file."""
    if source.startswith(codecs.BOM_UTF8) or b"\r" in source or b"coding" in b"".join(source.split(b"\n", 2)[:2]):
        return None
    with contextlib.suppress(UnicodeDecodeError):
        return source.decode()
    return None


def _is_korean(source: bytes) -> bool:
    """Whether the bytes, which are not UTF-8, make Hangul syllables in cp949 and nothing that is no text."""
    try:
        text = source.decode("cp949")
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if not char.isascii()]
    return sum("가" <= char <= "힣" for char in foreign) * 2 > len(foreign)
