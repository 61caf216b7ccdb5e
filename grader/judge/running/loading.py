"""How a submission gets into a worker: as it is; where that does not end, salvaged; where that does not end either, with more care.

An exception at top level needs no ladder: the worker salvages the file itself. This is for what only a clock can stop.
"""

from __future__ import annotations

from dataclasses import replace

from grader.model import Limits, Note, Verdict
from grader.sandbox.protocol import NO_OWN, Files, Loaded, Own, StudentProcess, StudentStoppedError
from grader.sandbox.slot import Slot

# The share of load_s that each mode may take; see grader.sandbox.inside.salvage for what the modes leave out.
SHARES = (0.4, 0.4, 0.2)
# What a statement at top level may have brought about, so that leaving it out is worth a try.
TRIED_AGAIN = (Verdict.TIME_LIMIT, Verdict.OUTPUT_LIMIT, Verdict.MEMORY_LIMIT, Verdict.CRASHED)


def load_files(
    slot: Slot,
    files: Files,
    stub: Files = (),
    provided: Files = (),
    own: Own = NO_OWN,
    *,
    limits: Limits,
    mode: int = 0,
    waiting: StudentProcess | None = None,
) -> tuple[StudentProcess, Loaded, int]:
    """A worker with the files loaded, and the mode in which that succeeded; start there the next time.

    ``waiting``: a worker that has loaded nothing. Raises StudentError, or StudentStoppedError as the last mode ended.
    """
    # A notebook is salvaged from the start, so that the first two modes are one.
    scripts = any(name.endswith(".py") for name, _ in files)
    attempts = [each for each in range(mode, len(SHARES)) if each != 1 or scripts or mode == 1]
    notes: tuple[Note, ...] = ()
    for attempt in attempts:
        worker = waiting if waiting is not None and waiting.alive else slot.worker()
        try:
            loaded = worker.load(files, stub, provided, own, timeout_s=limits.load_s * SHARES[attempt], mode=attempt)
            return worker, replace(loaded, notes=notes + loaded.notes), attempt
        except StudentStoppedError as error:
            # Whoever forges messages is not helped to be graded.
            if attempt == attempts[-1] or error.stop.verdict not in TRIED_AGAIN or error.stop.forged:
                raise
            notes = notes or (
                Note("not_ended", file=files[0][0] if len(files) == 1 else "", detail=error.stop.limit or error.stop.detail),
            )
    raise AssertionError("unreachable")
