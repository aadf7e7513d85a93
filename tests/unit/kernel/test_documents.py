"""Document numbers: fixed known values, every kind, and laws that must hold for any input."""

import os
import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizao.kernel import documents
from sizao.kernel.documents import BirthSex, Document, DocumentInvalid, DocumentKind, document

EXAMPLES = int(os.environ.get("SIZAO_EXAMPLES", "200"))
CITIZEN = DocumentKind.CITIZEN_ID
FULL_WIDTH = str.maketrans({each: chr(ord(each) + 0xFEE0) for each in string.digits + "Xx"})

bodies = st.builds(
    lambda region, born, order: f"{region}{born:%Y%m%d}{order:03d}",
    st.sampled_from(["320282", "320211", "110105", "440524", "710000"]),
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
)
citizen_numbers = bodies.map(lambda body: body + documents.check_character(body))


@pytest.mark.parametrize(
    ("seventeen", "check"), [("11010519491231002", "X"), ("34052419800101001", "X"), ("44052418800101001", "4")]
)
def test_the_check_characters_of_the_standard(seventeen, check):
    assert documents.check_character(seventeen) == check


@pytest.mark.parametrize(
    "typed", ["11010519491231002X", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X\u200b",
              "'11010519491231002X", "110105-19491231-002X", "11010519491231002Х", "11010519491231002×", "110105491231002"]
)  # fmt: skip
def test_one_person_however_the_number_is_typed(typed):
    assert document(CITIZEN, typed) == Document(CITIZEN, "11010519491231002X")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("110105194912310021", documents.WRONG_CHECK),
        ("11010519490231002X", documents.WRONG_BIRTH),
        ("11010517491231002X", documents.WRONG_BIRTH),
        ("99010519491231002X", documents.WRONG_REGION),
        ("1101051949123100", documents.WRONG_SHAPE),
        ("1101051949123100XX", documents.WRONG_SHAPE),
        ("3.70102E+17", documents.DAMAGED),
        ("110105194912310021.0", documents.DAMAGED),
        ("110105194912310000", documents.DAMAGED),
        ("", documents.NUMBER_MISSING),
    ],
)
def test_a_wrong_number_is_refused_with_its_reason(typed, reason):
    with pytest.raises(DocumentInvalid) as refusal:
        document(CITIZEN, typed)
    assert refusal.value.fields["reason"] == reason


def test_a_birth_after_the_given_day_is_refused():
    number = documents.synthetic_document(1, birth_year=2020).number
    assert document(CITIZEN, number, as_of=date(2021, 12, 1))
    with pytest.raises(DocumentInvalid):
        document(CITIZEN, number, as_of=date(2019, 12, 31))


def test_order_codes_of_the_oldest_people_become_the_nineteenth_century():
    assert documents.upgraded("340524800101998").startswith("34052418800101")
    assert documents.upgraded("340524800101001").startswith("34052419800101")


@pytest.mark.parametrize(
    ("kind", "typed", "normal"),
    [
        (DocumentKind.RESIDENCE_PERMIT, "810000199408230021", "810000199408230021"),
        (DocumentKind.RESIDENCE_PERMIT, "830000 1992 0315 0044", "830000199203150044"),
        (DocumentKind.HK_MACAO_PERMIT, "h0123456702", "H01234567"),
        (DocumentKind.HK_MACAO_PERMIT, "M 0123 4567", "M01234567"),
        (DocumentKind.TAIWAN_PERMIT, "01234567", "01234567"),
        (DocumentKind.TAIWAN_PERMIT, "0123456789(B)", "0123456789B"),
        (DocumentKind.FOREIGN_PR, "usa 320080010112", "USA320080010112"),
        (DocumentKind.PASSPORT, "e 12345678", "E12345678"),
        (DocumentKind.PASSPORT, "Ｇ１２３４５６７８", "G12345678"),
        (DocumentKind.OTHER, "军字第0012345号", "军字第0012345号"),
        (DocumentKind.NONE, "", ""),
        (DocumentKind.NEWBORN, " ", ""),
    ],
)
def test_every_kind_has_its_normal_form(kind, typed, normal):
    if kind is DocumentKind.RESIDENCE_PERMIT:
        body = normal[:17]
        typed = normal = body + documents.check_character(body)
    assert document(kind, typed) == Document(kind, normal)


