"""Takes pictures of pages for our own judging: given addresses, as a role, in both languages, at desk, board and phone size.

Starts nothing: a server with its demonstration must be running. Reports what the browser complained about, requests that
left the host, and pages wider than the screen; exits 1 when there was any of these.

    python tools/screens.py --base http://127.0.0.1:8000 --user commander --out screens /board/ /command/
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

SIZES = {"desk": (1440, 900), "board": (1920, 1080), "phone": (390, 844)}
FLAGS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "microsoft-edge")
"""The shell is Chromium without the windows of a browser: the same pages for half the work."""


@dataclass
class Findings:
    """What was wrong, one line each."""

    lines: list[str] = field(default_factory=list)

    def add(self, page: str, what: str) -> None:
        """Note a fault of a page once."""
        line = f"{page}: {what}"
        if line not in self.lines:
            self.lines.append(line)


def browser_path() -> str:
    """The system's Chromium.

    Raises:
        SystemExit: when there is none, saying what to install.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        sys.exit("no Chromium here: apt-get install chromium fonts-wqy-microhei, or set CHROMIUM")
    return found


def sign_in(page: Page, base: str, user: str, password: str) -> None:
    """Enter through the sign-in page, to which the front door leads."""
    page.goto(f"{base}/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_load_state("networkidle")


def watch(page: Page, host: str, findings: Findings, where: list[str]) -> None:
    """Note console messages, script errors and requests to other hosts."""

    def asked(request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob"} and urlsplit(request.url).netloc != host:
            findings.add(where[0], f"asked another host: {request.url}")

    page.on("request", asked)
    page.on("console", lambda said: said.type in {"error", "warning"} and findings.add(where[0], said.text))
    page.on("pageerror", lambda error: findings.add(where[0], f"script error: {error}"))


def look_with_axe(page: Page, where: str, findings: Findings) -> None:
    """Note serious and critical faults that axe finds."""
    from axe_playwright_python.sync_playwright import Axe

    for fault in Axe().run(page).response["violations"]:
        if fault["impact"] in {"serious", "critical"}:
            places = ", ".join(str(node["target"][0]) for node in fault["nodes"][:3])
            findings.add(where, f"axe {fault['id']}: {fault['help']} ({places})")


def shoot(browser: Browser, given: argparse.Namespace, size: str, language: str, findings: Findings) -> None:
    """All pages in one size and language."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN" if language == "zh" else "en",
        has_touch=size == "phone", is_mobile=size == "phone",
    )  # fmt: skip
    page, where = context.new_page(), ["sign-in"]
    watch(page, urlsplit(given.base).netloc, findings, where)
    if given.user:
        sign_in(page, given.base, given.user, given.password)
    for path in given.paths:
        where[0] = f"{path} {size} {language}"
        answer = page.goto(given.base + path, wait_until="networkidle")
        page.wait_for_timeout(given.wait)
        if answer is not None and answer.status >= 400 and not given.faults:
            findings.add(where[0], f"status {answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            findings.add(where[0], f"{wide} px wider than the screen")
        if given.axe:
            look_with_axe(page, where[0], findings)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "front"
        page.screenshot(path=given.out / f"{name}-{size}-{language}.png", full_page=size != "board" and not given.fold)
    context.close()


def main() -> int:
    """Take the pictures and print what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, default=Path("screens"))
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--languages", nargs="+", choices=("zh", "en"), default=["zh", "en"])
    parser.add_argument("--wait", type=int, default=300, help="milliseconds to wait on each page")
    parser.add_argument("--fold", action="store_true", help="only what fits the screen")
    parser.add_argument("--axe", action="store_true", help="look for serious accessibility faults too")
    parser.add_argument("--faults", action="store_true", help="error pages are what is being looked at")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    findings = Findings()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for size in given.sizes:
            for language in given.languages:
                shoot(browser, given, size, language, findings)
        browser.close()
    print("\n".join(findings.lines) or "nothing amiss")
    return 1 if findings.lines else 0


if __name__ == "__main__":
    sys.exit(main())
