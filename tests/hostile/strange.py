"""Hostile submissions that no file of a checkout can be: bytes that are no text, files that are none, names of students."""

from __future__ import annotations

import functools
import io
import os
import socket
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.hostile.corpus import Trick, parse_trick

RIGHT = b"def mean(x):\n    return x.mean()\n\n\ndef scale(x, c):\n    return x * c\n\n\ndef apply(f, x):\n    return 2 * f(x)\n"
PARENTHESES = 200_000

# Bytes of a file, with what must become of it.
CONTENTS: dict[str, tuple[str, bytes, str]] = {
    "nulls": ("Null bytes in the middle of a file.", RIGHT[:20] + b"\0" * 100 + RIGHT[20:], "invalid_submission, 0 points"),
    "cookie_of_utf_7": (
        "An encoding cookie under which a comment becomes code, which ends the process: the rest is graded.",
        b"# -*- coding: utf-7 -*-\n# +AAo-import os; os._exit(0)\n" + RIGHT,
        "accepted, 5 points",
    ),
    "cookie_of_nothing": ("An encoding that does not exist.", b"# coding: 5-passed\n" + RIGHT, "invalid_submission, 0 points"),
    "cookie_of_a_codec": ("A codec that is no encoding.", b"# coding: zlib_codec\n" + RIGHT, "invalid_submission, 0 points"),
    "bad_utf_8": ("Bytes that are no UTF-8.", b"NAME = '\xff\xfe\xc0\x80\xed\xa0\x80'\n" + RIGHT, "invalid_submission, 0 points"),
    "two_marks": ("Two marks of byte order.", b"\xef\xbb\xbf\xef\xbb\xbf" + RIGHT, "invalid_submission, 0 points"),
    "empty": ("Nothing but white space.", b" \t\r\n\x0c\n", "invalid_submission, 0 points"),
    "parentheses": (
        "200,000 parentheses, which have crashed compilers.",
        b"X = " + b"(" * PARENTHESES + b")" * PARENTHESES + b"\n" + RIGHT,
        "invalid_submission|crashed|memory_limit, 0 points",
    ),
    "lambdas": (
        "400,000 nested lambdas.",
        b"X = " + b"lambda:" * 140_000 + b"0\n" + RIGHT,
        "invalid_submission|crashed|memory_limit, 0 points",
    ),
    "brackets_in_a_function": (
        "A tower of brackets within a function.",
        RIGHT.replace(b"return x.mean()", b"return " + b"[" * 5000 + b"]" * 5000),
        "invalid_submission|crashed, 0 points",
    ),
    "indentation": (
        "Blocks within blocks.",
        b"".join(b" " * depth + b"if 1:\n" for depth in range(300)) + b" " * 300 + b"pass\n" + RIGHT,
        "invalid_submission, 0 points",
    ),
    "folded_constants": (
        "Constants that a compiler would work out beforehand.",
        b"def bomb():\n    return (1 << 10**7 << 10**7, 'x' * 10**9, (0,) * 10**9, 9**9**9)\n\n\n" + RIGHT,
        "accepted, 5 points",
    ),
    "constants_at_import": (
        "The same worked out at import.",
        b"BOMB = [0] * 10**10\n\n\n" + RIGHT.replace(b"x.mean()", b"BOMB"),
        "run_time_error, 2 points",
    ),
    "unpacking": (
        "An assignment to 3,000 names at once.",
        b"(" + b"a," * 3000 + b") = [0] * 3000\n" + RIGHT,
        "accepted, 5 points",
    ),
    "long_line": ("A line of 900 kB.", b"X = '" + b"x" * 900_000 + b"'\n" + RIGHT, "accepted, 5 points"),
    "decorators": (
        "Decorators that hand out another function.",
        b"@lambda f: (lambda *_: 0.0)\n" + RIGHT.replace(b"def scale", b"@(lambda f: f)\ndef scale"),
        "wrong_answer, 2 points",
    ),
    "star_import": (
        "Imports everything from everywhere.",
        b"from os import *\nfrom numpy import *\nfrom vault import *\n" + RIGHT,
        "accepted, 5 points",
    ),
}

