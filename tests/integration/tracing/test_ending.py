"""What a trace found ends: with its time, and with the erasure of a person; who became a contact stays with the case file."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from sizao.flow import step5_forget
from sizao.ground.identity import events as vault
from sizao.ground.identity.models import PersonKey
from sizao.ground.presence import actions as presence
from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.models import Exposed, Lead, LeadCheck, LeadReply
from sizao.trace.tracing.types import EndingWhy, LeadOutcome
from tests.integration.tracing.test_tracing import BINHU, YIXING, World

pytestmark = pytest.mark.django_db
OVER = timedelta(days=62)
"""Longer than any visit is kept."""


@pytest.fixture
def world(by, at):
    world = World(by, at)
    world.record_stays()
    world.run = actions.start_trace(case_id=world.case, by=by, at=at)
    actions.route_leads(run_id=world.run, by=by, at=at)
    return world


def persons(world):
    return set(Exposed.objects.filter(run=world.run).values_list("person", flat=True))


def test_results_end_with_their_time_and_the_counts_stay(world, by, at):
    [lead] = Lead.objects.filter(person=world.scanner)
    actions.reply_lead(lead_id=lead.pk, outcome=LeadOutcome.RULED_OUT, note="不在场", by=by, at=at)
    actions.take_over_reply(lead_id=lead.pk, by=by, at=at)
    assert LeadCheck.objects.exists()
    cases.propose_contacts(incident_id=world.incident, proposals=queries.proposals(world.run), by=by, at=at)
    kept = {each.person_id for each in queries.proposals(world.run)}
    before = persons(world)
    assert actions.expire(at=at + timedelta(days=55)) == 0
    assert persons(world) == before
    assert actions.expire(at=at + OVER) == len(before - kept) > 0
    assert persons(world) == kept
    assert not Lead.objects.filter(person=world.scanner).exists()
    assert not LeadReply.objects.filter(lead=lead.pk).exists()
    run = queries.run(world.run)
    [ending] = run.endings
    assert (ending.why, ending.persons, ending.at) == (EndingWhy.EXPIRED, len(before - kept), at + OVER)
    assert run.counts.persons == len(before)
    assert actions.expire(at=at + OVER) == 0


def test_a_signed_hold_keeps_the_results_of_its_area_alone(world, by, at):
    presence.set_hold(is_on=True, reason="审计", by=by, at=at, area=YIXING, until=at + 2 * OVER)
    before = persons(world)
    assert actions.expire(at=at + OVER) == 0
    assert persons(world) == before
    assert actions.expire(at=at + 3 * OVER) > 0


def test_a_hold_elsewhere_keeps_nothing_here(world, by, at):
    presence.set_hold(is_on=True, reason="审计", by=by, at=at, area=BINHU, until=at + 2 * OVER)
    assert actions.expire(at=at + OVER) > 0


def test_the_erasure_of_an_identity_takes_what_traces_found_with_it(world, by, at):
    event = vault.IdentitiesErased(person_ids=(world.guest, world.scanner), area=YIXING)
    step5_forget.forget_in_traces(event, by=by, at=at)
    assert not persons(world) & {world.guest, world.scanner}
    assert world.shopper in persons(world) or world.colleague in persons(world)
    assert not Lead.objects.filter(person=world.scanner).exists()
    [ending] = queries.run(world.run).endings
    assert (ending.why, ending.persons) == (EndingWhy.ERASED, 2)


def test_nobody_whose_identity_is_still_there_is_deleted_by_this_door(world, at):
    PersonKey.objects.create(person=world.guest, wrapped=b"x" * 60, epoch=1)
    assert actions.forget_persons(person_ids=[world.guest], at=at) == 0
    assert world.guest in persons(world)


def test_results_are_written_once_for_everybody_else(world):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), scope.acting(Actor.system("somebody")), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracing_exposed")


@pytest.mark.parametrize(("language", "said"), [("en", "Deleted from the results"), ("zh-hans", "已从结果中删除")])
def test_the_run_says_what_is_gone(world, signed_in, at, language, said):
    gone = actions.expire(at=at + OVER)
    browser = signed_in("epidemiologist", language=language)
    assert said in browser.get(f"/tracing/{world.run}/").content.decode()
    assert browser.get(f"/api/v1/traces/{world.run}").json()["deleted"] == gone
    assert browser.get(f"/tracing/{world.run}/persons/").status_code == 200
