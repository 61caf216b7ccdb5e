"""Whether what ``forbid:`` names is something that can be forbidden. Finds problems only."""

from __future__ import annotations

import builtins
import keyword
import sys
from collections.abc import Iterator

from grader.model import FORBIDDEN_WORDS
from grader.reading.messages import did_you_mean
from grader.reading.schema import PublicFile
from grader.reading.yamlfile import Document, PathKey

ALWAYS = ("np", "numpy", "plt", "pd")


def forbid_problems(document: Document, public: PublicFile) -> Iterator[str]:
    """Of assignment.yaml."""
    for function, constructs in public.forbid.items():
        written_flat = isinstance(document.value.get("forbid"), list)
        path: PathKey = ("forbid",) if written_flat else ("forbid", function)
        if function != "*" and function not in public.functions:
            yield f"{document.at(path, key=True)}: {function!r} is none of the functions{did_you_mean(function, public.functions)}"
        for index, construct in enumerate(constructs):
            where = document.at((*path, index))
            if construct in constructs[:index]:
                yield f"{where}: {construct!r} is listed twice; remove one"
            elif reason := _reason_against(construct, public):
                yield f"{where}: {reason}"


def _reason_against(construct: str, public: PublicFile) -> str:
    if construct in FORBIDDEN_WORDS:
        return ""
    parts = construct.removeprefix(".").split(".")
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts) or (construct[0] == "." and len(parts) > 1):
        near = did_you_mean(construct, FORBIDDEN_WORDS)
        words = ", ".join(FORBIDDEN_WORDS)
        return f"{construct!r} is neither a name such as np.linalg.inv or .sort, nor one of {words}{near}"
    if construct[0] == ".":
        return ""
    packages = (public.limits.packages if public.limits is not None else None) or ()
    known = {*ALWAYS, *packages, *sys.stdlib_module_names} | (set() if len(parts) > 1 else set(dir(builtins)))
    if parts[0] in known:
        return ""
    near = did_you_mean(parts[0], sorted({*known, *FORBIDDEN_WORDS}))
    return (
        f"{parts[0]!r} is not a module, a builtin or a construct that can be forbidden{near}; give the full name, as np.linalg.inv"
    )
