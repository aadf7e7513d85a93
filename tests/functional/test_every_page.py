"""Every page that a role can reach, in both languages and at desk and phone size: sound, whole, light and accessible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from tests.functional.conftest import DESK, PHONE
from tests.functional.crawl import Weights, crawl

pytestmark = pytest.mark.browser

ROLES = ("commander", "epidemiologist", "data-officer", "tracer", "grid-worker", "auditor", "security-admin")
OFFICE, DRAWN, WALL = 100_000, 130_000, 450_000
"""First-load limits in compressed bytes: an office page (a phone may load 120 kB), one whose data are drawn, the wall."""
INLINE = {"analysis:incidents", "analysis:incident"}
"""Pages whose charts the server draws into them."""
DRAWINGS = ("/vendor/echarts/", "/vendor/leaflet/")
"""Libraries that a page with a chart or a map brings beside its own weight; the wall screen counts them."""
SPOKEN = "nav, h1, h2, h3, th, legend, label, summary, button, dt, .kpi-label, .tag, .side-group, .panel-head > .muted"
EXAMINED = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LATIN = {
    "pcr", "excel", "word", "pdf", "csv", "tsv", "xlsx", "xls", "ods", "parquet", "sha", "utf", "gbk", "windows",
    "english", "covid", "mers", "cov", "gcj", "wgs", "ct", "icd", "zip", "api", "qr", "igg", "igm", "geojson",
}  # fmt: skip
"""Words that Chinese officials write in Latin letters too."""
NAMES_OF_DATA = {"intake:batch", "intake:mapping"}
"""Pages whose headings are the sender's own words: a file's name, its column headings."""

TEXTS = """spoken => [...document.querySelectorAll(spoken)]
    .filter(each => !each.closest('[data-own-words], code, .top-user'))
    .map(each => { const copy = each.cloneNode(true); copy.querySelectorAll('[lang], code').forEach(part => part.remove());
                   return each.hasAttribute('lang') ? '' : copy.textContent.trim().replace(/\\s+/g, ' '); })
    .filter(Boolean)"""
WIDER = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 1) return '';
    const edge = document.documentElement.clientWidth;
    const guilty = [...document.querySelectorAll('main *')].filter(each => {
        const scroller = each.closest('.scroll, .clockstrip, .tabs, .offcanvas-lg');
        return each.getBoundingClientRect().right > edge + 1 && (!scroller || scroller === each); });
    return wide + ' px wider than the phone: ' + guilty.slice(0, 3).map(each => each.tagName + '.' + each.className).join(', ');
}"""

MENU = "#menu"
SHORTER = """() => {
    document.querySelectorAll('tbody tr:nth-child(n+6), option:nth-child(n+6), li:nth-child(n+12)').forEach(each => each.remove());
}"""
"""Rows like the rows before them are not examined one by one: axe takes seconds for a thousand elements."""


class Watch:
    """Everything a window said, and every address it asked for, since the last page."""

    def __init__(self, page: Page, host: str) -> None:
        self.host = host
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"script error: {error}"))
        page.on("request", self._request)

    def _request(self, request: Request) -> None:
        split = urlsplit(request.url)
        if split.scheme in {"data", "blob"}:
            return
        self.asked.append(request.url)
        if split.netloc != self.host:
            self.said.append(f"asked another host: {request.url}")

    def forget(self) -> None:
        """Begin a new page."""
        self.said.clear()
        self.asked.clear()


ALREADY_THERE = Axe(axe_script="void 0")
"""The examiner of a window whose every page brings it along: half a megabyte is not sent anew for each."""


def examined(window: Page) -> Page:
    """A window whose pages bring axe along."""
    window.context.add_init_script(AXE_SCRIPT)
    return window


@pytest.fixture(scope="module")
def seen() -> set[tuple[str, str]]:
    """Pages that were looked at with the eyes of an earlier role: name and language."""
    return set()


