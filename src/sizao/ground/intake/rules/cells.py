"""What one cell says: texts, numbers, ages, choices, documents and phones, with the damage spreadsheets do to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from sizao.ground.intake.types import Cell, Field, Reason, Remark
from sizao.kernel import documents, hanzi, phones

LONGEST = 4_000
"""Characters a text field may have."""
LONGEST_CODE = 120
OLDEST = 130
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d+(\.0+)?")
_AGE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(岁|周岁|y|years?|月龄?|个月|m|months?|日龄?|天|d|days?)?", re.IGNORECASE)
_TRUE = frozenset({"是", "有", "y", "yes", "true", "1", "t", "√", "✓"})
_FALSE = frozenset({"否", "无", "没有", "n", "no", "false", "0", "f", "×", "x"})
_UNKNOWN = frozenset({"", "不详", "未知", "unknown", "na", "n/a", "nan", "null", "none", "-", "--", "/", "—", "?"})
_EXACT_FLOAT = 2**53
_DOCUMENT_REASONS: dict[object, Reason] = {
    documents.DAMAGED: Reason.NUMBER_ROUNDED,
    documents.WRONG_CHECK: Reason.CHECK_DIGIT,
}


class CellRefused(ValueError):
    """A cell that cannot be read, with the reason and, for fields that identify nobody, its value."""

    def __init__(self, reason: Reason, *, field: str = "", **facts: object) -> None:
        """Keep the reason and what its sentence needs; ``field`` when it comes to light only with the whole row."""
        super().__init__(reason.value)
        self.reason = reason
        self.field = field
        self.facts = facts


@dataclass(frozen=True)
class Age:
    """An age as written: a number and its unit (``years``, ``months`` or ``days``; empty when not said)."""

    number: float
    unit: str = ""


def text_of(cell: Cell) -> str:
    """The text a reader would see in the cell: whole numbers without a decimal point, dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def shape(text: str) -> str:
    """What a value looks like and not what it is: ``9`` for a digit, ``a`` for a letter, ``文`` for a Chinese character.

    Punctuation and blanks stand, for they tell a date from a telephone number; anything else is a box.
    """
    return "".join(_shape(each) for each in text)


def _shape(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Lo":
        return "文"
    by_kind = {"N": "9", "L": "a", "P": character, "Z": " "}
    return by_kind.get(kind[0], "□")


def is_empty(cell: Cell) -> bool:
    """Whether the cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def read_text(cell: Cell, remarks: set[Remark]) -> str:
    """A text as typed; only private-use characters of old encodings are put right."""
    text = text_of(cell)
    if text.isascii():
        standard = text
    else:
        standard = hanzi.repaired(text)
        if standard != text:
            remarks.add(Remark.OLD_CHARACTER)
        if any(hanzi.is_private(character) for character in standard):
            raise CellRefused(Reason.PRIVATE_CHARACTER)
    if len(standard) > LONGEST:
        raise CellRefused(Reason.TOO_LONG, limit=LONGEST)
    return standard


def read_code(cell: Cell, remarks: set[Remark]) -> str:
    """An identifier: trimmed, and refused when the spreadsheet has rounded it."""
    if _is_rounded(cell):
        raise CellRefused(Reason.NUMBER_ROUNDED)
    text = read_text(cell, remarks).strip()
    if len(text) > LONGEST_CODE:
        raise CellRefused(Reason.TOO_LONG, limit=LONGEST_CODE)
    return text


def read_document(cell: Cell, remarks: set[Remark]) -> str:
    """A document number in normal form, checked; damage by a spreadsheet is told apart from a slip of the pen."""
    if _is_rounded(cell):
        raise CellRefused(Reason.NUMBER_ROUNDED)
    text = read_text(cell, remarks).strip()
    try:
        return documents.document(documents.recognised(text), text).number
    except documents.DocumentInvalid as refusal:
        why = refusal.fields["reason"]
        raise CellRefused(_DOCUMENT_REASONS.get(why, Reason.NOT_A_DOCUMENT), why=why) from None


def read_phone(cell: Cell, remarks: set[Remark]) -> str:
    """A phone number in normal form; one that cannot be dialled is left out with a remark, for it is no reason to lose a case."""
    text = read_text(cell, remarks).strip()
    try:
        return phones.normalised(text)
    except phones.NotAPhone:
        remarks.add(Remark.PHONE_LEFT_OUT)
        return ""


def read_integer(cell: Cell) -> int:
    """A whole number."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip()
    if not _WHOLE.fullmatch(text):
        raise CellRefused(Reason.NOT_A_NUMBER, value=text)
    return int(float(text)) if "." in text else int(text)


def read_number(cell: Cell) -> float:
    """A number."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d{1,3})?", text, re.IGNORECASE):
        raise CellRefused(Reason.NOT_A_NUMBER, value=text)
    return float(text)


def read_degrees(cell: Cell, most: float) -> float:
    """A latitude (``most`` 90) or longitude (180) in degrees."""
    degrees = read_number(cell)
    if abs(degrees) > most:
        raise CellRefused(Reason.NOT_A_POSITION, value=text_of(cell))
    return degrees


def read_age(cell: Cell, remarks: set[Remark]) -> Age | None:
    """An age such as ``68``, ``68岁``, ``5个月`` or ``20 days``; any other text is left out with a remark."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip()
    match = _AGE.fullmatch(text)
    if match is None or float(match[1]) > OLDEST:
        remarks.add(Remark.AGE_LEFT_OUT)
        return None
    return Age(float(match[1]), _unit(match[2]))


def read_yes_no(cell: Cell) -> bool | None:
    """Yes, no, or ``None`` where the file says it is not known."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if text in _UNKNOWN:
        return None
    raise CellRefused(Reason.NOT_YES_NO, value=text)


def read_choice(cell: Cell, field: Field, corrections: ReadOnly[str, str], remarks: set[Remark]) -> str | None:
    """The value that a text means, by the person's corrections first, then by the aliases; ``None`` when unknown."""
    text = text_of(cell).strip()
    if text in corrections:
        remarks.add(Remark.UNSEEN_VALUE)
        return corrections[text] or None
    found = choice_of(text, field)
    if found is None and text.casefold() not in _UNKNOWN:
        raise CellRefused(Reason.NOT_A_CHOICE, value=text)
    return found


def choice_of(text: str, field: Field) -> str | None:
    """The value of a list field whose name or alias a text is, disregarding case, width and blanks."""
    return _meanings(field).get(_folded(text))


@lru_cache(maxsize=256)
def _meanings(field: Field) -> dict[str, str]:
    """Every spelling of every value of a list field, folded."""
    found: dict[str, str] = {}
    for choice in field.choices:
        for spelling in (choice.value, *choice.aliases):
            found.setdefault(_folded(spelling), choice.value)
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "").replace("_", "")


def _unit(text: str | None) -> str:
    if not text:
        return ""
    head = text.casefold()[0]
    return {"岁": "years", "周": "years", "y": "years", "月": "months", "个": "months", "m": "months"}.get(head, "days")


def _is_rounded(cell: Cell) -> bool:
    """Whether an identifier came as a number beyond exact floating point, or in scientific notation."""
    if isinstance(cell, bool) or not isinstance(cell, float | int):
        return isinstance(cell, str) and "E+" in cell.upper() and _SCIENTIFIC.fullmatch(cell.strip()) is not None
    return abs(cell) >= _EXACT_FLOAT
