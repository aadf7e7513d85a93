"""What the API of follow-up takes and gives. Persons are numbers, times ISO 8601 with an offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from sizao.kernel import areas
from sizao.kernel.decisions import Decision
from sizao.kernel.editions.types import ContactClass, PhasePlace
from sizao.measures.followup.types import (
    BatchReceipt,
    CheckFacts,
    CheckOutcome,
    CheckSource,
    DueCheck,
    Gap,
    Meter,
    MeterKind,
    NewCheck,
    NewResult,
    PlanFacts,
    PlanState,
    Symptom,
    TestFacts,
    TestResult,
    TestState,
)
from sizao.measures.followup.types.arrivals import ArrivalFacts
from sizao.measures.followup.types.invitations import LONGEST_REQUEST, InvitationFacts, InvitationState, Invited
from sizao.measures.followup.types.places import PlacementFacts, RoomFacts
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

MOST = 5_000
BIGGEST = 2**63 - 1


class PhaseOut(Schema):
    """One phase; both dates are inclusive."""

    number: int
    place: PhasePlace
    start_on: date
    end_on: date
    checks_per_day: int
    is_extension: bool


class PlanOut(Schema):
    """One plan, without identity."""

    id: UUID
    number: str
    contact_id: UUID | None
    arrival_id: UUID | None
    incident_id: UUID
    person: int
    edition_id: str
    contact_class: ContactClass | None
    regime: str
    anchor_at: datetime
    start_on: date
    end_on: date
    release_on: date
    area: str
    state: PlanState
    placed_at: datetime | None
    place: int | None
    floor: int | None
    phases: list[PhaseOut]

    @classmethod
    def of(cls, plan: PlanFacts) -> PlanOut:
        """The plan as JSON."""
        return cls(
            id=plan.id, number=plan.number, contact_id=plan.contact_id, arrival_id=plan.arrival_id, incident_id=plan.incident_id,
            person=plan.person_id, edition_id=plan.edition_id, contact_class=plan.contact_class,
            regime=plan.regime_label, anchor_at=plan.anchor_at, start_on=plan.start_on, end_on=plan.end_on,
            release_on=plan.release_on, area=areas.printed(plan.area), state=plan.state, placed_at=plan.placed_at,
            place=plan.place_id, floor=plan.floor,
            phases=[
                PhaseOut(
                    number=each.number, place=each.place, start_on=each.start_on, end_on=each.end_on,
                    checks_per_day=each.checks_per_day, is_extension=each.is_extension,
                )
                for each in plan.phases
            ],
        )  # fmt: skip


class PlacementOut(Schema):
    """From a moment on somebody stayed at a place; none is at home."""

    since: datetime
    place: int | None
    floor: int | None
    was: int | None
    at: datetime
    by: str
    reason: str


class RoomSampleOut(Schema):
    """What the samples of room and goods said."""

    result: TestResult
    at: datetime
    by: str
    place: int | None


class PlanOnlyOut(PlanOut):
    """One plan with where its person stayed, the first place first, and what the samples of the rooms said."""

    placements: list[PlacementOut]
    room_samples: list[RoomSampleOut]

    @classmethod
    def told(cls, plan: PlanFacts, moved: Sequence[PlacementFacts], sampled: Sequence[RoomFacts]) -> PlanOnlyOut:
        """The plan and its history as JSON."""
        places = [
            PlacementOut(since=each.since, place=each.place_id, floor=each.floor, was=each.was_id, at=each.at, by=each.by, reason=each.reason)
            for each in moved
        ]  # fmt: skip
        rooms = [RoomSampleOut(result=each.result, at=each.at, by=each.by, place=each.place_id) for each in sampled]
        return cls(**PlanOut.of(plan).dict(), placements=places, room_samples=rooms)


class PlansOut(Schema):
    """One page of plans, and the cursor of the next; of changes also where to go on later."""

    rows: list[PlanOut]
    next: str | None
    changed_since: str | None = None


class CheckOut(Schema):
    """One check slot."""

    id: UUID
    plan_id: UUID
    due_on: date
    slot: int
    opens_at: datetime
    due_at: datetime
    outcome: CheckOutcome
    source: CheckSource
    done_at: datetime | None
    temperature: Decimal | None
    symptoms: list[str]

    @classmethod
    def of(cls, check: CheckFacts) -> CheckOut:
        """The check as JSON."""
        return cls(
            symptoms=list(check.symptoms),
            **{name: getattr(check, name) for name in cls.model_fields if name != "symptoms"},
        )


class DueOut(Schema):
    """One line of the daily worklist."""

    check: CheckOut
    plan_number: str
    person: int
    area: str

    @classmethod
    def of(cls, due: DueCheck) -> DueOut:
        """The line as JSON."""
        return cls(
            check=CheckOut.of(due.check), plan_number=due.plan.number, person=due.plan.person_id,
            area=areas.printed(due.plan.area),
        )  # fmt: skip


class CheckIn(Strict):
    """What was found at one daily check."""

    check_id: UUID
    outcome: CheckOutcome
    temperature: Decimal | None = Field(None, ge=30, le=45, max_digits=3, decimal_places=1)
    symptoms: list[Symptom] = Field(default_factory=list, max_length=20)
    note: str = Field("", max_length=500)

    def new_check(self) -> NewCheck:
        """What the action takes."""
        return NewCheck(
            check_id=self.check_id, outcome=self.outcome, temperature=self.temperature,
            symptoms=tuple(self.symptoms), note=self.note,
        )  # fmt: skip


class ChecksIn(Strict):
    """Daily checks to be recorded at once."""

    checks: list[CheckIn] = Field(min_length=1, max_length=MOST)


class TestOut(Schema):
    """One scheduled test with its results."""

    __test__ = False

    id: UUID
    day_index: int
    due_on: date
    is_antigen: bool
    is_double: bool
    is_estimated: bool
    state: TestState
    results: list[TestResult]
    sampled_at: datetime | None

    @classmethod
    def of(cls, test: TestFacts) -> TestOut:
        """The test as JSON."""
        return cls(
            results=list(test.results),
            **{name: getattr(test, name) for name in cls.model_fields if name != "results"},
        )


class TestDueOut(Schema):
    """One scheduled test with whose it is, without its results."""

    __test__ = False

    id: UUID
    plan_id: UUID
    person: int
    area: str
    day_index: int
    due_on: date
    is_antigen: bool
    is_double: bool
    is_estimated: bool
    state: TestState

    @classmethod
    def of(cls, test: TestFacts, plan: PlanFacts) -> TestDueOut:
        """The test as JSON."""
        told = ("id", "day_index", "due_on", "is_antigen", "is_double", "is_estimated", "state")
        return cls(
            plan_id=plan.id, person=plan.person_id, area=areas.printed(plan.area),
            **{name: getattr(test, name) for name in told},
        )  # fmt: skip


class TestsDueOut(Schema):
    """One page of scheduled tests, and the cursor of the next."""

    __test__ = False

    rows: list[TestDueOut]
    next: str | None


class ResultIn(Strict):
    """One result of a scheduled test."""

    test_id: UUID
    result: TestResult
    sampled_at: AwareDatetime
    laboratory: str = Field("", max_length=120)

    def new_result(self) -> NewResult:
        """What the action takes."""
        return NewResult(**self.model_dump())


class ResultsIn(Strict):
    """Results to be recorded at once."""

    results: list[ResultIn] = Field(min_length=1, max_length=MOST)


class SampledIn(Strict):
    """Scheduled tests for which a sample was taken, all at one time."""

    test_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    sampled_at: AwareDatetime


class DecisionOut(Schema):
    """Whether somebody may be released, and the clause."""

    allowed: bool
    code: str
    detail_zh: str
    detail_en: str
    clause: str

    @classmethod
    def of(cls, decision: Decision) -> DecisionOut:
        """The decision as JSON."""
        refusal = decision.refusal
        return cls(
            allowed=decision.allowed, code=refusal.code if refusal else "", clause=str(decision.clause or ""),
            detail_zh=refusal.words.zh if refusal else "", detail_en=refusal.words.en if refusal else "",
        )  # fmt: skip


class PlanIds(Strict):
    """Plans a step is taken on."""

    plan_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    reason: str = Field("", max_length=500)


class PlacementIn(Strict):
    """People who arrived where they stay; no place means at home."""

    plan_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    place: int | None = Field(None, ge=1, le=BIGGEST)
    floor: int | None = Field(None, ge=-9, le=150, description="Storey of the room at the site")
    arrived_at: AwareDatetime | None = None
    reason: str = Field("", max_length=500, description="Why somebody leaves a site before their days there are over")


class EnvironmentIn(Strict):
    """What the samples of rooms and goods said before release."""

    plan_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    result: TestResult


class RefusalOut(Schema):
    """Why one plan was left as it is."""

    id: UUID
    number: str
    code: str
    detail_zh: str
    detail_en: str


class ReleasedOut(Schema):
    """Who was released, and who was left as they are."""

    done: list[UUID]
    refused: list[RefusalOut]

    @classmethod
    def of(cls, receipt: BatchReceipt) -> ReleasedOut:
        """The receipt as JSON."""
        refused = [
            RefusalOut(
                id=each.id, number=each.number, code=each.error.code, detail_zh=each.error.words.zh,
                detail_en=each.error.words.en,
            )
            for each in receipt.refused
        ]  # fmt: skip
        return cls(done=list(receipt.done), refused=refused)


class ExtensionIn(Strict):
    """An extension with its reason; test days count inside it from 1."""

    days: int = Field(ge=1, le=60)
    reason: str = Field(max_length=500)
    test_days: list[int] = Field(default_factory=list, max_length=20)


class MeterOut(Schema):
    """One completeness meter with the reason for every gap."""

    kind: MeterKind
    should: int
    done: int
    gaps: dict[Gap, int]

    @classmethod
    def of(cls, meter: Meter) -> MeterOut:
        """The meter as JSON."""
        return cls(kind=meter.kind, should=meter.should, done=meter.done, gaps=dict(meter.gaps))


class Made(Schema):
    """How many records a step reached."""

    done: int


class InvitationOut(Schema):
    """A code for reporting for oneself, without the code."""

    handle: str
    state: InvitationState
    issued_at: datetime
    lasts_until: datetime
    opened_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    failures: int

    @classmethod
    def of(cls, found: InvitationFacts) -> InvitationOut:
        """The invitation as JSON."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class InvitedOut(Schema):
    """A new code, told once; ``handle`` is what a picture code may carry."""

    handle: str
    code: str
    lasts_until: datetime

    @classmethod
    def of(cls, made: Invited) -> InvitedOut:
        """The code as JSON."""
        return cls(handle=made.handle, code=made.code, lasts_until=made.lasts_until)


