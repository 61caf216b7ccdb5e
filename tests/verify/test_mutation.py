"""Mutants: every kind of change is made, none twice, under ids that outlive edits elsewhere."""

import ast

import pytest

from grader.reading.yamlfile import parse_yaml
from grader.verify.mutants import Mutant, Seen, mutants_of
from grader.verify.sizes import size_sites
from grader.verify.splice import Source


def made(body: str, sizes: dict[tuple[str, int, int], tuple[object, ...]] | None = None) -> list[Mutant]:
    text = "import numpy as np\n\n\ndef f(x, w, n=2):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    return list(mutants_of([("work.py", text)], Seen(sizes=sizes or {})))


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ("return x + w", ("operator", "x - w")),
        ("return x + w", ("term left out", "x")),
        ("return x - w", ("operands swapped", "w - x")),
        ("return x @ w", ("transpose", "x.T @ w")),
        ("return x.T", ("transpose left out", "x")),
        ("return x < w", ("comparison", "x <= w")),
        ("return x < w", ("comparison", "x > w")),
        ("return x and w", ("operator", "x or w")),
        ("return -x", ("sign", "x")),
        ("return not x", ("negation left out", "x")),
        ("return 0.5 * x", ("constant", "1.5")),
        ("return 0.5 * x", ("sign", "(-0.5)")),
        ("return x[1]", ("index", "2")),
        ("return x[n]", ("index", "x[n - 1]")),
        ("return x[n - 1]", ("index", "x[n]")),
        ("return x[n, w]", ("indices swapped", "x[w, n]")),
        ("return x[1:n]", ("slice bound", "x[1:n + 1]")),
        ("return x[1:]", ("slice bound", "x[1:-1]")),
        ("return x[1:]", ("slice bound", "x[:]")),
        ("return x[::2]", ("slice step", "x[:]")),
        ("return [i for i in range(n)]", ("range bound", "range(1, n)")),
        ("return [i for i in range(n)]", ("range bound", "range(n - 1)")),
        ("return list(range(n, 0, -1))", ("range direction", "range(1, n + 1)")),
        ("return np.sum(x, axis=0)", ("axis", "np.sum(x, axis=1)")),
        ("return np.sum(x, axis=0)", ("axis", "np.sum(x)")),
        ("return np.sum(x, keepdims=True)", ("keepdims", "np.sum(x)")),
        ("return np.sum(x)", ("neighbour", "np.mean(x)")),
        ("return x.max()", ("neighbour", "x.argmax()")),
        ("return np.log(x)", ("neighbour", "np.log10(x)")),
        ("return np.dot(x, w)", ("neighbour", "np.multiply(x, w)")),
        ("return np.dot(x, w)", ("argument order", "np.dot(w, x)")),
        ("return np.zeros(n, dtype=float)", ("dtype", "np.zeros(n)")),
        ("return np.zeros(n)", ("dtype", "np.zeros(n, dtype=int)")),
        ("return x.astype(float)", ("dtype", "x")),
        ("return x.copy()", ("copy left out", "x")),
        ("return x if w else n", ("condition", "x")),
        ("x += w\nreturn x", ("assigned, not added", "x = w")),
        ("x += w\nreturn x", ("statement left out", "pass")),
        ("x[0] = w\nreturn x", ("statement left out", "pass")),
        ("for i in x:\n    w += i\nreturn w", ("loop left out", "pass")),
        ("if x:\n    return w\nreturn n", ("branch", "True")),
        ("return x, w", ("results swapped", "return (w, x)")),
        ("return x, w", ("result twice", "return (x, x)")),
        ("a, b = x\nreturn a / b", ("unpacked in another order", "b, a = x")),
        ("return x[n : n + w]", ("end counted from behind", "n:-n")),
        ("return x[: len(x) - n]", ("end counted from behind", ":-n")),
        ("return x / (w + n)", ("place of a term", "x / w + n")),
        ("return np.sqrt(x + n)", ("place of a term", "np.sqrt(x) + n")),
        ("return np.sum(x) + n", ("place of a term", "np.sum(x + n)")),
        ("return np.mean(x**2)", ("power of the sum", "np.mean(x) ** 2")),
        ("return np.mean(x)", ("call left out", "x")),
        ("return np.sum(x, axis=(0, 2))", ("axis", "np.sum(x, axis=(2,))")),
        ("return np.sum(x, axis=1)", ("keepdims", "np.sum(x, axis=1, keepdims=True)")),
        ("return x * w[n:]", ("turned round", "x[::-1] * w[n:]")),
        ("y = 0\nfor i in x:\n    y += i\n    w = y\nreturn w", ("one level out", "the same, one level out")),
        ("y = 0\nfor i in x:\n    y += i\nreturn y", ("one level in", "the same, one level in")),
        ("y = 0\nfor i in x:\n    y += i\nreturn y", ("one level in", "the same, at the beginning of each round")),
    ],
)
def test_changes_of_every_kind(body: str, change: tuple[str, str]) -> None:
    """Each operator of the list makes its mutant, and what it makes is Python."""
    found = made(body)
    assert change in [(each.kind, each.after) for each in found]
    for each in found:
        ast.parse(each.source)


