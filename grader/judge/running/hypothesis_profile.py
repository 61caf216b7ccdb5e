"""The settings by which Hypothesis draws in every judge. It is loaded where a suite loads it, since many do not."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

NAME = "hypothesis"


def fix_hypothesis(folder: Path) -> None:
    """The same examples for everybody: no randomness, no database, no clock, no shrinking. At once, or once it is loaded.

    ``folder``: the suite's. Hypothesis now and then draws a number that is written in one of the modules that are loaded. What of
    ours is loaded, and where it is installed, must not decide that, so it takes these from the suite's own helpers alone.
    """
    if NAME in sys.modules:
        _fix(folder)
    else:
        sys.meta_path.insert(0, _Fixing(folder))


class _Fixing(MetaPathFinder, Loader):
    """Has Hypothesis loaded as it is ever, and fixes it before whoever imports it can decorate a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loader: Loader | None = None

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != NAME:
            return None
        sys.meta_path.remove(self)
        if (spec := PathFinder.find_spec(name, path, target)) is not None:
            self._loader, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec) if self._loader is not None else None

    def exec_module(self, module: ModuleType) -> None:
        assert self._loader is not None  # noqa: S101  # find_spec() comes first
        self._loader.exec_module(module)
        _fix(self._folder)


def _fix(folder: Path) -> None:
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.internal.conjecture import providers

    inside = f"{folder}{os.sep}"

    def is_helper(file: str) -> bool:  # asked of every module that is loaded, so no path is taken apart
        return file.startswith(inside) and not file.rpartition(os.sep)[2].startswith("test_")

    providers.is_local_module_file = is_helper  # type: ignore[attr-defined,assignment]  # it has no setting for it; a test holds it
    settings.register_profile(
        "grader",
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=tuple(HealthCheck),
    )
    settings.load_profile("grader")
