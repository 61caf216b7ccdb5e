"""As used: a whole term from a browser alone, in English on SQLite and in Korean on PostgreSQL, and every page of it accessible."""

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, sync_playwright

from grader.batch.store.database import Database, open_file, open_url
from tests.browser import AXE, BROWSER, WCAG
from tests.classes import SOURCES
from tests.web.postgres import empty_database, running_cluster, why_not
from tests.web.served import COURSE, WORK, Served, served
from tests.web.test_term import ASSIGNMENT, CLASS, GRADING, HIDDEN, VISIBLE, changed, receipt_of, wait_for, write_course

pytestmark = [pytest.mark.long(seconds=90), pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")]
NEXT = HIDDEN + "\n\ndef test_three(check):\n    '''double(3) is 6.'''\n    check.double(3)\n"


@contextlib.contextmanager
def database_of(kind: str, root: Path) -> Iterator[Database]:
    if kind == "sqlite":
        yield open_file(root / "server.db")
        return
    if why_not():
        pytest.skip(why_not())
    with running_cluster() as cluster, empty_database(cluster) as url:
        yield open_url(url)


def look(page: Page, refused: list[str]) -> None:
    """Wide enough for what is on it, accessible as far as axe-core can tell, and nothing that it loads is refused."""
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    if AXE.is_file():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        only = json.dumps({"runOnly": list(WCAG)})
        found = page.evaluate(f"axe.run({only}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))")
        assert found == [], page.url
    assert refused == [], page.url


@pytest.mark.parametrize(
    ("kind", "lang", "scheme", "width"),
    [("sqlite", "ko", "light", 360), pytest.param("postgres", "en", "dark", 1280, marks=pytest.mark.exhaustive)],
)
def test_a_term(kind: str, lang: str, scheme: Literal["light", "dark"], width: int, tmp_path: Path) -> None:
    """Roster, the class hands in, hint, comment, marks, extension, points, a wrong check; upload, regrade, publish, export."""
    write_course(tmp_path / "course", {
        "assignments/doubling/assignment.yaml": ASSIGNMENT, "assignments/doubling/work.py": SOURCES["stub"],
        "assignments/doubling/test_visible.py": VISIBLE, "solutions/doubling/grading.yaml": GRADING,
        "solutions/doubling/work.py": SOURCES["right"], "solutions/doubling/test_hidden.py": HIDDEN,
    })  # fmt: skip
    with (
        database_of(kind, tmp_path) as database, served(database, tmp_path / "course") as school, school.grading(),
        sync_playwright() as started,
    ):  # fmt: skip
        prof = school.person("prof", "instructor")
        browser = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        context = browser.new_context(
            base_url=f"http://localhost:{school.port}", locale={"en": "en-GB", "ko": "ko-KR"}[lang],
            color_scheme=scheme, viewport={"width": width, "height": 900},
        )  # fmt: skip
        context.add_cookies(prof.cookies())
        page, refused = context.new_page(), []
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        term(page, school, refused)
        browser.close()


def term(page: Page, school: Served, refused: list[str]) -> None:
    def visit(address: str) -> None:
        page.goto(address)
        look(page, refused)

    def send(form: str) -> None:
        with page.expect_navigation():
            page.locator(f"form[action$='{form}'] button").last.click()
        look(page, refused)

    visit(f"/c/{COURSE}/roster")
    page.fill(
        "textarea[name=table]", "student_id,name,email\n" + "".join(f"{each},{each.title()},\n" for each in [*CLASS, "absent"])
    )
    send("/roster")
    visit(f"{WORK}/class")
    for each, kind in CLASS.items():
        school.person(each).hand_in(SOURCES[kind])
    for each in CLASS:
        school.person(each).report(receipt_of(school, each))
    page.wait_for_selector("details.panel form[action$='/hint']", timeout=30_000)  # the page has looked again by itself
    page.fill("textarea[name=en]", "Twice, not three times.")
    send("/hint")
    assert "Twice, not three times." in school.person("kim").get(f"{WORK}/attempts/{receipt_of(school, 'kim')}").text
    visit(f"{WORK}/attempts/{receipt_of(school, 'lee')}")
    page.click(".srv summary")
    page.fill(".srv input[name=line]", "2")
    page.fill(".srv textarea[name=text]", "Why?")
    page.click(".srv form[action$='/comments'] button")
    visit(f"{WORK}/students/lee")
    page.click("details:has(form[action$='/extensions']) summary")
    page.fill("input[name=due]", "2031-05-06T12:00")
    page.locator("form[action$='/extensions'] textarea").fill("ill")
    send("/extensions")
    page.click("details:has(form[action$='/adjustments']) summary")
    page.fill("input[name=points]", "1/2")
    page.locator("form[action$='/adjustments'] textarea").fill("told in class")
    send("/adjustments")
    visit(f"{WORK}/marking/style")
    for _ in CLASS:  # by keys alone
        assert "/style/" in page.url
        page.keyboard.press("1")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    visit(f"{WORK}/marking")
    send("/marking/style")
    visit(f"{WORK}/waivers")
    page.select_option("select[name=what]", "case:test_two")
    page.fill("textarea[name=reason]", "The check was wrong.")
    with page.expect_navigation():
        page.click("form.panel button")
    look(page, refused)
    publish(page, school, refused)
    visit(f"{WORK}/export")
    template = "Student,ID,SIS User ID,SIS Login ID,Section,Doubling (77)\n    Points Possible,,,,,5\n"
    rows = "".join(f"{each},{number},{each},{each},A,\n" for number, each in enumerate(CLASS))
    page.set_input_files("input[type=file]", {"name": "canvas.csv", "mimeType": "text/csv", "buffer": (template + rows).encode()})
    page.check("input[name=anyway]")
    with page.expect_download() as download:
        page.click("form[enctype] button")
    filled = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    # Choi: 3 of the suite, 1 by hand; Kim: the waived check, 1 by hand.
    assert {row["SIS User ID"]: row["Doubling (77)"] for row in filled[1:] if row["SIS User ID"] in ("choi", "kim")} == {
        "choi": "4", "kim": "2",
    }  # fmt: skip
    for address in (f"/c/{COURSE}/audit", "/admin", f"{WORK}/settings", f"{WORK}/versions", "/"):
        visit(address)


def publish(page: Page, school: Served, refused: list[str]) -> None:
    """A new version is uploaded, verified, tried; who moves is looked at; and it is published."""
    packed = school.person("prof").get(f"{WORK}/versions/{school.site.courses.assignments()[0].version}/files.zip").body
    page.goto(f"{WORK}/versions")
    buffer = changed(packed, "solutions/doubling/test_hidden.py", NEXT)
    page.set_input_files("input[type=file]", {"name": "new.zip", "mimeType": "application/zip", "buffer": buffer})
    with page.expect_navigation():
        page.click("form[enctype] button")
    look(page, refused)
    version = school.site.courses.versions(1)[0]
    wait_for(lambda: school.site.courses.versions(1)[0].proof not in ("queued", "running"), 240)
    assert school.site.courses.versions(1)[0].proof in ("passed", "failed")
    page.goto(f"{WORK}/versions/{version.id}/proof")
    page.goto(f"{WORK}/versions/{version.id}/regrade")
    look(page, refused)
    with page.expect_navigation():
        page.click("main form button")
    page.wait_for_selector("form[action$='/publish']", timeout=120_000)
    look(page, refused)
    assert re.search("test_three", page.inner_text("main"))
    with page.expect_navigation():
        page.click("form[action$='/publish'] button")
    look(page, refused)
    assert school.site.courses.assignments()[0].version == version.id