class AnswerIn(Strict):
    """The answer to a request for a review."""

    answer: str = Field(min_length=1, max_length=LONGEST_REQUEST)


class ArrivalIn(Strict):
    """Somebody who arrived from elsewhere, and which of that day's regimes holds."""

    incident_id: UUID
    person_id: int = Field(gt=0, le=2**63 - 1)
    regime: Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_CONTROL)]
    area: AreaCode
    arrived_at: Time
    departed_at: Time | None = None
    origin: Annotated[str, StringConstraints(max_length=120, pattern=NO_CONTROL)] = ""
    transport: Annotated[str, StringConstraints(max_length=60, pattern=NO_CONTROL)] = ""


class ArrivalOut(Schema):
    """An arrival, without identity."""

    id: UUID
    number: str
    incident_id: UUID
    person: int
    area: str
    origin: str
    arrived_at: datetime
    departed_at: datetime | None
    regime: str
    edition_id: str

    @classmethod
    def of(cls, found: ArrivalFacts) -> ArrivalOut:
        """The arrival as JSON."""
        return cls(
            id=found.id, number=found.number, incident_id=found.incident_id, person=found.person_id,
            area=areas.printed(found.area), origin=found.origin, arrived_at=found.arrived_at,
            departed_at=found.departed_at, regime=found.regime_key, edition_id=found.edition_id,
        )  # fmt: skip


class ArrivalRegimeOut(Schema):
    """A regime that an edition has for arrivals."""

    key: str
    label: str
    zh: str
    en: str
    days: int
    edition_id: str
    clause: str
