"""Every number on the board and the incident page equals the count of the list behind its link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.functional.conftest import WALL
from tests.functional.steps import number_in, the_incident, total_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Figure = tuple[str, int, str]
"""Key, number shown, address behind it."""


def test_the_incident_pages_numbers_are_their_lists(enter: Any) -> None:
    page: Page = enter("yixing-commander")
    page.goto(f"/board/incidents/{the_incident(page)}/")
    shown: list[Figure] = [
        (each.get_attribute("data-kpi") or "?", number_in(each.locator(".kpi-value").inner_text()), _href(each))
        for each in page.locator("a.kpi").all()
    ]
    for row in page.locator(".stages-table tr", has=page.locator("a")).all():
        figure = row.locator("[data-figure]")
        shown.append(
            (figure.get_attribute("data-figure") or "?", number_in(figure.inner_text()), _href(row.locator("a")))
        )
    _agree(page, shown)


def test_the_wall_screens_numbers_are_their_lists(enter: Any) -> None:
    page: Page = enter("yixing-commander", size=WALL)
    page.goto("/board/screen/")
    page.wait_for_selector("#board[data-ready=yes]")
    tiles = page.locator("#tiles a.tile").all()
    _agree(
        page, [(str(t.get_attribute("data-key")), int(t.get_attribute("data-value") or -1), _href(t)) for t in tiles]
    )


def test_my_works_numbers_are_their_lists(enter: Any) -> None:
    for user in ("yixing-commander", "epidemiologist", "tracer", "data-officer"):
        page: Page = enter(user)
        page.goto("/board/")
        work = page.locator("section.work", has=page.locator("h2 a")).all()
        _agree(page, [
            (f"{user} {each.get_attribute('id')}", number_in(each.locator("[data-work]").inner_text()), _href(each.locator("h2 a")))
            for each in work
        ])  # fmt: skip


def test_a_run_of_the_trace_counts_its_persons(enter: Any) -> None:
    page: Page = enter("epidemiologist")
    page.goto("/tracing/")
    page.locator("tbody td a").first.click()
    tiles = page.locator("a.kpi").all()
    _agree(
        page,
        [(str(t.get_attribute("data-kpi")), number_in(t.locator(".kpi-value").inner_text()), _href(t)) for t in tiles],
    )


def _href(place: Any) -> str:
    return place.get_attribute("href") or ""


def _agree(page: Page, shown: list[Figure]) -> None:
    assert shown, "no number has a list behind it"
    wrong = []
    for key, number, href in shown:
        page.goto(href)
        listed = _listed(page, key)
        if listed != number:
            wrong.append(f"{key} shows {number}, {href} lists {listed}")
    assert not wrong, "\n".join(wrong)


def _listed(page: Page, key: str) -> int:
    """The rows of the list a link leads to: a list's own total, the zones in force, or the figure of the same key."""
    if page.locator("[data-total]").count():
        return total_of(page)
    if key == "zones":
        return page.locator("#zones tbody .tag-red").count()
    cards = page.locator(f"[data-kpi='{key}'] .kpi-value")
    return (
        number_in(cards.first.inner_text())
        if cards.count()
        else page.locator("main tbody tr, main .check-card").count()
    )
