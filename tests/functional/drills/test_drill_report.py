"""A training officer's own scenario at compressed time, three people at their posts in three windows, and the printed report."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.functional.clicks import follow, watch
from tests.functional.conftest import DESK, SLOW_MACHINE, sign_in
from tests.functional.papers import text_of_pdf, text_of_word
from tests.functional.steps import approve, press

pytestmark = pytest.mark.browser

POSTS = ("commander", "epidemiologist", "lab")
TITLE = "Trial: workers of a small town"
SEED = 3
"""Of this seed every worker who was infected is positive on the first morning, and none of them lives alone."""
SCENARIO = f"""
id = "trial"
title = {{ zh = "试演:小镇工人感染", en = "{TITLE}" }}
story = {{ zh = "小镇几名工人同时感染,由每日检测发现。", en = "Workers of a small town are infected together and found by daily tests." }}
disease = "covid-19"
editions = ["cn-covid-ed9"]
variant = "omicron"
truth = {{ zh = "六名工人同日感染。", en = "Six workers are infected on one day." }}
background = {{ zh = "工人每日检测。", en = "Workers are tested every day." }}

[city]
area = "320282"
communities = ["320282109001"]
centre = [119.9275, 31.4759]
people = 200
first_day = 2021-12-04
lead_days = 2
days = 10

[[seeds]]
who = "worker"
count = 6
day = -2

[[routine]]
who = "worker"
every_days = 1

[resources]
lab_hours = 2
background_tests = 0
zones_from = 0
rounds = 0

[[players]]
role = "tracer"
delay_hours = 1
"""
PATIENCE = 300
"""Seconds until what the drill's own time brings is there; alone on a machine nothing takes more than eighty."""
CALLED = re.compile(r"\(([\w-]{4,})\), sampled (\d\d-\d\d \d\d:\d\d), is positive")
MET = re.compile(r"\(([\w-]{4,})\), of the household, last (\d\d-\d\d \d\d:\d\d)")
"""The number of the register behind somebody's name, and a moment."""


@pytest.fixture
def trial(world: Any) -> Iterator[None]:
    """The installation has a scenario of its own, and a file that is none."""
    folder = world.home / "scenarios"
    folder.mkdir(exist_ok=True)
    (folder / "trial.toml").write_text(SCENARIO, "utf-8")
    (folder / "spoilt.toml").write_text(SCENARIO.replace("people = 200", "people = 2"), "utf-8")
    yield
    for each in folder.iterdir():
        each.unlink()


@pytest.fixture
def seat(browser: Browser) -> Iterator[Callable[[str, str, str], Page]]:
    """Somebody's own window in a drill: ``seat(address, user, phrase) -> Page``."""
    opened = []

    def at(base: str, user: str, phrase: str) -> Page:
        context = browser.new_context(
            base_url=base, locale="en-US", viewport={"width": DESK[0], "height": DESK[1]}, accept_downloads=True
        )
        context.set_default_timeout(SLOW_MACHINE)
        opened.append(context)
        watch(context)
        page = context.new_page()
        sign_in(page, user, phrase)
        return page

    yield at
    for each in opened:
        each.close()


def test_three_people_play_and_their_officer_prints_what_came_of_it(trial: None, enter: Any, seat: Any) -> None:
    officer: Page = enter("commander")
    starts(officer)
    address = officer.get_by_role("link", name="Open the drill").get_attribute("href") or ""
    phrase = officer.locator("#pass-phrase").inner_text()
    players = {role: seat(address, role, phrase) for role in POSTS}
    for page in players.values():
        expect(page.locator(".drill").first).to_contain_text(TITLE)
        expect(page).to_have_title(re.compile(r"^\[Exercise\]"))
    releases_until_somebody_is_positive(players["lab"], players["commander"])
    incident = opens_the_incident(players["commander"])
    person, sampled = whom_the_laboratory_called_about(players["epidemiologist"])
    case = reports(players["epidemiologist"], incident, person, sampled)
    met, at = whom_the_case_met(players["epidemiologist"])
    contact = names(players["epidemiologist"], case, met, at)
    approve(players["epidemiologist"], contact)
    until(officer, lambda: officer.locator("main", has_text="contact in place"))
    until(officer, lambda: officer.locator("main", has_text="presence sent"))
    officer.locator("summary", has_text="End the drill").click()
    press(officer, "End and delete")
    expect(officer.locator("#state")).to_contain_text("Deleted", timeout=PATIENCE * 1000)
    prints(officer)


def starts(officer: Page) -> None:
    """Choose the installation's own scenario, give three roles to people, and start it a day in two minutes."""
    officer.goto("/drills/")
    expect(officer.locator(".note-warning")).to_contain_text("spoilt.toml")
    follow(officer.locator("section.panel", has_text=TITLE).get_by_role("link"))
    officer.fill("[name=seed]", str(SEED))
    officer.select_option("[name=speed]", "720")
    for role in POSTS:
        officer.select_option(f"[name=by_{role}]", "people")
    press(officer, "Start")
    expect(officer.locator("#state")).to_contain_text("Running", timeout=PATIENCE * 1000)


def until(
    page: Page, wanted: Callable[[], Locator], address: str = "", meanwhile: Callable[[], object] = bool
) -> Locator:
    """Open a page again and again until it shows something; what is to be done meanwhile is done each time before."""
    ends = time.monotonic() + PATIENCE
    while True:
        meanwhile()
        page.goto(address or page.url)
        found = wanted()
        if found.count():
            return found
        assert time.monotonic() < ends, f"{page.url} shows:\n{page.locator('main').inner_text()[:3000]}"
        time.sleep(1)


