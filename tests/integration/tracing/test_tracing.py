"""Tracing with PostgreSQL: a case at table, at work and at the mall; leads; the flow to proposed contacts; pages; API."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import duckdb
import pytest

from sizao.ground.command import actions as command
from sizao.ground.presence import actions as presence
from sizao.ground.presence.queries import warming
from sizao.ground.presence.types import EvidenceGrade, NewVisit, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import Classification, ContactState, NewCase, NewStay
from sizao.trace.tracing import actions, errors, queries
from sizao.trace.tracing.types import CheckOutcome, Engine, Finding, Purpose
from sizao.traceback import duckdb_engine, reference, tables

YIXING, WANSHI, BINHU = (areas.parse(each) for each in ("320282", "320282104", "320211"))
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


class World:
    """One case and the people around it: at table, at work, at the mall, on a scan only, and a contact's colleague."""

    def __init__(self, by, at):
        self.by, self.at = by, at
        self.noon = at - timedelta(days=1)
        self.places = registry.add_places(
            places=[
                NewPlace(words=Words(name, name), kind=kind, area=WANSHI)
                for name, kind in (
                    ("饭店", PlaceKind.RESTAURANT),
                    ("商场", PlaceKind.MALL),
                    ("车间", PlaceKind.WORKPLACE),
                )
            ],
            by=by,
            at=at,
        )
        self.table, self.mall, self.workshop = self.places
        people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 6, by=by, at=at)
        self.case_person, self.guest, self.shopper, self.scanner, self.colleague, self.early = people
        [self.visitor] = registry.add_persons(persons=[NewPerson(area_residence=BINHU)], by=by, at=at)
        self.incident = command.open_incident(
            title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at - HOUR, by=by,
            at=at,
        )  # fmt: skip
        presence.record_visits(visits=self.visits(), by=by, at=at)
        self.case = cases.report_case(
            incident_id=self.incident,
            case=NewCase(
                person_id=self.case_person, area=WANSHI, reported_at=at - HOUR, onset_at=at - timedelta(days=1),
                sampled_at=at - 2 * HOUR, classification=Classification.CONFIRMED,
            ),
            by=by, at=at,
        ).case_id  # fmt: skip

    def visits(self):
        seat, scan = VisitSource.TRANSPORT_SEAT, VisitSource.VENUE_SCAN
        return [
            self.visit(self.guest, self.table, 0, 2, VisitSource.INTERVIEW),
            self.visit(self.shopper, self.mall, 3, 4, VisitSource.CHECKPOINT),
            self.visit(self.scanner, self.table, 0, 1, scan),
            self.visit(self.visitor, self.table, 0, 1, VisitSource.INTERVIEW),
            self.visit(self.guest, self.workshop, 4, 8, seat),
            self.visit(self.colleague, self.workshop, 4, 8, seat),
            self.visit(self.guest, self.workshop, -8, -4, seat),
            self.visit(self.early, self.workshop, -8, -4, seat),
        ]

    def visit(self, person, place, start, until, source):
        return NewVisit(
            person_id=person,
            place_id=place,
            start=self.noon + start * HOUR,
            until=self.noon + until * HOUR,
            source=source,
        )

    def stays(self):
        return [
            NewStay(start=self.noon, until=self.noon + 2 * HOUR, place_id=self.table),
            NewStay(start=self.noon + 3 * HOUR, until=self.noon + 4 * HOUR, place_id=self.mall),
        ]

    def record_stays(self):
        cases.record_stays(case_id=self.case, stays=self.stays(), by=self.by, at=self.at)


@pytest.fixture
def world(by, at):
    return World(by, at)


def test_a_trace_finds_each_with_a_class_a_clause_and_the_evidence(world, by, at):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    found = {each.person_id: each for each in queries.exposed(run_id)}
    assert {person: each.suggestion.finding for person, each in found.items()} == {
        world.guest: Finding.CLOSE,
        world.visitor: Finding.CLOSE,
        world.scanner: Finding.LEAD,
        world.shopper: Finding.GENERAL,
        world.colleague: Finding.SECONDARY,
    }
    guest = found[world.guest]
    assert (guest.minutes, guest.encounters, guest.places, guest.grade) == (
        120,
        1,
        (world.table,),
        EvidenceGrade.STATED,
    )
    assert guest.suggestion.situation == "shared_facility"
    assert guest.suggestion.clause is not None
    assert found[world.colleague].via == (world.guest,)


