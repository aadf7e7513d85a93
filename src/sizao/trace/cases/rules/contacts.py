"""What makes a contact and of which class, and whether a proposal may be approved or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Decision
from sizao.kernel.editions import schedule
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases import errors
from sizao.trace.cases.rules.transitions import REASON_LETTERS, may_step
from sizao.trace.cases.rules.windows import clause_of, local_date
from sizao.trace.cases.types import ContactFacts, ContactStanding, ContactState, ContactWindow, FoundBy, WaitReason

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Situation

STRICTNESS = (ContactClass.CLOSE, ContactClass.SUSPICIOUS, ContactClass.SECONDARY, ContactClass.GENERAL)
"""Contact classes from the strictest measure to the lightest."""


def stricter(one: ContactClass, other: ContactClass) -> ContactClass:
    """The stricter of two contact classes."""
    return min(one, other, key=STRICTNESS.index)


def class_for(
    situation: str, edition: Edition, is_secondary: bool = False, given: ContactClass | None = None
) -> Decision:
    """The contact class of an exposure situation under an edition, as ``facts["contact_class"]``, with its clause.

    A class that is ``given`` (by a register, or by the investigator) stands if the edition knows it. Otherwise an exposure
    through a close contact makes a secondary contact, and an empty situation a close one by judgement.
    """
    terms = edition.contact
    if terms is None:
        return Decision.no(errors.ContactsNotDetermined())
    found = next((each for each in terms.situations if each.code == situation), None)
    if situation and found is None and given is None and terms.situations:
        return Decision.no(errors.SituationUnknown(situation=situation), clause=terms.clause)
    contact_class = given or _class_of(found, is_secondary)
    clause = found.clause if found else terms.clause
    if contact_class not in edition.classes:
        return Decision.no(errors.ClassNotDetermined(contact_class=contact_class.words), clause=clause)
    return Decision.yes(clause=clause, contact_class=contact_class)


def _class_of(situation: Situation | None, is_secondary: bool) -> ContactClass:
    if is_secondary:
        return ContactClass.SECONDARY
    return situation.contact_class if situation else ContactClass.CLOSE


def observation_ends(contact_class: ContactClass, last_exposure_at: datetime, edition: Edition) -> date | None:
    """The last day of observation that the edition asks of a contact; ``None`` when it asks for none."""
    regime = edition.regime(contact_class)
    return schedule.plan(regime, last_exposure_at, edition.tz).end_on if regime and regime.phases else None


def may_approve(contact: ContactFacts, edition: Edition, window: ContactWindow | None, as_of: datetime) -> Decision:
    """Whether a proposal may become a contact: class known to the edition, exposure in the window and not in the future.

    ``window`` is that of the source case, ``None`` for an exposure to a place or through another contact. An observation
    that is already over does not forbid the approval (the record is owed); ``facts["ended_on"]`` then says so.
    """
    clause = contact.clause or clause_of(edition)
    step = may_step(contact.status, ContactState.APPROVED, clause)
    if not step:
        return step
    if edition.contact is None:
        return Decision.no(errors.ContactsNotDetermined(), clause=clause)
    if contact.contact_class not in edition.classes:
        return Decision.no(errors.ClassNotDetermined(contact_class=contact.contact_class.words), clause=clause)
    if contact.last_exposure_at > as_of:
        return Decision.no(errors.ExposureInFuture(), clause=clause)
    if window is not None and not _touches(window, contact):
        return Decision.no(_outside(window, contact.last_exposure_at, edition.tz), clause=clause)
    ended = observation_ends(contact.contact_class, contact.last_exposure_at, edition)
    if ended is not None and ended < local_date(as_of, edition.tz):
        return Decision.yes(clause=clause, ended_on=ended)
    return Decision.yes(clause=clause)


def _touches(window: ContactWindow, contact: ContactFacts) -> bool:
    """The first exposure opens, the last closes; the evidence keeps the first one when it is known."""
    firsts = [str(each["first"]) for each in contact.basis if each.get("first")]
    first = min((datetime.fromisoformat(each) for each in firsts), default=contact.last_exposure_at)
    return window.holds(min(first, contact.last_exposure_at), contact.last_exposure_at)


def _outside(window: ContactWindow, last: datetime, tz: ZoneInfo) -> errors.ExposureOutsideWindow:
    def said(moment: datetime | None) -> str:
        return f"{moment.astimezone(tz):%Y-%m-%d %H:%M}" if moment else "…"

    return errors.ExposureOutsideWindow(last=said(last), start=said(window.start), until=said(window.until))


def may_reject(contact: ContactFacts, reason: str) -> Decision:
    """Whether a proposal may be rejected or an approval withdrawn; both need a reason."""
    step = may_step(contact.status, ContactState.REJECTED, contact.clause)
    if not step:
        return step
    if len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.ReasonMissing(need=REASON_LETTERS), clause=contact.clause)
    return Decision.yes(clause=contact.clause)


def waits_because(contact: ContactFacts) -> tuple[WaitReason, ...]:
    """Why a decision is waited for about somebody who is approved and held as that; nothing when nobody waits."""
    held = contact.held_as
    if contact.status is not ContactState.PROPOSED or held is None or held.contact_class is None:
        return ()
    reasons = {
        WaitReason.STRICTER: contact.contact_class is not held.contact_class,
        WaitReason.LATER: held.last_exposure_at is not None and contact.last_exposure_at > held.last_exposure_at,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def class_changes(rows: Sequence[ContactStanding]) -> tuple[ContactStanding, ...]:
    """Of a contact's rows, newest first, those that made the class or the edition another, and the first of all."""
    older = [*rows[1:], None]
    return tuple(
        row
        for row, was in zip(rows, older, strict=True)
        if was is None or (row.contact_class, row.edition_id) != (was.contact_class, was.edition_id)
    )


def known_through(basis: Iterable[Mapping[str, object]]) -> tuple[FoundBy | str, ...]:
    """Through which channels a contact is known, in the order in which they told of it; a channel of elsewhere by its name."""
    named = {each.value: each for each in FoundBy}
    said = [str(each.get("found_by") or "") for each in basis]
    return tuple(named.get(each, each) for each in dict.fromkeys(said) if each)
