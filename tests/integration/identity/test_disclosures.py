"""Many identities take two people, and somebody of another area takes an alarm: asked, signed, opened once, reviewed."""

import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from sizao.ground.identity import actions
from sizao.ground.identity.errors import (
    DeclineReasonNeeded,
    DisclosureOver,
    DisclosureUnknown,
    EmergenciesSpent,
    GlassOver,
    GlassReviewed,
    GlassUnknown,
    InYourArea,
    NobodyOfThatNumber,
    NoSecondNeeded,
    NotYourRequest,
    NumbersUnknown,
    OrganisationNeeded,
    OtherSignerNeeded,
    OwnGlass,
    PersonUnknown,
    ReasonNeeded,
    TooManyAtOnce,
    TooManyForARequest,
)
from sizao.ground.identity.models import Disclosure, DisclosureStep, Glass
from sizao.ground.identity.queries import disclosures
from sizao.ground.identity.rules import disclosing, glass
from sizao.ground.identity.types import DisclosureState, GlassState, NewIdentity, Purpose
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as persons
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.errors import NotPermitted, Stale
from sizao.spine.accounts.models import User
from sizao.spine.audit.models import Access
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
CDC, HQ = "宜兴市疾控中心", "宜兴市指挥部"
WHY, EMERGENCY = "夜间转运需核对全部同乘人员", "昏迷患者需立即联系家属确认用药"
CARE = Purpose.CONTACT_MANAGEMENT
PASSWORD = "correct horse battery 7"
pytestmark = pytest.mark.django_db


def enter(number, at, area=YIXING, seed=1):
    by = Actor.system("test", area=area)
    with scope.acting(by):
        given = [
            NewIdentity(
                f"单甲{index}", DocumentKind.CITIZEN_ID, synthetic_document(seed + index).number, "", "解放东路 1 号"
            )
            for index in range(number)
        ]
        made = actions.resolve(identities=given, area=area, by=by, at=at)
        registry.add_persons(
            persons=[NewPerson(area_residence=area, id=each.person_id) for each in made], by=by, at=at
        )  # fmt: skip
    return [each.person_id for each in made]


@pytest.fixture
def many(at, db):
    return enter(101, at)


def asked(by, many, at, purpose=CARE):
    with scope.acting(by):
        return actions.ask_disclosure(person_ids=many, purpose=purpose, reason=WHY, by=by, at=at)


def signed(by, request_id, at):
    with scope.acting(by):
        actions.sign_disclosure(request_id=request_id, by=by, at=at)


def logged(action):
    with scope.acting(Actor.system("test")):
        rows = Access.objects.filter(action=action).order_by("id")
        return [(row.actor, row.number_of_persons, row.allowed) for row in rows]


