"""A small outbreak in Yixing for the board's tests: every number is known because it is put in here."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass, ZoneKind
from sizao.kernel.words import Words
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewPoint, NewSample, Purpose, SubjectKind
from sizao.measures.zones import actions as zones
from sizao.measures.zones.types import NewZone
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase, ProposedContact

YIXING = areas.parse("320282")
TOWNS = [areas.parse(code) for code in ("320282109", "320282100", "320282104", "320282105", "320282110")]
BINHU = areas.parse("320211")
HOUR = timedelta(hours=1)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[119.95, 31.42], [120.0, 31.42], [120.0, 31.47], [119.95, 31.47], [119.95, 31.42]]],
}


def people(number: int, area: int, by: Actor, at: datetime) -> list[int]:
    return registry.add_persons(persons=[NewPerson(area_residence=area)] * number, by=by, at=at)


def build(by: Actor, at: datetime, size: int = 1) -> UUID:
    """An incident reported ten hours before ``at``: 3·size infections, 1 suspected, contacts, zones, samples, late tasks."""
    began = at - 10 * HOUR
    incident = command.open_incident(
        title=Words("宜兴市万石镇聚集性疫情", "Cluster in Wanshi town, Yixing"), disease="covid-19", area=YIXING,
        reported_at=began, detected_at=began - HOUR, by=by, at=began,
    )  # fmt: skip
    command.stand_up(incident_id=incident, by=by, at=began)
    command.mark(incident_id=incident, key="direct_report", actual_at=began + HOUR / 2, by=by, at=began + HOUR)
    command.mark(incident_id=incident, key="verification", actual_at=began + 3 * HOUR, by=by, at=began + 3 * HOUR)
    _cases(incident, by, began, size)
    _contacts(incident, by, began, size)
    _measures(incident, by, began)
    return incident


def _cases(incident: UUID, by: Actor, began: datetime, size: int) -> None:
    found = []
    for n in range(3 * size):
        person = people(1, TOWNS[n % 2], by, began)[0]
        kind = Classification.ASYMPTOMATIC if n % 3 == 2 else Classification.CONFIRMED
        onset = None if n % 3 == 2 else began - timedelta(days=1 + n % 7)
        case = NewCase(
            person_id=person,
            area=TOWNS[n % 2],
            reported_at=began + n * HOUR / 2 / size,
            classification=kind,
            onset_at=onset,
            sampled_at=began - 3 * HOUR,
        )
        found.append(case)
    suspected = NewCase(person_id=people(1, TOWNS[2], by, began)[0], area=TOWNS[2], reported_at=began + 5 * HOUR)
    cases.report_cases(incident_id=incident, cases=[*found, suspected], by=by, at=began + 5 * HOUR)


def _contacts(incident: UUID, by: Actor, began: datetime, size: int) -> None:
    given = []
    for n, (town, kind, number) in enumerate(
        [
            (0, ContactClass.CLOSE, 12),
            (1, ContactClass.CLOSE, 5),
            (2, ContactClass.SECONDARY, 30),
            (3, ContactClass.SECONDARY, 9),
        ]
    ):
        for person in people(number * size, TOWNS[town], by, began):
            given.append(
                ProposedContact(
                    person_id=person, area=TOWNS[town], last_exposure_at=began - n * HOUR, contact_class=kind
                )
            )
    given += [
        ProposedContact(person_id=person, area=BINHU, last_exposure_at=began, contact_class=ContactClass.CLOSE)
        for person in people(3 * size, BINHU, by, began)
    ]
    receipt = cases.propose_contacts(incident_id=incident, proposals=given, by=by, at=began + HOUR)
    ids = [each for each in receipt.contact_ids if each]
    cases.approve_contacts(contact_ids=ids[: 40 * size], by=by, at=began + 2 * HOUR)
    cases.reject_contacts(
        contact_ids=ids[40 * size : 42 * size], reason="not there that day", by=by, at=began + 2 * HOUR
    )
    cases.mark_lost(contact_ids=ids[: 2 * size], reason="phone off", by=by, at=began + 3 * HOUR)


def _measures(incident: UUID, by: Actor, began: datetime) -> None:
    for kind, town, name in (
        (ZoneKind.LOCKDOWN, TOWNS[0], Words("西园新村", "Xiyuan estate")),
        (ZoneKind.CONTROLLED, TOWNS[0], Words("万石村", "Wanshi village")),
        (ZoneKind.PRECAUTIONARY, TOWNS[2], Words("和桥镇", "Heqiao town")),
    ):
        new = NewZone(
            kind, name, town, incident, "cases live there", boundary=SQUARE if kind is ZoneKind.LOCKDOWN else None
        )
        zone = zones.propose(new=new, by=by, at=began + 4 * HOUR)
        if kind is not ZoneKind.PRECAUTIONARY:
            zones.declare(zone_id=zone, by=by, at=began + 5 * HOUR)
    spot = NewPlace(Words("万石村委会", "Wanshi village office"), PlaceKind.OTHER, TOWNS[0], 119.96, 31.45)
    place = registry.add_places(places=[spot], by=by, at=began)[0]
    point = screening.open_points(
        points=[NewPoint(Words("万石一号采样点", "Wanshi point 1"), TOWNS[0], began, place)],
        by=by,
        at=began,
        incident_id=incident,
    )[0]
    samples = [
        NewSample(SubjectKind.PERSON, TOWNS[0], began + 6 * HOUR, Purpose.ROUND, incident, point_id=point, people=10)
        for _ in range(25)
    ]
    samples += [
        NewSample(SubjectKind.ENVIRONMENT, TOWNS[0], began + 6 * HOUR, Purpose.TERMINAL, incident, place_id=place)
        for _ in range(7)
    ]
    screening.take_samples(samples=samples, by=by, at=began + 6 * HOUR)
