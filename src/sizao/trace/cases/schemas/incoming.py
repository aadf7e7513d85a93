"""What the API of cases takes; unknown fields are refused."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Field

from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import Sex
from sizao.kernel.documents import DocumentKind
from sizao.kernel.editions.types import ContactClass
from sizao.spine.web.queries.fields import Strict, Time
from sizao.trace.cases.types import (
    MOST_METRES,
    Certainty,
    Classification,
    DiscoveryRoute,
    ImportKind,
    Mask,
    NewCase,
    Newcomer,
    NewExposure,
    NewStay,
    Outcome,
    Passenger,
    ProposedContact,
    Severity,
    Symptom,
    Transport,
)
from sizao.trace.cases.types.discharge import DischargeTest

AREA = r"^\d{2,19}$"
BIGGEST = 2**63 - 1
MOST = 10_000


class CaseIn(Strict):
    """A case to be reported."""

    person: int = Field(ge=1, le=BIGGEST)
    area: str = Field(pattern=AREA)
    reported_at: Time
    classification: Classification = Classification.SUSPECTED
    onset_at: Time | None = None
    sampled_at: Time | None = None
    isolated_at: Time | None = None
    last_negative_at: Time | None = None
    import_kind: ImportKind = ImportKind.UNKNOWN
    discovery_route: DiscoveryRoute = DiscoveryRoute.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    symptoms: list[Symptom] = Field(default_factory=list, max_length=20)
    vaccine_doses: int | None = Field(None, ge=0, le=9)
    external_id: str = Field("", max_length=80)

    def new_case(self, area: int) -> NewCase:
        """What the action takes."""
        given = self.model_dump(exclude={"person", "area", "symptoms"})
        return NewCase(person_id=self.person, area=area, symptoms=tuple(self.symptoms), **given)


class CasesIn(Strict):
    """Cases to be reported at once."""

    cases: list[CaseIn] = Field(min_length=1, max_length=MOST)


class PersonIn(Strict):
    """Somebody to be entered with the case: the identity for the vault, and what the registry keeps."""

    name: str = Field("", max_length=80)
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)
    address: str = Field("", max_length=200)
    sex: Sex = Sex.UNKNOWN
    birth_year: int | None = Field(None, ge=1890, le=2100)
    nationality: str = Field("", pattern="^([A-Z]{2})?$")
    area_residence: str = Field("", pattern=r"^(\d{2,19})?$")

    def newcomer(self, area: int | None) -> Newcomer:
        """What the action takes."""
        held = NewIdentity(**self.model_dump(exclude={"birth_year", "area_residence"}))
        return Newcomer(identity=held, birth_year=self.birth_year, area=area)


class CaseOfNewIn(CaseIn):
    """A case of somebody who is entered with it; whom the vault recognises keeps their number."""

    person: PersonIn  # type: ignore[assignment]

    def new_case(self, area: int) -> NewCase:
        """What the action takes; the person's number comes from the vault."""
        given = self.model_dump(exclude={"person", "area", "symptoms"})
        return NewCase(person_id=0, area=area, symptoms=tuple(self.symptoms), **given)


class PassengerIn(Strict):
    """One row of a manifest."""

    seat: str = Field("", max_length=20)
    name: str = Field("", max_length=80)
    document_number: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)
    person_number: str = Field("", max_length=14)


class SeatsIn(Strict):
    """A manifest to be judged; ``propose`` proposes those near (and, if wanted, all who have a class)."""

    rule: str = Field(max_length=40)
    vehicle: str = Field(min_length=1, max_length=40)
    seat: str = Field("", max_length=20)
    start: Time
    until: Time
    passengers: list[PassengerIn] = Field(min_length=1, max_length=MOST)
    propose: Literal["nobody", "near", "all"] = "nobody"

    def rows(self) -> list[Passenger]:
        """The rows as the rules take them."""
        return [Passenger(line=line, **each.model_dump()) for line, each in enumerate(self.passengers, 1)]


class ClassificationIn(Strict):
    """A classification to be given; ``seen`` is the one it was decided on: when it is another by now, it is refused."""

    to: Classification
    reason: str = Field("", max_length=500)
    seen: Classification | None = None


class DischargeTestIn(Strict):
    """A PCR test before discharge: when it was sampled, and its Ct value, or ``null``, written out, where nothing was found."""

    sampled_at: Time
    ct: float | None = Field(ge=1, le=60)


