"""The first day of an outbreak, from the first positive to the evening report, played by people in their own browsers.

Commander, coordinator and epidemiologist sit at desks, the caller and the officer who takes the first report have a
phone. Fields are named, never captions, so that the same day is played in Chinese and in English.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sizao.kernel.words import Words
from sizao.project.worlds import korea, sources
from tests.functional.clicks import follow, watch
from tests.functional.conftest import DESK, LOCALES, PHONE, SLOW_MACHINE, sign_in
from tests.functional.server import FirstDay, Kept, forget
from tests.functional.steps import PATIENCE, number_in, total_of

pytestmark = pytest.mark.browser
TITLE = {"zh": "万石镇一例阳性(演练)", "en": "One positive in Wanshi (rehearsal)"}
CHINA = ZoneInfo("Asia/Shanghai")


FIRST_AFTERNOON = datetime(2021, 12, 11, 8, tzinfo=UTC)
"""Four in the afternoon in Yixing, when the routine test of the published case came back positive."""
NEXT_MORNING = datetime(2020, 2, 28, 1, tzinfo=UTC)
"""Nine in the morning in Korea, the day after the first of a dance class in Cheonan were confirmed."""
ROLES = ("commander", "coordinator", "epidemiologist", "tracer")


@dataclass(frozen=True)
class Play:
    """One world and the names under which its people sign in."""

    name: str
    began: datetime
    title: Words
    users: dict[str, str]


YIXING = Play("yixing", FIRST_AFTERNOON, Words("宜兴首日", "First day in Yixing"), {"commander": "yixing-commander"})
KOREA = Play("korea", NEXT_MORNING, Words("韩国次日", "Next day in Korea"), {each: f"korea-{each}" for each in ROLES})


@pytest.fixture(scope="module")
def kept() -> Iterator[dict[str, Kept]]:
    """What each world had loaded when its day began: loaded once, played in two languages."""
    found: dict[str, Kept] = {}
    yield found
    forget(found.values())


@pytest.fixture(scope="module")
def served(chromium: str, kept: dict[str, Kept], request: pytest.FixtureRequest) -> Iterator[FirstDay]:
    """A drill's server at the moment at which its day begins."""
    play: Play = request.param
    if play is KOREA and sources.at_hand(korea.NAME) is None:
        pytest.skip("the Korean routes are not in the data folder")
    found = FirstDay(play.name, play.began, play.title, play.users)
    try:
        found.start_from(kept)
        yield found
        assert not found.log(), found.log()
    finally:
        found.stop()


Seat = Callable[..., Page]


@pytest.fixture
def seat(browser: Browser, served: FirstDay) -> Iterator[Seat]:
    """Somebody's own browser, signed in: ``seat("tracer", "zh", size=PHONE)``."""
    opened: list[BrowserContext] = []

    def make(user: str, language: str, *, size: tuple[int, int] = DESK) -> Page:
        context = browser.new_context(
            base_url=served.base, viewport={"width": size[0], "height": size[1]}, locale=LOCALES[language],
            has_touch=size == PHONE, is_mobile=size == PHONE, accept_downloads=True,
        )  # fmt: skip
        opened.append(context)
        watch(context)
        context.set_default_timeout(SLOW_MACHINE)
        page = context.new_page()
        name = served.users.get(user, user)
        sign_in(page, name, served.passwords[name])
        return page

    yield make
    for context in opened:
        context.close()


