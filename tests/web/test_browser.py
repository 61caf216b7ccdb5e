"""As used: a student's way in a real browser, in both languages, light and dark, on a phone, with scripts and without."""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import AXE, BROWSER, WCAG
from tests.classes import SOURCES
from tests.web.served import COURSE, PASSWORD, WORK, Served

pytestmark = [pytest.mark.long(seconds=60), pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")]

WAYS: dict[str, dict[str, Any]] = {
    "english": {"locale": "en-GB", "color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "korean_phone": {"locale": "ko-KR", "color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
    "no_scripts": {
        "locale": "en-GB",
        "color_scheme": "dark",
        "viewport": {"width": 768, "height": 900},
        "java_script_enabled": False,
    },
}
WORDS = {
    "en": {"start": "Start", "hand_in": "Hand in", "graded": "Graded", "attempt": "Attempt 2"},
    "ko": {"start": "시작하기", "hand_in": "제출하기", "graded": "채점 완료", "attempt": "2번째 제출"},
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


def link_for(school: Served, student: str) -> str:
    school.person("prof", "instructor").post(f"/c/{COURSE}/roster", {"table": f"student_id,name,email\n{student},,\n"})
    page = school.person("prof").post(f"/c/{COURSE}/roster/invite", {"student": student}).text
    found = re.search(r"/invite/[\w-]+", page.partition("<code>")[2])
    assert found is not None
    return found.group()


# In Korean and narrow test_a_term goes in each gate.
@pytest.mark.parametrize("way", ["english", pytest.param("korean_phone", marks=pytest.mark.exhaustive), "no_scripts"])
def test_a_student_hands_in_and_reads(school: Served, chromium: Browser, way: str) -> None:
    """From the invitation over a wrong file to a right one, and the list of both; nothing that the page loads is refused by it."""
    options = WAYS[way]
    words, scripts = WORDS[options["locale"][:2]], options.get("java_script_enabled", True)
    context = chromium.new_context(base_url=f"http://localhost:{school.port}", **options)
    page, refused = context.new_page(), []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    with school.grading():
        page.goto(link_for(school, "minsu"))
        page.fill("input[name=login]", "minsu")
        page.fill("input[name=password]", PASSWORD)
        page.click(f"button:has-text('{words['start']}')")
        page.click(f"a[href='{WORK}']")
        for source, points in ((SOURCES["wrong"], "0 / 2"), (SOURCES["right"], "2 / 2")):
            page.set_input_files("input[type=file]", {"name": "work.py", "mimeType": "text/plain", "buffer": source.encode()})
            if scripts:
                page.wait_for_selector(".seen li:has-text('✓ double')")
            page.click(f"button:has-text('{words['hand_in']}')")
            page.wait_for_selector("p.figure", timeout=120_000)  # the report, once the page has looked again by itself
            assert points.replace(" ", "") in page.inner_text("p.figure").replace(" ", "").replace("\n", "")
            page.goto(WORK)
        assert words["attempt"] in page.inner_text("table")
        assert page.inner_text("table").count(words["graded"]) == 2
        assert "2 / 2" in page.inner_text("tr.counts")
    assert refused == []
    context.close()


def assert_accessible(page: Page, address: str) -> None:
    page.goto(address)
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], address
    page.add_script_tag(path=AXE)
    only = json.dumps({"runOnly": list(WCAG)})
    found = page.evaluate(f"axe.run({only}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))")
    assert found == [], address


# Beside test_a_term, whose pages are light and narrow in each gate.
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed")
@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), pytest.param("light", 320, marks=pytest.mark.exhaustive)])
def test_every_page_is_accessible(school: Served, chromium: Browser, scheme: Literal["light", "dark"], width: int) -> None:
    """WCAG 2.2 AA as far as axe-core can tell, in every state."""
    kim, prof = school.person("kim"), school.person("prof", "instructor")
    link = link_for(school, "yoon")
    with school.grading():
        done = kim.hand_in(SOURCES["half"])
        kim.report(done)
    kim.post(f"{WORK}/attempts/{done}/inquiry", {"text": "why?"})
    waiting, unread = kim.hand_in(SOURCES["right"]), kim.hand_in(b"")
    theirs = ["/", "/me", WORK, "/nothing", *(f"{WORK}/attempts/{each}" for each in (done, waiting, unread))]
    staffs = ["/", f"/c/{COURSE}/roster", f"{WORK}/class", f"{WORK}/students/kim", f"{WORK}/students/yoon", WORK]
    staffs += [f"/c/{COURSE}/assignments", f"/c/{COURSE}/audit", f"{WORK}/versions", f"{WORK}/waivers", f"{WORK}/attempts/{done}"]
    for visitor, addresses in ((school.nobody(), ["/sign-in", link]), (kim, theirs), (prof, staffs)):
        context: BrowserContext = chromium.new_context(
            base_url=f"http://localhost:{school.port}", color_scheme=scheme, viewport={"width": width, "height": 800},
            bypass_csp=True,
        )  # fmt: skip
        context.add_cookies(visitor.cookies())
        page = context.new_page()
        for address in addresses:
            assert_accessible(page, address)
        context.close()