def test_lines_are_moved_as_they_stand() -> None:
    """A statement that moves keeps its own text, comments and blocks, and so does everything around it."""
    body = "y = 0\nfor i in x:\n    # a comment\n    y += i\n    if i:\n        w = (y  +  1)\nreturn w"
    out, into = (next(each for each in made(body) if each.after == f"the same, one level {way}") for way in ("out", "in"))
    assert "    for i in x:\n        # a comment\n        y += i\n    if i:\n        w = (y  +  1)\n    return w" in out.source
    assert "            w = (y  +  1)\n        return w" in into.source


def test_numbers_and_neighbours_among_the_arguments() -> None:
    """An argument becomes the number that the suite gives it, and changes place with the next one that looks like it."""
    text = 'def f(x, y, k):\n    """Doc."""\n    return x * k + y\n'
    place = ("work.py", "f")
    seen = Seen(numbers={(*place, "k"): (2, 3)}, looks={(*place, "x"): "1", (*place, "y"): "1", (*place, "k"): "number"})
    found = {each.after: each.source for each in mutants_of([("work.py", text)], seen)}
    assert found["k = 2"] == 'def f(x, y, k):\n    """Doc."""\n    k = 2\n    return x * k + y\n'
    assert "k = 3" in found
    assert "x, y = y, x" in found
    assert not any("y, k" in each for each in found)


def test_numbers_that_come_out_of_a_cache() -> None:
    """A number that is unpacked becomes the one that the suite puts into the cache; arrays beside it are left alone."""
    text = "def f(cache):\n    x, stride = cache\n    return x * stride\n"
    found = [each.after for each in mutants_of([("work.py", text)], Seen(sizes={("work.py", 2, 16): ((None, 2), (None, 3))}))]
    assert {"stride = 2", "stride = 3"} <= set(found)
    assert not any(each.startswith("x = ") for each in found)


def test_what_the_stub_gives_is_left_alone() -> None:
    """A function that students are given complete is nobody's to get wrong."""
    text = "def f(x):\n    return x + 1\n\n\ndef g(x):\n    return x + 2\n"
    found = mutants_of([("work.py", text)], Seen(), {"work.py": frozenset({"g"})})
    assert {each.function for each in found} == {"f"}


def test_no_two_mutants_do_the_same() -> None:
    """The same instructions are tried once, and the reference's own never."""
    found = made("return x[n - 1] + (x * 1)")
    assert len({each.source for each in found}) == len(found)
    assert len({each.key for each in found}) == len(found)
    assert "x[(n - 1)]" not in [each.after for each in found]


def test_what_is_said_is_not_changed() -> None:
    """Docstrings, annotations and the insides of f-strings are no code that could be wrong."""
    found = made('"""Adds 1 to x."""\ny: int = 0\nraise ValueError(f"{x - 1} is bad")')
    assert {each.before for each in found} == {"0", "n=2", "2"} - {"n=2"}


