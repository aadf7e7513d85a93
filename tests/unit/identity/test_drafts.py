"""From what was typed to what is kept: completion by the document, the values of the indexes, and searching."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.identity.errors import BirthDateContradicts, NothingToIdentify
from sizao.ground.identity.rules import drafts
from sizao.ground.identity.types import IndexKind, MaskedIdentity, NewIdentity, Sealed
from sizao.ground.registry.types import Sex
from sizao.kernel.documents import BirthSex, DocumentKind, synthetic_document
from sizao.kernel.errors import SizaoError
from sizao.kernel.phones import synthetic_phone

TODAY = date(2021, 12, 11)
NUMBER = synthetic_document(5, birth_year=1984, sex=BirthSex.FEMALE).number
GIVEN = NewIdentity("单甲乙", DocumentKind.CITIZEN_ID, NUMBER, "138 0013 8000", " 解放东路 1 号 ")

BORN = f"{NUMBER[6:10]}-{NUMBER[10:12]}-{NUMBER[12:14]}"
BARE = {"document_kind": DocumentKind.NONE, "document_number": ""}
PASSPORT = {"document_kind": DocumentKind.PASSPORT, "document_number": "E12345678"}


def test_the_document_fills_in_birth_and_sex():
    whole = drafts.completed(GIVEN, TODAY)
    assert whole.birth_date == date(int(NUMBER[6:10]), int(NUMBER[10:12]), int(NUMBER[12:14]))
    assert whole.sex is Sex.FEMALE and whole.phone == "+8613800138000" and whole.address == "解放东路 1 号"


def test_what_was_said_about_sex_stands_and_a_contradicting_birth_is_refused():
    assert drafts.completed(replace(GIVEN, sex=Sex.MALE), TODAY).sex is Sex.MALE
    with pytest.raises(BirthDateContradicts):
        drafts.completed(replace(GIVEN, birth_date=date(1985, 1, 1)), TODAY)


def test_nothing_to_identify_is_refused():
    with pytest.raises(NothingToIdentify):
        drafts.completed(NewIdentity(name="  ", address="某路"), TODAY)


def test_what_a_person_is_found_by():
    assert drafts.index_values(drafts.completed(GIVEN, TODAY)) == {
        IndexKind.DOCUMENT: f"citizen_id:{NUMBER}", IndexKind.PHONE: "+8613800138000", IndexKind.NAME: "单甲乙",
        IndexKind.INITIALS: "sjy", IndexKind.PAIR: "单甲乙\x00+8613800138000",
        IndexKind.BORN: f"单甲乙\x00{BORN}", IndexKind.HOME: f"单甲乙\x00{BORN}\x00解放东路1号",
        IndexKind.SOUND: f"aahiijnsy\x00{BORN[:4]}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, [IndexKind.DOCUMENT]),
        (BARE, [IndexKind.PAIR]),
        (BARE | {"birth_date": date(1984, 2, 17)}, [IndexKind.HOME, IndexKind.PAIR]),
        (BARE | {"birth_date": date(1984, 2, 17), "phone": ""}, [IndexKind.HOME]),
        (BARE | {"birth_date": date(1984, 2, 17), "phone": "", "address": "解放东路"}, []),
        (BARE | {"birth_date": date(1984, 2, 17), "phone": "", "address": ""}, []),
        (BARE | {"phone": ""}, []),
        (BARE | {"name": ""}, []),
    ],
)
def test_what_makes_two_entries_one_person(change, kind):
    found = drafts.recognised_by(drafts.completed(replace(GIVEN, **change), TODAY))
    assert [each for each, _ in found] == kind


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({}, {}, False),
        ({"birth_date": date(1984, 2, 17)}, {"birth_date": date(1984, 2, 18)}, True),
        ({"birth_date": date(1984, 2, 17)}, {}, False),
        (PASSPORT | {"nationality": "KR"}, PASSPORT | {"nationality": "JP"}, True),
        (PASSPORT | {"nationality": "KR"}, PASSPORT, False),
        ({"nationality": "KR"}, {"nationality": "JP"}, False),
    ],
)
def test_what_keeps_two_entries_of_one_value_apart(one, other, apart):
    assert drafts.contradicts(NewIdentity("单甲乙", **one), NewIdentity("单甲乙", **other)) is apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("解放东路１号", "解放 东路 1 号"), ("Room 3-A, 12 Wen St.", "room 3a 12 wen st"), ("人民路2号", "人民路 2号"),
    ],
)  # fmt: skip
def test_spellings_of_an_address_share_a_key(one, other):
    assert drafts.address_key(one) == drafts.address_key(other) != ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (NUMBER.lower(), {IndexKind.DOCUMENT: f"citizen_id:{NUMBER}"}),
        ("E 12345678", {IndexKind.DOCUMENT: "passport:E12345678"}),
        ("138-0013-8000", {IndexKind.PHONE: "+8613800138000"}),
        ("单 甲乙", {IndexKind.NAME: "单甲乙"}),
        ("SJY", {IndexKind.NAME: "sjy", IndexKind.INITIALS: "sjy"}),
        ("John Smith", {IndexKind.NAME: "johnsmith"}),
        ("", {}),
    ],
)
def test_what_a_search_text_may_mean(text, wanted):
    found = drafts.wanted(text)
    found = {kind: value for kind, value in found.items() if kind in wanted or kind is not IndexKind.DOCUMENT}
    assert found == wanted


@given(st.text(max_size=40))
def test_any_search_text_is_harmless(text):
    assert set(drafts.wanted(text)) <= set(IndexKind)


def test_columns_and_back_is_the_same_identity():
    whole = drafts.completed(replace(GIVEN, nationality="CN"), TODAY)
    at = datetime(2021, 12, 11, tzinfo=UTC)
    assert drafts.identity(9, drafts.columns(whole), 1, at).as_new() == whole


@given(
    st.text(max_size=12), st.sampled_from(["", synthetic_phone(3)]),
    st.sampled_from([(DocumentKind.CITIZEN_ID, NUMBER), (DocumentKind.PASSPORT, "E12345678"), (DocumentKind.NONE, "")]),
    st.text(max_size=20), st.sampled_from(["", "CN", "KR"]),
)  # fmt: skip
def test_any_identity_that_is_accepted_comes_back_whole(name, phone, document, address, nationality):
    try:
        whole = drafts.completed(
            NewIdentity(name, *document, phone=phone, address=address, nationality=nationality), TODAY
        )
    except SizaoError:
        return
    at = datetime(2021, 12, 11, tzinfo=UTC)
    assert drafts.identity(9, drafts.columns(whole), 1, at).as_new() == whole
    assert drafts.completed(whole, TODAY) == whole


def test_masks():
    opened = drafts.columns(drafts.completed(GIVEN, TODAY))
    assert drafts.masked(opened) == MaskedIdentity(
        "单*", NUMBER[:4] + "*" * 12 + NUMBER[-2:], "138****8000", DocumentKind.CITIZEN_ID
    )
    bare = drafts.columns(NewIdentity(phone="+8613800138000"))
    assert drafts.masked(bare) == MaskedIdentity("", "", "138****8000", DocumentKind.NONE)
    assert set(bare) == set(Sealed)
