"""The MERS world: the chain, the generations, the superspreaders and the delays as published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from sizao.ground.command import queries as command
from sizao.ground.intake.types import Kind
from sizao.kernel.actors import Actor
from sizao.oversight.analysis import queries as analysis
from sizao.oversight.analysis.types import Question, Topic
from sizao.project.worlds import mers, sources
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Classification, ImportKind

pytestmark = [pytest.mark.django_db, pytest.mark.worlds]
AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def incident(by: Actor, data: Path) -> Iterator[UUID]:
    if sources.at_hand(mers.NAME) is None:
        pytest.skip("the MERS line list is not in the data folder")
    receipts = mers.load(by, AT)
    assert {kind: (each.accepted, each.rejected) for kind, each in receipts.items()} == {
        Kind.CASES: (162, 0),
        Kind.EXPOSURES: (98, 0),
    }
    yield command.incident_by_number(mers.NUMBER).id


def test_the_published_chain(incident: UUID) -> None:
    found = mers.figures(incident)
    assert (found.cases, found.links) == (162, 98)
    assert max(found.generations) == 3
    assert {step: number for step, number in found.generations.items() if step} == {1: 28, 2: 64, 3: 3}
    assert sum(found.generations.values()) == 162
    assert list(found.offspring.items())[:4] == [("SK_14", 38), ("SK_1", 26), ("SK_16", 21), ("SK_15", 4)]


def test_two_cases_keep_all_their_possible_sources(incident: UUID) -> None:
    chain = cases.chain(incident)
    into: dict[str, int] = {}
    for edge in chain.edges:
        into[edge.target] = into.get(edge.target, 0) + 1
    assert sorted(number for number in into.values() if number > 1) == [2, 3]


def test_the_serial_interval_and_the_incubation(incident: UUID) -> None:
    found = mers.figures(incident)
    assert found.serial_mean == pytest.approx(14.469, abs=0.001)
    assert found.serial_sd == pytest.approx(5.1995, abs=0.001)
    assert found.serial_median == 14
    # Virlogeux et al. (Scientific Reports 6:35839, 2016): mean incubation in South Korea 6.9 days (6.3 to 7.5).
    assert found.incubation_median == pytest.approx(6.9, abs=1.0)


def test_the_line_list_is_read_as_it_was_meant(incident: UUID) -> None:
    found = cases.cases(incident)
    assert {each.classification for each in found} == {Classification.CONFIRMED}
    assert sum(each.outcome == "died" for each in found) == 19
    assert [each.external_id for each in found if each.import_kind is ImportKind.INBOUND] == ["SK_1"]
    index = next(each for each in found if each.external_id == "SK_1")
    assert index.onset_at == datetime(2015, 5, 10, 16, tzinfo=UTC)
    assert command.incident(incident).edition_id == "int-mers"


def test_loading_twice_changes_nothing(incident: UUID, by: Actor) -> None:
    assert mers.load(by, AT) == {}
    assert len(cases.cases(incident)) == 162


def test_the_analysis_gives_the_reference_figures(incident: UUID) -> None:
    """README of the data: R 0.6045, k 0.0204 (0.0096 to 0.0393), mean serial interval 14.47, sd 5.20, median 14."""
    found = analysis.analysis(incident, Question(), AT)
    offspring, serial = found.finding(Topic.OFFSPRING), found.finding(Topic.SERIAL)
    estimates = {each.key: (each.value, each.lower, each.upper) for each in offspring.figures}
    assert (offspring.used, estimates["infected"][0]) == (162, 98)
    assert estimates["r"][0] == pytest.approx(0.6045, abs=5e-4)
    assert estimates["k"] == pytest.approx((0.0204, 0.0096, 0.0393), abs=6e-5)
    assert estimates["share"][0] == pytest.approx(3 / 162)
    counted = {each.key: each.value for each in serial.figures}
    assert counted["counted-mean"] == pytest.approx(14.47, abs=0.005)
    assert counted["counted-sd"] == pytest.approx(5.20, abs=0.005)
    assert counted["counted-median"] == 14
    assert counted["mean"] == pytest.approx(14.47, abs=0.1)


def test_the_analysis_finds_the_trees_and_the_published_incubation(incident: UUID) -> None:
    found = analysis.analysis(incident, Question(), AT)
    trees = {each.key: each.value for each in found.finding(Topic.GENERATIONS).figures}
    assert (trees["generations"], trees["trees"], trees["largest"]) == (4, 2, 94)
    # Virlogeux et al. (Scientific Reports 6:35839, 2016): mean incubation in South Korea 6.9 days (6.3 to 7.5).
    assert found.finding(Topic.INCUBATION).figure("mean").value == pytest.approx(6.9, abs=0.6)
    assert found.finding(Topic.ATTACK).is_empty
    assert "0.60 others" in found.headline[0].en


def test_the_past_is_not_flat(incident: UUID) -> None:
    when = [datetime(2015, month, day, 4, tzinfo=UTC) for month, day in ((5, 19), (6, 1), (6, 8), (7, 10))]
    known = [sum(each.by_classification.values()) for each in cases.counts_at(incident, when)]
    assert known == sorted(set(known)) and known[0] <= 1 and known[-1] == 162
