"""Why Python could not read or import a file, in words that a student can act on. Pure.

What grader itself found out comes as an ``Unread``. What Python's own parser found out it says only in its messages, so these are
known by their words here, and nowhere else; a student may raise such an error too, and then reads no more than that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from grader.model import Fault, Frame, Text, Unread
from grader.phrases.why import place, why
from grader.reading.dated import RUNNING
from grader.reading.formats import what_text_is

SYNTAX = ("SyntaxError", "IndentationError", "TabError", "UnicodeDecodeError")
# A line that Python 3 cannot read and Python 2 could: pattern, what it is, what to write.
PYTHON2 = (
    (r"\bexcept\s+[\w.()]+\s*,\s*\w+\s*:", "except Error, name", "except Error as name"),
    (r"\braise\s+[\w.]+\s*,", "raise Error, text", "raise Error(text)"),
    (r"\bdef\s+\w+\s*\((?:[^()]*,)?\s*\(\s*\w+(?:\s*,\s*\w+)*,?\s*\)\s*[,=)]", "def f((a, b))", "def f(pair): a, b = pair"),
    (r"\blambda\s+(?:[^():]*,)?\s*\(\s*\w+(?:\s*,\s*\w+)*,?\s*\)\s*[,:]", "lambda (a, b): a", "lambda pair: pair[0]"),
    (r"<>", "<>", "!="),
    (r"`[^`]+`", "`x`", "repr(x)"),
    (r"\bexec\s+[\"'\w]", "exec text", "exec(text)"),
    (r"\b(?:0[xX][\da-fA-F]+|\d+)[lL]\b", "10L", "10"),
    (r"(?<![\w.])0\d+\b", "0777", "0o777"),
    (r"\bur[\"']", "ur''", "r''"),
)
CONTROL = Text("a control character", "제어 문자")
_PRINT_TO = re.compile(r"(?:^|[;:])\s*print\s*>>")
_PRINT = re.compile(r"(?:^|[;:])\s*print(?:\s+[^\s(=.,)]|\s*>>|\s*$)|^\s*print\s*\(.*\)\s*(?:%|,)")
_CHARACTER = re.compile(r"U\+([0-9A-F]{4,6})\)?.*?in column (\d+)$")
# Until 3.11.4 Python calls what stands right behind a number a wrong number, whatever it is.
_BEHIND_A_NUMBER = re.compile(r"[^#\"']*?[0-9]([^\x00-\x7f])")
_UNKNOWN_ENCODING = re.compile(r"unknown encoding: ([\w.-]+)")
MAX_ENCODING = 40


def explain_load(fault: Fault, files: Sequence[tuple[str, bytes]], unread: Unread | None = None) -> Text:
    """The reason why nothing could be run. ``fault`` is student-made as to its texts, as are the files.

    ``unread``: where it is none of Python's own parser.
    """
    frame = fault.frames[-1] if fault.frames else Frame("", 0, "", "")
    where = place(frame.file, frame.line)
    if fault.base == "MemoryError":
        return why("load_memory")
    if fault.base == "SystemExit":
        return why("load_left", where=where)
    if fault.base not in SYNTAX:
        return why("load_raised", type=fault.type, message=" ".join(fault.message.split()), where=where)
    text = next((content.decode("utf-8", "replace") for name, content in files if name == frame.file), "")
    # What stands at the line itself is surer than what stands elsewhere in the file.
    exact = _explain_encoding(unread, fault.message, where)
    return exact or what_text_is(frame.file, text, frame.line) or _explain_syntax(fault, unread, where, frame.text)


def is_python2(message: str, line: str) -> bool:
    """Whether an error of the parser is one that only Python 2 would not have made."""
    return _python2(message, line) is not None


def _explain_encoding(unread: Unread | None, message: str, where: Text) -> Text | None:
    if unread is not None and unread.kind in ("korean", "not_utf8", "encoding"):
        return why(unread.kind, where=where, encoding=unread.name[:MAX_ENCODING])
    if found := _UNKNOWN_ENCODING.match(message):
        return why("encoding", where=where, encoding=found[1][:MAX_ENCODING])
    return None


def _explain_syntax(fault: Fault, unread: Unread | None, where: Text, line: str) -> Text:
    message = fault.message
    if unread is not None and unread.kind == "newer":
        return why("newer", where=where, version=unread.name, running=RUNNING)
    if unread is not None and unread.kind == "too_deep":
        return why("too_deep", where=where)
    if found := _CHARACTER.search(message):
        return _character(int(found[1], 16), int(found[2]), where)
    if "decimal literal" in message and (odd := _BEHIND_A_NUMBER.match(line)) and not f"a{odd[1]}".isidentifier():
        return _character(ord(odd[1]), odd.start(1) + 1, where)
    if fault.base == "TabError" or "inconsistent use of tabs" in message:
        return why("tabs", where=where)
    if old := _python2(message, line):
        return why("python2_print", where=where) if not old[0] else why("python2", where=where, what=old[0], instead=old[1])
    if fault.base == "IndentationError":
        return why("indentation", where=where, message=message)
    return why("syntax", where=where, message=message, running=RUNNING)


def _python2(message: str, line: str) -> tuple[str, str] | None:
    """What of Python 2 the line holds and what to write in its place; empty for print."""
    if _PRINT_TO.search(line):
        return ("print >>file, x", "print(x, file=file)")
    if "Missing parentheses in call to 'print'" in message or ("invalid syntax" in message and _PRINT.search(line)):
        return ("", "")
    if "Missing parentheses in call to 'exec'" in message:
        return ("exec text", "exec(text)")
    for pattern, what, instead in PYTHON2:
        if re.search(pattern, line):
            return (what, instead)
    return None


def _character(code: int, column: int, where: Text) -> Text:
    char = chr(code) if code < 0x110000 else "\ufffd"
    # Control characters have no name of their own.
    name = unicodedata.name(char, "")
    quote = "QUOTATION MARK" in name or name in ("PRIME", "DOUBLE PRIME", "ACUTE ACCENT")
    return why("quote" if quote else "character", where=where, column=column, code=f"U+{code:04X}", name=name or CONTROL)