def test_who_met_a_contact_before_the_contact_was_exposed_is_not_listed(world, by, at):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    assert world.early not in {each.person_id for each in queries.exposed(run_id)}


def test_the_run_keeps_its_question_counts_purpose_and_is_logged(world, by, at, monkeypatch):
    monkeypatch.setattr(warming, "is_warm", lambda: False)
    world.record_stays()
    run = queries.run(actions.start_trace(case_id=world.case, by=by, at=at, purpose=Purpose.CASE_INVESTIGATION))
    assert run.counts.persons == 5
    assert run.counts.by_finding == {Finding.CLOSE: 2, Finding.LEAD: 1, Finding.GENERAL: 1, Finding.SECONDARY: 1}
    assert run.counts.by_area == ((WANSHI, 5),)
    assert dict(run.counts.by_place) == {world.table: 3, world.mall: 1, world.workshop: 1}
    assert (run.engine, run.query.hops) == (Engine.DUCKDB, 2)
    logged = Access.objects.filter(action="tracing.run").latest("id")
    assert (logged.purpose, logged.persons) == ("case_investigation", [world.case_person])
    assert "persons 5" in logged.reason


def test_a_dry_run_counts_the_same_and_keeps_nothing(world, by, at):
    world.record_stays()
    counts = actions.count_trace(case_id=world.case, by=by, at=at)
    assert counts.persons == 5
    assert queries.runs(world.case) == []
    assert Access.objects.filter(action="tracing.count").exists()


def test_a_page_that_counts_by_itself_states_no_law(world, signed_in):
    world.record_stays()
    assert signed_in("epidemiologist").get(f"/tracing/start/{world.case}/").context["counts"].persons == 5
    assert Access.objects.filter(action="tracing.count").latest("id").reason.startswith("no legal basis chosen yet; ")


def test_the_compiled_index_answers_when_it_is_warm_and_the_run_says_so(world, by, at, monkeypatch):
    world.record_stays()
    monkeypatch.setattr(warming, "is_warm", lambda: False)
    one = queries.run(actions.start_trace(case_id=world.case, by=by, at=at))
    monkeypatch.setattr(warming, "is_warm", lambda: True)
    for _ in ("tail", "tail and lake"):
        run = queries.run(actions.start_trace(case_id=world.case, by=by, at=at))
        assert run.engine is Engine.INDEX
        assert [replace(each, id=None, run_id=None) for each in queries.exposed(run.id)] == [
            replace(each, id=None, run_id=None) for each in queries.exposed(one.id)
        ]
        assert (run.counts.by_place, run.counts.by_area) == (one.counts.by_place, one.counts.by_area)
        presence.seal_days(at=at)


def test_without_duckdb_the_reference_engine_gives_the_same_answer(world, by, at, monkeypatch):
    monkeypatch.setattr(warming, "is_warm", lambda: False)
    world.record_stays()
    one = actions.start_trace(case_id=world.case, by=by, at=at)

    def broken(*args, **kwargs):
        raise duckdb.IOException("no")

    monkeypatch.setattr(duckdb_engine, "run_table", broken)
    other = actions.start_trace(case_id=world.case, by=by, at=at)
    assert queries.run(other).engine is Engine.REFERENCE
    assert queries.run(other).counts == queries.run(one).counts


def test_the_candidates_hold_all_that_the_whole_table_holds(world, by, at):
    """Fetching only around the index's places changes no answer."""
    from sizao.ground.presence.queries import candidates, visit_rows
    from sizao.traceback.visits import Visit

    world.record_stays()
    run = queries.run(actions.start_trace(case_id=world.case, by=by, at=at))
    own = [Visit(world.case_person, each.place_id, each.start, each.until) for each in known.stays(world.case)]
    everything = [
        Visit(row.person, row.place, row.start, row.until, None, VisitSource(row.source), EvidenceGrade(row.grade))
        for row in visit_rows()
    ]
    fetched = tables.visits_of(candidates(run.query, own, at))
    assert reference.run(run.query, fetched) == reference.run(run.query, own + everything)


