"""Data files that an assignment hands out with the stub, as student code finds them: a folder of copies that cannot be written.

Copies, since the originals may lie where, or have a mode under which, the uid of a student cannot read them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path


class Provided:
    """``folder``: its path on the judge's side; empty where nothing is handed out."""

    def __init__(self, files: Sequence[tuple[str, bytes]]) -> None:
        self.folder = ""
        if not files:
            return
        self.folder = tempfile.mkdtemp(prefix="grader-provided-")
        for name, content in files:
            path = Path(self.folder, name)
            path.write_bytes(content)
            path.chmod(0o444)
        Path(self.folder).chmod(0o555)

    def remove(self) -> None:
        if self.folder:
            Path(self.folder).chmod(0o755)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = ""
