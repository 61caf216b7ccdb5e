"""The limit that was reached, as a result names it: ``wall_s = 5``. Written and read in here, and nowhere else."""

from __future__ import annotations

_BETWEEN = " = "


def limit_text(name: str, most: float | None = None) -> str:
    """``most`` None: the assignment sets no number."""
    return name if most is None else f"{name}{_BETWEEN}{f'{most:g}' if isinstance(most, float) else most}"


def limit_parts(text: str) -> tuple[str, str]:
    """The name, and the number as it is shown; either may be empty."""
    name, _, most = text.partition(_BETWEEN)
    return name, most
