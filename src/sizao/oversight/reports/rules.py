"""How figures become a report, and when one may be filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.command.types import ClockRow, IncidentFacts
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.oversight.reports.errors import (
    CorrectionWithoutReason,
    DayBeforeIncident,
    DayNotOver,
    MeetingWithoutIncident,
    NothingChanged,
    NotYourIncident,
)
from sizao.oversight.reports.types import (
    Assessment,
    Bar,
    Chapter,
    DayReport,
    Definition,
    FilingFacts,
    Interval,
    Line,
    Step,
    Target,
    Unit,
)

TZ = ZoneInfo("Asia/Shanghai")
VERSION = "day-3"
"""Version of the definitions below; it is printed on every report and changes with them."""

SHORTEST_REASON = 4


def last_moment(moment: datetime) -> datetime:
    """The last moment that a day's end still holds: what was decided at 24:00 sharp belongs to the next day."""
    return moment - timedelta(microseconds=1) if moment.astimezone(TZ).time() == time(0) else moment


def definitions_of(version: str) -> Words:
    """A version of the definitions as a reader calls it; one that these rules do not name is called by its key."""
    kind, _, number = version.partition("-")
    if kind != "day" or not number.isdecimal():
        return Words(version, version)
    return Words(f"日报口径第 {number} 版", f"Day's report, version {number}")


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


def lines(
    before: Mapping[str, int],
    after: Mapping[str, int],
    entered: Mapping[str, int] | None = None,
    moved: Mapping[tuple[str, str], int] | None = None,
) -> tuple[Line, ...]:
    """The report's lines from the standing at the day's beginning and at the cut-off; unknown figures are left out.

    Of every figure that grows: total = the day before's + new + come from other figures − gone to others − withdrawn.

    Args:
        before: the figures at the beginning.
        after: the figures at the cut-off.
        entered: how many records came in, of figures that can also lose records on the same day.
        moved: how many records went from one figure to another.
    """
    return tuple(_line(each, before, after, entered or {}, moved or {}) for each in DEFINITIONS if each.key in after)


def _line(
    definition: Definition,
    before: Mapping[str, int],
    after: Mapping[str, int],
    entered: Mapping[str, int],
    moved: Mapping[tuple[str, str], int],
) -> Line:
    total = after[definition.key]
    if definition.is_level:
        return Line(definition, None, total)
    came = {was: number for (was, now), number in sorted(moved.items()) if now == definition.key}
    went = {now: number for (was, now), number in sorted(moved.items()) if was == definition.key}
    change = total - before.get(definition.key, 0) - sum(came.values()) + sum(went.values())
    added = max(entered.get(definition.key, 0), change, 0)
    return Line(definition, added, total, added - change, came, went, _told(came, went, definition.unit))


def _told(came: Mapping[str, int], went: Mapping[str, int], unit: Unit) -> tuple[Words, ...]:
    """Who was reclassified, in words: from which figure, to which."""
    names = {each.key: each.words for each in DEFINITIONS}
    return (
        *(Words(f"由{names[key].zh}转入{n}{unit.words.zh}", f"{n} from {names[key].en.lower()}") for key, n in came.items()),
        *(Words(f"转为{names[key].zh}{n}{unit.words.zh}", f"{n} to {names[key].en.lower()}") for key, n in went.items()),
    )  # fmt: skip


def may_file(report: DayReport, *, began_on: date, earlier: str, reason: str, as_of: datetime) -> Decision:
    """Whether a day's report may be filed: the day is over, the incident had begun, and a correction says why.

    Args:
        report: the report as it would be filed; one that counts a part of the incident alone is not.
        began_on: the first day of the incident in China's time.
        earlier: hash of the revision filed before; empty for the first one.
        reason: why the filed report is corrected.
        as_of: now.
    """
    if report.is_part:
        return Decision.no(NotYourIncident(area=report.area_words))
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


