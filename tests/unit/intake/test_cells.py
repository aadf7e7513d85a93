"""Cells are read as people mean them, and the damage that spreadsheets do is named."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import cells, dates
from sizao.ground.intake.rules.cells import CellRefused
from sizao.ground.intake.types import DateOrder, Kind, Reason, Remark
from sizao.kernel.documents import synthetic_document

SHANGHAI = ZoneInfo("Asia/Shanghai")
NUMBER = synthetic_document(7).number


def moment(cell: object, order: DateOrder | None = None) -> tuple[datetime, set[Remark]]:
    remarks: set[Remark] = set()
    return dates.read_moment(cell, SHANGHAI, order, remarks), remarks  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2021-12-03", (2021, 12, 3)),
        ("2021/12/3", (2021, 12, 3)),
        ("2021.12.3", (2021, 12, 3)),
        ("2021年12月3日", (2021, 12, 3)),
        ("２０２１年１２月３日", (2021, 12, 3)),
        ("20211203", (2021, 12, 3)),
        (20211203.0, (2021, 12, 3)),
        ("2021-12-03 08:30", (2021, 12, 3, 8, 30)),
        ("2021-12-03T08:30:15", (2021, 12, 3, 8, 30, 15)),
        ("2021年12月3日8时30分", (2021, 12, 3, 8, 30)),
        ("2021年12月3日 8时", (2021, 12, 3, 8)),
        ("2021/12/3 下午", None),
        ("3 Dec 2021", (2021, 12, 3)),
        ("03-Dec-2021", (2021, 12, 3)),
        ("13.12.2021", (2021, 12, 13)),
        ("12/13/2021 4:05 PM", (2021, 12, 13, 16, 5)),
        (datetime(2021, 12, 3, 8), (2021, 12, 3, 8)),  # noqa: DTZ001 - workbooks hold bare times
        (date(2021, 12, 3), (2021, 12, 3)),
        ("2021-02-30", None),
        ("昨天", None),
        ("1", None),
    ],
)
def test_dates(cell: object, local: tuple[int, ...] | None) -> None:
    if local is None:
        with pytest.raises(CellRefused) as refused:
            moment(cell)
        assert refused.value.reason is Reason.NOT_A_DATE
    else:
        assert moment(cell)[0] == datetime(*local, tzinfo=SHANGHAI)  # type: ignore[arg-type]


def test_an_offset_is_kept() -> None:
    assert moment("2021-12-03T08:30:00.000Z")[0] == datetime(2021, 12, 3, 8, 30, tzinfo=UTC)
    assert moment("2021-12-03 08:30:00+08:00")[0] == datetime(2021, 12, 3, 0, 30, tzinfo=UTC)


def test_24_00_is_the_next_midnight() -> None:
    read, remarks = moment("2021-12-31 24:00")
    assert read == datetime(2022, 1, 1, tzinfo=SHANGHAI)
    assert remarks == {Remark.MIDNIGHT}


def test_serial_numbers_become_dates_with_a_remark() -> None:
    for cell in (44533.0, "44533", 44533.75):
        read, remarks = moment(cell)
        assert read - timedelta(hours=18) * (cell == 44533.75) == datetime(2021, 12, 3, tzinfo=SHANGHAI)
        assert remarks == {Remark.SERIAL_DATE}


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(CellRefused) as refused:
        moment("03/04/2021")
    assert refused.value.reason is Reason.DATE_ORDER
    assert moment("03/04/2021", DateOrder.DAY_FIRST)[0].month == 4
    assert moment("03/04/2021", DateOrder.MONTH_FIRST)[0].month in (2, 3)
    with pytest.raises(CellRefused):
        moment("13/04/2021", DateOrder.MONTH_FIRST)


def test_document_numbers() -> None:
    remarks: set[Remark] = set()
    assert cells.read_document(f" {NUMBER.lower()} ", remarks) == NUMBER
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    for cell, reason in [
        (3.7010219900101123e17, Reason.NUMBER_ROUNDED),
        (370102199001011234, Reason.NUMBER_ROUNDED),
        ("3.70102E+17", Reason.NUMBER_ROUNDED),
        (NUMBER[:15] + "000", Reason.NUMBER_ROUNDED),
        (wrong, Reason.CHECK_DIGIT),
    ]:
        with pytest.raises(CellRefused) as refused:
            cells.read_document(cell, remarks)
        assert refused.value.reason is reason, cell


def test_phones_that_cannot_be_dialled_lose_only_themselves() -> None:
    remarks: set[Remark] = set()
    assert cells.read_phone(13800138000.0, remarks) == "+8613800138000"
    assert remarks == set()
    assert cells.read_phone("12345", remarks) == ""
    assert remarks == {Remark.PHONE_LEFT_OUT}


@pytest.mark.parametrize(
    ("cell", "age"),
    [
        ("68", cells.Age(68)),
        (68.0, cells.Age(68)),
        ("68岁", cells.Age(68, "years")),
        ("5个月", cells.Age(5, "months")),
        ("20天", cells.Age(20, "days")),
        ("3 months", cells.Age(3, "months")),
        ("10s", None),
        ("400", None),
    ],
)
def test_ages(cell: object, age: cells.Age | None) -> None:
    assert cells.read_age(cell, set()) == age  # type: ignore[arg-type]


def test_choices_and_their_corrections() -> None:
    sex, remarks = catalogue(Kind.CASES).field("sex"), set[Remark]()
    for text in ("男", " M ", "Male", "LNG_REFERENCE_DATA_CATEGORY_GENDER_MALE"):
        assert cells.read_choice(text, sex, {}, remarks) == "male"
    assert cells.read_choice("不详", sex, {}, remarks) == "unknown"
    with pytest.raises(CellRefused):
        cells.read_choice("雄", sex, {}, remarks)
    assert cells.read_choice("雄", sex, {"雄": "male"}, remarks) == "male"
    assert remarks == {Remark.UNSEEN_VALUE}


def test_old_private_characters_are_repaired_and_unknown_ones_refused() -> None:
    remarks: set[Remark] = set()
    assert cells.read_text("\ue81e小明", remarks) == "\u9fb4小明"
    assert remarks == {Remark.OLD_CHARACTER}
    with pytest.raises(CellRefused) as refused:
        cells.read_text("\ue000小明", remarks)
    assert refused.value.reason is Reason.PRIVATE_CHARACTER


def test_yes_and_no() -> None:
    assert [cells.read_yes_no(text) for text in ("是", "NO", "1", "不详", True)] == [True, False, True, None, True]
    with pytest.raises(CellRefused):
        cells.read_yes_no("也许")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2021-12-03 08:30", "9999-99-99 99:99"), ("+86 138 0000 0000", "□99 999 9999 9999"), ("32028219800101123X", "99999999999999999a"),
        ("钱某(住3幢)", "文文(文9文)"), ("√", "□"), ("Émile ", "aaaaa "), ("", ""),
    ],
)  # fmt: skip
def test_the_shape_of_a_value_says_what_it_is_like_and_not_what_it_is(value, shown):
    assert cells.shape(value) == shown
