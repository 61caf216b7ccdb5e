"""The submission's files as modules that import one another by name, run as they are or, failing that, salvaged. Inside."""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
import time
import types
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, NoReturn

from grader.sandbox.inside import newer, whereabouts
from grader.sandbox.inside.causes import MOST_NAMES as MOST_PACKAGES
from grader.sandbox.inside.causes import Cause, told
from grader.sandbox.inside.cells import parse_cell, read_all, written_file
from grader.sandbox.inside.decoding import decoded
from grader.sandbox.inside.edits import Edit, Exchange, edited
from grader.sandbox.inside.lookups import note_undefined
from grader.sandbox.inside.magics import readings
from grader.sandbox.inside.ownmodules import OwnModules
from grader.sandbox.inside.remarks import Remarks
from grader.sandbox.inside.salvage import Piece, Salvage, described
from grader.sandbox.inside.standins import NOTEBOOK_NAMES, Absent, Inert, Standins, provide_builtins
from grader.sandbox.inside.twice import may_repeat, note_repeated

Files = Sequence[tuple[str, bytes]]

NOTEBOOK = ".ipynb"
# Names that one remark tells.
TOLD = 6
# Of the time for loading, what one statement may take where a file is salvaged.
SHARE = 0.25
# What a module holds before its first line is run.
OWN = ("__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__", "__builtins__", "__path__")


