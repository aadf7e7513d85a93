"""Step 1: somebody new is entered in the vault and the registry before they become a case or a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sizao.flow.step0_intake.people import enrol
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import MaskedIdentity, NewIdentity, Purpose, Resident
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import KeyGroup, NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.measures.followup.types.arrivals import newcomer_door
from sizao.trace.cases.actions import entered_by, found_by
from sizao.trace.cases.types import Newcomer


@found_by
def find_in_the_vault(text: str, by: Actor, at: datetime) -> Mapping[int, MaskedIdentity]:
    """Find persons through the vault, for the investigation of a case."""
    return identity.search(text=text, purpose=Purpose.CASE_INVESTIGATION, by=by, at=at)


@entered_by
def enter_in_vault_and_registry(newcomers: Sequence[Newcomer], by: Actor, at: datetime) -> list[int]:
    """Enter newcomers; who lives elsewhere is tied to the investigator's area as the place of care."""
    return enrol([(each.identity, _person(each, by.area)) for each in newcomers], by=by, at=at)


def _person(newcomer: Newcomer, area: int) -> NewPerson:
    return _living(newcomer.area or area, newcomer.identity, newcomer.birth_year, area)


@identity.entered_by
def enter_residents(residents: Sequence[Resident], by: Actor, at: datetime) -> list[int]:
    """Enter residents; who lives elsewhere is tied to the sender's area."""
    people = [
        (each.identity, replace(_living(each.area, each.identity, each.birth_year, by.area), key_group=each.key_group))
        for each in residents
    ]
    return enrol(people, by=by, at=at)


@identity.grouped_by
def note_group(person_id: int, key_group: KeyGroup, by: Actor, at: datetime) -> bool:
    """Note a person's key group where everybody asks for it."""
    return registry.group_person(person_id=person_id, key_group=key_group, by=by, at=at)


@newcomer_door
def enter_arrival(identity: NewIdentity, area: int, by: Actor, at: datetime) -> int:
    """Enter somebody who arrived, as living where they are managed."""
    return enrol([(identity, _living(area, identity, None, by.area))], by=by, at=at)[0]


def _living(home: int, held: NewIdentity, birth_year: int | None, area: int) -> NewPerson:
    return NewPerson(
        area_residence=home, sex=held.sex, birth_year=birth_year, area_site=None if contains(area, home) else area
    )
