#!/usr/bin/env python3
"""Sets everything up and runs it: ``python3 run.py demo``, ``python3 run.py test``. Needs nothing but Python 3.11 and venv.

    python3 run.py demo          grade a sample class of each assignment into demo-out/
    python3 run.py serve [ARGS]  the web application with this course and a few students; ARGS go to grader serve
    python3 run.py test [ARGS]   set up, then format, lint, types and tests; ARGS go to pytest
    python3 run.py bench [ARGS]  throughput and memory, side by side with a loop over pytest; --help says more
    python3 run.py bench-isolation [ROUNDS]   what a worker costs at each level of isolation
    python3 run.py bench-fuzz [ARGS]   hostile frames against the judge's side of the wire, a million of them; --help says more
    python3 run.py bench-hostile [KIND ...]   what values made to be costly cost the judge, in seconds and megabytes
    python3 run.py bench-web [STUDENTS] [SECONDS]   a class that hands in to a server while two judges grade
    python3 run.py verify        prove every assignment that ships (part of the gate where CI=true)
    python3 run.py setup         only make .venv
    python3 run.py pictures      take the pictures of README.md from demo-out/ (needs chromium)
    python3 run.py bench-feedback [SLUG ...]   how often a report says what is wrong
    python3 run.py lock          write requirements.lock anew from pyproject.toml

Standard library only. It also has to be readable by a Python that is too old, to say so in one sentence.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("grader needs Python 3.11 or newer; this is %d.%d. Run it as: python3.11 run.py" % sys.version_info[:2])

import contextlib
import difflib
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "grader-setup.stamp"
DEMO = ROOT / "demo-out"
DEMO_MARK = DEMO / ".made-by-run.py"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

PROCESSES = str(min(8, (os.cpu_count() or 1) + 1))
# The gate: every step runs, whatever became of the others.
STEPS = (
    ("format", ("ruff", "format", "--check", "--quiet", ".")),
    ("lint", ("ruff", "check", "--quiet", ".")),
    ("types", ("mypy",)),
    # Each file on one process, for what its tests share; one process more than cores, since many a test waits for a limit.
    ("tests", ("pytest", "--numprocesses", PROCESSES, "--dist", "loadfile", "--no-loadscope-reorder")),
)
# Said in CI, so that what makes the gate long can be seen where it runs.
SLOWEST = ["--durations=25", "--durations-min=1"]

VERIFY = ("grader", "verify")


class SetupError(Exception):
    """What is missing, in one sentence, with what to install."""


def main(arguments):
    commands = {
        "demo": demo,
        "serve": serve,
        "test": test,
        "verify": verify,
        "bench": measured("bench"),
        "bench-feedback": measured("bench.feedback"),
        "bench-web": measured("bench.webload"),
        "bench-fuzz": measured("bench.fuzz"),
        "bench-isolation": measured("bench.isolation"),
        "bench-hostile": measured("bench.hostile"),
        "setup": lambda _: setup(),
        "lock": lambda _: lock(),
        "pictures": pictures,
    }
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name not in commands:
        near = difflib.get_close_matches(name, commands, n=1, cutoff=0.4)
        if name and name not in ("-h", "--help"):
            hint = f"; did you mean {near[0]!r}?" if near else ""
            print(f"run.py knows no command {name!r}{hint}", file=sys.stderr)
        print(__doc__.strip(), file=sys.stderr)
        return 0 if name in ("-h", "--help") else 2
    try:
        return commands[name](rest) or 0
    except SetupError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("run.py: interrupted; run the same command again to go on", file=sys.stderr)
        return 130


# What its reader meets first: its class page and reports lie in demo-out/ itself, those of the others in demo-out/<slug>/.
FIRST = "rnn_bptt"
# Samples that only wait for a limit; the first assignment shows what becomes of them.
WAITING = ("time_limit", "output_limit")


def demo(_):
    """Grade a class of each assignment, made of its own samples and mistakes; one page leads to all of them."""
    setup()
    if DEMO.exists() and not DEMO_MARK.exists():
        raise SetupError(f"{DEMO} is there already and was not made by the demo; move it away and run this again")
    shutil.rmtree(DEMO, ignore_errors=True)
    DEMO.mkdir()
    DEMO_MARK.write_text("The demo removes this folder and makes it again.\n")
    slugs = [FIRST, *sorted(path.name for path in (ROOT / "solutions").iterdir() if path.is_dir() and path.name != FIRST)]
    for slug in slugs:
        folder = DEMO / "class" if slug == FIRST else DEMO / "classes" / slug
        folder.mkdir(parents=True)
        every = 1 if slug == FIRST else 2
        make_class(ROOT / "solutions" / slug, f"{slug}.py", folder, leave_out=() if slug == FIRST else WAITING, every=every)
    grader = ("-m", "grader", "batch", "-o", str(DEMO), "--sandbox", "auto")
    for which in ((str(DEMO / "class"), "-a", FIRST), (str(DEMO / "classes"),)):
        code = run_python([*grader, *which])
        if code not in (0, 4):
            return code
    print(f"\nThe page of the whole course:    {DEMO / 'course.html'}")
    print("The first class is whole; of the others, samples that only wait for a limit and every second mistake are left out.")
    print(f"The reports of the sample class: {DEMO / 'reports'}\nThe page of the class:           {DEMO / 'index.html'}")
    return 0


SERVED = ROOT / "serve-out"


def serve(arguments):
    """The web application on this machine, with the course that ships, and people to sign in as."""
    setup()
    code = run_python(["-m", "bench.sampleclass", str(ROOT), str(SERVED)])
    command = ["-m", "grader", "serve", "--course", str(ROOT), "--data", str(SERVED), "--sandbox", "auto"]
    return code or run_python([*command, *arguments])


def make_class(solution, file, folder, leave_out=(), every=1):
    """A made-up class: a student for each sample, and one for each mistake, or every second one, put over the reference."""
    reference = (solution / file).read_bytes()
    samples = [path for path in sorted(solution.glob("samples/*/*.py")) if path.parent.name not in leave_out]
    files = [(path, path.read_bytes()) for path in samples]
    # A mistake holds only what differs; standing last, its functions are the ones that count.
    files += [(path, reference + b"\n\n" + path.read_bytes()) for path in sorted(solution.glob("mistakes/*.py"))[::every]]
    for number, (path, content) in enumerate(files, 1):
        (folder / f"s{number:03d}_{path.stem}.py").write_bytes(content)
    return len(files)


# What README.md shows: the page, the window, and where the picture goes.
PICTURES = (
    ("reports/*_sum_not_mean.html", "900,820", "docs/report.png"),
    ("index.html", "900,900", "docs/class.png"),
)
BROWSER = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip


def pictures(_):
    """Photograph the demo's pages."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        raise SetupError("no Chromium was found to take pictures with; install chromium (Debian: sudo apt install chromium)")
    for pattern, size, target in PICTURES:
        page = next(iter(sorted(DEMO.glob(pattern))), None)
        if page is None:
            raise SetupError(f"{DEMO / pattern} is not there; run python3 run.py demo first")
        with tempfile.TemporaryDirectory() as profile:
            command = [browser, *BROWSER, f"--user-data-dir={profile}", f"--window-size={size}"]
            command += [f"--screenshot={ROOT / target}", page.as_uri()]
            subprocess.run(command, check=True, timeout=120, capture_output=True)
        print(f"written: {ROOT / target}")