def test_a_confirmed_case_with_stays_is_traced_and_its_contacts_are_proposed_by_themselves(world, by, at):
    world.record_stays()
    outbox.drain()
    [run] = queries.runs(world.case)[:1]
    contacts = {each.person_id: each for each in known.contacts(world.incident)}
    assert {person: each.contact_class for person, each in contacts.items()} == {
        world.guest: ContactClass.CLOSE,
        world.shopper: ContactClass.GENERAL,
        world.colleague: ContactClass.SECONDARY,
    }
    assert {each.status for each in contacts.values()} == {ContactState.PROPOSED}
    assert contacts[world.guest].last_exposure_at == world.noon + 2 * HOUR
    assert (run.counts.persons, run.counts.elsewhere) == (5, 1), "the visitor is left to the area of registration"


def test_a_scan_alone_makes_nobody_a_contact_until_a_call_confirms_it(world, by, at):
    world.record_stays()
    outbox.drain()
    run = queries.runs(world.case)[0]
    [lead] = [each for each in queries.exposed(run.id) if each.person_id == world.scanner]
    with pytest.raises(errors.NotePlease):
        actions.check_leads(run_id=run.id, exposed_ids=[lead.id], outcome=CheckOutcome.CONFIRMED, note="", by=by, at=at)
    actions.check_leads(
        run_id=run.id, exposed_ids=[lead.id], outcome=CheckOutcome.CONFIRMED, note="sat at the next table", by=by, at=at
    )
    outbox.drain()
    [contact] = known.contacts(world.incident, person_ids=[world.scanner])
    assert (contact.contact_class, contact.status) == (ContactClass.CLOSE, ContactState.PROPOSED)


def test_a_lead_that_is_ruled_out_is_not_proposed(world, by, at):
    world.record_stays()
    outbox.drain()
    run = queries.runs(world.case)[0]
    [lead] = [each for each in queries.exposed(run.id) if each.person_id == world.scanner]
    actions.check_leads(
        run_id=run.id, exposed_ids=[lead.id], outcome=CheckOutcome.RULED_OUT, note="lent the phone", by=by, at=at
    )
    outbox.drain()
    assert known.contacts(world.incident, person_ids=[world.scanner]) == []
    assert world.scanner not in {each.person_id for each in queries.proposals(run.id)}


def test_only_leads_are_called(world, by, at):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    ids = [each.id for each in queries.exposed(run_id)]
    with pytest.raises(errors.NotALead):
        actions.check_leads(run_id=run_id, exposed_ids=ids, outcome=CheckOutcome.CONFIRMED, note="x", by=by, at=at)


def test_tracing_twice_proposes_nobody_twice(world, by, at):
    world.record_stays()
    outbox.drain()
    before = known.contacts(world.incident)
    actions.start_trace(case_id=world.case, by=by, at=at)
    outbox.drain()
    assert known.contacts(world.incident) == before


def test_a_case_without_stays_is_not_traced_by_itself(world, by, at):
    outbox.drain()
    assert queries.runs(world.case) == []
    assert isinstance(queries.may_follow(world.case, at).refusal, errors.NothingKnown)


def test_a_purpose_outside_the_list_is_refused(world, by, at):
    with pytest.raises(errors.PurposeNotForTracing):
        actions.start_trace(case_id=world.case, by=by, at=at, purpose=Purpose.SUPPLY)


