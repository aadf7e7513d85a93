"""What command's API takes and gives. Areas are printed division codes; times are ISO 8601 with an offset."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.ground.command.queries import ChiefTasks
from sizao.ground.command.types import (
    ClockRow,
    ClockState,
    GroupKind,
    HeadquartersFacts,
    HqState,
    IncidentFacts,
    IncidentState,
    TaskFacts,
    TaskKind,
    TaskState,
)
from sizao.kernel import areas
from sizao.kernel.editions import Disease
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_CONTROL)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=NO_CONTROL)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_CONTROL)]


class IncidentOut(Schema):
    """An incident."""

    id: UUID
    number: str
    title_zh: str
    title_en: str
    disease: str
    area: str
    edition_id: str
    state: IncidentState
    emergence_at: datetime | None
    detected_at: datetime | None
    reported_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    exercise_id: UUID | None

    @classmethod
    def of(cls, facts: IncidentFacts) -> IncidentOut:
        """The incident as JSON."""
        return cls(
            id=facts.id, number=facts.number, title_zh=facts.title.zh, title_en=facts.title.en,
            disease=facts.disease, area=areas.printed(facts.area), edition_id=facts.edition_id, state=facts.state,
            emergence_at=facts.emergence_at, detected_at=facts.detected_at, reported_at=facts.reported_at,
            opened_at=facts.opened_at, closed_at=facts.closed_at, exercise_id=facts.exercise_id,
        )  # fmt: skip


class IncidentIn(Strict):
    """A new incident; the edition follows from disease, area and event time."""

    title_zh: Line
    title_en: OptionalLine = ""
    disease: Disease
    area: AreaCode
    reported_at: Time
    detected_at: Time | None = None
    emergence_at: Time | None = None


class Made(Schema):
    """The id of what was made."""

    id: UUID


class Count(Schema):
    """How many."""

    count: int


class ClockRowOut(Schema):
    """One milestone of a clock at a moment; ``late_minutes`` is empty when it is in time."""

    milestone: str
    words_zh: str
    words_en: str
    owner_group: str
    limit_hours: float
    started_at: datetime | None
    planned_at: datetime | None
    actual_at: datetime | None
    state: ClockState
    late_minutes: int | None
    cause: str | None
    cause_zh: str
    cause_en: str
    clause: str
    done: int | None
    owed: int | None

    @classmethod
    def of(cls, row: ClockRow) -> ClockRowOut:
        """The row as JSON."""
        cause = row.cause
        return cls(
            milestone=row.milestone, words_zh=row.words.zh, words_en=row.words.en, owner_group=row.owner_group,
            limit_hours=row.limit_hours, started_at=row.started_at, planned_at=row.planned_at,
            actual_at=row.actual_at, state=row.state,
            late_minutes=int(row.late_by.total_seconds() // 60) if row.late_by else None,
            cause=cause.kind.value if cause else None, cause_zh=cause.words.zh if cause else "",
            cause_en=cause.words.en if cause else "", clause=str(row.clause),
            done=row.progress.done if row.progress else None, owed=row.progress.owed if row.progress else None,
        )  # fmt: skip


class ClockOut(Schema):
    """Both clocks of an incident as of a moment."""

    as_of: datetime
    golden_24_hours: list[ClockRowOut]
    seven_one_seven: list[ClockRowOut]


class MarkIn(Strict):
    """A milestone happened."""

    key: Line
    actual_at: Time
    note: Paragraph = ""


class DelayIn(Strict):
    """Why a milestone is late."""

    key: Line
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=NO_CONTROL)]


class ReasonIn(Strict):
    """A reason in words."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=NO_CONTROL)]


class TaskOut(Schema):
    """A task with its state now."""

    id: UUID
    number: str
    kind: TaskKind
    title_zh: str
    title_en: str
    area: str
    state: TaskState
    group: str
    milestone: str
    assignee: str
    incident_id: UUID | None
    created_at: datetime
    due_at: datetime | None
    escalations: int

    @classmethod
    def of(cls, facts: TaskFacts) -> TaskOut:
        """The task as JSON."""
        return cls(
            id=facts.id, number=facts.number, kind=facts.kind, title_zh=facts.title.zh, title_en=facts.title.en,
            area=areas.printed(facts.area), state=facts.state, group=facts.group_kind, milestone=facts.milestone,
            assignee=facts.assignee, incident_id=facts.incident_id, created_at=facts.created_at, due_at=facts.due_at,
            escalations=facts.escalations,
        )  # fmt: skip


class TaskIn(Strict):
    """A new task for the group of a kind in the headquarters that commands the area."""

    kind: TaskKind
    title_zh: Line
    title_en: OptionalLine = ""
    group: GroupKind
    area: AreaCode
    due_at: Time | None = None
    detail: Paragraph = ""
    incident_id: UUID | None = None


class OfferIn(Strict):
    """A task for the chief nearest to an address, or for another one who covers it."""

    area: AreaCode
    title_zh: Line
    title_en: OptionalLine = ""
    kind: TaskKind = TaskKind.OTHER
    detail: Paragraph = ""
    due_at: Time | None = None
    chief_id: UUID | None = None
    incident_id: UUID | None = None


class HandOnIn(Strict):
    """Another chief of the same address, and why."""

    chief_id: UUID
    reason: Line


class ChiefTasksOut(Schema):
    """A chief with an account: tasks offered, accepted, and finished in the last 31 days."""

    chief_id: UUID
    area: str
    chief: str
    offered: int
    accepted: int
    finished: int

    @classmethod
    def of(cls, found: ChiefTasks) -> ChiefTasksOut:
        """The chief as JSON."""
        return cls(
            chief_id=found.chief.id, area=areas.printed(found.chief.area), chief=found.chief.holder,
            offered=found.offered, accepted=found.taken, finished=found.done,
        )  # fmt: skip


class AssigneeIn(Strict):
    """Who takes a task."""

    assignee: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]
    note: Paragraph = ""


class EvidenceIn(Strict):
    """What shows that a task was done; the rule refuses an empty one."""

    evidence: Paragraph
    document: OptionalLine = ""
    sha256: Annotated[str, StringConstraints(pattern="^([0-9a-f]{64})?$")] = ""


class HeadquartersOut(Schema):
    """A headquarters and its state."""

    area: str
    name_zh: str
    name_en: str
    state: HqState
    since: datetime | None
    document: str
    duty_phone: str

    @classmethod
    def of(cls, facts: HeadquartersFacts) -> HeadquartersOut:
        """The headquarters as JSON."""
        return cls(
            area=areas.printed(facts.area), name_zh=facts.name.zh, name_en=facts.name.en, state=facts.state.state,
            since=facts.state.since, document=facts.state.number, duty_phone=facts.duty_phone,
        )  # fmt: skip


class StateIn(Strict):
    """A change of state; the way back to routine needs signatory, number and text."""

    state: HqState
    signed_by: Annotated[str, StringConstraints(max_length=80, pattern=NO_CONTROL)] = ""
    number: Annotated[str, StringConstraints(max_length=80, pattern=NO_CONTROL)] = ""
    text: Paragraph = Field("")
