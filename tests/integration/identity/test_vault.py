"""The vault with PostgreSQL: resolving, revealing, finding, amending, and what must never show."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import (
    AllowanceSpent,
    AreaOutside,
    KeyErased,
    NothingToIdentify,
    PersonUnknown,
    ReasonNeeded,
    TaskNotYours,
    TooManyAtOnce,
)
from sizao.ground.identity.models import Entry, PersonKey, Record
from sizao.ground.identity.rules import access
from sizao.ground.identity.types import LookKind, MaskedIdentity, NewIdentity, Purpose, Sealed
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel import areas
from sizao.kernel.documents import DocumentInvalid, DocumentKind, synthetic_document
from sizao.kernel.errors import NotPermitted, Stale
from sizao.kernel.ids import uuid7
from sizao.kernel.phones import synthetic_phone
from sizao.spine.audit.models import Access

YIXING, JIANGYIN, WUXI = (areas.parse(code) for code in ("320282", "320281", "3202"))
REASON = "核实密接名单中的联系方式"
pytestmark = pytest.mark.django_db


def someone(seed=1, **more):
    given = NewIdentity(
        name="单甲乙", document_kind=DocumentKind.CITIZEN_ID, document_number=synthetic_document(seed).number,
        phone=synthetic_phone(seed), address="解放东路 1 号", nationality="CN",
    )  # fmt: skip
    return replace(given, **more)


def enrol(identities, by, at, area=YIXING):
    handles = actions.resolve(identities=identities, area=area, by=by, at=at)
    new = [NewPerson(area_residence=area, id=each.person_id) for each in handles if each.is_new]
    registry.add_persons(persons=new, by=by, at=at)
    return [each.person_id for each in handles]


def test_a_recorded_identity_comes_back_whole(by, at):
    [person] = enrol([someone()], by, at)
    opened = actions.reveal(person_ids=[person], purpose=Purpose.CASE_INVESTIGATION, by=by, at=at, reason=REASON)
    found = opened[person]
    assert (found.name, found.document_number) == ("单甲乙", synthetic_document(1).number)
    assert (found.phone, found.address, found.nationality) == (synthetic_phone(1), "解放东路 1 号", "CN")
    assert found.birth_date and found.sex is not Sex.UNKNOWN and found.version == 1


def test_the_masked_identity_shows_family_name_and_ends(by, at):
    [person] = enrol([someone()], by, at)
    number, phone = synthetic_document(1).number, synthetic_phone(1)[3:]
    masked = queries.masked([person])[person]
    expected = MaskedIdentity("单*", number[:4] + "*" * 12 + number[-2:], phone[:3] + "****" + phone[-4:])
    assert masked == replace(expected, document_kind=DocumentKind.CITIZEN_ID)


def test_the_same_document_is_the_same_person_however_typed(by, at):
    [first] = enrol([someone()], by, at)
    again = someone(name="单 甲乙", document_number=" " + synthetic_document(1).number.lower(), phone="")
    [second] = actions.resolve(identities=[again], area=YIXING, by=by, at=at)
    assert (second.person_id, second.is_new) == (first, False)


def test_within_one_list_the_second_entry_gets_the_first_ones_number(by, at):
    handles = actions.resolve(identities=[someone(1), someone(2), someone(1)], area=YIXING, by=by, at=at)
    assert [each.is_new for each in handles] == [True, True, False]
    assert handles[0].person_id == handles[2].person_id != handles[1].person_id


def test_without_document_name_and_phone_together_recognise_and_either_alone_does_not(by, at):
    bare = {"document_kind": DocumentKind.NONE, "document_number": ""}
    persons = enrol([someone(1, **bare), someone(2, **bare), someone(1, name="单丙", **bare)], by, at)
    assert len(set(persons)) == 3
    [known] = actions.resolve(identities=[someone(1, **bare)], area=YIXING, by=by, at=at)
    assert (known.person_id, known.is_new) == (persons[0], False)


BARE = {"document_kind": DocumentKind.NONE, "document_number": ""}


def test_without_document_and_phone_name_birth_and_address_together_recognise(by, at):
    bare = BARE | {"phone": "", "birth_date": date(1984, 2, 17)}
    [person] = enrol([someone(**bare)], by, at)
    spelt = someone(**bare | {"address": "解放东路１号 "})
    others = [someone(**bare | more) for more in (
        {"birth_date": date(1984, 2, 18)}, {"address": "解放东路 2 号"}, {"address": "解放东路"}, {"name": "单丙"},
    )]  # fmt: skip
    handles = actions.resolve(identities=[spelt, *others], area=YIXING, by=by, at=at)
    assert (handles[0].person_id, handles[0].is_new) == (person, False)
    assert all(each.is_new for each in handles[1:]) and len({each.person_id for each in handles}) == 5


def test_a_phone_that_went_to_a_namesake_does_not_make_one_person_of_two(by, at):
    old = someone(**BARE, birth_date=date(1950, 1, 1))
    young, unsaid = replace(old, birth_date=date(1990, 1, 1)), replace(old, birth_date=None)
    first, second = enrol([old, young], by, at)
    assert first != second
    again = actions.resolve(identities=[old, young, unsaid], area=YIXING, by=by, at=at)
    assert [(each.person_id, each.is_new) for each in again] == [(first, False), (second, False), (first, False)]


def test_one_passport_number_of_two_countries_is_two_people(by, at):
    passport = {"document_kind": DocumentKind.PASSPORT, "document_number": "M 1234567", "phone": ""}
    one = someone(name="KIM MINJI", nationality="KR", **passport)
    first, second = enrol([one, replace(one, name="SATO YUI", nationality="JP")], by, at)
    assert first != second
    written = replace(one, name="김민지", document_number="m1234567")
    [known] = actions.resolve(identities=[written], area=YIXING, by=by, at=at)
    assert (known.person_id, known.is_new) == (first, False)


def test_a_permit_whose_card_was_replaced_is_the_same_person(by, at):
    permit = {"document_kind": DocumentKind.HK_MACAO_PERMIT, "phone": ""}
    [first] = enrol([someone(document_number="H1234567801", **permit)], by, at)
    [known] = actions.resolve(
        identities=[someone(name="單甲乙", document_number="Ｈ12345678 02", **permit)], area=YIXING, by=by, at=at
    )  # fmt: skip
    assert (known.person_id, known.is_new) == (first, False)


def test_recognition_without_a_document_tells_nothing_of_elsewhere(by, at, acting, officer):
    soft = someone(**BARE, birth_date=date(1984, 2, 17))
    [elsewhere] = enrol([soft], by, at, area=JIANGYIN)
    local = officer(area="320282")
    acting(local)
    seen = []
    for each in (soft, replace(soft, phone=synthetic_phone(2), address="人民路 9 号")):
        [handle] = actions.resolve(identities=[each], area=YIXING, by=local, at=at)
        assert handle.is_new and handle.person_id != elsewhere
        rows = Access.objects.filter(persons=[handle.person_id]).values_list("action", "allowed", "number_of_persons")
        seen.append(list(rows))
    assert seen[0] == seen[1] == [("identity.resolve", True, 1)]


def test_a_name_alone_is_always_a_new_person(by, at):
    named = NewIdentity(name="单甲乙")
    assert len(set(enrol([named, named], by, at))) == 2


def test_nothing_to_identify_and_a_wrong_document_are_refused(by, at):
    with pytest.raises(NothingToIdentify):
        actions.resolve(identities=[NewIdentity(address="某路")], area=YIXING, by=by, at=at)
    with pytest.raises(DocumentInvalid):
        actions.resolve(identities=[someone(document_number="110105194912310021")], area=YIXING, by=by, at=at)
    assert isinstance(queries.checked(someone(document_number="1"), at.date()), DocumentInvalid)
    assert queries.checked(someone(), at.date()) is None


def test_rare_characters_come_back_as_typed(by, at):
    typed = "阿卜杜·𠮷㛃䶮〇\uf9dc"
    [person] = enrol([someone(name=typed)], by, at)
    opened = actions.reveal(person_ids=[person], purpose=Purpose.SAMPLING, by=by, at=at, reason=REASON)
    assert opened[person].name == typed


@pytest.mark.parametrize("text", ["单甲乙", "sjy", "单甲 乙"])
def test_a_person_is_found_by_name_and_initials(by, at, text):
    [person] = enrol([someone()], by, at)
    assert queries.find_text(text) == [person]


def test_a_person_is_found_by_document_phone_and_number(by, at):
    [person, _] = enrol([someone(1), someone(2, name="仇丙")], by, at)
    document, phone = synthetic_document(1).number, synthetic_phone(1)[3:]
    number = queries.registry.persons([person])[person].number
    for text in (document, document.lower(), phone, f"+86 {phone[:3]} {phone[3:]}", number, number.lower()):
        assert queries.find_text(text) == [person], text
    assert queries.find(document=document, name="单甲乙") == [person]
    assert queries.find(phone=phone, initials="QB") == []
    assert queries.find(initials="QB") and queries.find() == []


def test_out_of_area_nobody_is_found_masked_or_revealed(by, at, acting, officer):
    [person] = enrol([someone()], by, at)
    stranger = officer(area="320281")
    acting(stranger)
    assert queries.find_text("单甲乙") == [] and queries.masked([person]) == {} and queries.history(person) == []
    with pytest.raises(PersonUnknown):
        actions.reveal(
            person_ids=[person], purpose=Purpose.CASE_INVESTIGATION, by=stranger, at=at, reason=REASON
        )  # fmt: skip
    assert not Record.objects.exists() and not Entry.objects.exists() and not PersonKey.objects.exists()


def test_entering_someone_known_elsewhere_looks_like_entering_someone_new(by, at, acting, officer):
    [elsewhere] = enrol([someone(1)], by, at, area=JIANGYIN)
    local = officer(area="320282")
    acting(local)
    known, unknown = actions.resolve(identities=[someone(1), someone(2)], area=YIXING, by=local, at=at)
    assert known.is_new and unknown.is_new
    assert known.person_id != elsewhere and unknown.person_id == known.person_id + 1
    registry.add_persons(
        persons=[NewPerson(area_residence=YIXING, id=each.person_id) for each in (known, unknown)], by=local, at=at
    )  # fmt: skip
    assert queries.twins(known.person_id) == queries.twins(unknown.person_id) == []
    assert queries.masked([known.person_id]).keys() == {known.person_id}


def test_who_sees_both_areas_sees_that_two_numbers_are_one_document(by, at, acting, officer):
    [elsewhere] = enrol([someone(1)], by, at, area=JIANGYIN)
    local = officer(area="320282")
    with transaction.atomic():
        from sizao.spine.scope import queries as scope

        with scope.acting(local):
            [here] = enrol([someone(1)], local, at)
    acting(officer(area="3202"))
    assert queries.twins(here) == [elsewhere] and queries.twins(elsewhere) == [here]


def test_an_area_outside_is_refused_by_the_rule_and_by_the_database(by, at, acting, officer):
    local = officer(area="320282")
    acting(local)
    with pytest.raises(AreaOutside):
        actions.resolve(identities=[someone()], area=JIANGYIN, by=local, at=at)
    with pytest.raises(ProgrammingError, match="outside the context"), transaction.atomic():
        actions.resolve(identities=[someone()], area=JIANGYIN, by=replace(local, area=WUXI), at=at)


def test_nobody_deposits_a_record_for_a_number_they_were_not_given(by, at, acting, officer):
    [person] = enrol([someone()], by, at, area=JIANGYIN)
    acting(officer(area="320282"))
    for wanted in (person, person + 1000):
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            PersonKey.objects.bulk_create([PersonKey(person=wanted, epoch=1, wrapped=b"x")])


def test_a_look_needs_a_reason_or_an_open_task_of_ones_own(by, at, acting, officer):
    [person] = enrol([someone()], by, at)
    mine = officer()
    acting(mine)
    ask = {"person_ids": [person], "purpose": Purpose.CONTACT_MANAGEMENT, "by": mine, "at": at}
    with pytest.raises(ReasonNeeded):
        actions.reveal(**ask, reason="查一下")
    with pytest.raises(TaskNotYours):
        actions.reveal(**ask, task_id=uuid7(), reason=REASON)
    assert actions.reveal(**ask, reason=REASON)


def test_a_role_without_the_right_is_refused(by, at, acting, officer):
    [person] = enrol([someone()], by, at)
    commander = officer("commander")
    acting(commander)
    with pytest.raises(NotPermitted):
        actions.reveal(person_ids=[person], purpose=Purpose.APPEAL, by=commander, at=at, reason=REASON)


def test_more_than_a_hundred_at_once_need_two_people(by, at, acting, officer):
    persons = enrol([someone(seed) for seed in range(101)], by, at)
    mine = officer()
    acting(mine)
    with pytest.raises(TooManyAtOnce):
        actions.reveal(person_ids=persons, purpose=Purpose.SUPPLY, by=mine, at=at, reason=REASON)


def test_an_allowance_ends_and_returns_with_the_next_hour(by, at, acting, officer, monkeypatch):
    monkeypatch.setitem(access.HOURLY, LookKind.SEARCH, 2)
    mine = officer()
    acting(mine)
    for _ in range(2):
        actions.search(text="sjy", purpose=Purpose.SAMPLING, by=mine, at=at)
    with pytest.raises(AllowanceSpent):
        actions.search(text="sjy", purpose=Purpose.SAMPLING, by=mine, at=at)
    actions.search(text="sjy", purpose=Purpose.SAMPLING, by=mine, at=at + timedelta(hours=1))


def test_every_look_is_in_the_log_before_anything_is_shown(by, at, acting, officer):
    [person] = enrol([someone()], by, at)
    mine = officer()
    acting(mine)
    actions.search(text="单甲乙", purpose=Purpose.SAMPLING, by=mine, at=at)
    actions.reveal(person_ids=[person], purpose=Purpose.SAMPLING, by=mine, at=at, reason=REASON)
    with pytest.raises(ReasonNeeded):
        actions.reveal(person_ids=[person], purpose=Purpose.SUPPLY, by=mine, at=at)
    looks = queries.who_looked(person)
    assert [(each.action, each.purpose, each.allowed) for each in looks[:3]] == [
        ("identity.reveal", Purpose.SUPPLY, False),
        ("identity.reveal", Purpose.SAMPLING, True),
        ("identity.search", Purpose.SAMPLING, True),
    ]
    assert looks[0].role == "epidemiologist" and looks[0].organisation == "宜兴市疾控中心"


def test_without_the_log_there_is_no_look(by, at, monkeypatch):
    [person] = enrol([someone()], by, at)

    def broken(**given):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("sizao.spine.audit.actions.record", broken)
    with pytest.raises(RuntimeError):
        actions.reveal(person_ids=[person], purpose=Purpose.SAMPLING, by=by, at=at, reason=REASON)
    with pytest.raises(RuntimeError):
        actions.search(text="单甲乙", purpose=Purpose.SAMPLING, by=by, at=at)


def test_an_amendment_is_a_new_version_and_moves_the_index(by, at):
    [person] = enrol([someone()], by, at)
    later = at + timedelta(hours=3)
    changed = actions.amend(
        person_id=person, identity=someone(name="单甲一", phone=synthetic_phone(7)), version=1, by=by, at=later,
        reason="本人更正姓名和电话",
    )  # fmt: skip
    assert changed == (Sealed.NAME, Sealed.PHONE)
    assert queries.find_text("单甲乙") == [] and queries.find_text("单甲一") == [person]
    assert queries.find(phone=synthetic_phone(1)) == [] and queries.find(phone=synthetic_phone(7)) == [person]
    assert [each.version for each in queries.history(person)] == [2, 1]
    assert Entry.objects.filter(person=person, kind="phone").count() == 2
    opened = actions.reveal(person_ids=[person], purpose=Purpose.APPEAL, by=by, at=later, reason=REASON)[person]
    assert (opened.name, opened.version) == ("单甲一", 2)


def test_an_amendment_of_an_older_version_is_stale_and_no_change_writes_nothing(by, at):
    [person] = enrol([someone()], by, at)
    given = {"person_id": person, "by": by, "at": at, "reason": "更正"}
    assert actions.amend(identity=someone(birth_date=None), version=1, **given) == ()
    actions.amend(identity=someone(address="人民路 2 号"), version=1, **given)
    with pytest.raises(Stale):
        actions.amend(identity=someone(address="人民路 3 号"), version=1, **given)
    with pytest.raises(PersonUnknown):
        actions.amend(identity=someone(), version=1, **(given | {"person_id": person + 99}))


def test_an_erased_person_cannot_be_read_or_found(by, at):
    kept, gone = enrol([someone(1), someone(2)], by, at)
    assert actions.erase(person_ids=[gone], by=by, at=at, reason="保存期满") == 1
    assert queries.masked([kept, gone]).keys() == {kept}
    assert queries.find(document=synthetic_document(2).number) == []
    with pytest.raises(KeyErased) as refused:
        actions.reveal(person_ids=[gone], purpose=Purpose.APPEAL, by=by, at=at, reason=REASON)
    assert refused.value.status == 409, "it is gone, not out of order"


@pytest.mark.parametrize("column", ["name", "document", "person", "version", "recorded_by"])
def test_a_sealed_record_cannot_be_changed_or_deleted(by, at, column):
    [person] = enrol([someone()], by, at)
    for change in (f"UPDATE identity_record SET {column} = {column}", "DELETE FROM identity_record"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)
    assert queries.masked([person])


CANARIES = ("独孤卡娜", "320199199001014477", "16112345678", "金丝雀巷 77 号", "dugukana", "dgkn")


def test_no_table_holds_a_plain_value(by, at, acting, officer):
    name, number, phone, address, *_ = CANARIES
    body = number[:17]
    from sizao.kernel.documents import check_character

    number = body + check_character(body)
    canary = NewIdentity(name, DocumentKind.CITIZEN_ID, number, phone, address, date(1990, 1, 1), Sex.MALE, "CN")
    [person] = enrol([canary], by, at)
    actions.search(text=name, purpose=Purpose.SAMPLING, by=by, at=at)
    actions.search(text=number, purpose=Purpose.SAMPLING, by=by, at=at)
    actions.reveal(person_ids=[person], purpose=Purpose.SAMPLING, by=by, at=at, reason=REASON)
    amended = replace(canary, address=address + "乙")
    actions.amend(person_id=person, identity=amended, version=1, by=by, at=at, reason="更正门牌号码")
    assert _tables_with({*CANARIES, number, number[:17]}) == []


def _tables_with(values):
    """Every public column that holds one of the values as UTF-8 text, UTF-16, GBK or hexadecimal."""
    hits = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        for table, column in cursor.fetchall():
            for value in values:
                for data in (value.encode(), value.encode("utf-16-le"), value.encode("gb18030")):
                    cursor.execute(
                        f'SELECT count(*) FROM "{table}" t WHERE position(%s::bytea IN '
                        f'convert_to(t."{column}"::text, \'UTF8\')) > 0 OR position(%s IN t."{column}"::text) > 0',
                        [data, data.hex()],
                    )
                    if cursor.fetchone()[0]:
                        hits.append((table, column, value))
    return hits


def test_the_canary_scan_finds_what_is_there(by, at):
    from sizao.kernel.words import Words

    registry.add_organisation(words=Words("独孤卡娜诊所", ""), kind="hospital", area=YIXING, by=by, at=at)
    assert _tables_with({"独孤卡娜"})


def test_digests_leave_no_trace_in_the_planners_statistics(by, at):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid IN ('identity_entry'::regclass, 'identity_record'::regclass,"
            " 'identity_personkey'::regclass) AND atttypid = 'bytea'::regtype AND attstattarget IS DISTINCT FROM 0"
        )
        assert cursor.fetchall() == []


def test_the_log_names_persons_and_never_values(by, at):
    [person] = enrol([someone()], by, at)
    actions.reveal(person_ids=[person], purpose=Purpose.SAMPLING, by=by, at=at, reason=REASON)
    row = Access.objects.filter(action="identity.reveal").latest("id")
    assert row.persons == [person] and row.fields == "name,document,phone,address,particulars"
