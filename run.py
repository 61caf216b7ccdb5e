#!/usr/bin/env python3
"""Sets everything up and tests it: ``python3 run.py test``. Needs nothing but Python 3.11 and venv.

    python3 run.py demo          grade a sample class of each assignment into demo-out/; the first page within a minute
    python3 run.py serve [ARGS]  the web application with this course and a few students; ARGS go to grader serve
    python3 run.py test [ARGS]   set up, then format, lint, types and tests; ARGS go to pytest
    python3 run.py test --all    also what is too long for each gate, and every proof; the result goes to docs/gate.md
    python3 run.py verify [SLUG ...]   prove the assignments that ship; what was proven and has not changed is not proven again
    python3 run.py bench [ARGS]  throughput and memory, side by side with a loop over pytest; --help says more
    python3 run.py bench-isolation [ROUNDS]   what a worker costs at each level of isolation
    python3 run.py bench-fuzz [ARGS]   hostile frames against the judge's side of the wire, a million of them; --help says more
    python3 run.py bench-hostile [KIND ...]   what values made to be costly cost the judge, in seconds and megabytes
    python3 run.py bench-feedback [SLUG ...]   how often a report says what is wrong
    python3 run.py bench-web [ARGS]  a class that hands in to a server while it grades, its queue and its page; --help says more
    python3 run.py setup         only make .venv
    python3 run.py pictures [located]   take the pictures of README.md from demo-out/, or of docs/feedback.md (needs chromium)
    python3 run.py lock [ARGS]   bring requirements.lock up to pyproject.toml; --upgrade moves every package to its newest version

Standard library only. It also has to be readable by a Python that is too old, to say so in one sentence.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("grader needs Python 3.11 or newer; this is %d.%d. Run it as: python3.11 run.py" % sys.version_info[:2])

import contextlib
import difflib
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence

from tools.environment import PYTHON, ROOT, SetupError, clean_environment, setup

CI = os.environ.get("CI") == "true"

PROCESSES = str(min(8, (os.cpu_count() or 1) + 3))
TYPES = ("mypy",)
# The gate: every step runs, whatever became of the others.
STEPS = (
    ("format", ("ruff", "format", "--check", "--quiet", ".")),
    ("lint", ("ruff", "check", "--quiet", ".")),
    # Each file on one process, for what its tests share; three processes more than cores, since many a test waits for a limit.
    ("tests", ("pytest", "--numprocesses", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder")),
)
# What takes more than a few seconds is left out of the ordinary loop, which has samples of it; what takes minutes, of each gate.
CHOSEN = {"loop": "not long and not exhaustive", "gate": "not exhaustive and not sample", "all": "not sample"}
# Said where it is waited for, so that what makes the gate long can be seen.
SLOWEST = ("--durations=40", "--durations-min=1")
PROGRAMS = {
    "demo": "tools.demo",
    "pictures": "tools.pictures",
    "serve": "tools.serve",
    "bench-web": "bench.webload",
    "verify": "tools.proofs",
    "bench": "bench",
    **{f"bench-{name}": f"bench.{name}" for name in ("feedback", "fuzz", "isolation", "hostile")},
}


def main(arguments: Sequence[str]) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    commands = ("demo", "test", "setup", "lock", *PROGRAMS)
    if name not in commands:
        near = difflib.get_close_matches(name, commands, n=1, cutoff=0.4)
        if name and name not in ("-h", "--help"):
            hint = f"; did you mean {near[0]!r}?" if near else ""
            print(f"run.py knows no command {name!r}{hint}", file=sys.stderr)
        print((__doc__ or "").strip(), file=sys.stderr)
        return 0 if name in ("-h", "--help") else 2
    os.environ["GRADER_DEMO_STARTED"] = str(time.time())
    try:
        if name == "lock":  # which .venv is made of
            return subprocess.run([sys.executable, "-m", "tools.lock", *rest], cwd=ROOT, check=False).returncode
        setup()
        if name == "test":
            return test(rest)
        return run_python(["-m", PROGRAMS[name], *rest]) if name in PROGRAMS else 0
    except SetupError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run.py: interrupted; run the same command again to go on", file=sys.stderr)
        return 130


def test(arguments: Sequence[str]) -> int:
    """The one gate."""
    extra = [each for each in arguments if each != "--all"]
    which = "all" if "--all" in arguments else "gate" if CI else "loop"
    steps = dict(STEPS)
    beside: dict[str, Sequence[str]] = {"types": TYPES}
    if which == "all":
        os.environ.setdefault("GRADER_KILL_ROUNDS", "20")
    if not extra:
        steps["tests"] += ("-m", CHOSEN[which], *(SLOWEST if which != "loop" else ()))
        if which == "gate":
            beside["verify"] = ("tools.proofs", "--sample")
        elif which == "all":
            steps["verify"] = ("tools.proofs",)  # one on each core
    steps["tests"] += tuple(extra)
    results = []
    with contextlib.ExitStack() as stack:
        others = {name: stack.enter_context(running(command)) for name, command in beside.items()}
        for name, command in steps.items():
            print(f"== {name}", flush=True)
            started = time.monotonic()
            code = run_python(["-m", *command])
            results.append(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)")
        for name, wait in others.items():
            print(f"== {name}", flush=True)
            results.append(f"{'ok    ' if wait() == 0 else 'FAILED'} {name} (beside the others)")
    print("", *results, sep="\n")
    if which == "all" and not extra:
        keep(results)
    return 1 if any(line.startswith("FAILED") for line in results) else 0


def keep(results: Sequence[str]) -> None:
    """In docs/gate.md, below its last heading: when everything was run, and what came of it."""
    page = ROOT / "docs" / "gate.md"
    text, heading, _ = page.read_text(encoding="utf-8").partition("## The last run of everything\n")
    lines = "".join(f"    {line}\n" for line in results)
    page.write_text(f"{text}{heading}\n{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores:\n\n{lines}", encoding="utf-8")


@contextlib.contextmanager
def running(command: Sequence[str]) -> Iterator[Callable[[], int]]:
    """A step of one processor, beside tests that keep all busy. What comes waits for it, prints what it said, and has its code."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen([str(PYTHON), "-m", *command], cwd=ROOT, env=clean_environment(), stdout=said, stderr=said) as process,
    ):

        def wait() -> int:
            code = process.wait()
            said.seek(0)
            print(said.read().decode("utf-8", "replace"), end="")
            return code

        yield wait


def run_python(arguments: Sequence[str]) -> int:
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=clean_environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
