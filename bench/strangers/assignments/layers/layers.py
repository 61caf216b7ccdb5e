"""Layers."""


def affine_forward(x, w, b):
    # TODO
    pass


def affine_backward(dout, cache):
    # TODO
    pass


def relu_forward(x):
    # TODO
    pass


def relu_backward(dout, cache):
    # TODO
    pass


def batchnorm_forward(x, gamma, beta, bn_param):
    # TODO
    pass


def batchnorm_backward(dout, cache):
    # TODO
    pass


def layernorm_forward(x, gamma, beta, ln_param):
    # TODO
    pass


def layernorm_backward(dout, cache):
    # TODO
    pass


def conv_forward_naive(x, w, b, conv_param):
    # TODO
    pass


def conv_backward_naive(dout, cache):
    # TODO
    pass


def max_pool_forward_naive(x, pool_param):
    # TODO
    pass


def max_pool_backward_naive(dout, cache):
    # TODO
    pass
