"""What runs inside a judge process: load one assignment, open one slot, collect the suite once, then grade on demand.

Started by ``grader.judge.launcher``: forked, or executed as ``python -P -m grader.judge.process``; nothing else should.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import AssignmentError, GraderError, JudgeError
from grader.judge.channel import Channel, Pulse
from grader.judge.grade import encoded, grade, outline
from grader.judge.running.handouts import provided_data
from grader.judge.suite import Suite, run_suite
from grader.model import Verdict
from grader.model.codecs import CASES, SUBMISSION
from grader.reading.course import load_assignment
from grader.sandbox import launcher, machine
from grader.sandbox.level import plan
from grader.sandbox.slot import Slot

# What a suite may need beyond the judge's own size, whatever a student returned: a number for a length must not eat the machine.
SUITE_MB = 2048

# What a process does with its collected suite: the channel, the suite, the slot.
Answer = Callable[[Channel, Suite, Slot], None]


def main(answer: Answer | None = None) -> None:
    """Serve one assignment until the command hangs up; ``answer`` for a process that answers more than submissions."""
    # The command decides when to stop; a ctrl-C meant for it must not tear a case in two.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_command()
    channel = _take_over_pipes()
    try:
        _serve(channel, channel.receive(), answer or _answer)
    except GraderError as error:
        problems = list(getattr(error, "problems", (str(error),)))
        channel.send({"error": type(error).__name__, "problems": problems})
    except Exception:  # noqa: BLE001  # whatever it is, the command has to hear of it, and this process ends
        channel.send({"error": JudgeError.__name__, "problems": [traceback.format_exc()]})


def _die_with_command() -> None:
    """A judge in the middle of a case does not look at its pipe, so the kernel has to end it. Elsewhere the pipe must do."""
    if sys.platform == "linux":
        from grader.sandbox.confine import kernel

        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _take_over_pipes() -> Channel:
    """Keep the two pipes for messages, so that nothing that a suite prints or reads can get between them."""
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return Channel(reading, writing)


def _serve(channel: Channel, order: dict[str, Any], answer: Answer) -> None:
    assignment = load_assignment(Path(order["course"]).resolve(), order["slug"], private=order["private"])
    machine.take_over(order["tried"])
    isolation = plan(order["sandbox"], tuple(Path(path) for path in order["hidden_paths"]), assignment.limits)
    with Slot(assignment.limits, isolation, provided_data(assignment)) as slot:
        if assignment.provides:
            # The reference opens data files by the same relative names as students do.
            os.chdir(assignment.public)

        def body(suite: Suite) -> None:
            # Read again now that the suite is collected: what was edited in between would be graded under a wrong name.
            now = load_assignment(Path(order["course"]).resolve(), order["slug"], private=order["private"])
            if now.digest != assignment.digest or order["digest"] not in ("", assignment.digest):
                raise AssignmentError(f"{assignment.slug}: the assignment was changed while it was being graded; start again")
            answer(channel, suite, slot)

        run_suite(assignment, slot, body, feedback=order["feedback"])


def _answer(channel: Channel, suite: Suite, slot: Slot) -> None:
    _limit_memory(max(SUITE_MB, 4 * suite.assignment.limits.memory_mb))

    def ask() -> bytes | None:
        channel.send({"awaits": "examples"})
        content: bytes | None = channel.receive()["examples"]
        return content

    drawn = suite.share_examples(ask)
    faults = dict(suite.prove(Pulse(channel).beat))
    blank = CASES.dump_json(outline(suite.cases, Verdict.SKIPPED))
    channel.send({"ready": blank, "level": slot.level, "warning": slot.warning, "faults": faults, "examples": drawn()})
    while True:
        try:
            order = channel.receive()
        except JudgeError:  # the command is gone, and so is the reason to be here
            return
        channel.send(graded(channel, suite, slot, order))


def graded(channel: Channel, suite: Suite, slot: Slot, order: dict[str, Any]) -> dict[str, Any]:
    """The answer to a submission."""
    submission = SUBMISSION.validate_python(order["submission"])
    result, content = encoded(grade(suite, submission, sandbox=slot.level, on_case=Pulse(channel).beat))
    return {"grade": content, "verdict": result.verdict.value, "withheld": result.points is None}


def _limit_memory(more_mb: int) -> None:
    """From here on: a MemoryError in the suite, which is laid at its door or the student's like any other exception."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return  # no /proc, no measure of what there is already
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = pages * resource.getpagesize() + (more_mb << 20)
    # Only the soft limit: the student processes, which inherit it, set theirs themselves.
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def run(answer: Answer | None = None) -> NoReturn:
    """The whole life of the process."""
    main(answer)
    launcher.stop()
    # pytest and the suite may have left threads behind; what had to be said was said.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    run()
