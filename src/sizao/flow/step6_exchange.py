"""Step 6: a case goes out with its identity only through the vault's own door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Identity, Purpose
from sizao.kernel.actors import Actor
from sizao.oversight.exchange.types import revealer


@revealer
def open_identities(
    *, person_ids: Iterable[int], purpose: Purpose, reason: str, by: Actor, at: datetime
) -> dict[int, Identity]:
    """The identities of persons, opened and logged by the vault."""
    return identity.reveal(person_ids=person_ids, purpose=purpose, by=by, at=at, reason=reason)
