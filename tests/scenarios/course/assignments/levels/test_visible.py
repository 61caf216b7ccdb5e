def test_one(student, near):
    """scale() multiplies."""
    assert student.scale(2.0, 3.0) == near(6.0)
