"""The wall screen in a real browser: strict policy kept, nobody asked outside, no flicker, and stale news shows."""

from __future__ import annotations

import json
import os
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders

from sizao.kernel.actors import Actor
from tests.integration.board.world import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SLOW = ("chain", "meters")
BASE = "http://board.test"
HEADERS = ("Content-Security-Policy", "Content-Type", "ETag", "Referrer-Policy")


@pytest.fixture
def chromium():
    """The system's Chromium; missing, the test is skipped here and fails under CI."""
    from playwright.sync_api import sync_playwright

    from tools import screens

    try:
        path = screens.browser_path()
    except SystemExit as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(screens.FLAGS))
        yield browser
        browser.close()


KEPT: dict[str, object] = {}
"""The answers, taken once for all tests of the file."""


@pytest.fixture
def answers(request):
    """Every answer the page will need, taken before the browser starts."""
    if not KEPT:
        KEPT.update(_taken(request.getfixturevalue("signed_in"), request.getfixturevalue("at")))
    return dict(KEPT)


def _taken(signed_in, at):
    from sizao.spine.scope import queries as scope

    by = Actor.system("test")
    with scope.acting(by):
        incident = build(by, at)
    client = signed_in("commander", "320282", "en")
    page = client.get("/board/screen/?at=660")
    paths = re.findall(r'data-(?:url|map)="([^"]+)"', page.content.decode())
    found = {"/board/screen/": page}
    for path in paths:
        plain = path.replace("&amp;", "&")
        found[urlsplit(path).path] = client.get(plain)
        if "screen" in path:
            found |= {part: client.get(f"{plain}&parts={part}") for part in SLOW}
    found["incident"] = incident
    return found


class Served:
    """Answers the browser's requests from what was taken; ``is_down`` cuts the line."""

    def __init__(self, answers):
        self.answers, self.is_down, self.asked, self.faults, self.changed = answers, False, [], [], ""

    def answer(self, route):
        path = urlsplit(route.request.url).path
        self.asked.append(route.request.url)
        if self.is_down:
            return route.abort()
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        given = self.answers.get(parse_qs(urlsplit(route.request.url).query).get("parts", [path])[0])
        if given is None:
            return route.fulfill(status=404)
        if self.changed and given is self.answers["/board/screen/data.json"]:
            return route.fulfill(body=self.changed, headers={"Content-Type": "application/json"})
        headers = {name: given[name] for name in HEADERS if name in given}
        if given.has_header("ETag") and route.request.headers.get("if-none-match") == given["ETag"]:
            return route.fulfill(status=304, headers=headers)
        return route.fulfill(status=given.status_code, body=given.content, headers=headers)

    def open(self, browser):
        page = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        page.clock.install()
        page.route("**/*", self.answer)
        page.on(
            "console",
            lambda said: said.type == "error" and "ERR_FAILED" not in said.text and self.faults.append(said.text),
        )
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{BASE}/board/screen/")
        page.wait_for_selector("#board[data-ready=yes]")
        return page


def test_the_screen_fits_the_wall_and_keeps_the_policy(answers, chromium):
    served = Served(answers)
    page = served.open(chromium)
    assert page.locator("#strip li").count() >= 10
    assert page.locator("#map canvas").count() == 1 and page.locator("#curve canvas").count() == 1
    assert page.locator("[data-key=close]").first.get_attribute("data-value") == "20"
    tall = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    assert tall[0] <= 1080 and tall[1] <= 1920
    late = page.locator("[data-part=late]").bounding_box()
    chain = page.locator("#chain-panel").bounding_box()
    assert late["height"] >= 84 and chain["y"] + chain["height"] <= 1080, "nothing is squeezed out of the right column"
    assert served.faults == []
    assert {urlsplit(url).netloc for url in served.asked if not url.startswith(("data:", "blob:"))} == {"board.test"}


def test_an_unchanged_answer_moves_nothing(answers, chromium):
    page = Served(answers).open(chromium)
    page.evaluate("document.querySelector('#strip li').dataset.marked = 'yes'")
    page.clock.run_for(31_000)
    page.clock.run_for(31_000)
    assert page.locator("#strip li[data-marked=yes]").count() == 1
    assert page.locator("#freshness").inner_text() == "Data as of"
    assert page.locator(".is-dim, #lost:visible").count() == 0


def test_a_changed_part_is_exchanged_alone_and_focus_stays(answers, chromium):
    served = Served(answers)
    page = served.open(chromium)
    first = page.locator("#late tr").first
    first.locator("a").focus()
    page.evaluate("document.querySelector('#tiles [data-key=secondary]').dataset.marked = 'yes'")
    body = json.loads(answers["/board/screen/data.json"].content)
    body["parts"]["late"]["rows"][0]["lag"] = "999 h"
    served.changed = json.dumps(body)
    page.clock.run_for(31_000)
    page.wait_for_selector("#late .lag:text('999 h')")
    assert page.evaluate("document.activeElement.closest('tr').dataset.key") == body["parts"]["late"]["rows"][0]["key"]
    assert page.locator("#tiles [data-marked=yes]").count() == 1 and served.faults == []


def test_a_part_without_an_answer_dims_with_the_time_of_its_last_figures(answers, chromium):
    served = Served(answers)
    page = served.open(chromium)
    body = json.loads(answers["/board/screen/data.json"].content)
    body["parts"]["late"] = None
    served.changed = json.dumps(body)
    page.clock.run_for(85_000)
    assert page.locator(".is-dim").count() == 0, "three questions of thirty seconds are not over yet"
    page.clock.run_for(15_000)
    assert page.locator(".is-dim").evaluate_all("all => all.map(each => each.dataset.part)") == ["late"]
    assert re.fullmatch(r"as of \d\d:\d\d", page.locator("[data-part=late] .asof").inner_text())
    assert page.locator("#lost").is_hidden() and served.faults == []


def test_a_lost_connection_is_told_and_recovers(answers, chromium):
    served = Served(answers)
    page = served.open(chromium)
    served.is_down = True
    page.clock.run_for(55_000)
    assert page.locator("#lost").is_hidden()
    page.clock.run_for(40_000)
    assert "Connection lost" in page.locator("#lost").inner_text()
    assert "is-stale" in page.locator("#board").get_attribute("class")
    page.clock.run_for(120_000)
    assert page.locator(".is-dim").count() >= 8
    served.is_down = False
    page.clock.run_for(61_000)
    page.wait_for_selector("#board:not(.is-stale)")
    page.wait_for_selector(".is-dim", state="detached")
    assert page.locator("#lost").is_hidden() and served.faults == []
