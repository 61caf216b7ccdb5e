"""What is kept of a student's file holds nothing personal, and is found without running it."""

import ast
import json
from typing import Any

import pytest

from grader.verify.writing.reducer import library_words, names_in, words_in
from grader.verify.writing.reduction import reduced

REFERENCE = "import numpy as np\n\n\ndef loss(y, t):\n    return np.mean((y - t) ** 2)\n\n\ndef other(y):\n    return y\n"
KIM = '''
# Kim Minsu, 20231234
import numpy as np
import os
"""Homework of Kim Minsu"""
OWNER = "Kim Minsu"

def kim_minsu_power(values: "Kim"):
    """by kim"""
    kim_temp = {"kim": values, "n": len(values)}
    print("Kim was here")
    return np.sum(kim_temp["kim"] ** 2) / kim_temp["n"]

def other(y):
    return os.getcwd()

def loss(y, t):
    # kim
    return kim_minsu_power(y - t) + 0 * len(other(y))
'''


def of(text: str, *, file: str = "a.py", apart: tuple[str, ...] = ("loss", "other")) -> str:
    return reduced(file, text, "loss", sorted(names_in(REFERENCE)), sorted({*library_words(), *words_in(REFERENCE)}), list(apart))


def test_names_texts_and_comments_of_a_persons_own_are_gone() -> None:
    made = of(KIM)
    assert "kim" not in made.lower()
    assert "2023" not in made
    assert ast.parse(made)


def test_it_computes_what_the_student_computed() -> None:
    """The reference stands in for the other questions, so it is put behind it as a known mistake is."""
    space: dict[str, Any] = {}
    exec(REFERENCE + of(KIM), space)  # noqa: S102  # written in this file
    import numpy as np

    assert space["loss"](np.array([1.0, 2.0]), np.array([0.0, 0.0])) == 2.5
    assert "getcwd" not in of(KIM)


@pytest.mark.parametrize(
    "text",
    [
        "def loss(y, t):\n    return y.kim_minsu\n",
        "def loss(y, t):\n    return (y - t) * 20231234\n",
        "def lose(y, t):\n    return y\n",
        "loss = lambda y, t: y\n",
        "def loss(y, t:\n",
        "def loss(y, t):\n    return " + "(" * 5000 + "y" + ")" * 5000 + "\n",
        "",
    ],
    ids=["an attribute", "a long number", "another function", "no function", "no Python", "nested", "empty"],
)
def test_what_cannot_be_had_without_something_personal_is_not_had(text: str) -> None:
    assert of(text) == ""


def test_a_notebook_is_read_without_its_magics() -> None:
    cells = [
        {"cell_type": "markdown", "source": "Kim"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import numpy as np\n"]},
        {"cell_type": "code", "source": "this is no Python"},
        {"cell_type": "code", "source": "def loss(y, t):\n    return np.sum(y - t)\n"},
    ]
    assert "np.sum(y - t)" in of(json.dumps({"cells": cells}), file="a.ipynb")
