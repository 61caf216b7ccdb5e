"""From the YAML files of a course to an ``Assignment``. Every problem of every file is found before any is reported."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from grader.errors import AssignmentError, UsageError
from grader.model import (
    Assignment,
    Attempts,
    FunctionSpec,
    Lang,
    Reveal,
    Rule,
    Text,
)
from grader.phrases.nearest import nearest
from grader.reading import sections
from grader.reading.consistency import course_problems, limits_problems, private_problems, public_problems
from grader.reading.digest import digests_of
from grader.reading.messages import empty_values, worded
from grader.reading.schema import CourseFile, PrivateFile, PublicFile
from grader.reading.tolerances import RuleReader
from grader.reading.yamlfile import Document, load_yaml

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_Model = TypeVar("_Model", bound=BaseModel)


def find_course(start: Path) -> Path:
    """The nearest folder upwards that holds ``assignments/``. Raises UsageError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "assignments").is_dir():
            return folder
    raise UsageError(
        f"no course found: neither {here} nor a folder above it holds assignments/; go there, give --course DIR, or begin one "
        "here: mkdir assignments"
    )


def find_handout(start: Path) -> Path | None:
    """The nearest folder upwards that is an assignment by itself, as it was handed out: it holds ``assignment.yaml``, and lies in
    no course.
    """
    here = start.resolve()
    return next((folder for folder in (here, *here.parents) if _is_handout(folder)), None)


def _is_handout(folder: Path) -> bool:
    return folder.parent.name != "assignments" and (folder / "assignment.yaml").is_file()


def slugs(course: Path) -> tuple[str, ...]:
    """The assignments of a course, by name."""
    folder = course / "assignments"
    return tuple(sorted(path.parent.name for path in folder.glob("*/assignment.yaml") if _SLUG.match(path.parent.name)))


def load_assignment(course: Path, slug: str, *, private: bool = True) -> Assignment:
    """The assignment ``slug``. Without ``private`` only ``assignments/<slug>/`` is read, as on a student's machine; there also
    ``<slug>/`` itself may stand in the place of a course.

    Raises UsageError for an unknown slug, AssignmentError with every problem of the files otherwise. An assignment without a
    ``seed`` draws its inputs by its slug.
    """
    if slug not in slugs(course) and not (not private and _is_handout(course / slug)):
        near = nearest(slug, slugs(course))
        hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(slugs(course)) or 'none'}"
        raise UsageError(f"{course / 'assignments'} holds no assignment {slug!r}; {hint}")
    return _Loader(course, slug, private=private).load()


def load_languages(course: Path) -> tuple[Lang, ...]:
    """In which languages a course's texts are to be written: what course.yaml asks for, else its ``lang`` alone.

    Raises AssignmentError.
    """
    return _Loader(course, "", private=False).languages()


