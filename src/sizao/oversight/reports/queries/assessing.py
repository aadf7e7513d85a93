"""The 7-1-7 assessment as Word and Excel: dates, intervals against their targets, the seven actions, bottlenecks."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sizao.kernel.editions import Disease
from sizao.kernel.words import Words
from sizao.oversight.reports.queries.counting import edition_title
from sizao.oversight.reports.queries.wording import moment
from sizao.oversight.reports.types import Assessment, Target
from sizao.spine.web.queries import paper

HEAD: dict[str, Words] = {
    "title": Words("7-1-7 评估表", "7-1-7 assessment"),
    "event": Words("事件信息", "Event"),
    "dates": Words("关键日期", "Milestone dates"),
    "intervals": Words("7-1-7 指标", "7-1-7 performance"),
    "actions": Words("七项早期应对行动", "Early response actions"),
    "late": Words("本地时钟超时环节(延误去向)", "Late steps of the local clock (where the time went)"),
    "remedy": Words("整改行动(由专班填写)", "Remedial actions (to be filled in by the team)"),
    "milestone": Words("节点", "Milestone"), "from": Words("起算", "From"), "date": Words("完成日期", "Date"),
    "days": Words("用时(天)", "Days"), "target": Words("目标(天)", "Target (days)"), "met": Words("达标", "Met"),
    "bottleneck": Words("瓶颈及原因", "Bottleneck and cause"), "owner": Words("责任组", "Owner"),
    "action": Words("整改措施", "Action"), "by": Words("责任单位", "Responsible authority"),
    "due": Words("时限", "Due"), "state": Words("进展", "Status"),
    "emergence": Words("发生日期", "Date of emergence"), "detection": Words("发现日期", "Date of detection"),
    "notification": Words("通报日期", "Date of notification"),
    "incident": Words("事件编号", "Event number"), "disease": Words("病种", "Disease"), "area": Words("地区", "Place"),
    "as_of": Words("数据截至", "Data as of"), "edition": Words("方案", "Edition"),
    "yes": Words("是", "yes"), "no": Words("否", "no"), "open": Words("未定", "open"),
    "unknown": Words("未记录", "not recorded"),
    "zone": Words("(北京时间)", "(China Standard Time, UTC+8; so are all times here)"),
}  # fmt: skip

COLUMNS = ("milestone", "owner", "from", "date", "days", "target", "met", "bottleneck")
REMEDY = ("bottleneck", "action", "by", "due", "state")
WIDTHS = (30, 18, 20, 20, 12, 12, 12, 32)


def _said(key: str, language: str) -> str:
    return HEAD[key].in_language(language)


def _facts(found: Assessment, language: str) -> list[tuple[str, str]]:
    unknown = _said("unknown", language)
    edition = edition_title(found.edition_id).in_language(language)
    as_of = f"{moment(found.as_of)} {_said('zone', language)}"
    given = [
        ("incident", f"{found.incident_number} {found.title.in_language(language)}"), ("disease", Disease(found.disease).words.in_language(language)),
        ("area", found.area_words.in_language(language)), ("edition", edition),
        ("emergence", moment(found.emergence_at) if found.emergence_at else unknown),
        ("detection", moment(found.detected_at) if found.detected_at else unknown),
        ("notification", moment(found.notified_at)), ("as_of", as_of),
    ]  # fmt: skip
    return [(_said(key, language), value) for key, value in given]


def _cells(each: Target, language: str) -> list[str]:
    days = "—" if each.days is None else f"{each.days:.2f}"
    limit = f"{each.limit_days:.2f}".rstrip("0").rstrip(".")
    met = {True: "yes", False: "no", None: "open"}[each.is_met]
    words = each.words.in_language(language)
    if each.interval is not None and not words.startswith(each.interval.words.in_language(language)):
        words = f"{each.interval.words.in_language(language)}: {words}"
    return [
        words, each.owner.in_language(language), moment(each.start_at), moment(each.done_at), days, limit,
        _said(met, language), _cause(each, language),
    ]  # fmt: skip


def _cause(each: Target, language: str) -> str:
    """The bottleneck in the reader's language alone, also where an officer wrote it down in both."""
    return Words.written(each.bottleneck.in_language(language)).in_language(language)


