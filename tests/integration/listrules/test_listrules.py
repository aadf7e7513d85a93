"""List rules: a trace's list goes through the one that holds, each version tells what it spared and how true it was."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sizao.ground.command import actions as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.listrules import actions, errors, queries
from sizao.measures.listrules.models import VersionDecision
from sizao.measures.listrules.types import Criteria, Spared
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewResult, NewSample, Purpose, SubjectKind, Value
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ProposedContact
from sizao.trace.tracing import actions as tracing
from sizao.trace.tracing.models import Lead
from sizao.trace.tracing.queries import lead_rows, lists, with_replies
from sizao.trace.tracing.types import LeadOutcome
from tests.integration.tracing.test_tracing import World

WUXI, YIXING = parse("3202"), parse("320282")
LOOSE = Criteria(skip_cases=False, skip_managed=False, skip_asked=False, skip_tested=False)
LONG = replace(LOOSE, min_minutes=600)


@pytest.fixture
def world(by, at):
    return World(by, at)


SECOND = Actor.system("another")


def change(*, by, at, **rule):
    """A rule that another person approved."""
    made = actions.propose(by=by, at=at, **rule)
    actions.approve(version_id=made, by=SECOND, at=at)
    return made


def traced(world):
    world.record_stays()
    outbox.drain()


def test_without_a_rule_everybody_is_asked_and_nothing_is_noted(world, by, at):
    traced(world)
    assert Lead.objects.count() == 1
    assert queries.versions() == []


def test_whom_the_rule_spares_is_not_asked_and_counted_with_the_reason(world, by, at):
    change(area=YIXING, criteria=LONG, reason="为基层减负", by=by, at=at)
    traced(world)
    assert Lead.objects.count() == 0
    [found] = queries.with_tallies(queries.versions())
    assert (found.n, found.tally.produced, found.tally.spared, found.tally.why) == (1, 0, 1, {Spared.SHORT: 1})
    assert queries.preview(LOOSE, YIXING, at).produced == 1, "who was spared is still looked at by the next rule"


def test_each_version_tells_how_true_its_lists_were(world, by, at):
    change(area=WUXI, criteria=LOOSE, reason="试行", by=by, at=at)
    traced(world)
    [lead] = with_replies(list(lead_rows()))
    tracing.reply_lead(lead_id=lead.id, outcome=LeadOutcome.RULED_OUT, note="手机借出", by=by, at=at)
    [found] = queries.with_tallies(queries.versions())
    assert (found.tally.produced, found.tally.checked, found.tally.true, found.tally.precision) == (1, 1, 0, 0)
    loose, tight = queries.preview(LOOSE, YIXING, at), queries.preview(LONG, YIXING, at)
    assert (loose.checked, tight.produced, tight.spared, tight.true_spared) == (1, 0, 1, 0)


def test_who_is_known_already_is_not_asked_again(world, by, at):
    world.record_stays()
    outbox.drain()
    [lead] = with_replies(list(lead_rows()))
    tracing.reply_lead(lead_id=lead.id, outcome=LeadOutcome.CONFIRMED, note="坐在邻桌", by=by, at=at)
    outbox.drain()
    candidate = next(each for each in lists.candidates(at - timedelta(days=30)) if each.person_id == lead.person_id)
    change(area=YIXING, criteria=replace(LOOSE, skip_managed=True), reason="去重", by=by, at=at)
    [contact] = known.contacts(world.incident, person_ids=[lead.person_id])
    assert actions.select(area=YIXING, candidates=[candidate], by=by, at=at) == {candidate.exposed_id}
    cases.approve_contacts(contact_ids=[contact.id], by=by, at=at)
    assert actions.select(area=YIXING, candidates=[candidate], by=by, at=at) == set()


def test_who_is_managed_for_another_disease_is_asked(world, by, at):
    traced(world)
    [lead] = lead_rows()
    candidate = next(each for each in lists.candidates(at - timedelta(days=30)) if each.person_id == lead.person)
    change(area=YIXING, criteria=replace(LOOSE, skip_managed=True), reason="去重", by=by, at=at)
    title = Words("另一疫情", "Another outbreak")
    other = command.open_incident(title=title, disease="measles", area=YIXING, reported_at=at, by=by, at=at)
    contact = ProposedContact(person_id=lead.person, area=YIXING, last_exposure_at=at)
    receipt = cases.propose_contacts(incident_id=other, proposals=[contact], by=by, at=at)
    cases.approve_contacts(contact_ids=receipt.contact_ids, by=by, at=at)
    assert actions.select(area=YIXING, candidates=[candidate], by=by, at=at) == {candidate.exposed_id}


@pytest.mark.parametrize(
    ("disease", "days", "is_spared"), [("covid-19", 0, True), ("h7n9", 0, False), ("covid-19", -2, False)]
)
def test_a_negative_spares_only_for_the_incidents_disease_and_after_the_meeting(
    world, by, at, disease, days, is_spared
):
    traced(world)
    [lead] = lead_rows()
    candidate = next(each for each in lists.candidates(at - timedelta(days=30)) if each.person_id == lead.person)
    change(area=YIXING, criteria=replace(LOOSE, skip_tested=True), reason="减负", by=by, at=at)
    of = world.incident
    if disease != "covid-19":
        title = Words("另一疫情", "Another outbreak")
        of = command.open_incident(title=title, disease=disease, area=YIXING, reported_at=at, by=by, at=at)
    negative(candidate.person_id, at + timedelta(days=days), of, by)
    left = actions.select(area=YIXING, candidates=[candidate], by=by, at=at)
    assert left == (set() if is_spared else {candidate.exposed_id})


def negative(person, taken, incident, by):
    """A released negative of a person, taken for an incident."""
    sample = NewSample(SubjectKind.PERSON, YIXING, taken, Purpose.RISK_PEOPLE, person_id=person, incident_id=incident)
    [made] = screening.take_samples(samples=[sample], by=by, at=taken)
    [result] = screening.enter_results(results=[NewResult(made, Value.NEGATIVE, taken)], by=by, at=taken)
    screening.release_results(result_ids=[result], by=SECOND, at=taken)


def test_the_nearest_area_rules_and_a_county_does_not_change_the_citys(by, at, acting):
    change(area=WUXI, criteria=LOOSE, reason="全市", by=by, at=at)
    assert queries.in_force(YIXING).area == WUXI
    with pytest.raises(errors.SameRule):
        change(area=WUXI, criteria=LOOSE, reason="再", by=by, at=at)
    change(area=YIXING, criteria=LONG, reason="本县", by=by, at=at)
    assert (queries.in_force(YIXING).area, queries.in_force(parse("320211")).area) == (YIXING, WUXI)
    acting(Actor.system("elsewhere", parse("320211")))
    assert [each.area for each in queries.versions()] == [WUXI]


@pytest.mark.parametrize(("language", "said"), [("en", "Nothing is changed yet"), ("zh-hans", "尚未生效")])
def test_the_form_shows_what_a_rule_would_have_done_before_it_holds(signed_in, db, language, said):
    officer = signed_in("data_officer", language=language)
    form = {"area": "320282", "min_minutes": "15", "place_kinds": ["restaurant"], "reason": "为基层减负"}
    seen = officer.post("/listrules/change/", form)
    assert said in seen.content.decode()
    changed = officer.post("/listrules/change/", {**form, "min_minutes": "20", "seen": seen.context["stamp"]})
    assert said in changed.content.decode(), "another rule is shown anew"
    waits = officer.post("/listrules/change/", {**form, "seen": seen.context["stamp"]})
    assert waits.status_code == 302
    assert "为基层减负" in officer.get("/listrules/").content.decode()
    assert officer.post("/listrules/change/", {**form, "area": "320211"}).status_code == 422
    assert officer.post(f"{waits.url}approve/").status_code == 403, "the data team proposes, the commander approves"
    commander = signed_in("commander", language=language)
    assert queries.in_force(YIXING) is None
    assert waits.url in commander.get("/board/").content.decode()
    assert commander.get(waits.url).context["decision"].allowed
    assert commander.post(f"{waits.url}approve/").status_code == 302
    assert not commander.get(waits.url).context["decision"].allowed


def test_the_form_compares_with_the_rule_of_the_area_typed(signed_in, world, by, at):
    traced(world)
    change(area=WUXI, criteria=LOOSE, reason="全市", by=by, at=at)
    change(area=YIXING, criteria=LONG, reason="本县", by=by, at=at)
    officer = signed_in("data_officer", "3202", language="en")
    form = {"min_minutes": "5", "reason": "为基层减负"}
    spared = {
        area: officer.post("/listrules/change/", {**form, "area": area}).context["now"][1].value
        for area in ("3202", "320282")
    }
    assert spared == {"3202": 0, "320282": 1}


def test_a_rule_makes_no_list_before_another_person_approved_it(world, by, at):
    made = actions.propose(area=YIXING, criteria=LONG, reason="为基层减负", by=by, at=at)
    traced(world)
    assert Lead.objects.count() == 1, "lists are made as before"
    with pytest.raises(errors.OwnProposal):
        actions.approve(version_id=made, by=by, at=at)
    with pytest.raises(errors.WaitingAlready):
        actions.propose(area=YIXING, criteria=LOOSE, reason="再", by=by, at=at)
    actions.reject(version_id=made, reason="漏人", by=SECOND, at=at)
    with pytest.raises(errors.NotWaiting):
        actions.approve(version_id=made, by=SECOND, at=at)
    assert queries.in_force(YIXING) is None
    change(area=YIXING, criteria=LONG, reason="本县", by=by, at=at)
    assert (queries.in_force(YIXING).n, queries.in_force(YIXING).decided_by) == (2, SECOND.name)


def test_the_database_refuses_a_second_signature_of_the_same_hand(by, at):
    made = actions.propose(area=YIXING, criteria=LONG, reason="本县", by=by, at=at)
    for name in (by.name, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            VersionDecision.objects.create(version_id=made, state="approved", at=at, by=name)
    assert queries.in_force(YIXING) is None
    VersionDecision.objects.create(version_id=made, state="approved", at=at, by=SECOND.name)
    assert queries.in_force(YIXING).id == made


def test_a_version_is_counted_while_its_area_is_held(by, at):
    with CaptureQueriesContext(connection) as asked:
        change(area=YIXING, criteria=LONG, reason="本县", by=by, at=at)
    said = [each["sql"] for each in asked.captured_queries]
    held = next(n for n, sql in enumerate(said) if "pg_advisory_xact_lock" in sql and f"list rule {YIXING}" in sql)
    assert held < next(n for n, sql in enumerate(said) if "listrules_version" in sql)


def test_the_api_of_list_rules(signed_in, db):
    officer = signed_in("coordinator")

    def post(path, body):
        return officer.post(f"/api/v1/list-rules{path}", json.dumps(body), content_type="application/json")

    rule = {"area": "320282", "min_minutes": 15, "grades": ["claimed"]}
    assert post("/preview", rule).json()["produced"] == 0
    made = post("", {**rule, "reason": "减负"})
    assert made.status_code == 201 and made.json()["n"] == 1 and "15" in made.json()["says"]["zh"]
    assert made.json()["state"] == "proposed"
    assert post("", {**rule, "reason": "减负"}).json()["code"] == "listrules.waiting_already"
    commander, path = signed_in("commander"), f"/api/v1/list-rules/{made.json()['id']}"
    assert officer.post(f"{path}/approve").status_code == 403
    held = commander.post(f"{path}/approve").json()
    assert (held["state"], held["decided_by"] != held["by"]) == ("approved", True)
    assert post("", {**rule, "reason": "减负"}).json()["code"] == "listrules.same_rule"
    again = post("", {**rule, "min_minutes": 30, "reason": "再减"}).json()["id"]
    why = json.dumps({"reason": "漏人"})
    left = commander.post(f"/api/v1/list-rules/{again}/reject", why, content_type="application/json").json()
    assert (left["state"], left["note"]) == ("rejected", "漏人")
    assert [each["n"] for each in officer.get("/api/v1/list-rules").json()] == [2, 1]
    assert signed_in("tracer").get("/api/v1/list-rules").status_code == 403
