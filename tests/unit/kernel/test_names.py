"""Names: kept as typed, one match key per name, surname readings, masks."""

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sizao.kernel import names
from sizao.kernel.names import NotAName

EXAMPLES = int(os.environ.get("SIZAO_EXAMPLES", "200"))
RARE = "𠮷㛃䶮〇龴\U00020087\uf9dc\ue81e"


@pytest.mark.parametrize(
    ("name", "reading", "letters"),
    [
        ("单甲乙", "shan jia yi", "sjy"), ("仇甲", "qiu jia", "qj"), ("解甲", "xie jia", "xj"),
        ("曾甲", "zeng jia", "zj"), ("查甲", "zha jia", "zj"), ("尉迟甲", "yu chi jia", "ycj"),
        ("任甲", "ren jia", "rj"), ("区甲", "ou jia", "oj"), ("朴甲", "piao jia", "pj"), ("过甲", "guo jia", "gj"),
        ("欧阳甲乙", "ou yang jia yi", "oyjy"), ("单于甲", "chan yu jia", "cyj"), ("万俟甲", "mo qi jia", "mqj"),
        ("吕甲", "lü jia", "lj"), ("甲单", "jia dan", "jd"), ("John Smith", "john smith", "js"),
        ("Ｊohn Ｓmith", "john smith", "js"), ("阿甲·乙丙", "a jia yi bing", "ajyb"), ("𠮷甲", "𠮷 jia", "𠮷j"),
        ("", "", ""), ("·", "", ""),
    ],
)  # fmt: skip
def test_readings(name, reading, letters):
    assert names.pinyin(name) == reading
    assert names.initials(name) == letters


@pytest.mark.parametrize(
    ("name", "mask"),
    [("王甲乙", "王*"), ("王甲", "王*"), ("王", "*"), ("欧阳甲", "欧阳*"), ("阿甲·乙丙", "阿*"), ("John Smith", "J*"),
     ("𠮷甲", "𠮷*"), ("", "")],
)  # fmt: skip
def test_masks_show_the_family_name_and_hide_the_length(name, mask):
    assert names.masked(name) == mask


@pytest.mark.parametrize(
    "spelling", ["阿甲·乙丙", "阿甲•乙丙", "阿甲‧乙丙", "阿甲．乙丙", "阿甲・乙丙", " 阿甲 · 乙丙 ", "阿甲\u200b·乙丙"]
)
def test_one_key_for_every_middle_dot(spelling):
    assert names.match_key(spelling) == "阿甲·乙丙"


def test_compatibility_and_private_characters_meet_their_standard_form():
    assert names.match_key("\uf9dc") == names.match_key("隆")
    assert names.match_key("\ue81e") == names.match_key("龴")
    assert names.match_key("ＪＯＨＮ  ｓｍｉｔｈ") == names.match_key("John Smith")


def test_similar_ideographs_stay_different():
    assert names.match_key("吉甲") != names.match_key("𠮷甲")


@pytest.mark.parametrize("text", ["", "   ", "王\x00", "王\n甲", "王\ud800", "王" * 61])
def test_what_cannot_be_stored_is_refused(text):
    with pytest.raises(NotAName):
        names.as_typed(text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from(RARE + "·•‧．王 aA"), st.characters()), max_size=60))
def test_a_name_is_never_altered_and_its_key_is_stable(text):
    try:
        typed = names.as_typed(text)
    except NotAName:
        return
    assert typed == text.strip()
    key = names.match_key(typed)
    assert names.match_key(key) == key
    assert key == unicodedata.normalize("NFC", key)
    names.initials(typed)
    assert typed not in names.masked(typed) or typed.endswith("*")


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4))
def test_every_ideograph_has_exactly_one_syllable(text):
    assert len(names.pinyin(text).split()) == len(text) == len(names.initials(text))


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    st.lists(
        st.sampled_from("银行长重庆乐音甲乙単𠂇㐀〇") | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        min_size=1,
        max_size=6,
    )
)
def test_characters_looked_up_one_by_one_read_as_the_dictionary_reads_the_whole(characters):
    from pypinyin import lazy_pinyin

    text = "甲" + "".join(characters)  # no surname of the table: the dictionary alone decides
    whole = lazy_pinyin(text[1:], v_to_u=True, errors=lambda run: list(run))
    assert names.pinyin(text).split() == ["jia", *(each.lower() for each in whole)]
