"""The day's report: counted from rows, frozen when filed, printed in three forms and two languages."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.oversight.reports import actions, queries, rules
from sizao.oversight.reports.errors import (
    CorrectionWithoutReason,
    DayBeforeIncident,
    DayNotOver,
    NothingChanged,
)
from sizao.oversight.reports.models import Filing
from sizao.oversight.reports.queries import wording
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import Classification, NewCase, ProposedContact

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
YIXING = areas.parse("320282")
REPORTED = datetime(2021, 12, 11, 16, 0, tzinfo=TZ)
DAY, NEXT = date(2021, 12, 11), date(2021, 12, 12)
AFTER = datetime(2021, 12, 13, 8, 0, tzinfo=TZ)


@pytest.fixture
def incident(by):
    return command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=REPORTED, by=by,
        at=REPORTED, number="YX-TEST-1",
    )  # fmt: skip


def report(incident, by, at=REPORTED):
    [person] = registry.add_persons(persons=[NewPerson(area_residence=YIXING)], by=by, at=at)
    case = NewCase(
        person_id=person, area=YIXING, reported_at=at, sampled_at=at, classification=Classification.ASYMPTOMATIC
    )
    return cases.report_case(incident_id=incident, case=case, by=by, at=at)


def line(found, key):
    return next(each for each in found.lines if each.definition.key == key)


def test_a_case_is_counted_on_its_day_and_in_the_total_after_it(incident, by):
    report(incident, by)
    first = queries.day_report(incident, DAY, as_of=AFTER)
    second = queries.day_report(incident, NEXT, as_of=AFTER)
    assert (line(first, "asymptomatic").day, line(first, "asymptomatic").total) == (1, 1)
    assert (line(second, "asymptomatic").day, line(second, "asymptomatic").total) == (0, 1)


def test_a_day_with_nothing_new_is_a_nil_report(incident, by):
    report(incident, by)
    assert not queries.day_report(incident, DAY, as_of=AFTER).is_nil
    assert queries.day_report(incident, NEXT, as_of=AFTER).is_nil


def test_what_a_day_adds_is_not_set_off_against_what_it_takes_back(incident, by):
    """One case confirmed and another ruled out on the same day are one new and one withdrawn, and no nil report."""
    before = report(incident, by).case_id
    noon = REPORTED + timedelta(hours=20)
    report(incident, by, noon)
    cases.classify_case(case_id=before, to=Classification.NOT_A_CASE, reason="复核后予以排除", by=by, at=noon)
    found = queries.day_report(incident, NEXT, as_of=AFTER)
    held = line(found, "asymptomatic")
    assert (held.day, held.withdrawn, held.total) == (1, 1, 1) and not found.is_nil
    assert found.figures()["asymptomatic"] == {"day": 1, "total": 1, "withdrawn": 1}
    said = wording.sentence([held], "zh-hans"), wording.sentence([held], "en")
    assert "新增1例、核减1例、累计1例" in said[0] and "(1 new, 1 withdrawn)" in said[1]
    filed = actions.file_report(incident_id=incident, on=NEXT, by=by, at=AFTER)
    assert queries.filed_report(filed.number).figures() == found.figures(), "the ledger keeps both numbers"


def test_what_is_decided_at_midnight_sharp_belongs_to_the_day_that_begins(incident, by):
    """As in the units' returns: a day is [00:00, 24:00), so no decision is counted on both days or on neither."""
    report(incident, by, datetime(2021, 12, 12, 0, 0, tzinfo=TZ))
    first, second = (line(queries.day_report(incident, on, as_of=AFTER), "asymptomatic") for on in (DAY, NEXT))
    assert (first.day, first.total, second.day, second.total) == (0, 0, 1, 1)


def exposed(incident, by, number):
    """Proposed close contacts of no known source."""
    people = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * number, by=by, at=REPORTED)
    met = [
        ProposedContact(
            person_id=each, area=YIXING, last_exposure_at=REPORTED - timedelta(hours=5), found_by="interview"
        )
        for each in people
    ]
    return people, cases.propose_contacts(incident_id=incident, proposals=met, by=by, at=REPORTED).contact_ids


