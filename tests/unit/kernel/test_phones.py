"""Telephone numbers: spellings that are one number, refusals, masks and laws."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizao.kernel import phones
from sizao.kernel.phones import NotAPhone

EXAMPLES = int(os.environ.get("SIZAO_EXAMPLES", "200"))

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "typed", ["13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "0086-13800138000", "8613800138000",
              "１３８００１３８０００", "13800138000.0", "'13800138000", "(+86)13800138000"]
)  # fmt: skip
def test_one_mobile_however_typed(typed):
    assert phones.normalised(typed) == "+8613800138000"


@pytest.mark.parametrize(
    ("typed", "normal", "printed"),
    [
        ("0510-88888888", "+8651088888888", "0510-88888888"),
        ("+86 510 88888888", "+8651088888888", "0510-88888888"),
        ("(0510)88888888", "+8651088888888", "0510-88888888"),
        ("010-12345678", "+861012345678", "010-12345678"),
        ("021 6123 4567", "+862161234567", "021-61234567"),
        ("0510-88888888转801", "+8651088888888;ext=801", "0510-88888888-801"),
        ("0510-88888888-801", "+8651088888888;ext=801", "0510-88888888-801"),
        ("+852 2345 6789", "+85223456789", "+85223456789"),
        ("00853 2871 2345", "+85328712345", "+85328712345"),
        ("+886 912 345 678", "+886912345678", "+886912345678"),
        ("+1 (415) 555-2671", "+14155552671", "+14155552671"),
    ],
)
def test_landlines_extensions_and_foreign_numbers(typed, normal, printed):
    assert phones.normalised(typed) == normal
    assert phones.printed(normal) == printed
    assert phones.normalised(printed) == normal


@pytest.mark.parametrize(
    "typed", ["", "无", "88888888", "1380013800", "138001380001", "12345678901", "1.38E+10", "13800138000/13900139000",
              "+86", "+861380013800", "０", "--"]
)  # fmt: skip
def test_what_cannot_be_dialled_is_refused(typed):
    with pytest.raises(NotAPhone):
        phones.normalised(typed)


@pytest.mark.parametrize(
    ("normal", "mask"),
    [("+8613800138000", "138****8000"), ("+85223456789", "+85****6789"), ("+8651088888888", "051****8888")],
)
def test_masks(normal, mask):
    assert phones.masked(normal) == mask


@settings(max_examples=EXAMPLES, deadline=None)
@given(mobiles, st.sampled_from(["", "+86", "0086", "86", "+86-", "86 "]), st.sampled_from(["", " ", "-"]))
def test_prefixes_and_blanks_never_change_a_mobile(number, prefix, gap):
    typed = prefix + number[:3] + gap + number[3:7] + gap + number[7:]
    assert phones.normalised(typed) == "+86" + number
    assert phones.is_mobile("+86" + number)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet="0123456789+-() 转#x", max_size=25)))
def test_any_text_is_normal_or_refused_and_normal_is_stable(text):
    try:
        normal = phones.normalised(text)
    except NotAPhone:
        return
    assert phones.normalised(normal) == normal
    assert phones.normalised(phones.printed(normal)) == normal
    assert "****" in phones.masked(normal)


def test_invented_numbers_are_mobiles_and_do_not_collide():
    invented = {phones.synthetic_phone(seed) for seed in range(20_000)}
    assert len(invented) == 20_000
    assert all(phones.is_mobile(each) and each.startswith("+86161") for each in invented)
