"""Every number on the board and the incident page equals the count of the list behind its link."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.functional.clicks import follow
from tests.functional.conftest import WALL
from tests.functional.steps import number_in, the_incident, total_of

pytestmark = pytest.mark.browser
Figure = tuple[str, int, str]
"""Key, number shown, address behind it."""


def test_the_incident_pages_numbers_are_their_lists(enter: Any) -> None:
    page: Page = enter("yixing-commander")
    page.goto(f"/board/incidents/{the_incident(page)}/")
    shown: list[Figure] = [
        (each.get_attribute("data-kpi") or "?", _number(each, ".kpi-value"), _href(each))
        for each in page.locator("a.kpi").all()
    ]
    for row in page.locator(".stages-table tr:has([data-figure])", has=page.locator("a")).all():
        figure = row.locator("[data-figure]")
        shown.append(
            (figure.get_attribute("data-figure") or "?", number_in(figure.inner_text()), _href(row.locator("a")))
        )
    assert len(shown) > 8
    _agree(page, shown)


def test_the_wall_screens_numbers_are_their_lists(enter: Any) -> None:
    page: Page = enter("yixing-commander", size=WALL)
    page.goto("/board/screen/")
    page.wait_for_selector("#board[data-ready=yes]")
    tiles = page.locator("#tiles a.tile, #risks a.tile").all()
    assert len(tiles) > 7
    shown = [(str(t.get_attribute("data-key")), int(t.get_attribute("data-value") or -1), _href(t)) for t in tiles]
    meters = page.locator("#meters li").all()
    assert len(meters) == 3
    shown += [
        (str(each.get_attribute("data-key")), int(each.get_attribute("data-value") or -1), _href(each.locator("a")))
        for each in meters
    ]
    _agree(page, shown)


def test_the_wall_screen_is_told_when_nothing_changed(enter: Any) -> None:
    page: Page = enter("yixing-commander", size=WALL)
    page.goto("/board/screen/")
    address = page.locator("#board").get_attribute("data-url") or ""
    answers = []
    for _ in range(3):  # the minute may turn between two questions
        tag = page.request.get(address).headers["etag"]
        answers.append(page.request.get(address, headers={"if-none-match": tag}))
    assert any((each.status, each.body()) == (304, b"") for each in answers), [each.status for each in answers]
    assert page.locator("#board").get_attribute("data-poll") == "30"


def test_my_works_numbers_are_their_lists(enter: Any) -> None:
    seen = 0
    for user in ("yixing-commander", "epidemiologist", "tracer", "data-officer"):
        page: Page = enter(user)
        page.goto("/board/")
        shown = [
            (f"{user} {each.get_attribute('id')}", _number(each, "[data-work]"), _href(each.locator("h2 a")))
            for each in page.locator("section.work", has=page.locator("h2 a")).all()
        ]
        seen += len(shown)
        _agree(page, shown)
    assert seen


def test_a_run_of_the_trace_counts_its_persons(enter: Any) -> None:
    page: Page = enter("epidemiologist")
    page.goto("/tracing/")
    follow(page.locator("tbody td a").first)
    tiles = page.locator("a.kpi").all()
    assert tiles
    _agree(
        page,
        [(str(t.get_attribute("data-kpi")), _number(t, ".kpi-value"), _href(t)) for t in tiles],
    )


def _number(place: Any, selector: str) -> int:
    return number_in(place.locator(selector).inner_text())


def _href(place: Any) -> str:
    return place.get_attribute("href") or ""


def _agree(page: Page, shown: list[Figure]) -> None:
    wrong = []
    for key, number, href in shown:
        page.goto(href)
        listed = _listed(page, key, number)
        if listed != number:
            wrong.append(f"{key} shows {number}, {href} lists {listed}")
    assert not wrong, "\n".join(wrong)


def _listed(page: Page, key: str, number: int) -> int:
    """The rows of the list a link leads to: a list's own total, the zones in force, the cards, or a figure of the page."""
    if page.locator("[data-total]").count():
        return total_of(page)
    if key == "zones":
        return page.locator("#zones tbody .tag-red").count()
    figures = [number_in(each.inner_text()) for each in page.locator(".kpi-value").all()]
    return number if number in figures else page.locator("main tbody tr, main .check-card").count()
