"""The doors to vault and registry. This room does not write there: the flow says who does, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Socket
from sizao.trace.cases.types import Newcomer, PersonFound, Subject

Find = Callable[[str, Actor, datetime], Mapping[int, MaskedIdentity]]
Enter = Callable[[Sequence[Newcomer], Actor, datetime], list[int]]
found_by: Socket[Find] = Socket("how persons are found")
"""The function that finds persons by what somebody typed; used as a decorator by the flow."""
entered_by: Socket[Enter] = Socket("how newcomers are entered")
"""The function that enters newcomers and gives their numbers in order; used as a decorator by the flow."""


def find_people(*, text: str, by: Actor, at: datetime) -> list[PersonFound]:
    """Persons in scope whom a text may mean, masked; the search is in the access log and counts against the allowance.

    Raises:
        NothingToFind: when the text is empty.
        AllowanceSpent: when somebody searches far more than honest work needs.
    """
    masked = found_by.plugged(text, by, at)
    persons = registry.persons(masked)
    return [
        PersonFound(each, persons[each].number, masked[each], persons[each].birth_year)
        for each in masked
        if each in persons
    ]


def enter_people(*, newcomers: Sequence[Newcomer], by: Actor, at: datetime) -> list[int]:
    """Persons by their identities, in the order given; who is known already keeps the number they have.

    Raises:
        Invalid: when the vault does not take an identity.
    """
    return entered_by.plugged(newcomers, by, at) if newcomers else []


def settled(subject: Subject, *, by: Actor, at: datetime) -> int:
    """The person of a subject, entered now when somebody new."""
    if subject.newcomer is None:
        return subject.person_id or 0
    return enter_people(newcomers=[subject.newcomer], by=by, at=at)[0]
