"""Lists read by what changed: a consumer that keeps a copy has what the list has, also of transactions that were committed late."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.spine.web.queries import changes
from sizao.spine.web.queries.changes import Place
from sizao.trace.cases import actions
from sizao.trace.cases.models import Case, Contact
from sizao.trace.cases.types import Classification, NewCase, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor.system("test")


@pytest.fixture
def incident_id(transactional_db, at):
    """An incident with a case and five contacts of it, committed."""
    with scope.acting(BY):
        found = command.open_incident(
            title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=BY, at=at
        )
        index, *others = registry.add_persons(persons=[NewPerson(area_residence=WANSHI)] * 6, by=BY, at=at)
        case = NewCase(
            person_id=index, area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
            classification=Classification.ASYMPTOMATIC,
        )  # fmt: skip
        source = actions.report_case(incident_id=found, case=case, by=BY, at=at).case_id
        one = ProposedContact(person_id=0, area=WANSHI, last_exposure_at=at - timedelta(days=1), source_case_id=source)
        proposals = [replace(one, person_id=each) for each in others]
        actions.propose_contacts(incident_id=found, proposals=proposals, by=BY, at=at)
    return found


@pytest.fixture
def consumer(signed_in, incident_id):
    """Asks for one list of the incident; ``consumer("contacts", cursor)`` gives ids and states, the next cursor, and more."""
    browser = signed_in("epidemiologist")

    def ask(name, cursor="", *, status=200, limit=100):
        asked = {"incident_id": incident_id, "changed_since": cursor, "limit": limit}
        answer = browser.get(f"/api/v1/{name}", asked)
        assert answer.status_code == status, answer.content
        body = answer.json()
        if status != 200:
            return body["code"]
        rows = {row["id"]: row["status" if name == "contacts" else "classification"] for row in body["rows"]}
        return rows, body["changed_since"], body["next"]

    return ask


def held() -> list[str]:
    with scope.acting(BY):
        return [str(each) for each in Contact.objects.order_by("id").values_list("id", flat=True)]


def approve(ids, at):
    with scope.acting(BY):
        actions.approve_contacts(contact_ids=ids, reason="", by=BY, at=at)


@contextmanager
def uncommitted(act) -> Iterator[None]:
    """What another connection did and has not committed before the block is over."""
    did, may = Event(), Event()

    def run():
        try:
            with scope.acting(BY):
                act()
                did.set()
                may.wait(30)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        assert did.wait(30)
        yield
    finally:
        may.set()
        thread.join(30)


def test_a_copy_is_read_once_and_then_by_what_changed(consumer, at):
    everything, cursor, more = consumer("contacts")
    assert set(everything) == set(held()) and set(everything.values()) == {"proposed"} and more is None
    nothing, cursor, _ = consumer("contacts", cursor)
    assert nothing == {}
    approve(held()[:2], at)
    changed, cursor, _ = consumer("contacts", cursor)
    assert changed == dict.fromkeys(held()[:2], "approved")
    assert consumer("contacts", cursor)[0] == {}
    cases, cursor, _ = consumer("cases")
    with scope.acting(BY):
        Case.objects.update(external_id="S1")
    assert set(cases) == set(consumer("cases", cursor)[0]), "written without a status row, told all the same"


def test_what_is_committed_late_is_told(consumer, at):
    """The number of a transaction that is begun first and committed last is older than what was read meanwhile."""
    first, second, *_ = held()
    _, cursor, _ = consumer("contacts")
    with uncommitted(lambda: Contact.objects.filter(pk=first).update(situation="judgement")):
        approve([second], at)
        meanwhile, cursor, _ = consumer("contacts", cursor)
        assert meanwhile == {second: "approved"}
        again, cursor, _ = consumer("contacts", cursor)
        assert again == meanwhile, "told twice rather than once too few"
    late, cursor, _ = consumer("contacts", cursor)
    assert set(late) >= {first}
    assert consumer("contacts", cursor)[0] == {}


def test_a_reading_of_several_pages_misses_nothing_that_moves_meanwhile(consumer, at):
    first, cursor, more = consumer("contacts", limit=2)
    assert more == cursor and len(first) == 2
    approve(held(), at)
    seen = dict(first)
    while more:
        rows, cursor, more = consumer("contacts", cursor, limit=2)
        seen |= rows
    while rows := consumer("contacts", cursor)[0]:
        seen, cursor = seen | rows, consumer("contacts", cursor)[1]
    assert seen == dict.fromkeys(held(), "approved")


def test_rows_of_a_restored_database_are_told_once(consumer, monkeypatch):
    """They bear numbers of the database they came from, which may lie far beyond all of this one."""
    system, timeline, _, _ = changes._now()
    monkeypatch.setattr(changes, "_now", lambda: (system, timeline, 5, 6))
    everything, cursor, _ = consumer("contacts")
    assert set(everything) == set(held())
    assert consumer("contacts", cursor)[0] == {}
    monkeypatch.setattr(changes, "_now", lambda: (system, timeline + 1, 5, 6))
    assert consumer("contacts", cursor, status=422) == "web.changes_begin_anew", "brought back to an earlier time"


def test_a_cursor_belongs_to_its_question(consumer, signed_in, incident_id):
    _, cursor, _ = consumer("contacts")
    place = Place.from_text(cursor)
    elsewhere = replace(place, of="another database").to_text()
    browser = signed_in("commander")
    for asked in ({"changed_since": cursor}, {"incident_id": incident_id, "changed_since": elsewhere},
                  {"changed_since": "nonsense"}, {"changed_since": "WyJhIiwxZTQwMCwxXQ"}):  # fmt: skip
        answer = browser.get("/api/v1/contacts", asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "web.changes_begin_anew"), asked
    narrowed = browser.get("/api/v1/contacts", {"changed_since": "", "status": "proposed", "contact_class": "close"})
    assert narrowed.json()["code"] == "web.changes_stand_alone"
    assert narrowed.json()["fields"] == {"filters": "status, contact_class"}
    assert browser.get("/api/v1/cases", {"changed_since": "", "classification": "confirmed"}).status_code == 422
