"""The day's report on paper: printed in three forms and two languages, and the same years later as on the day it was filed."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command.models import Incident
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.editions import library
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.reports import actions, queries, rules
from sizao.oversight.reports.errors import ReportAltered
from sizao.oversight.reports.models import Filing
from sizao.oversight.reports.queries import wording
from sizao.oversight.reports.types import Interval, Unit
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
YIXING = areas.parse("320282")
REPORTED = datetime(2021, 12, 11, 16, 0, tzinfo=TZ)
DAY = date(2021, 12, 11)
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


def test_a_long_title_breaks_before_the_kind_of_paper(incident, by):
    from docx import Document

    found = replace(
        queries.day_report(incident, DAY, as_of=AFTER), title=Words("宜兴市新冠肺炎疫情(2021年12月,演示)", "Yixing")
    )
    lines = [each.text for each in Document(io.BytesIO(queries.as_word(found, "zh-hans"))).paragraphs]
    assert "宜兴市新冠肺炎疫情\uff082021年12月\uff0c演示\uff09\n防控日报\uff082021年12月11日\uff09" in lines


def test_the_chinese_paper_has_the_type_of_the_standard_and_one_picture(incident, by):
    from docx import Document
    from docx.shared import Pt

    report(incident, by)
    document = Document(io.BytesIO(queries.as_word(queries.day_report(incident, DAY, as_of=AFTER), "zh-hans")))
    runs = {each.runs[0].text: each.runs[0] for each in document.paragraphs if each.runs}
    title = next(run for text, run in runs.items() if "宜兴疫情防控日报\uff082021年12月11日\uff09" in text)
    heads = [each for each in document.paragraphs if re.match("[一二三四五六七八九]、", each.text)]
    assert heads and all(each.paragraph_format.keep_with_next for each in heads), "no heading alone at a page's foot"
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
