"""Duplicates: proposed with reasons, never merged by themselves, merged by a link, and parted bit for bit."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import (
    AlreadyMerged,
    MergeOver,
    MergeReasonNeeded,
    MergeUnknown,
    PairDecided,
    PairUnknown,
    PersonUnknown,
    SameNumber,
)
from sizao.ground.identity.models import Entry, Merge, Pair, Seek
from sizao.ground.identity.queries import merging
from sizao.ground.identity.types import Correction, Likeness, NewIdentity, PairState
from sizao.ground.registry import actions as registry
from sizao.ground.registry.models import Person
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.errors import NotPermitted
from sizao.kernel.phones import synthetic_phone
from sizao.spine.audit.models import Access
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope

YIXING, JIANGYIN, WUXI = (areas.parse(code) for code in ("320282", "320281", "3202"))
REASON = "与本人电话核对出生日期和住址"
BORN = date(1984, 2, 17)
PLATFORM = Actor.system("test")
pytestmark = pytest.mark.django_db


def someone(name="单甲乙", phone=1, **more):
    return NewIdentity(name=name, phone=synthetic_phone(phone) if phone else "", **({"birth_date": BORN} | more))


def enrol(identities, at, area=YIXING):
    with scope.acting(PLATFORM):
        handles = actions.resolve(identities=identities, area=area, by=PLATFORM, at=at)
        new = [NewPerson(area_residence=area, id=each.person_id) for each in handles if each.is_new]
        registry.add_persons(persons=new, by=PLATFORM, at=at)
    return [each.person_id for each in handles]


def seek(at):
    with scope.acting(PLATFORM):
        while actions.seek_duplicates(by=PLATFORM, at=at):
            pass
        return [row.facts() for row in Pair.objects.order_by("id")]


def merge(survivor, merged, by, at, reason=REASON):
    with scope.acting(by):
        return actions.merge(survivor=survivor, merged=merged, reason=reason, by=by, at=at)


def part(link, by, at, reason=REASON):
    with scope.acting(by):
        actions.part(merge_id=link, reason=reason, by=by, at=at)


def test_a_namesake_of_the_same_birthday_is_proposed_with_every_reason(at):
    one, other, _ = enrol([someone(), someone(phone=2), someone("仇丙", phone=3)], at)
    [pair] = seek(at)
    assert (pair.one, pair.other, pair.state) == (one, other, PairState.OPEN)
    assert set(pair.reasons) == {Likeness.SAME_NAME, Likeness.SAME_BIRTH, Likeness.SAME_TOWN}
    with scope.acting(PLATFORM):
        assert not Seek.objects.exists()


def test_homophones_of_one_year_and_phone_are_proposed_and_strangers_are_not(at):
    enrol([someone("单晓明"), someone("Shan Xiaoming"), someone("仇小红", phone=3)], at)
    assert [Likeness.SAME_SOUND in each.reasons for each in seek(at)] == [True]


def test_one_document_entered_by_two_areas_shows_to_the_city_alone(at, officer):
    paper = {"document_kind": DocumentKind.CITIZEN_ID, "document_number": synthetic_document(1).number}
    whole = NewIdentity("单甲乙", **paper)
    local = Actor.system("local", area=YIXING)
    [elsewhere] = enrol([whole], at, JIANGYIN)
    with scope.acting(local):
        [here] = actions.resolve(identities=[whole], area=YIXING, by=local, at=at)
        registry.add_persons(persons=[NewPerson(area_residence=YIXING, id=here.person_id)], by=local, at=at)
    [pair] = seek(at)
    assert pair.score == 100 and Likeness.SAME_DOCUMENT in pair.reasons
    for area, count in (("3202", 1), ("320282", 0), ("320281", 0)):
        with scope.acting(officer("data_officer", area)):
            assert len(merging.pairs()) == count
    assert elsewhere != here.person_id


def test_a_corrected_record_is_compared_anew_and_an_old_one_gets_its_missing_entries(at):
    one, other = enrol([someone(), someone("仇丙", phone=2, birth_date=date(1990, 1, 1))], at)
    assert seek(at) == []
    with scope.acting(PLATFORM):
        whole = replace(someone(), phone=synthetic_phone(2))
        actions.amend(person_id=other, identity=whole, version=1, by=PLATFORM, at=at, reason=REASON)
        Entry.objects.filter(person=one, kind__in=["born", "sound"]).delete()
        Seek.objects.create(person=one)
    [pair] = seek(at)
    assert Likeness.SAME_BIRTH in pair.reasons
    with scope.acting(PLATFORM):
        assert Entry.objects.filter(person=one, kind="born", until__isnull=True).count() == 1


def test_not_a_duplicate_is_remembered(at, officer):
    one, _ = enrol([someone(), someone(phone=2)], at)
    [pair] = seek(at)
    by = officer()
    with scope.acting(by):
        actions.set_apart(pair_id=pair.id, reason=REASON, by=by, at=at)
        assert merging.pairs() == [] and merging.pair(pair.id).state is PairState.DIFFERENT
        with pytest.raises(PairDecided):
            actions.set_apart(pair_id=pair.id, reason=REASON, by=by, at=at)
    with scope.acting(PLATFORM):
        Seek.objects.create(person=one)
    assert [each.state for each in seek(at)] == [PairState.DIFFERENT]


def test_a_merge_lets_one_number_stand_for_the_other_everywhere(at, officer):
    one, other, third = enrol([someone(), someone(phone=2), someone(phone=3)], at)
    by = officer()
    merge(one, other, by, at)
    with scope.acting(by):
        assert queries.surviving([one, other, third]) == {one: one, other: one, third: third}
        [again] = actions.resolve(identities=[someone(phone=2)], area=YIXING, by=by, at=at)
        assert (again.person_id, again.is_new) == (one, False)
    merge(third, one, by, at)
    with scope.acting(by):
        assert queries.surviving([one, other]) == {one: third, other: third}
        assert queries.same_person(other) == [third, one, other]
        assert set(queries.masked([one, other, third])) == {one, other, third}
    names = ["ground.identity.persons-merged"] * 2
    with scope.acting(PLATFORM):
        assert (
            list(EventRow.objects.filter(name__startswith="ground.identity.persons").values_list("name", flat=True))
            == names
        )


def test_what_cannot_be_merged_or_parted(at, officer):
    one, other, third = enrol([someone(), someone(phone=2), someone(phone=3)], at)
    by = officer()
    for refusal, call in (
        (SameNumber, lambda: merge(one, one, by, at)),
        (MergeReasonNeeded, lambda: merge(one, other, by, at, "同一人")),
        (NotPermitted, lambda: merge(one, other, officer("tracer"), at)),
    ):
        with pytest.raises(refusal):
            call()
    link = merge(one, other, by, at)
    for pair in ((third, other), (other, third), (other, one), (one, other)):
        with pytest.raises(AlreadyMerged):
            merge(*pair, by, at)
    part(link, by, at)
    with pytest.raises(MergeOver):
        part(link, by, at)
    merge(other, one, by, at)


LEDGER = {"identity_merge", "identity_parting", "audit_access", "audit_head", "outbox_eventrow", "outbox_handled"}


def everything():
    """Every row of every table as PostgreSQL writes it, but for the ledgers that only grow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            if table in LEDGER or table.startswith(("procrastinate", "django_", "axes", "registry_area")):
                continue
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(
                    f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
                )  # noqa: S608
                found[table] = cursor.fetchone()[0]
    return found


