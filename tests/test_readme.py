"""README.md is true: every command in it is run, in its order, by a newcomer with a fresh copy and an empty home."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)


def fresh_copy(target: Path) -> Path:
    """What is tracked or about to be, as a clone would have it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def test_links_and_pictures_exist() -> None:
    """Whatever README.md points to in this repository is there."""
    targets = [target for target in re.findall(r"\]\(([^)#]+)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_example_is_the_assignment_that_ships() -> None:
    """The Python and YAML that README.md shows stand in solutions/rnn_bptt, but for shortened lists."""
    suite = (ROOT / "solutions/rnn_bptt/test_hidden.py").read_text(encoding="utf-8")
    rules = (ROOT / "solutions/rnn_bptt/grading.yaml").read_text(encoding="utf-8")
    (python,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    (yaml,) = re.findall(r"```yaml\n(.+?)```", README, re.DOTALL)
    kept = [line for line in python.splitlines() if "parametrize" not in line]
    assert kept
    assert [line for line in kept if line not in suite] == []
    assert [line for line in yaml.splitlines() if " ".join(line.split()) not in " ".join(rules.split())] == []


@pytest.mark.exhaustive
@pytest.mark.long(seconds=240)
def test_a_newcomer_types_the_commands(tmp_path: Path) -> None:
    """python3 run.py demo first, which sets everything up; then each command as it stands, all of them exit 0."""
    assert "python3 run.py demo" in COMMANDS
    assert "python3 run.py test" in COMMANDS
    copy = fresh_copy(tmp_path / "grader")
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": f"{copy / '.venv/bin'}{os.pathsep}{os.environ['PATH']}", "HOME": str(home), "LANG": "C.UTF-8"}
    for command in COMMANDS:
        if command == "python3 run.py test":  # this is what is running right now
            continue
        words = shlex.split(command)
        words[0] = sys.executable if words[0] == "python3" else words[0]
        done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, timeout=900, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert len(list((copy / "results/reports").glob("*.html"))) == len(list((copy / "demo-out/class").iterdir()))
    assert (copy / "one/report.html").exists()
