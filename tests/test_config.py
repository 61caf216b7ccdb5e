"""Assignments read from YAML: every trap of the format closed, every problem named by file, line and column, all at once."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AssignmentError, UsageError
from grader.model import Reveal, Rule
from grader.reading.course import find_course, load_assignment
from grader.reading.yamlfile import parse_yaml
from tests.classes import MakeCourse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-8", 1e-8), ("1E5", 1e5), (".5", 0.5), ("-3", -3), ("1:30", "1:30"), ("no", "no"), ("on", "on"), ("true", True),
        ("2027-03-14", "2027-03-14"), ("1_000", "1_000"), ("0x10", "0x10"), ("~", None), ("'1'", "1"), ("1/3", "1/3"), ("012", 12),
    ],
)  # fmt: skip
def test_scalars_are_what_they_look_like(text: str, value: object) -> None:
    """1e-8 is a number, 1:30 is no number of seconds, no is a word, a date stays as written."""
    read = parse_yaml(f"key: {text}", "f.yaml").value["key"]
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "f.yaml:4:3: duplicate key 'c', first given in line 3"),
        ("a: [1\n", "f.yaml:2:1: not valid YAML"),
        ("a:\n\tb: 1\n", "f.yaml:2:1: not valid YAML: .*not with tabs"),
        ("- a\n", "f.yaml:1:1: expected keys with values .* found a list"),
        ("a: !!python/object:os.system x\n", "f.yaml:1:4: the tag .* has no meaning"),
        ("a: !mine x\n", "f.yaml:1:4: the tag '!mine' has no meaning"),
        ("a: 1\n---\nb: 2\n", "holds 2 YAML documents"),
        ("? [a]\n: 1\n", "f.yaml:1:3: expected a plain key"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, problem: str) -> None:
    """With its place."""
    with pytest.raises(AssignmentError, match=problem):
        parse_yaml(text, "f.yaml")


def test_an_alias_bomb_is_refused() -> None:
    """A few lines that would grow to billions of nodes."""
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    with pytest.raises(AssignmentError, match="too large"):
        parse_yaml(bomb, "f.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a mapping or an AssignmentError that names the file comes out."""
    try:
        value: object = parse_yaml(text, "f.yaml").value
    except AssignmentError as error:
        value = error
    assert isinstance(value, dict) or str(value).startswith("f.yaml")


def test_a_minimal_assignment(make_course: MakeCourse) -> None:
    """Everything that is not said has a default."""
    course = make_course()
    assignment = load_assignment(course, "doubling")
    assert (assignment.slug, assignment.title.en, assignment.title.ko) == ("doubling", "Doubling", "")
    assert (assignment.default_rule, assignment.reveal, assignment.seed) == (Rule(), Reveal.COUNTEREXAMPLE, "doubling")
    assert assignment.digest.startswith("sha256:")


def test_the_public_folder_is_enough_for_a_student(make_course: MakeCourse) -> None:
    """check needs only assignments/."""
    course = make_course(assignment="title: T\nfiles: [work.py]\nfunctions: [double]\npoints: 1/3\ntolerance: {rtol: 1e-3}\n")
    import shutil

    shutil.rmtree(course / "solutions")
    assignment = load_assignment(course, "doubling", private=False)
    assert (assignment.private, assignment.points, assignment.default_rule.rtol) == (None, Fraction(1, 3), 1e-3)


GRADING = """\
tolerance: {rtol: 1e-3, nan: equal}
functions:
  double:
    returns: [a, b, c]
    tolerance:
      default: {atol: 1e-4}
      b: {shape: squeeze}
      c: {kind: norm, max: 0.5}
rules:
  fd: {kind: relative_error, max: 1e-5}
"""


def test_rules_are_inherited(make_course: MakeCourse) -> None:
    """An output's rule starts from the function's, that from the file's; policies survive another kind."""
    assignment = load_assignment(make_course(grading=GRADING), "doubling")
    spec = assignment.spec_for("double")
    file = dataclasses.replace(Rule(), rtol=1e-3, nan="equal")
    assert assignment.default_rule == file
    assert spec.rule_for("a") == dataclasses.replace(file, atol=1e-4)
    assert spec.rule_for("b") == dataclasses.replace(file, atol=1e-4, shape="squeeze")
    assert spec.rule_for("c") == Rule(kind="norm", max=0.5, nan="equal")
    assert dict(assignment.named_rules)["fd"] == Rule(kind="relative_error", max=1e-5, nan="equal")


