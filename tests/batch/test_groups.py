"""Students whose wrong answers are the same: found over a class, and given one hint without grading anybody again."""

import json
import math
from pathlib import Path

import numpy as np
from classes import Class, MakeClass, published
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch.same_answers import Shelf, Signature
from grader.judge.running.fingerprint import returned
from grader.model import FunctionSpec, Rule

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


def a_class(make_class: MakeClass, grading: str = "") -> Class:
    files = {name: HEAD + body for name, body in {**SUMS, **OTHERS}.items()}
    return make_class(
        files, assignment=ASSIGNMENT, hidden=HIDDEN, reference=REFERENCE, grading=grading, stub=HEAD + "# TODO\n    pass\n"
    )


def findings(folder: Path) -> dict[str, list[list[str]]]:
    """For each student the kinds of what is said of each case."""
    lines = map(json.loads, (folder / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return {line["student"]: [[each["kind"] for each in case["findings"]] for case in line["cases"]] for line in lines}


def hint_file(folder: Path, example: str) -> str:
    """The file that the class page names for the group of that example."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if f">{example}</a></span></td>" in line and "hints/" in line]
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
    (hints / f"x{name}").write_bytes(b"x" * 30_000)
    (hints / f"x{name}").rename(hints / name)
    assert "at most 20,000 bytes" in made.run("out", code=2).stderr


def test_a_hint_in_two_languages_under_private_names(make_class: MakeClass) -> None:
    """Each report speaks its language; the class page leads to the private name; a group that nobody is in any more says so."""
    made = a_class(make_class)
    out = made.root / "out"
    made.run("out", "--private-names")
    name = hint_file(out, "sum_a")
    (row,) = [
        line for line in (out / "index.html").read_text(encoding="utf-8").splitlines() if "hints/" in line and "sum_a" in line
    ]
    link = row.split('href="')[1].split('"')[0]
    reports = {line.split(",")[0]: line.strip().split(",")[-1] for line in (out / "private-names.csv").read_text().splitlines()}
    assert link.endswith(reports["sum_a"].split("/")[-1])
    assert "sum_a" not in link
    (out / "hints").mkdir()
    (out / "hints" / name).write_text("Divide by the number.", encoding="utf-8")
    (out / "hints" / name.replace(".txt", ".ko.txt")).write_text("표본 수로 나누세요.", encoding="utf-8")
    made.run("out", "--private-names")
    assert "Divide by the number." in (out / link).read_text(encoding="utf-8")
    assert graded(made.run("out", "--private-names", "--lang", "ko", "--events", "ndjson").stdout) == []
    korean = (out / link).read_text(encoding="utf-8")
    assert ("표본 수로 나누세요." in korean, "Divide by" in korean) == (True, False)
    for student in SUMS:
        (made.folder / f"{student}.py").unlink()
    made.run("out", "--private-names", "--replace")
    assert "nobody now" in (out / "index.html").read_text(encoding="utf-8")


def test_where_every_student_has_other_inputs(make_class: MakeClass) -> None:
    """With seeds per student the values of two cannot be the same, and no group is made up."""
    made = a_class(make_class, grading="seed: {secret: abc, per: student}\n")
    made.run("out")
    page = (made.root / "out" / "index.html").read_text(encoding="utf-8")
    assert "Each student was graded on different inputs here" in page
    assert "hints/" not in page.replace("into the file", "")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 1.0, -3.5, 1e-12, 1e200, -1e308, 1.7e308, math.inf, math.nan]), min_size=1, max_size=40),
    st.data(),
)
def test_the_same_is_found_among_many(numbers: list[float], data: st.DataObject) -> None:
    """Whatever the sizes of the numbers: what is the same as a leader is found at it, and not at another before it."""
    rule = Rule(rtol=data.draw(st.sampled_from([0.0, 1e-9, 1e-2])), atol=data.draw(st.sampled_from([0.0, 1e-9, 1.0])))
    spec = FunctionSpec(name="f", default=rule)

    def signature(values: list[float]) -> Signature:
        return Signature(function="f", cases=(("test", returned(spec, np.array(values))),))

    shelf = Shelf()
    for shift in range(6):
        other = [each + shift * data.draw(st.sampled_from([1e-13, 1e-3, 10.0])) for each in numbers]
        expected = next((group for group in shelf.groups if group.leader.same(signature(other))), None)
        found = shelf.find(signature(other))
        assert found is expected
        if found is None:
            shelf.add(signature(other))