def test_an_officer_finds_only_whom_the_own_area_knows(world, by, at):
    world.record_stays()
    officer = Actor("officer", role="epidemiologist", area=YIXING)
    with scope.acting(officer):
        run = queries.run(actions.start_trace(case_id=world.case, by=officer, at=at))
        assert run.counts.persons == 5
        assert run.counts.elsewhere == 1
        assert world.visitor not in {each.person_id for each in queries.proposals(run.id)}
    with scope.acting(Actor("neighbour", role="epidemiologist", area=BINHU)), pytest.raises(errors.RunNotFound):
        queries.run(run.id)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_open_and_every_number_equals_its_list(signed_in, world, by, at, language):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    browser = signed_in("epidemiologist", language=language)
    for path in ("", f"{run_id}/", f"{run_id}/persons/", f"{run_id}/persons/?finding=close", f"{run_id}/leads/"):
        assert browser.get(f"/tracing/{path}").status_code == 200, path
    for finding, number in queries.run(run_id).counts.by_finding.items():
        shown = browser.get(f"/tracing/{run_id}/persons/?finding={finding.value}")
        assert shown.context["listing"].total == number
    numbers = registered.persons([world.guest])
    assert numbers[world.guest].number not in browser.get(f"/tracing/{run_id}/").content.decode()


def test_opening_the_persons_is_logged(signed_in, world, by, at):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    signed_in("epidemiologist").get(f"/tracing/{run_id}/persons/?finding=lead")
    logged = Access.objects.filter(action="tracing.persons").latest("id")
    assert logged.persons == [world.scanner]


def test_a_trace_is_counted_and_started_from_its_page(signed_in, world, by, at):
    world.record_stays()
    browser = signed_in("epidemiologist")
    page = f"/tracing/start/{world.case}/"
    assert browser.get(page).status_code == 200
    form = {"purpose": "contact_management", "legal_basis": "infectious_diseases_law"}
    counted = browser.post(page, {**form, "step": "count"})
    assert counted.context["counts"].persons == 5
    assert queries.runs(world.case) == []
    answer = browser.post(page, {**form, "step": "run"})
    assert answer.status_code == 302
    assert len(queries.runs(world.case)) == 1


def test_calls_are_noted_on_the_leads_page(signed_in, world, by, at):
    world.record_stays()
    run_id = actions.start_trace(case_id=world.case, by=by, at=at)
    [lead] = [each for each in queries.exposed(run_id) if each.suggestion.is_lead]
    browser = signed_in("epidemiologist")
    shown = browser.get(f"/tracing/{run_id}/leads/").content.decode()
    assert f'name="picked" value="{lead.id}"' in shown and 'name="outcome"' in shown
    wrong = browser.post(f"/tracing/{run_id}/leads/", {"outcome": "confirmed", "note": "x"})
    assert wrong.status_code == 422
    right = browser.post(f"/tracing/{run_id}/leads/", {"picked": [str(lead.id)], "outcome": "confirmed", "note": "yes"})
    assert right.status_code == 302
    assert queries.exposed(run_id, [lead.id])[0].outcome is CheckOutcome.CONFIRMED


def test_the_api_counts_runs_and_lists(signed_in, world, by, at):
    world.record_stays()
    browser = signed_in("epidemiologist")
    body = json.dumps({
        "case_id": str(world.case), "purpose": "contact_management", "legal_basis": "infectious_diseases_law",
    })  # fmt: skip
    counted = browser.post("/api/v1/traces/count", body, content_type="application/json")
    assert counted.json()["persons"] == 5, counted.content
    made = browser.post("/api/v1/traces", body, content_type="application/json")
    assert made.status_code == 201, made.content
    run_id = made.json()["id"]
    assert browser.get(f"/api/v1/traces/{run_id}").json()["counts"]["by_finding"]["close"] == 2
    listed = browser.get(f"/api/v1/traces/{run_id}/exposed").json()
    assert {each["person"] for each in listed if each["finding"] == "lead"} == {world.scanner}
    assert browser.get(f"/api/v1/traces/{uuid4()}").status_code == 404


def test_who_may_not_trace_is_refused(signed_in, world):
    assert signed_in("lab").get("/tracing/").status_code == 403
    assert signed_in("inspector").get(f"/tracing/start/{world.case}/").status_code == 403


def _from_mall(world, **changed):
    return {
        "place_id": world.mall, "incident_id": world.incident, "start": world.noon + 3 * HOUR,
        "until": world.noon + 4 * HOUR, "by": world.by, "at": world.at, **changed,
    }  # fmt: skip