def test(arguments):
    """The one gate."""
    setup()
    results = []
    proofs = [("verify", VERIFY)] if os.environ.get("CI") == "true" and not arguments else []
    for name, command in (*STEPS, *proofs):
        print(f"== {name}", flush=True)
        extra = list(arguments) if name == "tests" else []
        if name == "tests" and not arguments:
            extra = SLOWEST if os.environ.get("CI") == "true" else ["-m", "not long"]
        started = time.monotonic()
        code = run_python(["-m", *command, *extra])
        results.append((name, code, time.monotonic() - started))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.1f} s)")
    return 1 if any(code for _, code, _ in results) else 0


def verify(arguments):
    """Every assignment that ships proves itself, as it would for its author. Minutes, so not in the ordinary loop."""
    setup()
    return run_python(["-m", *VERIFY, *arguments])


def measured(module):
    """A command that measures; the figures and their reasons are in docs/performance.md."""

    def command(arguments):
        setup()
        return run_python(["-m", module, *arguments])

    return command


def setup():
    """Make .venv as the lock file says. A second time it only compares a stamp, and compiles what was edited."""
    make_environment()
    # Judges and student processes write no bytecode, so without this each of them would compile our modules for itself.
    run_python(["-m", "compileall", "-q", str(ROOT / "grader")])


