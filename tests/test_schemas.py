"""The JSON Schemas that editors use: as committed, as complete as the models, and as strict on what the course ships."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from grader.cli.main import cli
from grader.reading.yamlfile import load_yaml, parse_yaml

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "grader" / "schemas"
FILES = ("assignment", "course", "grading")
SHIPPED = sorted([*ROOT.glob("assignments/*/assignment.yaml"), *ROOT.glob("solutions/*/grading.yaml"), *ROOT.glob("course.yaml")])


def validator(file: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{file}.json").read_text(encoding="utf-8")))


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["schema", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("file", FILES)
def test_the_committed_schema_is_not_stale(file: str) -> None:
    """To write it anew: grader schema FILE > grader/schemas/FILE.json"""
    assert (SCHEMAS / f"{file}.json").read_text(encoding="utf-8") == printed(file)


@pytest.mark.parametrize("file", FILES)
def test_a_schema_is_one_of_the_draft_that_it_names(file: str) -> None:
    """2020-12, by the draft's own schema."""
    schema = json.loads(printed(file))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_all_schemas_at_once() -> None:
    """Without a name, by name."""
    assert json.loads(printed()) == {file: json.loads(printed(file)) for file in FILES}


def test_a_mistyped_name_is_refused() -> None:
    """With those that there are."""
    result = CliRunner().invoke(cli, ["schema", "gradin"])
    assert result.exit_code == 2
    assert "'assignment', 'course', 'grading'" in result.output


@pytest.mark.parametrize("file", FILES)
def test_every_key_is_described(file: str) -> None:
    """In a sentence, for whoever hovers over it."""
    schema = json.loads(printed(file))
    sections = [schema, *schema.get("$defs", {}).values()]
    bare = [key for section in sections for key, value in section["properties"].items() if not value.get("description", "").strip()]
    assert bare == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_files_are_valid_and_name_their_schema(path: Path) -> None:
    """The first line is what an editor's YAML language server reads."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, f"{path.relative_to(ROOT)}: the first line names no schema"
    assert (path.parent / named[1]).resolve() == SCHEMAS / f"{path.stem}.json"
    assert list(validator(path.stem).iter_errors(load_yaml(path, path.name).value)) == []


EVERYTHING = {
    "assignment": """\
title: {en: T, ko: 제목}
files: [work.py]
functions: [double, halve]
points: 1/3
needs: {halve: [double]}
tolerance: {rtol: 1e-7, atol: 1e-9}
due: 2027-03-14T23:59:00+09:00
late: {grace: 10min, per_day: 10%, until: 1d 12h}
attempts: {max: 20, count: best}
limits: {wall_s: 2}
""",
    "grading": """\
tolerance: {credit: {1e-8: 1, 1e-4: 1/2, 1e-2: 10%}, precision: float32}
functions:
  double:
    returns: [[a, b], c]
    tolerance:
      default: {kind: relative_error, max: 1e-5, floor: 1e-9}
      c: {shape: squeeze, dtype: kind, nan: equal, inf: equal, structure: exact}
  halve: {tolerance: {kind: norm, max: 1, up_to: {sign: {axis: 1}, permutation: {axis: 1}, transpose: {axis: [0, 1]}}}}
rules: {labels: {kind: exact, up_to: {permutation: {of: labels}}}}
given: {halve: full}
seed: {secret: abc, per: student}
reveal: message
mistakes: {tripled: {hint: {ko: 둘}}}
texts: {test_a: {title: T}}
equivalent: [{mutant: a1, reason: same}]
""",
    "course": "name: {en: C}\nlang: ko\ntimezone: Asia/Seoul\n",
}


@pytest.mark.parametrize("file", FILES)
def test_what_can_be_said_is_valid(file: str) -> None:
    """Every kind of value that the reader takes."""
    assert list(validator(file).iter_errors(parse_yaml(EVERYTHING[file], "f.yaml").value)) == []


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("grading", "tolerence: {}", []),
        ("grading", "tolerance: {rtol: -1}", ["tolerance", "rtol"]),
        ("grading", "tolerance: {rtol: '1e-8'}", ["tolerance", "rtol"]),
        ("grading", "tolerance: {kind: clos}", ["tolerance", "kind"]),
        ("grading", "tolerance: {up_to: {sgn: {}}}", ["tolerance", "up_to"]),
        ("grading", "tolerance:", ["tolerance"]),
        ("grading", "functions: {f: {tolerance: {a: {rtoll: 1}}}}", ["functions", "f", "tolerance"]),
        ("grading", "given: {f: 2}", ["given", "f"]),
        ("grading", "limits: {packages: numpy}", ["limits", "packages"]),
        ("assignment", "{files: [a.py], functions: [f]}", []),
        ("assignment", "{title: T, files: [], functions: [f]}", ["files"]),
        ("assignment", "{title: T, files: [a.py], functions: [f], due: 2027-03-14}", ["due"]),
        ("assignment", "{title: T, files: [a.py], functions: [f], late: {grace: 10m}}", ["late", "grace"]),
        ("assignment", "{title: T, files: [a.py], functions: [f], late: {per_day: 10}}", ["late", "per_day"]),
        ("course", "lang: fr", ["lang"]),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(file: str, text: str, place: list[str]) -> None:
    """At the same place."""
    errors = list(validator(file).iter_errors(parse_yaml(text, "f.yaml").value))
    assert [list(error.absolute_path) for error in errors] == [place]
