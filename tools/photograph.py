"""A page as a picture, by Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSER = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


def browser() -> str | None:
    """Where it is; says so where it is not."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        print("run.py: no Chromium was found; install chromium (Debian: sudo apt install chromium)", file=sys.stderr)
    return found


def photograph(page: Path, size: str, target: Path) -> None:
    """``size``: of the window, as ``width,height``."""
    with tempfile.TemporaryDirectory() as profile:
        command = [browser() or "", *BROWSER, f"--user-data-dir={profile}", f"--window-size={size}"]
        command += [f"--screenshot={target}", page.as_uri()]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
    print(f"written: {target}")
