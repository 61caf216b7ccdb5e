"""``python3 run.py verify [SLUG ...]``: every assignment that ships proves itself, as it would for its author.

That all nine points hold is kept, by digest of everything that they can hang on: the assignment's files, all of grader, the
packages, the interpreter. Only that is kept; what did not hold is proven again, and said again. ``--sample``: a few of the
assignments, for a gate that must not take long; ``run.py test --all`` proves all.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".venv" / "proofs"
# The longest first, so that no core is left alone with it at the end.
LONGEST = ("conv_backprop", "rnn_cell", "convolution", "gated_rnn")
SAMPLE = ("sequence_probability",)  # the one with the fewest mutants


def main(arguments: list[str]) -> int:
    """One assignment on each core: what one of them waits for, another one uses; one alone on all of them."""
    shipped = sorted(path.name for path in (ROOT / "assignments").iterdir() if path.is_dir())
    named = [each for each in arguments if each != "--sample"]
    wanted = named or (SAMPLE if "--sample" in arguments else sorted(shipped, key=lambda slug: (slug not in LONGEST, slug)))
    code = digest_of(files_below("grader"))
    cores = os.cpu_count() or 1
    jobs = max(1, cores // max(1, len(wanted)))
    with ThreadPoolExecutor(cores) as pool:
        return max(pool.map(lambda slug: proven(slug, code, jobs), wanted), default=0)


def proven(slug: str, code: str, jobs: int) -> int:
    mark = KEPT / digest_of(files_below(f"assignments/{slug}", f"solutions/{slug}"), code)
    if mark.exists():
        print(f"verify: {slug}: proven before, and nothing of it has changed", flush=True)
        return 0
    command = [sys.executable, "-m", "grader", "verify", slug, "-j", str(jobs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout + (done.stderr if done.returncode else ""), end="", flush=True)
    if done.returncode == 0:
        KEPT.mkdir(exist_ok=True)
        mark.touch()
    return done.returncode


def files_below(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def digest_of(files: Iterator[Path], *more: str) -> str:
    """Of names and contents, and of what every proof hangs on besides."""
    course = sorted(ROOT.glob("*.yaml"))
    whole = hashlib.sha256()
    for part in (*more, sys.version, platform.machine(), str(os.geteuid() == 0)):
        whole.update(f"{len(part)} {part}".encode())
    for path in (*files, *course, ROOT / "requirements.lock"):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(ROOT)} {len(content)} ".encode() + content)
    return whole.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