class Modules(MetaPathFinder, Loader):
    """Finds the submission's modules in memory, and says what may be imported where something may not."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._each_s, self._end = 0.0, 0.0
        self._files: dict[str, tuple[str, bytes]] = {}  # by module name: the submission's, and what was handed out with the stub
        self._own: list[str] = []
        self._beside = OwnModules((), (), self._run_file)
        self._loaded: list[types.ModuleType] = []
        self._salvaged: dict[str, Salvage] = {}
        self._codes: dict[str, types.CodeType] = {}
        self._pieces: list[Piece] = []  # the cells
        self._texts: list[tuple[str, str, str]] = []  # of every cell and file: its type, its name, what Python reads
        self._stood_for: list[str] = []
        self._mode = 0
        self.sources: dict[str, list[str]] = {}
        self.remarks = Remarks()
        self.unread: list[tuple[str, BaseException]] = []  # files that Python cannot read, where it can read others
        self._packages = packages
        self.edits: Sequence[Edit] = ()  # of the files' texts, before anything of them is run
        self._exchange = Exchange()
        self._lacking: dict[str, str] = {}  # files asked for that did not come here, by the names of their modules

    def load(
        self, files: Files, expected: Sequence[str], mode: int, seconds: float, provided: Files = (),
        own: Files = (), roots: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Import every file, in order. ``expected``: the names asked for; a notebook stands for those that are missing.

        ``mode``: how much is run, as ``Salvage`` says; ``seconds``: how long the judge waits. ``provided``: modules that the
        assignment hands out; they can be imported, and are not what was handed in. ``own``: what was handed in beside, as
        ``OwnModules`` says. Raises SyntaxError where no file can be read.
        """
        self._mode = mode
        self._each_s, self._end = seconds * SHARE, time.monotonic() + seconds * (1 - SHARE)
        self._own = [_stem(name) for name, _ in files]
        for name, source in (*provided, *files):
            self._files[_stem(name)] = (name, source)
        provide_builtins()
        self._beside = beside = OwnModules(own, roots, self._run_file)
        notebooks = [_stem(name) for name, _ in files if name.endswith(NOTEBOOK)]
        if len(notebooks) == 1:
            self._stood_for = [stem for stem in map(_stem, expected) if stem not in self._files]
        standing = (*self._files, *self._stood_for)
        self._lacking = {stem: name for name in expected if (stem := _stem(name)) not in standing}
        refusal = Refusal(self._packages, self._lacking, [path for path, _ in own])
        sys.meta_path.insert(0, self)
        sys.meta_path += (beside, Standins(self.remarks), refusal)
        for stem in self._files:
            # A file may bear the name of a module that numpy has loaded already.
            if getattr(sys.modules.get(stem), "__loader__", None) is not self:
                sys.modules.pop(stem, None)
        # A notebook first: the files may import what it stands for.
        for stem in sorted(self._own, key=lambda stem: stem not in notebooks):
            self._import(stem)
        if len(self.unread) == len(self._own):
            raise self.unread[0][1]
        self._loaded = [sys.modules[stem] for stem in self._own if stem in sys.modules]
        self._remark_on(beside)
        for module in self._loaded:
            salvage = self._salvaged.get(module.__name__)
            with contextlib.suppress(Exception):  # it is only a remark, and looks at objects that may be strange
                note_undefined(module, self.remarks, salvage.missing if salvage else {}, self._codes.get(module.__name__))
                self._note_repeated(module.__name__, salvage)

    def _import(self, stem: str) -> None:
        """What a file's own statements raise is dealt with when it is run: what comes here is a file that Python cannot read."""
        try:
            __import__(stem)
        except Exception as error:  # noqa: BLE001  # a text may be too deep or too large for the parser too
            self.unread.append((self._files[stem][0], error))

    def _remark_on(self, beside: OwnModules) -> None:
        """What of the files beside was of no use."""
        with contextlib.suppress(Exception):  # student code may have put anything among the finders
            for kind, paths in zip(("not_imported", "shadowed"), beside.not_imported(), strict=True):
                if paths:
                    self.remarks.add(kind, detail=", ".join(paths[:TOLD]), count=len(paths))

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if fullname not in self._files:
            return None
        return ModuleSpec(fullname, self, origin=self._files[fullname][0])

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name, source = self._files[module.__name__]
        if name.endswith(NOTEBOOK):
            module.__file__ = name
            self._run_notebook(module, name, source)
            return
        self._run_file(module, name, source)

    def _run_file(self, module: types.ModuleType, name: str, source: bytes) -> None:
        module.__file__ = name
        try:
            text = edited(decoded(source, name), name, self.edits)
        except SyntaxError:
            self._remember(name, source.decode("utf-8", "replace"))
            raise
        self._remember(name, text)
        text, code = self._compiled(text, name)
        self._texts.append(("code", name, text))
        if self._mode == 0:
            try:
                self._codes[module.__name__] = code
                exec(code, module.__dict__)  # noqa: S102  # this is what a worker is for
                return
            except BaseException as error:  # noqa: BLE001  # whatever a script's own work ends in, its functions may be fine
                self.remarks.add("stopped_at", detail=described(error), file=name, line=_line_of(error, name))
                for key in set(module.__dict__).difference(OWN):
                    del module.__dict__[key]
        self._salvage(module, [Piece.parsed(text, name)])

    def _run_notebook(self, module: types.ModuleType, name: str, source: bytes) -> None:
        """The cells in the order of the file, each with lines of its own; what Jupyter would provide is there, and does nothing."""
        for stem in self._stood_for:
            sys.modules[stem] = module
        pieces, number = [], 0
        for kind, text in read_all(source):
            number += kind == "code"
            place = f"{name}[{number}]"
            self._texts.append((kind, place, text))
            if kind != "code":
                continue
            text = edited(text, place, self.edits)
            self._remember(place, text)
            if written := written_file(text):
                path, python, append = written
                self._beside.write(path, python.encode("utf-8", "replace"), append=append)
            pieces.append(parse_cell(text, place, self.remarks))
        self._pieces += pieces
        module.__dict__.update(NOTEBOOK_NAMES)
        self._salvage(module, pieces)

    def _compiled(self, text: str, name: str) -> tuple[str, types.CodeType]:
        """The file's text and code; lines of a notebook that came along are left out. Raises SyntaxError."""
        try:
            return text, _compiled(text, name)
        except SyntaxError:
            pass
        problem: SyntaxError
        for cleared in readings(text):
            try:
                code = _compiled(cleared.text, name)
                break
            except SyntaxError as error:
                problem = newer.named(error, cleared.text, name)
        else:
            raise problem
        for word, line in cleared.found:
            self.remarks.tally("magic", word, file=name, line=line)
        return cleared.text, code

    def exchange(self, edits: Sequence[Edit]) -> None:
        """For the time being the definitions that the edits are in are what they make of them. None: all as they were."""
        known = {self._files[module.__name__][0]: module for module in self._loaded if module.__name__ in self._files}
        places = [place for _, place, _ in self._texts]
        modules = {place: known[place.partition("[")[0]] for place in places if place.partition("[")[0] in known}
        self._exchange.put(edits, {place: text for _, place, text in self._texts}, modules)

    def _note_repeated(self, stem: str, salvage: Salvage | None) -> None:
        """Of what was salvaged only what was run counts; a file that ran as it is ran as a whole."""
        name = self._files[stem][0]
        if salvage is not None:
            note_repeated([(step.place, step.statement) for step in salvage.done], self.remarks)
        elif text := next((text for _, place, text in self._texts if place == name and may_repeat(text)), ""):
            note_repeated([(name, statement) for statement in ast.parse(text).body], self.remarks)

    def whereabouts(self, stub: Files) -> list[whereabouts.Whereabout]:
        """Of what the stub asks for and nothing defines: where it stands all the same."""
        space = {name: value for module in reversed(self._loaded) for name, value in list(module.__dict__.items())}
        asked = whereabouts.asked_for(stub)
        names = whereabouts.lacking(asked, space)
        if not names:
            return []
        pieces = [*self._pieces, *(Piece.parsed(text, place) for _, place, text in self._texts if not place.endswith("]"))]
        failures = [failure for salvage in self._salvaged.values() for failure in salvage.failures]
        return whereabouts.find(names, asked, pieces, self._texts, failures, space)

    def _salvage(self, module: types.ModuleType, pieces: list[Piece]) -> None:
        salvage = Salvage(self.remarks, max(1, self._mode), self._each_s, self._end, self.sources)
        self._salvaged[module.__name__] = salvage
        salvage.run(pieces, module.__dict__)

    def _remember(self, name: str, text: str) -> None:
        lines = text.splitlines(keepends=True)
        self.sources[name] = lines
        linecache.cache[name] = (len(text), None, lines, name)

    def find(self, name: str) -> tuple[bool, Any]:
        for module in self._loaded:
            if name in module.__dict__ and not self._is_lacking(module.__dict__[name]):
                return True, module.__dict__[name]
        return False, None

    def _is_lacking(self, value: Any) -> bool:
        """Whether it only stands for what a file was to define that is not here, or that Python cannot read."""
        lacking = (*self._lacking, *(_stem(name) for name, _ in self.unread))
        return type(value) is Absent and value.__dict__["_package"] in lacking

    def names(self) -> list[list[str]]:
        """``[name, kind]`` of everything that the files define or import, modules and private names left out."""
        found = {}
        for module in reversed(self._loaded):
            for name, value in list(module.__dict__.items()):
                if NOTEBOOK_NAMES.get(name) is value:
                    continue
                kind = type(value)
                if type(name) is not str or not name.isidentifier():  # which nobody can ask for, or which cannot even be sent
                    continue
                if not name.startswith("__") and not issubclass(kind, types.ModuleType | Absent | Inert):
                    found[name] = "class" if isinstance(value, type) else "function" if callable(value) else "value"
        return [[name, kind] for name, kind in found.items()]


