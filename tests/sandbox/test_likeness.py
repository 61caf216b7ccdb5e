"""Of which texts nothing but their statements decides what they do: no other file is the same program as one of the others."""

import ast

import pytest

from grader.sandbox.inside.likeness import spans_of

PLAIN = '''# Somebody, 20261130
import numpy as np


def outer(x, y):
    """The product of x {of one} with y: %s."""
    # not the sum
    if len(x) == 0:
        raise ValueError(f"nothing in {x.shape}")
    print(f"{x} and {y}")
    return np.outer(x, y).astype(np.float64).sum(axis=0, dtype="float64")


SCALE = 2.0
if __name__ == "__main__":
    print("%s" % str(outer))
'''


def test_the_lines_of_each_statement() -> None:
    """Comments and blank lines between them belong to none; those in a function are its own."""
    assert spans_of(PLAIN.encode(), ast.parse(PLAIN)) == [[2, 2], [5, 11], [14, 14], [15, 16]]
    decorated = "\n@staticmethod\n@property\ndef f(x):\n    return x\n"
    assert spans_of(decorated.encode(), ast.parse(decorated)) == [[2, 5]]


@pytest.mark.parametrize(
    "source", [b"# coding: latin-1\nx = 1\n", "\ufeffx = 1\n".encode(), b"#\n# -*- coding: cp1252 -*-\nx = 1\n"]
)
def test_other_encodings_have_no_twin(source: bytes) -> None:
    """What Python takes for other characters than everybody else."""
    assert spans_of(source, ast.parse(source)) is None
