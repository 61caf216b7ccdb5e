"""``grader new`` and ``grader release`` as they are typed."""

import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli.main import cli
from grader.errors import UsageError
from grader.reading.course import load_assignment
from grader.verify.handout import check_text
from grader.verify.points import languages_of
from grader.verify.release import zipped
from grader.verify.scaffold import module_name
from tests.verify.smallest import ONE_LINE, halves, replaced

WORK = "solutions/halves/work.py"
STUB = "import numpy as np\n\n\ndef halves(x):\n    # TODO\n    raise NotImplementedError\n"


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_a_new_assignment_is_whole(tmp_path: Path) -> None:
    """Both folders, both languages, a secret of its own, and a stub that the reference makes."""
    done = typed("new", "first-steps", "--course", str(tmp_path), "--lang", "en", "--lang", "ko")
    assert done.exit_code == 0
    public, private = tmp_path / "assignments/first-steps", tmp_path / "solutions/first-steps"
    assert {path.name for path in public.iterdir()} == {
        "assignment.yaml", "README.md", "README.ko.md", "first_steps.py", "test_visible.py",
    }  # fmt: skip
    for path in (*public.rglob("*.*"), *private.rglob("*.*")):
        assert "{slug}" not in path.read_text(encoding="utf-8")
        assert "{module}" not in path.read_text(encoding="utf-8")
    assert "SOLUTION" not in (public / "first_steps.py").read_text(encoding="utf-8")
    second = typed("new", "second", "--course", str(tmp_path))
    assert second.exit_code == 0
    secrets = {
        (tmp_path / f"solutions/{slug}/grading.yaml").read_text().split("secret: ")[1][:32] for slug in ("first-steps", "second")
    }
    assert len(secrets) == 2
    assert all(len(bytes.fromhex(secret)) == 16 for secret in secrets)


def test_a_new_assignment_replaces_nothing(tmp_path: Path) -> None:
    """What is there already stays, and a name that cannot be one is refused."""
    (tmp_path / "solutions" / "mine").mkdir(parents=True)
    for slug, words in (
        ("mine", "is there already"),
        ("Großes", "cannot be the name of an assignment"),
        ("../x", "cannot be the name"),
    ):
        result = typed("new", slug, "--course", str(tmp_path))
        assert isinstance(result.exception, UsageError)
        assert words in str(result.exception)
    assert not (tmp_path / "assignments").exists()
    assert module_name("2d-arrays") == "task_2d_arrays"


HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize(
    ("course", "korean"),
    [
        ("", False),
        ("lang: en\n", False),
        ("languages: [en]\n", False),
        ("lang: ko\n", True),
        ("languages: [en, ko]\n", True),
        ("languages: [ko]\nlang: ko\n", True),
    ],
)
def test_a_new_assignment_speaks_the_languages_of_the_course(tmp_path: Path, course: str, *, korean: bool) -> None:
    """In an English course there is no Korean text to delete; where Korean is asked for, it is there."""
    if course:
        (tmp_path / "course.yaml").write_text(course, encoding="utf-8")
    assert typed("new", "first-steps", "--course", str(tmp_path)).exit_code == 0
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("first-steps/*.*")}
    assert ("README.ko.md" in texts) is korean
    assert bool(HANGUL.search("".join(texts.values()))) is korean
    load_assignment(tmp_path, "first-steps")


def test_languages_of_the_course_say_which_texts_have_to_be_there(tmp_path: Path) -> None:
    """languages: [en] needs no Korean text even where the title has one; [en, ko] needs both."""
    course = halves(tmp_path, {"assignments/halves/README.md": "# Halves\n"})
    title = course / "assignments/halves/assignment.yaml"
    title.write_text(re.sub("title: .*", "title: {en: Halves, ko: 반}", title.read_text(encoding="utf-8")), encoding="utf-8")
    for languages, found in (("[en]", ("en",)), ("[en, ko]", ("en", "ko"))):
        (course / "course.yaml").write_text(f"languages: {languages}\n", encoding="utf-8")
        assert languages_of(load_assignment(course, "halves")) == found
    (course / "course.yaml").unlink()
    assert languages_of(load_assignment(course, "halves")) == ("en", "ko")


@pytest.mark.parametrize("slug", ["numpy", "random", "class", "inputs", "test_hidden", "grader", "None"])
def test_a_new_assignment_takes_no_name_that_something_else_has(tmp_path: Path, slug: str) -> None:
    """A module that shadows what suite or students import is refused at once, with a name that would do."""
    result = typed("new", slug, "--course", str(tmp_path))
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "assignments").exists()
    if slug.islower():
        assert f"choose another, such as {slug}-exercise" in str(result.exception)
        assert typed("new", f"{slug}-exercise", "--course", str(tmp_path)).exit_code == 0


