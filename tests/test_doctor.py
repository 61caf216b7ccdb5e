"""grader doctor: what is there, what is missing, how to get it."""

import json
import sys

import pytest
from click.testing import CliRunner

from grader.cli import doctor
from grader.errors import SandboxError
from grader.sandbox import machine

ALL = [name for name, _, _ in (*doctor.LAYERS, *doctor.AS_ROOT)]


def told(monkeypatch: pytest.MonkeyPatch, missing: dict[str, str], *options: str) -> str:
    monkeypatch.setattr(doctor, "attempts", lambda names: {name: missing.get(name, "") for name in names})
    result = CliRunner().invoke(doctor.doctor, options)
    assert result.exit_code == 0, result.output
    return result.output


def test_on_this_machine() -> None:
    """Really tried: every layer has an answer, and so has each level."""
    result = CliRunner().invoke(doctor.doctor, ["--json"])
    assert result.exit_code == 0
    document = json.loads(result.output)
    assert document["schema"] == "grader/doctor/1"
    assert {layer["name"] for layer in document["layers"]} <= set(ALL)
    assert set(document["levels"]) == {"full", "landlock"}
    for level, found in document["levels"].items():
        assert found["available"] == (machine.reason_against(level) == "")


def test_everything_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is nothing to do."""
    output = told(monkeypatch, {})
    assert "level full: yes" in output
    assert "missing" not in output
    assert "isolated entirely" in output


def test_an_ubuntu_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Namespaces are blocked: the sysctl is named once, and what level landlock cannot do."""
    blocked = dict.fromkeys(("full", "mount_namespace", "small_root", "pid_namespace"), "Operation not permitted")
    output = told(monkeypatch, blocked)
    assert "level full: no: Operation not permitted" in output
    assert output.count("apparmor_restrict_unprivileged_userns=0") == 1
    assert "file_mb, threads" in output
    assert json.loads(told(monkeypatch, blocked, "--json"))["level"] == "landlock"


def test_an_old_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither level: strict runs refuse, and the way on is named."""
    nothing = dict.fromkeys((*ALL, "full", "landlock"), "Function not implemented")
    output = told(monkeypatch, nothing)
    assert "refuse" in output
    assert "--sandbox process" in output
    assert "6.7" in output
    document = json.loads(told(monkeypatch, nothing, "--json"))
    assert document["level"] == "process"
    assert all(layer["advice"] for layer in document["layers"])


@pytest.mark.parametrize(("system", "word"), [("darwin", "macOS"), ("win32", "wsl"), ("freebsd14", "Linux")])
def test_elsewhere(monkeypatch: pytest.MonkeyPatch, system: str, word: str) -> None:
    """Nothing is tried, nothing is promised."""
    monkeypatch.setattr(sys, "platform", system)
    found = machine.attempts(("full", "seccomp"))
    assert all(system in why for why in found.values())
    layers, levels = doctor.examine()
    assert not any(each.there for each in (*layers, *levels))
    assert word in layers[0].advice


def test_a_probe_that_dies_is_no_answer() -> None:
    """An attempt that is killed counts as failed, one that the probe does not know is an error of ours."""
    with pytest.raises(SandboxError, match="cannot be tried"):
        machine.attempts(("no such attempt",))
