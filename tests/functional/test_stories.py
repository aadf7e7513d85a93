"""What people do with the platform from signing in to the paper that leaves the house, in their order and their words."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from playwright.sync_api import Download, Page, Route, expect

from tests.functional.clicks import follow
from tests.functional.conftest import PHONE, sign_in
from tests.functional.steps import (
    approve,
    name_contact,
    number_in,
    plan_of,
    press,
    report_case,
    the_incident,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def person(world: Any) -> Any:
    """A person of Wanshi in no incident: another one at every call."""
    return lambda: world.people.pop()


def test_a_commander_sees_what_is_late_and_why_and_traces_counting_first(enter: Any) -> None:
    # Given a commander who has never read a manual, at the sign-in page
    page: Page = enter("yixing-commander")
    # then the front door leads to their own work
    page.goto("/")
    expect(page.locator("h1")).to_have_text("My work")
    # when they open the Yixing incident
    follow(page.locator("a.incident-card", has_text="YX-2021-01"))
    # then they see each step of the clock with its lag, and at the command page the reason of every late one
    expect(page.locator(".clockstrip .step-late_done, .clockstrip .step-late").first).to_contain_text("late")
    follow(page.get_by_role("link", name="Run it"))
    late = page.locator("#late tbody tr")
    expect(late.first).to_be_visible()
    assert all(row.locator("td").last.inner_text().strip() not in {"", "—"} for row in late.all())
    # when they open the case and ask for a trace
    page.goto(f"/cases/?incident={the_incident(page)}&classification=asymptomatic")
    follow(page.locator("tbody td a").first)
    follow(page.get_by_role("link", name="Trace", exact=True))
    press(page, "Count first")
    # then they see how many, before anybody, and nothing was run
    counted = number_in(page.locator("[data-kpi=persons] .kpi-value").inner_text())
    assert counted > 0
    assert "P-" not in page.locator("main").inner_text()
    # when they run it
    press(page, "Trace now")
    expect(page.locator("h1")).to_contain_text("Trace run")
    assert number_in(page.locator("[data-kpi=persons] .kpi-value").inner_text()) == counted
    assert "P-" not in page.locator("main").inner_text()
    # then the persons, by number, are as many as were counted
    follow(page.get_by_role("link", name="Show the persons by number"))
    assert int(page.locator("[data-total]").get_attribute("data-total") or "") == counted


def test_a_commander_approves_files_and_downloads_the_days_report(enter: Any, person: Any) -> None:
    # Given contacts that an epidemiologist proposed
    desk: Page = enter("epidemiologist")
    incident = the_incident(desk)
    case = report_case(desk, incident, person())
    for _ in range(2):
        name_contact(desk, case, person())
    # when the commander picks them in the list and approves them together
    page: Page = enter("yixing-commander")
    page.goto(f"/cases/contacts/?incident={incident}&status=proposed&case={case.rstrip('/').rsplit('/', 1)[-1]}")
    page.locator("[data-pick-all]").check()
    press(page, "Approve…")
    expect(page.locator("main")).to_contain_text("Affects 2")
    press(page, "Approve as contacts")
    # then it says so
    expect(page.locator(".messages")).to_contain_text("Recorded for 2 people")
    # when they file the report of a day
    page.goto(f"/reports/{incident}/2021-12-11/")
    figures = [number_in(each.inner_text()) for each in page.locator("td[data-label='Total at cut-off']").all()]
    if page.get_by_role("button", name="File the report").count():
        press(page, "File the report")
    expect(page.locator("main")).to_contain_text("was filed on")
    # then Word, Excel and PDF open and hold the figures of the page
    assert sum(figures) > 0
    word = docx.Document(str(_downloaded(page, "Word")))
    cells = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    plain = re.sub(r"(?<=\d)\s(?=\d{3})", "", cells)  # the English paper groups thousands with a space
    assert all(f"{each:,}" in plain or str(each) in plain for each in figures)
    book = openpyxl.load_workbook(io.BytesIO(_downloaded(page, "Excel").read_bytes()), data_only=True)
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert all(each in values or str(each) in values for each in figures)
    paper = _downloaded(page, "PDF").read_bytes()
    assert paper.startswith(b"%PDF-")
    assert len(paper) > 5_000


def _downloaded(page: Page, caption: str) -> Path:
    with page.expect_download() as waiting:
        page.locator("main").get_by_role("link", name=caption).click()
    sent: Download = waiting.value
    return Path(sent.path())


def test_an_epidemiologist_is_told_why_not_and_sees_the_plan_with_its_test_days(enter: Any, person: Any) -> None:
    # Given an epidemiologist who reports a case by the form
    page: Page = enter("epidemiologist")
    case = report_case(page, the_incident(page), person())
    # then a step that a rule forbids is greyed, with a sentence and the clause
    refused = page.locator("#classify .refusal").first
    expect(refused.locator("button")).to_be_disabled()
    assert len(refused.locator(".refusal-why").inner_text()) > 20
    expect(refused.locator(".clause").first).to_be_visible()
    # when they confirm the case
    press(page, "Confirmed")
    expect(page.locator(".messages")).to_contain_text("The classification was recorded.")
    # and name a contact and approve it, reading first what will be asked of the person
    contact = name_contact(page, case, person())
    press(page, "Approve as contacts")
    expect(page.locator("main")).to_contain_text("PCR on day")
    press(page, "Approve as contacts")
    # then a plan appears with the edition's test days, each with its date
    plan_of(page, contact)
    days = [number_in(each.inner_text()) for each in page.locator("#tests td[data-label='Day number']").all()]
    assert len(days) > 1
    assert days == sorted(days)
    assert page.locator("#tests tbody td.p-title").first.inner_text().strip()


def test_a_tracer_on_a_phone_makes_a_daily_check_in_three_taps(enter: Any, person: Any) -> None:
    # Given an approved contact whose plan has begun
    desk: Page = enter("epidemiologist")
    contact = name_contact(desk, report_case(desk, the_incident(desk), person()), person())
    approve(desk, contact)
    plan_of(desk, contact)
    # and a tracer with a phone, at their own work
    page: Page = enter("tracer", size=PHONE)
    page.goto("/")
    # when they tap their checks, and "Well" at the first person: two taps
    page.locator("main a[href^='/followup/'], .dock a[href^='/followup/']").first.tap()
    cards = page.locator(".check-card")
    expect(cards.first).to_be_visible()
    page.locator(".check-well").first.tap()
    # then the card says so in its place
    expect(page.locator(".check-done").first).to_contain_text("well", ignore_case=True)


CSV = """病例编号,性别,出生年份,现住址国标,分类情况说明,发病日期,报告日期
E10-1,男,1970,320282109000,确诊病例,{onset},{reported}
E10-2,雌,1981,320282109000,确诊病例,{onset},{reported}
E10-2,雌,1981,320282109000,确诊病例,{onset},{reported}
E10-3,女,1990,320282109000,确诊病例,不详那天,{reported}
"""


def test_a_data_officer_corrects_a_mapping_and_the_receipt_adds_up(enter: Any) -> None:
    # Given a line list whose headings and values are not all known
    page: Page = enter("data-officer")
    page.goto("/intake/send/")
    content = CSV.format(onset="2021-12-09", reported="2021-12-10").encode("gb18030")
    page.select_option("[name=kind]", "cases")
    page.select_option("[name=incident]", index=1)
    page.set_input_files("[name=file]", {"name": "名单.csv", "mimeType": "text/csv", "buffer": content})
    # when they let it be read
    press(page, "Read the file")
    expect(page.locator("h1")).to_have_text("名单.csv")
    before = _receipt(page)
    # and say which column is which and what a value means
    follow(page.get_by_role("link", name="Correct the mapping"))
    page.get_by_label("分类情况说明").select_option("classification")
    page.locator("[name^=value_]").first.select_option("female")
    press(page, "Read the file again")
    # then more rows are accepted, those left out have a reason with their line, and nothing has entered yet
    after = _receipt(page)
    assert after["Accepted"] > before["Accepted"]
    assert after["Rejected"] == 0 or page.get_by_text("Why rows were rejected").count()
    # when they look it over and let it enter
    page.locator("summary", has_text="Let the rows enter").click()
    follow(page.locator("details[open] form button").first)
    expect(page.locator("main")).to_contain_text("entered", ignore_case=True, timeout=60_000)
    # then declared is accepted and rejected and duplicates
    given = _receipt(page)
    assert given["Declared"] == 4
    assert given["Declared"] == given["Accepted"] + given["Rejected"] + given["Duplicates"]


def test_an_area_is_found_by_its_name_where_a_form_asks_for_its_code(enter: Any) -> None:
    # Given a form that asks for a division code
    page: Page = enter("epidemiologist")
    page.goto("/registry/places/add/")
    field = page.locator("[name=area]")
    # when somebody begins to type a name, areas are offered with their codes
    field.press_sequentially("万石")
    expect(page.locator("#area-codes option[value='320282109000']")).to_have_attribute("label", "Wanshi Town")
    # then a name typed to its end becomes the code
    field.press_sequentially("镇")
    field.press("Tab")
    expect(field).to_have_value("320282109000")


def test_an_area_typed_before_a_bad_network_brought_the_offers_becomes_its_code_all_the_same(enter: Any) -> None:
    page: Page = enter("epidemiologist")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/areas*.js", hold)
    # Given a name that was typed to its end while the script was on its way
    page.goto("/registry/places/add/")
    field = page.locator("[name=area]")
    with page.expect_request("**/areas*.js"):
        field.press_sequentially("万石镇")
    field.press("Tab")
    expect(field).to_have_value("万石镇")
    # when the script arrives
    held[0].continue_()
    # then the name becomes the code
    expect(field).to_have_value("320282109000")


def _receipt(page: Page) -> dict[str, int]:
    return {
        each.locator(".kpi-label").inner_text(): number_in(each.locator(".kpi-value").inner_text())
        for each in page.locator(".kpi").all()
    }


def test_without_script_people_sign_in_report_and_approve(enter: Any, world: Any, person: Any) -> None:
    # Given a browser that runs no script
    page: Page = enter("", java_script_enabled=False)
    sign_in(page, "epidemiologist", world.passwords["epidemiologist"])
    # when a case is reported, a contact named and approved
    case = report_case(page, the_incident(page), person())
    contact = name_contact(page, case, person())
    approve(page, contact)
    # then the contact is approved
    page.goto(contact)
    expect(page.locator(".tag").first).to_have_text("approved", ignore_case=True)


def test_with_the_keyboard_alone_people_sign_in_and_approve(enter: Any, world: Any, person: Any) -> None:
    # Given a proposed contact, and somebody who uses no mouse
    desk: Page = enter("epidemiologist")
    contact = name_contact(desk, report_case(desk, the_incident(desk), person()), person())
    page: Page = enter("")
    page.goto("/")
    # when they sign in
    _tab_to(page, "[name=username]")
    page.keyboard.type("yixing-commander")
    _tab_to(page, "[name=password]")
    page.keyboard.type(world.passwords["yixing-commander"])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("My work")
    # and walk to the decision, seeing where they are
    page.goto(contact)
    _tab_to(page, "button[name=step][value=approve]")
    outline = page.evaluate("(s => s.outlineStyle + s.boxShadow)(getComputedStyle(document.activeElement))")
    assert outline not in {"nonenone", "none"}
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Approve as contacts")
    _tab_to(page, "main form .btn-primary")
    page.keyboard.press("Enter")
    # then it is recorded
    expect(page.locator(".messages")).to_contain_text("Recorded for 1 person")


MOST_TABS = 120


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")
