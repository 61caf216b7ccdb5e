"""Layers."""


def conv_forward_naive(x, w, b, conv_param):
    # TODO
    pass


def max_pool_forward_naive(x, pool_param):
    # TODO
    pass


def max_pool_backward_naive(dout, cache):
    # TODO
    pass


def batchnorm_forward(x, gamma, beta, bn_param):
    # TODO
    pass


def batchnorm_backward(dout, cache):
    # TODO
    pass


def affine_relu_forward(x, w, b):
    # TODO
    pass


def affine_relu_backward(dout, cache):
    # TODO
    pass


def softmax_loss(W, X, y, reg):
    # TODO
    pass


class SGD:
    # TODO
    pass


class RNN:
    # TODO
    pass


def shrink(x, step):
    # TODO
    pass


def spread(g, cache):
    # TODO
    pass


def decay(w, rate):
    # TODO
    pass
