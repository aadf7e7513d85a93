"""How figures become a report, and when one may be filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.oversight.reports.errors import CorrectionWithoutReason, DayBeforeIncident, DayNotOver, NothingChanged
from sizao.oversight.reports.types import Chapter, DayReport, Definition, Line, Unit

TZ = ZoneInfo("Asia/Shanghai")
VERSION = "day-1"
"""Version of the definitions below; it is printed on every report and changes with them."""

SHORTEST_REASON = 4


def _ever(zh: str, en: str) -> Words:
    return Words(f"{zh},以判定时间计", f"{en}, by time of decision")


DEFINITIONS: tuple[Definition, ...] = (
    Definition("confirmed", Chapter.CASES, Words("确诊病例", "Confirmed cases"), Unit.CASE,
               counted=_ever("分类为确诊的病例", "Cases classified as confirmed")),
    Definition("asymptomatic", Chapter.CASES, Words("无症状感染者", "Asymptomatic infections"), Unit.CASE,
               counted=_ever("分类为无症状感染者", "Infections classified as asymptomatic")),
    Definition("suspected", Chapter.CASES, Words("疑似及待定病例", "Suspected and probable cases"), Unit.CASE,
               is_level=True, counted=Words("截止时仍为疑似或临床诊断", "Suspected or probable at the cut-off")),
    Definition("close", Chapter.CONTACTS, Words("密切接触者", "Close contacts"), Unit.PERSON,
               counted=_ever("经审定的密切接触者", "Close contacts approved")),
    Definition("secondary", Chapter.CONTACTS, Words("密接的密接", "Secondary contacts"), Unit.PERSON,
               counted=_ever("经审定的次密接", "Secondary contacts approved")),
    Definition("general", Chapter.CONTACTS, Words("一般接触者", "General contacts"), Unit.PERSON,
               counted=_ever("经审定的一般接触者", "General contacts approved")),
    Definition("waiting", Chapter.CONTACTS, Words("待审定", "Waiting for approval"), Unit.PERSON, is_level=True,
               counted=Words("截止时已提出、未审定", "Proposed and not yet decided at the cut-off")),
    Definition("released", Chapter.CONTACTS, Words("解除管理", "Released"), Unit.PERSON,
               counted=_ever("解除管理的接触者", "Contacts released")),
    Definition("under_followup", Chapter.FOLLOWUP, Words("在管人数", "Under follow-up"), Unit.PERSON, is_level=True,
               counted=Words("截止时监测计划未结束", "Plans not ended at the cut-off")),
    Definition("checks_done", Chapter.FOLLOWUP, Words("完成健康监测", "Checks done"), Unit.CHECK,
               counted=Words("按监测完成时间计", "By time of the check")),
    Definition("checks_missed", Chapter.FOLLOWUP, Words("漏测", "Checks missed"), Unit.CHECK,
               counted=Words("应测未测,按应测时间计", "Due and not done, by due time")),
    Definition("people_sampled", Chapter.TESTING, Words("人员采样", "People sampled"), Unit.VISIT,
               counted=Words("按采样时间计,同一人多次采样计多次", "By time of sampling; repeated samples count again")),
    Definition("people_positive", Chapter.TESTING, Words("人员阳性标本", "Positive samples from people"), Unit.SAMPLE,
               counted=Words("按结果发布时间计", "By time of release of the result")),
    Definition("environment_sampled", Chapter.TESTING, Words("环境采样", "Environment samples"), Unit.SAMPLE,
               counted=Words("按采样时间计", "By time of sampling")),
    Definition("environment_positive", Chapter.TESTING, Words("环境阳性标本", "Positive environment samples"),
               Unit.SAMPLE, counted=Words("按结果发布时间计", "By time of release of the result")),
    Definition("points", Chapter.TESTING, Words("采样点", "Sampling points"), Unit.PLACE, is_level=True,
               counted=Words("截止时已开设", "Opened by the cut-off")),
    Definition("zones", Chapter.ZONES, Words("生效的管控区域", "Zones in force"), Unit.PLACE, is_level=True,
               counted=Words("截止时已宣布、未解除", "Declared and not lifted at the cut-off")),
    Definition("tasks_open", Chapter.TASKS, Words("未完成任务", "Open tasks"), Unit.ITEM, is_level=True,
               counted=Words("截止时未办结", "Not done at the cut-off")),
    Definition("tasks_late", Chapter.TASKS, Words("超时任务", "Overdue tasks"), Unit.ITEM, is_level=True,
               counted=Words("截止时已过期限未办结", "Past their due time at the cut-off")),
    Definition("steps_late", Chapter.TASKS, Words("超时环节", "Late steps of the clock"), Unit.ITEM, is_level=True,
               counted=Words("时钟环节超过方案时限", "Steps beyond the limit of the edition in force")),
)  # fmt: skip


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """The day's beginning and end in China's time: [00:00, 24:00)."""
    start = datetime.combine(on, time(0), TZ)
    return start, start + timedelta(days=1)


def lines(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Line, ...]:
    """The report's lines from the standing at the day's beginning and at the cut-off; unknown figures are left out."""
    return tuple(_line(each, before, after) for each in DEFINITIONS if each.key in after)


def _line(definition: Definition, before: Mapping[str, int], after: Mapping[str, int]) -> Line:
    total = after[definition.key]
    return Line(definition, None if definition.is_level else total - before.get(definition.key, 0), total)


def may_file(report: DayReport, *, began_on: date, earlier: str, reason: str, as_of: datetime) -> Decision:
    """Whether a day's report may be filed: the day is over, the incident had begun, and a correction says why.

    Args:
        report: the report as it would be filed.
        began_on: the first day of the incident in China's time.
        earlier: hash of the revision filed before; empty for the first one.
        reason: why the filed report is corrected.
        as_of: now.
    """
    if report.on < began_on:
        return Decision.no(DayBeforeIncident(since=began_on.isoformat(), on=report.on.isoformat()))
    if as_of < day_bounds(report.on)[1]:
        return Decision.no(DayNotOver(on=report.on.isoformat()))
    if earlier and earlier == digest(report):
        return Decision.no(NothingChanged())
    if earlier and len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(CorrectionWithoutReason(reason=""))
    return Decision.yes()


def digest(report: DayReport) -> str:
    """SHA-256 over the report's figures, its day, cut-off and definitions, as canonical JSON."""
    body = {
        "incident": str(report.incident_id), "on": report.on.isoformat(), "cutoff": report.cutoff.isoformat(),
        "definitions": report.definition_version, "figures": report.figures(),
    }  # fmt: skip
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
