"""``python3 run.py demo``: a class of each assignment, made of its own samples and mistakes, graded into demo-out/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "demo-out"
MARK = DEMO / ".made-by-run.py"
# What its reader meets first: its class page and reports lie in demo-out/ itself, those of the others in demo-out/<slug>/.
FIRST = "rnn_bptt"
# Samples that only wait for a limit; the first assignment shows what becomes of them.
WAITING = ("time_limit", "output_limit")
WITHHELD = 4
MOST_KB = 150  # of a report


def main() -> int:
    """The first class at once, so that there is something to look at while the others are graded."""
    # When run.py was called, setting up included.
    started = float(os.environ.get("GRADER_DEMO_STARTED", time.time()))
    if DEMO.exists() and not MARK.exists():
        print(f"run.py: {DEMO} is there already and was not made by the demo; move it away and run this again", file=sys.stderr)
        return 1
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    MARK.write_text("The demo removes this folder and makes it again.\n")
    make_class(FIRST, DEMO / "class")
    if code := graded(str(DEMO / "class"), "-a", FIRST):
        return code
    print(f"\nThe first class is there after {time.time() - started:.0f} seconds; the other assignments' classes follow.")
    print(f"The page of the class:           {DEMO / 'index.html'}")
    print(f"The reports of the class:        {DEMO / 'reports'}\n", flush=True)
    for solution in sorted((ROOT / "solutions").iterdir()):
        if solution.is_dir() and solution.name != FIRST:
            make_class(solution.name, DEMO / "classes" / solution.name, leave_out=WAITING, every=2)
    if code := graded(str(DEMO / "classes")):
        return code
    print(f"\nThe page of the whole course:    {DEMO / 'course.html'}")
    print("The first class is whole; of the others, samples that only wait for a limit and every second mistake are left out.")
    return check_sizes(DEMO)


def check_sizes(folder: Path) -> int:
    """A report is mailed and opened on a phone: 1 where one of them is too large."""
    sizes = {path: path.stat().st_size for path in folder.rglob("reports/*.html")}
    largest = max(sizes, key=sizes.__getitem__)
    named = largest.relative_to(folder)
    print(f"The largest of {len(sizes)} reports:      {sizes[largest] / 1000:.0f} kB, {named}; at most {MOST_KB} kB")
    return 0 if sizes[largest] <= 1000 * MOST_KB else 1


def graded(*which: str) -> int:
    command = [sys.executable, "-m", "grader", "batch", "-o", str(DEMO), "--sandbox", "auto", *which]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    return 0 if code == WITHHELD else code


def make_class(slug: str, folder: Path, leave_out: Sequence[str] = (), every: int = 1) -> int:
    """A made-up class: a student for each sample, and one for each mistake, or every second one, put over the reference."""
    folder.mkdir(parents=True)
    solution = ROOT / "solutions" / slug
    reference = (solution / f"{slug}.py").read_bytes()
    samples = [path for path in sorted(solution.glob("samples/*/*.py")) if path.parent.name not in leave_out]
    files = [(path, path.read_bytes()) for path in samples]
    # A mistake holds only what differs; standing last, its functions are the ones that count.
    files += [(path, reference + b"\n\n" + path.read_bytes()) for path in sorted(solution.glob("mistakes/*.py"))[::every]]
    for number, (path, content) in enumerate(files, 1):
        (folder / f"s{number:03d}_{path.stem}.py").write_bytes(content)
    return len(files)


if __name__ == "__main__":
    sys.exit(main())