def _tables(found: Assessment, language: str) -> list[tuple[str, list[list[str]]]]:
    parts = (("intervals", found.intervals), ("actions", found.actions), ("late", found.late_steps))
    return [(_said(key, language), [_cells(each, language) for each in rows]) for key, rows in parts if rows]


def _remedies(found: Assessment, language: str) -> list[list[str]]:
    slow = [each for each in (*found.actions, *found.late_steps) if each.is_met is False]
    return [[f"{each.words.in_language(language)}: {_cause(each, language)}", "", "", "", ""] for each in slow]  # fmt: skip


def assessment_as_word(found: Assessment, language: str) -> bytes:
    """The assessment as DOCX on the official page."""
    document = paper.new_paper(plain=True)
    paper.paragraph(document, _said("title", language), size=20, font=paper.TITLE_FONT, align="center", bold=True)
    _word_head(document, "event", language)
    for name, value in _facts(found, language):
        paper.paragraph(document, f"{name}: {value}", size=10.5)
    heads = [_said(key, language) for key in COLUMNS]
    for name, rows in _tables(found, language):
        paper.paragraph(document, name, size=12, font=paper.HEADING_FONT, bold=True)
        paper.table(document, heads, rows, size=8, widths=WIDTHS, numbers=frozenset({4, 5}))
    _word_head(document, "remedy", language)
    rows = _remedies(found, language) or [[""] * len(REMEDY)]
    paper.table(document, [_said(key, language) for key in REMEDY], rows, size=8, widths=(50, 46, 26, 16, 18))
    if language.startswith("zh"):
        paper.punctuate(document)
    paper.page_numbers(document)
    return paper.saved(document)


def _word_head(document: Any, key: str, language: str) -> None:
    paper.paragraph(document, _said(key, language), size=12, font=paper.HEADING_FONT, bold=True)


def assessment_as_workbook(found: Assessment, language: str) -> bytes:
    """The assessment as XLSX: one sheet as the assessment tool has it; every cell is typed, none is a formula."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    box = {"border": 1, "border_color": "#9aa5b1", "valign": "top", "text_wrap": True}
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "part": book.add_format({"bold": True, "bg_color": "#0b5cad", "font_color": "#ffffff"}),
        "head": book.add_format({**box, "bold": True, "bg_color": "#e4ebf5"}),
        "text": book.add_format(box),
        "late": book.add_format({**box, "font_color": "#9b1c1c", "bold": True}),
    }
    _sheet(book.add_worksheet("7-1-7"), styles, found, language)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, styles: dict[str, Any], found: Assessment, language: str) -> None:
    last = len(COLUMNS) - 1
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width * 0.9)
    sheet.merge_range(0, 0, 0, last, _said("title", language), styles["title"])
    row = _part(sheet, styles, 1, _said("event", language), last)
    for name, value in _facts(found, language):
        sheet.write_string(row, 0, name, styles["head"])
        sheet.merge_range(row, 1, row, last, value, styles["text"])
        row += 1
    for name, rows in _tables(found, language):
        row = _part(sheet, styles, row, name, last)
        row = _rows(sheet, styles, row, [_said(key, language) for key in COLUMNS], rows, _said("no", language))
    row = _part(sheet, styles, row, _said("remedy", language), last)
    _rows(sheet, styles, row, [_said(key, language) for key in REMEDY], _remedies(found, language), "")


def _part(sheet: Any, styles: dict[str, Any], row: int, text: str, last: int) -> int:
    sheet.merge_range(row, 0, row, last, text, styles["part"])
    return row + 1


def _rows(
    sheet: Any, styles: dict[str, Any], row: int, heads: Sequence[str], rows: Sequence[Sequence[str]], bad: str
) -> int:
    for column, text in enumerate(heads):
        sheet.write_string(row, column, text, styles["head"])
    for offset, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells):
            is_figure = column in {4, 5} and len(cells) == len(COLUMNS) and text != "—"
            if is_figure:
                sheet.write_number(row + offset, column, float(text), styles["text"])
            else:
                sheet.write_string(row + offset, column, text, styles["late" if bad and text == bad else "text"])
    return row + len(rows) + 1
