"""Correct and erase: history kept, two people for an erasure, nothing left, and nothing told to who is not in charge."""

import json
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import (
    AlreadyAsked,
    CorrectionReasonNeeded,
    ErasureOver,
    KeptDocumentContradicts,
    NothingLeft,
    PersonUnknown,
    PhraseDiffers,
    SecondPersonNeeded,
    StillNeeded,
)
from sizao.ground.identity.models import Entry, Erasure, PersonKey, Record, Twin
from sizao.ground.identity.queries import erasures, holds
from sizao.ground.identity.rules.erasing import WAITS
from sizao.ground.identity.types import Correction, ErasureGround, NewIdentity, Purpose, Sealed
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as persons
from sizao.ground.registry.models import Person
from sizao.ground.registry.types import KeyGroup, NewPerson, Sex
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, facts, synthetic_document
from sizao.kernel.errors import NotPermitted, Stale
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope

YIXING, JIANGYIN, WUXI = (areas.parse(code) for code in ("320282", "320281", "3202"))
REASON = "本人来电更正联系方式"
CDC, HQ = "宜兴市疾控中心", "宜兴市指挥部"
pytestmark = pytest.mark.django_db


def someone(seed=1, **more):
    given = {
        "name": "单甲乙", "document_kind": DocumentKind.CITIZEN_ID, "document_number": synthetic_document(seed).number,
        "phone": synthetic_phone(seed), "address": "解放东路 1 号",
    }  # fmt: skip
    return NewIdentity(**(given | more))


def enrol(identity, at, area=YIXING, **more):
    by = Actor.system("test", area=area)
    with scope.acting(by):
        [handle] = actions.resolve(identities=[identity], area=area, by=by, at=at)
        if handle.is_new:
            registry.add_persons(
                persons=[NewPerson(area_residence=area, id=handle.person_id, **more)], by=by, at=at
            )  # fmt: skip
    return handle.person_id


def correct(person, change, by, at, version=1, reason=REASON):
    with scope.acting(by):
        return actions.correct(person_id=person, change=change, version=version, reason=reason, by=by, at=at)


def opened(person, at):
    by = Actor.system("test")
    with scope.acting(by):
        return actions.reveal(person_ids=[person], purpose=Purpose.QUALITY_AUDIT, by=by, at=at, reason=REASON)[person]


def logged(person, action):
    with scope.acting(Actor.system("test")):
        rows = Access.objects.filter(persons__contains=[person], action=action).order_by("id")
        return [(row.actor, row.allowed, row.reason, row.fields) for row in rows]


def test_a_correction_changes_what_was_given_and_keeps_the_rest(officer, at):
    person, by = enrol(someone(), at), officer()
    assert correct(person, Correction(phone=synthetic_phone(9)), by, at) == (Sealed.PHONE,)
    now = opened(person, at)
    assert (now.phone, now.name, now.document_number) == (synthetic_phone(9), "单甲乙", synthetic_document(1).number)
    assert logged(person, "identity.amend") == [(by.name, True, REASON, "phone")]
    with scope.acting(by):
        assert queries.find(phone=synthetic_phone(1)) == [] and queries.find(phone=synthetic_phone(9)) == [person]
        assert [each.reason for each in queries.history(person)] == [REASON, ""]


def test_another_document_takes_what_the_old_one_said_with_it(officer, at):
    person, by = enrol(someone(), at), officer()
    number = synthetic_document(44).number
    correct(person, Correction(document_number=number), by, at)
    now = opened(person, at)
    assert now.birth_date == facts(synthetic_document(44)).birth_date and now.document_number == number
    correct(person, Correction(document_kind=DocumentKind.NONE, document_number="", phone=""), by, at, version=2)
    now = opened(person, at)
    assert (now.document_number, now.phone, now.name) == ("", "", "单甲乙")


def test_a_correction_never_says_what_stands_on_record(officer, at):
    person, by = enrol(someone(), at), officer("data_officer")
    from datetime import date

    with pytest.raises(KeptDocumentContradicts) as refusal:
        correct(person, Correction(birth_date=date(1999, 1, 1)), by, at)
    assert str(facts(synthetic_document(1)).birth_date) not in str(refusal.value)


def test_the_registry_follows_a_corrected_birth_and_sex(officer, at):
    person, by = enrol(someone(), at, birth_year=1950), officer()
    correct(person, Correction(document_number=synthetic_document(44).number), by, at)
    outbox.drain()
    with scope.acting(by):
        row = Person.objects.get(pk=person)
        assert row.birth_year == facts(synthetic_document(44)).birth_date.year and row.sex != Sex.UNKNOWN