def test_only_whom_somebody_approved_is_counted_as_approved(incident, by):
    """Of five proposals one is approved, one is not found, one falls ill, and one approval is taken back."""
    people, ids = exposed(incident, by, 5)
    cases.approve_contacts(contact_ids=ids[:1], by=by, at=REPORTED)
    cases.mark_lost(contact_ids=ids[1:2], reason="电话空号,上门无人", by=by, at=REPORTED)
    cases.contact_became_case(contact_id=ids[2], case_id=report(incident, by).case_id, by=by, at=REPORTED)
    slip = cases.approve_contacts(contact_ids=ids[3:4], by=by, at=REPORTED).decision_id
    cases.undo_decision(decision_id=slip, by=by, at=REPORTED + timedelta(minutes=1))
    first, second = (line(queries.day_report(incident, on, as_of=AFTER), "close") for on in (DAY, NEXT))
    assert (first.day, first.withdrawn, first.total, second.day, second.total) == (1, 0, 1, 0, 1)
    end = datetime(2021, 12, 12, 0, 0, tzinfo=TZ)
    [found] = known.contact_lines([incident], end - timedelta(days=1), end)
    assert (found.id, found.is_still) == (ids[0], True)


def test_an_approval_that_was_taken_back_counts_for_the_day_of_the_one_that_stands(incident, by):
    _, ids = exposed(incident, by, 1)
    slip = cases.approve_contacts(contact_ids=ids, by=by, at=REPORTED).decision_id
    cases.undo_decision(decision_id=slip, by=by, at=REPORTED + timedelta(minutes=1))
    cases.approve_contacts(contact_ids=ids, by=by, at=REPORTED + timedelta(hours=20))
    first, second = (line(queries.day_report(incident, on, as_of=AFTER), "close") for on in (DAY, NEXT))
    assert (first.day, first.total, second.day, second.total) == (0, 0, 1, 1)
    day = timedelta(days=1)
    begin = datetime(2021, 12, 11, 0, 0, tzinfo=TZ)
    lines = [known.contact_lines([incident], begin + n * day, begin + (n + 1) * day) for n in (0, 1)]
    assert [len(each) for each in lines] == [0, 1]


def test_a_contact_raised_to_a_stricter_class_is_reclassified_and_not_new(incident, by, signed_in):
    """Two are approved as contacts of contacts, one is raised the day after: the first day stays what it was."""
    people = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 2, by=by, at=REPORTED)

    def propose(person, kind, when):
        met = ProposedContact(
            person_id=person, area=YIXING, last_exposure_at=REPORTED - timedelta(hours=5), contact_class=kind
        )
        return cases.propose_contacts(incident_id=incident, proposals=[met], by=by, at=when).contact_ids

    ids = [propose(each, ContactClass.SECONDARY, REPORTED)[0] for each in people]
    cases.approve_contacts(contact_ids=ids, by=by, at=REPORTED)
    later = REPORTED + timedelta(hours=20)
    propose(people[0], ContactClass.CLOSE, later)
    cases.approve_contacts(contact_ids=ids[:1], by=by, at=later)
    first, second = (queries.day_report(incident, on, as_of=AFTER) for on in (DAY, NEXT))
    assert [(line(first, key).day, line(first, key).total) for key in ("close", "secondary")] == [(0, 0), (2, 2)]
    close, secondary = line(second, "close"), line(second, "secondary")
    assert (close.day, close.came, close.withdrawn, close.total) == (0, {"secondary": 1}, 0, 1)
    assert (secondary.day, secondary.went, secondary.withdrawn, secondary.total) == (0, {"close": 1}, 0, 1)
    assert not second.is_nil, "somebody was reclassified"
    for each, was in zip(second.lines, first.lines, strict=True):
        if each.day is not None:
            moved = sum(each.came.values()) - sum(each.went.values())
            assert each.total == was.total + each.day + moved - each.withdrawn
    browser = signed_in("epidemiologist", "320282")
    api = browser.get(f"/api/v1/incidents/{incident}/day-reports/{NEXT}").json()
    assert next(each for each in api["lines"] if each["key"] == "close")["came"] == {"secondary": 1}


def test_a_day_that_only_takes_back_is_a_nil_report_and_says_so(incident, by):
    before = report(incident, by).case_id
    later = REPORTED + timedelta(hours=20)
    cases.classify_case(case_id=before, to=Classification.NOT_A_CASE, reason="复核后予以排除", by=by, at=later)
    found = queries.day_report(incident, NEXT, as_of=AFTER)
    held = line(found, "asymptomatic")
    assert (held.day, held.withdrawn, held.total) == (0, 1, 0) and found.is_nil


