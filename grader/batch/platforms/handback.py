"""What students get back: their reports and nothing else, packed as a platform takes them. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence

from grader.batch.platforms.results import Result
from grader.reading.submissions import file_name

# The zip format's own beginning of time, so that equal reports give equal zips.
MOMENT = (1980, 1, 1, 0, 0, 0)
_PARTICIPANT = re.compile(r"\d{1,18}")
# What no part of a name in a zip may hold; Moodle divides the name at underscores.
_UNSAFE = re.compile(r"[^\w.\- ]|_")


def folders(results: Sequence[Result], read: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """``<student>/report.html``."""
    for each in results:
        if each.report:
            yield f"{file_name(each.student)}/report.html", read(each.report)


def moodle_zip(results: Sequence[Result], read: Callable[[str], bytes]) -> tuple[bytes, tuple[str, ...]]:
    """For "Upload multiple feedback files in a zip": Moodle finds the participant by the number, whatever stands before it.

    Also those whose id is no participant's number, who are left out.
    """
    left_out = []
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in results:
            if not each.report:
                continue
            if not _PARTICIPANT.fullmatch(each.student):
                left_out.append(each.student)
                continue
            name = _UNSAFE.sub(" ", each.name).strip(" .") or "Participant"
            entry = zipfile.ZipInfo(f"{name}_{each.student}_assignsubmission_file/feedback.html", MOMENT)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, read(each.report))
    return memory.getvalue(), tuple(left_out)
