"""The kinds of what a worker tells beside values: remarks on files, places of names, what is behind errors, operands."""

from __future__ import annotations

from typing import Literal

# What the worker may remark on; other parts of grader add kinds of their own, with a text.
NoteKind = Literal[
    "undefined_name",
    "stand_in",
    "not_available",
    "left_out",
    "left_out_slow",
    "stopped_at",
    "not_run",
    "magic",
    "cell_not_python",  # ``count``: N where the cell needs Python 3.N, else 0
    "not_imported",
    "shadowed",
    "cause",  # why a line was left out: ``detail`` is a CauseKind, ``name`` the path, ``elsewhere`` right/beside/beside
    "renamed",
    "ran_later",
    "unreadable_import",  # ``name`` is the file, ``count`` its line
    "defined_twice",
    "replaced",
]
# How a name that is asked for stands in a file that does not define it at top level.
Presence = Literal[
    "failed",
    "slow",
    "method",
    "nested",
    "branch",
    "outside",
    "alike",
    "gone",
    "overwritten",
    "comment",
    "markdown_cell",
    "raw_cell",
    "other_cell",
    "unread_cell",
    "lookalike",
    "no_function",
    "decorated",
]
CauseKind = Literal[
    "processes",
    "programs",
    "network",
    "shared_memory",
    "written",
    "changed",
    "threads",
    "input",
    "forbidden",
    "own_machine",
    "other_case",
    "other_spelling",
    "in_folder",
    "absent",
    # of an import: ``name`` the file, ``right`` what to call it or to write, ``beside`` the packages that are allowed
    "no_module",
    "module_lacking",
    "module_neighbour",
    "module_dot",
    "module_unreadable",
]
# Why a file cannot be read, where Python's own parser does not say so itself.
UnreadKind = Literal["too_deep", "newer", "not_utf8", "korean", "encoding"]
# Limits that an error inside of a worker may come from, as ``Limits`` calls them.
LimitBehind = Literal["file_mb", "open_files", "threads"]
# What is told of an operand: shape and dtype, the value itself, a length, or only the class.
OperandKind = Literal["array", "value", "sized", "object"]
