"""Rows pasted from Excel: tab-separated, with or without a row of headings, in Chinese or English."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from sizao.trace.investigation.types import CELLS, MOST_ROWS

_HEADINGS = {
    "start": ("到达", "开始", "起始", "进入", "arriv", "from", "start"),
    "until": ("离开", "结束", "终止", "left", "until", "end"),
    "place": ("场所", "地点", "地址", "位置", "place", "location"),
    "transport": ("交通方式", "交通工具", "出行方式", "transport"),
    "vehicle": ("车次", "航班", "车牌", "vehicle", "trip"),
    "seat": ("座位", "座号", "seat"),
    "mask": ("口罩", "防护", "mask"),
    "companions": ("同行", "接触人员", "companion", "with whom"),
    "note": ("备注", "说明", "活动", "remark", "note"),
}


def read_pasted(text: str) -> list[dict[str, str]]:
    """The rows of a pasted table; without headings the columns are those of the form, in its order.

    >>> read_pasted("12-09 0800\\t0900\\t面馆")
    [{'start': '12-09 0800', 'until': '0900', 'place': '面馆'}]
    """
    lines = [cells for line in _lines(text) if any(cells := [" ".join(cell.split()) for cell in line])]
    if not lines:
        return []
    headings = _headings(lines[0])
    names = headings or [each.name for each in CELLS]
    body = lines[1:] if headings else lines
    return [_row(names, cells) for cells in body[:MOST_ROWS]]


def _lines(text: str) -> list[list[str]]:
    """The cells of each row: a cell with line breaks comes in quotation marks; a lone mark is a mark."""
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter="\t", strict=True))
    except csv.Error:
        return [line.split("\t") for line in text.splitlines()]


def _headings(cells: Sequence[str]) -> list[str]:
    found = [
        next((name for name, said in _HEADINGS.items() if any(each in cell.lower() for each in said)), "")
        for cell in cells
    ]
    return found if "start" in found and sum(map(bool, found)) > 1 else []


def _row(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
