"""Functions of texts are explained as those of arrays are."""

from grader.judge.explain.fresh import fresh_inputs, neighbours
from grader.judge.explain.inputs import Input


def test_inputs_are_made_of_texts_beside_numbers() -> None:
    """A number that happens to be a text's length is no size of an array: nothing grows with it, and nothing breaks."""
    known = [Input((text, count), {}) for text, count in (("abababcd", 2), ("mississippi", 3), ("ab", 2), ("zyzyxwxw", 1))]
    made = list(fresh_inputs(known, 60))
    assert len(made) == 60
    assert {type(each.args[0]) for each in made} == {str}
    assert len({each.args[1] for each in made}) > 1
    assert all(type(each.args[0]) is str for given in known for each in neighbours(given, known))
