"""The investigation as the official report in Word (GB/T 9704-2012: A4, margins 37/35/28/26 mm), in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import rules
from sizao.trace.investigation.queries.investigations import (
    edition_of,
    investigation,
    places_of,
    reading,
    steps,
    version,
    windows,
)
from sizao.trace.investigation.types import (
    CELLS,
    FIELDS,
    Draft,
    Field,
    InvestigationFacts,
    Reading,
    Section,
    State,
)

BODY_FONT, TITLE_FONT, HEADING_FONT = "仿宋", "方正小标宋简体", "黑体"
NUMBERS = "一二三四五六七八九十"
SAID = {
    "title": Words("病例个案流行病学调查报告", "Epidemiological investigation of a case"),
    "draft": Words("(草稿,未经审核)", "(draft, not reviewed)"),
    "masked": Words(
        "身份信息以编号代替,凭授权另附", "The identity is given by number; it is attached on authorised request"
    ),
    "limit": Words("调查时限", "To be finished"),
    "windows": Words("时段推算", "Windows"),
    "rows": Words("活动轨迹", "Where and when"),
    "source": Words("感染来源追溯期", "Source window"),
    "infectious": Words("传染期(接触判定时段)", "Infectious window"),
    "by": Words("调查人", "Investigated by"),
    "checked": Words("审核人", "Reviewed by"),
    "nothing": Words("—", "—"),
}


def as_word(investigation_id: UUID, language: str, as_of: datetime, number: int | None = None) -> bytes:
    """The form as DOCX: as it is now, or as a kept version has it."""
    from docx import Document

    found = investigation(investigation_id)
    draft = version(investigation_id, number).draft if number else found.draft
    read = reading(found, as_of, draft)
    document = Document()
    _page(document)
    _head(document, found, language, number)
    for place, section in enumerate(Section):
        _heading(document, place, section.words, language)
        _table(
            document,
            [(field.words, _answer(field, draft, read)) for field in FIELDS if field.section is section],
            language,
        )
    _heading(document, len(Section), SAID["windows"], language)
    _table(document, _windows(found, read), language)
    _heading(document, len(Section) + 1, SAID["rows"], language)
    _rows(document, draft, read, language)
    _signatures(document, found, language)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


ANSWER_WIDTHS = (45, 111)
ROW_WIDTHS = (23, 23, 38, 27, 23, 22)
"""Columns in millimetres, as wide together as the page between its margins; a date stands on one line."""


def _page(document: Any) -> None:
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.size = Pt(16)
    _font(style.element.get_or_add_rPr(), BODY_FONT)


def _font(properties: Any, name: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for side in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(side), name if side == "w:eastAsia" else "Times New Roman")


def _head(document: Any, found: InvestigationFacts, language: str, number: int | None) -> None:
    """The title, which case and version it is, and the hours the edition gives for it."""
    case, incident = cases.case(found.case_id), command.incident(found.incident_id)
    _line(document, incident.title.in_language(language), size=16, centred=True)
    _line(document, SAID["title"].in_language(language), size=22, font=TITLE_FONT, centred=True)
    marks = [found.number, case.number, case.external_id, f"V{number or found.version}"]
    _line(document, " · ".join(each for each in marks if each), size=12, centred=True)
    if found.state is not State.APPROVED:
        _line(document, SAID["draft"].in_language(language), size=12, centred=True)
    limit = _limit(found).in_language(language)
    _line(document, f"{SAID['limit'].in_language(language)}: {limit}", size=12)
    _line(document, _who(case.person_id).in_language(language), size=12)


def _limit(found: InvestigationFacts) -> Words:
    """Until when the form is due by the edition, and whether it was submitted in time."""
    terms = edition_of(found).case
    if found.due_at is None or terms is None or terms.form_hours is None:
        return SAID["nothing"]
    until, hours = rules.typed(found.due_at), f"{timedelta(hours=terms.form_hours) / timedelta(hours=1):g}"
    sent = [each.at for each in steps(found.id) if each.state is State.SUBMITTED]
    done = Words(f",{rules.typed(min(sent))} 提交", f", submitted {rules.typed(min(sent))}") if sent else Words("", "")
    clause = Words.written(terms.clause.text)
    return Words(
        f"报告后 {hours} 小时内({until} 前){done.zh}。依据:{clause.zh}",
        f"within {hours} hours of the report (by {until}){done.en}. Clause: {clause.en}",
    )


def _who(person_id: int) -> Words:
    persons = registry.persons([person_id])
    masked = identity.masked([person_id]).get(person_id, MaskedIdentity())
    number = persons[person_id].number if person_id in persons else ""
    known = [each for each in (number, masked.name, masked.document) if each]
    return Words(f"{' · '.join(known)}({SAID['masked'].zh})", f"{' · '.join(known)} ({SAID['masked'].en})")


def _answer(field: Field, draft: Draft, read: Reading) -> Words:
    """A field as the report says it: moments in full, choices in words, everything else as typed."""
    value = read.values.get(field.name, draft.answers.get(field.name, ""))
    if field.choices is not None:
        picked = value if isinstance(value, list) else [value]
        named = [each.words for each in field.choices if each.value in picked]
        return Words("、".join(each.zh for each in named) or "—", ", ".join(each.en for each in named) or "—")
    text = rules.typed(value) if isinstance(value, datetime) else str(value)
    return Words(text or "—", text or "—")


def _windows(found: InvestigationFacts, read: Reading) -> list[tuple[Words, Words]]:
    both = windows(found, read)
    return [
        (SAID["source"], _period(both.source)),
        (SAID["infectious"], _period(both.infectious)),
    ]


def _period(window: Any) -> Words:
    if window is None:
        return SAID["nothing"]
    period = f"{rules.typed(window.start)} – {rules.typed(window.until) or '…'}"
    clause = Words.written(window.clause.text) if window.clause else Words("", "")
    return Words(
        f"{period}({window.words.zh})" + f"[{clause.zh}]" * bool(clause.zh),
        f"{period} ({window.words.en})" + f" [{clause.en}]" * bool(clause.en),
    )


def _rows(document: Any, draft: Draft, read: Reading, language: str) -> None:
    names = ("start", "until", "place", "transport", "mask", "note")
    heads = [next(each.words for each in CELLS if each.name == name).in_language(language) for name in names]
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    _columns(table, ROW_WIDTHS)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, text, bold=True)
    known = places_of(read.rows)
    choices = {each.name: {one.value: one.words for one in each.choices} for each in CELLS if each.choices}
    for each in read.rows:
        place = known[each.place_number].words.in_language(language) if each.place_number in known else each.place_text
        texts = (
            rules.typed(each.start), rules.typed(each.until), _where(place, each.vehicle, each.seat),
            choices["transport"][each.transport].in_language(language), choices["mask"][each.mask].in_language(language),
            each.note,
        )  # fmt: skip
        for cell, text in zip(_row(table), texts, strict=True):
            _cell(cell, text)


def _where(place: str, vehicle: str, seat: str) -> str:
    """Place, vehicle and seat; a vehicle that the place's own name ends with is not said twice."""
    return " ".join(each for each in (place, "" if vehicle and vehicle in place else vehicle, seat) if each)