def test_only_the_change_differs() -> None:
    """The text around a change is its author's, comments included."""
    (mutant,) = [each for each in made("return (x  +  w)   # a sum") if each.kind == "operator"]
    assert "return (x - w)   # a sum" in mutant.source
    assert mutant.diff(mutant.source.replace("x - w", "x  +  w")).splitlines()[1:] == [
        "-    return (x  +  w)   # a sum",
        "+    return (x - w)   # a sum",
    ]


def test_precedence_is_kept() -> None:
    """A sum in the place of a factor is put into parentheses."""
    (mutant,) = [each for each in made("return x * w * 3") if each.before == "x * w" and each.after.startswith("(x +")]
    assert "return (x + w) * 3" in mutant.source


def test_ids_survive_edits_elsewhere() -> None:
    """The id is made of the function and the change: another line, another function, another comment leave it."""
    before = {(each.before, each.after): each.key for each in made("y = x * 2.5\nreturn y + w")}
    after = {(each.before, each.after): each.key for each in made("# one more line\n\nz = 7\ny = x * 2.5\nreturn y + w")}
    assert before
    assert before.items() <= after.items()


def test_no_id_is_a_number_to_yaml() -> None:
    """An id is written down in grading.yaml without quotes, where 785303 and 12e456 would be numbers."""
    body = "\n".join(f"y{place} = x + {place}.5" for place in range(60)) + "\nreturn y1"
    keys = [each.key for each in made(body)]
    document = parse_yaml("ids: [" + ", ".join(keys) + "]", "grading.yaml")
    assert len(keys) > 250
    assert document.value["ids"] == keys


def test_equal_changes_have_their_own_ids() -> None:
    """Two equal pieces of a function are two places to be wrong in."""
    found = [each for each in made("a = x - 1\nb = w - 1\nreturn a * b") if each.before == "1"]
    assert len(found) == len({each.key for each in found}) == 4


def test_sizes_become_the_literals_that_the_suite_uses() -> None:
    """An expression that reads a size is replaced by the two values that it has most often."""
    text = "def f(x, y):\n    n, d = x.shape\n    return len(y) + x.shape[1] + y.size\n"
    sites = [(site.node.lineno, site.node.col_offset) for site in size_sites(Source("work.py", text))]
    values: list[tuple[object, ...]] = [((2, 3),), (4, 1, 9), (3,), (5,)]
    sizes = {("work.py", *site): value for site, value in zip(sites, values, strict=True)}
    found = [(each.before, each.after) for each in mutants_of([("work.py", text)], Seen(sizes=sizes)) if each.kind == "size"]
    assert found == [
        ("x.shape", "(2, 3)"),
        ("n", "n = 2"),
        ("d", "d = 3"),
        ("len(y)", "4"),
        ("len(y)", "1"),
        ("x.shape[1]", "3"),
        ("y.size", "5"),
    ]


def test_sizes_in_the_text_of_a_message_are_left_alone() -> None:
    """A message earns no points, and before Python 3.12 the columns inside of it are no places in the file."""
    text = 'def f(x, y):\n    if len(x) != 3:\n        raise ValueError(f"{len(y)} of {x.shape}")\n'
    assert [ast.unparse(site.node) for site in size_sites(Source("work.py", text))] == ["len(x)"]


def test_text_that_is_not_ascii() -> None:
    """Columns of a tree count bytes; a Korean comment or name in front of a change moves nothing."""
    found = made('값 = "가나다"; return x + w')
    assert "return x - w" in next(each.source for each in found if each.kind == "operator")


def test_methods_go_by_their_class() -> None:
    """A mutant names the method that it changes, and what stands beside methods belongs to no function."""
    text = "class Layer:\n    size = 3\n\n    def forward(self, x):\n        return x + self.size\n"
    found = mutants_of([("work.py", text)], Seen())
    assert {each.function for each in found} == {"", "Layer.forward"}
