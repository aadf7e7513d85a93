"""Everything of a drill for who wants to count again: the figures, the days, the refusals and the whole log, as a workbook or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.drills.queries import reports, wording
from sizao.oversight.drills.types import LogKind

HEADS = {
    "figures": (Words("指标", "Measure"), Words("数值", "Value")),
    "clock": (Words("节点", "Milestone"), Words("应完成", "Planned"), Words("完成", "Reached"), Words("超时", "Late")),
    "refusals": (Words("岗位", "Role"), Words("代码", "Code"), Words("说明", "Sentence"), Words("次数", "Times")),
    "log": (
        Words("时间", "When"), Words("类别", "Kind"), Words("岗位", "Role"), Words("内容", "What"), Words("数量", "Count"),
        Words("细节", "Detail"),
    ),
}  # fmt: skip
SHEETS = {
    "figures": Words("结果", "Results"), "clock": Words("时限", "Milestones"), "days": Words("逐日", "Days"),
    "refusals": Words("拒绝", "Refusals"), "log": Words("全部经过", "Whole log"),
}  # fmt: skip
DAY = Words("日", "Day")


def as_json(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """Score and log as they are; neither the language nor the title changes anything."""
    return json.dumps(run, ensure_ascii=False, indent=1).encode()


def as_xlsx(run: Mapping[str, Any], language: str, title: Words | None = None) -> bytes:
    """One sheet each for figures, milestones, days, refusals and the whole log."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in _sheets(run, language).items():
        sheet = book.create_sheet(SHEETS[name].in_language(language))
        sheet.append([wording.BAND.in_language(language)])
        for row in rows:
            sheet.append(list(row))
        sheet.freeze_panes = "A3"
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def _sheets(run: Mapping[str, Any], language: str) -> dict[str, list[Sequence[Any]]]:
    score = run["score"]

    def say(words: Words) -> str:
        return words.in_language(language)

    def headed(name: str, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        return [tuple(map(say, HEADS[name])), *rows]

    days = reports.days(score)
    return {
        "figures": headed("figures", [(say(words), wording.figure(score, name)) for name, words, _ in wording.FIGURES]),
        "clock": headed(
            "clock",
            [
                (say(Words(**each["words"])), each["planned_at"], each["actual_at"], bool(each["is_late"]))
                for each in score["milestones"]
            ],
        ),
        "days": [
            (say(DAY), *map(say, days["heads"])),
            *((day, *(cell for _, cell in row)) for day, row in days["rows"]),
        ],
        "refusals": headed(
            "refusals",
            [
                (say(wording.role_of(each["role"])), each["code"], say(wording.refusal(each["code"])), each["count"])
                for each in score["refusals"]
            ],
        ),
        "log": headed("log", [_line(each, say) for each in run.get("log", [])]),
    }


def _line(entry: Mapping[str, Any], say: Callable[[Words], str]) -> tuple[Any, ...]:
    return (
        entry["at"], say(LogKind(entry["kind"]).words), say(wording.who(entry)), say(wording.told(entry)), entry["count"], _detail(entry),
    )  # fmt: skip


def _detail(entry: Mapping[str, Any]) -> str:
    """Number of the person, area or day that a line is about, or the door that refused; sentences stand in the line itself."""
    if entry["kind"] == LogKind.INJECT.value:
        return ""
    detail = str(entry["detail"])
    if found := wording.PERSON.match(detail):
        return wording.listed(found[1])
    return detail.partition(": ")[0] if entry["kind"] == LogKind.REFUSAL.value else detail
