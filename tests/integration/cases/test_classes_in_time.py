"""The class of a contact has a history: a day that is past is counted by the classes that were known on it."""

from __future__ import annotations

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from sizao.kernel.editions import ContactClass
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import Gap, MeterKind
from sizao.trace.cases import actions, queries
from sizao.trace.cases.models import Contact, ContactStatus, RejudgementDecision
from sizao.trace.cases.types import ContactState, ProposedContact
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db
S, CLOSE, SECONDARY, GENERAL = ContactState, ContactClass.CLOSE, ContactClass.SECONDARY, ContactClass.GENERAL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLASSES = (CLOSE, SECONDARY, GENERAL)


@pytest.fixture
def met(incident_id, case_id, by, at):
    """Propose somebody in a class, exposed so many hours before the outbreak's beginning."""

    def propose(person, kind, when=at, hours=24):
        given = ProposedContact(
            person_id=person, area=WANSHI, source_case_id=case_id, last_exposure_at=at - timedelta(hours=hours),
            contact_class=kind,
        )  # fmt: skip
        return actions.propose_contacts(incident_id=incident_id, proposals=[given], by=by, at=when).contact_ids[0]

    return propose


@pytest.fixture
def raised(met, people, by, at):
    """Approved as a contact of a contact; a day later an interview proposes a close one, which is approved an hour after."""
    person = people(1)[0]
    contact_id = met(person, SECONDARY)
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    met(person, CLOSE, at + DAY)
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at + DAY + HOUR, reason="same table, two hours")
    return contact_id


def test_a_past_day_is_counted_by_the_class_that_was_known_on_it(raised, incident_id, at):
    moments = [at, at + DAY, at + DAY + HOUR]
    counted = [found.contacts for found in queries.counts_at(incident_id, moments)]
    assert counted == [{(SECONDARY, S.APPROVED): 1}, {(CLOSE, S.PROPOSED): 1}, {(CLOSE, S.APPROVED): 1}]
    assert [queries.approved(incident_id, each)[raised] for each in moments] == [SECONDARY, SECONDARY, CLOSE]
    held = [queries.held_at(incident_id, each)[raised] for each in moments]
    assert [(each.state, each.contact_class) for each in held] == [
        (S.APPROVED, SECONDARY), (S.APPROVED, SECONDARY), (S.APPROVED, CLOSE),
    ]  # fmt: skip
    assert queries.held_while_waiting(incident_id, at + DAY) == {SECONDARY: 1}


def test_a_days_approvals_keep_the_class_they_were_approved_in(raised, incident_id, at):
    lines = [queries.contact_lines([incident_id], at - HOUR, end) for end in (at + HOUR, at + 2 * DAY)]
    assert [[(each.id, each.contact_class) for each in day] for day in lines] == [
        [(raised, SECONDARY)], [(raised, CLOSE)],
    ]  # fmt: skip


def test_a_class_that_is_turned_down_never_was_the_approved_one(met, people, incident_id, by, at):
    person = people(1)[0]
    contact_id = met(person, SECONDARY)
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    met(person, CLOSE, at + DAY)
    actions.reject_contacts(contact_ids=[contact_id], reason="another person of that name", by=by, at=at + DAY + HOUR)
    assert {queries.approved(incident_id, each)[contact_id] for each in (at, at + DAY, at + 2 * DAY)} == {SECONDARY}


def test_a_stricter_class_of_whoever_is_only_proposed_is_a_row_of_its_own(met, people, by, at):
    person = people(1)[0]
    contact_id = met(person, GENERAL)
    met(person, CLOSE, at + HOUR)
    rows = queries.contact_statuses(contact_id)
    assert [(each.at, each.state, each.contact_class) for each in rows] == [
        (at + HOUR, S.PROPOSED, CLOSE), (at, S.PROPOSED, GENERAL),
    ]  # fmt: skip


def test_who_is_held_stays_held_when_a_second_proposal_waits(met, people, incident_id, by, at):
    person = people(1)[0]
    contact_id = met(person, GENERAL)
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    met(person, SECONDARY, at + HOUR)
    met(person, CLOSE, at + 2 * HOUR)
    assert queries.held_while_waiting(incident_id, at + 3 * HOUR) == {GENERAL: 1}
    assert queries.turned(incident_id, at - HOUR, at + 3 * HOUR).contacts_into(S.APPROVED, kind=GENERAL) == 1


@pytest.mark.parametrize("is_present", [True, False])
def test_who_waits_and_has_no_plan_is_missing_by_name(met, people, incident_id, by, at, is_present):
    """The plan of the class that holds was never begun: the meters count who waits, and the list names them with the reason."""
    person = people(1)[0]
    contact_id = met(person, SECONDARY)
    actions.approve_contacts(contact_ids=[contact_id], by=by, at=at)
    met(person, CLOSE, at + HOUR)
    [*_, managed] = followup.meters(incident_id, at + 2 * HOUR, is_present=is_present)
    assert (managed.should, managed.gaps) == (1, {Gap.NO_PLAN: 1})
    [missing] = followup.meter_people(incident_id, MeterKind.MANAGED, at + 2 * HOUR)
    assert (missing.contact_id, missing.gap) == (contact_id, Gap.NO_PLAN)
    assert queries.waiting([contact_id]) == {contact_id}


