"""Compiled templates are kept, and never taken for those of another text."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from grader.report.compiled import CompiledTemplates


class Compiling(Environment):
    """Knows how many templates it compiled. Its own cache of templates is off."""

    compiled = 0

    def _generate(self, *args: object, **kwargs: object) -> str:
        self.compiled += 1
        return super()._generate(*args, **kwargs)  # type: ignore[arg-type]  # handed on


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # a flag of Python's
    (tmp_path / "settings.py").write_text("autoescape = True\n")
    (tmp_path / "a.j2").write_text("{{ x }} apples")
    return tmp_path


def rendered(folder: Path) -> tuple[str, int]:
    """As another process would, and how many templates that one would compile. A new name of the settings is read anew."""
    made = Compiling(
        loader=FileSystemLoader(folder), bytecode_cache=CompiledTemplates(folder, folder / "settings.py"), cache_size=0
    )
    return made.get_template("a.j2").render(x=3), made.compiled


def test_the_next_process_compiles_nothing(folder: Path) -> None:
    assert rendered(folder) == ("3 apples", 1)
    assert rendered(folder) == ("3 apples", 0)


def test_another_text_is_compiled(folder: Path) -> None:
    """And what was kept of the one before is gone."""
    rendered(folder)
    (folder / "a.j2").write_text("{{ x }} pears")
    assert rendered(folder) == ("3 pears", 1)
    assert rendered(folder) == ("3 pears", 0)
    assert len(list((folder / "__pycache__").iterdir())) == 1


def test_other_settings_compile_anew(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    rendered(folder)
    other = tmp_path_factory.mktemp("other") / "settings.py"
    other.write_text("autoescape = False\n")
    made = Compiling(loader=FileSystemLoader(folder), bytecode_cache=CompiledTemplates(folder, other), cache_size=0)
    made.get_template("a.j2")
    assert made.compiled == 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b"N", b"i\x01\x00\x00\x00"])
def test_what_is_broken_is_compiled_anew(folder: Path, content: bytes) -> None:
    rendered(folder)
    (kept,) = (folder / "__pycache__").iterdir()
    kept.write_bytes(content)
    assert rendered(folder) == ("3 apples", 1)
    assert rendered(folder) == ("3 apples", 0)


def test_where_nothing_can_be_written(folder: Path) -> None:
    """A file stands where the folder would be: each process compiles for itself."""
    (folder / "__pycache__").write_text("")
    assert [rendered(folder), rendered(folder)] == [("3 apples", 1)] * 2


def test_nothing_is_written_where_python_may_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == ("3 apples", 1)
    assert not (folder / "__pycache__").exists()
