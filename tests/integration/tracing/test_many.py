"""ST-14: a rule that touches a multitude shows its count first, needs headquarters, and makes leads for calls, no contacts."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from sizao.flow import step3_trace
from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.trace.cases import events as cases
from sizao.trace.cases import queries as known
from sizao.trace.tracing import events, queries, rules
from sizao.trace.tracing.models import Exposed
from sizao.trace.tracing.types import Finding
from tests.integration.tracing.test_tracing import World, world

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
DRIFTED = 60
"""Positions that a grid of 800 m puts beside the case: passers-by, a drifting cell, a recycled number."""


@pytest.fixture
def crowd(world, by, at, monkeypatch):
    """A restaurant's grid cell full of inferred positions while the case was there."""
    world.record_stays()
    persons = registry.add_persons(
        persons=[NewPerson(area_residence=known.case(world.case).area)] * DRIFTED, by=by, at=at
    )
    stay = next(each for each in known.stays(world.case) if each.place_id == world.table)
    visits = [
        NewVisit(person_id=person, place_id=world.table, start=stay.start, until=stay.start + timedelta(minutes=10),
                 source=VisitSource.GRID_INFERENCE)
        for person in persons
    ]  # fmt: skip
    presence.record_visits(visits=visits, by=by, at=at)
    terms = replace(rules.signing(), persons=DRIFTED)
    monkeypatch.setattr(rules, "signing", lambda: terms)
    return persons


BODY = {"purpose": "contact_management", "legal_basis": "infectious_diseases_law"}


def post(browser, path, world):
    return browser.post(path, json.dumps({**BODY, "case_id": str(world.case)}), content_type="application/json")


def test_a_multitude_is_counted_signed_by_headquarters_and_only_called(world, crowd, signed_in, by, at):
    officer, commander = signed_in("epidemiologist"), signed_in("commander")
    refused = post(officer, "/api/v1/traces", world)
    assert refused.status_code == 409 and refused.json()["code"] == "tracing.signature_needed"
    assert post(commander, "/api/v1/traces", world).status_code == 409, "nobody counted it before"
    assert post(commander, "/api/v1/traces/count", world).status_code == 200
    assert post(commander, "/api/v1/traces", world).status_code == 409, "one's own count is no second person's"
    assert post(officer, "/api/v1/traces/count", world).json()["by_finding"]["lead"] >= DRIFTED
    assert post(officer, "/api/v1/traces", world).status_code == 409, "who counts does not sign"
    assert queries.runs(world.case) == [] and not Exposed.objects.exists()
    made = post(commander, "/api/v1/traces", world)
    assert made.status_code == 201
    found = queries.exposed(made.json()["id"])
    drifted = [each for each in found if each.person_id in set(crowd)]
    assert len(drifted) == DRIFTED
    assert {each.suggestion.finding for each in drifted} <= {Finding.LEAD, Finding.NONE}
    step3_trace.propose_found_contacts(_completed(made.json()["id"], world), by=by, at=at)
    assert not {each.person_id for each in known.contacts(world.incident)} & set(crowd)


def _completed(run_id, world):
    run = queries.run(run_id)
    return events.TraceCompleted(run_id=run.id, case_id=world.case, incident_id=world.incident, area=run.area)


def test_the_platform_itself_lists_no_multitude(world, crowd, by, at):
    case = known.case(world.case)
    step3_trace.trace_again_with_stays(
        cases.StaysRecorded(case_id=case.id, incident_id=world.incident, area=case.area, count=1), by=by, at=at
    )
    assert queries.runs(world.case) == []


def test_the_platform_is_no_headquarters_when_an_officer_has_counted(world, crowd, signed_in, by, at):
    assert post(signed_in("epidemiologist"), "/api/v1/traces/count", world).status_code == 200
    case = known.case(world.case)
    step3_trace.trace_again_with_stays(
        cases.StaysRecorded(case_id=case.id, incident_id=world.incident, area=case.area, count=1), by=by, at=at
    )
    assert queries.runs(world.case) == [] and not Exposed.objects.exists()


def test_a_look_at_ten_minutes_is_no_count_of_a_day(world, crowd, signed_in):
    """The question that headquarters runs has to be the one that somebody else counted, to its size at least."""
    stay = next(each for each in known.stays(world.case) if each.place_id == world.table)
    whole = {
        "place": world.table, "incident_id": str(world.incident), "basis": "shared",
        "start": stay.start.isoformat(), "until": (stay.start + timedelta(hours=3)).isoformat(), **BODY,
    }  # fmt: skip
    short = {**whole, "start": (stay.start + timedelta(minutes=20)).isoformat()}
    officer, commander = signed_in("epidemiologist"), signed_in("commander")

    def ask(browser, path, body):
        return browser.post(path, json.dumps(body), content_type="application/json")

    few = ask(officer, "/api/v1/traces/from-place/count", short)
    assert few.status_code == 200 and few.json()["persons"] < DRIFTED / 2
    assert ask(commander, "/api/v1/traces/from-place", whole).status_code == 409
    assert ask(officer, "/api/v1/traces/from-place/count", whole).json()["persons"] >= DRIFTED
    assert ask(commander, "/api/v1/traces/from-place", whole).status_code == 201


def test_the_page_says_who_signs(world, crowd, signed_in):
    answer = signed_in("epidemiologist").post(f"/tracing/start/{world.case}/", {**BODY, "step": "run"})
    assert answer.status_code == 422
    assert str(DRIFTED) in answer.content.decode() and "headquarters" in answer.content.decode()
