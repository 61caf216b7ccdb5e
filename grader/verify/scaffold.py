"""A new assignment: both folders, small, complete and right, so that an author changes what works instead of guessing."""

from __future__ import annotations

import keyword
import re
import secrets
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from grader.errors import UsageError
from grader.model import Lang
from grader.verify.stub import make_stub

FOLDER = Path(__file__).parent / "scaffold"
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
# The file that takes the name of the module; all others keep theirs.
REFERENCE = "reference.py.txt"
# Files of an assignment that have a meaning of their own.
OWN_NAMES = ("inputs", "test_hidden", "test_visible", "conftest", "grader")
KOREAN_HANDOUT = "README.ko.md.txt"
# In the scaffold's YAML: a text in both languages, and what stands there only for the second one.
_BOTH = re.compile(r"\{en: (\"[^\"]*\"|[^,{}\"]+), ko: [^{}]*\}")
_SECOND = re.compile(r"\n# What the suite says, in the other languages of the course\.\ntexts:\n.*", re.DOTALL)


def module_name(slug: str) -> str:
    """The name of the file that students hand in, without ``.py``: the slug as a Python name."""
    name = slug.replace("-", "_")
    return name if name.isidentifier() else f"task_{name}"


def write_assignment(course: Path, slug: str, languages: tuple[Lang, ...] = ("en",)) -> list[Path]:
    """Make ``assignments/<slug>`` and ``solutions/<slug>``; the files written. Korean texts only where they are asked for.

    Raises UsageError where either is there already, and for a name that cannot be one.
    """
    public, private = new_folders(course, slug)
    texts = {"slug": slug, "module": module_name(slug), "secret": secrets.token_hex(16)}
    files = {
        _target(path, public if path.is_relative_to(FOLDER / "public") else private, texts["module"]): _filled(path, texts)
        for path in sorted(FOLDER.rglob("*.txt"))
        if "ko" in languages or path.name != KOREAN_HANDOUT
    }
    if "ko" not in languages:
        files = {path: _in_english(text) if path.suffix == ".yaml" else text for path, text in files.items()}
    stub = f"{texts['module']}.py"
    files[public / stub] = make_stub(stub, files[private / stub])
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from error
    return sorted(files)


def new_folders(course: Path, slug: str, *, free: bool = True) -> tuple[Path, Path]:
    """The public and the private folder of an assignment to be. Raises UsageError as ``write_assignment`` does.

    ``free``: neither may be there yet.
    """
    if not _SLUG.match(slug):
        raise UsageError(
            f"{slug!r} cannot be the name of an assignment: use lower-case letters, digits, _ and -, with a letter or digit first"
        )
    _refuse_name_in_use(slug, module_name(slug))
    public, private = course / "assignments" / slug, course / "solutions" / slug
    for folder in (public, private):
        if free and folder.exists():
            raise UsageError(f"{folder} is there already; choose another name, or move it away")
    return public, private


def _refuse_name_in_use(slug: str, module: str) -> None:
    """A file of that name could not be imported, or would stand in the place of what suite and students import."""
    if keyword.iskeyword(module):
        what = f"{module!r} is a word of Python itself"
    elif module in sys.stdlib_module_names:
        what = f"{module!r} is a module of Python's own library"
    elif module in OWN_NAMES:
        what = f"{module}.py is a file that grader itself looks for"
    elif module in packages_distributions():
        what = f"{module!r} is a package that is installed here"
    else:
        return
    raise UsageError(
        f"{slug!r} cannot be the name: students would hand in {module}.py, and {what}; choose another, such as {slug}-exercise"
    )


def _in_english(text: str) -> str:
    """One of the scaffold's YAML files without its Korean texts: a text is one string then."""
    return _BOTH.sub(r"\1", _SECOND.sub("", text))


def _target(path: Path, folder: Path, module: str) -> Path:
    relative = Path(*path.relative_to(FOLDER).parts[1:])
    return folder / (f"{module}.py" if path.name == REFERENCE else relative.with_suffix(""))


def _filled(path: Path, texts: dict[str, str]) -> str:
    text = path.read_text(encoding="utf-8")
    for name, value in texts.items():
        text = text.replace("{" + name + "}", value)
    return text
