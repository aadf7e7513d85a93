"""What the returns' API takes and gives."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.returns.types import (
    Channel,
    Measure,
    NewForm,
    NewReturn,
    NewUnit,
    OwnIndicator,
    Reconciliation,
    ReturnFacts,
    ReturnForm,
    RollUp,
    Sheet,
    Standing,
    UnitFacts,
    UnitKind,
)
from sizao.spine.web.queries.fields import NO_CONTROL, Strict

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day that a return can be about."""
Figure = Annotated[int, Field(ge=0, le=99_999_999)]


class IndicatorOut(Schema):
    """One figure of a form; ``typed`` ones are stated by the unit, the others counted by the platform."""

    key: str
    name_zh: str
    name_en: str
    measure: str
    counted_zh: str
    counted_en: str
    typed: bool
    level: bool


class FormOut(Schema):
    """One return form in its version in use."""

    id: str
    version: int
    definitions: str
    name_zh: str
    name_en: str
    kinds: list[str]
    due: str
    indicators: list[IndicatorOut]

    @classmethod
    def of(cls, form: ReturnForm) -> FormOut:
        """The form as JSON."""
        indicators = [
            IndicatorOut(
                key=each.key, name_zh=each.words.zh, name_en=each.words.en, measure=each.measure.value,
                counted_zh=each.counted.zh, counted_en=each.counted.en, typed=each.is_typed, level=each.is_level,
            )
            for each in form.indicators
        ]  # fmt: skip
        return cls(
            id=form.id, version=form.version, definitions=form.definitions, name_zh=form.words.zh,
            name_en=form.words.en, kinds=sorted(each.value for each in form.kinds), due=f"{form.due:%H:%M}",
            indicators=indicators,
        )  # fmt: skip


class UnitIn(Strict):
    """A new reporting unit with the form it owes from a day on."""

    name_zh: str = Field(min_length=1, max_length=120)
    name_en: str = Field("", max_length=160)
    kind: UnitKind
    area: str = Field(max_length=19)
    form_id: str = Field(max_length=40)
    since: Day
    until: Day | None = None
    code: str = Field("", max_length=20, pattern="^[A-Za-z0-9-]*$")
    owner: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)

    def new(self) -> NewUnit:
        """The unit as the action takes it."""
        return NewUnit(
            Words(self.name_zh, self.name_en or self.name_zh), self.kind, areas.parse(self.area), self.form_id,
            self.since, self.code, self.owner, None, self.phone, self.until,
        )  # fmt: skip


class UnitOut(Schema):
    """A reporting unit."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    kind: str
    area: str

    @classmethod
    def of(cls, unit: UnitFacts) -> UnitOut:
        """The unit as JSON."""
        return cls(
            id=unit.id, code=unit.code, name_zh=unit.words.zh, name_en=unit.words.en, kind=unit.kind.value,
            area=areas.printed(unit.area),
        )  # fmt: skip


class ReturnIn(Strict):
    """A unit's return of a day: the asked figures, or nil; a correction needs a reason."""

    unit_id: UUID
    form_id: str = Field(max_length=40)
    on: Day
    figures: dict[str, Figure] = {}
    nil: bool = False
    reason: str = Field("", max_length=300)

    def new(self) -> NewReturn:
        """The return as the action takes it."""
        return NewReturn(self.unit_id, self.form_id, self.on, self.figures, self.nil, self.reason, Channel.INTERFACE)


class ReturnOut(Schema):
    """A filed return."""

    number: str
    unit_id: UUID
    form: str
    on: date
    revision: int
    figures: dict[str, int]
    origins: dict[str, str]
    nil: bool
    reason: str
    channel: str
    cutoff: datetime
    sha256: str
    filed_at: datetime
    filed_by: str

    @classmethod
    def of(cls, facts: ReturnFacts) -> ReturnOut:
        """The return as JSON."""
        return cls(
            number=facts.number, unit_id=facts.unit_id, form=facts.form, on=facts.on, revision=facts.revision,
            figures=dict(facts.figures), origins=dict(facts.origins), nil=facts.is_nil, reason=facts.reason,
            channel=facts.channel.value, cutoff=facts.cutoff, sha256=facts.sha256, filed_at=facts.filed_at,
            filed_by=facts.filed_by,
        )  # fmt: skip


class LineOut(Schema):
    """One line of a sheet: its figure when known, and where it comes from."""

    key: str
    origin: str
    value: int | None
    before: int | None