@pytest.mark.parametrize(
    ("served", "language"), [(YIXING, "zh"), (YIXING, "en"), (KOREA, "zh"), (KOREA, "en")], indirect=["served"]
)
def test_the_first_day_from_the_first_positive_to_the_evening_report(
    seat: Seat, served: FirstDay, language: str
) -> None:
    day = served.told["days"][language]
    index, *met = day["people"]
    commander, desk = seat("commander", language), seat("epidemiologist", language)
    incident = served.told["incident"] or opens_the_incident(
        commander, language, served.told["area"], served.now() - timedelta(minutes=5)
    )
    case = reports_the_first(seat("epidemiologist", language, size=PHONE), incident, index, served.now(), day["onset"])
    confirms(desk, case)
    investigation = interviews(desk, case, day["place"], day["since"])
    coordinator = seat("coordinator", language)
    reviews(coordinator, investigation)
    assert traces(desk, case) == len(met)
    assert 0 < who_was_there(desk) <= len(met)
    judges_the_rest(desk)
    approves_all(commander, incident, len(met))
    if served.told["zone"]:
        declares_a_zone(coordinator, commander, incident, served.told["zone"])
    tells_the_public(coordinator, incident, "declare" if served.told["zone"] else "cohort", people=len(met))
    plans_have_begun(desk, incident, len(met))
    calls_everybody(desk, seat("tracer", language), incident, len(met))
    checks_one(seat("tracer", language, size=PHONE), incident, len(met) - 1)  # one was asked on the telephone
    on = midnight_strikes(served)
    files_the_report(commander, incident, on, contacts=len(met))


def typed(moment: datetime) -> str:
    """A moment as a form takes it."""
    return f"{moment.astimezone(CHINA):%Y-%m-%dT%H:%M}"


def opens_the_incident(page: Page, language: str, area: str, reported: datetime) -> str:
    """Open an incident and stand up the groups and first tasks; returns its id."""
    page.goto("/command/incidents/new/")
    page.fill("[name=title_zh]", TITLE["zh"])
    page.fill("[name=title_en]", TITLE["en"])
    page.select_option("[name=disease]", "covid-19")
    page.fill("[name=area]", area)
    page.fill("[name=reported_at]", typed(reported))
    follow(page.locator("main form .btn-primary").first)
    expect(page.locator("h1")).to_contain_text(TITLE[language])
    incident = page.url.rstrip("/").rsplit("/", 1)[-1]
    page.goto(f"/command/incidents/{incident}/first-steps/")
    given = page.locator("[name^=give-]").count()
    assert given > 3
    follow(page.locator("main form .btn-primary").first)
    page.goto(f"/command/incidents/{incident}/tasks/")
    assert total_of(page) >= given
    return incident


def reports_the_first(page: Page, incident: str, person: str, now: datetime, onset: str) -> str:
    """Report the first positive on a phone; returns the address of the case."""
    page.goto(f"/cases/new/{incident}/")
    page.fill("[name=who]", person)
    page.select_option("[name=classification]", "suspected")
    page.fill("[name=onset_at]", typed(datetime.fromisoformat(onset)))
    page.fill("[name=reported_at]", typed(now - timedelta(minutes=4)))
    follow(page.locator("[name=step][value=report]"))
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    return page.url


def confirms(page: Page, case: str) -> None:
    """The laboratory called: the case is confirmed."""
    page.goto(case)
    follow(page.locator("#classify [value=confirmed]").first)
    expect(page.locator(".messages")).to_be_visible()


def interviews(page: Page, case: str, place: str, since: str) -> str:
    """Begin the interview, fill what is asked, paste where and when, submit; returns the address."""
    page.goto(f"/investigation/of-case/{case.rstrip('/').rsplit('/', 1)[-1]}/")
    follow(page.locator("form[action*='/investigation/begin/'] button"))
    page.wait_for_url(re.compile(r"/investigation/[0-9a-f-]{36}/$"))
    address = page.url
    for field in page.locator("#interview .field:has(.must)").all():
        answer(field)
    noon = datetime.fromisoformat(since).astimezone(CHINA)
    fill_rows(page, [[f"{noon:%m-%d %H%M}", f"{noon + timedelta(hours=2):%m-%d %H%M}", place]])
    follow(page.locator("[name=step][value=submit]"))
    expect(page.locator("#interview [name=step][value=submit]")).to_have_count(0)
    return address


def answer(field: Any) -> None:
    """Give a required question its first answer, or a plain one."""
    choice = field.locator("select")
    if choice.count():
        choice.select_option(index=1)
    elif field.locator("input[type=checkbox]").count():
        field.locator("input[type=checkbox]").first.check()
    else:
        box = field.locator("input, textarea").first
        if not box.input_value():
            box.fill("无")


