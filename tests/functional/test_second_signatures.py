"""What the first day leaves to a second person and to the rooms beside the casework, at a desk in Chinese and on a phone in English."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.functional.clicks import follow
from tests.functional.conftest import PHONE
from tests.functional.steps import number_in, the_incident

pytestmark = pytest.mark.browser


def test_a_list_rule_waits_for_the_commander_who_leaves_it_unapproved(enter: Any) -> None:
    # Given the commander's own work, at the desk in Chinese
    page: Page = enter("yixing-commander", "zh")
    page.goto("/board/")
    work = page.locator("#work-list_rules")
    waiting = number_in(work.locator("[data-work]").inner_text())
    # when they open what waits
    follow(work.locator("h2 a"))
    expect(page.locator("main tbody tr")).to_have_count(waiting)
    follow(page.locator("main tbody tr td.p-title a").first)
    # then they see what it would have done beside the rule that holds, and leave it unapproved with a reason
    expect(page.locator("main")).to_contain_text("复核批准")
    expect(page.locator("main .kpi-value").first).to_be_visible()
    page.locator("details.confirm summary").click()
    page.fill("[name=reason]", "先观察三天")
    follow(page.locator("details.confirm form button.btn").first)
    expect(page.locator("main")).to_contain_text("先观察三天")
    expect(page.locator("main .tag-grey")).to_be_visible()


def test_a_cohorts_change_is_approved_on_a_phone_after_seeing_whom_it_touches(enter: Any) -> None:
    # Given a change that somebody proposed, among the commander's work on a phone in English
    page: Page = enter("yixing-commander", "en", size=PHONE)
    page.goto("/board/")
    follow(page.locator("#work-cohort_rules a").first)
    expect(page.locator("h1")).to_have_text("Decide on the proposal")
    # when they put it into force
    follow(page.get_by_role("button", name="Put it into force"))
    # then it holds, and its people show why and what is asked
    expect(page.locator(".messages")).to_contain_text("In force")
    expect(page.locator("main tbody tr td.p-line").first).to_contain_text("stayed in")


def test_a_merit_is_settled_on_the_list_of_those_that_wait(enter: Any) -> None:
    page: Page = enter("yixing-commander", "zh")
    page.goto("/merits/waiting/")
    waiting = number_in(page.locator("[data-total]").inner_text())
    page.locator("details.confirm summary").first.click()
    page.locator("[name=reasons]").first.fill("台账属实")
    follow(page.locator("details.confirm[open] form button.btn").first)
    expect(page.locator("[data-total]")).to_have_attribute("data-total", str(waiting - 1))


def test_a_chief_works_through_the_own_tasks_on_a_phone(enter: Any) -> None:
    page: Page = enter("grid-worker", "en", size=PHONE)
    page.goto("/command/tasks/mine/")
    open_ones = page.locator("main section.panel").count()
    follow(page.get_by_role("button", name="Accept").first)
    expect(page.locator("main")).to_contain_text("Received")
    page.goto("/command/tasks/mine/")
    assert page.locator("main section.panel").count() == open_ones


@pytest.mark.parametrize(("language", "size"), [("zh", None), ("en", PHONE)])
def test_the_rooms_beside_open_with_what_they_hold(enter: Any, language: str, size: Any) -> None:
    page: Page = enter("yixing-commander", language, **({"size": size} if size else {}))
    incident = the_incident(page)
    for place in ("/signals/", "/cohorts/", "/breaches/"):
        page.goto(place)
        assert page.locator("main tbody tr").count(), f"{place} holds nothing"
    page.goto(f"/cases/clusters/{incident}/")
    expect(page.locator("h1")).to_have_text("聚集性疫情" if language == "zh" else "Clusters")
    page.goto("/editions/ask/?q=" + ("密接" if language == "zh" else "close"))
    assert page.locator("main tbody tr").count()
    page.goto("/command/headquarters/320282/emergency/")
    expect(page.locator("h1")).to_have_text("转入应急状态" if language == "zh" else "Enter the emergency state")