@settings(max_examples=15)
@having(data=st.data())
def test_merging_and_parting_in_any_order_is_the_identity_on_every_table(data):
    """Bytes compare: whatever was merged and parted again, every row of every table is what it was."""
    from tests.conftest import AT

    at = AT
    with scope.acting(PLATFORM), transaction.atomic():
        point = transaction.savepoint()
        handles = actions.resolve(
            identities=[someone(phone=phone) for phone in range(1, 6)], area=YIXING, by=PLATFORM, at=at
        )
        people = [each.person_id for each in handles]
        fresh = [NewPerson(area_residence=YIXING, id=each) for each in people]
        registry.add_persons(persons=fresh, by=PLATFORM, at=at)
        actions.seek_duplicates(by=PLATFORM, at=at)
        by = replace(PLATFORM, role="epidemiologist")
        before, links = everything(), []
        for _ in range(data.draw(st.integers(1, 4))):
            roots = sorted(set(queries.surviving(people).values()))
            if len(roots) < 2:
                break
            survivor, merged = data.draw(st.permutations(roots))[:2]
            links.append(actions.merge(survivor=survivor, merged=merged, reason=REASON, by=by, at=at))
        assert everything() != before
        for link in data.draw(st.permutations(links)):
            actions.part(merge_id=link, reason=REASON, by=by, at=at)
        after = everything()
        standing = queries.surviving(people)
        transaction.savepoint_rollback(point)
    assert {name for name in before if before[name] != after[name]} == set()
    assert standing == {each: each for each in people}


def test_out_of_area_merging_and_parting_tell_nothing(at, officer):
    one, other = enrol([someone(), someone(phone=2)], at)
    [pair] = seek(at)
    link = merge(one, other, officer(), at)
    stranger = officer(area="320281")
    [mine] = enrol([someone("仇丙", phone=9)], at, JIANGYIN)
    learnt = []
    for both in ((mine, one), (mine, one + 99_999), (one, mine), (one + 99_999, mine)):
        with scope.acting(stranger):
            with pytest.raises(PersonUnknown) as refusal:
                actions.merge(survivor=both[0], merged=both[1], reason=REASON, by=stranger, at=at)
            rows = Access.objects.filter(persons=sorted(both)).values_list("action", "allowed", "number_of_persons")
            learnt.append((str(refusal.value), rows.last()))
    assert len(set(learnt)) == 1
    with scope.acting(stranger):
        for wanted in (link, actions.merging.UUID(int=0)):
            with pytest.raises(MergeUnknown):
                actions.part(merge_id=wanted, reason=REASON, by=stranger, at=at)
        for wanted in (pair.id, 10**9):
            with pytest.raises(PairUnknown):
                actions.set_apart(pair_id=wanted, reason=REASON, by=stranger, at=at)
        assert queries.surviving([other]) == {other: other} and merging.pairs() == []


