"""How many a trace may touch by one person's word, and who signs beyond that: one counts, headquarters runs it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.trace.tracing import errors
from sizao.trace.tracing.types import Finding, SignatureFacts, SignatureState, TraceCounts

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "signing.toml"


@dataclass(frozen=True)
class Signing:
    """From how many persons on two people sign, and for how long the first one's count stands."""

    version: str
    issued: date
    persons: int
    counted_within: timedelta
    clause: Words
    seen_percent: int
    """What part of the persons an earlier count must have shown."""


def signing(path: Path = SHIPPED) -> Signing:
    """Read the number.

    Raises:
        ValueError: a number is not positive.
    """
    body = tomllib.loads(path.read_text("utf-8"))
    if min(body["persons"], body["hours"], body.get("seen_percent", 0)) < 1:
        raise ValueError("a number of persons, of hours and of the part that was seen is needed")
    hours = timedelta(hours=int(body["hours"]))
    clause = Words(body["zh"], body["en"])
    return Signing(str(body["version"]), body["issued"], int(body["persons"]), hours, clause, int(body["seen_percent"]))


def least_seen(counts: TraceCounts, terms: Signing) -> int:
    """How many persons an earlier count must have shown to be one of this question."""
    return -(-counts.persons * terms.seen_percent // 100)


def touched(counts: TraceCounts) -> int:
    """For how many something would be done: a class is suggested, or a call."""
    return sum(number for finding, number in counts.by_finding.items() if finding is not Finding.NONE)


def may_ask(counts: TraceCounts, terms: Signing) -> Decision:
    """Whether a trace needs headquarters at all."""
    number = touched(counts)
    if number >= terms.persons:
        return Decision.yes()
    return Decision.no(errors.NoSignatureNeeded(number=number, most=terms.persons))


def signature_state(found: SignatureFacts, as_of: datetime, terms: Signing) -> SignatureState:
    """How it stands at a moment: nobody can sign a count that is too old, so it no longer waits."""
    is_over = found.state is SignatureState.ASKED and as_of >= found.at + terms.counted_within
    return SignatureState.LAPSED if is_over else found.state


def may_sign(found: SignatureFacts, by: Actor, *, is_headquarters: bool, as_of: datetime, terms: Signing) -> Decision:
    """Whether somebody may sign a trace, or decline it: another person, at headquarters, while the count stands."""
    if found.state not in {SignatureState.ASKED, SignatureState.LAPSED}:
        return Decision.no(errors.SignatureDecided())
    if not is_headquarters:
        return Decision.no(errors.HeadquartersSigns())
    if found.by == by.name or (found.by_user is not None and found.by_user == by.user_id):
        return Decision.no(errors.OwnSignature())
    if as_of >= found.at + terms.counted_within:
        hours = terms.counted_within / timedelta(hours=1)
        return Decision.no(errors.SignatureOver(hours=f"{hours:g}"))
    return Decision.yes()


def is_as_counted(found: SignatureFacts, counts: TraceCounts, terms: Signing) -> Decision:
    """Whether what would be listed now is what the officer counted: no more than that share of it is new."""
    if found.counts.persons >= least_seen(counts, terms):
        return Decision.yes()
    return Decision.no(errors.SignatureOutgrown(now=counts.persons, then=found.counts.persons))


def may_keep(counts: TraceCounts, *, is_headquarters: bool, counted_by_another: bool, terms: Signing) -> Decision:
    """Whether anybody may be listed: few by one person's word, many when one counted and headquarters runs it.

    Args:
        counts: the answer's counts.
        is_headquarters: whether who runs it signs for a headquarters.
        counted_by_another: whether somebody else counted the same question before, in the access log.
        terms: the number.
    """
    number = touched(counts)
    if number < terms.persons or (is_headquarters and counted_by_another):
        return Decision.yes()
    return Decision.no(errors.SignatureNeeded(number=number, most=terms.persons, because=terms.clause))
