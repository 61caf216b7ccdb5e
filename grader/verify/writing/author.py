"""An assignment from a reference solution: read, infer, confirm, choose, write, prove. The command's side."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from grader.errors import AssignmentError, UsageError
from grader.judge.supervisor import SandboxRequest
from grader.model import Lang, Text
from grader.reading.course import load_assignment
from grader.verify.additions import SUITE, additions_to
from grader.verify.kinds import MutantKind
from grader.verify.outcome import Step, Verification
from grader.verify.programs import load_material
from grader.verify.proof import prove
from grader.verify.scaffold import module_name, new_folders
from grader.verify.stub import make_stub
from grader.verify.summary import rule_text
from grader.verify.writing.asked import as_asked
from grader.verify.writing.builders import inputs_text
from grader.verify.writing.desk import Order, plans_of
from grader.verify.writing.handout_text import handout
from grader.verify.writing.marked import marked
from grader.verify.writing.plan import FunctionPlan
from grader.verify.writing.settings_text import assignment_yaml, grading_yaml, hint_of
from grader.verify.writing.signature import Reference
from grader.verify.writing.suite_text import TestText, hidden_text, tests_of, visible_text

Tell = Callable[[str], None]
# How often cases that survivors ask for are added.
MOST_ROUNDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the author asks for, besides the reference."""

    course: Path
    slug: str
    order: Order
    langs: tuple[Lang, ...]
    points: int
    title: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An assignment as written: its files, and the plans that they were written from."""

    files: Mapping[Path, str]
    plans: tuple[FunctionPlan, ...]
    tests: tuple[TestText, ...]


def plan_assignment(wanted: Wanted, *, sandbox: SandboxRequest, jobs: int, tell: Tell) -> tuple[FunctionPlan, ...]:
    """What was found out of every function. Raises UsageError where the name is taken, AssignmentError where there is no stub."""
    new_folders(wanted.course, wanted.slug)
    make_stub(f"{wanted.order.module}.py", marked(wanted.order.reference))  # refused before anything is run
    return plans_of(wanted.order, sandbox=sandbox, jobs=jobs, tell=tell)


def draft(wanted: Wanted, plans: Sequence[FunctionPlan], *, secret: str = "", rules: Mapping[str, str] | None = None,
          without: Sequence[str] = ()) -> Draft:  # fmt: skip
    """The texts of all files. ``rules``: by function, as measured; ``without``: mistakes to leave out, by name."""
    plans = [plan for plan in plans if plan.is_whole]
    if not plans:
        raise AssignmentError("no function could be asked: answer the questions above, with --arg or --example")
    reference, module = wanted.order.reference, wanted.order.module
    public, private = new_folders(wanted.course, wanted.slug, free=False)
    closed = handed_on(plans)
    plans = [replace(plan, example=plan.example and plan.example.without(closed.get(plan.function, ()))) for plan in plans]
    shares = shared(wanted.points, plans)
    tests = tuple(test for plan in plans for test in tests_of(plan, shares[plan.function]))
    wrongs = {name: wrong for name, wrong in named_wrongs(plans).items() if name not in without}
    title = wanted.title if wanted.title.en or wanted.title.ko else Text(_title(reference) or f"TODO: {wanted.slug}")
    lang = wanted.langs[0]
    text = marked(reference)
    builders = list({builder.name: builder for plan in plans if plan.target for builder in plan.target.builders}.values())
    hidden = hidden_text(plans, tests, module, lang)
    file = f"{module}.py"
    files = {
        public / "assignment.yaml": assignment_yaml(title, file, reference, plans, Fraction(wanted.points), wanted.langs),
        public / file: make_stub(file, text),
        public / "test_visible.py": visible_text(plans, module, lang),
        private / file: text,
        private / "test_hidden.py": hidden,
        private / "inputs.py": inputs_text(builders, module, besides=hidden),
        private / "grading.yaml": grading_yaml(
            reference, plans, tests, rules or {}, secret or secrets.token_hex(16),
            {name: hint_of(kind, function) for name, (kind, function, _) in wrongs.items()}, wanted.langs,
        ),
    }  # fmt: skip
    for name, (_, _, source) in wrongs.items():
        files[private / "mistakes" / f"{name}.py"] = source
    for each in wanted.langs:
        files[public / ("README.md" if each == "en" else f"README.{each}.md")] = handout(
            title.in_lang(each), wanted.slug, file, reference, plans, shares, each
        )
    return Draft(files=files, plans=tuple(plans), tests=tests)


def _title(reference: Reference) -> str:
    """What the reference says of itself, or of the one function that it has."""
    alone = reference.asked[0].doc.summary if len(reference.asked) == 1 else ""
    return (reference.summary or alone).rstrip(".")


def write(files: Mapping[Path, str]) -> None:
    """Every file, with its folders. Raises UsageError where the disk does not let it."""
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from error


def proved(
    wanted: Wanted, plans: Sequence[FunctionPlan], *, sandbox: SandboxRequest, jobs: int, tell: Callable[[Step], None]
) -> tuple[Draft, Verification]:
    """The assignment written and proved; then once more with the rules that were measured, without mistakes that are not told
    from others, and with the cases that survivors ask for.
    """

    def prove_it() -> Verification:
        return prove(wanted.course, wanted.slug, sandbox=sandbox, jobs=jobs, whole_matrix=False, tell=tell)

    secret = secrets.token_hex(16)
    made = draft(wanted, plans, secret=secret)
    write(made.files)
    verification = prove_it()
    again = draft(wanted, plans, secret=secret, rules=measured_rules(verification), without=unclear_mistakes(verification, made))
    for path in set(made.files) - set(again.files):
        path.unlink()
    write(again.files)
    changed = again.files != made.files
    for _ in range(MOST_ROUNDS):
        assignment = load_assignment(wanted.course, wanted.slug)
        added = additions_to(assignment, load_material(assignment), verification)
        if not added.tests and not changed:
            break
        again = replace(again, files={**again.files, **dict(added.files)})
        write(dict(added.files))
        verification, changed = prove_it(), False
    return _with_handouts(wanted, again, secret), verification


def _with_handouts(wanted: Wanted, made: Draft, secret: str) -> Draft:
    """With handouts that say what the suite asks, now that cases were added."""
    _, private = new_folders(wanted.course, wanted.slug, free=False)
    plans = as_asked(made.plans, wanted.order.reference, (private / SUITE).read_text(encoding="utf-8"))
    handouts = {path: text for path, text in draft(wanted, plans, secret=secret).files.items() if path.suffix == ".md"}
    write(handouts)
    return replace(made, files={**made.files, **handouts}, plans=plans)


def handed_on(plans: Sequence[FunctionPlan]) -> dict[str, set[int]]:
    """By function the parts of its answer that another one takes: a cache, in which everybody may keep what they like."""
    found: dict[str, set[int]] = {}
    for plan in plans:
        for argument in plan.target.builder.arguments if plan.target is not None else ():
            if argument.opaque:
                found.setdefault(argument.producer, set()).add(argument.part)
    return found


def measured_rules(verification: Verification) -> dict[str, str]:
    """For each function one of whose outputs' rules lies outside of its window: a rule inside of all its windows."""
    rules: dict[str, str] = {}
    for function in dict.fromkeys(window.function for window in verification.windows if window.function):
        windows = [window for window in verification.windows if window.function == function]
        if all(window.fits for window in windows):
            continue
        parts = {window.output.removeprefix(f"{function}."): rule_text(window) for window in windows if window.advice is not None}
        if parts:
            alone = parts.get(function)
            rules[function] = (
                alone if alone is not None else "{" + ", ".join(f"{name}: {rule}" for name, rule in parts.items()) + "}"
            )
    return rules