def make_environment():
    wanted = stamp()
    if is_ready(wanted):
        return
    with one_at_a_time():
        if is_ready(wanted):  # another run made it meanwhile
            return
        print("setting up .venv (once; a minute or so) ...", file=sys.stderr, flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
        install(["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK)])
        # The build backend is in the lock, so that building the checkout itself fetches nothing.
        install(["--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
        STAMP.write_text(wanted)


def stamp():
    """What a set-up depends on."""
    whole = hashlib.sha256()
    for part in (LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), os.fsencode(ROOT)):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def is_ready(wanted):
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted


def make_venv():
    done = subprocess.run(
        # Not sys.executable, which is gone by now where this runs with .venv active.
        [sys._base_executable, "-m", "venv", str(VENV)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(missing_venv(done.stdout + done.stderr))


def missing_venv(said):
    """The sentence for a Python that cannot make virtual environments."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if "ensurepip" in said or "No module named venv" in said:
        return f"this Python cannot make virtual environments; install {package} (Debian, Ubuntu: sudo apt install {package})"
    return f"making {VENV} failed: {said.strip()[-500:]}"


def install(arguments):
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    environment = clean_environment() | {"PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(failed_install(done.stdout + done.stderr))


def failed_install(said):
    """The sentence for an installation that failed, with the end of what pip said."""
    tail = "\n".join(said.strip().splitlines()[-8:])
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in said:
        return f"a package is not the one that requirements.lock names, so nothing was installed:\n{tail}"
    if any(word in said for word in ("NewConnectionError", "ConnectionError", "No matching distribution", "Temporary failure")):
        return f"the packages of requirements.lock could not be fetched; is there a network that pip may use?\n{tail}"
    return f"pip could not install requirements.lock:\n{tail}"


def clean_environment():
    """The caller's environment without what would lead Python to other libraries."""
    unwanted = (
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONSTARTUP",
        "__PYVENV_LAUNCHER__",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_TARGET",
        "PIP_USER",
    )
    return {key: value for key, value in os.environ.items() if key not in unwanted}


def run_python(arguments):
    return subprocess.run([str(PYTHON), *arguments], cwd=ROOT, env=clean_environment(), check=False).returncode


@contextlib.contextmanager
def one_at_a_time():
    """Two runs at once must not make one .venv."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"grader-setup-{os.getuid()}-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def lock():
    """Resolve pyproject.toml for all Pythons and platforms, with hashes and without addresses."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        tools = Path(scratch, "tools")
        subprocess.run([sys.executable, "-m", "venv", str(tools)], check=True)
        subprocess.run([str(tools / "bin" / "pip"), "install", "--quiet", "uv"], check=True, env=clean_environment())
        backend = Path(scratch, "backend.in")
        backend.write_text("\n".join(project["build-system"]["requires"]) + "\n")
        command = [
            str(tools / "bin" / "uv"),
            "pip",
            "compile",
            "--quiet",
            "--universal",
            "--generate-hashes",
            "--all-extras",
        ]
        command += [
            "--python-version",
            "3.11",
            "--no-header",
            "--no-annotate",
            "--no-emit-index-url",
            "--no-emit-find-links",
        ]
        command += ["--no-config", "pyproject.toml", str(backend), "-o", str(Path(scratch, "out"))]
        subprocess.run(command, check=True, cwd=ROOT, env=clean_environment())
        LOCK.write_text(Path(scratch, "out").read_text())
    print(f"written: {LOCK}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