def test_page_and_api_tell_the_classes_in_time(raised, signed_in):
    browser = signed_in("epidemiologist", "320282")
    history = browser.get(f"/api/v1/contacts/{raised}").json()["history"]
    assert [(each["status"], each["contact_class"]) for each in history] == [
        ("approved", "close"), ("proposed", "close"), ("approved", "secondary"), ("proposed", "secondary"),
    ]  # fmt: skip
    assert history[0]["reason"] == "same table, two hours" and all(each["edition_id"] for each in history)
    shown = browser.get(f"/cases/contacts/{raised}/").content.decode().split('id="classes"')[1].split("</section>")[0]
    assert shown.count("<tr>") == 3 and shown.index("Close contact") < shown.index("Secondary contact")


def test_rows_from_before_are_filled_with_what_is_known_of_the_past(met, people, incident_id, by, at):
    """Who waits was approved in the class that is held; who was judged again had another class before, by an edition unknown."""
    waits, judged, plain = people(3)
    ids = [met(each, SECONDARY) for each in (waits, judged, plain)]
    actions.approve_contacts(contact_ids=ids, by=by, at=at + HOUR)
    met(waits, CLOSE, at + 2 * HOUR)
    line = {"contact": str(ids[1]), "was_class": "general", "now_class": "secondary"}
    RejudgementDecision.objects.create(
        incident_id=incident_id, edition_id="any", area=WANSHI, rows=[line], carried=0, reason="-", at=at + DAY, by="-"
    )
    edition = queries.contact(ids[0]).edition_id
    with connection.cursor() as cursor:
        # The table as it was before, in front of today's until the test ends.
        cursor.execute("CREATE TEMP TABLE cases_contactstatus ON COMMIT DROP AS TABLE public.cases_contactstatus")
        cursor.execute("UPDATE cases_contactstatus SET contact_class = '', edition_id = ''")
        cursor.execute(import_module("sizao.trace.cases.migrations.0013_class_of_status").FILL)
    filled = [[(each.contact_class, each.edition_id) for each in queries.contact_statuses(each)] for each in ids]
    assert filled == [
        [(CLOSE, edition), (SECONDARY, edition), (SECONDARY, edition)], [(GENERAL, ""), (GENERAL, "")],
        [(SECONDARY, edition), (SECONDARY, edition)],
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_was_known_on_a_day_is_what_a_recount_finds(met, people, incident_id, by, at, seed):
    """Whatever officers do to contacts, every later recount of a moment gives what was counted at that moment."""
    chance, crowd, known = random.Random(seed), people(5), []
    for turn in range(36):
        when = at + turn * HOUR
        _do_something(chance, crowd, met, by, when)
        known.append((when, queries.counts(incident_id).contacts, queries.approved(incident_id)))
    again = queries.counts_at(incident_id, [when for when, _, _ in known])
    assert [found.contacts for found in again] == [counted for _, counted, _ in known]
    assert [queries.approved(incident_id, when) for when, _, _ in known] == [held for _, _, held in known]
    newest = {row.contact_id: row for row in ContactStatus.objects.order_by("id")}
    for row in Contact.objects.all():
        stands = newest[row.id]
        assert (stands.state, stands.contact_class, stands.edition_id) == (
            row.status,
            row.contact_class,
            row.edition_id,
        )
    assert any(held for _, _, held in known)


def _do_something(chance, crowd, met, by, when):
    """One step of the day: somebody is met again, or a decision is taken on whomever it may be taken on."""
    proposed = [row.id for row in Contact.objects.filter(status=S.PROPOSED).order_by("person_id")]
    managed = [row.id for row in Contact.objects.filter(status=S.APPROVED).order_by("person_id")]
    lost = [row.id for row in Contact.objects.filter(status=S.LOST).order_by("person_id")]
    step = chance.choice(["meet", "meet", "approve", "reject", "lose", "find"])
    if step == "approve" and proposed:
        actions.approve_contacts(contact_ids=[chance.choice(proposed)], by=by, at=when)
    elif step == "reject" and proposed:
        actions.reject_contacts(contact_ids=[chance.choice(proposed)], reason="not in the room", by=by, at=when)
    elif step == "lose" and managed:
        actions.mark_lost(contact_ids=[chance.choice(managed)], reason="number is empty", by=by, at=when)
    elif step == "find" and lost:
        actions.mark_found(contact_ids=[chance.choice(lost)], by=by, at=when)
    else:
        met(chance.choice(crowd), chance.choice(CLASSES), when, hours=chance.choice([1, 12, 30]))
