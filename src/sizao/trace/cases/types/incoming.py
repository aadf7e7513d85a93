"""Records going in: cases, stays, exposures and proposed contacts as somebody reports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types.words import (
    Certainty,
    Classification,
    DiscoveryRoute,
    ImportKind,
    Mask,
    Outcome,
    Severity,
    Transport,
)


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case to be reported. Times are aware; ``area`` is the area answerable for the case."""

    person_id: int
    area: int
    reported_at: datetime
    held_since: datetime | None = None
    """Since when it is held to be what it is classified as; the moment of entering when left out."""
    classification: Classification = Classification.SUSPECTED
    onset_at: datetime | None = None
    sampled_at: datetime | None = None
    isolated_at: datetime | None = None
    last_negative_at: datetime | None = None
    import_kind: ImportKind = ImportKind.UNKNOWN
    discovery_route: DiscoveryRoute = DiscoveryRoute.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    symptoms: tuple[str, ...] = ()
    outcome: Outcome = Outcome.IN_CARE
    outcome_at: datetime | None = None
    vaccine_doses: int | None = None
    external_id: str = ""
    form: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewStay:
    """One place-time row of a case's activity trajectory."""

    start: datetime
    until: datetime
    place_id: int | None = None
    place_text: str = ""
    transport: Transport = Transport.NONE
    vehicle: str = ""
    seat: str = ""
    mask: Mask = Mask.UNKNOWN
    certainty: Certainty = Certainty.PROBABLE
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NewExposure:
    """An edge: ``person_id`` was exposed to a case or a place, or (for a secondary contact) to another contact."""

    person_id: int
    area: int
    start: datetime | None = None
    until: datetime | None = None
    source_case_id: UUID | None = None
    source_contact_id: UUID | None = None
    source_place_id: int | None = None
    situation: str = ""
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    minutes: int | None = None
    metres: float | None = None
    found_by: str = "interview"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposedContact:
    """A person somebody thinks is a contact, with the evidence; the class follows from the situation when left empty."""

    person_id: int
    area: int
    last_exposure_at: datetime
    situation: str = ""
    contact_class: ContactClass | None = None
    first_exposure_at: datetime | None = None
    source_case_id: UUID | None = None
    source_person_id: int | None = None
    """For a secondary contact: the close contact through whom the exposure came."""
    place_id: int | None = None
    minutes: int | None = None
    metres: float | None = None
    certainty: Certainty = Certainty.PROBABLE
    protection: Mask = Mask.UNKNOWN
    found_by: str = "interview"
    basis: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    known_since: datetime | None = None
    """When the person became known as a contact, if that was before now: a list of the past says it."""
