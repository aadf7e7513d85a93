"""Reviewing a run by place: who sat where, approving them by class, leads kept out, the days and the dry runs."""

import json
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.queries import warming
from sizao.ground.presence.types import Engine, NewVisit, RowShape, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ContactState, NewStay
from sizao.trace.tracing import actions, errors, queries, rules
from sizao.trace.tracing.models import Exposed
from sizao.trace.tracing.pages import days
from sizao.trace.tracing.types import CheckOutcome, Finding, LeadOutcome, LegalBasis, Purpose, Trial
from tests.integration.tracing.test_tracing import HOUR, WANSHI, World

pytestmark = pytest.mark.django_db
WHY = {"purpose": Purpose.CASE_INVESTIGATION, "legal_basis": LegalBasis.EMERGENCY_RESPONSE}
LIGHT = 130_000
"""Bytes of a page, as the crawl over all pages allows."""


@pytest.fixture
def world(by, at):
    world = World(by, at)
    world.record_stays()
    world.run = actions.start_trace(case_id=world.case, by=by, at=at)
    return world


def _ids(world, *persons):
    return [each.id for each in queries.exposed(world.run) if each.person_id in persons]


def test_a_sitting_says_seat_hours_and_minutes_together_at_the_place_alone(world, by, at):
    rows = list(queries.at_place(world.run, world.workshop))
    [sitting] = queries.sittings(queries.run(world.run), world.workshop, rows)
    assert (sitting.found.person_id, sitting.found.via, sitting.minutes) == (world.colleague, (world.guest,), 240)
    [guest] = [
        each
        for each in queries.sittings(
            queries.run(world.run), world.table, list(queries.at_place(world.run, world.table))
        )
        if each.found.person_id == world.guest
    ]
    assert (guest.minutes, guest.start, guest.until) == (120, world.noon, world.noon + 2 * HOUR)


def test_approving_a_place_makes_contacts_with_class_and_clause_once(world, by, at):
    ready = queries.ready_at(world.run, world.table)
    assert ready == {ContactClass.CLOSE: 2}, "the lead waits for a call"
    ids = [each.id for each in queries.approvable(world.run, world.table, ContactClass.CLOSE)]
    assert actions.approve_exposed(run_id=world.run, exposed_ids=ids, by=by, at=at) == (2, 0)
    [contact] = known.contacts(world.incident, person_ids=[world.guest])
    assert (contact.status, contact.contact_class) == (ContactState.APPROVED, ContactClass.CLOSE)
    assert contact.clause is not None
    assert queries.ready_at(world.run, world.table) == {}
    assert actions.approve_exposed(run_id=world.run, exposed_ids=ids, by=by, at=at) == (0, 0)


def test_a_scan_alone_is_never_approved_however_it_is_asked(world, by, at, signed_in):
    lead = _ids(world, world.scanner)
    with pytest.raises(errors.LeadNotApproved):
        actions.approve_exposed(run_id=world.run, exposed_ids=lead, by=by, at=at)
    browser = signed_in("epidemiologist")
    path = f"/api/v1/traces/{world.run}/places/{world.table}/approve"
    asked = browser.post(path, json.dumps({"exposed_ids": [str(lead[0])]}), content_type="application/json")
    assert asked.status_code == 409
    assert known.contacts(world.incident, person_ids=[world.scanner]) == []
    actions.check_leads(
        run_id=world.run, exposed_ids=lead, outcome=CheckOutcome.CONFIRMED, note="at table 2", by=by, at=at
    )
    assert actions.approve_exposed(run_id=world.run, exposed_ids=lead, by=by, at=at) == (1, 0)


