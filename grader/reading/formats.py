"""What a file is that is no Python source, by its first bytes and its lines. Pure; knows no grammar, and runs nothing.

A file that is no text can be told before anybody tries to read it. What is text is looked at only once Python has refused it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from keyword import iskeyword

from grader.model import Text
from grader.phrases.why import place, why

# First bytes, and the key of what such a file is.
BINARY = (
    (b"%PDF-", "format_pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_office"),
    (b"\x89PNG\r\n", "format_picture"),
    (b"\xff\xd8\xff", "format_picture"),
    (b"GIF8", "format_picture"),
    (b"Rar!", "format_packed"),
    (b"7z\xbc\xaf", "format_packed"),
    (b"\x1f\x8b", "format_packed"),
    (b"\x93NUMPY", "format_array"),
    (b"\x00\x05\x16\x07", "format_apple"),
    (b"bplist00", "format_page"),
)
# The same of text, behind white space.
TEXT = (
    (re.compile(r"\{\\rtf"), "format_rtf"),
    (re.compile(r"<(?:!doctype\s+html|html|head|body)\b|(?:From: <Saved by |MIME-Version:)", re.IGNORECASE), "format_page"),
    (re.compile(r"<\?xml"), "format_xml"),
    (re.compile(r"\\documentclass|\\begin\{"), "format_latex"),
    (re.compile(r"version https://git-lfs\.github\.com"), "format_lfs"),
    (re.compile(r"\[InternetShortcut\]"), "format_link"),
    (
        re.compile(r"40[34]: (?:Not Found|Forbidden)\s*$|404 page not found\s*$|\{\s*\"message\":\s*\"Not Found\""),
        "format_not_found",
    ),
    (
        re.compile(r"(?:(?:From|To|Cc|Subject|Date|Sent|보낸 ?사람|받는 ?사람|참조|제목|날짜|보낸 날짜) ?: ?[^\n]*\n){2}"),
        "format_mail",
    ),
)
# Lines that came along when code was copied. None of them is Python outside of a text in quotes.
COPIED = (
    (re.compile(r"\s*(?:```|~~~\w*\s*$)"), "copied_fence"),
    (re.compile(r"\s*(?:>>>(?:\s|$)|In \[[\d ]*\]:|Out\[[\d ]*\]:)"), "copied_prompts"),
    (re.compile(r"diff --git |@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@"), "copied_diff"),
    (re.compile(r"(?:<{7}|>{7})(?: |$)"), "merged"),
    (re.compile(r"Traceback \(most recent call last\):"), "copied_output"),
    (
        re.compile(r"\s*(?:(?:python\s*)?(?:Copy code|코드 복사)|(?:ChatGPT|Claude|Gemini|Copilot) said:|ChatGPT의 말:)\s*$"),
        "copied_chat",
    ),
)
# Words, and the sign that a sentence ends with; of Python there would be brackets, an operator, or a name in front.
_SENTENCE = re.compile(
    r"\s*(?:[A-Z][a-z]+|I)['\u2019]?[a-z]*[,!]?(?: [A-Za-z'\u2019,\-]+){3,}[.:!?]\s*$|\s*[가-힣]+[,!]?(?: [가-힣,]+){2,}[.!?:]\s*$"
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#\d{2,5});")
_NUMBERED = re.compile(r"\s*(\d{1,5})(?:[:.|)]?(?:\s|$)|[:|])")
_COMPILED = re.compile(rb"..\r\n", re.DOTALL)
# Of so many lines and such a share of them has to begin with the number of the one before and one.
LINES, SHARE = 5, 0.9
MAX_LINES = 20_000


def other_format(name: str, content: bytes) -> Text | None:
    """What the file is where it is no text at all."""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return why("utf_other", name=name, encoding="UTF-32")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return why("utf16", name=name)
    if key := next((key for start, key in BINARY if content.startswith(start)), ""):
        return why(key, name=name)
    if content.startswith(b"PK\x03\x04"):
        # Documents of newer word processors are zip files, and name their parts in the clear.
        document = b"word/" in content or b"Contents/" in content or b"mimetype" in content[:64] or b"Index/" in content
        return why("format_office" if document else "format_zip", name=name)
    if b"\0" not in content:
        return None
    if _COMPILED.match(content):
        return why("format_compiled", name=name)
    few, many = sorted((content[0::2].count(0), content[1::2].count(0)))
    return why("utf16" if many > 0.4 * len(content) and few < 0.05 * len(content) else "binary", name=name)


def other_encoding(name: str, content: bytes) -> Text | None:
    """Why Python reads no text in the bytes, where they are not UTF-8 and no line of the first two says what else they are."""
    if b"coding" in b"".join(content.split(b"\n", 2)[:2]):
        return None  # Python has to be asked
    try:
        content.decode()
    except UnicodeDecodeError as error:
        where = place(name, content.count(b"\n", 0, error.start) + 1)
        return why("korean" if is_korean(content) else "not_utf8", where=where, encoding="UTF-8")
    return None


def is_korean(content: bytes) -> bool:
    """Whether the bytes, which are not UTF-8, are text in the encoding of Korean Windows: mostly Hangul, where not ASCII."""
    try:
        foreign = [char for char in content.decode("cp949") if not char.isascii()]
    except UnicodeDecodeError:
        return False
    return sum("가" <= char <= "힣" for char in foreign) * 2 > len(foreign)


def what_text_is(name: str, text: str, first: int) -> Text | None:
    """What the file is, or what came along with its code, where Python could not read line ``first`` of it."""
    for pattern, key in TEXT:
        if pattern.match(text.lstrip("\ufeff \t\r\n")):
            return why(key, name=name)
    lines = text.split("\n")[:MAX_LINES]
    if _are_numbered(lines):
        return why("copied_numbers", name=name)
    # Behind the line at fault only where nothing before it could be read either: a remark, and then the code.
    begins = not any(line.strip() for line in lines[: first - 1])
    for number, (line, outside) in enumerate(zip(lines, _outside_of_texts(lines), strict=True), 1):
        if number > first and not begins:
            break
        for pattern, key in COPIED:
            if (outside or number == first) and (mark := pattern.match(line)):
                return why(key, where=place(name, number), mark=mark[0].strip()[:20])
    at_fault = lines[first - 1] if 0 < first <= len(lines) else ""
    if _SENTENCE.match(at_fault) and not iskeyword(at_fault.split()[0].rstrip(",!").lower()):
        return why("sentence", where=place(name, first))
    entity = _ENTITY.search(at_fault)
    return why("copied_entities", where=place(name, first), entity=entity[0]) if entity else None


def _outside_of_texts(lines: list[str]) -> list[bool]:
    """Whether a line begins outside of the three quotes that stand before it."""
    found, quote = [], ""
    for line in lines:
        found.append(not quote)
        for mark in re.findall(r'"""|\'\'\'|#', line):
            if mark == "#" and not quote:
                break
            if mark != "#" and quote in ("", mark):
                quote = "" if quote else mark
    return found


def _are_numbered(lines: list[str]) -> bool:
    """Whether the lines begin with their numbers, one after the other."""
    numbers = [int(found[1]) for line in lines if (found := _NUMBERED.match(line))]
    written = sum(bool(line.strip()) for line in lines)
    following = sum(later == number + 1 for number, later in pairwise(numbers))
    return len(numbers) >= LINES and len(numbers) >= SHARE * written and following >= SHARE * (len(numbers) - 1)