def test_what_was_filed_as_nil_stays_nil_under_a_later_reading(incident, by):
    report(incident, by)
    facts = queries.filing(actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER).number)
    found = queries.day_report(incident, DAY, as_of=AFTER)
    assert not found.is_nil and not rules.thawed(facts, found).is_nil
    assert rules.thawed(replace(facts, is_nil=True), found).is_nil


def test_the_days_are_listed_a_month_at_a_time(incident, signed_in):
    browser = signed_in("epidemiologist", "320282", "en")
    shown = browser.get(f"/reports/{incident}/?until=2022-03-31")
    assert [len(shown.context["days"]), shown.context["days"][-1].on] == [31, date(2022, 3, 1)]
    assert "?until=2022-02-28" in shown.content.decode()


def test_a_county_reads_its_own_part_of_the_citys_incident_and_cannot_file_it(by, signed_in):
    wuxi = areas.parse("3202")
    incident = command.open_incident(
        title=Words("无锡疫情", "Wuxi outbreak"), disease="covid-19", area=wuxi, reported_at=REPORTED, by=by,
        at=REPORTED, number="WX-TEST-1",
    )  # fmt: skip
    report(incident, by)
    whole = queries.day_report(incident, DAY, as_of=AFTER, reader=wuxi)
    part = queries.day_report(incident, DAY, as_of=AFTER, reader=YIXING)
    assert not whole.is_part and wording.signed(whole)[0] == "无锡市疫情防控指挥部"
    assert part.is_part and wording.signed(part)[0] == "宜兴市疫情防控指挥部"
    assert "(宜兴市部分)" in wording.title(part, "zh") and "宜兴" not in wording.title(whole, "zh")
    browser = signed_in("epidemiologist", "320282", "zh-hans")
    page = browser.get(f"/reports/{incident}/2021-12-11/").content.decode()
    assert "宜兴市" in page and "上级指挥部" in page
    assert "缺报" not in browser.get(f"/reports/{incident}/").content.decode()
    assert browser.get(f"/api/v1/incidents/{incident}/day-reports/2021-12-11").json()["is_part"] is True
    body = {"incident_id": str(incident), "on": "2021-12-11"}
    refused = browser.post("/api/v1/filings", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "reports.not_your_incident")
    assert not Filing.objects.filter(incident=incident).exists()


def test_two_who_write_the_same_row_at_once_are_told_so(incident, by, signed_in, monkeypatch):
    """What the database refuses as written twice is an answer in words, not a broken page."""
    actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    report(incident, by)
    monkeypatch.setattr(queries, "latest", lambda *given: None)
    body = {"incident_id": str(incident), "on": "2021-12-11", "reason": "补录一例"}
    refused = signed_in("epidemiologist").post("/api/v1/filings", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "web.same_moment")
    page = signed_in("epidemiologist", "320282", "zh-hans").post(f"/reports/{incident}/2021-12-11/file/", body)
    assert page.status_code == 409 and "同一时刻" in page.content.decode()
    assert Filing.objects.filter(incident=incident).count() == 1


def test_a_filed_report_is_numbered_hashed_and_frozen(incident, by):
    report(incident, by)
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    assert filed.number == "YX-TEST-1-20211211-1"
    assert filed.sha256 == rules.digest(queries.day_report(incident, DAY, as_of=AFTER))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_filing SET figures = '{}'")


def test_the_same_figures_are_not_filed_twice(incident, by):
    actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    with pytest.raises(NothingChanged):
        actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)


def test_a_late_case_of_the_day_asks_for_a_correction_with_a_reason(incident, by):
    actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    report(incident, by)
    with pytest.raises(CorrectionWithoutReason):
        actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    second = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER, reason="补录一例")
    assert second.revision == 2
    assert [each.revision for each in queries.filings(incident)] == [2, 1]


@pytest.mark.parametrize(("on", "refusal"), [(date(2021, 12, 13), DayNotOver), (date(2021, 12, 10), DayBeforeIncident)])
def test_a_day_that_is_not_over_or_before_the_incident_is_refused(incident, by, on, refusal):
    with pytest.raises(refusal):
        actions.file_report(incident_id=incident, on=on, by=by, at=AFTER)


