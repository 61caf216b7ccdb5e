"""How a submission gets into a worker: as it is; where that does not end, salvaged; where that does not end either, with more care.

An exception at top level needs no ladder: the worker salvages the file itself. This is for what only a clock can stop.
"""

from __future__ import annotations

from grader.model import Limits, Verdict
from grader.sandbox.slot import Slot
from grader.sandbox.student import Files, Loaded, StudentProcess, StudentStoppedError

# The share of load_s that each mode may take; see grader.sandbox.salvage for what the modes leave out.
SHARES = (0.5, 0.3, 0.2)
# What a statement at top level may have brought about, so that leaving it out is worth a try.
TRIED_AGAIN = (Verdict.TIME_LIMIT, Verdict.OUTPUT_LIMIT, Verdict.MEMORY_LIMIT, Verdict.CRASHED)


def load_files(slot: Slot, files: Files, stub: Files, limits: Limits, mode: int = 0) -> tuple[StudentProcess, Loaded, int]:
    """A worker with the files loaded, and the mode in which that succeeded; start there the next time.

    Raises StudentError, or StudentStoppedError as the last mode ended.
    """
    for attempt in range(mode, len(SHARES)):
        worker = slot.worker()
        try:
            return worker, worker.load(files, stub, timeout_s=limits.load_s * SHARES[attempt], mode=attempt), attempt
        except StudentStoppedError as error:
            last = attempt == len(SHARES) - 1
            # Whoever forges messages is not helped to be graded.
            if last or error.stop.verdict not in TRIED_AGAIN or "protocol" in error.stop.detail:
                raise
    raise AssertionError("unreachable")
