"""Breach files: how their terms are read, and what may be done when and by whom."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from sizao.ground.breaches import errors
from sizao.ground.breaches.types import (
    Basis,
    BreachFacts,
    Delivery,
    FileState,
    Finding,
    Measure,
    Outcome,
    Route,
    StepKind,
    Term,
    Terms,
    Who,
)
from sizao.ground.registry.types import Party, ResponsibilityFacts
from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.errors import Refused
from sizao.kernel.words import Words

SHIPPED = Path(__file__).resolve().parent / "data" / "breaches.toml"
DECIDABLE = frozenset({FileState.OPEN, FileState.TOLD, FileState.READY})


def terms(path: Path = SHIPPED) -> Terms:
    """Read the terms.

    Raises:
        ValueError: a term is not positive, a key stands twice, or there is no measure.
    """
    body = tomllib.loads(path.read_text("utf-8"))
    version = str(body["version"])
    found = Terms(
        version=version, issued=body["issued"], answer=_term(body["answer"], version),
        appeal=_term(body["appeal"], version), review=_term(body["review"], version),
        no_heavier=_clause(body["no_heavier"], version), bases=tuple(_basis(each) for each in body["basis"]),
        measures=tuple(
            Measure(each["key"], Words(each["zh"], each["en"]), rank) for rank, each in enumerate(body["measure"])
        ),
    )  # fmt: skip
    _check(found)
    return found


def _clause(given: dict[str, Any], version: str) -> Clause:
    return Clause(version, given["zh"], given["en"], given["confidence"])


def _term(given: dict[str, Any], version: str) -> Term:
    return Term(int(given["days"]), _clause(given, version))


def _basis(given: dict[str, Any]) -> Basis:
    parties = frozenset(Party(each) for each in given["parties"])
    return Basis(
        given["key"], Words(given["zh"], given["en"]), given["since"], given.get("until"), parties, given["confidence"]
    )


def _check(found: Terms) -> None:
    if min(found.answer.days, found.appeal.days, found.review.days) < 1:
        raise ValueError("a term lasts at least a day")
    for keys in ([each.key for each in found.bases], [each.key for each in found.measures]):
        if not keys or len(keys) != len(set(keys)):
            raise ValueError("every basis and measure has a key of its own, and there is at least one")


def is_party(found: BreachFacts, who: Who, organisation: str) -> bool:
    """Whether somebody is the party: the responsible account, an account of the organisation, or who is named as the post."""
    return _answers_for(found, who, organisation)


def _answers_for(held: BreachFacts | ResponsibilityFacts, who: Who, organisation: str) -> bool:
    if held.user_id is not None:
        return who.user_id == held.user_id
    if held.organisation_id is not None:
        return bool(organisation) and organisation == held.holder
    # A post is a name and nothing else: an account that bears it, or whose organisation does, is taken for it.
    return held.holder in (who.name, organisation)


def may_open(
    duty: ResponsibilityFacts, happened_at: datetime, basis: Basis | None, who: Who, organisation: str, at: datetime,
    tz: tzinfo,
) -> Decision:  # fmt: skip
    """A file is opened on a duty that somebody had when it happened, on a basis that held then, not in one's own cause."""
    if happened_at > at:
        return Decision.no(errors.NotYetHappened(reason=""))
    if happened_at < duty.since or (duty.until is not None and happened_at >= duty.until):
        return Decision.no(errors.DutyNotThen(holder=duty.holder))
    if basis is None or not basis.holds(happened_at.astimezone(tz).date(), duty.party):
        return Decision.no(errors.BasisDoesNotHold())
    return Decision.no(errors.OwnCause()) if _answers_for(duty, who, organisation) else Decision.yes()


def may_read(found: BreachFacts, who: Who, organisation: str) -> Decision:
    """The party does not read a file before it is told; from then on it reads the same as the desk."""
    is_early = found.last(StepKind.TOLD) is None and is_party(found, who, organisation)
    return Decision.no(errors.OwnCause()) if is_early else Decision.yes()


def may_add_evidence(found: BreachFacts, who: Who, organisation: str, at: datetime) -> Decision:
    """Evidence is added until the finding, never by the party, which answers; the party is told anew afterwards."""
    return _in_state(found, at, DECIDABLE) and _apart(found, who, organisation)


def may_tell(found: BreachFacts, who: Who, organisation: str, at: datetime) -> Decision:
    """An open file's party is told what it is about, by somebody else."""
    return _in_state(found, at, {FileState.OPEN}) and _apart(found, who, organisation)