def test_a_place_is_traced_without_a_case_and_goes_through_the_same_review(world, by, at):
    given = _from_mall(world, place_id=world.table, start=world.noon, until=world.noon + 2 * HOUR)
    counts = actions.count_place(**given)
    assert not queries.runs()
    run = queries.run(actions.start_place_trace(**given))
    assert run.counts == counts and run.case_id is None and run.place_id == world.table
    found = {each.person_id: each for each in queries.exposed(run.id)}
    assert found[world.guest].suggestion.situation == "environment"
    assert found[world.guest].suggestion.contact_class is ContactClass.CLOSE
    assert found[world.colleague].suggestion.contact_class is ContactClass.SECONDARY
    assert found[world.scanner].suggestion.is_lead and world.early not in found
    outbox.drain()
    proposed = {each.person_id: each for each in known.contacts(world.incident)}
    assert proposed[world.guest].source_case_id is None and world.scanner not in proposed
    [edge] = known.exposures(contact_id=proposed[world.guest].id)
    assert edge.source_place_id == world.table


def test_being_where_an_unknown_source_was_counts_as_with_a_case(world):
    from sizao.trace.tracing.types import PlaceBasis

    run = queries.run(actions.start_place_trace(**_from_mall(world, basis=PlaceBasis.SHARED)))
    [found] = [each for each in queries.exposed(run.id) if each.hop == 1]
    assert (found.person_id, found.suggestion.contact_class) == (world.shopper, ContactClass.GENERAL) or (
        found.suggestion.finding is Finding.NONE
    )


def test_a_place_needs_a_window_that_has_begun(world, at):
    with pytest.raises(errors.WindowOfPlaceEmpty):
        actions.count_place(**_from_mall(world, start=at + HOUR, until=at + 2 * HOUR))
    with pytest.raises(errors.PurposeNotForTracing):
        actions.count_place(**_from_mall(world, purpose=Purpose.SUPPLY))


def _typed(moment):
    return f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%dT%H:%M}"


def test_the_pages_trace_from_a_place_and_a_case_lists_its_runs(world, signed_in, by, at):
    browser = signed_in("epidemiologist")
    address = f"/tracing/start/place/{world.mall}/"
    assert address in browser.get(f"/presence/places/{world.mall}/").content.decode()
    assert address in browser.get(f"/registry/places/{world.mall}/").content.decode()
    given = {
        "incident": str(world.incident), "basis": "environment", "purpose": "contact_management",
        "start": _typed(world.noon + 3 * HOUR), "until": _typed(world.noon + 4 * HOUR),
        "legal_basis": "infectious_diseases_law",
    }  # fmt: skip
    assert "A trace would touch" in browser.post(address, {**given, "step": "count"}).content.decode()
    assert browser.post(address, {**given, "until": given["start"]}).status_code == 422
    run = browser.post(address, {**given, "step": "run"})["Location"]
    text = browser.get(run).content.decode()
    assert "商场" in text and "Environment or goods tested positive" in text and "Trace again" in text
    world.record_stays()
    actions.start_trace(case_id=world.case, by=by, at=at)
    case = browser.get(f"/cases/{world.case}/").content.decode()
    assert f'hx-get="/tracing/of-case/{world.case}/"' in case
    piece = browser.get(f"/tracing/of-case/{world.case}/", headers={"HX-Request": "true"}).content.decode()
    assert queries.runs(world.case)[0].number in piece and "<html" not in piece
    assert "<html" in browser.get(f"/tracing/of-case/{world.case}/").content.decode()
    assert "/tracing/of-case/" not in signed_in("data_officer").get(f"/cases/{world.case}/").content.decode()


def test_the_api_traces_from_a_place(world, signed_in):
    browser = signed_in("epidemiologist")
    body = {
        "place": world.mall, "incident_id": str(world.incident), "start": (world.noon + 3 * HOUR).isoformat(),
        "until": (world.noon + 4 * HOUR).isoformat(), "purpose": "contact_management",
        "legal_basis": "infectious_diseases_law",
    }  # fmt: skip
    counted = browser.post("/api/v1/traces/from-place/count", body, content_type="application/json")
    made = browser.post("/api/v1/traces/from-place", body, content_type="application/json")
    assert made.status_code == 201 and made.json()["counts"] == counted.json()
    assert (made.json()["place"], made.json()["case_id"]) == (world.mall, None)