class ClosingIn(Strict):
    """Why a case is over; who recovered goes home with the tests of the edition, or with a written reason in their place."""

    reason: str = Field("", max_length=500)
    tests: list[DischargeTestIn] = Field(default_factory=list, max_length=10)

    def shown(self) -> list[DischargeTest]:
        """The tests as the rules take them."""
        return [DischargeTest(each.sampled_at, each.ct) for each in self.tests]


class AmendIn(Strict):
    """New values of a case; fields left out stay. ``revision`` is the version they were made on."""

    revision: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=500)
    onset_at: Time | None = None
    sampled_at: Time | None = None
    isolated_at: Time | None = None
    last_negative_at: Time | None = None
    import_kind: ImportKind | None = None
    discovery_route: DiscoveryRoute | None = None
    severity: Severity | None = None
    outcome: Outcome | None = None
    outcome_at: Time | None = None

    def changes(self) -> dict[str, object]:
        """The fields that were given; only the dates may be given as nothing."""
        given = self.model_dump(exclude_unset=True, exclude={"revision", "reason"})
        return {name: value for name, value in given.items() if value is not None or name.endswith("_at")}


class StayIn(Strict):
    """One place-time row."""

    start: Time
    until: Time
    place: int | None = Field(None, ge=1, le=BIGGEST)
    place_text: str = Field("", max_length=200)
    transport: Transport = Transport.NONE
    vehicle: str = Field("", max_length=40)
    seat: str = Field("", max_length=20)
    mask: Mask = Mask.UNKNOWN
    certainty: Certainty = Certainty.PROBABLE
    note: str = Field("", max_length=500)

    def new_stay(self) -> NewStay:
        """What the action takes."""
        return NewStay(place_id=self.place, **self.model_dump(exclude={"place"}))


class StaysIn(Strict):
    """Place-time rows to be added."""

    stays: list[StayIn] = Field(min_length=1, max_length=500)


class ContactIn(Strict):
    """A proposed contact with its evidence."""

    person: int = Field(ge=1, le=BIGGEST)
    area: str = Field(pattern=AREA)
    last_exposure_at: Time
    first_exposure_at: Time | None = None
    situation: str = Field("", max_length=40)
    contact_class: ContactClass | None = None
    source_case_id: UUID | None = None
    source_person: int | None = Field(None, ge=1, le=BIGGEST)
    place: int | None = Field(None, ge=1, le=BIGGEST)
    minutes: int | None = Field(None, ge=0, le=10_000_000)
    metres: float | None = Field(None, ge=0, le=MOST_METRES, allow_inf_nan=False)
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    note: str = Field("", max_length=500)

    def proposal(self, area: int) -> ProposedContact:
        """What the action takes."""
        given = self.model_dump(exclude={"person", "area", "source_person", "place"})
        return ProposedContact(
            person_id=self.person, area=area, source_person_id=self.source_person, place_id=self.place,
            found_by="api", **given,
        )  # fmt: skip


class ContactsIn(Strict):
    """Contacts to be proposed at once."""

    contacts: list[ContactIn] = Field(min_length=1, max_length=MOST)


class DecisionIn(Strict):
    """One decision on many contacts."""

    contact_ids: list[UUID] = Field(min_length=1, max_length=MOST)
    step: str = Field(pattern="^(approve|reject|lost|found|hand_over)$")
    reason: str = Field("", max_length=500)


class UndoIn(Strict):
    """Why a decision is taken back."""

    reason: str = Field("", max_length=500)


class ExposureIn(Strict):
    """An exposure edge: the exposed person, and a case, a contact or a place as the source."""

    person: int = Field(ge=1, le=BIGGEST)
    area: str = Field(pattern=AREA)
    source_case_id: UUID | None = None
    source_contact_id: UUID | None = None
    source_place: int | None = Field(None, ge=1, le=BIGGEST)
    start: Time | None = None
    until: Time | None = None
    situation: str = Field("", max_length=40)
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    minutes: int | None = Field(None, ge=0, le=10_000_000)
    metres: float | None = Field(None, ge=0, le=MOST_METRES, allow_inf_nan=False)
    note: str = Field("", max_length=500)

    def exposure(self, area: int) -> NewExposure:
        """What the action takes."""
        given = self.model_dump(exclude={"person", "area", "source_place"})
        return NewExposure(person_id=self.person, area=area, source_place_id=self.source_place, found_by="api", **given)


class ExposuresIn(Strict):
    """Exposure edges to be recorded at once."""

    exposures: list[ExposureIn] = Field(min_length=1, max_length=MOST)
