"""The day's report: counted from rows, frozen when filed, printed in three forms and two languages."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from sizao.ground.command import actions as command
from sizao.ground.command.models import Incident
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.reports import actions, queries, rules
from sizao.oversight.reports.errors import (
    CorrectionWithoutReason,
    DayBeforeIncident,
    DayNotOver,
    NothingChanged,
    ReportAltered,
)
from sizao.oversight.reports.models import Filing
from sizao.oversight.reports.queries import wording
from sizao.oversight.reports.types import Interval, Unit
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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_word_document_has_the_official_margins_and_every_figure(incident, by, language):
    from docx import Document

    report(incident, by)
    found = queries.day_report(incident, DAY, as_of=AFTER)
    document = Document(io.BytesIO(queries.as_word(found, language)))
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:]
    assert rows == [
        [
            each.definition.words.in_language(language), each.definition.unit.words.in_language(language),
            wording.number(each.day, language), wording.number(each.total, language),
        ]
        for each in found.lines
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_workbook_has_merged_headings_typed_numbers_and_no_formula(incident, by, language):
    from openpyxl import load_workbook

    report(incident, by)
    found = queries.day_report(incident, DAY, as_of=AFTER)
    book = load_workbook(io.BytesIO(queries.as_workbook(found, language)))
    sheet = book.worksheets[0]
    assert any(str(each).startswith("A1:") for each in sheet.merged_cells.ranges)
    totals = {sheet.cell(row, 2).value: sheet.cell(row, 5).value for row in range(5, sheet.max_row + 1)}
    assert totals == {each.definition.words.in_language(language): each.total for each in found.lines}
    cells = [cell for each in book.worksheets for row in each.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_is_one_with_its_font_inside(incident, by, language):
    report(incident, by)
    paper = queries.as_pdf(queries.day_report(incident, DAY, as_of=AFTER), language)
    assert paper.startswith(b"%PDF-")
    assert b"FontFile" in paper or b"NotoSansSC" in paper


def test_the_chinese_paper_has_the_type_of_the_standard_and_one_picture(incident, by):
    from docx import Document
    from docx.shared import Pt

    report(incident, by)
    document = Document(io.BytesIO(queries.as_word(queries.day_report(incident, DAY, as_of=AFTER), "zh-hans")))
    runs = {each.runs[0].text: each.runs[0] for each in document.paragraphs if each.runs}
    title = next(run for text, run in runs.items() if "宜兴疫情防控日报\uff082021年12月11日\uff09" in text)
    said = "".join(each.text for each in document.paragraphs)
    assert not re.search("[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]", said), (
        "full-width punctuation, as papers have"
    )
    assert [each.text for each in document.paragraphs if each.alignment == 2] == [
        "宜兴市疫情防控指挥部",
        "2021年12月12日",
    ]
    faces = title._element.rPr.rFonts
    assert title.font.size == Pt(22) and "方正小标宋简体" in faces.values()
    assert document.styles["Normal"].font.size == Pt(16)
    assert round(document.styles["Normal"].paragraph_format.line_spacing.pt, 2) == 28.95
    assert any(text.startswith("一、病例情况") for text in runs)
    assert len(document.inline_shapes) == 1
    origin = next(text for text in runs if "校验" in text)
    assert "日报口径第" in origin and "防控方案" in origin, "its edition and its definitions in words"
    footer = document.sections[0].footer.paragraphs[-1]
    assert "PAGE" in footer._p.xml and document.sections[0].even_page_footer.paragraphs[-1].alignment == 0


def test_the_english_paper_is_laid_out_as_who_situation_reports_are(incident, by):
    from docx import Document

    report(incident, by)
    document = Document(io.BytesIO(queries.as_word(queries.day_report(incident, DAY, as_of=AFTER), "en")))
    texts = [each.text for each in document.paragraphs]
    order = ["Highlights", "Situation in numbers", "Epidemiological overview", "Response", "Timeliness of the response"]
    assert [each for each in texts if each in order] == order
    assert any(each.startswith("Data as of 24:00, 11 December 2021") for each in texts)
    assert any(each.startswith("Figure 1.") for each in texts) and any(each.startswith("Table 1.") for each in texts)
    assert not any(re.search("[一-鿿]", each) for each in texts)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_picture_is_a_png_and_the_workbook_draws_it(incident, by, language):
    report(incident, by)
    found = queries.day_report(incident, DAY, as_of=AFTER)
    assert queries.picture(found, language).startswith(b"\x89PNG")
    with zipfile.ZipFile(io.BytesIO(queries.as_workbook(found, language))) as book:
        assert any(each.startswith("xl/charts/") for each in book.namelist())


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(3, "3例", "3 cases"), (1, "1例", "1 case"), (43850, "4.385万例", "43\u00a0850 cases"), (120000, "12万例", "120\u00a0000 cases")],
)  # fmt: skip
def test_figures_are_written_as_readers_expect(value, zh, en):
    assert wording.counted(value, Unit.CASE, "zh-hans") == zh
    assert wording.counted(value, Unit.CASE, "en") == en


def test_a_filed_paper_keeps_its_figures_picture_and_clock(incident, by):
    report(incident, by)
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    before = queries.filed_report(filed.number)
    report(incident, by)
    command.mark(incident_id=incident, key="verification", actual_at=REPORTED, by=by, at=AFTER)
    again = queries.filed_report(filed.number)
    assert (again.figures(), again.bars, again.steps) == (before.figures(), before.bars, before.steps)
    assert queries.day_report(incident, DAY, as_of=AFTER).figures() != again.figures()


def test_a_filed_paper_keeps_the_edition_issue_and_names_it_was_filed_under(incident, by, monkeypatch):
    report(incident, by)
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    before = queries.filed_report(filed.number)
    assert before.edition_title.zh and before.issue == 1
    other = next(
        each.id for each in library().editions("covid-19") if each.id.split("+")[0] != before.edition_id.split("+")[0]
    )
    command.adopt_edition(incident_id=incident, edition_id=other, by=by, at=AFTER)
    Incident.objects.filter(pk=incident).update(
        detected_at=REPORTED - timedelta(days=3), reported_at=REPORTED - timedelta(days=3), title_zh="改名后的疫情"
    )
    monkeypatch.setattr(rules, "DEFINITIONS", ())
    today = queries.day_report(incident, DAY, as_of=AFTER)
    assert (today.issue, today.title.zh) == (4, "改名后的疫情") and today.edition_title != before.edition_title
    again = queries.filed_report(filed.number)
    assert again == before
    assert wording.foot(again, "zh") == wording.foot(before, "zh") and before.edition_title.zh in wording.foot(
        again, "zh"
    )


def test_a_filed_paper_whose_figures_were_altered_is_not_printed(incident, by):
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    facts = queries.filing(filed.number)
    figures = {**facts.figures, "confirmed": {"day": 9, "total": 9}}
    thawed = rules.thawed(replace(facts, figures=figures), queries.filed_report(filed.number))
    assert rules.digest(thawed) != facts.sha256


@pytest.mark.parametrize("change", ["pictures", "steps", "bars"])
def test_a_filed_paper_whose_picture_or_clock_was_altered_is_not_printed(incident, by, change):
    report(incident, by)
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    facts = queries.filing(filed.number)
    altered = {**facts.content, change: {"zh": "eA=="} if change == "pictures" else []}
    assert facts.seal == rules.seal(facts.sha256, facts.content) != rules.seal(facts.sha256, altered)
    Filing.objects.create(**{
        **{each.attname: getattr(Filing.objects.get(), each.attname) for each in Filing._meta.concrete_fields},
        "id": uuid7(), "number": "altered", "revision": 9, "content": altered,
    })  # fmt: skip
    with pytest.raises(ReportAltered):
        queries.filed_report("altered")


def test_the_picture_that_was_filed_is_the_picture_that_is_printed(incident, by, monkeypatch):
    report(incident, by)
    filed = actions.file_report(incident_id=incident, on=DAY, by=by, at=AFTER)
    kept = queries.filed_report(filed.number)
    assert set(kept.pictures) == {"zh", "en"} and queries.picture(kept, "zh-hans")[:4] == b"\x89PNG"
    monkeypatch.setattr("sizao.oversight.reports.queries.pdf._drawn", lambda *given: pytest.fail("drawn again"))
    assert queries.picture(kept, "zh-hans") == base64.b64decode(kept.pictures["zh"])
    assert queries.as_pdf(kept, "en").count(b"/Subtype /Image") or queries.as_pdf(kept, "en").count(b"/Image")
    assert queries.as_word(kept, "zh-hans")[:2] == b"PK"


def test_the_assessment_says_days_targets_and_bottlenecks(incident, by):
    found = queries.assessment(incident, REPORTED + timedelta(days=9))
    intervals = {each.interval: each for each in found.intervals}
    assert set(intervals) == set(Interval)
    assert intervals[Interval.NOTIFICATION].limit_days == 1
    assert intervals[Interval.DETECTION].is_met is None
    assert intervals[Interval.RESPONSE].is_met is False
    slow = [each for each in found.actions if each.is_met is False]
    assert len(found.actions) == 7 and slow and all(each.bottleneck.zh for each in slow)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_assessment_is_printed_as_word_and_excel(incident, by, language):
    from docx import Document
    from openpyxl import load_workbook

    found = queries.assessment(incident, REPORTED + timedelta(days=9))
    document = Document(io.BytesIO(queries.assessment_as_word(found, language)))
    assert [len(each.rows) - 1 for each in document.tables[:2]] == [3, 7]
    paper = "\n".join(each.text for each in document.paragraphs)
    named = {
        "zh-hans": "方案： 新型冠状病毒肺炎防控方案（第八版）",
        "en": "COVID-19 Prevention and Control Plan, 8th edition",
    }
    assert found.edition_id not in paper and named[language] in paper, "the edition by its title, not by its key"
    assert len({each.width for each in document.tables[0].columns}) > 2, "the grid holds the widths"
    book = load_workbook(io.BytesIO(queries.assessment_as_workbook(found, language)))
    text = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None)
    assert "YX-TEST-1" in text
    if language == "en":
        assert not re.search("[一-鿿]", text)


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