def test_an_officer_judges_by_another_situation_of_the_edition_for_a_reason(world, by, signed_in):
    browser = signed_in("epidemiologist")
    path = f"/tracing/{world.run}/places/{world.table}/approve/"
    situations = browser.get(path.removesuffix("approve/")).context["situations"]
    [suggested] = [each.suggestion.situation for each in queries.exposed(world.run, _ids(world, world.guest))]
    other = next(each for each in situations if each.code != suggested)
    picked = [str(each) for each in _ids(world, world.guest)]
    api = f"/api/v1/traces/{world.run}/places/{world.table}/approve"
    unknown = json.dumps({"exposed_ids": picked, "situation": "nowhere", "reason": "seen"})
    assert browser.post(api, unknown, content_type="application/json").json()["code"] == "tracing.situation_unknown"
    assert browser.post(path, {"picked": picked, "situation": other.code}).status_code == 409, "without a reason"
    told = {"picked": picked, "situation": other.code, "reason": "two metres apart, door open"}
    shown = browser.post(path, told)
    assert shown.status_code == 200 and shown.context["touched"].persons == shown.context["number"] == 1
    with scope.acting(by):
        assert known.contacts(world.incident, person_ids=[world.guest]) == [], "nothing is decided by looking"
    assert browser.post(path, told | {"seen": "yes"}).status_code == 302
    with scope.acting(by):
        [contact] = known.contacts(world.incident, person_ids=[world.guest])
    assert (contact.status, contact.contact_class) == (ContactState.APPROVED, other.contact_class)
    assert (contact.situation, contact.basis[-1]["why"]) == (other.code, "judged")


def test_nobody_of_another_area_is_approved_here(world, by, at, signed_in):
    browser = signed_in("epidemiologist")
    path = f"/tracing/{world.run}/places/{world.table}/approve/"
    refused = browser.post(path, {"picked": [str(each) for each in _ids(world, world.visitor)]})
    assert refused.status_code == 409
    assert browser.post(path, {"picked": []}).status_code == 422
    done = browser.post(path, {"contact_class": "close", "reason": "同桌", "seen": "yes"})
    assert (done.status_code, done.url) == (302, f"/tracing/{world.run}/places/{world.table}/")


def test_two_thresholds_side_by_side_keep_nothing_and_say_the_difference(world, by, at):
    edition = known.case(world.case).edition_id
    runs = len(queries.runs(world.case))
    trials = [
        Trial(edition_id=edition),
        Trial(edition_id=edition, min_minutes=90),
        Trial(edition_id=edition, without_leads=True),
    ]
    own, longer, strong = actions.compare_trials(case_id=world.case, trials=trials, **WHY, by=by, at=at)
    assert own.counts.persons == 5 and own.change is None
    assert (longer.query.min_overlap_s, longer.counts.persons, longer.change.leaving) == (5400, 2, 3)
    assert strong.counts.leads == 0 and strong.change.leaving == 1
    assert len(queries.runs(world.case)) == runs


def test_another_edition_draws_its_own_window_and_hops(world, by, at):
    own = library().get(known.case(world.case).edition_id)
    others = [
        each for each in library().all() if each.disease == own.disease and ContactClass.SECONDARY not in each.classes
    ]
    other = next(each for each in others if each.contact is not None)
    found = actions.compare_trials(
        case_id=world.case, trials=[Trial(edition_id=own.id), Trial(edition_id=other.id)], **WHY, by=by, at=at
    )
    assert found[1].query.hops == 1
    assert found[1].counts.by_finding.get(Finding.SECONDARY, 0) == 0


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_the_review_open(signed_in, world, language):
    browser = signed_in("epidemiologist", language=language)
    for path in (
        f"{world.run}/places/{world.table}/", f"{world.run}/places/{world.mall}/", f"{world.run}/days/",
        f"{world.run}/days/?on={world.noon:%Y-%m-%d}", f"start/{world.case}/", f"compare/{world.case}/",
    ):  # fmt: skip
        assert browser.get(f"/tracing/{path}").status_code == 200, path
    edition = known.case(world.case).edition_id
    compared = browser.post(
        f"/tracing/compare/{world.case}/",
        {
            "first": edition,
            "second": edition,
            "second_minutes": 90,
            "purpose": "case_investigation",
            "legal_basis": "emergency_response_law",
        },
    )
    assert [each["trial"].counts.persons for each in compared.context["columns"]] == [5, 2]


