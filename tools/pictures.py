"""``python3 run.py pictures``: photograph the demo's pages for README.md. Needs chromium.

``pictures located`` photographs what docs/feedback.md shows, of the files in docs/located.
"""

from __future__ import annotations

import sys

from tools import located
from tools.demo import DEMO, ROOT
from tools.photograph import browser, photograph

# What README.md shows: the page, the window, and where the picture goes.
PICTURES = (
    ("reports/*_sum_not_mean.html", "900,820", "docs/report.png"),
    ("index.html", "900,900", "docs/class.png"),
)


def main() -> int:
    if sys.argv[1:2] == ["located"]:
        return located.main()
    if browser() is None:
        return 1
    for pattern, size, target in PICTURES:
        page = next(iter(sorted(DEMO.glob(pattern))), None)
        if page is None:
            print(f"run.py: {DEMO / pattern} is not there; run python3 run.py demo first", file=sys.stderr)
            return 1
        photograph(page, size, ROOT / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
