"""Identity documents: recognise, normalise, check and mask the numbers people are known by.

Citizen identity numbers follow GB 11643 (17 digits and a check character, ISO 7064 MOD 11-2); the residence permits of
Hong Kong, Macao and Taiwan residents (81, 82, 83) and the foreigner's permanent residence card of 2023 (leading 9) use
the same arithmetic. Numbers are normalised before they are compared, so 15 and 18 digits, ``x`` and full-width ``X``
are one person.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from sizao.kernel.errors import Invalid
from sizao.kernel.words import LabelledEnum, Words


class DocumentKind(LabelledEnum):
    """What kind of document identifies a person."""

    CITIZEN_ID = "citizen_id", "居民身份证", "Citizen identity card"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证", "Residence permit (Hong Kong, Macao, Taiwan)"
    HK_MACAO_PERMIT = "hk_macao_permit", "港澳居民来往内地通行证", "Mainland travel permit (Hong Kong, Macao)"
    TAIWAN_PERMIT = "taiwan_permit", "台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"
    FOREIGN_PR = "foreign_pr", "外国人永久居留身份证", "Foreigner's permanent residence card"
    PASSPORT = "passport", "护照", "Passport"
    OTHER = "other", "其他证件", "Other document"
    NEWBORN = "newborn", "新生儿(尚无证件)", "Newborn (no document yet)"
    NONE = "none", "无证件", "No document"


class BirthSex(LabelledEnum):
    """The sex that a document number states."""

    MALE = "male", "男", "Male"
    FEMALE = "female", "女", "Female"


class DocumentInvalid(Invalid):
    """This is not a valid document number: {reason}."""

    code = "kernel.document_invalid"
    zh = "证件号码无效:{reason}。"


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
PROVINCES = frozenset(
    str(code)
    for block in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72))
    for code in range(*block)
)
"""First two digits of GB/T 2260 that citizen numbers can begin with."""
RESIDENCE_REGIONS = frozenset({"810000", "820000", "830000"})
OLDEST_BIRTH = date(1850, 1, 1)
NUMBERLESS = frozenset({DocumentKind.NONE, DocumentKind.NEWBORN})
GB_11643_KINDS = frozenset({DocumentKind.CITIZEN_ID, DocumentKind.RESIDENCE_PERMIT})
SYNTHETIC_REGION = "329999"
"""Region code of invented citizen numbers: Jiangsu has no city 99, so no living person can hold one."""

WRONG_SHAPE = Words("位数或字符不符合该证件", "its length or characters do not fit this kind of document")
WRONG_CHECK = Words("校验码不符", "the check digit does not fit")
WRONG_REGION = Words("行政区划代码不存在", "the region code does not exist")
WRONG_BIRTH = Words("出生日期不存在或不可能", "the date of birth does not exist or is impossible")
DAMAGED = Words("号码被电子表格改成了数值,请按文本重新导出", "a spreadsheet turned it into a number; export it as text")
NUMBER_MISSING = Words("缺少号码", "the number is missing")
NUMBER_UNEXPECTED = Words("该类别不应有号码", "this kind has no number")

SHAPES = {
    DocumentKind.CITIZEN_ID: re.compile(r"\d{17}[\dX]"),
    DocumentKind.RESIDENCE_PERMIT: re.compile(r"8[123]0000\d{11}[\dX]"),
    DocumentKind.HK_MACAO_PERMIT: re.compile(r"[HM]\d{8}"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"\d{8}|\d{10}[A-Z]?"),
    DocumentKind.FOREIGN_PR: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
    DocumentKind.PASSPORT: re.compile(r"(?=.*\d)[A-Z0-9]{5,15}"),
    DocumentKind.OTHER: re.compile(r"[^\W_]{2,40}"),
}
SPREADSHEET = re.compile(r"\d(\.\d+)?E\+?\d+|\d{8,}\.0+", re.IGNORECASE)
NOISE = re.compile(r"[\s\-‐-―−.·•_/\u200b-\u200f\u2060\ufeff]")
LOOKS_LIKE_X = str.maketrans(dict.fromkeys("×✕хХΧχ", "X"))


@dataclass(frozen=True)
class Document:
    """A document in normal form; two documents are of the same person's paper exactly when they are equal."""

    kind: DocumentKind
    number: str = ""

    @property
    def key(self) -> str:
        """What the blind index is made of. The kind is part of it: a passport never meets an identity card."""
        return f"{self.kind.value}:{self.number}"


@dataclass(frozen=True)
class DocumentFacts:
    """What a number says about its holder; each field is ``None`` when that kind of number does not say it."""

    birth_date: date | None = None
    sex: BirthSex | None = None
    region: str | None = None
    """Six digits: where the number was issued, which is not where the holder lives."""


def document(kind: DocumentKind, text: str, *, as_of: date | None = None) -> Document:
    """The normalised and checked document; with ``as_of``, a birth after that day is refused.

    Raises:
        DocumentInvalid: with the reason in words.
    """
    number = _cleaned(text, kind)
    if kind in NUMBERLESS:
        return _numberless(kind, number)
    if not number:
        raise DocumentInvalid(reason=NUMBER_MISSING)
    if kind is DocumentKind.CITIZEN_ID and re.fullmatch(r"\d{15}", number):
        number = upgraded(number)
    if kind is DocumentKind.HK_MACAO_PERMIT and re.fullmatch(r"[HM]\d{10}", number):
        number = number[:9]  # the last two digits only count how often the card was replaced
    if not SHAPES[kind].fullmatch(number):
        raise DocumentInvalid(reason=WRONG_SHAPE)
    if is_gb_11643(kind, number):
        _check_gb_11643(kind, number, as_of)
    return Document(kind, number)