def test_a_correction_needs_a_reason_the_right_and_the_version_that_was_seen(officer, at):
    person, by = enrol(someone(), at), officer()
    with pytest.raises(CorrectionReasonNeeded):
        correct(person, Correction(phone=""), by, at, reason="更正")
    with pytest.raises(NotPermitted):
        correct(person, Correction(phone=""), officer("grid_worker"), at)
    correct(person, Correction(phone=""), by, at)
    with pytest.raises(Stale):
        correct(person, Correction(phone=synthetic_phone(3)), by, at)


def refusals_of(act, by, ids):
    """What somebody learns by trying an action on persons: the error, and the rows the log keeps."""
    learnt = []
    for person in ids:
        with scope.acting(by):
            with pytest.raises(PersonUnknown) as refusal:
                act(person)
            rows = [
                (row.action, row.allowed, row.fields, row.number_of_persons, row.purpose)
                for row in Access.objects.filter(actor=by.name, persons=[person])
            ]
        learnt.append((type(refusal.value), str(refusal.value), rows))
    return learnt


def test_out_of_area_correcting_and_erasing_tell_nothing(officer, at):
    elsewhere, stranger = enrol(someone(), at), officer(area="320281")

    def amend(person):
        actions.correct(person_id=person, change=Correction(phone=""), version=1, reason=REASON, by=stranger, at=at)

    def erase(person):
        actions.request_erasure(person_id=person, ground=ErasureGround.UNLAWFUL, reason=REASON, by=stranger, at=at)

    for act in (amend, erase):
        known, nobody = refusals_of(act, stranger, [elsewhere, elsewhere + 99_999])
        assert known == nobody and len(known[2]) >= 1 and not any(row[1] for row in known[2])
    with scope.acting(Actor.system("test")):
        assert Record.objects.filter(person=elsewhere).count() == 1


def test_correcting_to_a_document_held_elsewhere_looks_like_any_correction(officer, at):
    elsewhere, here = enrol(someone(1), at, JIANGYIN), enrol(someone(2), at)
    by = officer()
    change = Correction(document_number=synthetic_document(1).number)
    assert correct(here, change, by, at) == (Sealed.DOCUMENT, Sealed.PARTICULARS)
    with scope.acting(by):
        assert queries.twins(here) == [] and not Twin.objects.exists()
    with scope.acting(Actor.system("test", area=WUXI)):
        assert queries.twins(here) == [elsewhere]


def ask(person, by, at, ground=ErasureGround.RETENTION_ENDED, reason="保存期限已届满,依法销毁"):
    with scope.acting(by):
        return actions.request_erasure(person_id=person, ground=ground, reason=reason, by=by, at=at)


def carry_out(request_id, by, at, number, word="销毁"):
    with scope.acting(by):
        return actions.carry_out_erasure(request_id=request_id, typed=f"{word} {number}", by=by, at=at)


def number_of(person):
    with scope.acting(Actor.system("test")):
        return Person.objects.get(pk=person).number


@pytest.mark.parametrize("word", ["销毁", "erase", "ERASE "])
def test_two_people_of_two_organisations_erase_and_only_the_number_stays(officer, at, word):
    person = enrol(someone(), at, birth_year=1950, sex=Sex.MALE)
    correct(person, Correction(phone=synthetic_phone(9)), officer(), at)
    request = ask(person, officer(), at)
    done = carry_out(request, officer("commander", organisation=HQ), at, number_of(person), word)
    outbox.drain()
    assert (done.entries, done.versions, done.outcome) == (10, 2, "erased")
    with scope.acting(Actor.system("test")):
        assert queries.masked([person]) == {} and queries.open_records([person]) == {}
        assert not PersonKey.objects.filter(person=person).exists() and not Entry.objects.filter(person=person).exists()
        proof = erasures.proof(person)
        assert proof.holds and proof.sealed_versions == 2 and proof.epoch_ended_at is None
        row = Person.objects.get(pk=person)
        assert (row.birth_year, row.sex, row.household_id, row.key_group) == (None, "unknown", None, "none")
        assert queries.find(document=synthetic_document(1).number) == []
    assert [allowed for _, allowed, *_ in logged(person, "identity.erase")] == [True]


def test_the_proof_says_when_the_key_files_epoch_ended(officer, at):
    person = enrol(someone(), at)
    carry_out(ask(person, officer(), at), officer("commander", organisation=HQ), at, number_of(person))
    with scope.acting(Actor.system("test")):
        epoch = erasures.proof(person).epoch
        from sizao.ground.identity.models import Epoch

        Epoch.objects.filter(number=epoch).update(destroyed_at=at)
        assert erasures.proof(person).epoch_ended_at == at