def may_deliver(found: BreachFacts, route: Route, delivery: Delivery | None, at: datetime) -> Decision:
    """A notice on paper says how it was handed over; one on the platform has nothing to hand over."""
    if route is Route.PLATFORM:
        return Decision.yes()
    if delivery is None or not all(each.strip() for each in (delivery.by, delivery.to, delivery.receipt)):
        return Decision.no(errors.DeliveryMissing(reason=""))
    is_then = found.opened_at.replace(second=0, microsecond=0) <= delivery.at <= at
    return Decision.yes() if is_then else Decision.no(errors.DeliveredAhead(reason=""))


def may_set_term(
    found: BreachFacts, route: Route, until: datetime, at: datetime, known: Terms, *, is_read: bool
) -> Decision:
    """A notice goes where the party can read it, and leaves at least the term to answer from when it was told."""
    if route is Route.PLATFORM and not is_read:
        return Decision.no(errors.NobodyReads(holder=found.holder))
    if until < known.answer.after(at):
        return Decision.no(errors.TermTooShort(days=known.answer.days), clause=known.answer.clause)
    return Decision.yes()


def may_answer(found: BreachFacts, at: datetime) -> Decision:
    """The party answers until the finding is made, also late and more than once."""
    return _in_state(found, at, {FileState.TOLD, FileState.READY})


def may_find(found: BreachFacts, who: Who, organisation: str, at: datetime, tz: tzinfo) -> Decision:
    """A finding needs the answer or the end of its term, and somebody who did not make the case."""
    state = found.state(at)
    if state is FileState.TOLD and found.told is not None and found.told.until is not None:
        return Decision.no(errors.AnswerPending(until=f"{found.told.until.astimezone(tz):%Y-%m-%d %H:%M}"))
    allowed = _in_state(found, at, {FileState.READY})
    return allowed and _apart(found, who, organisation, errors.MakerDecides(), found.makers)


def may_impose(found: BreachFacts, finding: Finding, measure: Measure | None, known: Terms) -> Decision:
    """What follows from a finding: nothing, or nothing heavier than what the party was told."""
    if (measure is None) != (finding is Finding.NOT_UPHELD):
        return Decision.no(errors.MeasureMissing(reason=""))
    if measure is None:
        return Decision.yes()
    if measure.rank > found.proposed_rank:
        return Decision.no(errors.Heavier(measure=found.proposed), clause=known.no_heavier)
    if finding is Finding.LIGHTER and measure.rank == found.proposed_rank:
        return Decision.no(errors.NotLighter(measure=found.proposed))
    return Decision.yes()


def may_appeal(found: BreachFacts, at: datetime, tz: tzinfo) -> Decision:
    """The party appeals once, within the term of the finding."""
    allowed = _in_state(found, at, {FileState.FOUND})
    step = found.last(StepKind.FOUND)
    if not allowed or step is None:
        return allowed
    if step.finding is Finding.NOT_UPHELD:
        return Decision.no(errors.NothingToAppeal())
    if step.until is not None and at > step.until:
        return Decision.no(errors.AppealTooLate(until=f"{step.until.astimezone(tz):%Y-%m-%d %H:%M}"))
    return Decision.yes()


def may_review(found: BreachFacts, who: Who, organisation: str, at: datetime) -> Decision:
    """An appeal is decided by somebody who had no part in the file."""
    finders = tuple(each.who for each in found.steps if each.kind is StepKind.FOUND)
    allowed = _in_state(found, at, {FileState.APPEALED})
    return allowed and _apart(found, who, organisation, errors.DeciderReviews(), (*found.makers, *finders))


def may_end_appeal(found: BreachFacts, outcome: Outcome, measure: Measure | None) -> Decision:
    """An appeal keeps, lightens or revokes; it makes nothing heavier."""
    if (measure is not None) != (outcome is Outcome.CHANGED):
        return Decision.no(errors.MeasureMissing(reason=""))
    words, rank = found.standing
    if measure is not None and rank is not None and measure.rank >= rank:
        return Decision.no(errors.NotLighter(measure=words or ""))
    return Decision.yes()


def may_withdraw(found: BreachFacts, who: Who, organisation: str, at: datetime) -> Decision:
    """A file is withdrawn before its finding, with reasons, never by the party."""
    return _in_state(found, at, DECIDABLE) and _apart(found, who, organisation)


def _in_state(found: BreachFacts, at: datetime, wanted: Iterable[FileState]) -> Decision:
    state = found.state(at)
    return Decision.yes() if state in wanted else Decision.no(errors.WrongState(state=state.words))


def _apart(
    found: BreachFacts, who: Who, organisation: str, refusal: Refused | None = None, others: Iterable[Who] = ()
) -> Decision:  # fmt: skip
    """Nobody acts in one's own cause, nor where a refusal keeps those who took part before."""
    if is_party(found, who, organisation):
        return Decision.no(errors.OwnCause())
    took_part = refusal is not None and any(who.is_same(each) for each in others)
    return Decision.no(refusal) if took_part and refusal is not None else Decision.yes()