def test_the_new_permanent_residence_card_states_birth_and_sex_but_no_region():
    body = "91184019850317001"
    held = document(DocumentKind.FOREIGN_PR, body + documents.check_character(body))
    assert documents.facts(held) == documents.DocumentFacts(date(1985, 3, 17), BirthSex.MALE, None)


@pytest.mark.parametrize("kind", [DocumentKind.NONE, DocumentKind.NEWBORN])
def test_a_kind_without_number_refuses_one(kind):
    with pytest.raises(DocumentInvalid):
        document(kind, "E12345678")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("11010519491231002X", CITIZEN), ("110105491231002", CITIZEN),
        ("810000199408230021", DocumentKind.RESIDENCE_PERMIT), ("911840198503170013", DocumentKind.FOREIGN_PR),
        ("H01234567", DocumentKind.HK_MACAO_PERMIT), ("01234567", DocumentKind.TAIWAN_PERMIT),
        ("E12345678", DocumentKind.PASSPORT), ("", DocumentKind.NONE), ("某证", DocumentKind.OTHER),
    ],
)  # fmt: skip
def test_a_number_without_kind_is_recognised(typed, kind):
    assert documents.recognised(typed) is kind


def test_masks_hide_the_middle_and_short_numbers_more():
    assert documents.masked(CITIZEN, "11010519491231002X") == "1101************2X"
    assert documents.masked(DocumentKind.PASSPORT, "E12345678") == "E******78"
    assert documents.masked(DocumentKind.OTHER, "A123") == "****"
    assert documents.masked(DocumentKind.NONE, "") == ""


@settings(max_examples=EXAMPLES, deadline=None)
@given(citizen_numbers.filter(lambda number: not number.endswith("000")))
def test_a_valid_number_survives_and_states_its_birth_and_sex(number):
    held = document(CITIZEN, number.lower().translate(FULL_WIDTH))
    assert held.number == number
    facts = documents.facts(held)
    assert f"{facts.birth_date:%Y%m%d}" == number[6:14]
    assert (facts.sex is BirthSex.MALE) == (number[16] in "13579")


@settings(max_examples=EXAMPLES, deadline=None)
@given(citizen_numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, position, shift):
    digit = str((int(number[position]) + shift) % 10)
    with pytest.raises(DocumentInvalid):
        document(CITIZEN, number[:position] + digit + number[position + 1 :])


@settings(max_examples=EXAMPLES, deadline=None)
@given(citizen_numbers, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_noticed(number, position):
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    if swapped != number:
        with pytest.raises(DocumentInvalid):
            document(CITIZEN, swapped)


@settings(max_examples=EXAMPLES, deadline=None)
@given(citizen_numbers.filter(lambda number: number[6:8] == "19" and number[14:17] < "996"))
def test_fifteen_and_eighteen_digits_are_one_document(number):
    assert document(CITIZEN, number[:6] + number[8:17]) == document(CITIZEN, number)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(DocumentKind), st.text(max_size=40))
def test_any_text_is_either_normal_or_refused_and_normal_is_stable(kind, text):
    try:
        held = document(kind, text)
    except DocumentInvalid:
        return
    assert document(kind, held.number) == held
    assert len(documents.masked(kind, held.number)) == len(held.number)
    documents.facts(held)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 14_000_000), st.one_of(st.none(), st.integers(1920, 2020)), st.sampled_from([None, *BirthSex]))
def test_invented_numbers_pass_every_check_and_are_marked(seed, year, sex):
    invented = documents.synthetic_document(seed, birth_year=year, sex=sex)
    assert document(CITIZEN, invented.number) == invented
    assert documents.is_synthetic(invented.number)
    facts = documents.facts(invented)
    assert (year is None or facts.birth_date.year == year) and (sex is None or facts.sex is sex)


def test_invented_numbers_do_not_collide():
    assert len({documents.synthetic_document(seed).number for seed in range(20_000)}) == 20_000
    assert len({documents.synthetic_document(seed, birth_year=1984).number for seed in range(20_000)}) == 20_000
