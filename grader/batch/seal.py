"""The seal on a publication: what all of it was made of, and the documents that lie there. While both are so, it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from grader.batch.written import RESULTS, STAFF

# The fact under which a folder keeps its seal.
FACT = "seal"
GRADEBOOK, PAGE, NAMES = "gradebook.csv", "index.html", "private-names.csv"
DOCUMENTS = (RESULTS, STAFF, GRADEBOOK, PAGE, NAMES)
PIECE = 1 << 20


def digest_of(parts: Iterable[bytes]) -> str:
    """Of the parts in their order; where one ends and the next begins counts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.hexdigest()


def seal_on(folder: Path, made_of: str) -> str:
    """Reads the documents as they lie there: what somebody changed or removed afterwards breaks the seal."""
    return json.dumps({"made_of": made_of, **{name: _digest_of_file(folder / name) for name in DOCUMENTS}})


def _digest_of_file(path: Path) -> str:
    """Empty where there is none."""
    whole = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                whole.update(piece)
    except OSError:
        return ""
    return whole.hexdigest()
