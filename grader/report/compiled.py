"""Templates as Jinja compiled them, kept as Python keeps its own modules: to compile them takes a command as long as sixty reports.

What is kept is known by the text and by all that compiled it. Where nothing can be written each process compiles for itself.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """Those of one folder, in its ``__pycache__``. ``settings``: the file that says how they are compiled."""

    def __init__(self, folder: Path, settings: Path) -> None:
        self._folder, self._settings = folder / "__pycache__", settings

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, ValueError, TypeError):
            code = marshal.loads(self._path(bucket).read_bytes())  # noqa: S302  # ours, as Python's beside it
            if isinstance(code, CodeType):
                bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode or bucket.code is None:
            return
        path = self._path(bucket)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            for old in path.parent.glob(f"{path.name.partition('.')[0]}.*"):
                old.unlink()
            unfinished.write_bytes(marshal.dumps(bucket.code))
            unfinished.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        """Another one for another text, another Python, another Jinja, or other settings."""
        made_of = f"{sys.implementation.cache_tag} {bucket.key} {bucket.checksum} {_compiler(self._settings)}"
        return self._folder / f"{bucket.key}.{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.pyc"


@cache
def _compiler(settings: Path) -> str:
    whole = hashlib.sha256(settings.read_bytes())
    for path in sorted(Path(jinja2.__file__).parent.glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()
