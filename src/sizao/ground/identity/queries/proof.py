"""Whether somebody at the door knows what only they should know: compared inside the vault, which tells nothing else."""

from __future__ import annotations

import hmac
import json
from datetime import date

from sizao.ground.identity import queries
from sizao.ground.identity.types import Sealed

TAIL = 4
"""Characters of a document's number that prove it."""
ANSWERED_BY = (Sealed.DOCUMENT, Sealed.PARTICULARS)


def proves(person_id: int, answer: str) -> bool:
    """Whether an answer is the end of the person's document number, or the date of birth as eight digits.

    Nobody learns which of the two is known, nor whether there is such a person: no answer is right for nobody. The
    comparison takes as long however much of the answer is right.
    """
    given = "".join(each for each in answer.upper() if each.isalnum() and each.isascii())
    wanted = _answers(person_id) or ("\x00",)
    return sum(hmac.compare_digest(given.encode(), each.encode()) for each in wanted) > 0


def can_prove(person_id: int) -> bool:
    """Whether anything is on record that the person could answer."""
    return bool(_answers(person_id))


def _answers(person_id: int) -> tuple[str, ...]:
    found = queries.opened([person_id], ANSWERED_BY)
    if not found:
        return ()
    [(_row, columns)] = found
    number = columns[Sealed.DOCUMENT].partition(":")[2].upper()
    born = json.loads(columns[Sealed.PARTICULARS])[0]
    tail = number[-TAIL:] if len(number) > TAIL else ""
    return tuple(each for each in (tail, f"{date.fromisoformat(born):%Y%m%d}" if born else "") if each)