def unclear_mistakes(verification: Verification, first: Draft) -> tuple[str, ...]:
    """Mistakes whose hint is not the one that their student would read."""
    names = [path.stem for path in first.files if path.parent.name == "mistakes"]
    told = {complaint.mistake for complaint in verification.of_point(4)}
    return tuple(name for name in names if name in told)


def named_wrongs(plans: Sequence[FunctionPlan]) -> dict[str, tuple[MutantKind, str, str]]:
    """Files of ``mistakes/`` by name: the kind, the function, and the text."""
    from grader.verify.writing.wrongs import KINDS

    return {
        f"{KINDS[wrong.kind]}_in_{plan.function.replace('.', '_').lower()}": (wrong.kind, plan.function, wrong.source)
        for plan in plans
        for wrong in plan.wrongs
    }


def shared(points: int, plans: Sequence[FunctionPlan]) -> dict[str, Fraction]:
    """Whole points for each question, by how many ways there are to get it wrong (its root: long code is not that much harder)."""
    if points < len(plans):
        raise UsageError(f"{points} points are too few for {len(plans)} questions; give at least one each with --points")
    weights = [max(1, plan.weight) ** 0.5 for plan in plans]
    rest = points - len(plans)
    exact = [rest * weight / sum(weights) for weight in weights]
    whole = [int(each) for each in exact]
    most = sorted(range(len(plans)), key=lambda place: whole[place] - exact[place])
    for place in most[: rest - sum(whole)]:
        whole[place] += 1
    return {plan.function: Fraction(1 + share) for plan, share in zip(plans, whole, strict=True)}


def todos(files: Mapping[Path, str]) -> list[tuple[Path, int]]:
    """Where only a person can word it: files with how many TODOs each has, the stub's own aside."""
    counts = [(path, len(re.findall(r"\bTODO\b", text))) for path, text in files.items() if path.suffix in (".md", ".yaml")]
    return [(path, count) for path, count in counts if count]


def reference_of(name: str, text: str) -> Reference:
    """As ``read_reference``, for whoever has no other business with the package."""
    from grader.verify.writing.signature import read_reference

    return read_reference(name, text)


__all__ = ["Draft", "Wanted", "draft", "module_name", "plan_assignment", "proved", "todos", "write"]
