"""docs/from-a-reference.md is true: its commands run in their order, and next year's class reads what this year's got wrong."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.warm import run_grader

PAGE = (Path(__file__).parents[2] / "docs" / "from-a-reference.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", PAGE, re.MULTILINE)
REFERENCE = re.findall(r"```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]
NOBODY_SAID = 'def f(x, y):\n    """F."""\n    return x.whatever + y\n'
WRONG = REFERENCE.replace("return powers / np.sum(powers)", "return {}")
# The same wrong values, written by two people in two ways; and a right one.
CLASS = {
    "kim": WRONG.format("minsu_share(powers)") + "\n\ndef minsu_share(own):\n    # Kim Minsu\n    return own / np.mean(own)\n",
    "lee": WRONG.format("powers / (np.sum(powers) / len(powers))"),
    "park": REFERENCE,
}


def grader(*words: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    ran = run_grader(words, cwd=cwd)
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page's first command was typed, which writes the assignment and proves it."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "reference.py").write_text(REFERENCE, encoding="utf-8")
    (folder / "course").mkdir()
    (folder / "course" / "assignments").mkdir()
    grader(*shlex.split(COMMANDS[0])[1:], cwd=folder)
    return folder


@pytest.mark.long(seconds=40)
def test_the_assignment_of_the_page_is_whole(written: Path) -> None:
    """It was proven by the command that wrote it; here that it is one that a person would hand out."""
    public, private = (written / "course" / kind / "attention" for kind in ("assignments", "solutions"))
    handout = (public / "README.md").read_text(encoding="utf-8")
    assert "array (n, d) of real numbers" in handout
    assert "`K`" in handout
    assert "TODO" in handout
    assert "np.exp" not in (public / "attention.py").read_text(encoding="utf-8")
    assert "import" not in re.sub(r"^import numpy as np$|^import pytest$", "", (public / "test_visible.py").read_text(), flags=re.M)
    hidden = (private / "test_hidden.py").read_text(encoding="utf-8")
    assert hidden.count("def test_") >= 2
    assert list((private / "mistakes").glob("*.py"))


@pytest.mark.exhaustive
def test_the_page_goes_on(written: Path) -> None:
    """Its other commands, which prove once more what was written, and hand it out."""
    for line in COMMANDS[1:]:
        grader(*shlex.split(line)[1:], cwd=written)


@pytest.mark.long(seconds=40)
def test_the_next_class_reads_what_this_one_got_wrong(written: Path) -> None:
    """A group's values become a mistake without anybody's name, and a third student who makes it is told."""
    for name, text in CLASS.items():
        (written / "class").mkdir(exist_ok=True)
        (written / "class" / f"{name}.py").write_text(text, encoding="utf-8")
    common = ("-a", "attention", "--course", "course", "--sandbox", "process", "-q")
    grader("batch", "class", *common, "-o", "results", cwd=written)
    told = grader("learn", "results", "--sandbox", "process", cwd=written)
    print(told.stdout)
    (learned,) = [json.loads(line) for line in told.stdout.splitlines()]
    assert learned["function"] == "weights"
    assert learned["students"] == 2
    private = written / "course" / "solutions" / "attention"
    text = (private / "mistakes" / f"{learned['mistake']}.py").read_text(encoding="utf-8")
    assert not re.search("kim|minsu|lee|park", text, re.IGNORECASE)
    grading = private / "grading.yaml"
    words = grading.read_text(encoding="utf-8")
    hint = f'  {learned["mistake"]}:\n    hint: "Divide by the sum."\n'
    grading.write_text(words.replace("mistakes:\n", f"mistakes:\n{hint}", 1), encoding="utf-8")
    (written / "later.py").write_text(WRONG.format("len(powers) * (powers / powers.sum())"), encoding="utf-8")
    grade = json.loads(grader("grade", "later.py", *common, "--json", cwd=written).stdout)
    known = {finding["name"] for case in grade["cases"] for finding in case["findings"] if finding["kind"] == "known_mistake"}
    assert learned["mistake"] in known
    assert not grader("learn", "results", "--sandbox", "process", cwd=written).stdout


@pytest.mark.long
def test_what_cannot_be_found_out_is_asked(tmp_path: Path) -> None:
    """With nobody at the terminal it says what to type, and writes nothing."""
    (tmp_path / "r.py").write_text(NOBODY_SAID, encoding="utf-8")
    ran = grader("new", "asked", "--from", "r.py", "--course", ".", "--sandbox", "process", cwd=tmp_path, code=3)
    assert "f.x" in ran.stderr
    assert "--arg" in ran.stderr
    assert not (tmp_path / "assignments").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--arg", "f.x"), "FUNCTION.NAME=WHAT"),
        (("--arg", "g.x=array (n,)"), "FUNCTION.NAME=WHAT"),
        (("--example", "g(1)"), "not a call of a function of this file"),
        (("--example", "f(1"), "is not Python"),
        (("--without", "g"), "defines no g"),
    ],
)
def test_an_option_that_means_nothing_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "r.py").write_text(NOBODY_SAID, encoding="utf-8")
    code = 3 if words[0] == "--without" else 2
    assert said in grader("new", "asked", "--from", "r.py", "--course", ".", *words, cwd=tmp_path, code=code).stderr