def test_one_person_or_one_organisation_cannot_erase(officer, at):
    person = enrol(someone(), at)
    request, number = ask(person, officer(), at), number_of(person)
    for organisation in (CDC, ""):
        with pytest.raises(SecondPersonNeeded):
            carry_out(request, officer("commander", organisation=organisation), at, number)
    with pytest.raises(NotPermitted):
        carry_out(request, officer("data_officer", organisation=HQ), at, number)
    with scope.acting(Actor.system("test")):
        assert queries.masked([person])


def test_the_phrase_must_be_typed_for_this_very_person_and_in_time(officer, at):
    person = enrol(someone(), at)
    request, commander = ask(person, officer(), at), officer("commander", organisation=HQ)
    with pytest.raises(PhraseDiffers):
        carry_out(request, commander, at, "P-000000000")
    with pytest.raises(ErasureOver):
        carry_out(request, commander, at + WAITS, number_of(person))
    with pytest.raises(AlreadyAsked):
        ask(person, officer(), at)
    again = ask(person, officer(), at + WAITS)
    carry_out(again, commander, at + WAITS, number_of(person))
    with pytest.raises(ErasureOver):
        carry_out(again, commander, at + WAITS, number_of(person))
    with pytest.raises(NothingLeft):
        ask(person, officer(), at + WAITS)


def test_what_is_still_needed_is_not_erased_not_even_after_the_request(officer, at, monkeypatch):
    person, needed = enrol(someone(), at), []
    monkeypatch.setattr(holds, "learn_holds_from", [lambda person_id: needed])
    request = ask(person, officer(), at)
    needed.append(Words("病例 1 未结案", "case 1 is not closed"))
    with pytest.raises(StillNeeded, match="case 1 is not closed"):
        carry_out(request, officer("commander", organisation=HQ), at, number_of(person))
    with pytest.raises(AlreadyAsked):
        ask(person, officer(), at)


def test_a_request_that_was_turned_down_leaves_the_identity(officer, at):
    person, commander = enrol(someone(), at), officer("commander", organisation=HQ)
    request = ask(person, officer(), at)
    with scope.acting(commander):
        actions.refuse_erasure(request_id=request, reason="仍在保存期内", by=commander, at=at)
    with pytest.raises(ErasureOver):
        carry_out(request, commander, at, number_of(person))
    assert opened(person, at).name == "单甲乙"


def test_neither_requests_nor_their_ends_can_be_rewritten(officer, at):
    person = enrol(someone(), at)
    carry_out(ask(person, officer(), at), officer("commander", organisation=HQ), at, number_of(person))
    with scope.acting(Actor.system("test")):
        for table in ("identity_erasurerequest", "identity_erasure"):
            for change in (f"UPDATE {table} SET reason = 'x'", f"DELETE FROM {table}"):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    connection.cursor().execute(change)
        assert Erasure.objects.count() == 1


def browser_of(staff_actor, language="en"):
    from django.contrib.auth import get_user_model

    browser = Client(headers={"accept-language": language})
    user = get_user_model().objects.get(pk=staff_actor.user_id)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def test_the_pages_lead_from_a_correction_to_an_erasure(officer, at):
    person = enrol(someone(), at)
    number, browser = number_of(person), browser_of(officer())
    form = browser.post("/identity/correct/", {"number": number}).content.decode()
    assert "单*" in form and synthetic_phone(1)[3:] not in form and 'name="version" value="1"' in form
    weak = browser.post("/identity/correct/", {"number": number, "version": 1, "phone": "1", "reason": REASON})
    assert weak.status_code == 422
    given = {"number": number, "version": 1, "phone": synthetic_phone(9), "reason": REASON}
    assert "A new version was sealed" in browser.post("/identity/correct/", given).content.decode()
    asked = {"number": number, "erasure_ground": "retention_ended", "erasure_reason": "保存期限已届满,依法销毁"}
    assert "waits for a second person" in browser.post("/identity/erase/", asked).content.decode()
    commander = browser_of(officer("commander", organisation=HQ))
    shown = commander.get("/identity/erasures/").content.decode()
    assert number in shown and "第四十七条" in shown and "单" not in re.sub(r"单位", "", shown)
    [address] = re.findall(r"/identity/erasures/[0-9a-f-]+/carry-out/", shown)
    wrong = commander.post(address, {"phrase": "erase"})
    assert wrong.status_code == 422 and f"erase {number}" in wrong.content.decode()
    assert [allowed for _, allowed, *_ in logged(person, "identity.decide_erasure")] == [False]
    assert commander.post(address, {"phrase": f"erase {number}"}, follow=True).status_code == 200
    after = browser.post("/identity/person/", {"number": number}).content.decode()
    assert "Only the person number remains" in after and "identity/correct" not in after


