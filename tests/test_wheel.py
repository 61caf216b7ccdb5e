"""The wheel, built and installed into an environment that holds nothing but what it declares, grades as the checkout does."""

import importlib.metadata
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import demo

ROOT = Path(__file__).parents[1]
COMMANDS = re.findall(r"^\$ (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
SAMPLE = ROOT / "solutions/rnn_bptt/samples/wrong_answer/time_axis_flipped.py"

pytestmark = pytest.mark.long


def run(command: list[str | Path], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": os.environ["PATH"], "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what is under version control, so that nothing lying about gets in."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "grader", source / "grader", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    options: list[str | Path] = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", out]
    done = run([sys.executable, "-m", "pip", "wheel", *options, source], out)
    assert done.returncode == 0, done.stderr
    return next(out.glob("grader-*.whl"))


def required(name: str, found: dict[str, importlib.metadata.Distribution]) -> None:
    """The distribution and, by its own declarations, everything that it needs on this machine; extras left out."""
    # packaging is what pip evaluates markers with; it is here because pytest needs it.
    from packaging.requirements import Requirement

    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return
    found[key] = distribution = importlib.metadata.distribution(name)
    for text in distribution.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            required(requirement.name, found)


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment: the wheel by pip, its declared dependencies as copies of the files installed here."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    done = run([sys.executable, "-m", "venv", "--without-pip", folder], folder.parent)
    assert done.returncode == 0, done.stderr
    python = folder / "bin/python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    done = run([*pip, "install", "--no-index", "--no-deps", wheel], folder.parent)
    assert done.returncode == 0, done.stderr
    (site,) = folder.glob("lib/python3*/site-packages")
    found: dict[str, importlib.metadata.Distribution] = {}
    required("grader", found)
    for name, distribution in found.items():
        for file in distribution.files or ():
            # With what is compiled of them: times are copied along, and a judge would compile all of it each time anew.
            if name != "grader" and ".." not in file.parts and Path(str(distribution.locate_file(file))).is_file():
                target = site / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(str(distribution.locate_file(file)), target)
    done = run([*pip, "check"], folder.parent)
    assert done.returncode == 0, done.stdout
    return python


def test_the_wheel_holds_what_the_package_reads(wheel: Path) -> None:
    """Templates, the mark of types, the licence; no course, no test."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "grader").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert data <= set(names)
    assert "grader/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"grader"}


def test_the_installed_grader_grades_as_the_checkout_does(python: Path, tmp_path: Path) -> None:
    """From another folder, without a home, with ``--course``: the same document, byte for byte."""
    home = tmp_path / "home"
    home.mkdir()
    documents = []
    for place, command in (("installed", [python.with_name("grader")]), ("checkout", [sys.executable, "-m", "grader"])):
        out = tmp_path / place
        arguments: list[str | Path] = ["grade", SAMPLE, "-a", "rnn_bptt", "--course", ROOT, "--sandbox", "process", "-o", out]
        folder = tmp_path if place == "installed" else ROOT
        done = run([*command, *arguments], folder, HOME=str(home))
        assert done.returncode == 0, done.stderr
        documents.append((out / "grade.json").read_bytes())
    assert documents[0] == documents[1]
    assert json.loads(documents[0])["verdict"] == "wrong_answer"
    assert list(home.iterdir()) == []


@pytest.mark.exhaustive
def test_the_commands_of_the_readme(python: Path, tmp_path: Path) -> None:
    """Each as it stands, in its order, beside the course and without the checkout; what run.py does, test_readme.py does."""
    for name in ("assignments", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    demo.make_class(demo.FIRST, tmp_path / "demo-out" / "class", leave_out=demo.WAITING, every=12)
    (tmp_path / "home").mkdir()
    typed = [shlex.split(command) for command in COMMANDS if not command.startswith("python3 run.py")]
    assert {words[0] for words in typed} == {"grader", "pytest"}
    for words in typed:
        command = [python.with_name("grader")] if words[0] == "grader" else [python, "-m", "pytest"]
        done = run([*command, *words[1:]], tmp_path, HOME=str(tmp_path / "home"), LANG="C.UTF-8")
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    assert len(list((tmp_path / "results/reports").glob("*.html"))) == len(list((tmp_path / "demo-out/class").iterdir()))
    assert (tmp_path / "one/report.html").exists()


def test_the_installed_grader_is_the_wheel(python: Path, tmp_path: Path) -> None:
    """Not the checkout by way of some path."""
    done = run([python, "-c", "import grader; print(grader.__file__)"], tmp_path)
    assert done.stdout.strip().startswith(str(python.parents[1]))
