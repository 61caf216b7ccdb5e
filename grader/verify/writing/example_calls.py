"""Example calls of a reference, from its doctests and its author: run beside it, their arguments become values. Pure."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping, Sequence

from grader.verify.writing.signature import Reference


def all_examples(reference: Reference, more: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """``(function, call, what is to be done before it)``: the author's own first, then those of the doctests."""
    return [
        (each.name, call, each.setup)
        for each in reference.functions
        if not each.owner
        for call in (*more.get(each.name, ()), *each.examples)
    ]


def example_source(reference: Reference, more: Mapping[str, Sequence[str]]) -> str:
    """Functions that return the arguments of the example calls, to stand at the end of the reference's file: they run there."""
    parts = ["\n\nimport numpy as np\n"]
    for number, (_, call, setup) in enumerate(all_examples(reference, more)):
        node = ast.parse(call, mode="eval").body
        assert isinstance(node, ast.Call)  # noqa: S101  # the readers take nothing else
        args = "".join(f"{ast.unparse(each)}, " for each in node.args)
        kwargs = ", ".join(f"{each.arg!r}: {ast.unparse(each.value)}" for each in node.keywords if each.arg)
        body = f"{setup}\nreturn ({args}), {{{kwargs}}}"
        parts.append(f"\n\ndef grader_example_{number}():\n{textwrap.indent(body.strip(), '    ')}\n")
    return "".join(parts)