def test_the_pages_speak_chinese(officer, at):
    person = enrol(someone(), at)
    browser = browser_of(officer(), "zh-hans")
    assert "更正身份信息" in browser.post("/identity/correct/", {"number": number_of(person)}).content.decode()
    commander = browser_of(officer("commander", organisation=HQ), "zh-hans")
    assert "销毁" in commander.get("/identity/erasures/").content.decode()


def call(browser, address, body):
    return browser.post(f"/api/v1/identity/{address}", json.dumps(body), content_type="application/json")


def test_the_api_corrects_asks_and_carries_out(officer, at):
    person = enrol(someone(), at)
    number, browser = number_of(person), browser_of(officer())
    body = {"number": number, "version": 1, "reason": REASON, "address": "人民路 2 号"}
    assert call(browser, "correct", body).json() == {"number": number, "version": 2, "changed": ["address"]}
    assert call(browser, "correct", body).json()["code"] == "sizao.stale"
    assert call(browser, "correct", body | {"is_current": True}).status_code == 422
    asked = {"number": number, "ground": "purpose_done", "reason": "处理目的已经实现,依法销毁"}
    made = call(browser, "erasures", asked)
    assert made.status_code == 201
    commander = browser_of(officer("commander", organisation=HQ))
    listed = commander.get("/api/v1/identity/erasures").json()
    assert [each["number"] for each in listed] == [number]
    address = f"erasures/{made.json()['id']}/carry-out"
    assert call(commander, address, {"phrase": "yes"}).status_code == 422
    done = call(commander, address, {"phrase": f"erase {number}"}).json()
    assert done["outcome"] == "erased" and done["versions"] == 2
    again = call(commander, f"erasures/{made.json()['id']}/refuse", {"reason": ""})
    assert again.status_code == 409 and again.json()["code"] == "identity.erasure_over"


def test_in_another_area_pages_and_api_answer_as_for_nobody(officer, at):
    person = enrol(someone(), at)
    number, stranger = number_of(person), browser_of(officer(area="320281"))
    for address, more in (
        ("/identity/correct/", {"version": 1, "phone": "", "reason": REASON}),
        ("/identity/erase/", {"erasure_ground": "unlawful", "erasure_reason": REASON}),
    ):
        answers = [stranger.post(address, {"number": each, **more}) for each in (number, "P-000000000")]
        assert {each.status_code for each in answers} == {404}
        assert len({len(each.content) for each in answers}) == 1
    request = ask(person, officer(), at)
    commander = browser_of(officer("commander", "320281", HQ))
    assert number not in commander.get("/identity/erasures/").content.decode()
    for wanted in (request, "00000000-0000-0000-0000-000000000000"):
        assert (
            commander.post(f"/identity/erasures/{wanted}/carry-out/", {"phrase": f"erase {number}"}).status_code == 404
        )


def test_an_officer_notes_which_key_group_a_person_belongs_to(officer, at):
    person = enrol(someone(), at)
    number, browser = number_of(person), browser_of(officer())
    shown = browser.post("/identity/person/", {"number": number}).content.decode()
    assert "Change the key group" in shown and "General population" in shown
    told = browser.post("/identity/key-group/", {"number": number, "key_group": "port"}).content.decode()
    assert "The key group was noted." in told
    with scope.acting(Actor.system("test")):
        assert persons.persons([person])[person].key_group is KeyGroup.PORT
    again = browser.post("/identity/key-group/", {"number": number, "key_group": "port"}).content.decode()
    assert "Nothing changed" in again
    assert browser.post("/identity/key-group/", {"number": number, "key_group": "pilot"}).status_code == 422
    api = browser.post(
        "/api/v1/identity/key-group", {"number": number, "key_group": "none"}, content_type="application/json"
    )
    assert api.json() == {"number": number, "key_group": "none", "is_changed": True}
    with scope.acting(Actor.system("test")):
        told = list(EventRow.objects.filter(name="ground.registry.person-grouped").values_list("body", flat=True))
    assert [each["person_id"] for each in told] == [person, person] and "port" not in str(told)


def test_who_may_not_write_the_registry_is_not_offered_the_key_group(officer, at):
    person = enrol(someone(), at)
    browser = browser_of(officer("tracer"))
    assert "key-group" not in browser.post("/identity/person/", {"number": number_of(person)}).content.decode()
    given = {"number": number_of(person), "key_group": "port"}
    assert browser.post("/identity/key-group/", given).status_code == 403
