"""What the API says about unattended things, their limits, and the preview of the standing plan."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.ground.command.schemas.incidents import (
    Line,
    OptionalLine,
    Paragraph,
)
from sizao.ground.command.types import (
    EmergencySheet,
    FirstStep,
    GroupKind,
    Limit,
    TaskKind,
    Unattended,
    UnattendedKind,
    Wait,
)
from sizao.kernel import areas
from sizao.kernel.editions import Disease
from sizao.spine.web.queries.fields import NO_CONTROL, Strict, Time


class UnattendedOut(Schema):
    """One thing that nobody owns or nobody has opened within its time."""

    kind: UnattendedKind
    id: UUID
    number: str
    words_zh: str
    words_en: str
    owner_zh: str
    owner_en: str
    area: str
    since: datetime
    due_at: datetime

    @classmethod
    def of(cls, found: Unattended) -> UnattendedOut:
        """The thing as JSON."""
        return cls(
            kind=found.kind, id=found.id, number=found.number, words_zh=found.words.zh, words_en=found.words.en,
            owner_zh=found.owner.zh, owner_en=found.owner.en, area=areas.printed(found.area), since=found.since,
            due_at=found.due_at,
        )  # fmt: skip


class TakeIn(Strict):
    """What is taken: its kind and id."""

    kind: UnattendedKind
    id: UUID


class LimitOut(Schema):
    """How long one kind of thing may wait, and where that is written."""

    wait: Wait
    minutes: int
    set_by: str
    clause: str

    @classmethod
    def of(cls, found: Limit) -> LimitOut:
        """The limit as JSON."""
        return cls(wait=found.wait, minutes=found.minutes, set_by=found.set_by, clause=str(found.clause))


class LimitIn(Strict):
    """A headquarters' own limit on a numbered paper."""

    wait: Wait
    minutes: Annotated[int, Field(gt=0, le=100_000)]
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]


class FirstStepOut(Schema):
    """One line of the standing plan's preview."""

    key: str
    group: GroupKind
    kind: TaskKind
    title_zh: str
    title_en: str
    due_at: datetime | None
    owner: str
    milestone: str
    clause: str
    is_given: bool

    @classmethod
    def of(cls, step: FirstStep) -> FirstStepOut:
        """The line as JSON."""
        return cls(
            key=step.key, group=step.group, kind=step.kind, title_zh=step.title.zh, title_en=step.title.en,
            due_at=step.due_at, owner=step.owner, milestone=step.milestone, clause=str(step.clause),
            is_given=step.is_given,
        )  # fmt: skip


class FirstStepIn(Strict):
    """A line of the preview as it shall be given; what is empty stays as proposed."""

    key: Line
    title_zh: OptionalLine = ""
    title_en: OptionalLine = ""
    due_at: Time | None = None
    owner: OptionalLine = ""


class StandUpIn(Strict):
    """The lines to give; all as proposed when there is no list."""

    steps: list[FirstStepIn] | None = None


class DeskOut(Schema):
    """A standing work-group of the emergency sheet; ``is_new`` when it would be made."""

    group: GroupKind
    lead: str
    is_new: bool


class StandUpOut(Schema):
    """What would be stood up for one incident; without an id the incident would be opened with it."""

    incident_id: UUID | None
    number: str
    edition_id: str
    forces: list[str]
    steps: list[FirstStepOut]


class EmergencyOut(Schema):
    """What entering the emergency state would do."""

    area: str
    plan: str
    tasks: int
    desks: list[DeskOut]
    incidents: list[StandUpOut]
    roster: FirstStepOut

    @classmethod
    def of(cls, sheet: EmergencySheet) -> EmergencyOut:
        """The sheet as JSON."""
        return cls(
            area=areas.printed(sheet.area), plan=sheet.plan.id, tasks=sheet.tasks, roster=FirstStepOut.of(sheet.roster),
            desks=[
                DeskOut(group=each.kind, lead=each.lead.name if each.lead else "", is_new=each.group_id is None)
                for each in sheet.desks
            ],
            incidents=[
                StandUpOut(
                    incident_id=None if each.is_new else each.incident.id, number=each.incident.number,
                    edition_id=each.incident.edition_id, forces=[force.name.zh for force in each.forces],
                    steps=[FirstStepOut.of(step) for step in each.steps],
                )
                for each in sheet.incidents
            ],
        )  # fmt: skip


class OpenedIn(Strict):
    """An incident to be opened with the emergency state."""

    title_zh: Line
    title_en: OptionalLine = ""
    disease: Disease
    reported_at: Time
    detected_at: Time | None = None


class LeadIn(Strict):
    """Who shall lead a group that nobody leads."""

    group: GroupKind
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]


class EmergencyIn(Strict):
    """The sheet as it shall be done: everything as proposed but for the keys of lines left out."""

    signed_by: Annotated[str, StringConstraints(max_length=80, pattern=NO_CONTROL)] = ""
    number: Annotated[str, StringConstraints(max_length=80, pattern=NO_CONTROL)] = ""
    text: Paragraph = ""
    opening: OpenedIn | None = None
    leads: list[LeadIn] = []
    leave_out: list[Line] = []
