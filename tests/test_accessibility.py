"""Every page that grader writes keeps WCAG 2.2 AA as far as axe-core can tell, light and dark, and fits into 320 pixels."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Browser, why_not
from tests.warm import run_grader

ROOT = Path(__file__).parents[1]
pytestmark = [pytest.mark.long, pytest.mark.skipif(bool(why_not()), reason=why_not() or "all is there")]

# One of each kind of report: values and maps, an exception, a stub, a file that does not parse, all points.
SAMPLES = {
    "right": "samples/accepted/einsum.py",
    "flipped": "samples/wrong_answer/time_axis_flipped.py",
}
SLUG = "rnn_bptt"
LONG = "x" * 400
DEADLINE = "\ndue: 2027-03-14T23:59:00+09:00\nlate: {per_day: 10%, until: 7d}\n"
TIMES = "student,time\nlate,2027-03-16T20:10:00+09:00\nstub,2027-03-14T21:10:00+09:00\nearly,2027-03-01T21:10:00+09:00\n"


def grader(*arguments: object) -> None:
    done = run_grader([str(each) for each in arguments], timeout_s=900)
    assert done.returncode in (0, 1, 4), done.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A class in both languages, a student's reports, what a regrade shows, and a verification."""
    root = tmp_path_factory.mktemp("pages")
    classes = root / "class"
    classes.mkdir()
    solution = ROOT / "solutions" / SLUG
    reference = (solution / "rnn_bptt.py").read_text(encoding="utf-8")
    mistake = (solution / "mistakes" / "sum_not_mean.py").read_text(encoding="utf-8")
    files = {name: (solution / path).read_text(encoding="utf-8") for name, path in SAMPLES.items()}
    files |= {
        "sum_a": f"{reference}\n\n{mistake}",
        "sum_b": f"import matplotlib.pyplot as plt\n{reference}\n\n{mistake}\nprint('{LONG}')\n",
        "raises": f"{reference}\n\ndef loss(*arguments):\n    # {LONG}\n    raise ValueError('{LONG}')\n",
        "stub": (ROOT / "assignments" / SLUG / "rnn_bptt.py").read_text(encoding="utf-8"),
        "broken": "def loss(:\n",
        LONG[:90]: "loss = forward_states\n",
    }
    for student, text in files.items():
        (classes / f"{student}.py").write_text(text, encoding="utf-8")
    shared = ("-a", SLUG, "--course", ROOT, "--sandbox", "process")
    grader("batch", classes, *shared, "-o", root / "en")
    shutil.copytree(root / "en", root / "ko")  # graded once, printed twice
    grader("batch", classes, *shared, "-o", root / "ko", "--lang", "ko")
    return {
        f"{lang} {path.name}": path.read_text(encoding="utf-8") for lang in ("en", "ko") for path in (root / lang).rglob("*.html")
    }


@pytest.fixture(scope="module")
def author_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A verification, a course with a deadline, a class of one, what a regrade shows, what it withholds; in Korean, too."""
    root = tmp_path_factory.mktemp("author")
    grader("new", "first-steps", "--course", root)
    grader("verify", "first-steps", "--course", root, "-q", "-o", root / "verified", "--sandbox", "process")
    settings = root / "assignments" / "first-steps" / "assignment.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + DEADLINE, encoding="utf-8")
    solution = root / "solutions" / "first-steps"
    stub = (root / "assignments" / "first-steps" / "first_steps.py").read_text(encoding="utf-8")
    right = (solution / "first_steps.py").read_text(encoding="utf-8")
    files = {"late": right, "stub": stub, "early": right + "\n# mine\n"}
    classes, alone = root / "classes" / "first-steps", root / "alone"
    for folder in (classes, alone):
        folder.mkdir(parents=True)
    for student, text in files.items():
        (classes / f"{student}.py").write_text(text, encoding="utf-8")
    (alone / "one.py").write_text(right, encoding="utf-8")
    (classes / "submitted.csv").write_text(TIMES, encoding="utf-8")
    (classes / "roster.csv").write_text("student_id,name\nlate,L\nstub,S\nearly,E\nabsent,A\n", encoding="utf-8")
    shared = ("--course", root, "--sandbox", "process")
    grader("batch", alone, "-a", "first-steps", *shared, "-o", root / "one")
    for lang in ("en", "ko"):
        grader("batch", classes.parent, *shared, "-o", root / lang, "--lang", lang)
    pages = {
        f"{path.parent.name} {path.name}": path for path in [*(root / "verified").rglob("*.html"), *(root / "one").rglob("*.html")]
    }
    pages |= {f"{lang} {path.name}": path for lang in ("en", "ko") for path in (root / lang).rglob("*.html")}
    found = {name: path.read_text(encoding="utf-8") for name, path in pages.items()}
    suite = solution / "test_hidden.py"
    suite.write_text(suite.read_text(encoding="utf-8") + "\n\ndef test_never():\n    assert False\n", encoding="utf-8")
    for lang in ("en", "ko"):
        grader("regrade", root / lang / "first-steps", "--sandbox", "process", "--lang", lang, "--yes")
        changed = [root / lang / "first-steps" / "regrade.html", *(root / lang).rglob("reports/late.html")]
        found |= {f"{lang} withheld {path.name}": path.read_text(encoding="utf-8") for path in changed}
    return found


def refused(browser: Browser, pages: dict[str, str]) -> list[str]:
    found = []
    for name, page in sorted(pages.items()):
        assert len(re.findall(r'<meta http-equiv="Content-Security-Policy"', page)) == 1, "every page has a policy of its own"
        assert "@media (prefers-color-scheme:dark)" in page, "every page has dark colours"
        # The colours are those of the English page.
        for dark in (False,) if name.startswith("ko ") else (False, True):
            found += [
                f"{name} {'dark' if dark else 'light'}: {json.dumps(each)[:600]}" for each in browser.violations(page, dark=dark)
            ]
        wider, out = browser.overflow(page)
        if wider or out:
            found.append(f"{name}: {wider} pixels wider than the window; {out}")
    return found


def test_pages_of_a_class(browser: Browser, pages: dict[str, str]) -> None:
    """Reports and class page, English and Korean."""
    assert {name for name in pages if name.endswith("index.html")} == {"en index.html", "ko index.html"}
    assert len(pages) == 18
    assert refused(browser, pages) == []


@pytest.mark.exhaustive
def test_pages_for_authors(browser: Browser, author_pages: dict[str, str]) -> None:
    """Verification, course page, a class of one, late and withheld reports, and regrade."""
    assert len(author_pages) == 1 + 2 + 2 * (2 + 3) + 2 * 2, sorted(author_pages)
    assert "Rounded up, that is 2 days late" in author_pages["en late.html"]
    assert "withheld" in author_pages["en withheld regrade.html"]
    assert refused(browser, author_pages) == []


def test_the_check_sees_something(browser: Browser) -> None:
    """A page with a picture without words, grey on grey, and a paragraph of a fixed width is refused for each of the three."""
    page = (
        '<!doctype html><html lang="en"><head><title>t</title><meta http-equiv="Content-Security-Policy" content="x">'
        "<style>@media (prefers-color-scheme:dark){p{color:#888;background:#777}}</style></head><body><main><h1>t</h1>"
        f'<img src="data:,"><p style="width:900px">{LONG}</p></main></body></html>'
    )
    assert {rule for rule, _ in browser.violations(page, dark=False)} == {"image-alt"}
    assert {rule for rule, _ in browser.violations(page, dark=True)} == {"color-contrast"}
    wider, out = browser.overflow(page)
    assert wider > 0
    assert len(out) == 1