# What lies in a student's place and is no file, or none that should be read.
REFERENCE = "../course/solutions/vault/vault.py"


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def large_at(path: Path) -> None:
    path.write_bytes(RIGHT)
    os.truncate(path, 50 << 20)


def folder_at(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("5 passed")


def folder_of_links_at(path: Path) -> None:
    path.mkdir()
    (path / "vault.py").symlink_to(f"../{REFERENCE}")


def folder_of_folders_at(path: Path) -> None:
    (path / "/".join(["a"] * 200)).mkdir(parents=True)


FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "link_to_the_reference": ("A link to the reference.", lambda path: path.symlink_to(REFERENCE)),
    "link_to_another": ("A link to another student's file.", lambda path: path.symlink_to("t000z.py")),
    "link_to_nothing": ("A link to nothing.", lambda path: path.symlink_to("nothing.py")),
    "link_to_itself": ("A link to itself.", lambda path: path.symlink_to(path.name)),
    "fifo": ("A FIFO that nobody writes to.", os.mkfifo),
    "device": ("A device that never ends.", lambda path: os.mknod(path, 0o20666, os.makedev(1, 5))),
    "socket": ("A socket.", socket_at),
    "too_large": ("50 MB of source.", large_at),
    "folder": ("A folder without a file that was asked for.", folder_at),
    "folder_of_links": ("A folder whose file is a link to the reference.", folder_of_links_at),
    "folder_of_folders": ("A folder in which folders lead on and on.", folder_of_folders_at),
}


def zipped(files: dict[str, bytes], modes: dict[str, int]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = modes.get(name, 0o100644) << 16
            archive.writestr(entry, text)
    return content.getvalue()


@cache
def archives() -> dict[str, tuple[str, bytes, str]]:
    out = {"../../../outside/@MARK@.py": RIGHT, "/tmp/@MARK@.py": RIGHT}  # noqa: S108  # it must not get there
    link = {"vault.py": REFERENCE.encode()}
    return {
        "bomb": ("A zip that unpacks to 64 MB.", zipped({"vault.py": b"#" * (64 << 20)}, {}), "invalid_submission, 0 points"),
        "way_out": ("A zip whose names lead out of the folder.", zipped(out, {}), "invalid_submission, 0 points"),
        "link": ("A zip that holds a link to the reference.", zipped(link, {"vault.py": 0o120777}), "invalid_submission, 0 points"),
        "broken": ("A zip that is none.", b"PK\x03\x04" + b"\xff" * 1000, "invalid_submission, 0 points"),
    }


# Ids that a platform may hand on as a student chose them; what is handed in is right.
STUDENTS = {
    "formula": "=HYPERLINK(1)",
    "at": "@SUM(1)",
    "minus": "-1+cmd",
    "markup": "<xss-mark onerror=xss-mark>",
    "terminal": "t\x1b[2J\x9b5 passed",
    "direction": "t\u202e5 passed",
    "quotes": "t'\"`;&|$(id)",
    "way_out": "t..%2F..%2Fpasswd",
    "newline": "t\naccepted",
}


@functools.cache
def strange_tricks() -> tuple[Trick, ...]:
    found = []
    for name, (title, content, expected) in CONTENTS.items():
        found.append(parse_trick(f"source/{name}", [title, f"everywhere: {expected}"], content))
    for name, (title, make) in FILES.items():
        here = name != "device" or os.geteuid() == 0
        expected = "invalid_submission, 0 points" if here else "not run: only root can make one"
        trick = parse_trick(f"files/{name}", [title, f"everywhere: {expected}"], b"")
        found.append(replace(trick, make=make, suffix="" if name.startswith("folder") else ".py"))
    for name, (title, content, expected) in archives().items():
        found.append(replace(parse_trick(f"files/zip_{name}", [title, f"everywhere: {expected}"], content), suffix=".zip"))
    for name, student in STUDENTS.items():
        trick = parse_trick(
            f"names/{name}", [f"An id with {name}.", "everywhere: accepted, 5 points"], RIGHT + f"# {name}\n".encode()
        )
        found.append(replace(trick, student=student))
    return tuple(found)
