"""The Korean routes world: patients of spring 2020 outside Seoul, who infected whom, and where they had been, by day.

It lies in the training area (code 90) as the MERS world does, a province of its own code each. Patients and their
sources are imported as any line list; the routes are imported as a presence list, place by place. Of a visit only its
day is known: it stands as nine to five of that day, from an interview, so that people of one place and day have met.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.intake.types import Kind, Order, Receipt
from sizao.ground.registry import actions as registry
from sizao.ground.registry.queries import places as places_of
from sizao.ground.registry.types import NewArea, NewPlace, PlaceFacts, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.project.worlds import sources
from sizao.project.worlds.mers import TRAINING_AREA, TRAINING_WORDS, imported, rows_of
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as keeping
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import NewStay

NAME = "korea-routes-2020"
NUMBER = "COVID-KR-2020"
PROVINCES = {
    "Seoul": "首尔", "Busan": "釜山", "Daegu": "大邱", "Incheon": "仁川", "Gwangju": "光州", "Daejeon": "大田",
    "Ulsan": "蔚山", "Sejong": "世宗", "Gyeonggi-do": "京畿道", "Gangwon-do": "江原道", "Chungcheongbuk-do": "忠清北道",
    "Chungcheongnam-do": "忠清南道", "Jeollabuk-do": "全罗北道", "Jeollanam-do": "全罗南道",
    "Gyeongsangbuk-do": "庆尚北道", "Gyeongsangnam-do": "庆尚南道", "Jeju-do": "济州道",
}  # fmt: skip
"""The provinces of the file with their Chinese names, in the order of their training codes 9001, 9002 …"""
KINDS = {
    "hospital": PlaceKind.HOSPITAL, "store": PlaceKind.MALL, "restaurant": PlaceKind.RESTAURANT, "cafe": PlaceKind.RESTAURANT,
    "bakery": PlaceKind.RESTAURANT, "bar": PlaceKind.RESTAURANT, "public_transportation": PlaceKind.STATION,
    "pharmacy": PlaceKind.PHARMACY, "church": PlaceKind.WORSHIP, "airport": PlaceKind.AIRPORT, "school": PlaceKind.SCHOOL,
    "university": PlaceKind.SCHOOL, "academy": PlaceKind.SCHOOL, "lodging": PlaceKind.HOTEL, "gym": PlaceKind.ENTERTAINMENT,
    "pc_cafe": PlaceKind.ENTERTAINMENT, "karaoke": PlaceKind.ENTERTAINMENT, "bank": PlaceKind.WORKPLACE,
    "post_office": PlaceKind.WORKPLACE, "real_estate_agency": PlaceKind.WORKPLACE,
}  # fmt: skip
FIRST_HOUR, LAST_HOUR = 9, 17

Row = dict[str, str]
Spot = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """What the loaded world shows, every figure counted from rows."""

    cases: int
    links: int
    infectors: int
    offspring: dict[str, int]
    """Links out of each case that has any, by its name in the line list, largest first."""
    with_route: int
    places: int


def load(by: Actor, at: datetime, before: date | None = None) -> dict[Kind, Receipt]:
    """Load the world unless it is there; returns the receipt of each file.

    With a day it is loaded as that morning found it: who was confirmed before is a case, whoever else has a route is a
    person whose visits are on record, as far as they had been made.

    Raises:
        WorldNotToBeHad: the data is neither here nor to be fetched.
    """
    files = sources.get(NAME)
    with scope.acting(by):
        if any(each.number == NUMBER for each in incidents.incidents()):
            return {}
        registry.load_areas(areas_given=training_areas(), by=by, at=at)
        people, others, routes = as_of(rows_of(files["patients"]), rows_of(files["routes"]), before)
        incident = _open(people, by, at)
        order = Order(Kind.CASES, TRAINING_AREA, incident, dated=True)
        receipts = {Kind.CASES: imported(line_list(people), files["patients"].name, order, by, at)}
        if others:
            order = Order(Kind.PEOPLE, TRAINING_AREA, incident)
            receipts[Kind.PEOPLE] = imported(register(others), files["patients"].name, order, by, at)
        places = _enter_places(routes, by, at)
        order = Order(Kind.PRESENCE, TRAINING_AREA, incident)
        receipts[Kind.PRESENCE] = imported(visit_list(routes, places), files["routes"].name, order, by, at)
        _enter_stays(incident, routes, places, by, at)
        return receipts


def training_areas() -> list[NewArea]:
    """The training area and its provinces."""
    own = [NewArea(code_of(name), Words(zh, name)) for name, zh in PROVINCES.items()]
    return [NewArea(TRAINING_AREA, TRAINING_WORDS), *own]


def code_of(province: str) -> int:
    """The training code of a province of the file."""
    return areas.parse(f"90{list(PROVINCES).index(province) + 1:02d}")


def as_of(people: list[Row], routes: list[Row], before: date | None) -> tuple[list[Row], list[Row], list[Row]]:
    """Patients confirmed before a day, others who have a route by then, and the routes until then; all without a day."""
    if before is None:
        return people, [], routes
    day = before.isoformat()
    known = [row for row in people if row["confirmed_date"].strip() and row["confirmed_date"] < day]
    cases_known = {row["patient_id"] for row in known}
    made = [row for row in routes if row["date"] < day]
    seen = {row["patient_id"] for row in made} - cases_known
    return known, [row for row in people if row["patient_id"] in seen], made


def register(people: Sequence[Row]) -> bytes:
    """People as a list of persons, by what the source calls them."""
    rows = ([row["patient_id"], row["sex"], row["birth_year"], _code(row)] for row in people)
    return _csv(["patient_id", "sex", "birth_year", "area_residence"], rows)


def line_list(people: Sequence[Row]) -> bytes:
    """The patients as a line list: their province as an area, and the day of release as the day of the outcome."""
    kept = [
        "patient_id", "sex", "birth_year", "infection_case", "infected_by", "symptom_onset_date", "confirmed_date",
        "deceased_date", "state",
    ]  # fmt: skip
    rows = ([*(row[name] for name in kept), row["released_date"], _code(row)] for row in people)
    return _csv([*kept, "outcome_at", "area"], rows)


def visit_list(routes: Sequence[Row], places: dict[Spot, PlaceFacts]) -> bytes:
    """The routes as a presence list, each place by its number."""
    rows = (
        [row["patient_id"], places[spot_of(row)].number, start.isoformat(), until.isoformat(), "interview"]
        for row in routes
        for start, until in [day_of(row)]
    )
    return _csv(["patient_id", "place_number", "start", "until", "source"], rows)


def spot_of(row: Row) -> Spot:
    """The same coordinates are the same place."""
    return row["latitude"], row["longitude"]


def day_of(row: Row) -> tuple[datetime, datetime]:
    """A visit's day from nine to five."""
    midnight = datetime.fromisoformat(f"{row['date']}T00:00:00+08:00")
    return midnight + timedelta(hours=FIRST_HOUR), midnight + timedelta(hours=LAST_HOUR)


