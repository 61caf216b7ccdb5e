"""docs/scale.md is true: its commands are typed, each on its machine, with a folder in the place of each machine."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from grader.sandbox.machine import reason_against
from tests.classes import published

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
MACHINES = ("desk", "first", "second")
COMMANDS = re.findall(rf"^({'|'.join(MACHINES)})\$ (.+)$", TEXT, re.MULTILINE)
WORKER = next(command for machine, command in COMMANDS if command.startswith("dask worker"))
WHY = (sys.platform != "linux" and "it takes Linux") or (reason_against("full") and reason_against("landlock"))
# A program of dask, or a class, on a machine that does much else.
PATIENCE_S = 300.0

# What a network would do: copy a file to the folder that stands for the machine.
SCP = """#!/bin/bash
target="${!#}"
cp -- "${@:1:$#-1}" "$MACHINES/${target%%:*}/${target#*:}"
"""


@dataclass
class Network:
    """Three folders for three machines, one loopback for the network between them."""

    folder: Path
    port: int
    exports: list[str] = field(default_factory=list)
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def type(self, machine: str, command: str) -> None:
        """As it stands, but for the port, and the one name that no server here resolves. What serves is left to itself."""
        command = command.replace("desk:8786", f"127.0.0.1:{self.port}").replace("--port 8786", f"--port {self.port}")
        if command.startswith("export "):
            self.exports.append(command)
            return
        whole = "\n".join([*self.exports, f"exec {command}" if command.startswith("dask") else command])
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DASK_", "GRADER_"))}
        environment |= {
            "PATH": os.pathsep.join((str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])),
            "MACHINES": str(self.folder),
            "HOME": str(self.folder / machine),
            "TMPDIR": str(self.folder / machine),
        }
        log = self.folder / f"{machine}{len(self.servers)}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                ["bash", "-euc", whole],
                cwd=self.folder / machine,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        if command.startswith("dask"):
            self.servers.append(process)
            self.wait_for(log, r"Scheduler at:" if "scheduler" in command else r"Registered to:")
        else:
            assert process.wait(PATIENCE_S) == 0, f"{command}\n{log.read_text(errors='replace')}"

    def wait_for(self, log: Path, said: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not re.search(said, text := log.read_text(errors="replace")):
            assert time.monotonic() < end, text
            time.sleep(0.1)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    for name in (*MACHINES, "bin"):
        (tmp_path / name).mkdir()
    for name, script in (("scp", SCP), ("nproc", "#!/bin/sh\necho 1\n")):
        (tmp_path / "bin" / name).write_text(script)
        (tmp_path / "bin" / name).chmod(0o755)
    with socket.socket() as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    made = Network(tmp_path, port)
    yield made
    for process in reversed(made.servers):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    for process in made.servers:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.exhaustive
@pytest.mark.long(seconds=120)
@pytest.mark.skipif(bool(WHY), reason=f"workers grade at --sandbox strict only: {WHY}")
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl, which is not installed")
def test_a_teacher_types_the_commands(network: Network) -> None:
    """Certificates, scheduler, workers, class, in that order; what comes out is what one machine gives."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    desk = network.folder / "desk"
    for part in ("assignments", "solutions"):
        shutil.copytree(ROOT / part / "rnn_bptt", desk / part / "rnn_bptt")
    (desk / "class").mkdir()
    reference = (ROOT / "solutions/rnn_bptt/rnn_bptt.py").read_text(encoding="utf-8")
    stub = (ROOT / "assignments/rnn_bptt/rnn_bptt.py").read_text(encoding="utf-8")
    for student, source in {"kim": reference, "lee": stub, "park": "def (\n"}.items():
        (desk / "class" / f"{student}.py").write_text(source, encoding="utf-8")
    for machine, command in COMMANDS:
        network.type(machine, command)
    assert "2 workers with 2 judges" in "".join(path.read_text(errors="replace") for path in network.folder.glob("desk*.log"))
    assert not (network.folder / "first/cluster/ca.key").exists()
    network.type("desk", "grader batch class -a rnn_bptt -o here -j 1")
    assert published(desk / "results") == published(desk / "here")
    network.type("desk", "grader regrade results --executor dask:tls://desk:8786")


def test_the_document_says_what_to_type() -> None:
    """Every step of it is there for the test above: nothing is indented away or renamed."""
    assert [machine for machine, command in COMMANDS if command.startswith("dask worker")] == ["first", "second"]
    for start in ("openssl x509", "scp", "dask scheduler", "export", "grader batch"):
        assert any(machine == "desk" and command.startswith(start) for machine, command in COMMANDS), start
    targets = re.findall(r"\]\(#([^)]+)\)", TEXT)
    headings = {re.sub(r"[^a-z0-9 -]", "", line.lower()).strip().replace(" ", "-") for line in re.findall(r"^#+ (.+)$", TEXT, re.M)}
    assert targets
    assert [target for target in targets if target not in headings] == []


def test_recipes_start_the_same_worker() -> None:
    """Slurm's script and Kubernetes' deployment give dask the options of the commands that are tested; only folders differ."""
    (script,) = re.findall(r"```bash\n(.+?)```", TEXT, re.DOTALL)
    assert subprocess.run(["bash", "-n"], input=script, text=True, timeout=60, check=False).returncode == 0
    (line,) = [line for line in script.splitlines() if "dask worker" in line]
    assert line.removeprefix("srun ").startswith(WORKER.replace("$(nproc)", "$SLURM_CPUS_PER_TASK"))
    (deployment,) = map(yaml.safe_load, re.findall(r"```yaml\n(.+?)```", TEXT, re.DOTALL))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    there = shlex.join(container["command"]).replace("/cluster/", "cluster/")
    assert there == WORKER.replace("$(nproc)", container["resources"]["limits"]["cpu"])
    (mount,) = container["volumeMounts"]
    assert mount["mountPath"] == "/cluster"
    assert mount["readOnly"]
