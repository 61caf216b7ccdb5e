"""A new assignment: both folders, small, complete and right, so that an author changes what works instead of guessing."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from grader.errors import UsageError
from grader.verify.stub import make_stub

FOLDER = Path(__file__).parent / "scaffold"
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
# The file that takes the name of the module; all others keep theirs.
REFERENCE = "reference.py.txt"


def module_name(slug: str) -> str:
    """The name of the file that students hand in, without ``.py``: the slug as a Python name."""
    name = slug.replace("-", "_")
    return name if name.isidentifier() else f"task_{name}"


def write_assignment(course: Path, slug: str) -> list[Path]:
    """Make ``assignments/<slug>`` and ``solutions/<slug>``; the files written. Raises UsageError where either is there already."""
    if not _SLUG.match(slug):
        raise UsageError(f"{slug!r} is no name for an assignment: small letters, digits, _ and -, beginning with a letter or digit")
    public, private = course / "assignments" / slug, course / "solutions" / slug
    for folder in (public, private):
        if folder.exists():
            raise UsageError(f"{folder} is there already; choose another name, or move it away")
    texts = {"slug": slug, "module": module_name(slug), "secret": secrets.token_hex(16)}
    files = {
        _target(path, public if path.is_relative_to(FOLDER / "public") else private, texts["module"]): _filled(path, texts)
        for path in sorted(FOLDER.rglob("*.txt"))
    }
    stub = f"{texts['module']}.py"
    files[public / stub] = make_stub(stub, files[private / stub])
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from error
    return sorted(files)


def _target(path: Path, folder: Path, module: str) -> Path:
    relative = Path(*path.relative_to(FOLDER).parts[1:])
    return folder / (f"{module}.py" if path.name == REFERENCE else relative.with_suffix(""))


def _filled(path: Path, texts: dict[str, str]) -> str:
    text = path.read_text(encoding="utf-8")
    for name, value in texts.items():
        text = text.replace("{" + name + "}", value)
    return text