class _Loader:
    """Collects problems while it reads."""

    def __init__(self, course: Path, slug: str, *, private: bool) -> None:
        self._course, self._slug = course, slug
        alone = not private and slug not in slugs(course) and _is_handout(course / slug)
        self._public = course / slug if alone else course / "assignments" / slug
        self._settings = (self._public if alone else course) / "course.yaml"
        self._private = course / "solutions" / slug if private else None
        self._problems: list[str] = []

    def load(self) -> Assignment:
        public_document, public = self._section(self._public / "assignment.yaml", PublicFile)
        course = self._course_file()
        if self._private is not None:
            private_document, private = self._section(self._private / "grading.yaml", PrivateFile)
        else:
            private_document, private = None, PrivateFile()
        if public_document is None or public is None or private is None:
            raise AssignmentError(*self._problems)
        self._problems += public_problems(public_document, public)
        self._check_files(public)
        self._problems += limits_problems(public_document, public.limits, installed=private_document is None)
        if private_document is not None and self._private is not None:
            self._problems += private_problems(private_document, private, public, self._private)
            self._problems += limits_problems(private_document, private.limits, installed=True)
            rules = RuleReader(private_document, self._problems)
            default = rules.read(private.tolerance, Rule(), ("tolerance",))
        else:
            rules = RuleReader(public_document, self._problems)
            default = rules.read(public.tolerance, Rule(), ("tolerance",))
        specs = _read_functions(rules, private, default)
        named = tuple((name, rules.read(rule, default, ("rules", name))) for name, rule in private.rules.items())
        if self._private is not None:
            # A rule of the visible tests is not used here, but has to be right all the same.
            RuleReader(public_document, self._problems).read(public.tolerance, Rule(), ("tolerance",))
        if self._problems:
            raise AssignmentError(*self._problems)
        return self._assignment(public, private, private_document, course, default, specs, named)

    def languages(self) -> tuple[Lang, ...]:
        course = self._course_file()
        if self._problems:
            raise AssignmentError(*self._problems)
        return tuple(course.languages or (course.lang,))

    def _assignment(
        self,
        public: PublicFile,
        private: PrivateFile,
        private_document: Document | None,
        course: CourseFile,
        default: Rule,
        specs: tuple[FunctionSpec, ...],
        named: tuple[tuple[str, Rule], ...],
    ) -> Assignment:
        seed = private.seed
        loaded = Assignment(
            slug=self._slug,
            title=sections.text(public.title),
            public=self._public,
            private=self._private,
            files=tuple(public.files),
            functions=tuple(public.functions),
            points=public.points,
            needs=tuple((name, tuple(needed)) for name, needed in public.needs.items()),
            default_rule=default,
            specs=specs,
            named_rules=named,
            limits=sections.limits(private.limits if self._private is not None else public.limits),
            seed=seed.secret if seed else self._slug,
            seed_per=seed.per if seed else "assignment",
            reveal=Reveal(private.reveal or "counterexample"),
            locate=private.locate or "line",
            texts=tuple(sections.texts(private, private_document)),
            lang=course.lang,
            deadline=sections.deadline(public),
            attempts=Attempts(max=public.attempts.max, count=public.attempts.count) if public.attempts else Attempts(),
            mistakes=tuple(sections.mistakes(private)),
            alternatives=tuple(sections.alternatives(self._private, private)),
            given=tuple(private.given.items()),
            course_name=sections.maybe_text(course.name) or Text(""),
            languages=tuple(course.languages or ()),
            timezone=course.timezone or "",
            provides=tuple(public.provides),
            bonus=tuple(public.bonus),
            drop=tuple(sections.dropped(private, private_document)),
            forbid=sections.forbidden(public),
            manual=tuple(sections.manual(public)),
        )
        digests = digests_of(loaded)
        return replace(loaded, digest=digests.points, explanations_digest=digests.explanations, words_digest=digests.words)

    def _section(self, path: Path, model: type[_Model]) -> tuple[Document | None, _Model | None]:
        """Read and validate one file; problems go to the list, and what cannot be had is None."""
        name = path.relative_to(self._course).as_posix()
        try:
            document = load_yaml(path, name)
        except AssignmentError as error:
            self._problems += error.problems
            return None, None
        if empty := list(empty_values(document)):
            self._problems += empty
            return document, None
        try:
            return document, model.model_validate(document.value)
        except ValidationError as error:
            self._problems += [worded(document, each, model) for each in error.errors()]
            return document, None

    def _course_file(self) -> CourseFile:
        path = self._settings
        if not path.exists():
            return CourseFile()
        document, course = self._section(path, CourseFile)
        if document is None or course is None:
            return CourseFile()
        self._problems += course_problems(document, course)
        return course

    def _check_files(self, public: PublicFile) -> None:
        wanted = [self._public / name for name in (*public.files, *public.provides)]
        if self._private is not None:
            wanted += [self._private / name for name in (*public.files, "test_hidden.py")]
        else:
            wanted.append(self._public / "test_visible.py")
        for path in wanted:
            if not path.is_file():
                self._problems.append(f"{path.relative_to(self._course).as_posix()}: is missing")


def _read_functions(rules: RuleReader, private: PrivateFile, default: Rule) -> tuple[FunctionSpec, ...]:
    """Every function's rules; those of a method start from its class's."""
    specs: dict[str, FunctionSpec] = {}
    for name in sorted(private.functions, key=lambda name: "." in name):
        owner = specs.get(name.partition(".")[0]) if "." in name else None
        parent = default if owner is None else owner.default
        specs[name] = rules.read_function(name, private.functions[name], parent, ("functions", name))
    return tuple(specs.values())
