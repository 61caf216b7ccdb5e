"""Students whose wrong answers are the same: found over a class, and given one hint without grading anybody again."""

import json
from pathlib import Path

from classes import Class, MakeClass, published

HIDDEN = '''"""Hidden tests."""
import numpy as np
import pytest


@pytest.mark.points(1)
def test_vector(check, rng):
    """mean_gradient() is right for vectors."""
    check.mean_gradient(rng.normal(size=(5, 3)))


@pytest.mark.points(1)
def test_one(check, rng):
    """mean_gradient() is right for one sample."""
    check.mean_gradient(rng.normal(size=(1, 3)))


@pytest.mark.points(1)
@pytest.mark.reveal("message")
def test_large(check, rng):
    """mean_gradient() is right for many samples."""
    check.mean_gradient(rng.normal(size=(40, 60)))
'''
REFERENCE = "def mean_gradient(x):\n    return (x / 7).mean(axis=0)\n"
ASSIGNMENT = "title: Means\nfiles: [work.py]\nfunctions: [mean_gradient]\n"
HEAD = "import numpy as np\n\n\ndef mean_gradient(x):\n    "
# The sum in the place of the mean, as three people write it: equal but for the last bits.
SUMS = {
    "sum_a": "return (x / 7).sum(axis=0)\n",
    "sum_b": "total = 0\n    for row in x[::-1]:\n        total = total + row\n    return list(total / 7)\n",
    "sum_c": "return np.ones(len(x)) @ x * (1 / 7)\n",
}
OTHERS = {
    "right_a": "return x.mean(axis=0) / 7\n",
    "right_b": "return np.mean(x, 0) / 7\n",
    "zero_a": "return np.zeros(x.shape[1])\n",
    "zero_b": "return 0 * x[0]\n",
    "doubled": "return (x / 7).sum(axis=0) * 2\n",
    # One entry of the largest input apart from the sum, and only there.
    "nearly": "total = (x / 7).sum(axis=0)\n    if len(total) == 60:\n        total[31] += 1e-3\n    return total\n",
    "raises": "raise ValueError(x)\n",
    "stub": "# TODO\n    pass\n",
    "once": "return (x / 7).sum(axis=0)[:2]\n",
}
HINT = "Divide by <n>, the number of samples."


def graded(run_stdout: str) -> list[str]:
    events = [json.loads(line) for line in run_stdout.splitlines() if line.startswith("{")]
    return [each["student"] for each in events if each["event"] == "graded"]


def a_class(make_class: MakeClass) -> Class:
    files = {name: HEAD + body for name, body in {**SUMS, **OTHERS}.items()}
    return make_class(
        files, assignment=ASSIGNMENT, hidden=HIDDEN, reference=REFERENCE, grading="", stub=HEAD + "# TODO\n    pass\n"
    )


def findings(folder: Path) -> dict[str, list[list[str]]]:
    """For each student the kinds of what is said of each case."""
    lines = map(json.loads, (folder / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return {line["student"]: [[each["kind"] for each in case["findings"]] for case in line["cases"]] for line in lines}


def hint_file(folder: Path, example: str) -> str:
    """The file that the class page names for the group of that example."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if f">{example}</a></td>" in line and "hints/" in line]
    return row.split("<code>hints/")[1].split("</code>")[0]


def test_one_hint_for_a_group(make_class: MakeClass) -> None:
    """Three write the same mistake in three ways: one file gives all three the hint and nobody else, and nobody is graded again."""
    made = a_class(make_class)
    out = made.root / "out"
    made.run("out", "-j", "2")
    before = published(out)
    page = before["index.html"].decode()
    rows = [line for line in page.splitlines() if "hints/" in line and "<tr>" in line]
    assert [("3 students" in row, "2 students" in row, "sum_a" in row, "zero_a" in row) for row in rows] == [
        (True, False, True, False),
        (False, True, False, True),
    ], "the largest first; one alone is no group"
    assert b"hints/" not in b"".join(content for name, content in before.items() if name != "index.html")

    (out / "hints").mkdir()
    (out / "hints" / hint_file(out, "sum_a")).write_text(f"\ufeff{HINT}\n", encoding="utf-8")
    assert graded(made.run("out", "--events", "ndjson").stdout) == []
    after = published(out)
    changed = {name for name, content in after.items() if before.get(name) != content}
    assert changed == {"index.html", "results.jsonl", *(f"reports/{name}.html" for name in SUMS)}
    for name in SUMS:
        assert "Divide by &lt;n&gt;, the number of samples." in after[f"reports/{name}.html"].decode()
    assert {name for name, kinds in findings(out).items() if any(kinds)} == set(SUMS)
    # Right for one sample, and at level "message" too, where values may not be shown.
    assert findings(out)["sum_b"] == [["group_hint"], [], ["group_hint"]]

    # Whoever joins the group has its hint; its name stays, though another stands first now.
    (made.folder / "a_new.py").write_text(HEAD + "return np.einsum('ij->j', x) / 7\n")
    assert graded(made.run("out", "--events", "ndjson").stdout) == ["a_new"]
    assert findings(out)["a_new"] == [["group_hint"], [], ["group_hint"]]
    assert hint_file(out, "a_new") == hint_file_of(made)


def hint_file_of(made: Class) -> str:
    (path,) = (made.root / "out" / "hints").iterdir()
    return path.name


def test_the_same_groups_however_they_are_found(make_class: MakeClass) -> None:
    """One judge or two, one folder or another: the same bytes, hints too. What was kept of a value reaches no student."""
    made = a_class(make_class)
    made.run("out", "-j", "2")
    made.run("other", "-j", "1")
    assert published(made.root / "out") == published(made.root / "other")
    staff = [json.loads(line) for line in (made.root / "out" / "staff.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = next(each for each in staff if each["student"] == "sum_a")["cases"][0]["staff"]["returned"]
    assert kept["function"] == "mean_gradient"
    assert len(kept["numbers"]) == 3
    shown = b"".join(content for name, content in published(made.root / "out").items() if name != "index.html")
    assert kept["form"].encode() not in shown


def test_what_is_wrong_with_hints_is_said(make_class: MakeClass) -> None:
    """A name that no group has, or bytes that are no text: said with the nearest name; an empty file is no hint."""
    made = a_class(make_class)
    made.run("out")
    hints = made.root / "out" / "hints"
    hints.mkdir()
    name = hint_file(made.root / "out", "sum_a")
    (hints / name).write_text(" \n")
    made.run("out")
    assert not any(any(kinds) for kinds in findings(made.root / "out").values())
    (hints / name).write_bytes("나누세요".encode("cp949"))
    assert f"{name}: is not UTF-8" in made.run("out", code=2).stderr
    (hints / name).rename(hints / f"x{name}")
    assert f"did you mean {name}?" in made.run("out", code=2).stderr
