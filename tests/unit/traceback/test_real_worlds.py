"""The engine on outbreak data that others have traced: its answers equal theirs. Skipped where the data is absent."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import Visit

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("SIZAO_DATA") or REPOSITORY.parent / "shared" / "data")
ONE_DAY = timedelta(days=1)

pytestmark = [
    pytest.mark.worlds,
    pytest.mark.skipif(
        not (DATA / "presence").is_dir(), reason=f"no outbreak data in {DATA}: set SIZAO_DATA to its folder"
    ),
]


def read(name: str) -> list[dict[str, str]]:
    path = DATA / name
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def midnight(text: str) -> datetime:
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def numbered(names: Iterator[object]) -> dict[object, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}


@dataclass(frozen=True)
class Centres:
    """The varicella world: stays in centres as on record (days inclusive), and the onsets of the cases."""

    stays: list[tuple[int, int, datetime, datetime]]
    onsets: dict[int, datetime]

    def visits(self) -> list[Visit]:
        """The stays that do not end before they begin."""
        return [Visit(who, where, start, last + ONE_DAY) for who, where, start, last in self.stays if start <= last]

    def backwards(self, window: IndexStay) -> set[int]:
        """Persons whom the published rule counts through a stay that ends before it begins."""
        own = [stay for stay in self.stays if stay[0] == window.person and stay[2] <= stay[3]]
        return {
            who
            for _, centre, start, last in own
            for who, where, begins, ends in self.stays
            if where == centre and begins > ends and who != window.person
            if ends >= max(start, window.start) and begins <= min(last, window.until - ONE_DAY)
        }


@pytest.fixture(scope="module")
def varicella() -> Centres:
    people = read("presence/varicella_sim_berlin.csv")
    centres = numbered(person[f"center{n}"] for person in people for n in "12")
    stays = [
        (number, centres[person[f"center{n}"]], midnight(person[f"arrival{n}"]), midnight(person[f"leave{n}"]))
        for number, person in enumerate(people, 1)
        for n in "12"
    ]
    return Centres(stays, {number: midnight(row["onset"]) for number, row in enumerate(people, 1) if row["onset"]})


def around(onset: datetime, person: int) -> TraceQuery:
    """From two days before onset to five days after it, days inclusive."""
    return TraceQuery(index=(IndexStay(person, onset - 2 * ONE_DAY, onset + 6 * ONE_DAY),))


def test_varicella_contacts_in_the_same_centre(varicella):
    """Equal case by case; the published 4,221 hold five people known only from stays that end before they begin."""
    published = {
        int(row["person"]): int(row["contacts_m2_p5"])
        for row in read("reference/tracing/varicella_same_centre_contacts.csv")
    }
    visits, found, backwards = varicella.visits(), {}, {}
    for person, onset in varicella.onsets.items():
        query = around(onset, person)
        found[person] = {each.person for each in reference.run(query, visits)}
        backwards[person] = varicella.backwards(query.index[0]) - found[person]
    assert {person: len(found[person] | backwards[person]) for person in found} == published
    assert sum(published.values()) == 4221
    assert sum(map(len, found.values())) == 4216


def test_varicella_on_duckdb(varicella):
    visits = varicella.visits()
    table = tables.visits_table(visits)
    for person, onset in list(varicella.onsets.items())[:10]:
        query = around(onset, person)
        assert duckdb_engine.run(query, table) == reference.run(query, visits)


@pytest.fixture(scope="module")
def korea() -> tuple[dict[int, list[Visit]], dict[int, str]]:
    """Patient routes by place: the same coordinates are the same place; hours are not known, so nine to five."""
    routes = [row for row in read("presence/korea_PatientRoute_nonseoul_patients.csv") if row["latitude"]]
    places = numbered((row["latitude"], row["longitude"]) for row in routes)
    persons = numbered(row["patient_id"] for row in routes)
    visits = defaultdict(list)
    for row in routes:
        place, day = places[row["latitude"], row["longitude"]], midnight(row["date"])
        visit = Visit(persons[row["patient_id"]], place, day + timedelta(hours=9), day + timedelta(hours=17))
        visits[place].append(visit)
    return visits, {number: str(name) for name, number in persons.items()}


def published_meetings() -> dict[tuple[str, str], int]:
    """Days and places at which two patients were together; a place noted twice for one day counts once."""
    rows = read("reference/tracing/korea_nonseoul_same_place_same_day_pairs.csv")
    assert len(rows) == 1903
    meetings = {(row["patient_a"], row["patient_b"], row["date"], row["latitude"], row["longitude"]) for row in rows}
    return Counter((first, second) for first, second, *_ in meetings)


def test_korea_patients_who_were_at_one_place_on_one_day(korea):
    visits, names = korea
    start, until = midnight("2020-01-01"), midnight("2021-01-01")
    found: Counter[tuple[str, str]] = Counter()
    for here in visits.values():
        for person in {each.person for each in here}:
            for met in reference.run(TraceQuery(index=(IndexStay(person, start, until),)), here):
                if names[person] < names[met.person]:
                    found[names[person], names[met.person]] += met.encounters
    assert found == published_meetings()
    assert len(found) == 1221


def test_korea_busiest_patients_on_duckdb(korea):
    visits, _ = korea
    known = [each for here in visits.values() for each in here]
    table = tables.visits_table(known)
    busiest = Counter(each.person for each in known).most_common(5)
    index = tuple(IndexStay(person, midnight("2020-01-01"), midnight("2021-01-01")) for person, _ in busiest)
    query = TraceQuery(index=index, hops=2)
    assert duckdb_engine.run(query, table) == reference.run(query, known)


@pytest.mark.parametrize(("staff", "published"), [(1, 164), (7, 89)])
def test_homecare_patients_whom_a_nurse_visited(staff, published):
    """The peer's list of primary contacts, row by row: three days back and twenty forward from 1 March 2020."""
    patients = 1000
    visits = [
        Visit(who, patients + int(row["patient_id"]), day + timedelta(hours=9), day + timedelta(hours=17))
        for row in read("presence/homecare_visits_6354.csv.gz")
        for day in [midnight(row["visit_date"])]
        for who in (patients + int(row["patient_id"]), int(row["staff_id"]))
    ]
    window = IndexStay(staff, midnight("2020-02-27"), midnight("2020-03-22"))
    answer = reference.run(TraceQuery(index=(window,)), visits)
    found = {each.person - patients: each.encounters for each in answer if each.person > patients}
    rows = read(f"reference/tracing/homecare_staff{staff}_primary_contact_list.csv")
    assert len(rows) == published
    assert found == Counter(int(row["patient_id"]) for row in rows)
