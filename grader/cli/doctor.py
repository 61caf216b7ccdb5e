"""``grader doctor``: what this machine can isolate, attempt by attempt, what is missing, and how to get it."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from grader.cli.streams import echo_json
from grader.sandbox.machine import attempts

# Name for programs, words for people, and what to do where it is missing.
LAYERS = (
    ("user_namespace", "user namespaces", "namespaces"),
    ("mount_namespace", "mount namespaces", "namespaces"),
    ("network_namespace", "network namespaces", "namespaces"),
    ("ipc_namespace", "IPC namespaces", "namespaces"),
    ("uts_namespace", "host name namespaces", "namespaces"),
    ("pid_namespace", "process namespaces", "namespaces"),
    ("small_root", "a root of its own (mount, pivot_root)", "namespaces"),
    ("landlock_version", "Landlock, version 4 or newer", "landlock"),
    ("seccomp", "a filter of system calls (seccomp)", "seccomp"),
    ("no_new_privs", "no new privileges", "seccomp"),
    ("rlimits", "limits on memory, time, files", "rlimits"),
)
AS_ROOT = (
    ("slot_uid", "a uid of their own for students", "slot_uid"),
    ("interpreter", "an interpreter that students' uid can read", "interpreter"),
)
LEVELS = ("full", "landlock")

ADVICE = {
    "namespaces": (
        "Ubuntu 23.10 and newer: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (to keep it: a line in "
        "/etc/sysctl.d/60-grader.conf). Old Debian: sudo sysctl kernel.unprivileged_userns_clone=1. Elsewhere: "
        "sudo sysctl user.max_user_namespaces=15000. In a container: docker run --security-opt seccomp=unconfined "
        "--security-opt apparmor=unconfined --security-opt systempaths=unconfined. Without namespaces level landlock will do, "
        "except for assignments with file_mb or threads"
    ),
    "landlock": (
        "it takes Linux 6.7 or newer, with landlock among the modules in /sys/kernel/security/lsm (boot parameter "
        "lsm=landlock,...); level full does without it"
    ),
    "seccomp": "grader has tables of system calls for x86-64 and aarch64, and needs a kernel with CONFIG_SECCOMP_FILTER",
    "rlimits": "something around this process forbids setting limits; ask whoever runs this machine",
    "slot_uid": "root without CAP_SETUID and CAP_SETGID cannot give students a uid; run grader as an ordinary user",
    "interpreter": (
        "level full shows students the interpreter all the same; for the other levels use a Python outside of closed folders "
        "(/usr/bin/python3), open the folder (chmod 755), or run grader as an ordinary user"
    ),
}
ELSEWHERE = {
    "darwin": "macOS has no such layers, nor what a student process needs: run grader on Linux, in a virtual machine",
    "win32": "Windows has no such layers, and no fork: use Linux under Windows (wsl --install), and run grader in there",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One layer: whether it is to be had here, else why not and what to do."""

    name: str
    words: str
    why: str
    advice: str

    @property
    def there(self) -> bool:
        return not self.why


@click.command()
@click.option("--json", "as_json", is_flag=True, envvar="GRADER_JSON", help="Print one JSON document on stdout.")
def doctor(*, as_json: bool) -> None:
    """Say what this machine can isolate student code from, and how to get what is missing.

    \b
    grader doctor
    """
    layers, levels = examine()
    if as_json:
        echo_json(_document(layers, levels))
        return
    for level in levels:
        click.echo(f"level {level.name}: {'yes' if level.there else 'no: ' + level.why}")
    click.echo(f"level process: {'yes' if hasattr(os, 'fork') else 'no: this system cannot fork'}\n")
    for layer in layers:
        click.echo(f"{'ok     ' if layer.there else 'missing'} {layer.words}{'' if layer.there else ': ' + layer.why}")
    memory = _memory_mb()
    click.echo(f"ok      {memory} MB of memory available" if memory is not None else "unknown how much memory is available")
    advice = dict.fromkeys(layer.advice for layer in layers if not layer.there)
    for text in advice:
        click.echo(f"\n- {text}.")
    click.echo(f"\n{_conclusion(levels)}")


def examine() -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Every layer, and the levels that are made of them, each tried in a process of its own."""
    wanted = (*LAYERS, *(AS_ROOT if _is_root() else ()))
    found = attempts([*(name for name, _, _ in wanted), *LEVELS])
    elsewhere = ELSEWHERE.get(sys.platform, "it takes Linux")
    layers = tuple(
        Finding(name, words, found[name], ADVICE[advice] if sys.platform == "linux" else elsewhere)
        for name, words, advice in wanted
    )
    return layers, tuple(Finding(name, f"level {name}", found[name], "") for name in LEVELS)


def _document(layers: tuple[Finding, ...], levels: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "schema": "grader/doctor/1",
        "system": sys.platform,
        "kernel": platform.release(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "root": _is_root(),
        "level": next((level.name for level in levels if level.there), "process" if hasattr(os, "fork") else None),
        "levels": {level.name: {"available": level.there, "why": level.why} for level in levels},
        "layers": [
            {"name": each.name, "available": each.there, "why": each.why, "advice": "" if each.there else each.advice}
            for each in layers
        ],
        "memory_mb": _memory_mb(),
    }


def _conclusion(levels: tuple[Finding, ...]) -> str:
    best = next((level.name for level in levels if level.there), "")
    if best == "full":
        return "Student code can be isolated entirely here: grader grade, batch and regrade work as they are."
    if best == "landlock":
        return (
            "Student code can be kept from files and network here: grader grade, batch and regrade work, except for assignments "
            "that grant students files or threads (file_mb, threads), which take level full."
        )
    return (
        "Student code cannot be kept from files and network here. grader grade, batch and regrade refuse; with --sandbox process "
        "they run, for files of people you trust. The result of a grade is safe either way."
    )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _memory_mb() -> int | None:
    """What could be given out without swapping."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")), None)