def test_the_tiles_of_a_place_equal_its_lists_and_names_stay_away(signed_in, world):
    browser = signed_in("epidemiologist")
    shown = browser.get(f"/tracing/{world.run}/places/{world.table}/")
    for tile in shown.context["kpis"]:
        assert browser.get(tile.href).context["listing"].total == tile.value, tile.key
    started = browser.get(f"/tracing/start/{world.case}/")
    assert started.context["counts"].persons == 5, "one click, and the size is there"


@pytest.mark.parametrize("path", ["/tracing/{run}/days/", "/api/v1/traces/{run}/days"])
def test_whose_days_were_shown_is_in_the_access_log(signed_in, world, path):
    assert signed_in("commander").get(path.format(run=world.run)).status_code == 200
    logged = Access.objects.filter(action="tracing.source").latest("id")
    assert logged.persons == [world.case_person] and logged.purpose == "contact_management"


def test_the_api_gives_places_days_and_trials(signed_in, world, at):
    browser = signed_in("epidemiologist")
    there = browser.get(f"/api/v1/traces/{world.run}/places/{world.table}").json()
    assert {each["person"] for each in there} == {world.guest, world.scanner, world.visitor}
    days = browser.get(f"/api/v1/traces/{world.run}/days").json()
    assert [(each["place"], each["persons"]) for each in days] == [
        (world.table, 3),
        (world.mall, 1),
        (world.workshop, 1),
    ]
    body = {
        "case_id": str(world.case),
        "purpose": "case_investigation",
        "legal_basis": "emergency_response_law",
        "trials": [{"edition_id": known.case(world.case).edition_id}],
    }
    compared = browser.post("/api/v1/traces/compare", json.dumps(body), content_type="application/json")
    assert compared.json()[0]["counts"]["persons"] == 5
    logged = Access.objects.filter(action="tracing.count").latest("id")
    assert (logged.purpose, logged.reason.split(";")[0]) == ("case_investigation", "emergency_response_law")


def test_a_crowd_at_one_place_stays_quick_to_draw(world, by, at):
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 1_500, by=by, at=at)
    presence.record_visits(
        visits=[
            NewVisit(
                person_id=person, place_id=world.mall, start=world.noon + 3 * HOUR + timedelta(minutes=number % 30),
                until=world.noon + 4 * HOUR, source=VisitSource.CHECKPOINT, zone=f"{number % 5 + 1}层",
            )
            for number, person in enumerate(people)
        ],
        by=by, at=at,
    )  # fmt: skip
    run = queries.run(actions.start_trace(case_id=world.case, by=by, at=at))
    people = queries.there(run, world.mall)
    from sizao.trace.tracing import rules

    plan = rules.draw_plan(people)
    assert sum(room.people for room in plan.rooms) == 1_500
    assert all(len(room.spots) <= 60 for room in plan.rooms), "drawn figures stay few, counts are whole"