def seal(sha256: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the hash of the figures and everything else that was printed, the bytes of the picture among it."""
    text = json.dumps({"figures": sha256, "content": content}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def bars(reported: Sequence[tuple[date, bool]], first: date, last: date) -> tuple[Bar, ...]:
    """The picture's days without a gap: infections by day of report, each with whether it is a confirmed case."""
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return tuple(
        Bar(day, sum(on == day and is_case for on, is_case in reported), sum(on == day and not is_case for on, is_case in reported))
        for day in days
    )  # fmt: skip


def frame(report: DayReport) -> dict[str, object]:
    """What stands around a report's figures, as plain JSON."""
    return {
        "incident_number": report.incident_number, "title": list(report.title), "area": report.area,
        "area_words": list(report.area_words), "edition_id": report.edition_id, "on": report.on.isoformat(),
        "cutoff": report.cutoff.isoformat(), "definition_version": report.definition_version,
        "is_exercise": report.is_exercise, "issue": report.issue, "edition_title": list(report.edition_title),
        "definitions": [_frozen(line.definition) for line in report.lines],
    }  # fmt: skip


def _frozen(each: Definition) -> list[object]:
    return [each.key, each.chapter.value, *each.words, each.unit.value, each.is_level, *each.counted]


def _definition(row: Sequence[object]) -> Definition:
    key, chapter, zh, en, unit, is_level, counted_zh, counted_en = row
    counted = Words(str(counted_zh), str(counted_en))
    return Definition(
        str(key), Chapter(str(chapter)), Words(str(zh), str(en)), Unit(str(unit)), bool(is_level), counted
    )


def framed(frame: Mapping[str, Any], report: DayReport) -> DayReport:
    """A report in the frame that was frozen with it: number, names, edition and issue as they were printed."""
    return replace(
        report, incident_number=frame["incident_number"], title=Words(*frame["title"]), area=frame["area"],
        area_words=Words(*frame["area_words"]), edition_id=frame["edition_id"], is_exercise=frame["is_exercise"],
        issue=frame["issue"], edition_title=Words(*(frame.get("edition_title") or report.edition_title)),
    )  # fmt: skip


def thawed(facts: FilingFacts, report: DayReport) -> DayReport:
    """A filed report as it was filed: its frozen figures, picture and clock in the frame of the incident's report."""
    figures, content = facts.figures, facts.content
    frame: Mapping[str, Any] = content.get("frame", {})
    frozen = [_definition(row) for row in frame.get("definitions", [])]
    found = tuple(
        _frozen_line(each, row) for each in frozen or DEFINITIONS if (row := figures.get(each.key)) is not None
    )
    return replace(
        framed(frame, report) if frame else report, cutoff=facts.cutoff.astimezone(TZ), lines=found, definition_version=facts.definition_version,
        bars=tuple(Bar(date.fromisoformat(str(row[0])), *row[1:]) for row in content["bars"]) if content else (),
        steps=tuple(_step(row) for row in content["steps"]) if content else report.steps,
        pictures=content.get("pictures", {}), was_nil=facts.is_nil,
    )  # fmt: skip


def _frozen_line(definition: Definition, row: Mapping[str, Any]) -> Line:
    came, went = row.get("came") or {}, row.get("went") or {}
    told = _told(came, went, definition.unit)
    return Line(definition, row["day"], row["total"] or 0, row.get("withdrawn") or 0, came, went, told)


def _step(row: Sequence[object]) -> Step:
    texts = [str(each) for each in row]
    times = [datetime.fromisoformat(str(each)) if each else None for each in row[4:6]]
    return Step(
        Words(texts[0], texts[1]),
        Words(texts[2], texts[3]),
        times[0],
        times[1],
        Words(texts[6], texts[7]),
        bool(row[8]),
    )


NOT_RECORDED = Words("起始日期未记录,无法评估", "not assessed: the starting date is not recorded")
RUNNING = Words("尚在时限内", "still within its limit")
NONE = Words("无", "none")


def assessed(
    incident: IncidentFacts, area_words: Words, rows: Sequence[ClockRow], clock: Sequence[ClockRow], as_of: datetime
) -> Assessment:
    """The 7-1-7 assessment of an incident at a moment, in the order of the assessment tool.

    Args:
        incident: the incident with its three dates.
        area_words: its area's name.
        rows: the rows of the 7-1-7 target.
        clock: the golden-24-hours clock, whose late steps say where the days went.
        as_of: the moment.
    """
    targets = {row.milestone: _target(row) for row in rows}
    actions = tuple(each for key, each in targets.items() if key not in {"detection", "notification"})
    first = [replace(targets[each.value], interval=each) for each in Interval if each.value in targets]
    response = (_response(actions, incident.reported_at),) if actions else ()
    return Assessment(
        incident_id=incident.id, incident_number=incident.number, title=incident.title, disease=incident.disease,
        area_words=area_words, edition_id=incident.edition_id, as_of=as_of, emergence_at=incident.emergence_at,
        detected_at=incident.detected_at, notified_at=incident.reported_at, intervals=(*first, *response),
        actions=actions, late_steps=tuple(_target(row) for row in clock if row.is_late),
    )  # fmt: skip


def _target(row: ClockRow) -> Target:
    limit = row.limit_hours / 24
    is_met = False if row.is_late else True if row.started_at is not None and row.actual_at is not None else None
    if row.started_at is None:
        said = NOT_RECORDED
    elif row.is_late:
        said = row.cause.words if row.cause else NONE
    else:
        said = NONE if is_met else RUNNING
    return Target(row.words, row.owner, limit, row.started_at, row.actual_at, is_met, said, row.clause)


def _response(actions: Sequence[Target], notified_at: datetime) -> Target:
    """Early response is complete with the last of its actions."""
    done = [each.done_at for each in actions]
    last = max((each for each in done if each), default=None)
    is_late = any(each.is_met is False for each in actions)
    slow = [each for each in actions if each.is_met is False]
    said = Words(
        "；".join(f"{each.words.zh}:{each.bottleneck.zh}" for each in slow),
        "; ".join(f"{each.words.en}: {each.bottleneck.en}" for each in slow),
    )
    is_whole = all(done)
    return Target(
        Words("全部早期应对行动完成", "All early response actions complete"), Words("各组", "all groups"),
        max(each.limit_days for each in actions), notified_at, last if is_whole else None,
        False if is_late else True if is_whole else None, said if slow else NONE if is_whole else RUNNING,
        interval=Interval.RESPONSE,
    )  # fmt: skip


def may_pack(incident_id: UUID | None) -> Decision:
    """Whether a meeting has figures to freeze: those of its incident."""
    return Decision.yes() if incident_id is not None else Decision.no(MeetingWithoutIncident())
