"""Pages in a headless Chromium: what axe-core finds in them, and what of them does not fit into a narrow window."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
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
    "--disable-sync",
    "--remote-debugging-pipe",
)
# Chromium takes commands at descriptor 3 and answers at 4.
LAUNCH = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
WIDE, NARROW = 1280, 320
SILENCE_S = 300
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# All that can be otherwise when nothing but the colours is.
OF_COLOURS = ("color-contrast", "link-in-text-block")

VIOLATIONS = """
axe.run({runOnly: %s}).then(result =>
  result.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 200) + " | " + node.failureSummary)]))
"""
# What reaches out of the window, unless it lies in a box that scrolls by itself.
OVERFLOW = """
(() => {
  const page = document.documentElement, out = [];
  for (const each of document.querySelectorAll("body *")) {
    let box = each.parentElement;
    while (box && !["auto", "scroll"].includes(getComputedStyle(box).overflowX)) box = box.parentElement;
    if (!box && each.getBoundingClientRect().right > page.clientWidth + 0.5) out.push(each.outerHTML.slice(0, 160));
  }
  return [page.scrollWidth - page.clientWidth, out];
})()
"""


def why_not() -> str:
    """What is missing to look at pages; empty where all is there."""
    if BROWSER is None:
        return "no Chromium was found (Debian: apt install chromium)"
    return "" if AXE.is_file() else f"axe-core is not at {AXE} (npm ci --prefix tests/axe, or set AXE_CORE)"


class Browser:
    """One Chromium with one tab, which is told what to do by the DevTools protocol over a pair of pipes."""

    def __init__(self) -> None:
        assert BROWSER is not None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        commands, self._to = os.pipe()
        self._from, answers = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands, answers)]  # out of the way of 3 and 4
        command = [sys.executable, "-c", LAUNCH, *map(str, ends), BROWSER, *FLAGS, f"--user-data-dir={self._folder.name}/profile"]
        self._process = subprocess.Popen(command, pass_fds=ends, stderr=subprocess.DEVNULL)
        for end in (commands, answers, *ends):
            os.close(end)
        self._numbers = itertools.count(1)
        self._read = b""
        self._loads = 0  # pages that have been shown
        self._session = ""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")
        # Our scripts have to run in pages whose policy keeps every script out.
        self._ask("Page.setBypassCSP", enabled=True)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        os.close(self._to)
        self._process.kill()
        self._process.wait()
        os.close(self._from)
        self._folder.cleanup()

    def violations(self, page: str, *, dark: bool) -> list[Any]:
        """``[rule, nodes]`` for everything that breaks WCAG 2.2 AA or axe-core's best practices; in the dark by its colours."""
        self._show(page, WIDE, dark=dark)
        self._value(AXE.read_text(encoding="utf-8") + "; 0")
        found = self._value(VIOLATIONS % json.dumps(OF_COLOURS if dark else WCAG))
        assert isinstance(found, list)
        return found

    def overflow(self, page: str) -> list[Any]:
        """Pixels by which the page is wider than a window of 320 (400 % of one of 1280), and the elements that stick out."""
        self._show(page, NARROW, dark=False)
        found = self._value(OVERFLOW)
        assert isinstance(found, list)
        return found

    def _show(self, page: str, width: int, *, dark: bool) -> None:
        preference = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[preference])
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=640, deviceScaleFactor=1, mobile=False)
        file = Path(self._folder.name) / f"page{next(self._numbers)}.html"
        file.write_text(page, encoding="utf-8")
        before = self._loads
        self._ask("Page.navigate", url=file.as_uri())
        while self._loads == before:
            self._next()

    def _value(self, script: str) -> object:
        done = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps({"id": number, "method": method, "params": parameters} | session).encode() + b"\0")
        while (message := self._next()).get("id") != number:
            pass
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            assert select.select([self._from], [], [], SILENCE_S)[0], f"Chromium said nothing for {SILENCE_S} s"
            part = os.read(self._from, 1 << 16)
            assert part, f"Chromium ended with {self._process.wait()}"
            self._read += part
        message, _, self._read = self._read.partition(b"\0")
        parsed: dict[str, Any] = json.loads(message)
        self._loads += parsed.get("method") == "Page.loadEventFired"
        return parsed
