"""Layers: forward passes alone, backward passes with the same file's forward pass."""

import pytest

CONV = [
    (1, 1, 1, 3, 3, 2, 2, 1, 0), (2, 1, 1, 4, 4, 2, 2, 1, 0), (1, 3, 2, 5, 4, 3, 2, 1, 1), (3, 2, 4, 6, 7, 3, 3, 2, 1),
    (2, 2, 3, 7, 5, 2, 4, 2, 2),
]  # fmt: skip
POOL = [(1, 1, 2, 2, 2, 2, 1), (2, 3, 4, 4, 2, 2, 2), (1, 2, 4, 6, 2, 2, 2), (2, 1, 6, 4, 3, 2, 1), (2, 2, 5, 7, 3, 3, 2)]
BATCH = [(2, 1), (4, 3), (5, 2), (3, 3), (6, 4)]


def images(rng, n, C, F, H, W, KH, KW, s, p):
    return rng.normal(size=(n, C, H, W)), rng.normal(size=(F, C, KH, KW)), rng.normal(size=F), {"stride": s, "pad": p}


def pool(rng, n, C, H, W, PH, PW, s):
    return rng.normal(size=(n, C, H, W)), {"pool_height": PH, "pool_width": PW, "stride": s}


@pytest.mark.parametrize("shape, m", [((1, 1), 1), ((3, 4), 2), ((2, 2), 2), ((5, 3), 4), ((2, 3, 2), 3)])
def test_affine_forward(check, rng, shape, m):
    """Affine layer."""
    d = 1
    for size in shape[1:]:
        d *= size
    check.affine_forward(rng.normal(size=shape), rng.normal(size=(d, m)), rng.normal(size=m))


@pytest.mark.points(1, question="affine_backward")
@pytest.mark.parametrize("n, d, m", [(1, 1, 1), (3, 4, 2), (2, 2, 2), (5, 3, 4), (4, 4, 4)])
def test_affine_backward(student, check, rng, n, d, m):
    """Affine layer, backward."""
    _, cache = student.affine_forward(rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m))
    check.affine_backward(rng.normal(size=(n, m)), cache)


@pytest.mark.parametrize("n, d", BATCH)
def test_relu_forward(check, rng, n, d):
    """ReLU."""
    check.relu_forward(rng.normal(size=(n, d)))


@pytest.mark.points(1, question="relu_backward")
@pytest.mark.parametrize("n, d", BATCH)
def test_relu_backward(student, check, rng, n, d):
    """ReLU, backward."""
    _, cache = student.relu_forward(rng.normal(size=(n, d)))
    check.relu_backward(rng.normal(size=(n, d)), cache)


@pytest.mark.parametrize("mode", ["train", "test"])
@pytest.mark.parametrize("n, d", BATCH)
def test_batchnorm_forward(check, rng, n, d, mode):
    """Batch normalisation."""
    running = {"running_mean": rng.normal(size=d), "running_var": rng.uniform(1, 2, size=d)}
    check.batchnorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {"mode": mode, **running})


@pytest.mark.points(1, question="batchnorm_backward")
@pytest.mark.parametrize("n, d", BATCH)
def test_batchnorm_backward(student, check, rng, n, d):
    """Batch normalisation, backward."""
    _, cache = student.batchnorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {"mode": "train"})
    check.batchnorm_backward(rng.normal(size=(n, d)), cache)


@pytest.mark.parametrize("n, d", [(1, 2), (4, 3), (5, 2), (3, 3), (2, 5)])
def test_layernorm_forward(check, rng, n, d):
    """Layer normalisation."""
    check.layernorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {})


@pytest.mark.points(1, question="layernorm_backward")
@pytest.mark.parametrize("n, d", [(1, 2), (4, 3), (5, 2), (3, 3), (2, 5)])
def test_layernorm_backward(student, check, rng, n, d):
    """Layer normalisation, backward."""
    _, cache = student.layernorm_forward(rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=d), {})
    check.layernorm_backward(rng.normal(size=(n, d)), cache)


@pytest.mark.parametrize("n, C, F, H, W, KH, KW, s, p", CONV)
def test_conv_forward(check, rng, n, C, F, H, W, KH, KW, s, p):
    """Convolution."""
    check.conv_forward_naive(*images(rng, n, C, F, H, W, KH, KW, s, p))


@pytest.mark.points(1, question="conv_backward_naive")
@pytest.mark.parametrize("n, C, F, H, W, KH, KW, s, p", CONV)
def test_conv_backward(student, check, rng, n, C, F, H, W, KH, KW, s, p):
    """Convolution, backward."""
    _, cache = student.conv_forward_naive(*images(rng, n, C, F, H, W, KH, KW, s, p))
    check.conv_backward_naive(rng.normal(size=(n, F, (H + 2 * p - KH) // s + 1, (W + 2 * p - KW) // s + 1)), cache)


@pytest.mark.parametrize("sizes", POOL)
def test_pool_forward(check, rng, sizes):
    """Pooling."""
    check.max_pool_forward_naive(*pool(rng, *sizes))


@pytest.mark.points(1, question="max_pool_backward_naive")
@pytest.mark.parametrize("n, C, H, W, PH, PW, s", POOL)
def test_pool_backward(student, check, rng, n, C, H, W, PH, PW, s):
    """Pooling, backward."""
    _, cache = student.max_pool_forward_naive(*pool(rng, n, C, H, W, PH, PW, s))
    check.max_pool_backward_naive(rng.normal(size=(n, C, (H - PH) // s + 1, (W - PW) // s + 1)), cache)
