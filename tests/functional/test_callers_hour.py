"""One caller's hour and one agency's desk, in browsers: walked through by the edition, on a phone in Chinese, at a desk in English."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.functional.clicks import follow
from tests.functional.conftest import PHONE
from tests.functional.steps import approve, name_contact, press, report_case, the_incident

pytestmark = pytest.mark.browser


@pytest.fixture
def person(world: Any) -> Any:
    """A person of Wanshi in no incident: another one at every call."""
    return lambda: world.people.pop()


def test_a_caller_is_walked_through_an_hour_of_calls(enter: Any, person: Any) -> None:
    # Given two contacts approved a moment ago and put on the call list
    desk: Page = enter("epidemiologist")
    incident = the_incident(desk)
    case = report_case(desk, incident, person())
    for _ in range(2):
        approve(desk, name_contact(desk, case, person()))
    desk.goto("/calls/plan/")
    desk.select_option("[name=incident]", incident)
    desk.select_option("[name=purpose]", "interview")
    press(desk, "Put on the list")
    expect(desk.locator("h1")).to_have_text("All calls")
    # when the caller opens the first one on a phone, in Chinese
    phone: Page = enter("tracer", "zh", size=PHONE)
    phone.goto("/calls/")
    follow(phone.locator("td.p-title a").first)
    # then the script speaks the edition's days and test days with their clause, and no number stands open
    lines = phone.locator(".call-lines")
    expect(lines).to_contain_text("天")
    expect(lines).to_contain_text("核酸采样日为")
    expect(lines.locator("span.muted").first).to_contain_text("依据")
    assert not re.search(r"1\d{10}", phone.locator("main").inner_text()), "no whole number before it is opened"
    # when somebody says they are ill but the caller notes "well"
    phone.locator("[name=answer_symptoms][value=yes]").check()
    phone.locator("[name=answer_household]").fill("3")
    phone.select_option("[name=outcome]", "well")
    follow(phone.locator("main form[data-guard] button.btn-primary"))
    # then it is refused, and what was typed stays
    expect(phone.locator("main")).to_contain_text("请核对")
    assert phone.locator("[name=answer_household]").input_value() == "3"
    # when it is noted as it is
    phone.locator("[name=answer_symptoms][value=yes]").check()
    phone.select_option("[name=outcome]", "symptom")
    follow(phone.locator("main form[data-guard] button.btn-primary"))
    phone.wait_for_url("**/calls/")
    # when the second is tried at the desk in English and nobody answers
    own: Page = enter("tracer", "en")
    own.goto("/calls/")
    follow(own.locator("td.p-title a").first)
    expect(own.locator(".call-lines")).to_contain_text("days in all")
    own.locator(".call-follows summary").click()
    expect(own.locator(".call-follows")).to_contain_text("the grid goes to the door")
    own.select_option("[name=outcome]", "no_answer")
    press(own, "Record the try")
    # then it waits for its next try on the ladder
    own.wait_for_url("**/calls/")
    expect(own.locator("main")).to_contain_text("To be tried again")


def test_the_police_see_their_leads_and_only_what_a_task_needs(enter: Any) -> None:
    # Given a police officer at the agency's desk, on a phone
    page: Page = enter("police", "zh", size=PHONE)
    page.goto("/investigation/agency/?state=unreached")
    follow(page.locator("tbody td a").first)
    # when they open what the task needs
    shown = page.locator("main").inner_text()
    assert "C-" not in shown, "the case is not named"
    follow(page.locator("form[action$='/parts/'] button"))
    parts = page.locator("section", has=page.locator("form, dl")).locator("dl.facts dt").all_inner_texts()
    assert "姓名" in parts
    assert "电话" not in parts
    # when they answer with an address
    page.select_option("[name=outcome]", "confirmed")
    page.fill("[name=note]", "已在亲属家找到本人")
    page.fill("[name=address]", "万石镇")
    follow(page.locator("main form.form button.btn-primary"))
    # then it is settled, and nothing else of the platform is offered to them
    expect(page.locator("main")).to_contain_text("已在亲属家找到本人")
    for elsewhere in ("/cases/", "/command/tasks/", "/investigation/leads/", "/followup/"):
        assert page.locator(f"a[href='{elsewhere}']").count() == 0
