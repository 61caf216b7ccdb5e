"""From the YAML files of a course to an ``Assignment``. Every problem of every file is found before any is reported."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from grader.errors import AssignmentError, UsageError
from grader.model import Assignment, FunctionSpec, Limits, Reveal, Rule, SuiteTexts, Text
from grader.problems import did_you_mean, worded
from grader.rules import RuleReader
from grader.schema import CourseFile, LimitsSection, PrivateFile, PublicFile, Words
from grader.yamlfile import Document, PathKey, load_yaml

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_Model = TypeVar("_Model", bound=BaseModel)


def find_course(start: Path) -> Path:
    """The nearest folder upwards that holds ``assignments/``. Raises UsageError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "assignments").is_dir():
            return folder
    raise UsageError(f"no course found: neither {here} nor a folder above it holds assignments/; go there, or give --course DIR")


def slugs(course: Path) -> tuple[str, ...]:
    """The assignments of a course, by name."""
    folder = course / "assignments"
    return tuple(sorted(path.parent.name for path in folder.glob("*/assignment.yaml") if _SLUG.match(path.parent.name)))


def load_assignment(course: Path, slug: str, *, private: bool = True) -> Assignment:
    """The assignment ``slug``. Without ``private`` only ``assignments/<slug>/`` is read, as on a student's machine.

    Raises UsageError for an unknown slug, AssignmentError with every problem of the files otherwise. An assignment without a
    ``seed`` draws its inputs by its slug.
    """
    if slug not in slugs(course):
        near = difflib.get_close_matches(slug, slugs(course), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(slugs(course)) or 'none'}"
        raise UsageError(f"{course / 'assignments'} holds no assignment {slug!r}; {hint}")
    return _Loader(course, slug, private=private).load()


class _Loader:
    """Collects problems while it reads."""

    def __init__(self, course: Path, slug: str, *, private: bool) -> None:
        self._course, self._slug = course, slug
        self._public = course / "assignments" / slug
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
        self._check_names(public_document, public)
        self._check_files(public)
        if private_document is not None:
            self._check_functions(private_document, private, public)
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
        return self._assignment(public, private, course, default, specs, named)

    def _assignment(
        self,
        public: PublicFile,
        private: PrivateFile,
        course: CourseFile,
        default: Rule,
        specs: tuple[FunctionSpec, ...],
        named: tuple[tuple[str, Rule], ...],
    ) -> Assignment:
        seed = private.seed
        reveal = private.reveal or "counterexample"
        return Assignment(
            slug=self._slug,
            title=_text(public.title),
            public=self._public,
            private=self._private,
            files=tuple(public.files),
            functions=tuple(public.functions),
            points=public.points,
            needs=tuple((name, tuple(needed)) for name, needed in public.needs.items()),
            default_rule=default,
            specs=specs,
            named_rules=named,
            limits=_limits(private.limits if self._private is not None else public.limits),
            seed=seed.secret if seed else self._slug,
            seed_per=seed.per if seed else "assignment",
            reveal=Reveal(reveal),
            texts=tuple(
                SuiteTexts(test=test, title=_maybe_text(texts.title), hint=_maybe_text(texts.hint))
                for test, texts in private.texts.items()
            ),
            lang=course.lang,
            digest=self._digest(public.provides),
            provides=tuple(public.provides),
        )

    def _section(self, path: Path, model: type[_Model]) -> tuple[Document | None, _Model | None]:
        """Read and validate one file; problems go to the list, and what cannot be had is None."""
        name = path.relative_to(self._course).as_posix()
        try:
            document = load_yaml(path, name)
        except AssignmentError as error:
            self._problems += error.problems
            return None, None
        try:
            return document, model.model_validate(document.value)
        except ValidationError as error:
            self._problems += [worded(document, each, model) for each in error.errors()]
            return document, None

    def _course_file(self) -> CourseFile:
        path = self._course / "course.yaml"
        if not path.exists():
            return CourseFile()
        return self._section(path, CourseFile)[1] or CourseFile()

    def _check_names(self, document: Document, public: PublicFile) -> None:
        for index, name in enumerate(public.files):
            if not (name.endswith(".py") and name[:-3].isidentifier()):
                self._problems.append(f"{document.at(('files', index))}: {name!r} is no plain Python file name, as rnn_bptt.py")
            if name in public.files[:index]:
                self._problems.append(f"{document.at(('files', index))}: {name!r} is listed twice")
        for index, name in enumerate(public.provides):
            where = document.at(("provides", index))
            if name in public.files or name in public.provides[:index]:
                self._problems.append(f"{where}: {name!r} is listed twice; what is handed in cannot be handed out as well")
            elif not _is_plain_name(name):
                self._problems.append(f"{where}: {name!r} is no plain file name, as utils.py or data.npz")
        for key, needed in public.needs.items():
            for index, name in enumerate([key, *needed]):
                if name not in public.functions:
                    path: PathKey = ("needs", key) if index == 0 else ("needs", key, index - 1)
                    hint = did_you_mean(name, public.functions)
                    self._problems.append(f"{document.at(path, key=index == 0)}: {name!r} is none of the functions{hint}")

    def _check_files(self, public: PublicFile) -> None:
        wanted = [self._public / name for name in (*public.files, *public.provides)]
        if self._private is not None:
            wanted += [self._private / name for name in (*public.files, "test_hidden.py")]
        else:
            wanted.append(self._public / "test_visible.py")
        for path in wanted:
            if not path.is_file():
                self._problems.append(f"{path.relative_to(self._course).as_posix()}: is missing")

    def _check_functions(self, document: Document, private: PrivateFile, public: PublicFile) -> None:
        for name in private.functions:
            # A method has rules of its own under ``Class.method``.
            if name not in public.functions and name.split(".")[0] not in public.functions:
                hint = did_you_mean(name, public.functions)
                self._problems.append(
                    f"{document.at(('functions', name), key=True)}: {name!r} is none of the functions in assignment.yaml{hint}"
                )

    def _digest(self, provides: Sequence[str]) -> str:
        """Over every file that can change what a grade says."""
        whole = hashlib.sha256()
        for folder in (self._public, self._private):
            if folder is None:
                continue
            for path in sorted({*folder.glob("*.py"), *folder.glob("*.yaml"), *(folder / name for name in provides)}):
                if not path.is_file():
                    continue
                content = path.read_bytes()
                whole.update(f"{folder.parent.name}/{path.name}:{len(content)}:".encode())
                whole.update(content)
        return "sha256:" + whole.hexdigest()


def _read_functions(rules: RuleReader, private: PrivateFile, default: Rule) -> tuple[FunctionSpec, ...]:
    """Every function's rules; those of a method start from its class's."""
    specs: dict[str, FunctionSpec] = {}
    for name in sorted(private.functions, key=lambda name: "." in name):
        owner = specs.get(name.partition(".")[0]) if "." in name else None
        parent = default if owner is None else owner.default
        specs[name] = rules.read_function(name, private.functions[name], parent, ("functions", name))
    return tuple(specs.values())


def _is_plain_name(name: str) -> bool:
    stem, _, suffix = name.rpartition(".")
    plain = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", name) is not None
    return plain and (suffix != "py" or stem.isidentifier())


def _text(words: Words) -> Text:
    return Text(en=words.en, ko=words.ko)


def _maybe_text(words: Words | None) -> Text | None:
    return None if words is None else _text(words)


def _limits(section: LimitsSection | None) -> Limits:
    given = section.model_dump(exclude_none=True) if section else {}
    if "packages" in given:
        given["packages"] = tuple(given["packages"])
    return Limits(**given)
