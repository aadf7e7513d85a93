"""What the registry's API takes and gives."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Field, Schema

from sizao.ground.registry import rules
from sizao.ground.registry.types import (
    AreaFacts,
    BoundaryPreview,
    BoundaryState,
    ChiefFacts,
    HelpKind,
    HouseholdFacts,
    KeyGroup,
    NeedFacts,
    NeedState,
    NewPlace,
    OrganisationFacts,
    OrganisationKind,
    Party,
    PersonFacts,
    PlaceFacts,
    PlaceKind,
    ResponsibilityFacts,
    Sex,
    SpecialNeed,
)
from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.geodesy import Crs
from sizao.kernel.words import Words
from sizao.spine.web.queries.fields import Strict, Time


class AreaOut(Schema):
    """An area: printed code (2 to 19 digits), level, names in both languages, WGS-84 position if known."""

    code: str
    parent: str
    level: Level
    name_zh: str
    name_en: str
    longitude: float | None
    latitude: float | None
    is_closed: bool

    @classmethod
    def of(cls, facts: AreaFacts) -> AreaOut:
        """The area as JSON."""
        return cls(
            code=facts.printed, parent=areas.printed(facts.parent), level=facts.level, name_zh=facts.words.zh,
            name_en=facts.words.en, longitude=facts.longitude, latitude=facts.latitude,
            is_closed=facts.is_closed,
        )  # fmt: skip


class PlaceOut(Schema):
    """A place."""

    id: int
    number: str
    name_zh: str
    name_en: str
    kind: PlaceKind
    area: str
    longitude: float | None
    latitude: float | None
    capacity: int | None
    organisation_id: UUID | None

    @classmethod
    def of(cls, facts: PlaceFacts) -> PlaceOut:
        """The place as JSON."""
        return cls(
            id=facts.id, number=facts.number, name_zh=facts.words.zh, name_en=facts.words.en, kind=facts.kind,
            area=areas.printed(facts.area), longitude=facts.longitude, latitude=facts.latitude,
            capacity=facts.capacity, organisation_id=facts.organisation_id,
        )  # fmt: skip


class PlaceIn(Strict):
    """A new place; positions are WGS-84 degrees."""

    name_zh: str = Field(min_length=1, max_length=120)
    name_en: str = Field("", max_length=160)
    kind: PlaceKind
    area: str = Field(min_length=1, max_length=19)
    longitude: float | None = None
    latitude: float | None = None
    capacity: int | None = Field(None, ge=1, le=2_000_000)
    organisation_id: UUID | None = None

    def new(self) -> NewPlace:
        """What the action takes."""
        return NewPlace(
            words=Words(self.name_zh, self.name_en or self.name_zh), kind=self.kind, area=rules.area_code(self.area),
            longitude=self.longitude, latitude=self.latitude, capacity=self.capacity,
            organisation_id=self.organisation_id,
        )  # fmt: skip


class RunByIn(Strict):
    """Which organisation runs a place; ``null`` when none is known to."""

    organisation_id: UUID | None


class PlaceMade(Schema):
    """The answer to a new place."""

    id: int


class OrganisationIn(Strict):
    """A new organisation of an area; the credit code is that of GB 32100, or empty."""

    name_zh: str = Field(min_length=1, max_length=120)
    name_en: str = Field("", max_length=160)
    kind: OrganisationKind
    area: str = Field(min_length=1, max_length=19)
    credit_code: str = Field("", max_length=18)

    def words(self) -> Words:
        """Its name."""
        return Words(self.name_zh, self.name_en or self.name_zh)


class OrganisationOut(Schema):
    """One organisation."""

    id: UUID
    name_zh: str
    name_en: str
    kind: OrganisationKind
    area: str
    credit_code: str

    @classmethod
    def of(cls, facts: OrganisationFacts) -> OrganisationOut:
        """The organisation as JSON."""
        return cls(
            id=facts.id, name_zh=facts.words.zh, name_en=facts.words.en, kind=facts.kind,
            area=areas.printed(facts.area), credit_code=facts.credit_code,
        )  # fmt: skip


class PlacesIn(Strict):
    """Places to be entered together."""

    places: list[PlaceIn] = Field(min_length=1, max_length=5_000)


class PlacesMade(Schema):
    """The answer to a list of places."""

    ids: list[int]


class SmallAreaIn(Strict):
    """A grid, a building or a unit to add; without a name it is called by its number."""

    parent: str = Field(min_length=1, max_length=19)
    level: Level
    name_zh: str = Field("", max_length=80)
    name_en: str = Field("", max_length=120)


class AreaMade(Schema):
    """The answer to a new area: its printed code."""

    code: str


class AreaNameIn(Strict):
    """Another name for an area."""

    name_zh: str = Field(min_length=1, max_length=80)
    name_en: str = Field(min_length=1, max_length=120)


class ReasonIn(Strict):
    """Why."""

    reason: str = Field(min_length=1, max_length=400)


class ChiefIn(Strict):
    """Who looks after an area: a user name, or a named post (no private person's name)."""

    username: str = Field("", max_length=150)
    post: str = Field("", max_length=80)


class ChiefOut(Schema):
    """Who looks or looked after an area; the term is half-open."""

    id: UUID
    area: str
    holder: str
    since: Time
    until: Time | None

    @classmethod
    def of(cls, facts: ChiefFacts) -> ChiefOut:
        """The chief as JSON."""
        return cls(
            id=facts.id, area=areas.printed(facts.area), holder=facts.holder, since=facts.since, until=facts.until
        )


class HouseholdIn(Strict):
    """A household: an area that exists, and what stands on the door."""

    area: str = Field(min_length=1, max_length=19)
    label: str = Field(min_length=1, max_length=40)


class Made(Schema):
    """The id of something new."""

    id: UUID


class HouseholdOut(Schema):
    """A household without its members."""

    id: UUID
    area: str
    label: str

    @classmethod
    def of(cls, facts: HouseholdFacts) -> HouseholdOut:
        """The household as JSON."""
        return cls(id=facts.id, area=areas.printed(facts.area), label=facts.label)


class MemberOut(Schema):
    """A member of a household under the public number."""

    number: str
    birth_year: int | None
    sex: Sex
    key_group: KeyGroup

    @classmethod
    def of(cls, facts: PersonFacts) -> MemberOut:
        """The member as JSON."""
        return cls(number=facts.number, birth_year=facts.birth_year, sex=facts.sex, key_group=facts.key_group)


class NeedOut(Schema):
    """A special need, where it stands, and the help that is planned."""

    id: UUID
    person: str
    household: UUID | None
    area: str
    kind: SpecialNeed
    state: NeedState
    since: Time
    until: Time | None
    help: HelpKind | None
    responsible: str
    due_at: Time | None

    @classmethod
    def of(cls, facts: NeedFacts) -> NeedOut:
        """The need as JSON."""
        return cls(
            id=facts.id, person=facts.person_number, household=facts.household_id, area=areas.printed(facts.area),
            kind=facts.kind, state=facts.state, since=facts.since, until=facts.until, help=facts.help,
            responsible=facts.responsible, due_at=facts.due_at,
        )  # fmt: skip


class HouseholdWhole(Schema):
    """A household with its members and what they need."""

    household: HouseholdOut
    members: list[MemberOut]
    needs: list[NeedOut]


class MemberIn(Strict):
    """A person by public number."""

    number: str = Field(min_length=1, max_length=14)


class NeedIn(Strict):
    """A special need of a person, by public number."""

    number: str = Field(min_length=1, max_length=14)
    kind: SpecialNeed


class PlanIn(Strict):
    """Help to give: what, by whom, until when."""

    help: HelpKind
    responsible: str = Field(min_length=1, max_length=120)
    due_at: Time
    note: str = Field("", max_length=400)


class NoteIn(Strict):
    """A remark beside a step; no names, no phone numbers."""

    note: str = Field("", max_length=400)


class ResponsibleIn(Strict):
    """Who answers for what at a place: exactly one of user name, organisation and post."""

    party: Party
    duty: str = Field(min_length=1, max_length=200)
    username: str = Field("", max_length=150)
    organisation_id: UUID | None = None
    post: str = Field("", max_length=120)


class ResponsibilityOut(Schema):
    """Who answers or answered for what at a place; the time is half-open."""

    id: UUID
    party: Party
    duty: str
    holder: str
    organisation_id: UUID | None
    since: Time
    until: Time | None

    @classmethod
    def of(cls, facts: ResponsibilityFacts) -> ResponsibilityOut:
        """The responsibility as JSON."""
        return cls(
            id=facts.id, party=facts.party, duty=facts.duty, holder=facts.holder,
            organisation_id=facts.organisation_id, since=facts.since, until=facts.until,
        )  # fmt: skip


class BoundariesIn(Strict):
    """An authority's boundaries as GeoJSON; nothing is replaced before they are applied."""

    crs: Crs
    source: str = Field(min_length=1, max_length=120)
    filename: str = Field("boundaries.json", min_length=1, max_length=200)
    collection: dict[str, Any]


class OutlineOut(Schema):
    """One area of a boundary file, and how far its middle moves in metres."""

    code: str
    name_zh: str
    name_en: str
    has_outline: bool
    moved_m: float | None


class BoundariesOut(Schema):
    """What a boundary file would do, or did."""

    id: UUID
    state: BoundaryState
    crs: Crs
    source: str
    sha256: str
    matched: list[OutlineOut]
    unmatched: list[str]
    outside: list[str]
    box: tuple[float, float, float, float] | None

    @classmethod
    def of(cls, facts: BoundaryPreview) -> BoundariesOut:
        """The preview as JSON, without the geometries."""
        matched = [
            OutlineOut(
                code=areas.printed(each.code), name_zh=each.words.zh, name_en=each.words.en,
                has_outline=each.old is not None, moved_m=each.moved_m,
            )
            for each in facts.outlines
        ]  # fmt: skip
        return cls(
            id=facts.id, state=facts.state, crs=facts.crs, source=facts.source, sha256=facts.sha256, matched=matched,
            unmatched=[areas.printed(each) for each in facts.unmatched],
            outside=[areas.printed(each) for each in facts.outside], box=facts.box,
        )  # fmt: skip


class BoundariesApplied(Schema):
    """How many outlines were replaced."""

    replaced: int
