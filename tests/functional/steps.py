"""Steps that several stories share: reporting a case, naming and approving a contact, reading lists."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.functional.clicks import follow

CHINA = ZoneInfo("Asia/Shanghai")
PATIENCE = 60
"""Seconds in which the worker does what it does soon."""


def ago(days: float) -> str:
    """A moment some days ago as a form takes it."""
    return f"{datetime.now(CHINA) - timedelta(days=days):%Y-%m-%dT%H:%M}"


def the_incident(page: Page) -> str:
    """The id of the Yixing incident, from the first card of my work."""
    page.goto("/board/")
    href = page.locator("a.incident-card", has_text="YX-2021-01").get_attribute("href") or ""
    return href.rstrip("/").rsplit("/", 1)[-1]


def press(page: Page, caption: str) -> None:
    """Press the button of a caption in the page's content, and wait for its answer."""
    follow(page.locator("main").get_by_role("button", name=caption).first)


def report_case(page: Page, incident: str, person: str) -> str:
    """Report a suspected case by its form; returns the address of its page."""
    page.goto(f"/cases/?incident={incident}")
    follow(page.get_by_role("link", name="Report a case"))
    page.fill("[name=who]", person)
    page.select_option("[name=classification]", "suspected")
    page.fill("[name=onset_at]", ago(3))
    page.fill("[name=reported_at]", ago(1))
    press(page, "Report")
    expect(page.locator("h1")).to_contain_text("Case")
    return page.url


def name_contact(page: Page, case: str, person: str) -> str:
    """Name a close contact of a case, last met the day before yesterday; returns the address of the contact's page."""
    page.goto(case)
    follow(page.get_by_role("link", name="Name a contact"))
    page.fill("[name=who]", person)
    page.select_option("[name=situation]", index=0)
    page.fill("[name=last_exposure_at]", ago(2))
    press(page, "Propose")
    expect(page.locator("h1")).to_contain_text("Contact")
    return page.url


def approve(page: Page, contact: str) -> None:
    """Approve a contact from its page: the consequences first, then the decision."""
    page.goto(contact)
    press(page, "Approve as contacts")
    expect(page.locator("h1")).to_contain_text("Approve as contacts")
    press(page, "Approve as contacts")
    expect(page.locator(".messages")).to_contain_text("Recorded for 1 person")


def plan_of(page: Page, contact: str) -> None:
    """Open the follow-up plan of an approved contact, as soon as the worker has made it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page.goto(contact)
        follow(page.get_by_role("link", name="Follow-up plan"))
        if page.locator("#tests").count():
            return
        time.sleep(1)
    raise AssertionError("no follow-up plan came into being")


def total_of(page: Page) -> int:
    """How many rows a list says it has."""
    return int(page.locator("[data-total]").first.get_attribute("data-total") or "-1")


def number_in(text: str) -> int:
    """The number a figure shows."""
    found = re.search(r"[\d,  ]*\d", text)
    assert found, f"no number in {text!r}"
    return int(re.sub(r"\D", "", found.group()))


def fact(page: Page, name: str) -> Locator:
    """The value beside a name in a list of facts."""
    return page.locator("dl.facts div", has=page.locator("dt", has_text=re.compile(f"^{name}$"))).locator("dd").first
