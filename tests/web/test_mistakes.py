"""A wrong answer that many have becomes a known mistake: its file and its hint stand in the next version, and nothing else."""

import io
import zipfile

import pytest

from grader.errors import AssignmentError
from grader.model import Text
from grader.reading.yamlfile import parse_yaml
from grader.web.mistakes import with_hint
from grader.web.packing import UploadError
from tests.classes import SOURCES
from tests.web.served import COURSE, WORK, Served

HINT = Text('Twice, not "three" times: 2 * x', "두 배입니다. #3배가 아닙니다.")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "reveal: values",
        "reveal: values\n# the end\n",
        "mistakes:\n  other:\n    hint: x  # why\nreveal: values\n",
        "mistakes:\n    # first\n    other: {hint: x}\nreveal: values\n",
        "mistakes: {other: {hint: x}}  # all\nreveal: values\n",
        "mistakes: {}\n",
        "mistakes:\nreveal: values\n",
        "mistakes: # none yet\nreveal: values\n",
        "{reveal: values, mistakes: {other: {hint: x}}}\n",
        "\ufeffreveal: values\r\nmistakes:\r\n  other: {hint: x}\r\n",
    ],
)
def test_a_hint_is_put_among_the_others(before: str) -> None:
    """However its author writes YAML; what stood there stands there."""
    made = with_hint(before.encode(), "three_times", HINT).decode()
    was, now = (parse_yaml(text.removeprefix("\ufeff"), "grading.yaml").value for text in (before, made))
    mistakes = {"three_times": {"hint": {"en": HINT.en, "ko": HINT.ko}}} | (was.get("mistakes") or {})
    assert now == was | {"mistakes": mistakes}
    for comment in (line for line in before.splitlines() if "#" in line):
        assert comment[comment.index("#") :] in made
    assert with_hint(made.encode(), "three_times", Text("another")) == made.encode()


@pytest.mark.parametrize("before", ["mistakes: [a]\n", "mistakes: a\n", "{reveal: values}\n", "a: 1\na: 2\n", "? [a]\n: b\n"])
def test_what_has_no_place_for_it_is_said(before: str) -> None:
    """And never made into something else."""
    with pytest.raises((UploadError, AssignmentError)):
        with_hint(before.encode(), "three_times", HINT)


def test_a_group_becomes_a_known_mistake_with_its_hint(school: Served) -> None:
    """The next version has both; the one in use has neither, and a student is told the hint once."""
    prof = school.person("prof", "instructor")
    with school.grading():
        for name in ("kim", "lee"):
            school.person(name).report(school.person(name).hand_in(SOURCES["wrong"]))
    page = prof.get(f"{WORK}/class").text
    group = page.partition("/groups/")[2].partition("/hint")[0]
    assert "a hint that is saved first goes with it" in page
    assert prof.post(f"{WORK}/groups/{group}/hint", {"en": HINT.en, "ko": HINT.ko}).status == 303
    assert "this hint, and is verified" in prof.get(f"{WORK}/class").text
    assert prof.post(f"{WORK}/groups/{group}/mistake", {"name": "three_times"}).status == 303
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    assert not work.assignment.mistakes
    latest = max(school.site.courses.versions(work.kept.id), key=lambda each: each.id)
    assert latest.id != work.kept.version
    archive = prof.get(f"{WORK}/versions/{latest.id}/files.zip")
    with zipfile.ZipFile(io.BytesIO(archive.body)) as files:
        assert files.read("solutions/doubling/mistakes/three_times.py").decode() == SOURCES["wrong"]
    assert school.site.by_version(work, latest).assignment.mistake("three_times").hint == HINT
    assert prof.post(f"{WORK}/groups/{group}/mistake", {"name": "three times"}).status == 422
