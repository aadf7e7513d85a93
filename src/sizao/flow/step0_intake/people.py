"""Persons by their identities: the vault gives each a number, the registry enters those that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from sizao.flow.step0_intake.terms import Terms
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Handle, NewIdentity
from sizao.ground.intake.queries import batches
from sizao.ground.intake.types import Keep, Record, Rejection, Settlement, Values
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.documents import DocumentKind

COUNTRY = 2
"""Length of an ISO 3166 alpha-2 code; nationalities written otherwise stay with the source."""


def enrol(people: Sequence[tuple[NewIdentity | None, NewPerson]], *, by: Actor, at: datetime) -> list[int]:
    """Enter persons with their identities; returns their numbers in the order given.

    Someone whom the vault recognises keeps the number they have. Without an identity (a line list that names nobody) a
    person is known by the number alone.
    """
    return [each.person_id for each in _enter(people, by=by, at=at)]


@transaction.atomic
def _enter(people: Sequence[tuple[NewIdentity | None, NewPerson]], *, by: Actor, at: datetime) -> list[Handle]:
    """The handle of each person; ``is_new`` tells who was entered now."""
    named = [place for place, (each, _) in enumerate(people) if each is not None]
    identities = [each for each, _ in people if each is not None]
    given = identity.resolve(identities=identities, area=by.area, by=by, at=at) if identities else []
    handles = dict(zip(named, given, strict=True))
    new = {place: replace(people[place][1], id=handle.person_id) for place, handle in handles.items() if handle.is_new}
    new |= {place: person for place, (each, person) in enumerate(people) if each is None}
    entered = registry.add_persons(persons=list(new.values()), by=by, at=at)
    handles |= {place: Handle(number, True) for place, number in zip(new, entered, strict=True)}
    return [handles[place] for place in range(len(people))]


def enter_people(records: Iterable[Record], terms: Terms) -> Settlement:
    """Enter a roster; persons who are known already are duplicates."""
    kept = list(records)
    known = persons_known(kept, terms)
    handles = entered([each for each in kept if each.line not in known], terms)
    new = len({handle.person_id for handle in handles.values() if handle.is_new})
    names = named_after(kept, {**known, **{line: handle.person_id for line, handle in handles.items()}})
    return Settlement(accepted=new, duplicates=len(kept) - new, names=names, kept={Keep.PEOPLE: new})


def persons_known(records: Sequence[Record], terms: Terms) -> dict[int, int]:
    """Line to person for rows whose person the platform knows: by its own number, or by what the source calls them."""
    by_name = batches.known_as(terms.incident_id, {called(each) for each in records} - {""})
    by_number = find_by_number(
        str(each.values["person_number"]) for each in records if each.values.get("person_number")
    )
    found: dict[int, int] = {}
    for each in records:
        number = by_number.get(str(each.values.get("person_number", "")))
        person = number or by_name.get(called(each))
        if person is not None:
            found[each.line] = person
    return found


def find_by_number(numbers: Iterable[str]) -> dict[str, int]:
    """Persons by their public numbers, those in scope."""
    found = {number: register.person_by_number(number) for number in set(numbers)}
    return {number: facts.id for number, facts in found.items() if facts is not None}


def persons_of(records: Sequence[Record], terms: Terms) -> dict[int, int]:
    """Line to person for all rows: known ones as they are, the others entered now."""
    known = persons_known(records, terms)
    handles = entered([each for each in records if each.line not in known], terms)
    return {**known, **{line: handle.person_id for line, handle in handles.items()}}


def entered(records: Sequence[Record], terms: Terms) -> dict[int, Handle]:
    """Line to handle for rows whose persons are entered now; one name of the source is one person."""
    names = {each.line: called(each) or f"line {each.line}" for each in records}
    first: dict[str, Record] = {}
    for each in records:
        first.setdefault(names[each.line], each)
    people = [(identity_of(each.values), person_of(each.values, terms.area)) for each in first.values()]
    handles = dict(zip(first, _enter(people, by=terms.by, at=terms.at), strict=True))
    return {line: handles[name] for line, name in names.items()}


def called(record: Record) -> str:
    """By which name the source knows the person of a row: the record's own number, else the identifier people use."""
    return str(record.values.get("record_id") or record.values.get("external_id") or "")


def named_after(records: Iterable[Record], persons: dict[int, int]) -> dict[str, int]:
    """What the source calls each person, to be remembered; a name given to several persons is nobody's name."""
    found: dict[str, set[int]] = {}
    for each in records:
        for name in (each.values.get("record_id"), each.values.get("external_id")):
            if name and each.line in persons:
                found.setdefault(str(name), set()).add(persons[each.line])
    return {name: next(iter(people)) for name, people in found.items() if len(people) == 1}


def identity_of(values: Values) -> NewIdentity | None:
    """The identity in a row, or ``None`` when it names nobody."""
    if not any(values.get(name) for name in ("name", "document_number", "phone")):
        return None
    nationality = str(values.get("nationality", "")).strip().upper()
    born = values.get("birth_date")
    return NewIdentity(
        name=str(values.get("name", "")),
        document_kind=DocumentKind(str(values["document_kind"]))
        if values.get("document_number")
        else DocumentKind.NONE,
        document_number=str(values.get("document_number", "")),
        phone=str(values.get("phone", "")),
        address=str(values.get("address", "")),
        birth_date=born if isinstance(born, date) else None,
        sex=Sex(str(values.get("sex", Sex.UNKNOWN.value))),
        nationality=nationality if len(nationality) == COUNTRY and nationality.isalpha() else "",
    )


def person_of(values: Values, area: int) -> NewPerson:
    """The person in a row; one who lives elsewhere is tied to the batch's area as the place of care."""
    home = _whole(values.get("area_residence"))
    residence = area if home is None else home
    work = _whole(values.get("area_work"))
    return NewPerson(
        area_residence=residence,
        sex=Sex(str(values.get("sex", Sex.UNKNOWN.value))),
        birth_year=_whole(values.get("birth_year")),
        area_work=work,
        area_site=None if contains(area, residence) else area,
    )


def split(
    records: Iterable[Record], judge: Callable[[Record], Rejection | None]
) -> tuple[list[Record], list[Rejection]]:
    """Records that may enter, and why the others may not."""
    kept: list[Record] = []
    rejected: list[Rejection] = []
    for each in records:
        rejection = judge(each)
        if rejection is None:
            kept.append(each)
        else:
            rejected.append(rejection)
    return kept, rejected


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
