"""An assignment whose every file begins with a byte order mark proves itself as one without."""

from codecs import BOM_UTF8
from pathlib import Path

import pytest

from tests.verify.smallest import halves, verified


@pytest.mark.long
def test_every_file_with_a_mark(tmp_path: Path) -> None:
    """Prose included."""
    course = halves(tmp_path)
    for path in course.rglob("*"):
        if path.is_file():
            path.write_bytes(BOM_UTF8 + path.read_bytes())
    assert verified(course).complaints == ()
