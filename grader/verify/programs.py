"""The programs that an assignment brings along, read from its folders: stub, reference, samples, mistakes, and fakes of our own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from grader.errors import AssignmentError
from grader.model import Assignment, Submission, Verdict
from grader.reading.schema import PrivateFile
from grader.reading.submissions import load_submission
from grader.reading.yamlfile import load_yaml
from grader.verify.splice import definitions

# What a student's function might return instead of an answer, as the body of a function of any arguments.
FAKES: tuple[tuple[str, str], ...] = (
    ("None", "return None"),
    ("an empty tuple", "return ()"),
    ("an empty list", "return []"),
    ("zero", "return 0"),
    ("nan", "return float('nan')"),
    ("an array of a wrong shape", "return np.zeros((2, 3, 4))"),
    ("an empty array", "return np.zeros((0,))"),
    ("a string", "return 'forty-two'"),
    ("an object", "return Strange()"),
    ("a function", "return lambda *args, **kwargs: None"),
    ("an exception", "raise ValueError('no')"),
    ("True", "return True"),
    ("a dict", "return {'a': 1}"),
    ("a pair of pairs", "return (1, 2), (3, 4)"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole submission and the verdict that it must get."""

    verdict: Verdict
    submission: Submission


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is tried besides the mutants."""

    reference: Submission
    stub: Submission
    samples: tuple[Sample, ...]
    mistakes: tuple[Submission, ...]
    alternatives: tuple[Submission, ...]
    fakes: tuple[Submission, ...]
    sources: tuple[tuple[str, str], ...]
    private: PrivateFile


def load_material(assignment: Assignment) -> Material:
    """Raises AssignmentError where a folder of samples is no verdict or a mistake cannot be read."""
    private = private_folder(assignment)
    sources = tuple((name, (private / name).read_text(encoding="utf-8-sig")) for name in assignment.files)
    for name, text in sources:
        try:
            ast.parse(text)
        except SyntaxError as error:
            raise AssignmentError(f"solutions/{assignment.slug}/{name}:{error.lineno}: {error.msg}") from error
    stubs = [(name, (assignment.public / name).read_text(encoding="utf-8-sig")) for name in assignment.files]
    return Material(
        reference=submission_of("reference", sources),
        stub=submission_of("stub", stubs),
        samples=tuple(_samples(private, assignment)),
        mistakes=tuple(_whole(private, "mistakes", sources)),
        alternatives=tuple(_whole(private, "alternatives", sources)),
        fakes=tuple(_fake(name, body, assignment) for name, body in FAKES),
        sources=sources,
        private=_private_file(private / "grading.yaml", assignment.slug),
    )


def given_complete(material: Material) -> dict[str, frozenset[str]]:
    """By file the functions that the stub gives as the reference has them, docstrings and comments apart."""
    stubs = {name: text.decode() for name, text in material.stub.files}
    found = {}
    for name, text in material.sources:
        try:
            stub = dict(_bodies(stubs.get(name, "")))
        except SyntaxError:  # a stub may have holes that are no Python
            continue
        found[name] = frozenset(function for function, body in _bodies(text) if stub.get(function) == body)
    return found


def _bodies(text: str) -> Iterator[tuple[str, str]]:
    for name, top in definitions(ast.parse(text)):
        if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef):
            body = top.body[1:] if ast.get_docstring(top, clean=False) is not None else top.body
            yield name, ast.dump(top.args) + "".join(ast.dump(each) for each in body)


def private_folder(assignment: Assignment) -> Path:
    """``solutions/<slug>``, which everything that verifies has at hand."""
    assert assignment.private is not None  # noqa: S101  # loaded with its private half
    return assignment.private


def submission_of(student: str, files: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Submission:
    """The texts as somebody's submission."""
    return Submission(student=student, file=files[0][0], files=tuple((name, text.encode()) for name, text in files))


def with_file(sources: tuple[tuple[str, str], ...], file: str, text: str) -> tuple[tuple[str, str], ...]:
    """The same files with one of them replaced."""
    return tuple((name, text if name == file else old) for name, old in sources)


def _samples(private: Path, assignment: Assignment) -> Iterator[Sample]:
    folder = private / "samples"
    problems = []
    for verdict_folder in sorted(path for path in folder.glob("*") if path.is_dir()):
        if verdict_folder.name not in set(Verdict):
            known = ", ".join(verdict for verdict in Verdict)
            problems.append(f"{_shown(verdict_folder)}: no verdict is named so; rename the folder to one of {known}")
            continue
        for path in sorted(verdict_folder.iterdir()):
            if path.name.startswith((".", "__")):
                continue
            loaded = load_submission(path, assignment)
            yield Sample(Verdict(verdict_folder.name), replace(loaded, student=f"{verdict_folder.name}/{path.stem}"))
    if problems:
        raise AssignmentError(*problems)


def _whole(private: Path, folder: str, sources: tuple[tuple[str, str], ...]) -> Iterator[Submission]:
    """A mistake or an alternative holds only what differs; standing last in its file, its functions are the ones that count."""
    for path in sorted((private / folder).glob("*.py")):
        text = path.read_text(encoding="utf-8-sig")
        try:
            names = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        except SyntaxError as error:
            raise AssignmentError(f"{_shown(path)}:{error.lineno}: {error.msg}") from error
        file = next((name for name, source in sources if names & _defined(source)), sources[0][0])
        yield submission_of(path.stem, with_file(sources, file, dict(sources)[file] + "\n\n" + text))


def changed_by(material: Material, mistake: Submission) -> frozenset[str]:
    """The functions and classes that a known mistake defines anew."""
    own = dict(mistake.files)
    texts = [own[name].decode()[len(text) :] for name, text in material.sources if own[name] != text.encode()]
    return frozenset(name for text in texts for name in _defined(text))


def _defined(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _fake(name: str, body: str, assignment: Assignment) -> Submission:
    lines = ["import numpy as np", "", "", "class Strange:", "    pass"]
    for function in assignment.functions:
        lines += ["", "", f"def {function}(*args, **kwargs):", f"    {body}"]
    text = "\n".join(lines) + "\n"
    return submission_of(name, [(file, text) for file in assignment.files])


def _private_file(path: Path, slug: str) -> PrivateFile:
    try:
        return PrivateFile.model_validate(load_yaml(path, f"solutions/{slug}/grading.yaml").value)
    except ValidationError as error:  # load_assignment said so before, in better words
        raise AssignmentError(f"{path}: {error}") from error


def _shown(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("solutions") :]) if "solutions" in path.parts else path.name
