"""A call that does not fit the student's own signature, told from Python's TypeError at the call itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.model import Fault

_TAKES = re.compile(
    r"(?P<name>[\w.<>]+)\(\) takes (?:from (?P<least>\d+) to )?(?P<most>\d+) positional arguments? "
    r"but (?P<given>\d+) (?:was|were) given"
)
_LACKS = re.compile(r"[\w.<>]+\(\) missing \d+ required (?:positional|keyword-only) arguments?: (?P<missing>['\w, ]+)")
_UNKNOWN = re.compile(r"[\w.<>]+\(\) got an unexpected keyword argument '(?P<argument>\w+)'")


def misfit(fault: Fault, function: str) -> tuple[str, Mapping[str, object]] | None:
    """The phrase and what it says, or None where the error is another one.

    Python raises at the call itself, before a line of the function runs, so such an error has passed through no line of the file.
    A constructor's ``self`` is not counted. Of other methods it cannot be told whether there is one: the student is asked.
    """
    if fault.base != "TypeError" or fault.frames:
        return None
    name = function.rpartition(".")[2]
    if match := _TAKES.fullmatch(fault.message):
        skipped = 1 if match["name"].endswith(".__init__") else 0
        if "." in match["name"].rpartition("<locals>.")[2] and not skipped:
            return "takes_method", {"function": function, "name": name, "text": fault.message}
        least, most, given = match["least"], int(match["most"]) - skipped, int(match["given"]) - skipped
        if skipped:
            name = "__init__"
        values: dict[str, object] = {"function": function, "name": name, "given": given, "takes": most}
        return "takes_arguments", values if least is None else values | {"least": int(least) - skipped}
    if match := _LACKS.fullmatch(fault.message):
        return "lacks_argument", {"function": function, "name": name, "missing": match["missing"].replace("'", "")}
    if match := _UNKNOWN.fullmatch(fault.message):
        return "unknown_argument", {"function": function, "name": name, "argument": match["argument"]}
    return None