def test_missing_days_are_missing_and_not_zero(incident, by):
    actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    states = {each.on: each for each in queries.days(incident, as_of=AFTER)}
    assert states[DAY].filing is not None
    assert states[NEXT].filing is None and states[NEXT].is_over
    assert not states[date(2021, 12, 13)].is_over


def test_a_quiet_incident_is_listed_as_it_stood_and_its_later_days_are_a_click_away(incident, by, signed_in):
    later = AFTER + timedelta(days=700)
    assert queries.quiet_since(incident, AFTER) is None
    assert queries.quiet_since(incident, later) == DAY
    browser = signed_in("epidemiologist", "320282", "en")
    shown = browser.get(f"/reports/{incident}/")
    page = shown.content.decode()
    assert "/2021-12-11/" in page and "?until=2021-12-24" not in page
    newest = shown.context["newest"]
    assert f"/{newest}/" not in page and f"?until={newest}" in page
    page = browser.get(f"/reports/{incident}/?until={newest}").content.decode()
    assert f"/{newest}/" in page and "/2021-12-11/" not in page and "?until=2021-12-24" in page
    assert "/2021-12-11/" in browser.get(f"/reports/{incident}/?until=2021-12-24").content.decode()
    for odd in ("1999-01-01", "9999-12-31", "soon"):
        assert browser.get(f"/reports/{incident}/?until={odd}").status_code == 200
    assert "/2021-12-11/" in browser.get("/reports/").content.decode()


def test_the_assessments_page_papers_and_api_open(signed_in, incident):
    browser = signed_in("epidemiologist")
    assert browser.get(f"/reports/{incident}/7-1-7/").status_code == 200
    for form in ("docx", "xlsx", "json"):
        assert browser.get(f"/reports/{incident}/7-1-7/paper.{form}").status_code == 200
    body = browser.get(f"/api/v1/incidents/{incident}/assessment-717").json()
    assert [each["interval"] for each in body["intervals"]] == ["detection", "notification", "response"]
    assert len(body["early_response_actions"]) == 7


def test_a_filed_paper_is_downloaded_from_the_ledger(signed_in, incident, by):
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    browser = signed_in("epidemiologist")
    assert filed.number.encode() in browser.get(f"/reports/{incident}/").content
    for form in ("docx", "xlsx", "pdf"):
        assert browser.get(f"/reports/filed/{filed.number}/paper.{form}").status_code == 200


def test_the_pages_open_file_and_download(signed_in, incident, by):
    report(incident, by)
    browser = signed_in("epidemiologist")
    assert browser.get("/reports/").status_code == 200
    assert browser.get(f"/reports/{incident}/").status_code == 200
    day = f"/reports/{incident}/2021-12-11/"
    shown = re.sub(r"<[^>]*>", " ", browser.get(day).content.decode())
    assert "day-3" not in shown and "report, version 3" in shown
    edition = queries.day_report(incident, DAY, as_of=AFTER).edition_id
    assert edition not in shown and library().get(edition).title.en in shown
    assert browser.post(f"{day}file/", {}).status_code == 302
    assert b"YX-TEST-1-20211211-1" in browser.get(day).content
    for form in ("docx", "xlsx", "pdf"):
        assert browser.get(f"{day}paper.{form}").status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(browser.get(f"{day}paper.docx").content))
    assert browser.get(f"/reports/{incident}/2021-13-40/").status_code == 404


def test_another_countys_report_is_not_there(signed_in, incident):
    assert signed_in("epidemiologist", "320281").get(f"/reports/{incident}/2021-12-11/").status_code == 404


def test_the_api_counts_and_files(signed_in, incident, by):
    report(incident, by)
    browser = signed_in("epidemiologist")
    read = browser.get(f"/api/v1/incidents/{incident}/day-reports/2021-12-11").json()
    assert {each["key"]: each["total"] for each in read["lines"]}["asymptomatic"] == 1
    body = {"incident_id": str(incident), "on": "2021-12-11"}
    made = browser.post("/api/v1/filings", body, content_type="application/json")
    assert made.status_code == 201
    again = browser.post("/api/v1/filings", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "reports.nothing_changed")
    assert browser.get(f"/api/v1/filings/{made.json()['number']}").json()["sha256"] == made.json()["sha256"]