def test_what_two_people_signed_is_opened_once_for_these_very_people_and_this_purpose(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    request_id = asked(one, many, at)
    with scope.acting(one), pytest.raises(TooManyAtOnce):
        actions.reveal(person_ids=many, purpose=CARE, by=one, at=at, reason=WHY)
    signed(two, request_id, at)
    with scope.acting(one):
        with pytest.raises(TooManyAtOnce):
            actions.reveal(person_ids=many, purpose=Purpose.SUPPLY, by=one, at=at, reason=WHY)
        opened = actions.open_disclosure(request_id=request_id, by=one, at=at)
        assert set(opened) == set(many) and opened[many[0]].name == "单甲0"
        assert disclosing.state(disclosures.disclosure(request_id), at) is DisclosureState.USED
        with pytest.raises(DisclosureOver):
            actions.open_disclosure(request_id=request_id, by=one, at=at)
        with pytest.raises(TooManyAtOnce):
            actions.reveal(person_ids=many, purpose=CARE, by=one, at=at, reason=WHY)
    assert logged("identity.ask_disclosure") == [(one.name, 101, True)]
    assert logged("identity.decide_disclosure") == [(two.name, 101, True)]
    assert [row for row in logged("identity.reveal") if row[2]] == [(one.name, 101, True)]


def test_a_signature_for_some_people_opens_no_others(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    [stranger] = enter(1, at, seed=500)
    signed(two, asked(one, many, at), at)
    with scope.acting(one), pytest.raises(TooManyAtOnce):
        actions.reveal(person_ids=[*many[1:], stranger], purpose=CARE, by=one, at=at, reason=WHY)


def test_a_signed_list_is_opened_by_who_asked_alone(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    request_id = asked(one, many, at)
    with scope.acting(one), pytest.raises(NotYourRequest):
        actions.open_disclosure(request_id=request_id, by=one, at=at)
    signed(two, request_id, at)
    tracer = officer("tracer")
    with scope.acting(tracer), pytest.raises(NotYourRequest):
        actions.open_disclosure(request_id=request_id, by=tracer, at=at)
    with scope.acting(tracer), pytest.raises(TooManyAtOnce):
        actions.reveal(person_ids=many, purpose=CARE, by=tracer, at=at, reason=WHY)


def test_one_person_one_organisation_or_a_role_without_the_right_signs_nothing(officer, many, at):
    one = officer()
    request_id = asked(one, many, at)
    same = officer("commander", organisation=CDC)
    nameless = officer("coordinator", organisation="")
    lab = officer("lab", organisation=HQ)
    for by, refusal in ((same, OtherSignerNeeded), (nameless, OtherSignerNeeded), (lab, NotPermitted)):
        with scope.acting(by), pytest.raises(refusal):
            actions.sign_disclosure(request_id=request_id, by=by, at=at)
    elsewhere = officer("commander", "320281", organisation=HQ)
    with scope.acting(elsewhere), pytest.raises(DisclosureUnknown):
        actions.sign_disclosure(request_id=request_id, by=elsewhere, at=at)


def test_neither_a_request_nor_a_signature_outlives_its_day(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    late, last = asked(one, many, at), asked(one, many, at)
    with scope.acting(two), pytest.raises(DisclosureOver):
        actions.sign_disclosure(request_id=late, by=two, at=at + disclosing.STANDS)
    signed(two, last, at + disclosing.STANDS - timedelta(seconds=1))
    with scope.acting(one), pytest.raises(DisclosureOver):
        actions.open_disclosure(request_id=last, by=one, at=at + 2 * disclosing.STANDS - timedelta(seconds=1))
    with scope.acting(one):
        assert disclosing.state(disclosures.disclosure(last), at + 2 * disclosing.STANDS) is DisclosureState.LAPSED


def test_a_declined_request_says_why_and_opens_nothing(officer, many, at):
    one, two = officer(), officer("coordinator", organisation=HQ)
    request_id = asked(one, many, at)
    with scope.acting(two):
        with pytest.raises(DeclineReasonNeeded):
            actions.decline_disclosure(request_id=request_id, reason="不", by=two, at=at)
        actions.decline_disclosure(request_id=request_id, reason="请按街道分批,各不超过百人", by=two, at=at)
        with pytest.raises(DisclosureOver):
            actions.sign_disclosure(request_id=request_id, by=two, at=at)
        assert disclosures.disclosure(request_id).note == "请按街道分批,各不超过百人"
    with scope.acting(one), pytest.raises(DisclosureOver):
        actions.open_disclosure(request_id=request_id, by=one, at=at)


def test_what_is_not_worth_a_request_or_too_much_for_one_is_refused_and_logged(officer, many, at):
    one = officer()
    [stranger] = enter(1, at, area=JIANGYIN, seed=500)
    nobodys = officer("tracer", organisation="")
    for by, wanted, reason, refusal in (
        (one, many[:100], WHY, NoSecondNeeded), (one, [*many, stranger], WHY, PersonUnknown),
        (one, many, "快", ReasonNeeded), (nobodys, many, WHY, OrganisationNeeded),
    ):  # fmt: skip
        with scope.acting(by), pytest.raises(refusal):
            actions.ask_disclosure(person_ids=wanted, purpose=CARE, reason=reason, by=by, at=at)
    assert [allowed for _actor, _persons, allowed in logged("identity.ask_disclosure")] == [False] * 4
    found = disclosing.may_ask(
        number=5_001,
        has_right=True,
        has_organisation=True,
        all_visible=True,
        task_given=False,
        task_is_open_and_own=False,
        reason=WHY,
    )
    assert isinstance(found.refusal_error if hasattr(found, "refusal_error") else None, TooManyForARequest | None)
    with pytest.raises(TooManyForARequest):
        found.or_raise()
    with scope.acting(one), pytest.raises(NumbersUnknown, match="the first: P-NOBODY"):
        actions.people_of(["p-nobody", persons.persons([many[0]])[many[0]].number])


def test_ones_own_request_is_listed_however_many_others_ask(officer, many, at):
    one = officer()
    asked(one, many, at)
    others = [
        Disclosure(
            area=YIXING, purpose=CARE, reason=WHY, persons=101, digest=b"-", at=at + timedelta(hours=1), by="other", by_user=-1
        )
        for _ in range(disclosures.SHOWN)
    ]  # fmt: skip
    with scope.acting(one):
        Disclosure.objects.bulk_create(others)
        assert [each.by for each in disclosures.own_disclosures(one.user_id)] == [one.name]
        assert disclosures.own_disclosures(None) == []


def test_whoever_writes_the_database_cannot_sign_their_own_request_nor_sign_twice(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    request_id = asked(one, many, at)
    row = {"request_id": request_id, "step": "granted", "at": at}
    with scope.acting(one), pytest.raises(IntegrityError, match="who made it does not decide"), transaction.atomic():
        DisclosureStep.objects.create(**row, by=one.name, by_user=one.user_id, organisation=HQ)
    with scope.acting(two), pytest.raises(IntegrityError, match="who made it does not decide"), transaction.atomic():
        DisclosureStep.objects.create(**row, by=two.name, by_user=two.user_id, organisation=CDC)
    signed(two, request_id, at)
    with scope.acting(two), pytest.raises(Stale):
        actions.disclosing._step(disclosures.disclosure(request_id), DisclosureState.DECLINED, two, at)
    with scope.acting(two), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE identity_disclosure SET persons = 1")


def test_an_emergency_look_opens_one_person_elsewhere_for_half_an_hour(officer, at):
    one = officer()
    [there] = enter(1, at, area=JIANGYIN)
    document = synthetic_document(1).number
    with scope.acting(one):
        with pytest.raises(PersonUnknown):
            actions.reveal(person_ids=[there], purpose=CARE, by=one, at=at, reason=WHY)
        made = actions.break_glass(number=document, purpose=Purpose.ISOLATION_CARE, reason=EMERGENCY, by=one, at=at)
        for moment in (at, at + glass.OPEN_FOR - timedelta(seconds=1)):
            found, person, opened = actions.look_through_glass(glass_id=made, by=one, at=moment)
            assert opened.name == "单甲0" and person.id == there and found.area == JIANGYIN
        with pytest.raises(PersonUnknown):
            actions.reveal(person_ids=[there], purpose=CARE, by=one, at=at, reason=WHY)
        with pytest.raises(GlassOver):
            actions.look_through_glass(glass_id=made, by=one, at=at + glass.OPEN_FOR)
    other = officer("tracer")
    with scope.acting(other), pytest.raises((GlassUnknown, NotPermitted)):
        actions.look_through_glass(glass_id=made, by=other, at=at)
    auditor = officer("auditor", "320281", organisation=HQ)
    with scope.acting(auditor):
        seen = Access.objects.filter(actor=one.name, persons=[there]).order_by("id")
        assert [(row.action, row.allowed) for row in seen] == [
            ("identity.break_glass", True), ("identity.reveal", True), ("identity.reveal", True),
            ("identity.reveal", False),
        ]  # fmt: skip
        assert EventRow.objects.filter(name="ground.identity.glass-broken", area=JIANGYIN).count() == 1


def test_an_emergency_look_is_refused_at_home_for_nobody_and_after_five_in_a_day(officer, at):
    one = officer()
    [here] = enter(1, at)
    enter(1, at, area=JIANGYIN, seed=300)
    document = synthetic_document(300).number
    with scope.acting(one):
        for text, refusal in (
            (synthetic_document(1).number, InYourArea), ("P-NOBODY", NobodyOfThatNumber), ("单甲0", NobodyOfThatNumber),
            (persons.persons([here])[here].number, InYourArea),
        ):  # fmt: skip
            with pytest.raises(refusal):
                actions.break_glass(number=text, purpose=CARE, reason=EMERGENCY, by=one, at=at)
        for _ in range(glass.MOST_IN_A_DAY):
            actions.break_glass(number=document, purpose=CARE, reason=EMERGENCY, by=one, at=at)
        with pytest.raises(EmergenciesSpent):
            actions.break_glass(number=document, purpose=CARE, reason=EMERGENCY, by=one, at=at)
        actions.break_glass(number=document, purpose=CARE, reason=EMERGENCY, by=one, at=at + timedelta(days=1))
    assert [allowed for _actor, _persons, allowed in logged("identity.break_glass")] == [
        *(False,) * 4, *(True,) * 5, False, True,
    ]  # fmt: skip


def test_an_emergency_look_is_reviewed_once_by_another_person_of_either_area(officer, at):
    one = officer()
    enter(1, at, area=JIANGYIN)
    with scope.acting(one):
        made = actions.break_glass(
            number=synthetic_document(1).number, purpose=CARE, reason=EMERGENCY, by=one, at=at
        )  # fmt: skip
    here, there, elsewhere = officer("auditor"), officer("auditor", "320281"), officer("auditor", "320206")
    with scope.acting(elsewhere), pytest.raises(GlassUnknown):
        actions.review_glass(glass_id=made, is_justified=True, note="", by=elsewhere, at=at)
    with scope.acting(here):
        [(found, state)] = disclosures.to_review(at, here.user_id)
        assert state is GlassState.OPEN and disclosures.to_review(found.review_due)[0][1] is GlassState.LATE
        with pytest.raises(DeclineReasonNeeded):
            actions.review_glass(glass_id=made, is_justified=False, note="", by=here, at=at)
    with scope.acting(there):
        actions.review_glass(glass_id=made, is_justified=False, note="当时值班电话可以接通", by=there, at=at)
    with scope.acting(here), pytest.raises(GlassReviewed):
        actions.review_glass(glass_id=made, is_justified=True, note="", by=here, at=at)
    with scope.acting(here):
        assert disclosures.to_review(at) == []
        assert glass.state(disclosures.glass_of(made), at) is GlassState.NOT_JUSTIFIED


def test_who_looked_does_not_review_it_whatever_the_role(officer, at):
    one = officer("auditor")
    facts = Glass(
        person=1, area=JIANGYIN, breaker_area=YIXING, purpose=CARE, reason=EMERGENCY, at=at, until=at + glass.OPEN_FOR,
        by=one.name, by_user=one.user_id,
    )  # fmt: skip
    with scope.acting(one):
        facts.save(force_insert=True)
        with pytest.raises(OwnGlass):
            actions.review_glass(glass_id=facts.id, is_justified=True, note="", by=one, at=at)


def test_the_review_is_due_by_the_end_of_the_next_day(at):
    due = glass.review_due(at).astimezone(glass.LOCAL)
    assert (due.date() - at.astimezone(glass.LOCAL).date()).days == 2 and (due.hour, due.minute) == (0, 0)


def browser(actor, language="en"):
    with scope.acting(Actor.system("test")):
        user = User.objects.get(pk=actor.user_id)
        user.set_password(PASSWORD)
        user.save()
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_lead_from_asking_over_signing_to_one_file(officer, many, at):
    one, two = officer(), officer("commander", organisation=HQ)
    asks, signs = browser(one), browser(two)
    numbers = "\n".join(each.number for each in persons_of(many))
    given = {"numbers": numbers, "purpose": "contact_management", "reason": WHY, "password": PASSWORD}
    brought = asks.post("/identity/disclosures/", {**given, "prefill": "1"})
    assert (
        brought.status_code == 200
        and numbers in brought.content.decode()
        and "field-error" not in brought.content.decode()
    )
    wrong = asks.post("/identity/disclosures/", {**given, "password": "wrong"})
    assert (
        wrong.status_code == 422
        and "Your password is not right" in wrong.content.decode()
        and numbers in wrong.content.decode()
    )
    unknown = asks.post("/identity/disclosures/", {**given, "numbers": numbers + "\nP-NOBODY"})
    assert unknown.status_code == 422 and "P-NOBODY" in unknown.content.decode()
    assert asks.post("/identity/disclosures/", given).status_code == 302
    with scope.acting(two):
        [found] = disclosures.disclosures()
    waiting = signs.get("/identity/disclosures/to-sign/").content.decode()
    assert found.number in waiting and WHY in waiting and "单" not in waiting
    refused = signs.post(f"/identity/disclosures/{found.id}/sign/", {"password": "wrong"})
    assert refused.status_code == 422 and "Your password is not right" in refused.content.decode()
    assert signs.post(f"/identity/disclosures/{found.id}/sign/", {"password": PASSWORD}).status_code == 302
    assert "Open the list (Excel), once" in asks.get("/identity/disclosures/").content.decode()
    answer = asks.post(f"/identity/disclosures/{found.id}/open/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert found.number in rows[0][0] and one.name in rows[0][0]
    assert {row[1] for row in rows[2:]} == {f"单甲{index}" for index in range(101)}
    assert [row[1] for row in rows[2:]] != sorted(row[1] for row in rows[2:])
    again = asks.post(f"/identity/disclosures/{found.id}/open/", follow=True).content.decode()
    assert "has run out after 24 hours" in again and "单甲" not in again


def persons_of(many):
    with scope.acting(Actor.system("test")):
        return list(persons.persons(many).values())


def test_the_pages_of_an_emergency_show_the_person_and_the_auditor_reviews(officer, at):
    one, auditor = officer(), officer("auditor")
    enter(1, at, area=JIANGYIN)
    looks, reviews = browser(one), browser(auditor, "zh-hans")
    given = {"number": synthetic_document(1).number, "purpose": "isolation_care", "reason": EMERGENCY}
    unread = looks.post("/identity/emergency/", given)
    assert unread.status_code == 422 and "单甲0" not in unread.content.decode()
    shown = looks.post("/identity/emergency/", {**given, "is_understood": "on"})
    assert shown.status_code == 200 and "单甲0" in shown.content.decode()
    with scope.acting(auditor):
        [found] = disclosures.glasses()
    again = looks.post(f"/identity/emergency/{found.id}/see/")
    assert again.status_code == 200 and "单甲0" in again.content.decode()
    waiting = reviews.get("/identity/emergency/review/").content.decode()
    assert found.number in waiting and EMERGENCY in waiting and "开放中" in waiting
    assert "单甲0" not in waiting
    short = reviews.post(f"/identity/emergency/{found.id}/review/", {"finding": "not_justified", "note": ""})
    assert short.status_code == 422 and "不少于 10 个字" in short.content.decode()
    done = reviews.post(f"/identity/emergency/{found.id}/review/", {"finding": "justified"}, follow=True)
    assert "复核通过" in done.content.decode()


def test_the_api_asks_signs_opens_and_looks_in_an_emergency(officer, many, at):
    one, two, auditor = officer(), officer("commander", organisation=HQ), officer("auditor")
    asks, signs, reviews = browser(one), browser(two), browser(auditor)
    enter(1, at, area=JIANGYIN, seed=500)

    def post(client, path, **body):
        answer = client.post(f"/api/v1/identity/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    numbers = [each.number for each in persons_of(many)]
    status, made = post(
        asks, "disclosures", numbers=numbers, purpose="contact_management", reason=WHY, password=PASSWORD
    )  # fmt: skip
    assert (status, made["state"], made["persons"]) == (201, "asked", 101)
    assert post(signs, f"disclosures/{made['id']}/sign", password="wrong")[0] == 422
    assert post(signs, f"disclosures/{made['id']}/sign", password=PASSWORD)[1]["state"] == "granted"
    status, opened = post(asks, f"disclosures/{made['id']}/open")
    assert status == 200 and {each["number"] for each in opened} == set(numbers)
    assert post(asks, f"disclosures/{made['id']}/open")[0] == 409
    assert [each["state"] for each in asks.get("/api/v1/identity/disclosures").json()] == ["used"]
    assert [each["state"] for each in signs.get("/api/v1/identity/disclosures/to-sign").json()] == ["used"]
    status, broken = post(
        asks, "emergencies", number=synthetic_document(500).number, purpose="isolation_care", reason=EMERGENCY
    )  # fmt: skip
    assert (status, broken["area"]) == (201, "320281000000")
    assert post(asks, f"emergencies/{broken['id']}/see")[1]["name"] == "单甲0"
    assert [each["state"] for each in reviews.get("/api/v1/identity/emergencies").json()] == ["open"]
    assert post(reviews, f"emergencies/{broken['id']}/review", is_justified=True)[1]["state"] == "justified"


def test_an_emergency_look_at_somebody_whose_key_is_gone_shows_nothing_and_stays_on_record(officer, at):
    one = officer()
    [there] = enter(1, at, area=JIANGYIN)
    with scope.acting(Actor.system("test")):
        number = persons.persons([there])[there].number
        actions.erase(person_ids=[there], by=Actor.system("test"), at=at, reason="保存期限已届满")
    given = {"number": number, "purpose": "isolation_care", "reason": EMERGENCY, "is_understood": "on"}
    answer = browser(one).post("/identity/emergency/", given)
    assert answer.status_code == 409 and "has been destroyed" in answer.content.decode()
    assert [allowed for _actor, _persons, allowed in logged("identity.break_glass")] == [True]
    with scope.acting(one):
        assert len(disclosures.glasses()) == 1
