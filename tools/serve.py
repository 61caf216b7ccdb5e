"""``python3 run.py serve``: the web application on this machine, with the course that ships, and people to sign in as."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.sampleclass import fill

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "serve-out"


def main(arguments: Sequence[str]) -> int:
    fill(ROOT, SERVED)
    command = [sys.executable, "-m", "grader", "serve", "--course", str(ROOT), "--data", str(SERVED), "--sandbox", "auto"]
    return subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