def _compiled(text: str, name: str) -> types.CodeType:
    """Raises SyntaxError, also where Python gives up without one."""
    try:
        return compile(text, name, "exec", dont_inherit=True)
    except newer.GIVEN_UP as error:
        raise newer.given_up(error, name) from None


def _line_of(error: BaseException, name: str) -> int:
    """The top-level line that the file came to its end at."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == name:
            return step.tb_lineno
        step = step.tb_next
    return 0


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


class Refusal(MetaPathFinder):
    """The last of the finders: what nobody else found is not to be had here, and the error says what is."""

    def __init__(self, packages: Sequence[str], lacking: Mapping[str, str], own: Sequence[str]) -> None:
        """``lacking``: files asked for that did not come here, by the names of their modules; ``own``: paths of the student's."""
        self._packages, self._lacking, self._own = packages, lacking, own

    def find_spec(self, fullname: str, path: object = None, _target: object = None) -> None:
        top = fullname.partition(".")[0]
        if path is None and top in self._lacking:
            self._refuse(fullname, ["module_lacking", self._lacking[top], "", []])
        if path is None and top not in self._packages and top not in sys.stdlib_module_names:
            near = next((each for each in self._own if _plain(each) == _plain(f"{top}.py")), "")
            meant = ["module_neighbour", near, f"{top}.py", []]
            self._refuse(fullname, meant if near else ["no_module", "", "", list(self._packages[:MOST_PACKAGES])])

    def _refuse(self, name: str, cause: Cause) -> NoReturn:
        raise told(ModuleNotFoundError(f"no module named {name!r} here", name=name), cause)


def _plain(path: str) -> str:
    """A file's name as people mean it: ``helpers.py`` for ``Helpers.py`` and ``my_helpers.py`` for ``MyHelpers.py``."""
    return path.rpartition("/")[2].replace("_", "").casefold()
