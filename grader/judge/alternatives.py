"""Ways of being right: the reference, and what ``alternatives/`` says is right as well, as half of a penalty or another tie rule.

A submission follows one of them as a whole: what is right by one here and by another there agrees with itself nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.errors import AssignmentError
from grader.judge.explain.explanation import Explainer
from grader.judge.explain.known_mistakes import put_over
from grader.judge.running.reference import Reference, load_beside
from grader.judge.running.student import Files, LiveStudent
from grader.model import Assignment, Note


@dataclass(frozen=True, slots=True)
class Convention:
    """``name`` is empty for the reference's own. Without an explainer what fails is not explained."""

    name: str
    reference: Reference | None
    explainer: Explainer | None

    def notes(self, assignment: Assignment) -> tuple[Note, ...]:
        """What a submission that follows it is told."""
        if not self.name:
            return ()
        title = assignment.alternative(self.name).title
        return (Note(kind="alternative", name=self.name, text=title.en, detail=title.ko),)


def conventions_of(
    assignment: Assignment, reference: Reference | None, open_student: Callable[[Files], LiveStudent], *, explain: bool
) -> tuple[Convention, ...]:
    """The reference's own first. Raises AssignmentError for an alternative that cannot be loaded."""
    references = {"": reference} if reference is None else {"": reference, **_alternatives(assignment)}

    def explainer(reference: Reference) -> Explainer:
        others = [each for each in references.values() if each is not None and each is not reference]
        return Explainer(assignment, reference, open_student, others)

    return tuple(
        Convention(name, each, explainer(each) if explain and each is not None else None) for name, each in references.items()
    )


def _alternatives(assignment: Assignment) -> dict[str, Reference]:
    """Like a mistake each holds only what differs from the reference."""
    folder = assignment.private
    assert folder is not None  # noqa: S101  # there is a reference
    found = {}
    for each in assignment.alternatives:
        path = folder / "alternatives" / f"{each.name}.py"
        try:
            files = put_over(tuple((name, (folder / name).read_bytes()) for name in assignment.files), path.read_bytes())
            codes = [(name, compile(source, str(folder / name), "exec")) for name, source in files]
            found[each.name] = Reference(load_beside(folder, codes))
        except Exception as error:  # whatever the author's file raises is a fault of the assignment
            raise AssignmentError(f"{path}: loading the alternative raised {type(error).__name__}: {error}") from error
    return found
