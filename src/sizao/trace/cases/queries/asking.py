"""What editions ask of many contacts at once, class by class, and the lighter classes that each also knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sizao.kernel.editions import ContactClass, Edition, Regime, library
from sizao.trace.cases import rules


@dataclass(frozen=True)
class Asked:
    """One class under one edition: how many people, their regime, and the lighter classes with theirs."""

    contact_class: ContactClass
    people: int
    regime: Regime | None
    lighter: tuple[tuple[ContactClass, Regime | None], ...]


def asked_of(groups: Mapping[tuple[ContactClass, str], int]) -> list[Asked]:
    """What is asked of people counted by class and edition; to be shown before a decision that touches many."""
    found = []
    for (contact_class, edition_id), people in sorted(groups.items()):
        edition = library().get(edition_id)
        lighter = _lighter(contact_class, edition)
        found.append(Asked(contact_class, people, edition.regime(contact_class), lighter))
    return found


def _lighter(contact_class: ContactClass, edition: Edition) -> tuple[tuple[ContactClass, Regime | None], ...]:
    """Classes of the same edition with a lighter measure, so that the choice is seen before it is made."""
    return tuple(
        (each, edition.regime(each))
        for each in edition.classes
        if rules.stricter(each, contact_class) is contact_class and each is not contact_class
    )
