"""The limit that was reached, as a result names it."""

import pytest

from grader.model.limit import limit_parts, limit_text


@pytest.mark.parametrize(
    ("name", "most", "text", "shown"),
    [
        ("wall_s", 2.5, "wall_s = 2.5", "2.5"),
        ("wall_s", 5.0, "wall_s = 5", "5"),
        ("output_kb", 1_500_000, "output_kb = 1500000", "1500000"),
        ("parts", None, "parts", ""),
    ],
)
def test_a_limit_is_read_as_it_is_written(name: str, most: float | None, text: str, shown: str) -> None:
    """No digit of a whole number is rounded away."""
    assert limit_text(name, most) == text
    assert limit_parts(text) == (name, shown)


def test_no_limit_has_no_name() -> None:
    assert limit_parts("") == ("", "")