@pytest.fixture(scope="module")
def weights() -> Weights:
    """What the files of the site weigh."""
    return Weights()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_a_role_can_reach(enter: Any, world: Any, role: str, seen: set[Any], weights: Weights) -> None:
    """Every answer is good; a page that no earlier role had is looked at in both languages and at both sizes."""
    page = enter(role, "zh")
    language = ("zh-CN", "en")[ROLES.index(role) % 2]
    found = crawl(page.context, world.base, language)
    faults = list(found.faults)
    for spoken in ("zh", "en"):
        window = examined(enter(role, spoken))
        watch = Watch(window, urlsplit(world.base).netloc)
        for pattern, path in found.pages.items():
            is_new = (pattern[0], spoken) not in seen and path not in found.files
            seen.add((pattern[0], spoken))
            if is_new or pattern[0] == "board:home":
                faults += [
                    f"{spoken} {path}: {fault}" for fault in _look(window, watch, path, pattern[0], spoken, weights)
                ]
    assert found.pages
    assert not faults, "\n" + "\n".join(faults)


def test_the_sign_in_page_and_a_missing_page(enter: Any, world: Any, weights: Weights) -> None:
    """The pages before any role are held to the same bars."""
    faults = []
    for spoken in ("zh", "en"):
        window = examined(enter("", spoken))
        watch = Watch(window, urlsplit(world.base).netloc)
        faults += [
            f"{spoken} {fault}" for fault in _look(window, watch, "/access/sign-in/", "sign-in", spoken, weights)
        ]
        assert window.request.get("/board/").url.split("?")[0].endswith("/access/sign-in/")
    assert not faults, "\n" + "\n".join(faults)


def _look(page: Page, watch: Watch, path: str, name: str, language: str, weights: Weights) -> Iterator[str]:
    """Open a page, listen, weigh and read it, make it as narrow as a phone, examine it: Chinese at the desk, English there."""
    watch.forget()
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    if answer := page.goto(path, wait_until="load"):
        weights.note(answer)
    yield from _weight(page, watch, name, weights)
    if name not in NAMES_OF_DATA:
        yield from _language(page, language)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    if page.locator("canvas").count():
        page.reload(wait_until="load")
    wide = page.evaluate(WIDER)
    if wide:
        yield wide
    page.evaluate(SHORTER)
    if language == "zh":
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    yield from _accessible(page, is_home=name in {"board:home", "sign-in"})
    yield from (each for each in watch.said if not each.startswith("console verbose"))


def _weight(page: Page, watch: Watch, name: str, weights: Weights) -> Iterator[str]:
    asked = list(dict.fromkeys(watch.asked))
    drawn = [address for address in asked if any(word in address for word in DRAWINGS)]
    is_wall = name == "board:screen"
    total = sum(weights.of(page.request, each) for each in asked if is_wall or each not in drawn)
    if total > (WALL if is_wall else DRAWN if drawn or name in INLINE else OFFICE):
        yield f"weighs {total:,} bytes"


def _language(page: Page, language: str) -> Iterator[str]:
    for text in page.evaluate(TEXTS, SPOKEN):
        if language == "en" and re.search(r"[\u4e00-\u9fff]", text):
            yield f"Chinese on an English page: {text[:60]}"
        foreign = [word for word in re.findall(r"(?<![\w-])[A-Za-z]{3,}(?![\w-])", text) if word.lower() not in LATIN]
        if language == "zh" and foreign:
            yield f"English on a Chinese page: {text[:60]}"


def _accessible(page: Page, *, is_home: bool) -> Iterator[str]:
    """The menu, half of a page's elements, is examined on each role's first page: it is the same on all others."""
    context = None if is_home else {"exclude": [[MENU]]}
    for fault in ALREADY_THERE.run(page, context=context, options=EXAMINED).response["violations"]:
        if fault["impact"] in {"serious", "critical"}:
            places = ", ".join(str(node["target"][0]) for node in fault["nodes"][:3])
            yield f"axe {fault['id']}: {fault['help']} ({places})"
