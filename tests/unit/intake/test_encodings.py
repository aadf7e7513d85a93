"""Text files are decoded strictly; doubt is refused with a sentence."""

import pytest

from sizao.ground.intake.errors import EncodingInDoubt, UnknownEncoding
from sizao.ground.intake.queries import catalogue
from sizao.ground.intake.rules import encodings
from sizao.ground.intake.types import Kind

TABLE = "姓名,性别,发病日期\r\n王小明,男,2021-12-03\r\n欧阳娜,女,2021-12-04\r\n"


def decode(content: bytes, stated: str = "") -> encodings.Decoded:
    known = catalogue.aliases(Kind.CASES)
    return encodings.decode(content, lambda text: known.hits(text.splitlines()[0].split(",")) > 0, stated)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_is_recognised(encoding: str) -> None:
    assert decode(TABLE.encode(encoding)).text.lstrip("\ufeff") == TABLE


def test_plain_ascii_is_utf_8() -> None:
    assert decode(b"case_id,sex\n1,m\n").encoding == "utf-8-sig"


def test_german_names_in_utf_8_are_not_doubted() -> None:
    assert "Günther" in decode("name,sex\nGünther,m\n".encode()).text


@pytest.mark.parametrize("name", ["莫", "牟", "司", "思"])
def test_gbk_bytes_that_are_valid_utf_8_are_doubted(name: str) -> None:
    with pytest.raises(EncodingInDoubt):
        decode(f"name,sex\n{name},m\n".encode("gbk"))
    assert name in decode(f"name,sex\n{name},m\n".encode("gbk"), "gb18030").text


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252"])
def test_western_bytes_are_not_taken_for_chinese(encoding: str) -> None:
    content = "region,code\nSaarbrücken,1\nKöln,2\nDüsseldorf,3\n".encode(encoding)
    with pytest.raises(UnknownEncoding):
        decode(content)
    assert "Köln" in decode(content, encoding).text


def test_no_byte_is_replaced() -> None:
    with pytest.raises(UnknownEncoding):
        decode(b"name,sex\n\xff\xfe\xfd\x80,m\n")


def test_control_characters_are_refused() -> None:
    with pytest.raises(UnknownEncoding):
        decode(b"name,sex\n\x00\x01,m\n")
