"""``python3 run.py pictures``: photograph the demo's pages for README.md. Needs chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile

from tools.demo import DEMO, ROOT

# What README.md shows: the page, the window, and where the picture goes.
PICTURES = (
    ("reports/*_sum_not_mean.html", "900,820", "docs/report.png"),
    ("index.html", "900,900", "docs/class.png"),
)
BROWSER = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("run.py: no Chromium was found; install chromium (Debian: sudo apt install chromium)", file=sys.stderr)
        return 1
    for pattern, size, target in PICTURES:
        page = next(iter(sorted(DEMO.glob(pattern))), None)
        if page is None:
            print(f"run.py: {DEMO / pattern} is not there; run python3 run.py demo first", file=sys.stderr)
            return 1
        with tempfile.TemporaryDirectory() as profile:
            command = [browser, *BROWSER, f"--user-data-dir={profile}", f"--window-size={size}"]
            command += [f"--screenshot={ROOT / target}", page.as_uri()]
            subprocess.run(command, check=True, timeout=120, capture_output=True)
        print(f"written: {ROOT / target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
