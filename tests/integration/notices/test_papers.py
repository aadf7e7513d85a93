"""Notices on paper: numbered, linked, in the layout of official papers, in both languages, from page and API."""

from __future__ import annotations

import io
import re
from base64 import b64decode

import pytest
from docx import Document
from docx.shared import Pt

from sizao.ground.command import actions as command
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.notices import actions, queries
from sizao.oversight.notices.types import DraftKind, NewNotice

pytestmark = pytest.mark.django_db
YIXING = parse("320282")
BODY = "根据疫情处置需要,现通告如下:\n自2021年12月12日0时30分起,余庄村为封控区。"


@pytest.fixture
def pair(by, at):
    """Two notices, the second in the place of the first."""
    new = NewNotice(
        area=YIXING, scope=YIXING, title=Words("关于划定疫情防控区域的通告", "Notice on zones"), body=BODY,
        body_en="The following zone is declared.", number=52,
    )  # fmt: skip
    first = actions.issue(new=new, by=by, at=at)
    again = NewNotice(area=YIXING, scope=YIXING, title=new.title, body=BODY, supersedes_id=first)
    return first, actions.issue(new=again, by=by, at=at)


def word(notice_id, language):
    return Document(io.BytesIO(queries.paper(queries.notice(notice_id), language, "docx")[0]))


def test_the_chinese_paper_has_the_official_page_head_number_text_and_signature(pair):
    document = word(pair[1], "zh")
    page, text = document.sections[0], [each.text for each in document.paragraphs]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    assert document.styles["Normal"].font.size == Pt(16)
    assert text[0] == "宜兴市疫情防控指挥部" and "通告〔2021〕53号" in text
    assert "自2021年12月12日0时30分起，余庄村为封控区。" in text
    signed = text.index("2021年12月11日")
    assert text[signed - 1] == text[0]
    assert text[-1].endswith("；取代通告〔2021〕52号")
    assert document.paragraphs[0].runs[0].font.color.rgb is not None and "C00000" in str(
        document.paragraphs[0].runs[0].font.color.rgb
    )


def test_a_superseded_notice_says_so_first_on_every_paper(pair):
    for language, said in (
        ("zh", "本通告已被通告〔2021〕53号取代，不再有效"),
        ("en", "superseded by Public notice No. 53 of 2021"),
    ):
        assert said in word(pair[0], language).paragraphs[0].text


def test_the_english_paper_says_that_a_notice_was_issued_in_chinese_only(pair):
    text = [each.text for each in word(pair[1], "en").paragraphs]
    assert "This notice was issued in Chinese; its text follows." in text and "Public notice No. 53 of 2021" in text
    assert "The following zone is declared." in [each.text for each in word(pair[0], "en").paragraphs]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_is_a_page_with_its_own_fonts(pair, language):
    body, media_type, name = queries.paper(queries.notice(pair[1]), language, "pdf")
    assert (
        body.startswith(b"%PDF")
        and media_type == "application/pdf"
        and name == f"notice-320282000000-2021-53-{language}.pdf"
    )
    assert b"FontFile" in body or b"NotoSansSC" in body
    assert len(re.findall(rb"/Type\s*/Page\b", body)) <= 1 or b"/Count 1" in body


def test_a_drafted_notice_is_printed_with_its_sentences(by, at):
    incident = command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )
    made = queries.draft(DraftKind.SITUATION, incident, [], at)
    new = NewNotice(
        area=YIXING, scope=YIXING, title=made.title, body=made.body.zh, body_en=made.body.en, incident_id=incident,
        sentences=made.sentences,
    )  # fmt: skip
    text = [each.text for each in word(actions.issue(new=new, by=by, at=at), "zh").paragraphs]
    assert any(each.startswith("截至") and "累计感染者0例" in each for each in text)


def test_the_page_offers_the_papers_and_the_api_gives_them(pair, signed_in):
    browser = signed_in("commander", "320282")
    shown = browser.get(f"/notices/{pair[1]}/").content.decode()
    for language, form in (("zh", "docx"), ("zh", "pdf"), ("en", "docx"), ("en", "pdf")):
        assert f"/notices/{pair[1]}/{language}/paper.{form}" in shown
        answer = browser.get(f"/notices/{pair[1]}/{language}/paper.{form}")
        assert answer.status_code == 200 and f"-{language}.{form}" in answer["Content-Disposition"]
        given = browser.get(f"/api/v1/notices/{pair[1]}/paper?form={form}&language={language}").json()
        assert b64decode(given["content"])[:2] == answer.content[:2]
    assert browser.get(f"/notices/{pair[1]}/fr/paper.pdf").status_code == 422