def test_release_zips_the_public_folder(tmp_path: Path) -> None:
    """The zip holds the public folder and nothing else, and has the same bytes the second time, whatever the files' times."""
    course = halves(tmp_path)
    (course / "assignments/halves/.DS_Store").write_text("litter")
    result = typed("release", "halves", "--course", str(course), "-o", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    first = (tmp_path / "out/halves.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "out/halves.zip") as archive:
        names = ["halves/CHECK.md", "halves/README.md", "halves/assignment.yaml", "halves/test_visible.py", "halves/work.py"]
        assert archive.namelist() == names
        assert archive.read("halves/work.py").decode() == STUB
    (course / "assignments/halves/README.md").touch()
    made = {"CHECK.md": check_text(("work.py",), notebook=False)}
    assert zipped(course / "assignments/halves", "halves", made) == first


def test_release_refuses_a_stub_that_differs(tmp_path: Path) -> None:
    """The difference is shown as a diff; --update takes what the reference makes."""
    course = halves(tmp_path, {"assignments/halves/work.py": "def halves(x):\n    # TODO: by you\n    return None\n"})
    result = typed("release", "halves", "--course", str(course), "-o", str(tmp_path))
    assert result.exit_code == 1
    assert "-    # TODO: by you" in result.output
    assert "+    raise NotImplementedError" in result.output
    assert not (tmp_path / "halves.zip").exists()
    assert typed("release", "halves", "--course", str(course), "-o", str(tmp_path), "--update").exit_code == 0
    assert (course / "assignments/halves/work.py").read_text() == STUB


def test_release_refuses_a_leak(tmp_path: Path) -> None:
    """A line of the solution anywhere in the public folder, and points that the stub earns, stop the release."""
    readme = "# Halves\n\n    result[i] = x[i]*0.5\n"
    course = halves(tmp_path, {"assignments/halves/README.md": readme})
    result = typed("release", "halves", "--course", str(course), "-o", str(tmp_path))
    assert result.exit_code == 1
    assert "assignments/halves/README.md:3: is a line of the solution: result[i] = x[i]*0.5" in result.output
    given = "import numpy as np\n\n\ndef halves(x):\n    return x / 2\n    ### BEGIN SOLUTION\n    return 2\n    ### END SOLUTION\n"
    course = halves(tmp_path, {WORK: given, "assignments/halves/README.md": "# Halves\n"})
    result = typed("release", "halves", "--course", str(course), "-o", str(tmp_path), "--update")
    assert result.exit_code == 1
    assert "the stub earns 1 points in test_halves[1]; let the case ask for what is missing" in result.output


@pytest.mark.long
def test_a_new_assignment_passes_and_is_released(tmp_path: Path) -> None:
    """As it comes, with every mutant killed; with a point broken the exit code is 1, with the YAML broken 3."""
    typed("new", "first-steps", "--course", str(tmp_path))
    result = typed("verify", "first-steps", "--course", str(tmp_path), "-q", "--json", "-o", str(tmp_path / "pages"))
    assert result.exit_code == 0, result.output
    assert '"passed": true' in result.stdout
    assert '"state": "survived"' not in result.stdout
    page = (tmp_path / "pages/first-steps.html").read_text(encoding="utf-8")
    assert "Ready for release: all nine points hold." in page
    assert page.count('<line class="rule"') == 2
    assert "<script" not in page
    assert typed("release", "first-steps", "--course", str(tmp_path), "-o", str(tmp_path)).exit_code == 0


@pytest.mark.long
def test_exit_codes_of_verify(tmp_path: Path) -> None:
    """1: a point does not hold; 3: an assignment is wrong; 2: there is none of that name."""
    course = halves(tmp_path, ONE_LINE | replaced("assignments/halves/assignment.yaml", "points: 4", "points: 9"))
    result = typed("verify", "--course", str(course), "-q")
    assert result.exit_code == 1
    assert "the cases add up to 4 points, but assignment.yaml says 9; make them agree" in result.output
    (course / "solutions/halves/grading.yaml").write_text("tolerance: {rtoll: 1e-9}\n")
    assert typed("verify", "--course", str(course), "-q").exit_code == 3
    assert isinstance(typed("verify", "halfs", "--course", str(course), "-q").exception, UsageError)
