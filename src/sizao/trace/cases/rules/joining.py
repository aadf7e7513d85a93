"""Which record of a person is kept when two numbers turn out to be one person; nobody's measure ends for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sizao.trace.cases.rules.contacts import STRICTNESS
from sizao.trace.cases.types import INFECTED, CaseFacts, Classification, ContactFacts, ContactState
from sizao.trace.cases.types.joining import Doubled


def doubled(incident_id: UUID, cases: Sequence[CaseFacts], contacts: Sequence[ContactFacts]) -> Doubled | None:
    """What one person has twice in an incident, or nothing.

    Of cases an infection is kept before a suspicion, and the one that was reported first; of contacts one that is under
    management before one that waits, then the stricter class, then the later exposure. The contact of an infected person
    is set aside for the case.
    """
    live = sorted((each for each in cases if each.classification is not Classification.NOT_A_CASE), key=_of_case)
    owed = sorted((each for each in contacts if each.status in _LIVE), key=_of_contact, reverse=True)
    if live and live[0].classification in INFECTED and len(live) + len(owed) > 1:
        return Doubled(incident_id, live[0], tuple(live[1:]), tuple(owed))
    if len(live) > 1:
        return Doubled(incident_id, live[0], tuple(live[1:]))
    if len(owed) > 1:
        return Doubled(incident_id, owed[0], contacts=tuple(owed[1:]))
    return None


_LIVE = frozenset({ContactState.PROPOSED, ContactState.APPROVED, ContactState.LOST})


def _of_case(each: CaseFacts) -> tuple[object, ...]:
    return each.classification not in INFECTED, each.reported_at, str(each.id)


def _of_contact(each: ContactFacts) -> tuple[object, ...]:
    is_held = each.status is ContactState.APPROVED or each.held_as is not None
    return is_held, -STRICTNESS.index(each.contact_class), each.last_exposure_at, str(each.id)


def asks_more(kept: ContactFacts, aside: ContactFacts) -> bool:
    """Whether the contact that is set aside is of a stricter class or was exposed later than the one that is kept."""
    is_stricter = STRICTNESS.index(aside.contact_class) < STRICTNESS.index(kept.contact_class)
    return is_stricter or aside.last_exposure_at > kept.last_exposure_at
