"""A hotel without an account opens a letter on a phone, answers it and hands in its list; an officer accepts what came."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import PHONE
from tests.functional.steps import ago, approve, name_contact, press, report_case, the_incident
from tests.functional.test_every_page import WIDER

pytestmark = pytest.mark.browser
WRITE = """async ([incident, contact, name, by]) => {
    const form = document.querySelector('form[action*="language"], form input[name=csrfmiddlewaretoken]').closest('form');
    const body = new URLSearchParams({csrfmiddlewaretoken: form.querySelector('[name=csrfmiddlewaretoken]').value,
        incident: incident, destination: name, picked: contact, reply_by: by, asked: '', language: ''});
    return (await fetch('/referrals/out/new/', {method: 'POST', body: body})).url;
}"""
"""The form of a letter, for a contact who does not live elsewhere: the world of these tests has nobody who does."""
WORDS = {
    "zh": ("苏州示例酒店", "打开函件", "签收人", "提交答复", "已收到,待确认", "姓名\t联系电话\n房客甲\t13900000001", "名单 1 人"),
    "en": ("Example Hotel", "Open the letter", "Received by", "Submit receipt and answer", "Received, to be accepted",
           "name\tphone\nGuest One\t13900000002", "list with 1 person"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hotel_answers_a_letter_on_a_phone(enter: Any, world: Any, language: str) -> None:
    hotel, door, receiver, send, waiting, rows, counted = WORDS[language]
    # Given a letter about one contact, to a hotel that has no account
    desk: Page = enter("epidemiologist")
    incident = the_incident(desk)
    contact = name_contact(desk, report_case(desk, incident, world.people.pop()), world.people.pop())
    approve(desk, contact)
    letter = desk.evaluate(WRITE, [incident, contact.rstrip("/").rsplit("/", 1)[-1], hotel, ago(-1)])
    # when an officer gives out a link and a code
    desk.goto(letter)
    press(desk, "Give out a link")
    code = desk.locator("main .kpi-value").inner_text()
    address = desk.locator("main p[data-own-words]").first.inner_text()
    # then the page opens on the hotel's phone in the letter's language, whatever the phone speaks
    phone: Page = enter("", "en" if language == "zh" else "zh", size=PHONE)
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text(door)
    phone.fill("[name=code]", code.lower())
    press(phone, door)
    expect(phone.locator("dl")).to_contain_text(hotel)
    assert "?" not in phone.url and code not in phone.url and not phone.evaluate(WIDER)
    # when the hotel confirms the receipt and pastes its guests
    phone.get_by_label(receiver).fill("前厅 / front desk")
    phone.locator("summary").last.click()
    phone.fill("[name=rows]", rows)
    press(phone, send)
    # then it reads what it sent, and that an officer has to accept it
    expect(phone.locator("main")).to_contain_text(waiting)
    expect(phone.locator("main")).to_contain_text(counted)
    # when the officer accepts it and enters the list
    desk.goto(letter)
    press(desk, "Accept receipt and answer")
    expect(desk.locator("main")).to_contain_text("Received there")
    press(desk, "Enter the list")
    # then it is one of the lists that arrived
    expect(desk.locator("main")).to_contain_text(hotel)
    assert "/referrals/lists/" in desk.url
