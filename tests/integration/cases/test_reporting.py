"""A case, a contact or a whole manifest may bring somebody new: entered in vault and registry in the same transaction."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.identity import queries as identity
from sizao.ground.registry import queries as registry
from sizao.kernel.documents import synthetic_document
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions, queries
from sizao.trace.cases.types import Classification, ContactState, NewCase
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db
DOCUMENT = synthetic_document(77, birth_year=1969).number
ILL = {
    "classification": "suspected", "reported_at": "2021-12-11T15:00", "discovery_route": "fever_clinic",
    "import_kind": "domestic",
}  # fmt: skip
NEW = {
    "mode": "new", "name": "测试者", "document_kind": "citizen_id", "document_number": DOCUMENT, "phone": "13800000001",
    "sex": "unknown", "residence": "320282104 Wanshi", "address": "某路1号",
}  # fmt: skip


@pytest.fixture
def case(incident_id, people, by, at):
    new = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at, classification=Classification.CONFIRMED, onset_at=at
    )
    return queries.case(actions.report_case(incident_id=incident_id, case=new, by=by, at=at).case_id)


def test_a_new_person_is_entered_with_the_case(signed_in, incident_id, by):
    browser = signed_in("epidemiologist")
    made = browser.post(f"/cases/new/{incident_id}/", {**ILL, **NEW})
    assert made.status_code == 302
    with scope.acting(by):
        [found] = queries.cases(incident_id)
        [person] = registry.persons([found.person_id]).values()
        assert (person.birth_year, person.area_residence, found.area) == (1969, WANSHI, WANSHI)
        assert identity.find(document=DOCUMENT) == [person.id]
    again = browser.post(f"/cases/new/{incident_id}/", {**ILL, **NEW})
    assert again["Location"] == made["Location"]
    assert "测试者" not in browser.get(made["Location"]).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"document_number": DOCUMENT[:-1] + ("0" if DOCUMENT[-1] != "0" else "1")}, "document_number"),
        ({"phone": "12"}, "phone"),
        ({"name": "", "document_number": "", "phone": ""}, None),
        ({"residence": "nowhere at all"}, "residence"),
    ],
)
def test_what_the_vault_does_not_take_is_said_at_its_field(signed_in, incident_id, by, change, field):
    answer = signed_in("epidemiologist").post(f"/cases/new/{incident_id}/", {**ILL, **NEW, **change})
    assert answer.status_code == 422
    assert (
        field in answer.context["subject_form"].errors if field else answer.context["subject_form"].non_field_errors()
    )
    with scope.acting(by):
        assert not queries.cases(incident_id)


def test_a_registered_person_is_found_through_the_vault_and_chosen(signed_in, incident_id, by):
    browser = signed_in("epidemiologist")
    address = f"/cases/new/{incident_id}/"
    browser.post(address, {**ILL, **NEW})
    piece = browser.post("/cases/people/", {"who": DOCUMENT}, headers={"HX-Request": "true"}).content.decode()
    number = re.search(r'value="(P-[^"]+)"', piece)[1]
    assert "测*" in piece and DOCUMENT not in piece
    whole = browser.post(address, {**ILL, "step": "find", "who": "13800000001", "mode": "known"}).content.decode()
    assert number in whole and 'value="2021-12-11T15:00"' in whole and "field-error" not in whole
    assert Access.objects.filter(action="identity.search").count() == 2
    nobody = browser.post("/cases/people/", {"who": "13900000009"}).content.decode()
    assert "Enter the person as new" in nobody
    assert browser.post(address, {**ILL, "mode": "known", "who": "测试者"}).status_code == 422
    assert browser.post(address, {**ILL, "mode": "known", "who": "测试者", "person": number}).status_code == 302


def test_only_who_may_record_identities_enters_somebody_new(signed_in, incident_id, case):
    page = signed_in("data_officer").get(f"/cases/new/{incident_id}/").content.decode()
    assert "who-new" in page and "Find" in page
    assert signed_in("tracer").post("/cases/people/", {"who": "x"}).status_code == 200
    assert signed_in("inspector").post("/cases/people/", {"who": "x"}).status_code == 403


def test_a_contact_named_by_hand_may_be_new(signed_in, case, by):
    given = {
        **NEW, "situation": "household", "last_exposure_at": "2021-12-11T10:00", "protection": "none",
        "certainty": "certain",
    }  # fmt: skip
    answer = signed_in("epidemiologist").post(f"/cases/{case.id}/contacts/", given)
    assert answer.status_code == 302 and "/cases/contacts/" in answer["Location"]
    with scope.acting(by):
        [contact] = queries.contacts(case.incident_id)
        assert identity.find(phone="13800000001") == [contact.person_id]


def test_the_api_reports_a_case_of_somebody_new(signed_in, incident_id, by, at):
    browser = signed_in("epidemiologist")
    body = {
        "area": "320282104", "reported_at": at.isoformat(), "classification": "suspected",
        "person": {"name": "测试者", "phone": "13800000001", "birth_year": 1970, "area_residence": "320282104"},
    }  # fmt: skip
    address = f"/api/v1/incidents/{incident_id}/cases/of-new-person"
    made = browser.post(address, body, content_type="application/json")
    assert made.status_code == 201 and made.json()["is_new"] is True
    assert browser.post(address, body, content_type="application/json").json() == {**made.json(), "is_new": False}
    bad = {**body, "person": {"phone": "12"}}
    assert browser.post(address, bad, content_type="application/json").status_code == 422


MANIFEST = (
    "座位\t姓名\t证件\t电话\n12A\t本人\t\t\n12C\t旅客甲\t\t13800000002\n16C\t旅客乙\t\t13800000003\n13C\t旅客丙\t\t\n"
)
RIDE = {
    "rule": "aircraft", "vehicle": "MU5100", "seat": "12A", "start": "2021-12-11T08:00", "until": "2021-12-11T10:00",
    "manifest": MANIFEST,
}  # fmt: skip


def test_a_manifest_is_judged_and_the_ticked_are_proposed(signed_in, case, by):
    browser = signed_in("epidemiologist")
    judged = browser.post(f"/cases/{case.id}/seats/", {**RIDE, "step": "judge"})
    text = judged.content.decode()
    assert judged.status_code == 200 and text.count("checked") == 1
    assert "needs a document, a phone or a number" in text
    with scope.acting(by):
        assert not queries.contacts(case.incident_id)
    sent = browser.post(f"/cases/{case.id}/seats/", {**RIDE, "step": "propose", "picked": ["3"]})
    assert sent.status_code == 302
    with scope.acting(by):
        [contact] = queries.contacts(case.incident_id, ContactState.PROPOSED)
        assert contact.situation == "vehicle" and contact.basis[0]["seat"] == "12C"
        assert identity.find(phone="13800000002") == [contact.person_id]
        assert identity.find(phone="13800000003") == []
    assert browser.post(f"/cases/{case.id}/seats/", {**RIDE, "step": "propose"}).status_code == 422


def _typed(moment):
    return f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%dT%H:%M}"


def test_those_on_record_aboard_need_no_typing(signed_in, case, people, by, at):

    from sizao.ground.presence import actions as presence
    from sizao.ground.presence.types import NewVisit, VisitSource
    from sizao.ground.registry import actions as registering
    from sizao.ground.registry.types import NewPlace, PlaceKind
    from sizao.kernel.words import Words

    [train] = registering.add_places(
        places=[NewPlace(words=Words("G1", "G1"), kind=PlaceKind.VEHICLE, area=WANSHI)], by=by, at=at
    )
    near, far = people(2)
    visits = [
        NewVisit(person_id=person, place_id=train, start=at - timedelta(hours=6), until=at - timedelta(hours=4), zone=zone,
                 source=VisitSource.TRANSPORT_SEAT)
        for person, zone in ((near, "05车02A"), (far, "06车02A"))
    ]  # fmt: skip
    presence.record_visits(visits=visits, by=by, at=at)
    number = registry.places([train])[train].number
    ride = {
        "rule": "sealed_train", "vehicle": "G1", "seat": "05车12A", "place": number, "manifest": "",
        "start": _typed(at - timedelta(hours=6)), "until": _typed(at - timedelta(hours=4)),
    }  # fmt: skip
    rows = signed_in("epidemiologist").post(f"/cases/{case.id}/seats/", ride).context["rows"]
    assert [(row.passenger.seat, row.nearness.value) for row, *_ in rows] in (
        [("05车02A", "near"), ("06车02A", "apart")], [("06车02A", "apart"), ("05车02A", "near")],
    )  # fmt: skip
    assert Access.objects.filter(action="cases.seats").exists()


def test_the_api_judges_seats_and_proposes_when_asked(signed_in, case, by):
    browser = signed_in("epidemiologist")
    body = {
        "rule": "aircraft", "vehicle": "MU5100", "seat": "12A", "start": "2021-12-11T08:00:00+08:00",
        "until": "2021-12-11T10:00:00+08:00",
        "passengers": [{"seat": "12C", "name": "旅客甲", "phone": "13800000002"}, {"seat": "40A"}],
    }  # fmt: skip
    address = f"/api/v1/cases/{case.id}/seats"
    dry = browser.post(address, body, content_type="application/json").json()
    assert [each["nearness"] for each in dry["rows"]] == ["near", "apart"] and dry["proposed"] == 0
    assert browser.post(address, {**body, "propose": "near"}, content_type="application/json").json()["proposed"] == 1
    assert browser.post(address, {**body, "rule": "rocket"}, content_type="application/json").status_code == 422


def test_only_what_the_edition_has_can_be_chosen(signed_in, by):
    late = datetime(2023, 2, 1, tzinfo=UTC)
    with scope.acting(by):
        tenth = command.open_incident(
            title=Words("近况", "Of late"), disease="covid-19", area=WANSHI, reported_at=late, by=by, at=late
        )
        edition = library().get(incidents.incident(tenth).edition_id)
    form = signed_in("epidemiologist").get(f"/cases/new/{tenth}/").context["form"]
    offered = {value for value, _ in form.fields["classification"].choices}
    assert offered == set(edition.case.classifications) - {"not_a_case"}
    assert "suspected" not in offered


def test_what_a_rule_refuses_stays_typed(signed_in, incident_id, by):
    given = {**ILL, **NEW, "classification": "asymptomatic"}
    refused = signed_in("epidemiologist").post(f"/cases/new/{incident_id}/", given)
    assert (refused.status_code, len(refused.context["form"].non_field_errors())) == (422, 1)
    assert refused.context["subject_form"]["name"].value() == NEW["name"]
    with scope.acting(by):
        assert queries.cases(incident_id) == []