def fill_rows(page: Page, rows: list[list[str]]) -> None:
    """Type place-time rows by their cells: from, until, place."""
    for number, (start, until, place) in enumerate(rows, 1):
        for cell, value in (("start", start), ("until", until), ("place", place)):
            page.locator(f"[name=row-{number}-{cell}]").fill(value)


def reviews(page: Page, investigation: str) -> None:
    """A second person approves."""
    page.goto(investigation)
    follow(page.locator("[name=step][value=approve]"))
    expect(page.locator("h1 ~ p .tag, .page-head .tag").first).to_be_visible()


def traces(page: Page, case: str) -> int:
    """Count first, then run; the run has as many persons as were counted."""
    page.goto(f"/tracing/start/{case.rstrip('/').rsplit('/', 1)[-1]}/")
    follow(page.locator("[name=step][value=count]"))
    counted = number_in(page.locator("[data-kpi=persons] .kpi-value").inner_text())
    follow(page.locator("[name=step][value=run]"))
    page.wait_for_url(re.compile(r"/tracing/[0-9a-f-]{36}/$"))
    assert number_in(page.locator("[data-kpi=persons] .kpi-value").inner_text()) == counted
    return counted


def who_was_there(page: Page) -> int:
    """Open the first place of the run; how many people were there with the case."""
    follow(page.locator("main a[href*='/places/']").first)
    return total_of(page)


def judges_the_rest(page: Page) -> None:
    """Where the edition's text leaves the judgement to the officer, place by place, those picked are judged close."""
    run = page.url.split("/places/")[0]
    page.goto(f"{run}/")
    places = {link.get_attribute("href") for link in page.locator("main a[href*='/places/']").all()}
    for each in sorted(filter(None, places)):
        page.goto(each)
        if (
            page.locator("[data-pick-all]").count()
            and page.locator("#approve-situation option[value=judgement]").count()
        ):
            page.locator("[data-pick-all]").check()
            page.select_option("#approve-situation", "judgement")
            page.fill("#approve-reason", "同一舞蹈课")
            follow(page.locator("form:has(#approve-situation) button.btn-primary").first)
            expect(page.locator(".touched")).to_be_visible()
            follow(page.locator("form:has([name=seen]) button.btn-primary"))
            expect(page.locator(".messages")).to_be_visible()


def approves_all(page: Page, incident: str, number: int) -> None:
    """The commander picks all that are still proposed, sees how many people it touches, and approves."""
    page.goto(f"/cases/contacts/?incident={incident}&status=proposed")
    waiting = total_of(page)
    if waiting:
        approves_the_picked(page, waiting)
    page.goto(f"/cases/contacts/?incident={incident}&status=approved")
    assert total_of(page) == number


def approves_the_picked(page: Page, number: int) -> None:
    """Pick everybody of the list, read what it means for how many, approve."""
    page.locator("[data-pick-all]").check()
    follow(page.locator("button[name=step][value=approve]").first)
    expect(page.locator("main")).to_contain_text(str(number))
    follow(page.locator("main form .btn-primary").first)
    expect(page.locator(".messages")).to_be_visible()


def declares_a_zone(proposer: Page, commander: Page, incident: str, area: str) -> None:
    """The coordinator proposes a zone; the commander sees whom it touches, and declares it."""
    proposer.goto("/zones/propose/")
    proposer.select_option("[name=incident]", incident)
    proposer.select_option("[name=kind]", "lockdown")
    proposer.fill("[name=name_zh]", "企业食堂及宿舍")
    proposer.fill("[name=area]", area)
    proposer.fill("[name=reason]", "一例阳性")
    proposer.fill("[name=measures]", "足不出户、服务上门")
    follow(proposer.locator("main form .btn-primary").first)
    proposer.wait_for_url(re.compile(r"/zones/[0-9a-f-]{36}/$"))
    commander.goto(proposer.url)
    expect(commander.locator("#affected .touched")).to_be_visible()
    commander.locator("#affected summary").click()
    commander.locator("form[action$='/declare/'] [name=document]").fill("第1号令")
    follow(commander.locator("form[action$='/declare/'] button").first)
    expect(commander.locator("form[action$='/declare/']")).to_have_count(0)


