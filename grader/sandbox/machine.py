"""What this machine can isolate, found by trying in a process of its own (``grader.sandbox.confine.probe``). Outside."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import grader
from grader.errors import SandboxError
from grader.model import Limits
from grader.sandbox.scratch import Scratch
from grader.sandbox.slotuid import take_uid
from grader.sandbox.visible import visible

PROBE_S = 60.0
BOOT = (
    "import sys,json;order=json.loads(sys.argv[1]);sys.path.insert(0,order['source'])\n"
    "from grader.sandbox.confine import probe;probe.main(order)"
)


def attempts(names: Sequence[str]) -> dict[str, str]:
    """Each attempt and why it failed; empty where it worked. Raises SandboxError where the probe itself does not run."""
    if sys.platform != "linux":
        return dict.fromkeys(names, f"{sys.platform} has no such thing; it takes Linux")
    shown = visible(("numpy",))
    uid = take_uid() if os.geteuid() == 0 else None
    try:
        with contextlib.closing(Scratch("probe")) as root:
            order = {
                "attempts": list(names),
                "source": str(Path(grader.__file__).parent.parent),
                "limits": dataclasses.asdict(Limits()),
                "slot_uid": uid.uid if uid else None,
                "root": root.path,
                "bound": shown.paths,
                "masked": shown.masked,
                "private": [],
                "interpreter": [sysconfig.get_path("stdlib"), os.path.realpath(sys.executable)],
            }
            command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", BOOT, json.dumps(order)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_S, cwd="/", check=True)
                return {name: str(why) for name, why in json.loads(done.stdout).items()}
            except subprocess.CalledProcessError as error:
                raise SandboxError(f"this machine's isolation cannot be tried: {error.stderr.strip()}") from error
            except (subprocess.TimeoutExpired, ValueError) as error:
                raise SandboxError(f"this machine's isolation cannot be tried: {error}") from error
    finally:
        if uid is not None:
            uid.close()


# Why a level cannot be had here; empty where it can.
_tried: dict[str, str] = {}


def reason_against(level: str) -> str:
    """Why the level cannot be had here; empty where it can. Tried once in a process, unless it was told."""
    if level not in _tried:
        _tried[level] = attempts((level,))[level]
    return _tried[level]


def tried() -> Mapping[str, str]:
    """What this process has tried so far, for those that it starts."""
    return dict(_tried)


def take_over(found: Mapping[str, str]) -> None:
    """What whoever started this process has tried a moment ago, on this machine. A slot tries for itself what a level keeps out."""
    _tried.update(found)
