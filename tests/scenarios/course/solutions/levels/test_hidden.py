"""One case a level, all on the same function."""

import pytest


def scaled(check, rng):
    check.scale(rng.normal(size=3), 4.25)


@pytest.mark.points(2, hint="Times, not plus.", question="scale")
@pytest.mark.reveal("none")
def test_none(check, rng):
    """A hidden title."""
    scaled(check, rng)


@pytest.mark.points(2, hint="Times, not plus.", question="scale")
@pytest.mark.reveal("verdict")
@pytest.mark.parametrize("secret", [4.25])
def test_verdict(check, rng, secret):
    """scale() multiplies (verdict)."""
    scaled(check, rng)


@pytest.mark.points(2, hint="Times, not plus.", question="scale")
@pytest.mark.reveal("message")
@pytest.mark.parametrize("secret", [4.25])
def test_message(check, rng, secret):
    """scale() multiplies (message)."""
    scaled(check, rng)


@pytest.mark.points(2, hint="Times, not plus.", question="scale")
@pytest.mark.reveal("values")
def test_values(check, rng):
    """scale() multiplies (values)."""
    scaled(check, rng)


@pytest.mark.points(2, hint="Times, not plus.", question="scale")
def test_counterexample(check, rng):
    """scale() multiplies (counterexample)."""
    scaled(check, rng)
