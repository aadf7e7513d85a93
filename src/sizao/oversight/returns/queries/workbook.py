"""The day's returns as an Excel workbook: merged headings, one row per unit, the sum, and who is missing."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.returns.types import Indicator, ReturnState, RollUp, Standing

HEAD = {
    "sheet": Words("汇总", "Roll-up"), "unit": Words("报送单位", "Reporting unit"), "state": Words("状态", "State"),
    "filed": Words("报送时间", "Filed"), "counted": Words("平台统计", "Counted by the platform"),
    "typed": Words("单位填报", "Typed by the units"), "sum": Words("合计(每单位只计一次)", "Sum (each unit once)"),
    "platform": Words("平台按全辖区统计", "Platform, whole area"), "missing": Words("缺报单位", "Missing"),
    "late": Words("迟报", "late"), "none": Words("无", "none"),
    "title": Words("疫情防控日报、零报告汇总", "Daily and zero returns, rolled up"),
}  # fmt: skip


def as_workbook(found: RollUp, area: Words, language: str) -> bytes:
    """The roll-up as XLSX; every cell is typed, none is a formula."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, found, area, language)
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    box = {"border": 1, "border_color": "#9aa5b1", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "under": book.add_format({"align": "center", "font_color": "#52606d"}),
        "head": book.add_format({**box, "bold": True, "bg_color": "#e4ebf5", "align": "center", "text_wrap": True}),
        "text": book.add_format({**box, "text_wrap": True}),
        "number": book.add_format({**box, "num_format": "#,##0", "align": "right"}),
        "sum": book.add_format({**box, "num_format": "#,##0", "align": "right", "bold": True, "bg_color": "#f3f5f8"}),
        "late": book.add_format({**box, "font_color": "#9b1c1c", "bold": True}),
    }


def _sheet(book: Any, found: RollUp, area: Words, language: str) -> None:
    def said(key: str) -> str:
        return HEAD[key].in_language(language)

    styles, sheet = _styles(book), book.add_worksheet(said("sheet"))
    counted = [each.indicator for each in found.totals if not each.indicator.is_typed]
    typed = [each.indicator for each in found.totals if each.indicator.is_typed]
    columns = [*counted, *typed]
    last = max(2 + len(columns), 3)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, last, 12)
    sheet.merge_range(0, 0, 0, last, f"{area.in_language(language)} {said('title')}", styles["title"])
    sheet.set_row(0, 30)
    sheet.merge_range(1, 0, 1, last, f"{found.on:%Y-%m-%d} 00:00—24:00", styles["under"])
    for column, key in enumerate(("unit", "state", "filed")):
        sheet.merge_range(2, column, 3, column, said(key), styles["head"])
    _group(sheet, styles, 3, counted, said("counted"), language)
    _group(sheet, styles, 3 + len(counted), typed, said("typed"), language)
    row = 4
    for each in found.standings:
        _row(sheet, styles, row, each, columns, language)
        row += 1
    _sums(sheet, styles, row, found, columns, language)
    sheet.freeze_panes(4, 1)


def _group(sheet: Any, styles: dict[str, Any], first: int, columns: list[Indicator], text: str, language: str) -> None:
    if len(columns) > 1:
        sheet.merge_range(2, first, 2, first + len(columns) - 1, text, styles["head"])
    elif columns:
        sheet.write_string(2, first, text, styles["head"])
    for column, each in enumerate(columns, start=first):
        measure = each.measure.words.in_language(language)
        sheet.write_string(3, column, f"{each.words.in_language(language)}({measure})", styles["head"])


def _row(sheet: Any, styles: dict[str, Any], row: int, each: Standing, columns: list[Indicator], language: str) -> None:
    state = each.state.words.in_language(language)
    if each.is_late:
        state = f"{state} · {HEAD['late'].in_language(language)}"
    sheet.write_string(row, 0, each.unit.words.in_language(language), styles["text"])
    is_bad = each.is_late or each.state is ReturnState.MISSING
    sheet.write_string(row, 1, state, styles["late" if is_bad else "text"])
    filed = each.filed.filed_at.astimezone(each.due_at.tzinfo) if each.filed else None
    sheet.write_string(row, 2, f"{filed:%m-%d %H:%M}" if filed else "—", styles["text"])
    for column, indicator in enumerate(columns, start=3):
        value = each.filed.figures.get(indicator.key) if each.filed else None
        if value is None:
            sheet.write_string(row, column, "—", styles["number"])
        else:
            sheet.write_number(row, column, value, styles["number"])


def _sums(sheet: Any, styles: dict[str, Any], row: int, found: RollUp, columns: list[Indicator], language: str) -> None:
    totals = {each.indicator.key: each for each in found.totals}
    for offset, key in enumerate(("sum", "platform")):
        sheet.merge_range(row + offset, 0, row + offset, 2, HEAD[key].in_language(language), styles["head"])
        for column, indicator in enumerate(columns, start=3):
            total = totals[indicator.key]
            value = total.total if key == "sum" else total.counted
            if value is None:
                sheet.write_string(row + offset, column, "—", styles["sum"])
            else:
                sheet.write_number(row + offset, column, value, styles["sum"])
    missing = found.in_state(ReturnState.MISSING)
    mark = "、" if language.startswith("zh") else ", "
    names = mark.join(each.unit.words.in_language(language) for each in missing) or HEAD["none"].in_language(language)
    sheet.write_string(row + 2, 0, HEAD["missing"].in_language(language), styles["head"])
    sheet.merge_range(row + 2, 1, row + 2, max(2 + len(columns), 3), names, styles["late" if missing else "text"])
