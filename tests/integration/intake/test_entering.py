"""Files enter with PostgreSQL: staged, corrected, committed, settled; the receipt adds up and nothing is partial."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from sizao.flow.step0_intake import apply_batch, enrol, export
from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import NewIdentity, Purpose
from sizao.ground.intake import actions, errors
from sizao.ground.intake.models import Batch
from sizao.ground.intake.queries import batches, safekeeping, staged, writer
from sizao.ground.intake.types import BatchFacts, BatchState, DateOrder, Kind, Mapping, Order, Reason
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.words import Words
from sizao.oversight.reports import actions as reports
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as reporting
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Classification, ContactState, EdgeKind, NewCase

pytestmark = pytest.mark.django_db
YIXING = areas.parse("320282")
AT = datetime(2021, 12, 20, 2, tzinfo=UTC)
CASES = """病例编号,姓名,身份证号,性别,年龄,发病日期,诊断日期,报告日期,病例分类,传染源,现住地区代码
A1,甲一,{0},男,40,2021-12-03,2021-12-05,2021-12-05,确诊病例,,320282104
A2,乙二,{1},女,35岁,2021-12-06,2021-12-07,2021-12-07,确诊,A1,320282
A3,丙三,,女,,2021年12月8日,,2021-12-09,疑似病例,,3101
A3,丙三,,女,,2021年12月8日,,2021-12-09,疑似病例,,3101
A4,丁四,,雄,,2021-12-08,,2021-12-09,疑似病例,,320282
"""
CONTACTS = """接触者编号,姓名,联系电话,关联病例编号,接触方式,末次接触时间
K1,戊五,{0},A1,household,2021-12-04 18:00
K2,己六,{1},A2,一起打牌,2021-12-06
K3,庚七,,A9,household,2021-12-06
"""


@pytest.fixture
def incident(by: Actor) -> UUID:
    return command.open_incident(
        title=Words("测试疫情", "Test outbreak"), disease="covid-19", area=YIXING, reported_at=AT, by=by, at=AT
    )


def cases_file() -> bytes:
    return CASES.format(synthetic_document(1).number, synthetic_document(2).number).encode("gb18030")


def contacts_file() -> bytes:
    from sizao.kernel.phones import synthetic_phone

    return CONTACTS.format(synthetic_phone(1), synthetic_phone(2)).encode()


def taken(content: bytes, kind: Kind, by: Actor, incident: UUID | None = None, **more: object) -> BatchFacts:
    order = Order(kind, YIXING, incident, **more)  # type: ignore[arg-type]
    return actions.stage(content=content, filename="a.csv", order=order, by=by, at=AT)


def entered(content: bytes, kind: Kind, by: Actor, incident: UUID | None = None) -> BatchFacts:
    facts = taken(content, kind, by, incident)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    return apply_batch(batch_id=facts.id, by=by, at=AT)


def counts(facts: BatchFacts) -> tuple[int, int, int, int]:
    return facts.receipt.physical, facts.receipt.accepted, facts.receipt.rejected, facts.receipt.duplicates


def test_a_line_list_becomes_cases_with_identities_and_sources(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    assert (facts.state, counts(facts)) == (BatchState.STAGED, (5, 3, 1, 1))
    assert cases.cases(incident) == []
    facts = batches.batch(facts.id)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    done = apply_batch(batch_id=facts.id, by=by, at=AT)
    assert (done.state, counts(done)) == (BatchState.APPLIED, (5, 3, 1, 1))
    found = {each.external_id: each for each in cases.cases(incident)}
    assert found.keys() == {"A1", "A2", "A3"}
    assert found["A1"].classification is Classification.CONFIRMED
    assert found["A2"].onset_at == datetime(2021, 12, 5, 16, tzinfo=UTC)
    known = identity.reveal(
        person_ids=[found["A1"].person_id],
        purpose=Purpose.CASE_INVESTIGATION,
        reason="checking an import",
        by=by,
        at=AT,
    )
    assert known[found["A1"].person_id].name == "甲一"
    chain = cases.chain(incident)
    assert [(each.kind, each.source, each.target) for each in chain.edges] == [
        (EdgeKind.LIKELY, f"case:{found['A1'].id}", f"case:{found['A2'].id}")
    ]
    (rejection,) = batches.rejections(facts.id)
    assert (rejection.line, rejection.reason) == (6, Reason.NOT_A_CHOICE)
    assert "雄" in rejection.words.zh
    assert "雄" in rejection.words.en


def test_cases_of_a_past_outbreak_count_from_their_own_days(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident, dated=True)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    assert apply_batch(batch_id=facts.id, by=by, at=AT).order.dated
    days = [datetime(2021, 12, day, 2, tzinfo=UTC) for day in (4, 6, 8, 10)]
    assert [sum(each.by_classification.values()) for each in cases.counts_at(incident, days)] == [0, 1, 2, 3]


def test_a_list_that_arrives_late_counts_from_its_arrival(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    before, then = cases.counts_at(incident, [AT - timedelta(seconds=1), AT])
    assert (sum(before.by_classification.values()), sum(then.by_classification.values())) == (0, 3)


DATED_CONTACTS = """接触者编号,姓名,接触方式,末次接触时间,报告日期
K1,戊五,household,2021-12-04 18:00,2021-12-05
K2,己六,household,2021-12-06,2021-12-08
K2,己六,household,2021-12-05,2021-12-07
K4,辛八,household,2021-12-06,
K5,壬九,household,2021-12-06,2022-01-05
"""


@pytest.mark.parametrize(("dated", "expected"), [(True, [0, 1, 2, 4]), (False, [0, 0, 0, 4])])
def test_contacts_of_a_past_outbreak_are_known_from_their_own_day(by: Actor, incident: UUID, dated, expected) -> None:
    facts = taken(DATED_CONTACTS.encode(), Kind.CONTACTS, by, incident, dated=dated)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    assert counts(apply_batch(batch_id=facts.id, by=by, at=AT))[1] >= 4
    days = [datetime(2021, 12, 4, 2, tzinfo=UTC), datetime(2021, 12, 6, 2, tzinfo=UTC), AT - timedelta(days=1), AT]
    known = [sum(cases.contacts_by_area(incident, each).values()) for each in days]
    stood = [sum(each.contacts.values()) for each in cases.counts_at(incident, days)]
    assert known == stood == expected


def test_reported_days_keep_their_contacts(by: Actor, incident: UUID) -> None:
    later = AT + timedelta(days=1)
    reports.file_report(incident_id=incident, on=AT.date(), by=by, at=later)
    facts = taken(DATED_CONTACTS.encode(), Kind.CONTACTS, by, incident, dated=True)
    actions.commit(batch_id=facts.id, by=by, at=later)
    with pytest.raises(errors.DatedAfterReport):
        apply_batch(batch_id=facts.id, by=by, at=later)
    assert cases.contacts(incident) == []


def test_days_that_were_reported_are_not_counted_anew(by: Actor, incident: UUID) -> None:
    later = AT + timedelta(days=1)
    reports.file_report(incident_id=incident, on=AT.date(), by=by, at=later)
    facts = taken(cases_file(), Kind.CASES, by, incident, dated=True)
    actions.commit(batch_id=facts.id, by=by, at=later)
    with pytest.raises(errors.DatedAfterReport):
        apply_batch(batch_id=facts.id, by=by, at=later)
    assert cases.cases(incident) == []


def test_contacts_are_proposed_never_approved(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    done = entered(contacts_file(), Kind.CONTACTS, by, incident)
    assert counts(done) == (3, 2, 1, 0)
    found = cases.contacts(incident)
    assert {each.status for each in found} == {ContactState.PROPOSED}
    assert len(found) == 2
    (rejection,) = batches.rejections(done.id)
    assert (rejection.reason, rejection.column) == (Reason.UNKNOWN_SOURCE, "关联病例编号")
    assert len(cases.exposures(incident)) == 3


def test_the_same_file_twice_is_the_same_receipt(by: Actor, incident: UUID) -> None:
    first = entered(cases_file(), Kind.CASES, by, incident)
    again = taken(cases_file(), Kind.CASES, by, incident)
    assert again == first
    assert len(cases.cases(incident)) == 3


def test_a_waiting_file_sent_again_with_another_number_replaces_itself(by: Actor, incident: UUID) -> None:
    wrong = taken(cases_file(), Kind.CASES, by, incident, declared=6)
    assert wrong.state is BatchState.QUARANTINED
    right = taken(cases_file(), Kind.CASES, by, incident, declared=5)
    assert (right.state, batches.batch(wrong.id).state) == (BatchState.STAGED, BatchState.WITHDRAWN)
    assert taken(cases_file(), Kind.CASES, by, incident, declared=5) == right


def test_the_same_cases_in_another_file_are_duplicates(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    done = entered(cases_file() + b"\r\n", Kind.CASES, by, incident)
    assert counts(done) == (5, 0, 1, 4)
    assert len(cases.cases(incident)) == 3


def test_a_file_shorter_than_declared_stays_in_quarantine(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file() + "合计,70000\n".encode("gb18030"), Kind.CASES, by, incident)
    assert (facts.state, facts.receipt.declared, facts.receipt.physical) == (BatchState.QUARANTINED, 70_000, 5)
    with pytest.raises(errors.CountMismatch) as refused:
        actions.commit(batch_id=facts.id, by=by, at=AT)
    assert "70000" in refused.value.words.zh
    apply_batch(batch_id=facts.id, by=by, at=AT)
    assert cases.cases(incident) == []
    outbox.drain()
    (task,) = incidents.tasks(incident_id=incident)
    assert "70000" in task.title.zh


def test_the_database_itself_refuses_an_account_that_does_not_add_up(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    for change in ({"accepted": 4}, {"declared": 9, "status": "committed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=facts.id).update(**change)


def test_a_person_corrects_the_mapping(by: Actor, incident: UUID) -> None:
    content = "no,onset day,sex,diag\nX1,03/04/2021,雄,2021-04-09\nX2,05/04/2021,雌,2021-04-09\n".encode()
    facts = taken(content, Kind.CASES, by, incident)
    assert facts.mapping.columns == {"no": "", "onset day": "", "sex": "sex", "diag": ""}
    assert Batch.objects.get(pk=facts.id).unexplained == {"sex": {"雄": 1, "雌": 1}}
    columns = {"no": "external_id", "onset day": "onset_at", "sex": "sex", "diag": "confirmed_at"}
    fixed = Mapping(Kind.CASES, columns, DateOrder.DAY_FIRST, {"sex": {"雄": "male", "雌": "female"}})
    facts = actions.remap(batch_id=facts.id, mapping=fixed, by=by, at=AT)
    assert counts(facts) == (2, 2, 0, 0)
    actions.save_mapping(name="某县", mapping=facts.mapping, area=YIXING, by=by, at=AT)
    (kept,) = batches.saved_mappings(Kind.CASES)
    assert kept.mapping() == facts.mapping
    with pytest.raises(errors.MappingInvalid):
        actions.remap(batch_id=facts.id, mapping=Mapping(Kind.CASES, {"no": "sex", "sex": "sex"}), by=by, at=AT)
    with pytest.raises(errors.MappingInvalid):
        actions.remap(batch_id=facts.id, mapping=Mapping(Kind.CASES, {"no": "nothing"}), by=by, at=AT)


def test_an_exposure_list_needs_its_two_ends(by: Actor, incident: UUID) -> None:
    facts = taken(b"a,b\nA1,A2\n", Kind.EXPOSURES, by, incident)
    with pytest.raises(errors.ColumnsUnmatched):
        actions.commit(batch_id=facts.id, by=by, at=AT)


def test_exposures_join_cases_and_contacts(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    entered(contacts_file(), Kind.CONTACTS, by, incident)
    content = b"from,to,exposure\nA1,A3,Hospital room\nA1,A2,Ward\nK1,K2,Lift\nA1,Z9,?\nA1,A1,?\n"
    done = entered(content, Kind.EXPOSURES, by, incident)
    assert counts(done) == (5, 2, 2, 1)
    assert {each.reason for each in batches.rejections(done.id)} == {Reason.UNKNOWN_SOURCE, Reason.SELF_EXPOSURE}


def test_a_roster_enters_people_once(by: Actor) -> None:
    content = (
        f"姓名,身份证号,联系电话\n甲一,{synthetic_document(5).number},\n乙二,,\n甲一,{synthetic_document(5).number},\n"
    )
    done = entered(content.encode(), Kind.PEOPLE, by)
    assert counts(done) == (3, 2, 0, 1)


def test_presence_finds_persons_and_places_and_says_why_not(by: Actor) -> None:
    (person,) = registry.add_persons(persons=[NewPerson(area_residence=YIXING)], by=by, at=AT)
    number = register.persons([person])[person].number
    place = NewPlace(words=Words("万石浴室", "Wanshi bath"), kind=PlaceKind.OTHER, area=YIXING)
    registry.add_place(place=place, by=by, at=AT)
    content = (
        "人员编号,场所,到达时间,离开时间,来源\n"
        f"{number},万石浴室,2021-12-03 14:00,2021-12-03 16:00,场所码\n"
        f"{number},万石浴室,2021-12-03 16:00,2021-12-03 16:00,\n"
        f"{number},别处,2021-12-03 14:00,2021-12-03 16:00,\n"
        "P-ZZZZZZZZZ,万石浴室,2021-12-03 14:00,2021-12-03 16:00,\n"
    )
    done = entered(content.encode(), Kind.PRESENCE, by)
    assert counts(done) == (4, 1, 3, 0)
    assert [each.reason for each in batches.rejections(done.id)] == [
        Reason.REFUSED,
        Reason.UNKNOWN_PLACE,
        Reason.UNKNOWN_PERSON,
    ]


def test_a_committed_batch_enters_by_itself(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    outbox.drain()
    assert batches.batch(facts.id).state is BatchState.APPLIED
    assert len(cases.cases(incident)) == 3
    with pytest.raises(errors.AlreadyDecided):
        actions.commit(batch_id=facts.id, by=by, at=AT)


def test_a_batch_without_an_incident_fails_with_the_sentence_and_nothing_enters(by: Actor) -> None:
    facts = taken(cases_file(), Kind.CASES, by)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    outbox.drain()
    failed = batches.batch(facts.id)
    assert failed.state is BatchState.FAILED
    assert "事件" in failed.note


def test_staged_files_lie_sealed_and_are_destroyed(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    lying = safekeeping.path_of(facts.id).read_bytes()
    assert synthetic_document(1).number.encode() not in lying
    assert "甲一".encode("gb18030") not in lying
    assert safekeeping.staged_content(facts.id) == cases_file()
    assert actions.discard_old(at=datetime.now(UTC)) == 0
    assert actions.discard_old(at=datetime(2100, 1, 1, tzinfo=UTC)) >= 1
    with pytest.raises(errors.StagedFileGone):
        safekeeping.staged_content(facts.id)


def test_the_preview_hides_who_it_is_about(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    shown = staged.preview(Batch.objects.get(pk=facts.id))
    text = str(shown.rows)
    assert "甲一" not in text
    assert synthetic_document(1).number not in text
    assert "2021-12-03" in text
    assert "文文" in text and "•" not in text, "who corrects the mapping sees what kind of value it is"


def test_another_area_sees_no_batch_and_cannot_write_one(by: Actor, incident: UUID) -> None:
    facts = taken(cases_file(), Kind.CASES, by, incident)
    elsewhere = Actor.system("test", areas.parse("320211"))
    with scope.acting(elsewhere), pytest.raises(errors.NoSuchBatch):
        batches.batch(facts.id)


def test_enrolling_the_same_person_twice_gives_the_same_number(by: Actor) -> None:
    known = NewIdentity(
        name="甲一", document_kind=DocumentKind.CITIZEN_ID, document_number=synthetic_document(9).number
    )
    person = NewPerson(area_residence=YIXING)
    first = enrol([(known, person), (None, person)], by=by, at=AT)
    again = enrol([(known, person), (None, person)], by=by, at=AT)
    assert first[0] == again[0]
    assert len({*first, *again}) == 3


def test_export_then_import_is_the_identity(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    entered(contacts_file(), Kind.CONTACTS, by, incident)
    other = command.open_incident(
        title=Words("第二次", "Second"), disease="covid-19", area=YIXING, reported_at=AT, by=by, at=AT
    )
    own = {"case_number", "contact_number"}
    for kind in (Kind.CASES, Kind.CONTACTS, Kind.EXPOSURES):
        sheet = export(kind, incident, by=by, at=AT)
        assert sheet.rows
        done = entered(writer.as_csv(sheet), kind, by, other)
        assert done.receipt.rejected == 0, batches.rejections(done.id)
        back = export(kind, other, by=by, at=AT)
        first, second = (
            [{k: v for k, v in row.items() if k not in own} for row in each.rows] for each in (sheet, back)
        )
        assert sorted(first, key=str) == sorted(second, key=str)
    assert Access.objects.filter(action="export.cases").count() == 2


def test_an_exported_list_keeps_since_when_a_case_is_isolated(by: Actor, incident: UUID) -> None:
    person = enrol([(None, NewPerson(YIXING))], by=by, at=AT)[0]
    dates = {
        "sampled_at": AT - timedelta(days=2),
        "isolated_at": AT - timedelta(days=1),
        "last_negative_at": AT - timedelta(days=4),
    }
    case = NewCase(person_id=person, area=YIXING, reported_at=AT, classification=Classification.ASYMPTOMATIC, **dates)
    reporting.report_case(incident_id=incident, case=case, by=by, at=AT)
    other = command.open_incident(
        title=Words("第三次", "Third"), disease="covid-19", area=YIXING, reported_at=AT, by=by, at=AT
    )
    for language in ("zh-hans", "en"):
        sheet = export(Kind.CASES, incident, by=by, at=AT, language=language)
        done = entered(writer.as_csv(sheet), Kind.CASES, by, other)
        assert done.receipt.rejected == 0, batches.rejections(done.id)
    [back] = cases.cases(other)
    assert {name: getattr(back, name) for name in dates} == dates


def test_nothing_exported_names_anybody(by: Actor, incident: UUID) -> None:
    entered(cases_file(), Kind.CASES, by, incident)
    written = writer.as_csv(export(Kind.CASES, incident, by=by, at=AT)).decode()
    assert "甲一" not in written
    assert synthetic_document(1).number not in written