def tells_the_public(page: Page, incident: str, kind: str, *, people: int) -> None:
    """A notice is drafted from the zone or the contacts, its reach is shown, and it goes out under a number."""
    page.goto(f"/notices/draft/?incident={incident}&kind={kind}")
    assert page.locator("[name=body]").input_value().strip()
    if kind == "cohort":
        assert str(people) in page.locator("[name=body]").input_value()
    follow(page.locator("form[method=post] .btn-primary").last)
    expect(page.locator("#affected .touched")).to_be_visible()
    follow(page.locator("form:has([name=seen]) button.btn-primary"))
    page.wait_for_url(re.compile(r"/notices/[0-9a-f-]{36}/$"))
    expect(page.locator("dl.facts").first).to_contain_text(re.compile(r"20\d\d-\d+"))


def plans_have_begun(page: Page, incident: str, number: int) -> None:
    """The worker begins everybody's plan after the approval; what is told on the telephone before is no daily check."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page.goto(f"/followup/plans/?incident={incident}")
        if total_of(page) == number:
            return
        time.sleep(1)
    assert total_of(page) == number


def calls_everybody(desk: Page, caller: Page, incident: str, number: int) -> None:
    """The contacts go on the call list; the caller at a telephone finds them all and is walked through the first."""
    desk.goto("/calls/callers/")
    shown = desk.locator("[name=account] option").all_inner_texts()
    [place] = [at for at, text in enumerate(shown) if "电话" in text or "aller" in text]
    desk.select_option("[name=account]", index=place)
    follow(desk.locator("form:has([name=account]) .btn-primary"))
    caller.goto("/calls/")
    had = caller.locator("td.p-title a").count()
    desk.goto("/calls/plan/")
    desk.select_option("[name=incident]", incident)
    desk.select_option("[name=purpose]", "interview")
    follow(desk.locator("main form .btn-primary").first)
    expect(desk.locator(".messages")).to_contain_text(str(number))
    caller.goto("/calls/")
    expect(caller.locator("td.p-title a")).to_have_count(had + number)
    follow(caller.locator("td.p-title a").first)
    expect(caller.locator(".call-lines li").nth(3)).to_be_visible()
    caller.select_option("[name=outcome]", "well")
    follow(caller.locator("main form[data-guard] button.btn-primary"))
    caller.wait_for_url("**/calls/")
    expect(caller.locator("td.p-title a")).to_have_count(had + number - 1)


def checks_one(page: Page, incident: str, number: int) -> None:
    """The caller on the phone finds as many cards as there are contacts, and says that the first is well."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page.goto(f"/followup/?incident={incident}")
        if page.locator(".check-card").count() == number:
            break
        time.sleep(1)
    assert page.locator(".check-card").count() == number
    page.locator(".check-well").first.tap()
    expect(page.locator(".check-done").first).to_be_visible()


def midnight_strikes(served: FirstDay) -> date:
    """The day's report is filed when the day is over: whoever directs the drill puts the clock on. Returns the day."""
    today = served.now().astimezone(CHINA).date()
    served.put_on(datetime.combine(today + timedelta(days=1), datetime.min.time(), CHINA) + timedelta(minutes=10))
    return today


def files_the_report(page: Page, incident: str, day: date, *, contacts: int) -> None:
    """File the report of today; the Word paper holds its figures."""
    page.goto(f"/reports/{incident}/{day}/")
    follow(page.locator("main form[action$='/file/'] button").first)
    expect(page.locator("main .noprint p code")).to_be_visible()  # filed: the seal stands beside its number
    shown = [number_in(each.inner_text()) for each in page.locator("main td.strong.num").all()]
    with page.expect_download() as waiting:
        page.locator("main a[href$='.docx']").first.click()
    document = docx.Document(str(waiting.value.path()))
    written = [cell.text.strip() for table in document.tables for row in table.rows for cell in row.cells]
    assert contacts in shown
    assert str(contacts) in written
