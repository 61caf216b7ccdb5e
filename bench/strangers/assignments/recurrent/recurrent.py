"""Recurrent layers."""


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    # TODO
    pass


def rnn_step_backward(dnext_h, cache):
    # TODO
    pass


def rnn_forward(x, h0, Wx, Wh, b):
    # TODO
    pass


def rnn_backward(dh, cache):
    # TODO
    pass


def sigmoid(x):
    # TODO
    pass


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    # TODO
    pass


def word_embedding_forward(x, W):
    # TODO
    pass


def word_embedding_backward(dout, cache):
    # TODO
    pass


def temporal_softmax_loss(x, y, mask):
    # TODO
    pass
