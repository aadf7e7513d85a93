"""Print packs of meetings: figures, agenda and what is owed, frozen when somebody asked, and read back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.command.types import GroupKind, MeetingFacts, TaskFacts
from sizao.kernel.words import Words
from sizao.oversight.reports import rules
from sizao.oversight.reports.errors import PackAltered, PackUnknown
from sizao.oversight.reports.models import Pack
from sizao.oversight.reports.queries.counting import day_report, edition_title
from sizao.oversight.reports.queries.pdf import pictures
from sizao.oversight.reports.types import DayReport, FilingFacts, Owed, PackFacts


def gathered(found: MeetingFacts, incident_id: UUID, at: datetime) -> tuple[DayReport, dict[str, Any]]:
    """The figures of a meeting's incident now, and everything else that its pack shows, as plain JSON."""
    local = at.astimezone(rules.TZ)
    report = day_report(incident_id, local.date(), as_of=local)
    drawn = pictures(report)
    held = [each for each in command.meetings() if each.incident_id == incident_id]
    decisions = [
        [each.text, _task(each.task)] for meeting in held for each in meeting.resolutions if each.task and each.task.is_open
    ]  # fmt: skip
    body = {
        "frame": rules.frame(report), "content": {**report.content(), "pictures": drawn},
        "meeting": {"title": found.title, "held_at": found.held_at.isoformat(), "agenda": found.agenda, "chair": found.chair},
        "decisions": decisions,
        "tasks": [_task(each) for each in command.tasks(incident_id=incident_id, open_only=True, as_of=at)],
    }  # fmt: skip
    return report, body


def _task(found: TaskFacts) -> list[Any]:
    group = GroupKind(found.group_kind).words
    due = found.due_at.isoformat() if found.due_at else None
    return [found.number, *found.title, found.assignee, *group, due, *found.state.words]


def pack(pack_id: UUID) -> PackFacts:
    """One pack as it was made: nothing of it is counted again.

    Raises:
        PackUnknown: when there is none in scope.
        PackAltered: when its contents do not match its hash.
    """
    row = Pack.objects.filter(pk=pack_id).first()
    if row is None:
        raise PackUnknown
    return _facts(row)


def packs(meeting_id: UUID) -> list[PackFacts]:
    """The packs made for a meeting, the newest first."""
    return [_facts(row) for row in Pack.objects.filter(meeting=meeting_id).order_by("-made_at", "-number")]


def _facts(row: Pack) -> PackFacts:
    report = _thawed(row)
    if rules.seal(rules.digest(report), row.body) != row.sha256:
        raise PackAltered(number=row.number)
    meeting = row.body["meeting"]
    return PackFacts(
        id=row.id, number=row.number, meeting_id=row.meeting_id, area_words=report.area_words, report=report,
        title=meeting["title"], chair=meeting["chair"], held_at=datetime.fromisoformat(meeting["held_at"]),
        agenda=tuple(line.strip() for line in meeting["agenda"].splitlines() if line.strip()),
        decisions=tuple(_owed(given, text) for text, given in row.body["decisions"]),
        tasks=tuple(_owed(each) for each in row.body["tasks"]), made_at=row.made_at, made_by=row.made_by,
        sha256=row.sha256,
    )  # fmt: skip


def _owed(given: list[Any], text: str = "") -> Owed:
    number, zh, en, assignee, group_zh, group_en, due, state_zh, state_en = given
    owner = Words(assignee, assignee) if assignee not in ("", group_zh) else Words(group_zh, group_en)
    what = Words(text, text) if text else Words(zh, en)
    return Owed(number, what, owner, datetime.fromisoformat(due) if due else None, Words(state_zh, state_en))


def _thawed(row: Pack) -> DayReport:
    frame: Mapping[str, Any] = row.body["frame"]
    empty = DayReport(
        incident_id=row.incident_id, incident_number=frame["incident_number"], title=Words(*frame["title"]),
        area=frame["area"], area_words=Words(*frame["area_words"]), edition_id=frame["edition_id"],
        on=date.fromisoformat(frame["on"]), cutoff=datetime.fromisoformat(frame["cutoff"]), lines=(), steps=(),
        definition_version=frame["definition_version"], edition_title=edition_title(frame["edition_id"]),
    )  # fmt: skip
    kept = FilingFacts(
        id=row.id, number=row.number, incident_id=row.incident_id, on=empty.on, revision=1, reason="",
        cutoff=empty.cutoff, definition_version=empty.definition_version, sha256="", is_nil=False, filed_at=row.made_at,
        filed_by=row.made_by, figures=row.figures, content={**row.body["content"], "frame": frame},
    )  # fmt: skip
    return replace(rules.thawed(kept, empty), was_nil=None)
