"""The command's side of writing: studios on an assignment made for the moment, and the plans that come back from them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from grader.judge.supervisor import SandboxRequest
from grader.verify.laboratory import Laboratory, Pool
from grader.verify.writing.plan import PLAN, FunctionPlan
from grader.verify.writing.signature import Reference

# A mutant that loops for ever costs this much processor time, so it is short; the clock of a busy machine says nothing.
LIMITS = "{wall_s: 20, cpu_s: 1, case_s: 20, submission_s: 900, callbacks: 5000}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written of a reference: its text, what the author tells of arguments, and example calls by function."""

    module: str
    reference: Reference
    told: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Desk(Laboratory):
    """One studio: answers with the plan of a function."""

    MODULE: ClassVar[str] = "grader.verify.writing.studio"
    DRAWS: ClassVar[bool] = True

    def write(self, order: Order, function: str) -> FunctionPlan:
        asked: dict[str, Any] = {
            "ask": "write", "text": order.reference.text, "told": dict(order.told),
            "examples": {name: list(calls) for name, calls in order.examples.items()}, "function": function,
        }  # fmt: skip
        return PLAN.validate_json(self._question(asked)["plan"])

    def reduced(self, program: str, args: Sequence[Any]) -> str:
        """What ``grader.verify.writing.reduction``, the program, makes of somebody's file; empty where nothing."""
        return str(self._question({"ask": "reduce", "text": program, "args": list(args)})["reduced"])


@contextmanager
def scratch_course(order: Order) -> Iterator[Path]:
    """A course with one assignment that has nothing but a name for the file: no suite, and no reference on the private side."""
    with tempfile.TemporaryDirectory(prefix="grader-new-") as folder:
        public = Path(folder) / "assignments" / "it"
        public.mkdir(parents=True)
        tops = dict.fromkeys(each.name.partition(".")[0] for each in order.reference.asked)
        lines = ["title: it", f"files: [{order.module}.py]", f"functions: [{', '.join(tops)}]", f"limits: {LIMITS}"]
        (public / "assignment.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (public / f"{order.module}.py").write_text("", encoding="utf-8")
        (public / "test_visible.py").write_text("def test_nothing(student):\n    pass\n", encoding="utf-8")
        yield Path(folder)


def plans_of(order: Order, *, sandbox: SandboxRequest, jobs: int, tell: Callable[[str], None]) -> tuple[FunctionPlan, ...]:
    """The plan of every function that students are asked for, in the order of the file."""
    names = [each.name for each in order.reference.asked]

    def write(name: str) -> Callable[[Laboratory], FunctionPlan]:
        def ask(desk: Laboratory) -> FunctionPlan:
            assert isinstance(desk, Desk)  # noqa: S101  # the pool holds no other
            plan = desk.write(order, name)
            if plan.is_given:
                tell(f"{name}: left out, since what is handed out answers every call as the reference does; mark more of it")
                return plan
            tell(f"{name}: {len(plan.cases)} cases kill {plan.killed} of {plan.mutants} mutants")
            return plan

        return ask

    with (
        scratch_course(order) as course,
        Pool(lambda: Desk(course, "it", sandbox=sandbox, private=False), min(jobs, len(names))) as pool,
    ):
        return tuple(pool.each([write(name) for name in names]))