def test_who_sees_one_of_two_merged_persons_sees_that_one_alone(at, officer):
    [here], [there] = enrol([someone()], at), enrol([someone(phone=2)], at, JIANGYIN)
    merge(there, here, officer("data_officer", "3202"), at)
    with scope.acting(officer()):
        assert queries.surviving([here]) == {here: here} and queries.same_person(here) == [here]
        assert not Merge.objects.exists()
    with scope.acting(officer("data_officer", "3202")):
        assert queries.surviving([here]) == {here: there}


def test_an_erased_person_looks_like_nobody_any_more(at):
    one, _ = enrol([someone(), someone(phone=2)], at)
    seek(at)
    with scope.acting(PLATFORM):
        actions.erase(person_ids=[one], by=PLATFORM, at=at, reason=REASON)
        connection.cursor().execute("SELECT sec.identity_forget(%s)", [one])
        [row] = Pair.objects.all()
        assert (row.reasons, row.score, row.state) == ("", 0, "different")


def test_the_queue_and_the_comparison_are_masked_logged_and_decide(at, signed_in):
    one, other = enrol([someone(address="解放东路 1 号"), someone(phone=2)], at)
    [pair] = seek(at)
    browser = signed_in("epidemiologist")
    queue = browser.get("/identity/duplicates/").content.decode()
    assert "单*" in queue and "same date of birth" in queue and "单甲乙" not in queue
    shown = browser.get(f"/identity/duplicates/{pair.id}/").content.decode()
    assert "解放东路" not in shown and synthetic_phone(1)[3:] not in shown and "+35" in shown
    with scope.acting(PLATFORM):
        assert Access.objects.filter(action="identity.compare", persons=[one, other]).count() == 1
    weak = browser.post(f"/identity/duplicates/{pair.id}/decide/", {"step": "merge_one", "reason": "同一人"})
    assert weak.status_code == 422 and "at least 10 characters" in weak.content.decode()
    for step, said in (("merge_one", "Part them again"), ("part", "Not a duplicate"), ("apart", "two persons")):
        given = {"step": step, "reason": REASON}
        answer = browser.post(f"/identity/duplicates/{pair.id}/decide/", given, follow=True)
        assert said in answer.content.decode(), step
    assert "No possible duplicates" in browser.get("/identity/duplicates/").content.decode()
    chinese = signed_in("data_officer", "3202", "zh-hans").get("/identity/duplicates/?state=different").content.decode()
    assert "不是同一人" in chinese and "出生日期相同" in chinese
    for address in (f"/identity/duplicates/{pair.id}/", "/identity/duplicates/999999/"):
        assert signed_in("epidemiologist", "320281").get(address).status_code == 404


def call(browser, address, body):
    return browser.post(f"/api/v1/identity/{address}", json.dumps(body), content_type="application/json")


def test_the_api_pages_by_key_merges_parts_and_sets_apart(at, signed_in):
    people = enrol([someone(phone=phone) for phone in (1, 2, 3)], at)
    seek(at)
    browser, seen, after = signed_in("epidemiologist"), [], ""
    while page := browser.get(f"/api/v1/identity/duplicates?limit=1{after}").json():
        seen += [each["id"] for each in page]
        after = f"&before_score={page[-1]['score']}&before_id={page[-1]['id']}"
    assert len(seen) == len(set(seen)) == 3
    with scope.acting(PLATFORM):
        one, other, _ = [Person.objects.get(pk=each).number for each in people]
    made = call(browser, "merges", {"survivor": one, "merged": other, "reason": REASON})
    assert made.status_code == 201
    standing = call(browser, "surviving", {"numbers": [other]}).json()
    assert standing == [{"number": other, "surviving": one}]
    again = call(browser, "merges", {"survivor": one, "merged": other, "reason": REASON})
    assert again.status_code == 409 and again.json()["code"] == "identity.already_merged"
    assert call(browser, f"merges/{made.json()['id']}/part", {"reason": REASON}).status_code == 200
    [first, *_] = browser.get("/api/v1/identity/duplicates").json()
    assert call(browser, f"duplicates/{first['id']}/apart", {"reason": REASON}).json()["state"] == "different"


def test_a_correction_through_the_door_asks_for_a_comparison(at, officer):
    [one] = enrol([someone()], at)
    seek(at)
    by = officer()
    with scope.acting(by):
        actions.correct(
            person_id=one, change=Correction(phone=synthetic_phone(8)), version=1, reason=REASON, by=by, at=at
        )  # fmt: skip
    with scope.acting(PLATFORM):
        assert [row.person for row in Seek.objects.all()] == [one]