def _signatures(document: Any, found: InvestigationFacts, language: str) -> None:
    approved = next((each for each in steps(found.id) if each.state is State.APPROVED), None)
    line = f"{SAID['by'].in_language(language)}: {found.submitted_by or '________'}    "
    line += f"{SAID['checked'].in_language(language)}: {approved.by if approved else '________'}    "
    _line(document, line + (rules.typed(approved.at) if approved else ""), size=14)


def _heading(document: Any, place: int, words: Words, language: str) -> None:
    mark = f"{NUMBERS[place]}、" if language.startswith("zh") else f"{place + 1}. "
    _line(document, mark + words.in_language(language), font=HEADING_FONT, before=10, stays=True)


def _line(
    document: Any,
    text: str,
    *,
    size: int = 16,
    font: str = BODY_FONT,
    centred: bool = False,
    before: int = 0,
    stays: bool = False,
) -> None:
    """A paragraph of its own; one that ``stays`` is not parted from what follows it by the end of a page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    paragraph.paragraph_format.keep_with_next = stays
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _font(run._element.get_or_add_rPr(), font)


def _table(document: Any, lines: list[tuple[Words, Words]], language: str) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    _columns(table, ANSWER_WIDTHS)
    for label, text in lines:
        cells = _row(table)
        _cell(cells[0], label.in_language(language), bold=True)
        _cell(cells[1], text.in_language(language))


def _row(table: Any) -> Any:
    """The cells of a new row that no page end cuts through."""
    from docx.oxml import OxmlElement

    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row.cells


def _columns(table: Any, widths: tuple[int, ...]) -> None:
    """The widths in millimetres, in the grid too: a reader that goes by the grid would make them all alike."""
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _cell(cell: Any, text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    run = cell.paragraphs[0].add_run(text)
    run.font.size = Pt(10.5)
    run.bold = bold
    _font(run._element.get_or_add_rPr(), BODY_FONT)