def now(page: Page) -> datetime:
    """The drill's time as the band says it."""
    return datetime.strptime(page.locator(".drill time").first.inner_text(), "%Y-%m-%d %H:%M")


def typed(moment: datetime) -> str:
    """A moment as a form takes it."""
    return f"{moment:%Y-%m-%dT%H:%M}"


def releases_until_somebody_is_positive(desk: Page, commander: Page) -> None:
    """Release what the instrument read, as it comes, until the laboratory's call reaches the commander."""
    until(commander, lambda: commander.locator(".drill-told", has_text="positive"), "/board/", lambda: releases(desk))


def releases(desk: Page) -> None:
    """Release every reading that waits."""
    desk.goto("/screening/release/")
    if not desk.locator("[data-pick]").count():
        return
    desk.locator("[data-pick-all]").check()
    press(desk, "Release")
    expect(desk.locator(".messages, .pager").first).to_be_visible()


def opens_the_incident(page: Page) -> str:
    """The laboratory called: open the incident; returns its id."""
    page.goto("/command/incidents/new/")
    page.fill("[name=title_zh]", "小镇疫情")
    page.fill("[name=title_en]", "An outbreak in town")
    page.select_option("[name=disease]", "covid-19")
    page.fill("[name=reported_at]", typed(now(page) - timedelta(minutes=1)))
    press(page, "Open an incident")
    expect(page.locator("h1")).to_contain_text("An outbreak in town")
    expect(page.locator(".drill").first).to_contain_text("Exercise")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def told(page: Page, kind: str, wanted: re.Pattern[str]) -> tuple[str, datetime]:
    """Whom the newest message of a kind names, and which moment."""
    row = until(page, lambda: page.locator("tr", has_text=kind), "/drills/inbox/").first
    found = wanted.search(row.locator("td").first.inner_text())
    assert found, row.inner_text()
    return found[1], datetime.strptime(f"2021-{found[2]}", "%Y-%m-%d %H:%M")


def whom_the_laboratory_called_about(page: Page) -> tuple[str, datetime]:
    """Who is positive, and when they were sampled."""
    return told(page, "Call from the laboratory", CALLED)


def whom_the_case_met(page: Page) -> tuple[str, datetime]:
    """Whom the case names first of its household, and when they last met."""
    return told(page, "What a case answers", MET)


def reports(page: Page, incident: str, person: str, sampled: datetime) -> str:
    """Report the case that the laboratory called about, and confirm it; returns the address of its page."""
    page.goto(f"/cases/new/{incident}/")
    page.fill("[name=who]", person)
    page.select_option("[name=classification]", "suspected")
    page.fill("[name=sampled_at]", typed(sampled))
    page.fill("[name=reported_at]", typed(now(page) - timedelta(minutes=1)))
    follow(page.locator("[name=step][value=report]"))
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/$"))
    follow(page.locator("#classify [value=confirmed]").first)
    expect(page.locator(".messages")).to_be_visible()
    return page.url


def names(page: Page, case: str, person: str, at: datetime) -> str:
    """Name the contact; returns the address of its page."""
    page.goto(case)
    follow(page.get_by_role("link", name="Name a contact"))
    page.fill("[name=who]", person)
    page.select_option("[name=situation]", "household")
    page.fill("[name=last_exposure_at]", typed(at))
    press(page, "Propose")
    expect(page.locator("h1")).to_contain_text("Contact")
    return page.url


def prints(officer: Page) -> None:
    """The report as a page, as HTML, Word and PDF: the same figures in each."""
    follow(officer.locator(".head-actions").get_by_role("link", name="Report"))
    expect(officer.locator("h1")).to_contain_text("After-action report")
    shown = officer.locator(".kpi")
    figures = {each.locator(".kpi-label").inner_text(): each.locator(".kpi-value").inner_text() for each in shown.all()}
    assert figures["Cases on the platform"] == "1"
    assert int(figures["Infections (true)"]) >= 6
    assert int(figures["Contacts decided on"]) >= 1 and int(figures["True contacts"]) >= 1
    assert float(figures["Days of isolation"]) >= 0, "whole nights count: a quick machine may end before the first"
    papers = {form: download(officer, form) for form in ("Word", "PDF", "HTML")}
    word, pdf = text_of_word(papers["Word"]), text_of_pdf(papers["PDF"])
    for label, value in figures.items():
        assert f"{label} | {value}\n" in f"{word}\n", label
        assert bare(f"{label}{value}") in bare(pdf), label
    assert TITLE in word and bare(TITLE) in bare(pdf)
    alone = officer.context.new_page()
    alone.set_content(papers["HTML"].decode())
    rows = {
        row.locator("th").inner_text(): row.locator("td").inner_text()
        for row in alone.locator("table").first.locator("tbody tr").all()
    }
    assert rows == figures
    expect(alone.locator(".drill")).to_contain_text("EXERCISE")
    alone.close()


def bare(text: str) -> str:
    """A text without what a line's end may take or add."""
    return re.sub(r"[\s-]", "", text)


def download(page: Page, form: str) -> bytes:
    """What the link of a form hands out."""
    with page.expect_download() as waiting:
        page.locator(".head-actions").get_by_role("link", name=form, exact=False).first.click()
    assert waiting.value.suggested_filename.startswith("EXERCISE-")
    return waiting.value.path().read_bytes()
