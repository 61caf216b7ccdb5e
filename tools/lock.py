"""``python3 run.py lock``: resolve pyproject.toml for all Pythons and platforms, with hashes and without addresses.

Run by any Python, before there is a .venv: what is locked is what .venv is made of.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.environment import LOCK, ROOT, clean_environment

OPTIONS = ("--quiet", "--universal", "--generate-hashes", "--all-extras", "--python-version", "3.11", "--no-header",
           "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--no-config")  # fmt: skip


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        tools, backend, out = Path(scratch, "tools"), Path(scratch, "backend.in"), Path(scratch, "out")
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        subprocess.run([str(tools / "bin" / "pip"), "install", "--quiet", "uv"], check=True, env=clean_environment())
        backend.write_text("\n".join(project["build-system"]["requires"]) + "\n")
        out.write_text(LOCK.read_text())  # what is locked stays, where nothing asks for something else
        command = [
            str(tools / "bin" / "uv"),
            "pip",
            "compile",
            *OPTIONS,
            "pyproject.toml",
            str(backend),
            "-o",
            str(out),
            *sys.argv[1:],
        ]
        subprocess.run(command, check=True, cwd=ROOT, env=clean_environment())
        LOCK.write_text(out.read_text())
    print(f"written: {LOCK}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
