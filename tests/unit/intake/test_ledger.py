"""Every row has exactly one fate, and the account adds up."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.intake.errors import CountMismatch, NothingToAccept
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import accounting, headings, records
from sizao.ground.intake.rules.survey import survey
from sizao.ground.intake.types import Duplicate, Kind, Reason, Record, Rejection, Remark, Row
from sizao.kernel import areas
from sizao.kernel.documents import synthetic_document

RECEIVED = datetime(2021, 12, 11, tzinfo=UTC)
HEADINGS = ("病例编号", "姓名", "性别", "发病日期", "死亡日期", "现住地区代码")


def ledger(kind: Kind = Kind.CASES, names: tuple[str, ...] = HEADINGS, **terms: object) -> accounting.Ledger:
    mapping = headings.propose(names, catalogue(kind))
    said = records.Terms(ZoneInfo("Asia/Shanghai"), RECEIVED, **terms)  # type: ignore[arg-type]
    return accounting.Ledger(records.Reading(catalogue(kind), mapping, names, said))


def fates(*rows: tuple[object, ...], **terms: object) -> list[accounting.Fate]:
    book = ledger(**terms)
    return list(book.fates(Row(line, cells) for line, cells in enumerate(rows, start=2)))  # type: ignore[arg-type]


def test_a_row_becomes_typed_values() -> None:
    (record,) = fates(("A1", "甲某", "女", "2021-12-03", "", "320282"))
    assert isinstance(record, Record)
    assert record.values == {
        "external_id": "A1",
        "name": "甲某",
        "sex": "female",
        "onset_at": datetime(2021, 12, 2, 16, tzinfo=UTC),
        "area_residence": areas.parse("320282"),
    }


def test_the_same_row_twice_is_a_duplicate_and_the_same_id_with_other_content_is_rejected() -> None:
    first, again, other = fates(("A1", "甲", "男"), ("A1", "甲", "男"), ("A1", "乙", "男"))
    assert isinstance(first, Record)
    assert again == Duplicate(3, 2)
    assert other == Rejection(4, Reason.SAME_ID, facts={"other": 2})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("A1", "甲", "雄"), Reason.NOT_A_CHOICE),
        (("A1", "甲", "男", "2021-13-01"), Reason.NOT_A_DATE),
        (("A1", "甲", "男", "2022-12-03"), Reason.IN_THE_FUTURE),
        (("A1", "甲", "男", "", "", "某村"), Reason.NOT_AN_AREA),
        (("A1", "甲", "男", "", "", "990000"), Reason.NOT_AN_AREA),
        (("A1", "甲", "男", "", "", "320282", "多余"), Reason.TOO_MANY_CELLS),
        (("", "", "男", "2021-12-03"), Reason.UNKNOWN_PERSON),
    ],
)
def test_reasons(row: tuple[str, ...], reason: Reason) -> None:
    (rejection,) = fates(row, area=areas.parse("320282"))
    assert isinstance(rejection, Rejection)
    assert rejection.reason is reason
    assert all("{" not in text for text in rejection.words)


def test_a_reason_never_repeats_what_identifies_a_person() -> None:
    book = ledger(Kind.PEOPLE, ("姓名", "出生日期", "身份证号"))
    birth = book.enter(Row(2, ("甲某", "1990-13-45", "")))
    document = book.enter(Row(3, ("甲某", "", "370102199001011234")))
    assert isinstance(birth, Rejection)
    assert isinstance(document, Rejection)
    assert "1990" not in birth.words.en
    assert "370102" not in document.words.zh + document.words.en


def test_contradicting_dates_of_a_case_are_remarked_not_rejected() -> None:
    (record,) = fates(("A1", "甲", "男", "2021-12-03", "2021-12-01"))
    assert isinstance(record, Record)
    assert Remark.DATES_CONTRADICT in record.remarks


def test_what_a_batch_brings_belongs_to_its_area_but_people_may_live_anywhere() -> None:
    yixing = areas.parse("320282")
    book = ledger(names=("病例编号", "归属地区", "现住地区代码"), area=yixing)
    inside, outside = book.enter(Row(2, ("A1", "320282104", "3101"))), book.enter(Row(3, ("A2", "3101", "3101")))
    assert isinstance(inside, Record)
    assert inside.values["area_residence"] == areas.parse("3101")
    assert isinstance(outside, Rejection)
    assert outside.reason is Reason.OUT_OF_AREA


def test_name_document_and_birth_must_agree() -> None:
    number = synthetic_document(3, birth_year=1990).number
    names = ("姓名", "证件类型", "身份证号", "出生日期")
    book = ledger(Kind.PEOPLE, names)
    good = book.enter(Row(2, ("甲某", "", number, "")))
    assert isinstance(good, Record)
    assert good.values["birth_year"] == 1990
    for row, reason in [
        (("甲某", "", number, "1991-01-01"), Reason.BIRTH_CONTRADICTS),
        (("甲某", "护照", "1234", ""), Reason.NOT_A_DOCUMENT),
        (("甲" * 61, "", "", ""), Reason.NOT_A_NAME),
    ]:
        fate = book.enter(Row(3, row))
        assert isinstance(fate, Rejection)
        assert fate.reason is reason
        assert number not in fate.words.en


def test_lost_leading_zeros_are_named() -> None:
    rows = [Row(2, ("00123", "甲")), Row(3, ("124", "乙"))]
    found = survey(HEADINGS, rows)
    assert found.widths() == {"病例编号": 5}
    book = ledger(widths=found.widths())
    assert [type(book.enter(row)) for row in rows] == [Record, Rejection]


def test_an_exposure_to_oneself_is_rejected() -> None:
    book = ledger(Kind.EXPOSURES, ("from", "to"))
    fate = book.enter(Row(2, ("A", "A")))
    assert isinstance(fate, Rejection)
    assert fate.reason is Reason.SELF_EXPOSURE


def test_the_receipt_decides() -> None:
    book = ledger()
    list(book.fates([Row(2, ("A1", "甲")), Row(3, ("A1", "甲")), Row(4, ("A2", "乙", "雄"))]))
    receipt = book.receipt(None, "0" * 64)
    assert (receipt.declared, receipt.accepted, receipt.rejected, receipt.duplicates) == (3, 1, 1, 1)
    assert receipt.is_balanced
    assert accounting.may_enter(receipt)
    short = accounting.may_enter(book.receipt(4, "0" * 64))
    assert isinstance(short.refusal, CountMismatch)
    assert isinstance(accounting.may_enter(ledger().receipt(None, "0" * 64)).refusal, NothingToAccept)


cell = st.one_of(
    st.none(), st.text(max_size=12), st.floats(), st.integers(), st.sampled_from(["A1", "甲", "男", "2021-12-03"])
)


@given(st.lists(st.tuples(*[cell] * 7), max_size=30))
def test_no_row_is_ever_lost_or_counted_twice(rows: list[tuple[object, ...]]) -> None:
    book = ledger()
    seen = list(book.fates(Row(line, cells) for line, cells in enumerate(rows)))  # type: ignore[arg-type]
    assert len(seen) == len(rows)
    assert book.receipt(None, "").is_balanced
