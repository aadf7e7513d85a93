"""What the columns about a person add up to: one name, one address, a year of birth, a sex."""

from __future__ import annotations

from datetime import date, datetime

from sizao.ground.intake.rules.cells import Age
from sizao.ground.intake.types import Kind, Remark, Values
from sizao.kernel import documents, names

KINDS = frozenset({Kind.PEOPLE, Kind.CASES, Kind.CONTACTS})
"""Kinds whose rows describe a person."""
ADDRESS_PARTS = (
    "address_region",
    "address_city",
    "address_district",
    "address_community",
    "address_street",
    "address_house",
)
KNOWN_BY = ("external_id", "person_number", "name", "document_number", "phone")
"""A row with none of these is about nobody."""
DAYS_IN = {"years": 365.25, "months": 30.4375, "days": 1.0, "": 365.25}
REFERENCE_DATES = ("onset_at", "reported_at", "last_exposure_at", "confirmed_at")


def complete(values: Values, received_at: datetime, remarks: set[Remark]) -> None:
    """Put the parts of name, address and birth together, in place, and take what the document number says."""
    _name(values)
    _address(values)
    _document(values)
    _birth(values)
    if "birth_year" not in values and isinstance(values.get("age"), Age):
        values["birth_year"] = _year_from_age(values, received_at)
        remarks.add(Remark.BIRTH_YEAR)
    values.pop("age", None)
    values.pop("age_unit", None)


def is_known(values: Values) -> bool:
    """Whether the row says whom it is about, if only by an identifier of the source."""
    return any(values.get(name) for name in KNOWN_BY)


def _name(values: Values) -> None:
    last, first, middle = (str(values.pop(name, "")).strip() for name in ("last_name", "first_name", "middle_name"))
    if "name" in values or not (last or first):
        return
    is_chinese = any(names.is_hanzi(character) for character in last + first)
    parts = (last, first) if is_chinese else (first, middle, last)
    values["name"] = ("" if is_chinese else " ").join(part for part in parts if part)


def _address(values: Values) -> None:
    parts = [str(values.pop(name)).strip() for name in ADDRESS_PARTS if name in values]
    if parts and "address" not in values:
        values["address"] = " ".join(parts)


def _document(values: Values) -> None:
    number = str(values.get("document_number", ""))
    if not number:
        return
    kind = documents.DocumentKind(str(values.get("document_kind") or documents.recognised(number).value))
    values["document_kind"] = kind.value
    stated = documents.facts(documents.Document(kind, number))
    if stated.birth_date:
        values.setdefault("birth_date", stated.birth_date)
    if stated.sex:
        values.setdefault("sex", stated.sex.value)


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
