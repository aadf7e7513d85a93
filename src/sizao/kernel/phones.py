"""Telephone numbers: many spellings, one normal form, one masked form.

The normal form is E.164 (``+8613800138000``, ``+8651088888888``), with ``;ext=801`` for an extension: equal numbers
compare equal however they were typed, which is what the blind index of the vault needs.
"""

from __future__ import annotations

import re
import unicodedata

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words

CHINA = "+86"
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})(\d{7,8})")
INTERNATIONAL = re.compile(r"\+[1-9]\d{5,14}")
EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#|;ext=)\s*[::]?\s*(\d{1,6})$", re.IGNORECASE)
NOISE = re.compile(r"[\s\-‐-―.·()()/_\u200b-\u200f\ufeff]")
SPREADSHEET_TAIL = re.compile(r"^(\d{11})\.0$")
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
DASHED_EXTENSION = re.compile(r"(0\d{2,3}-?\d{7,8})-(\d{1,6})")
EMPTY = Words("号码为空", "it is empty")
STRANGE = Words("含有数字以外的字符", "it holds more than digits")
WRONG_LENGTH = Words("位数或号段不对(固定电话须带区号)", "wrong length or prefix (a landline needs its area code)")
SYNTHETIC_PREFIX = "161"
"""Invented mobile numbers start with this segment, which no operator had been given when this was written."""


class NotAPhone(Invalid):
    """This is not a telephone number that can be dialled: {reason}."""

    code = "kernel.not_a_phone"
    zh = "不是可拨打的电话号码:{reason}。"


def normalised(text: str) -> str:
    """The number in E.164, with ``;ext=`` for an extension.

    Raises:
        NotAPhone: with the reason; a bare local number without its area code is refused because it is ambiguous.
    """
    number, extension = _split(unicodedata.normalize("NFKC", text).translate(HYPHENS).strip().lstrip("'"))
    dialled = _international(NOISE.sub("", number))
    return f"{dialled};ext={extension}" if extension else dialled


def is_mobile(number: str) -> bool:
    """Whether a normalised number is a mainland mobile."""
    return number.startswith(CHINA) and MOBILE.fullmatch(number[3:]) is not None


def printed(number: str) -> str:
    """A normalised number as people write it here: mainland mobiles bare, landlines with their 0, others with ``+``."""
    base, _, extension = number.partition(";ext=")
    tail = f"-{extension}" if extension else ""
    if not base.startswith(CHINA):
        return f"{base} ext. {extension}" if extension else base
    national = base[3:]
    if MOBILE.fullmatch(national):
        return national + tail
    area = 2 if national[:2] == "10" or national[0] == "2" else 3
    return f"0{national[:area]}-{national[area:]}{tail}"


def masked(number: str) -> str:
    """The number with its middle hidden: ``138****0000``; at most seven characters of it show."""
    shown = printed(number)
    digits = sum(each.isdigit() for each in shown)
    if digits < 7:
        return "*" * len(shown)
    head, tail = (3, 4) if digits >= 11 else (2, 2)
    return shown[:head] + "****" + shown[-tail:]


def synthetic_phone(seed: int) -> str:
    """An invented mobile number for demonstrations and tests, normalised; different seeds below 10**8 never collide."""
    return f"{CHINA}{SYNTHETIC_PREFIX}{seed * 7_654_321 % 10**8:08d}"


def _split(text: str) -> tuple[str, str]:
    """The number and its extension (empty when there is none)."""
    if found := EXTENSION.search(text):
        return text[: found.start()], found.group(1)
    if dashed := DASHED_EXTENSION.fullmatch(re.sub(r"[\s()]", "", text)):
        return dashed.group(1), dashed.group(2)
    if tail := SPREADSHEET_TAIL.match(text):
        return tail.group(1), ""
    return text, ""


def _international(digits: str) -> str:
    if not digits:
        raise NotAPhone(reason=EMPTY)
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise NotAPhone(reason=STRANGE)
    national = _national(digits)
    if MOBILE.fullmatch(national):
        return CHINA + national
    if LANDLINE.fullmatch(national):
        return CHINA + national[1:]
    candidate = "+" + digits[2:] if digits.startswith("00") else digits
    if INTERNATIONAL.fullmatch(candidate) and not candidate.startswith(CHINA):
        return candidate
    raise NotAPhone(reason=WRONG_LENGTH)


def _national(digits: str) -> str:
    """The number without China's country code; a landline gets back the 0 that the code replaced."""
    for prefix in ("+86", "0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and (len(rest) >= 10 or prefix != "86"):
            return rest if MOBILE.fullmatch(rest) or rest.startswith("0") else "0" + rest
    return digits
