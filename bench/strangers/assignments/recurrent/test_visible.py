def test_there(student):
    """The functions are there."""
    assert student.rnn_step_forward