class SheetOut(Schema):
    """What a unit has to file for a day."""

    unit: UnitOut
    form: str
    on: date
    due_at: datetime
    lines: list[LineOut]
    filed: ReturnOut | None

    @classmethod
    def of(cls, sheet: Sheet) -> SheetOut:
        """The sheet as JSON."""
        lines = [
            LineOut(key=line.indicator.key, origin=line.origin.value, value=line.value, before=line.before)
            for line in sheet.lines
        ]
        filed = ReturnOut.of(sheet.filed) if sheet.filed else None
        return cls(
            unit=UnitOut.of(sheet.unit), form=sheet.form.label, on=sheet.on, due_at=sheet.due_at, lines=lines,
            filed=filed,
        )  # fmt: skip


class StandingOut(Schema):
    """How one owed return stands."""

    unit: UnitOut
    form_id: str
    on: date
    state: str
    late: bool
    due_at: datetime
    chased: int
    number: str

    @classmethod
    def of(cls, found: Standing) -> StandingOut:
        """The standing as JSON."""
        return cls(
            unit=UnitOut.of(found.unit), form_id=found.form.id, on=found.on, state=found.state.value,
            late=found.is_late, due_at=found.due_at, chased=found.chased,
            number=found.filed.number if found.filed else "",
        )  # fmt: skip


class TotalOut(Schema):
    """One indicator rolled up: the sum over units, each once, and the platform's own count of the whole area."""

    key: str
    total: int
    units: int
    covered: list[UUID]
    counted: int | None


class RollUpOut(Schema):
    """A day's returns of an area, rolled up."""

    on: date
    area: str
    totals: list[TotalOut]
    missing: list[str]
    late: list[str]
    standings: list[StandingOut]

    @classmethod
    def of(cls, found: RollUp) -> RollUpOut:
        """The roll-up as JSON; late and missing units by code."""
        totals = [
            TotalOut(
                key=each.indicator.key, total=each.total, units=len(each.by_unit), covered=list(each.covered),
                counted=each.counted,
            )
            for each in found.totals
        ]  # fmt: skip
        return cls(
            on=found.on, area=areas.printed(found.area), totals=totals,
            missing=[each.unit.code for each in found.standings if each.state.value == "missing"],
            late=[each.unit.code for each in found.late],
            standings=[StandingOut.of(each) for each in found.standings],
        )  # fmt: skip


class DifferenceOut(Schema):
    """One record by which headline and line list differ: its number, why, and the units it concerns."""

    number: str
    reason: str
    reason_zh: str
    reason_en: str
    units: list[str]


class ReconciliationOut(Schema):
    """Headline against line list for one indicator."""

    key: str
    headline: int
    listed: int
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, found: Reconciliation) -> ReconciliationOut:
        """The reconciliation as JSON; records by number, never by name."""
        differences = [
            DifferenceOut(
                number=each.record.number if each.record else each.record_id, reason=each.reason.value,
                reason_zh=each.reason.words.zh, reason_en=each.reason.words.en,
                units=[unit.code for unit in each.units],
            )
            for each in found.differences
        ]  # fmt: skip
        return cls(key=found.indicator.key, headline=found.headline, listed=found.listed, differences=differences)


class ChaseIn(Strict):
    """Ask units for a return of a day that is not in."""

    unit_ids: list[UUID] = Field(max_length=500)
    form_id: str = Field(max_length=40)
    on: Day


class ChasedOut(Schema):
    """How many units were asked."""

    asked: int


class OwnFigureIn(Strict):
    """A figure that a form has of its own."""

    name_zh: str = Field(min_length=1, max_length=60, pattern=NO_CONTROL)
    name_en: str = Field("", max_length=60, pattern=NO_CONTROL)
    measure: Measure
    counted: str = Field("", max_length=120, pattern=NO_CONTROL)


class FormIn(Strict):
    """A return form, or with ``form_id`` the next version of one."""

    form_id: str = Field("", max_length=40, pattern="^[a-z0-9-]*$")
    name_zh: str = Field(min_length=1, max_length=80, pattern=NO_CONTROL)
    name_en: str = Field("", max_length=120, pattern=NO_CONTROL)
    kinds: list[UnitKind] = Field(min_length=1, max_length=10)
    due: time
    chase_hours: int = Field(ge=1, le=48)
    look_back_days: int = Field(ge=1, le=31)
    indicators: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=60)
    own: list[OwnFigureIn] = Field(default_factory=list, max_length=20)
    since: date
    reason: str = Field("", max_length=300, pattern=NO_CONTROL)

    def new(self) -> NewForm:
        """The form as wanted."""
        own = tuple(
            OwnIndicator(Words(each.name_zh, each.name_en), each.measure, Words(each.counted, each.counted))
            for each in self.own
        )
        return NewForm(
            words=Words(self.name_zh, self.name_en or self.name_zh), kinds=frozenset(self.kinds),
            due=self.due.replace(tzinfo=None), chase_hours=self.chase_hours, look_back_days=self.look_back_days,
            indicators=tuple(self.indicators), own=own, since=self.since, form_id=self.form_id, reason=self.reason,
        )  # fmt: skip
