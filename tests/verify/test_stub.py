"""The stub is made of the reference, and nothing of the solution is left in it."""

import pytest

from grader.errors import AssignmentError
from grader.verify.stub import leaked_lines, make_stub

TWO = '''class Layer:
    def forward(self, x):
        """Doc."""
        y = x
        ### BEGIN SOLUTION
        y = y * self.weight + 1
        ### END SOLUTION
        if x:
            ### BEGIN SOLUTION
            y = -y
            z = y
            ### END SOLUTION
        return y

    def size(self):
        ### BEGIN SOLUTION
        return 3
        ### END SOLUTION
'''


def test_several_regions_at_their_own_depth() -> None:
    """Regions of methods and branches become TODOs there; a block that would be empty says aloud that it is."""
    assert (
        make_stub("work.py", TWO)
        == '''class Layer:
    def forward(self, x):
        """Doc."""
        y = x
        # TODO
        if x:
            # TODO
            raise NotImplementedError
        return y

    def size(self):
        # TODO
        raise NotImplementedError
'''
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def f():\n    ### BEGIN SOLUTION\n    return 1\n", "work.py:2: ### BEGIN SOLUTION without an ### END SOLUTION after it"),
        ("x = 1\n### END SOLUTION\n", "work.py:2: ### END SOLUTION without a ### BEGIN SOLUTION before it"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n", "inside of the region that begins in line 1"),
        ("def f():\n    ### BEGIN SOLUTION\n    x = 1\n### END SOLUTION\n", "work.py:4: ### END SOLUTION is not indented as"),
        ("x = (1 +\n### BEGIN SOLUTION\n2)\n### END SOLUTION\n", "let a region hold whole statements"),
    ],
)
def test_markers_that_do_not_fit(text: str, words: str) -> None:
    """What is wrong with the markers is said with the line."""
    with pytest.raises(AssignmentError) as caught:
        make_stub("work.py", text)
    assert words in str(caught.value)


def test_a_line_of_the_solution_is_found_again() -> None:
    """With other spacing, in a comment, in another file; what says nothing on its own is no leak."""
    public = "#   y=y*self.weight+1\nreturn 3\ny  =  y * self.weight + 1  \n"
    assert [number for number, _ in leaked_lines("work.py", TWO, public)] == [1, 3]


def test_a_stub_that_returns_nothing_says_that_it_is_one() -> None:
    """Where no value is missing, doing nothing would pass wherever nothing is to be done."""
    body = '    """Doc."""\n    ### BEGIN SOLUTION\n    x[:] = 0{}\n    ### END SOLUTION\n'
    assert make_stub("work.py", "def f(x):\n" + body.format("")).endswith('"""Doc."""\n    # TODO\n    raise NotImplementedError\n')
    assert make_stub("work.py", "def f(x):\n" + body.format("\n    return x")).endswith('"""Doc."""\n    # TODO\n')
