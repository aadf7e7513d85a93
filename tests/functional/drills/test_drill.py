"""A training officer's drill from choosing a scenario to the last trace of it, with two players in their own windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from sizao.oversight.drills.queries.scenarios import scenario
from tests.functional.clicks import follow, watch
from tests.functional.conftest import sign_in
from tests.functional.steps import press

pytestmark = pytest.mark.browser

MADE_WITHIN = 300_000
"""Milliseconds; alone on a machine it takes ten seconds."""


@pytest.fixture
def window(browser: Browser) -> Iterator[Any]:
    """A fresh window at an address: ``window("http://127.0.0.1:8001/") -> Page``."""
    opened = []

    def at(base: str) -> Page:
        context = browser.new_context(base_url=base, locale="en-US")
        opened.append(context)
        watch(context)
        return context.new_page()

    yield at
    for each in opened:
        each.close()


def test_an_officer_runs_a_drill_with_two_players_and_nothing_of_it_is_left(
    enter: Any, window: Any, world: Any
) -> None:
    # Given a training officer, who chooses a scenario that people shall play
    officer: Page = enter("commander")
    officer.goto("/drills/")
    follow(officer.locator("section.panel", has_text="Yixing, December 2021").get_by_role("link"))
    for choice in officer.locator("select[name^=by_]").all():
        choice.select_option("people")
    press(officer, "Start")
    # then it is made while the page is watched, and says where it is and how to sign in
    expect(officer.locator("#state")).to_contain_text("Running", timeout=MADE_WITHIN)
    address = officer.get_by_role("link", name="Open the drill").get_attribute("href") or ""
    phrase = officer.locator("#pass-phrase").inner_text()
    # when two players sign in, each in a window of their own
    players = {role: window(address) for role in ("epidemiologist", "commander")}
    for role, page in players.items():
        page.goto("/access/sign-in/")
        expect(page.locator(".drill")).to_contain_text("Exercise")
        sign_in(page, role, phrase)
        # then every page says that this is an exercise
        expect(page.locator(".drill")).to_contain_text("Yixing, December 2021")
        expect(page).to_have_title(re.compile(r"^\[Exercise\]"))
    # and the drill's time is not ours, and runs
    shown = players["commander"].locator(".drill time")
    before = shown.inner_text()
    assert before.startswith("2021-12-")
    expect(shown).not_to_have_text(before)
    # and the officer, in the same browser as before, is still signed in on the real platform, where no band is
    officer.reload()
    expect(officer.locator("html")).not_to_have_class(re.compile("is-drill"))
    # when the officer has time stand still, throws an inject, and ends it
    press(officer, "Pause")
    expect(officer.locator("#state")).to_contain_text("Paused")
    follow(officer.get_by_role("button", name="Fire now").first)
    expect(officer.locator("section.panel", has_text="What happened")).to_contain_text("Inject fired")
    # then it stands on the players' pages until they confirm it, and the officer sees who has
    said = scenario("yixing-2021").injects[0].words.en
    investigator = players["epidemiologist"]
    investigator.goto("/cases/")
    expect(investigator.locator(".drill-told")).to_contain_text(said)
    follow(investigator.locator(".drill-told").get_by_role("button", name="Confirm"))
    expect(investigator.locator(".drill-told")).to_have_count(0)
    expect(investigator).to_have_url(re.compile("/cases/$"))
    officer.reload()
    expect(officer.locator("section.panel", has_text="What the players were told")).to_contain_text("has been read")
    officer.locator("summary", has_text="End the drill").click()
    press(officer, "End and delete")
    expect(officer.locator("#state")).to_contain_text("Deleted", timeout=MADE_WITHIN)
    # then its address is dead, and neither folder nor database is left
    assert (
        not players["epidemiologist"].request.get(f"{officer.url.split('/drills')[0]}/drills/").url.startswith(address)
    )
    with pytest.raises(Error, match="ECONNREFUSED"):
        players["epidemiologist"].request.get(address)
    assert world.left_of_drills() == []