@pytest.mark.parametrize(
    ("grading", "problem"),
    [
        ("tolerence: {}\n", "grading.yaml:1:1: unknown key 'tolerence'; did you mean 'tolerance'?"),
        ("tolerance: {rtol: -1}\n", "grading.yaml:1:19: found -1"),
        ("tolerance: {rtol: .inf}\n", "grading.yaml:1:19: found inf"),
        ("tolerance: {rtol: '1e-8'}\n", "grading.yaml:1:19: found '1e-8'"),
        ("tolerance: {shape: exct}\n", "grading.yaml:1:20: found 'exct'; expected one of exact, .* did you mean 'exact'?"),
        ("tolerance: {kind: norm}\n", "grading.yaml:1:12: a rule of kind 'norm' needs max"),
        ("tolerance: {max: 1}\n", "grading.yaml:1:13: a rule of kind 'close' does not use 'max'; it reads rtol, atol"),
        ("functions: {duble: {}}\n", "grading.yaml:1:13: 'duble' is none of the functions .* did you mean 'double'?"),
        ("functions:\n  double: {returns: [a], tolerance: {a: {}, bb: {}}}\n", "grading.yaml:2:45: 'bb' is not an output of"),
        ("functions:\n  double: {tolerance: {rtoll: 1}}\n", "grading.yaml:2:24: unknown key 'rtoll'; did you mean 'rtol'?"),
        ("limits: {wal_s: 3}\n", "grading.yaml:1:10: unknown key 'wal_s'; did you mean 'wall_s'?"),
        ("limits: {wall_s: 0}\n", "grading.yaml:1:18: found 0"),
        ("reveal: valuess\n", "grading.yaml:1:9: found 'valuess'; expected one of .* did you mean 'values'?"),
        ("equivalent: all\n", r"grading.yaml:1:13: found 'all'; expected a list: is \[all\] meant\?"),
        ("equivalent: 3\n", r"grading.yaml:1:13: found 3; expected a list, as \[a, b\]"),
        ("functions: {double: {opaque: [cache]}}\n", "grading.yaml:1:31: 'cache' is none of the parts that returns names"),
    ],
)  # fmt: skip
def test_problems_are_named_by_place(make_course: MakeCourse, grading: str, problem: str) -> None:
    """File, line, column, what was expected, and the nearest that would do."""
    with pytest.raises(AssignmentError, match="solutions/doubling/" + problem) as caught:
        load_assignment(make_course(grading=grading), "doubling")
    assert caught.value.exit_code == 3


def test_all_problems_are_told_at_once(make_course: MakeCourse) -> None:
    """Of both files, sorted as they were read."""
    course = make_course(
        assignment="title: {en: T, kr: T}\nfiles: [work.py]\nfunctions: [double]\ndue: 2027-03-14\n",
        grading="tolerance: {rtol: no}\nlimits: {cpus: 1}\n",
    )
    with pytest.raises(AssignmentError) as caught:
        load_assignment(course, "doubling")
    places = [problem.split(": ")[0] for problem in caught.value.problems]
    assert places == [
        "assignments/doubling/assignment.yaml:1:16",
        "assignments/doubling/assignment.yaml:4:6",
        "solutions/doubling/grading.yaml:1:19",
        "solutions/doubling/grading.yaml:2:10",
    ]


def test_a_missing_file_is_named(make_course: MakeCourse) -> None:
    """The reference, here."""
    course = make_course()
    (course / "solutions/doubling/work.py").unlink()
    with pytest.raises(AssignmentError, match=r"solutions/doubling/work\.py: is missing"):
        load_assignment(course, "doubling")


def test_an_unknown_slug_suggests_the_nearest(make_course: MakeCourse) -> None:
    """And no path can be given in its place."""
    course = make_course()
    with pytest.raises(UsageError, match="did you mean 'doubling'"):
        load_assignment(course, "doublin")
    with pytest.raises(UsageError, match="holds no assignment"):
        load_assignment(course, "../assignments/doubling")


def test_the_course_is_found_upwards(make_course: MakeCourse, tmp_path: Path) -> None:
    """From anywhere inside; outside the message says what to do."""
    course = make_course()
    assert find_course(course / "solutions" / "doubling") == course
    with pytest.raises(UsageError, match="--course"):
        find_course(tmp_path)


def test_the_digest_knows_what_can_change_a_grade(make_course: MakeCourse) -> None:
    """The suite does, a sample does not."""
    course = make_course()
    before = load_assignment(course, "doubling").digest
    (course / "solutions/doubling/samples").mkdir()
    (course / "solutions/doubling/samples/x.py").write_text("x")
    assert load_assignment(course, "doubling").digest == before
    (course / "solutions/doubling/test_hidden.py").write_text("def test_x(check): check.double(3.0)\n")
    assert load_assignment(course, "doubling").digest != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("functions: {double: {tolerence: {rtol: 1}}}", "unknown key 'tolerence'; did you mean 'tolerance'?"),
        ("functions: {double: {zzz: 1}}", "unknown key 'zzz'; known are returns, tolerance, opaque, mutates"),
        ("rules: {exact: {rtoll: 1}}", "unknown key 'rtoll'; did you mean 'rtol'?"),
        ("mistakes: {sum: {hnt: x}}", "unknown key 'hnt'; did you mean 'hint'?"),
        ("mistakes: {sum: {hint: {eng: x}}}", "unknown key 'eng'; did you mean 'en'?"),
        ("equivalent: [{zzz: x}]", "unknown key 'zzz'; known are mutant, reason"),
        ("texts: {test_x: {titel: x}}", "unknown key 'titel'; did you mean 'title'?"),
    ],
)
def test_an_unknown_key_is_told_with_those_that_are_known(make_course: MakeCourse, text: str, said: str) -> None:
    """In whatever section, list or mapping it stands; never with an empty list."""
    course = make_course()
    (course / "solutions" / "doubling" / "grading.yaml").write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        load_assignment(course, "doubling")
    assert any(said in problem for problem in caught.value.problems), caught.value
    assert "known are \n" not in f"{caught.value}\n"