def recognised(text: str) -> DocumentKind:
    """The most likely kind of a number that came without one; the answer must still be checked by :func:`document`."""
    number = _cleaned(text, DocumentKind.CITIZEN_ID, refuse_damage=False)
    if not number:
        return DocumentKind.NONE
    for kind, shape in _RECOGNITION:
        if shape.fullmatch(number):
            return kind
    return DocumentKind.OTHER


_RECOGNITION = (
    (DocumentKind.RESIDENCE_PERMIT, SHAPES[DocumentKind.RESIDENCE_PERMIT]),
    (DocumentKind.FOREIGN_PR, SHAPES[DocumentKind.FOREIGN_PR]),
    (DocumentKind.CITIZEN_ID, re.compile(r"\d{15}|\d{17}[\dX]")),
    (DocumentKind.HK_MACAO_PERMIT, re.compile(r"[HM]\d{8}(\d{2})?")),
    (DocumentKind.TAIWAN_PERMIT, SHAPES[DocumentKind.TAIWAN_PERMIT]),
    (DocumentKind.PASSPORT, re.compile(r"(?=.*\d)[A-Z]{1,3}[A-Z0-9]{5,12}|\d{9}")),
)


def check_character(seventeen: str) -> str:
    """The check character of seventeen digits (ISO 7064 MOD 11-2 as GB 11643 writes it)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def upgraded(fifteen: str) -> str:
    """The 18-character number of a 15-digit one; order codes 996-999 were kept for people born in the 1800s."""
    century = "18" if fifteen[12:15] in {"996", "997", "998", "999"} else "19"
    body = fifteen[:6] + century + fifteen[6:]
    return body + check_character(body)


def is_gb_11643(kind: DocumentKind, number: str) -> bool:
    """Whether a number follows the arithmetic of the citizen identity number."""
    return kind in GB_11643_KINDS or (kind is DocumentKind.FOREIGN_PR and number.startswith("9"))


def facts(held: Document) -> DocumentFacts:
    """Date of birth, sex and region as the number states them; an old permanent residence card states nothing we trust."""
    if not is_gb_11643(held.kind, held.number):
        return DocumentFacts()
    sex = BirthSex.MALE if int(held.number[16]) % 2 else BirthSex.FEMALE
    region = None if held.kind is DocumentKind.FOREIGN_PR else held.number[:6]
    return DocumentFacts(_birth_date(held.number), sex, region)


def masked(kind: DocumentKind, number: str) -> str:
    """The number with its middle hidden: ``3701**********12``; short numbers show less, the shortest nothing."""
    if kind in NUMBERLESS or not number:
        return ""
    head, tail = (4, 2) if len(number) >= 15 else (1, 2) if len(number) >= 7 else (0, 0)
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]


def synthetic_document(seed: int, *, birth_year: int | None = None, sex: BirthSex | None = None) -> Document:
    """An invented citizen number that passes every check and that no living person can hold (region 329999).

    Different seeds never collide below 14,600,000 when neither year nor sex is given, nor below 182,500 within one
    year and sex.
    """
    if birth_year is None and sex is None:
        index = seed * 7_919_881 % (40 * 365 * 1000)
        day, order = date(1950, 1, 1) + timedelta(days=index // 1000), index % 1000
    else:
        index = seed * 77_773 % (365 * 500)
        day = date(birth_year or 1980, 1, 1) + timedelta(days=index // 500)
        order = index % 500 * 2 + (0 if sex is BirthSex.FEMALE else 1)
    body = f"{SYNTHETIC_REGION}{day:%Y%m%d}{order:03d}"
    return Document(DocumentKind.CITIZEN_ID, body + check_character(body))


def is_synthetic(number: str) -> bool:
    """Whether a normalised citizen number is an invented one."""
    return number.startswith(SYNTHETIC_REGION)


def _cleaned(text: str, kind: DocumentKind, *, refuse_damage: bool = True) -> str:
    """Half-width, upper case, without spaces, hyphens and invisible marks; look-alikes of X only where X belongs."""
    half = unicodedata.normalize("NFKC", text).strip().lstrip("'").upper()
    if refuse_damage and SPREADSHEET.fullmatch(half):
        raise DocumentInvalid(reason=DAMAGED)
    number = re.sub(r"[()]", "", NOISE.sub("", half))
    return number.translate(LOOKS_LIKE_X) if kind in GB_11643_KINDS or kind is DocumentKind.FOREIGN_PR else number


def _numberless(kind: DocumentKind, number: str) -> Document:
    if number:
        raise DocumentInvalid(reason=NUMBER_UNEXPECTED)
    return Document(kind)


def _check_gb_11643(kind: DocumentKind, number: str, as_of: date | None) -> None:
    if kind is DocumentKind.CITIZEN_ID and number[:2] not in PROVINCES:
        raise DocumentInvalid(reason=WRONG_REGION)
    if kind is DocumentKind.RESIDENCE_PERMIT and number[:6] not in RESIDENCE_REGIONS:
        raise DocumentInvalid(reason=WRONG_REGION)
    born = _birth_date(number)
    if born is None or born < OLDEST_BIRTH or (as_of is not None and born > as_of):
        raise DocumentInvalid(reason=WRONG_BIRTH)
    if check_character(number[:17]) != number[17]:
        # Excel keeps fifteen significant digits: a long number that ends in 000 is damage, not a slip of the pen.
        raise DocumentInvalid(reason=DAMAGED if number.endswith("000") else WRONG_CHECK)


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
