"""The ten cases for nbgrader: a cell for the answer, one for the suite, one for each case. Run by nbgrader's own Python."""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10), (2, 8), (8, 2), (6, 6)]
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def cell(name, source, **more):
    meta = {"grade": False, "solution": False, "locked": False, "grade_id": name, "schema_version": 3, "task": False}
    return new_code_cell(source, metadata={"nbgrader": meta | more})


def notebook(answer):
    cells = [cell("answer", answer, solution=True), cell("suite", Path("cases.py").read_text(), locked=True)]
    for n, steps in SHAPES:
        cells.append(cell(f"case-{n}-{steps}", f"test_matches_the_bptt_equations({n}, {steps})", grade=True, locked=True, points=1))
    return new_notebook(cells=cells, metadata=KERNEL)


reference, *files = map(Path, sys.argv[1:])
source = Path("source/bptt")
source.mkdir(parents=True)
nbformat.write(notebook(reference.read_text()), str(source / "bptt.ipynb"))
for file in files:
    folder = Path("submitted") / file.stem / "bptt"
    folder.mkdir(parents=True)
    nbformat.write(notebook(file.read_text()), str(folder / "bptt.ipynb"))
