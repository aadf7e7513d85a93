"""The Korean routes world: patients, sources and meetings as published, and a trace that finds who was at the same place."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from sizao.ground.command import queries as command
from sizao.ground.intake.types import Kind
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.project.worlds import korea, sources
from sizao.trace.cases import queries as cases

pytestmark = [pytest.mark.django_db, pytest.mark.worlds]
AT = datetime(2026, 1, 5, tzinfo=UTC)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def incident(by: Actor, data: Path) -> Iterator[UUID]:
    if sources.at_hand(korea.NAME) is None:
        pytest.skip("the Korean routes are not in the data folder")
    receipts = korea.load(by, AT)
    routes = receipts[Kind.PRESENCE]
    assert (receipts[Kind.CASES].accepted, receipts[Kind.CASES].rejected) == (2755, 0)
    assert (routes.accepted + routes.duplicates, routes.rejected) == (3910, 0)
    yield command.incident_by_number(korea.NUMBER).id


def test_the_world_is_as_published(incident: UUID, data: Path, by: Actor) -> None:
    """One test, because the world takes seconds to load."""
    figures_are_those_published(incident, data)
    people_of_one_place_and_day_met(incident, data)
    every_province_lies_in_the_training_area(incident)
    assert korea.load(by, AT) == {}
    assert len(cases.cases(incident)) == 2755


def figures_are_those_published(incident: UUID, data: Path) -> None:
    found = korea.figures(incident)
    summary = read(data / "reference/tracing/korea_nonseoul_summary.csv")[0]
    assert (found.cases, found.with_route, found.places) == (
        int(summary["patients"]), int(summary["patients_with_route"]), int(summary["distinct_places"]),
    )  # fmt: skip
    known = {each.external_id for each in cases.cases(incident)}
    people = read(data / "presence/korea_PatientInfo_nonseoul_patients.csv")
    stated = [(row["infected_by"], row["patient_id"]) for row in people if row["infected_by"] in known]
    assert len(stated) == int(summary["infected_by_in_subset"])
    assert found.links == sum(source != target for source, target in stated)
    published = {
        row["infector"]: int(row["n"]) for row in read(data / "reference/tracing/korea_nonseoul_infector_counts.csv")
    }
    assert next(iter(found.offspring.items())) == ("2000000205", published["2000000205"])
    assert all(found.offspring[name] <= published[name] for name in found.offspring)


def people_of_one_place_and_day_met(incident: UUID, data: Path) -> None:
    names = {each.person_id: each.external_id for each in cases.cases(incident)}
    spots = defaultdict(set)
    for case in cases.cases(incident):
        for stay in cases.stays(case.id):
            spots[stay.place_id, stay.start].add(names[case.person_id])
    met = Counter((first, second) for here in spots.values() for first in here for second in here if first < second)
    rows = read(data / "reference/tracing/korea_nonseoul_same_place_same_day_pairs.csv")
    wanted = {(row["patient_a"], row["patient_b"], row["date"], row["latitude"], row["longitude"]) for row in rows}
    assert met == Counter(row[:2] for row in wanted)
    assert len(met) == 1221


def every_province_lies_in_the_training_area(incident: UUID) -> None:
    own = {each.area for each in cases.cases(incident)}
    assert {registry.area_names([code])[code].zh for code in own} <= set(korea.PROVINCES.values())
    assert command.incident(incident).edition_id.startswith("cn-covid")
