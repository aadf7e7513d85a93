"""What the API of cohorts takes and gives. Areas are printed division codes; people are numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.kernel import areas
from sizao.measures.cohorts import rules
from sizao.measures.cohorts.types import (
    CohortFacts,
    Counts,
    DutyFacts,
    DutyKind,
    MemberFacts,
    NewRule,
    NewStay,
    Source,
    State,
    UnplacedFacts,
    VersionFacts,
)
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, WordsOut

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=NO_CONTROL)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=NO_CONTROL)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=NO_CONTROL)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=NO_CONTROL)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=NO_CONTROL)]
Days = Annotated[int, Field(ge=0, le=90)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


class RuleIn(Strict):
    """One version of a rule: where, from when to when, what is asked, by which paper."""

    place: AreaCode
    since: Day
    until: Day | None = None
    test_days: Annotated[list[Days], Field(max_length=30)] = []
    monitor_days: Annotated[int, Field(ge=1, le=90)] | None = None
    hand_over: bool = False
    basis: Why
    edition_id: Key = ""

    def new(self) -> NewRule:
        """The rule as the room takes it."""
        return NewRule(
            place=self.place, since=self.since, until=self.until, test_days=tuple(self.test_days),
            monitor_days=self.monitor_days, hand_over=self.hand_over, basis=self.basis, edition_id=self.edition_id,
        )  # fmt: skip


class CohortIn(Strict):
    """A cohort with the first version of its rule."""

    area: AreaCode
    title_zh: Title
    title_en: Title
    incident_id: UUID | None = None
    rule: RuleIn


class VersionOut(Schema):
    """One version and where it stands."""

    id: UUID
    n: int
    place: str
    since: date
    until: date | None
    test_days: list[int]
    monitor_days: int | None
    hand_over: bool
    asks: WordsOut
    basis: str
    edition_id: str
    state: State
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None

    @classmethod
    def of(cls, found: VersionFacts) -> VersionOut:
        """The version as JSON."""
        rule = found.rule
        return cls(
            id=found.id, n=found.n, place=areas.printed(rule.place), since=rule.since, until=rule.until,
            test_days=list(rule.test_days), monitor_days=rule.monitor_days, hand_over=rule.hand_over,
            asks=WordsOut.of(rules.asks(rule)), basis=rule.basis, edition_id=rule.edition_id, state=found.state,
            by=found.by, at=found.at, decided_by=found.decided_by, decided_at=found.decided_at,
        )  # fmt: skip


class CountsOut(Schema):
    """How many are registered in the caller's area, have done everything, owe something, are late."""

    registered: int
    done: int
    open: int
    late: int


class CohortOut(Schema):
    """A cohort with its versions, the newest first, and its counts."""

    id: UUID
    area: str
    incident_id: UUID | None
    title: WordsOut
    versions: list[VersionOut]
    counts: CountsOut

    @classmethod
    def of(cls, found: CohortFacts, counts: Counts) -> CohortOut:
        """The cohort as JSON."""
        counted = CountsOut(registered=counts.registered, done=counts.done, open=counts.open, late=counts.late)
        return cls(
            id=found.id, area=areas.printed(found.area), incident_id=found.incident_id, title=WordsOut.of(found.title),
            versions=[VersionOut.of(each) for each in found.versions], counts=counted,
        )  # fmt: skip


class StayIn(Strict):
    """Where somebody was; sending the same number again changes nothing."""

    person_id: Annotated[int, Field(ge=1, lt=2**63)]
    area: AreaCode
    place: AreaCode
    last_on: Day
    first_on: Day | None = None
    source_ref: Reference = ""

    def new(self) -> NewStay:
        """The stay as the room takes it."""
        return NewStay(
            person_id=self.person_id, area=self.area, place=self.place, last_on=self.last_on, first_on=self.first_on,
            source=Source.FEED, source_ref=self.source_ref,
        )  # fmt: skip


class StaysIn(Strict):
    """Many stays at once: all enter or none."""

    stays: Annotated[list[StayIn], Field(min_length=1, max_length=500)]


class RegisteredOut(Schema):
    """How many stays were sent, and how many people became members of a cohort by them."""

    stays: int
    matched: int


class DutyOut(Schema):
    """One thing asked of somebody."""

    id: int
    kind: DutyKind
    due_on: date
    done_at: datetime | None
    note: str

    @classmethod
    def of(cls, found: DutyFacts) -> DutyOut:
        """The duty as JSON."""
        return cls(id=found.id, kind=found.kind, due_on=found.due_on, done_at=found.done_at, note=found.note)


class MemberOut(Schema):
    """One person whom the rule matched, why, and what is asked."""

    id: UUID
    person_id: int
    area: str
    version: int
    because: WordsOut
    matched_at: datetime
    source: Source
    duties: list[DutyOut]

    @classmethod
    def of(cls, found: MemberFacts) -> MemberOut:
        """The member as JSON."""
        return cls(
            id=found.id, person_id=found.person_id, area=areas.printed(found.area), version=found.version_n,
            because=WordsOut.of(found.because), matched_at=found.matched_at, source=found.source,
            duties=[DutyOut.of(each) for each in found.duties],
        )  # fmt: skip


class ReasonIn(Strict):
    """Why."""

    reason: Why


class DoneIn(Strict):
    """What is noted with a duty done; handing over says who signed for it."""

    note: Note = ""


class PlaceIn(Strict):
    """The area that somebody meant."""

    place: AreaCode


class UnplacedOut(Schema):
    """A stay whose place names no area known here, as it was told."""

    id: UUID
    person_id: int
    area: str
    said: str
    last_on: date
    source: Source
    source_ref: str

    @classmethod
    def of(cls, found: UnplacedFacts) -> UnplacedOut:
        """The stay as JSON."""
        return cls(
            id=found.id, person_id=found.person_id, area=areas.printed(found.area), said=found.said,
            last_on=found.last_on, source=found.source, source_ref=found.source_ref,
        )  # fmt: skip


class MatchedOut(Schema):
    """How many people known before a version it touched when it came into force: new members, and members asked for more."""

    matched: int
