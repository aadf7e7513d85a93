"""A pasted manifest is read row by row, and each seat falls into the class the edition gives it."""

import pytest

from sizao.kernel.editions import ContactClass, library
from sizao.trace.cases import rules
from sizao.trace.cases.types import Nearness

ED8 = library().get("cn-covid-ed8")
BY_KEY = {each.key: each for each in rules.seat_rules(ED8)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("座位号\t姓名\t身份证号\t电话\n12A\t甲\t11010519491231002X\t13800000000",
         [("12A", "甲", "11010519491231002X", "13800000000")]),
        ("姓名,座位\n甲,12A\n\n乙,13B\n", [("12A", "甲", "", ""), ("13B", "乙", "", "")]),
        ("12A\t甲\t13800000000\n甲\t13B", [("12A", "甲", "", "13800000000"), ("13B", "甲", "", "")]),
        ("05车12F;Wang;E12345678", [("05车12F", "Wang", "E12345678", "")]),
        ("12K\t甲\n31J;乙", [("12K", "甲", "", ""), ("31J", "乙", "", "")]),
        ("05车12号下铺\t甲\nA301\t乙", [("05车12号下铺", "甲", "", ""), ("A301", "乙", "", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_rows_are_read_with_headings_and_without(text, found):
    rows = rules.read_manifest(text)
    assert [(each.seat, each.name, each.document_number, each.phone) for each in rows] == found


def test_a_person_number_is_known_by_its_shape_and_lines_keep_their_numbers():
    [_, second] = rules.read_manifest("12A\tP-7K3M9QX2A\n\n13A\tP-7K3M9QX2B")
    assert (second.line, second.person_number, second.seat) == (3, "P-7K3M9QX2B", "13A")
    assert second.can_be_found


def test_a_name_alone_does_not_say_who_it_is():
    [row] = rules.read_manifest("姓名\t座位\n甲\t12A")
    assert not row.can_be_found


def _judged(key, index, text, edition=ED8, number=""):
    known = {each.key: each for each in rules.seat_rules(edition)}
    return rules.judge_seats(known[key], index, rules.read_manifest(text), edition, number)


def test_an_aircraft_counts_three_rows_and_cites_its_annex():
    rows = _judged("aircraft", "12A", "12A\t甲\n12F\t乙\n15A\t丙\n16A\t丁\n9C\t戊\n8C\t己\n乘务员\t庚\n?\t辛")
    assert [each.nearness for each in rows] == [
        Nearness.CASE, Nearness.NEAR, Nearness.NEAR, Nearness.APART, Nearness.NEAR, Nearness.APART, Nearness.CREW,
        Nearness.UNCLEAR,
    ]  # fmt: skip
    assert rows[1].contact_class is ContactClass.CLOSE and rows[1].situation == "vehicle"
    assert rows[3].contact_class in (None, ContactClass.GENERAL)
    assert "交通工具" in rows[1].clause.text and rows[7].contact_class is None


def test_a_ship_counts_the_cabin():
    rows = _judged("ship", "A301", "A301\t甲\nB210\t乙\n501\t丙\n舱面\t丁\n乘务员\t戊")
    assert [each.nearness for each in rows] == [
        Nearness.NEAR, Nearness.APART, Nearness.APART, Nearness.UNCLEAR, Nearness.CREW,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["sealed_train", "unsealed_train"])
def test_a_seat_without_its_carriage_says_nothing_aboard_a_train(kind):
    assert [each.nearness for each in _judged(kind, "12A", "18C\t甲\n05车12C\t乙")] == [Nearness.UNCLEAR] * 2


def test_everyone_aboard_a_sealed_coach_is_near():
    assert [each.nearness for each in _judged("sealed_coach", "2A", "18C\t甲")] == [Nearness.NEAR]


def test_berths_are_told_apart_and_judged_by_the_carriage():
    rows = _judged("sealed_train", "05车12号下铺", "05车12号下铺\t甲\n05车12号上铺\t乙\n06车12号下铺\t丙")
    assert [each.nearness for each in rows] == [Nearness.CASE, Nearness.NEAR, Nearness.APART]


def test_a_sealed_train_counts_the_carriage():
    rows = _judged("sealed_train", "05车12A", "05车01F\t甲\n06车12A\t乙")
    assert [each.nearness for each in rows] == [Nearness.NEAR, Nearness.APART]


def test_a_venue_counts_the_same_table_and_the_next():
    rows = _judged(rules.VENUE, "A3", "A3\t甲\nA4桌\t乙\nA5\t丙\nB3\t丁\n包厢\t戊")
    assert [each.nearness for each in rows] == [
        Nearness.NEAR, Nearness.NEAR, Nearness.APART, Nearness.APART, Nearness.UNCLEAR,
    ]  # fmt: skip
    assert rows[0].situation == "shared_facility"


def test_the_case_on_its_own_list_is_known_by_number():
    [row] = _judged("sealed_coach", "", "12\tP-7K3M9QX2A", number="P-7K3M9QX2A")
    assert row.nearness is Nearness.CASE and not row.can_be_proposed


def test_an_edition_without_contacts_has_no_seat_rules():
    assert rules.seat_rules(library().get("cn-covid-ed10")) == ()
