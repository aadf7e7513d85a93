"""The systems records go out to, their parts, and the plain records that exports are built from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sizao.ground.identity.types import Identity, Purpose
from sizao.ground.intake.types import ToldFacts
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types import CaseFacts, ContactFacts, ExposureFacts


class System(LabelledEnum):
    """A system that reads our files."""

    SORMAS = "sormas", "SORMAS", "SORMAS"
    GODATA = "godata", "Go.Data", "Go.Data"


class Part(LabelledEnum):
    """What the rows of an exported file are about."""

    CASES = "cases", "病例", "Cases"
    CONTACTS = "contacts", "接触者", "Contacts"
    RELATIONSHIPS = "relationships", "暴露关系", "Relationships"


PARTS: Mapping[System, tuple[Part, ...]] = {
    System.SORMAS: (Part.CASES, Part.CONTACTS),
    System.GODATA: (Part.CASES, Part.CONTACTS, Part.RELATIONSHIPS),
}
"""What each system can take in; SORMAS has no import of relationships, its contacts name their case."""


@dataclass(frozen=True)
class Places:
    """An area's names from the province down, as a foreign system's region, district and community."""

    region: str = ""
    district: str = ""
    community: str = ""


@dataclass(frozen=True)
class Incident:
    """An incident's records as exports read them; ``names`` is what each person is called in its files."""

    id: UUID
    number: str
    disease: str
    disease_called: str
    cases: Sequence[CaseFacts]
    contacts: Sequence[ContactFacts]
    exposures: Sequence[ExposureFacts]
    persons: Mapping[int, PersonFacts]
    names: Mapping[int, str]
    places: Mapping[int, Places]
    place_names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file to be written: heading rows, then rows of texts."""

    headings: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Written:
    """A written file: its name, its bytes, and how many records it holds."""

    filename: str
    content: bytes
    rows: int


@dataclass(frozen=True)
class LabResult:
    """One laboratory result of a case: of this platform once released, or as another system told it."""

    id: str
    sampled_at: datetime | None
    value: str
    method: str = ""
    material: str = ""
    source: str = ""
    specimen: str = ""
    """The code on the tube, where the platform or the source knows one."""
    laboratory: str = ""
    ct: tuple[tuple[Words, float], ...] = ()
    """The Ct values that came with the result, each with what was amplified."""


@dataclass(frozen=True)
class CaseFile:
    """Everything a bundle says of one case."""

    case: CaseFacts
    person: PersonFacts
    disease: Words
    edition: Words
    results: Sequence[LabResult] = ()
    told: Sequence[ToldFacts] = ()
    admitted_at: datetime | None = None
    hospital: str = ""
    identity: Identity | None = None


@dataclass(frozen=True)
class DayCounts:
    """Counts of one day by date of report under the present classification: figure to number."""

    day: date
    area: int
    figures: Mapping[str, int]


@dataclass(frozen=True)
class Dhis2Mapping:
    """Identifiers of a DHIS2 instance: figure to data element, area to organisation unit."""

    data_set: str
    category_option_combo: str
    data_elements: Mapping[str, str]
    org_units: Mapping[int, str]
    disease: str = ""
    """The disease that the data set is about; empty when only one is ever counted."""


Revealer = Callable[..., "dict[int, Identity]"]
"""Opens identities: ``(person_ids, purpose, reason, by, at)``; the vault logs and refuses."""

revealer: Socket[Revealer] = Socket("how identities are opened")
"""The flow enters here how identities are opened; this room knows no action of the vault."""


@dataclass(frozen=True)
class Asked:
    """Whether identities are wanted in a bundle, and for what."""

    purpose: Purpose
    reason: str
    by: Actor
    at: datetime
