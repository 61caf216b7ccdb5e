"""Pages in a headless Chromium: what axe-core finds in them, and what of them does not fit into a narrow window."""

import html
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
AXE = Path(os.environ.get("AXE_CORE", ROOT / "tests" / "axe" / "node_modules" / "axe-core" / "axe.min.js"))
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

AXE_RUN = """
axe.run({exclude: ["#found"]}, {runOnly: %s}).then(result => tell(
  result.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 200) + " | " + node.failureSummary)])));
"""
# What reaches out of the window, unless it lies in a box that scrolls by itself.
NARROW = """
addEventListener("load", () => {
  const inner = document.querySelector("iframe").contentDocument, page = inner.documentElement, out = [];
  for (const each of inner.querySelectorAll("body *")) {
    let box = each.parentElement;
    while (box && !["auto", "scroll"].includes(inner.defaultView.getComputedStyle(box).overflowX)) box = box.parentElement;
    if (!box && each.getBoundingClientRect().right > page.clientWidth + 0.5) out.push(each.outerHTML.slice(0, 160));
  }
  tell([page.scrollWidth - page.clientWidth, out]);
});
"""
TELL = """
function tell(found) {
  const place = document.createElement("pre");
  place.id = "found";
  place.textContent = JSON.stringify(found);
  document.body.append(place);
}
"""


def why_not() -> str:
    """What is missing to look at pages; empty where all is there."""
    if BROWSER is None:
        return "no Chromium was found (Debian: apt install chromium)"
    return "" if AXE.is_file() else f"axe-core is not at {AXE} (npm ci --prefix tests/axe, or set AXE_CORE)"


def violations(page: str, *, dark: bool) -> list[Any]:
    """``[rule, nodes]`` for everything that breaks WCAG 2.2 AA or axe-core's best practices."""
    script = AXE.read_text(encoding="utf-8").replace("</script", "<\\/script")
    found = _shown(_prepared(page, dark=dark), script, AXE_RUN % json.dumps(WCAG))
    assert isinstance(found, list)
    return found


def overflow(page: str, width: int = 320) -> list[Any]:
    """Pixels by which the page is wider than the window (400 % of one of 1280), and the elements that stick out."""
    inner = html.escape(_prepared(page, dark=False))
    frame = f'<!doctype html><body><iframe style="border:0;width:{width}px;height:640px" srcdoc="{inner}"></iframe>'
    found = _shown(frame, NARROW)
    assert isinstance(found, list)
    return found


def _prepared(page: str, *, dark: bool) -> str:
    """As the page would be with that preference, and without the policy that keeps scripts, ours too, from running in it."""
    page, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert policies == 1, "every page has a policy of its own"
    asked = "@media (prefers-color-scheme:dark)"
    assert asked in page, "every page has dark colours"
    page = page.replace(asked, "@media all" if dark else "@media not all")
    return page.replace("color-scheme:light dark", "color-scheme:dark" if dark else "color-scheme:light")


def _shown(page: str, *scripts: str) -> object:
    assert BROWSER is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page + "".join(f"<script>{each}</script>" for each in (TELL, *scripts)), encoding="utf-8")
        command = [BROWSER, *FLAGS, f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom", file.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found is not None, done.stdout[-2000:]
    return json.loads(html.unescape(found[1]))
