"""Text that would differ from run to run, made the same on every run: addresses in memory, and folders of ours. Pure.

On the student's side for what honest code prints and raises; on the judge's once more, since a worker is not believed.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"\bat 0x[0-9A-Fa-f]{6,}")


def without_addresses(text: str) -> str:
    """``<object at 0x7f3c...>`` names the object, and the place that it lies at is nobody's business."""
    return _ADDRESS.sub("at 0x...", text) if "at 0x" in text else text


def without_folder(text: str, folder: str) -> str:
    """Paths below the folder that student code starts in, as they would be written there."""
    return text.replace(folder, ".") if folder and folder in text else text
