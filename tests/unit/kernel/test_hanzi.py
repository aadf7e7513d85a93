"""GB18030 text: the positions Python decodes into the private area come out as the characters people write."""

import pytest

from sizao.kernel import hanzi


@pytest.mark.parametrize(
    ("data", "character"),
    [(b"\xfe\x59", "龴"), (b"\xfe\x61", "龵"), (b"\xfe\xa0", "龻"), (b"\xfe\x51", "\U00020087"),
     (b"\xa6\xd9", "︐"), (b"\xa6\xf3", "︙")],
)  # fmt: skip
def test_private_positions_become_standard_characters(data, character):
    assert hanzi.is_private(data.decode("gb18030"))
    assert hanzi.decoded(data, "gb18030") == character
    assert hanzi.checked(data.decode("gb18030")) == character


def test_the_map_covers_the_eighteen_moved_and_six_more_positions():
    assert len(hanzi.MOVED_IN_2022) == 18 and len(hanzi.BEYOND_BASIC_PLANE) == 6
    targets = [*hanzi.MOVED_IN_2022.values(), *hanzi.BEYOND_BASIC_PLANE.values()]
    assert len(set(targets)) == 24 and not any(hanzi.is_private(chr(each)) for each in targets)


def test_ordinary_text_is_untouched_and_wrong_bytes_raise():
    assert hanzi.decoded("张三 §—".encode("gb18030"), "gb18030") == "张三 §—"
    with pytest.raises(UnicodeDecodeError):
        hanzi.decoded(b"\xff\xff", "gb18030")


def test_a_remaining_private_character_is_refused_by_its_code_point():
    with pytest.raises(hanzi.UnreadableCharacter, match=r"U\+E000"):
        hanzi.checked("张\ue000")
