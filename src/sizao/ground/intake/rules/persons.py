"""What the columns about a person add up to: one name, one address, a year of birth, a sex."""

from __future__ import annotations

import re
from datetime import date, datetime

from sizao.ground.intake.rules.cells import Age, CellRefused
from sizao.ground.intake.types import Kind, Reason, Remark, Values
from sizao.kernel import documents, names

KINDS = frozenset({Kind.PEOPLE, Kind.CASES, Kind.CONTACTS, Kind.PARTICIPANTS, Kind.TRAVEL})
"""Kinds whose rows describe a person."""
ADDRESS_PARTS = (
    "address_region",
    "address_city",
    "address_district",
    "address_community",
    "address_street",
    "address_house",
)
STAND_IN = "Sizao"
"""The family name under which a person without a name goes out to systems that insist on one."""
_NUMBER = re.compile(r"P-[0-9A-Z]{9}")
KNOWN_BY = ("record_id", "external_id", "person_number", "name", "document_number", "phone")
"""A row with none of these is about nobody."""
DAYS_IN = {"years": 365.25, "months": 30.4375, "days": 1.0, "": 365.25}
EARLIEST_BIRTH = 1880
REFERENCE_DATES = ("onset_at", "reported_at", "last_exposure_at", "confirmed_at")


def complete(values: Values, received_at: datetime, remarks: set[Remark]) -> None:
    """Put the parts of name, address and birth together, in place, and take what the document number says.

    Raises:
        CellRefused: name, document and birth cannot all be right.
    """
    _name(values)
    _address(values)
    _document(values)
    _birth(values)
    if "birth_year" not in values and isinstance(values.get("age"), Age):
        values["birth_year"] = _year_from_age(values, received_at)
        remarks.add(Remark.BIRTH_YEAR)
    if not EARLIEST_BIRTH <= int(str(values.get("birth_year", EARLIEST_BIRTH))) <= received_at.year:
        values.pop("birth_year")
        remarks.add(Remark.AGE_LEFT_OUT)
    values.pop("age", None)
    values.pop("age_unit", None)


def is_known(values: Values) -> bool:
    """Whether the row says whom it is about, if only by an identifier of the source."""
    return any(values.get(name) for name in KNOWN_BY)


def _name(values: Values) -> None:
    last, first, middle = (str(values.pop(name, "")).strip() for name in ("last_name", "first_name", "middle_name"))
    if last == STAND_IN and _NUMBER.fullmatch(first):
        values.setdefault("person_number", first)
    elif "name" not in values and (last or first):
        values["name"] = _joined(last, first, middle)
    if "name" in values:
        try:
            names.as_typed(str(values["name"]))
        except names.NotAName:
            raise CellRefused(Reason.NOT_A_NAME, field="name") from None


def _joined(last: str, first: str, middle: str) -> str:
    is_chinese = any(names.is_hanzi(character) for character in last + first)
    parts = (last, first) if is_chinese else (first, middle, last)
    return ("" if is_chinese else " ").join(part for part in parts if part)


def _address(values: Values) -> None:
    parts = [str(values.pop(name)).strip() for name in ADDRESS_PARTS if name in values]
    if parts and "address" not in values:
        values["address"] = " ".join(parts)


def _document(values: Values) -> None:
    number = str(values.get("document_number", ""))
    if not number:
        return
    stated = documents.facts(_held(number, values))
    if stated.birth_date and values.setdefault("birth_date", stated.birth_date) != stated.birth_date:
        raise CellRefused(Reason.BIRTH_CONTRADICTS, field="birth_date")
    if stated.sex:
        values.setdefault("sex", stated.sex.value)


def _held(number: str, values: Values) -> documents.Document:
    """The document in normal form; a cell without a stated kind was checked as what it looks like already."""
    looks_like = documents.recognised(number)
    kind = documents.DocumentKind(str(values.get("document_kind") or looks_like.value))
    values["document_kind"] = kind.value
    if kind is looks_like:
        return documents.Document(kind, number)
    try:
        held = documents.document(kind, number)
    except documents.DocumentInvalid as refusal:
        raise CellRefused(Reason.NOT_A_DOCUMENT, field="document_number", why=refusal.fields["reason"]) from None
    values["document_number"] = held.number
    return held


def _birth(values: Values) -> None:
    day, month = values.pop("birth_day", None), values.pop("birth_month", None)
    year = values.get("birth_year")
    if "birth_date" not in values and isinstance(year, int) and isinstance(month, int) and isinstance(day, int):
        try:
            values["birth_date"] = date(year, month, day)
        except ValueError:
            values.pop("birth_date", None)
    born = values.get("birth_date")
    if isinstance(born, date):
        values["birth_year"] = born.year


def _year_from_age(values: Values, received_at: datetime) -> int:
    age = values["age"]
    assert isinstance(age, Age)
    unit = age.unit or str(values.get("age_unit", ""))
    moments = (values.get(name) for name in REFERENCE_DATES)
    known = next((moment for moment in moments if isinstance(moment, datetime)), received_at)
    if unit in ("years", ""):
        return known.year - int(age.number)
    return date.fromordinal(known.date().toordinal() - int(age.number * DAYS_IN[unit])).year
