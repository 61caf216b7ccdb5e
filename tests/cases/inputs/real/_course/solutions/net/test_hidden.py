"""Hidden."""

import numpy as np
import pytest

CONV = [
    (1, 1, 1, 1, 1, 1, 1, 1, 0), (2, 1, 1, 4, 4, 2, 2, 1, 0), (1, 3, 2, 5, 4, 3, 2, 1, 1), (3, 2, 4, 6, 7, 3, 3, 2, 1),
    (2, 2, 3, 7, 5, 2, 4, 2, 2), (2, 1, 2, 5, 6, 2, 2, 3, 0),
]  # fmt: skip
POOL = [(1, 1, 2, 2, 2, 2, 1), (2, 3, 4, 4, 2, 2, 2), (1, 2, 4, 6, 2, 2, 2), (2, 1, 6, 4, 3, 2, 1), (2, 2, 5, 7, 3, 3, 2), (1, 1, 6, 6, 2, 3, 3)]
BATCH = [(2, 1), (4, 3), (5, 2), (3, 3), (6, 4)]


def pool(rng, n, C, H, W, PH, PW, s):
    return rng.normal(size=(n, C, H, W)), {"pool_height": PH, "pool_width": PW, "stride": s}


@pytest.mark.points(1)
@pytest.mark.parametrize("n, C, F, H, W, KH, KW, s, p", CONV)
def test_conv(check, rng, n, C, F, H, W, KH, KW, s, p):
    """Convolution."""
    x, w, b = rng.normal(size=(n, C, H, W)), rng.normal(size=(F, C, KH, KW)), rng.normal(size=F)
    check.conv_forward_naive(x, w, b, {"stride": s, "pad": p})


@pytest.mark.points(1)
@pytest.mark.parametrize("sizes", POOL)
def test_pool(check, rng, sizes):
    """Pooling."""
    check.max_pool_forward_naive(*pool(rng, *sizes))


@pytest.mark.points(1, question="max_pool_backward_naive")
@pytest.mark.parametrize("n, C, H, W, PH, PW, s", POOL)
def test_pool_backward(check, student, rng, n, C, H, W, PH, PW, s):
    """Pooling, backward."""
    _, cache = student.max_pool_forward_naive(*pool(rng, n, C, H, W, PH, PW, s))
    check.max_pool_backward_naive(rng.normal(size=(n, C, (H - PH) // s + 1, (W - PW) // s + 1)), cache)


@pytest.mark.points(1)
@pytest.mark.parametrize("mode", ["train", "test"])
@pytest.mark.parametrize("n, d", BATCH)
def test_batchnorm(check, rng, n, d, mode):
    """Batch normalisation."""
    running = {"running_mean": rng.normal(size=d), "running_var": rng.uniform(1, 2, size=d)}
    check.batchnorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {"mode": mode, **running})


@pytest.mark.points(1, question="batchnorm_backward")
@pytest.mark.parametrize("n, d", BATCH)
def test_batchnorm_backward(student, check, rng, n, d):
    """Batch normalisation, backward."""
    _, cache = student.batchnorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {"mode": "train"})
    check.batchnorm_backward(rng.normal(size=(n, d)), cache)


@pytest.mark.points(1)
@pytest.mark.parametrize("n, d, m", [(1, 1, 1), (3, 4, 2), (2, 2, 2), (5, 3, 4)])
def test_affine(check, rng, n, d, m):
    """Affine layer and ReLU."""
    check.affine_relu_forward(rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m))


@pytest.mark.points(1, question="affine_relu_backward")
@pytest.mark.parametrize("n, d, m", [(1, 1, 1), (3, 4, 2), (2, 2, 2), (5, 3, 4), (4, 4, 4)])
def test_affine_backward(check, rng, n, d, m):
    """Affine layer and ReLU, backward."""
    _, cache = check.affine_relu_forward(rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m))
    check.affine_relu_backward(rng.normal(size=(n, m)), cache)


@pytest.mark.points(1)
@pytest.mark.parametrize("n, d, c, reg", [(1, 2, 2, 0.0), (4, 3, 5, 0.0), (6, 2, 3, 0.5), (3, 3, 3, 0.1), (5, 4, 2, 0.2)])
def test_softmax(check, rng, n, d, c, reg):
    """Softmax loss."""
    check.softmax_loss(rng.normal(size=(d, c)), rng.normal(size=(n, d)), rng.integers(0, c, size=n), reg)


@pytest.mark.points(1, question="SGD")
@pytest.mark.parametrize("n, m, lr, momentum", [(2, 3, 0.1, 0.9), (1, 4, 0.5, 0.5), (3, 3, 0.01, 0.0), (4, 2, 0.2, 0.7)])
def test_sgd(check, rng, n, m, lr, momentum):
    """SGD with momentum."""
    opt = check.SGD(lr, momentum)
    params = [rng.normal(size=(n, m))]
    for _ in range(2):
        params = opt.step(params, [rng.normal(size=(n, m))])


@pytest.mark.points(1, question="RNN")
@pytest.mark.parametrize("n, T, d, h", [(1, 1, 1, 1), (2, 3, 4, 2), (3, 4, 2, 3), (4, 2, 3, 3), (2, 5, 2, 2)])
def test_rnn(check, rng, n, T, d, h):
    """RNN."""
    model = check.RNN(rng.normal(size=(d, h)), rng.normal(size=(h, h)), rng.normal(size=h))
    model.predict(rng.normal(size=(n, T, d)))


@pytest.mark.points(1, question="RNN")
@pytest.mark.parametrize("n, T, d, h", [(2, 3, 4, 2), (3, 4, 2, 3), (4, 2, 3, 3)])
def test_rnn_fit(student, check, rng, n, T, d, h):
    """RNN after fit()."""
    model = student.RNN(rng.normal(size=(d, h)), rng.normal(size=(h, h)), rng.normal(size=h))
    X = rng.normal(size=(n, T, d))
    model.fit(X)
    check(model).predict(X)


@pytest.mark.points(1, question="shrink")
@pytest.mark.parametrize("n, m, step", [(2, 2, 2), (4, 4, 2), (6, 6, 2), (5, 7, 3), (4, 6, 2), (6, 3, 3), (5, 5, 1)])
def test_shrink(check, rng, n, m, step):
    """shrink() takes every step-th entry."""
    check.shrink(rng.normal(size=(n, m)), step)


@pytest.mark.points(1, question="spread")
@pytest.mark.parametrize("n, m, step", [(2, 2, 2), (4, 4, 2), (6, 6, 2), (5, 5, 2), (5, 7, 3), (4, 6, 2), (6, 3, 3), (5, 5, 1)])
def test_spread(student, check, rng, n, m, step):
    """spread() puts them back."""
    _, cache = student.shrink(rng.normal(size=(n, m)), step)
    check.spread(rng.normal(size=(-(-n // step), -(-m // step))), cache)


@pytest.mark.points(1, question="decay")
@pytest.mark.parametrize("n", [1, 3, 5])
def test_decay(check, rng, n):
    """decay() changes w in place."""
    check.decay(rng.normal(size=n), 0.25)
