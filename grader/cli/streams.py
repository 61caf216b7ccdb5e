"""What is printed, on terminals that cannot show every character: a plain sign or an escape in its place, never a traceback."""

from __future__ import annotations

import codecs
import io
import re
import sys

import click

from grader.model import Lang
from grader.report.jsontext import json_text

# What grader itself prints besides letters.
PLAIN = {
    "\u2713": "+",  # check mark
    "\u2717": "x",
    "\u25cb": "o",  # circle
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",  # minus
    "\u2192": "->",
    "\u2026": "...",
    "\u00b7": "*",
    "\u00d7": "x",  # times
    "\u2264": "<=",
    "\u2265": ">=",
    "\u26a0": "!",  # warning sign
    "\u2501": "-",  # bars of progress and rules
    "\u2578": "-",
    "\u257a": "-",
}
HANDLER = "grader.plain"
HANGUL = "가"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def make_patient() -> None:
    """Let stdout and stderr print whatever they are given, in the encoding that they have."""
    codecs.register_error(HANDLER, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def echo_json(document: object) -> None:
    """One document on stdout: in UTF-8 as it is, elsewhere in ASCII with JSON's own escapes, which mean the same."""
    text = json_text(document)
    click.echo(text if _encoding() == "utf-8" else _BEYOND_ASCII.sub(_escaped, text))


def lang_on_terminal(lang: Lang) -> Lang:
    """English where the terminal has no Hangul: escapes can be printed, but nobody can read them."""
    try:
        HANGUL.encode(_encoding())
    except UnicodeEncodeError:
        return "en"
    return lang


def _encoding() -> str:
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(PLAIN.get(char) or char.encode("ascii", "backslashreplace").decode() for char in text), error.end


def _escaped(match: re.Match[str]) -> str:
    """As JSON writes it: of what lies beyond the first plane two halves."""
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