def figures(incident_id: UUID) -> Figures:
    """The figures of the loaded world, by counting its rows."""
    known = {each.id: each.external_id for each in cases.cases(incident_id)}
    edges = [each for each in cases.exposures(incident_id) if each.source_case_id]
    offspring = Counter(known[each.source_case_id] for each in edges if each.source_case_id)
    stays = {each: cases.stays(each) for each in known}
    return Figures(
        cases=len(known),
        links=len(edges),
        infectors=len(offspring),
        offspring=dict(offspring.most_common()),
        with_route=sum(bool(each) for each in stays.values()),
        places=len({stay.place_id for each in stays.values() for stay in each}),
    )


def _code(row: Row) -> str:
    return areas.printed(code_of(row["province"]))


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode()


def _open(people: Sequence[Row], by: Actor, at: datetime) -> UUID:
    """The incident emerges with the first patient, and is reported when first a protocol edition was in force."""
    facts = sources.world(NAME)
    first = min(row["confirmed_date"] for row in people if row["confirmed_date"])
    emerged = datetime.fromisoformat(f"{first}T00:00:00+08:00")
    in_force = min(each.effective_from for each in library().editions(facts.disease) if each.effective_from)
    return command.open_incident(
        title=facts.words, disease=facts.disease, area=TRAINING_AREA, number=NUMBER, by=by, at=at,
        emergence_at=emerged, reported_at=max(emerged, in_force),
    )  # fmt: skip


def _enter_places(routes: Sequence[Row], by: Actor, at: datetime) -> dict[Spot, PlaceFacts]:
    """Enter every spot of the routes once, of the kind that most rows give it."""
    kinds: dict[Spot, Counter[str]] = {}
    homes: dict[Spot, str] = {}
    for row in routes:
        kinds.setdefault(spot_of(row), Counter())[row["type"]] += 1
        homes.setdefault(spot_of(row), row["province"])
    new = [_place(spot, kinds[spot].most_common(1)[0][0], homes[spot]) for spot in kinds]
    ids = registry.add_places(places=new, by=by, at=at)
    facts = places_of(ids)
    return {spot: facts[each] for spot, each in zip(kinds, ids, strict=True)}


def _place(spot: Spot, kind: str, province: str) -> NewPlace:
    found = KINDS.get(kind, PlaceKind.OTHER)
    latitude, longitude = (float(each) for each in spot)
    said = f"{latitude:.5f}, {longitude:.5f}"
    words = Words(f"{PROVINCES[province]} {found.words.zh} {said}", f"{province} {found.words.en.lower()} {said}")
    return NewPlace(words, found, code_of(province), longitude, latitude)


def _enter_stays(
    incident: UUID, routes: Sequence[Row], places: dict[Spot, PlaceFacts], by: Actor, at: datetime
) -> None:
    """The routes as place-time rows of the cases, for their pages."""
    ids = {each.external_id: each.id for each in cases.cases(incident)}
    stays: dict[str, list[NewStay]] = {}
    for row in routes:
        start, until = day_of(row)
        stay = NewStay(start=start, until=until, place_id=places[spot_of(row)].id)
        stays.setdefault(row["patient_id"], []).append(stay)
    for name in stays.keys() & ids.keys():
        keeping.record_stays(case_id=ids[name], stays=stays[name], by=by, at=at)
