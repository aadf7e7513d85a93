"""Fixtures of the browser tests: one world for the whole run, Chromium, and pages signed in by role.

The world ends with the last test of this folder; Playwright ends with every file, because its running event loop would
forbid Django's ORM to the tests after it. One worker runs the files that enter the world (see ``tests.sharing``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.functional.clicks import follow, watch
from tests.functional.server import Running, World, chosen
from tests.sharing import WORLD, piece_of
from tools.screens import FLAGS, browser_path

DESK, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)
LOCALES = {"zh": "zh-CN", "en": "en-US"}
SLOW_MACHINE = 60_000
"""Milliseconds that a step may take while other work has the processors."""
expect.set_options(timeout=SLOW_MACHINE // 2)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; without one the tests are skipped, and fail where a browser is promised."""
    try:
        return browser_path()
    except SystemExit as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"browser tests cannot run: {missing}")
        pytest.skip(f"BROWSER TESTS NOT RUN: {missing}")


SERVED: list[World | Running] = []
"""The world while it is up: its worker and its sweeps would slow the thousands of tests that come after the browser's."""


@pytest.fixture(scope="session")
def world(chromium: str) -> Iterator[World | Running]:
    """The served Yixing world; what web and worker complained about fails the run at its end."""
    found = chosen()
    SERVED.append(found)
    try:
        found.start()
        yield found
    finally:
        end_world()


def end_world() -> None:
    """Stop what is served, and look at what web and worker complained about."""
    for found in SERVED[:]:
        SERVED.remove(found)
        said = found.log()
        found.stop()
        assert not said, said


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After the last test that enters the world it is not needed any more."""
    if hasattr(item.config, "workerinput"):
        later = [nextitem] if nextitem else []  # a worker gets the tests of a piece one after the other
    else:
        later = item.session.items[item.session.items.index(item) + 1 :]
    if not any(piece_of(each.nodeid) == WORLD for each in later):
        end_world()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for a file of tests."""
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Cookies by user name, kept after the first sign-in."""
    return {}


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, world: World, sessions: dict[str, Any]) -> Iterator[Enter]:
    """A page of a fresh window, signed in: ``enter("commander", "en", size=PHONE) -> Page``."""
    opened: list[BrowserContext] = []

    def make(user: str, language: str = "en", *, size: tuple[int, int] = DESK, **options: Any) -> Page:
        context = browser.new_context(
            base_url=world.base, viewport={"width": size[0], "height": size[1]}, locale=LOCALES[language],
            has_touch=size == PHONE, is_mobile=size == PHONE, storage_state=sessions.get(user) if user else None,
            accept_downloads=True, **options,
        )  # fmt: skip
        opened.append(context)
        watch(context)
        context.set_default_timeout(SLOW_MACHINE)
        page = context.new_page()
        if user and user not in sessions:
            sign_in(page, user, world.passwords[user])
            sessions[user] = context.storage_state()
        return page

    yield make
    for context in opened:
        context.close()


def sign_in(page: Page, user: str, password: str) -> None:
    """Enter through the front door and its sign-in page, as people do."""
    page.goto("/")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    follow(page.locator("main form button").first)
    page.wait_for_url(lambda address: "sign-in" not in address)
