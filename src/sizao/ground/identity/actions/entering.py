"""Entering people in bulk: vault and registry in one transaction. The registry's part is plugged in by the flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from sizao.ground.identity.types import Resident
from sizao.ground.registry.types import KeyGroup
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Socket

Enter = Callable[[Sequence[Resident], Actor, datetime], list[int]]
entered_by: Socket[Enter] = Socket("how residents are entered")
"""The function that enters residents and gives their numbers in order; used as a decorator by the flow."""


Group = Callable[[int, KeyGroup, Actor, datetime], bool]
grouped_by: Socket[Group] = Socket("how a person's key group is noted")
"""The function that notes a person's key group, and says whether it was another before; used as a decorator by the flow."""


@transaction.atomic
def note_group(*, person_id: int, key_group: KeyGroup, by: Actor, at: datetime) -> bool:
    """Note which key group a person belongs to; whether it was another before.

    Raises:
        NotFound: when the person is not in scope.
    """
    return grouped_by.plugged(person_id, key_group, by, at)


@transaction.atomic
def enter(*, residents: Sequence[Resident], by: Actor, at: datetime) -> list[int]:
    """Enter people with their identities; returns their numbers in the order given.

    Whom the vault recognises in the caller's scope keeps the number they have; the answer has the same shape either way.

    Raises:
        AllowanceSpent: when an account records far more than honest work needs.
        Invalid: when the vault does not take an identity.
    """
    return entered_by.plugged(residents, by, at) if residents else []
