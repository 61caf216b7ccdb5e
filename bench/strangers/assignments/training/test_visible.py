def test_there(student):
    """The functions are there."""
    assert student.softmax_loss