@pytest.mark.slow
def test_ten_thousand_exposed_leave_the_map_the_days_and_the_lists_light(world, by, at, signed_in, monkeypatch):
    """A hall with 10,000 visitors, 400 of whom dined with the case and went on to 400 places: figures few, counts whole."""
    people = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 10_000, by=by, at=at)
    named = [Words(f"小店{number}", f"Shop {number}") for number in range(400)]
    shops = registry.add_places(
        places=[NewPlace(words=words, kind=PlaceKind.RESTAURANT, area=WANSHI, longitude=119.8, latitude=31.3) for words in named],
        by=by, at=at,
    )  # fmt: skip
    later = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 400, by=by, at=at)
    three, four = world.noon + 3 * HOUR, world.noon + 4 * HOUR
    went_on = [(people[n], shops[n]) for n in range(400)] + list(zip(later, shops, strict=True))
    dined = [world.case_person, *people[:400]]
    rows = {
        "person": [*people, *dined, *(person for person, _ in went_on)],
        "place": [world.mall] * len(people) + [world.table] * len(dined) + [shop for _, shop in went_on],
        "start": [three] * len(people) + [four] * len(dined) + [four + 2 * HOUR] * len(went_on),
        "until": [four] * len(people) + [four + HOUR] * len(dined) + [four + 3 * HOUR] * len(went_on),
        "source": ["interview"] * (len(people) + len(dined) + len(went_on)),
    }  # fmt: skip
    moment = pa.timestamp("s", tz="UTC")
    table = pa.table(
        {name: pa.array(values, moment) if name in {"start", "until"} else values for name, values in rows.items()}
    )
    presence.receive_batch(rows=table, shape=RowShape.VISITS, by=by, at=at)
    monkeypatch.setattr(warming, "is_warm", lambda: True)
    terms = replace(rules.signing(), persons=20_000)  # the second signature has tests of its own
    monkeypatch.setattr(rules, "signing", lambda: terms)
    run = actions.start_trace(case_id=world.case, by=by, at=at)
    assert queries.run(run).engine is Engine.INDEX
    assert queries.run(run).counts.persons >= 10_400 and queries.run(run).counts.by_hop[2] >= 400
    browser = signed_in("epidemiologist")
    for page in ("", "days/", f"places/{world.mall}/", "persons/", "leads/"):
        answer = browser.get(f"/tracing/{run}/{page}")
        assert answer.status_code == 200, page
        assert len(answer.content) < LIGHT, f"{page}: {len(answer.content)}"
        if page == "days/":
            assert 100 < len(answer.context["stops"]) <= days.DRAWN + 2
            assert answer.context["hidden_places"] + days.DRAWN == len(queries.run(run).counts.by_place) > 400
            assert max(each.persons for each in answer.context["stops"]) >= 10_000


def test_of_several_places_the_one_of_the_longest_time_together_stands_first(by, at):
    world = World(by, at)
    guest = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)], by=by, at=at)[0]
    late = NewStay(start=world.noon + 5 * HOUR, until=world.noon + 8 * HOUR, place_id=world.workshop)
    cases.record_stays(case_id=world.case, stays=[*world.stays(), late], by=by, at=at)
    seat = VisitSource.TRANSPORT_SEAT
    presence.record_visits(
        visits=[
            world.visit(guest, world.table, 1, 2, seat), world.visit(guest, world.workshop, 5, 8, seat),
            world.visit(guest, world.mall, 3.5, 4, seat),
        ],
        by=by, at=at,
    )  # fmt: skip
    run = actions.start_trace(case_id=world.case, by=by, at=at)
    [found] = [each for each in queries.exposed(run) if each.person_id == guest]
    assert found.places == (world.workshop, world.table, world.mall)
    [proposed] = [each for each in queries.proposals(run) if each.person_id == guest]
    assert proposed.place_id == world.workshop


def test_who_was_asked_about_one_of_the_places_is_not_asked_about_another(by, at):
    world = World(by, at)
    world.record_stays()
    first = actions.start_trace(case_id=world.case, by=by, at=at)
    assert actions.route_leads(run_id=first, by=by, at=at) == 1
    [lead] = queries.lead_rows()
    actions.reply_lead(lead_id=lead.pk, outcome=LeadOutcome.RULED_OUT, note="不在场", by=by, at=at)
    late = NewStay(start=world.noon + 5 * HOUR, until=world.noon + 8 * HOUR, place_id=world.workshop)
    cases.record_stays(case_id=world.case, stays=[late], by=by, at=at)
    scan = world.visit(world.scanner, world.workshop, 5, 8, VisitSource.VENUE_SCAN)
    presence.record_visits(visits=[scan], by=by, at=at)
    again = actions.start_trace(case_id=world.case, by=by, at=at)
    [found] = [each for each in queries.exposed(again) if each.person_id == world.scanner]
    assert found.places == (world.workshop, world.table)
    assert actions.route_leads(run_id=again, by=by, at=at) == 0
    assert queries.with_outcomes([Exposed.objects.get(pk=found.id)])[0].outcome is CheckOutcome.RULED_OUT
