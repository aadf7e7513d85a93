"""What makes a contact and of which class, and whether a proposal may be approved or rejected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases import errors
from sizao.trace.cases.rules.transitions import REASON_LETTERS, may_step
from sizao.trace.cases.rules.windows import LOCAL, clause_of, local_date
from sizao.trace.cases.types import ContactFacts, ContactState, ContactWindow

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition

STRICTNESS = (ContactClass.CLOSE, ContactClass.SUSPICIOUS, ContactClass.SECONDARY, ContactClass.GENERAL)
"""Contact classes from the strictest measure to the lightest."""


def stricter(one: ContactClass, other: ContactClass) -> ContactClass:
    """The stricter of two contact classes."""
    return min(one, other, key=STRICTNESS.index)


def class_for(situation: str, edition: Edition, is_secondary: bool = False) -> Decision:
    """The contact class of an exposure situation under an edition, as ``facts["contact_class"]``, with its clause.

    An exposure through a close contact makes a secondary contact whatever its situation. An empty situation is a close
    contact by the investigator's judgement.
    """
    terms = edition.contact
    if terms is None:
        return Decision.no(errors.ContactsNotDetermined())
    found = next((each for each in terms.situations if each.code == situation), None)
    if situation and found is None and terms.situations:
        return Decision.no(errors.SituationUnknown(situation=situation), clause=terms.clause)
    judged = found.contact_class if found else ContactClass.CLOSE
    contact_class = ContactClass.SECONDARY if is_secondary else judged
    clause = found.clause if found else terms.clause
    if contact_class not in edition.classes:
        return Decision.no(errors.ClassNotDetermined(contact_class=contact_class.words), clause=clause)
    return Decision.yes(clause=clause, contact_class=contact_class)


def observation_ends(contact_class: ContactClass, last_exposure_at: datetime, edition: Edition) -> date | None:
    """The last day of observation that the edition asks of a contact; ``None`` when it asks for none."""
    regime = edition.regime(contact_class)
    if regime is None:
        return None
    return local_date(last_exposure_at) + timedelta(days=regime.total_days)


def may_approve(contact: ContactFacts, edition: Edition, window: ContactWindow | None, as_of: datetime) -> Decision:
    """Whether a proposal may become a contact: class known to the edition, exposure in the window and in time.

    ``window`` is that of the source case, ``None`` for an exposure to a place or through another contact.
    """
    clause = contact.clause or clause_of(edition)
    step = may_step(contact.status, ContactState.APPROVED, clause)
    if not step:
        return step
    if edition.contact is None:
        return Decision.no(errors.ContactsNotDetermined(), clause=clause)
    if contact.contact_class not in edition.classes:
        return Decision.no(errors.ClassNotDetermined(contact_class=contact.contact_class.words), clause=clause)
    return _in_time(contact, edition, window, as_of, clause) or Decision.yes(clause=clause)


def _in_time(
    contact: ContactFacts, edition: Edition, window: ContactWindow | None, as_of: datetime, clause: Clause | None
) -> Decision | None:
    last = contact.last_exposure_at
    if last > as_of:
        return Decision.no(errors.ExposureInFuture(), clause=clause)
    if window is not None and not _touches(window, contact):
        return Decision.no(_outside(window, last), clause=clause)
    ended = observation_ends(contact.contact_class, last, edition)
    if ended is not None and ended < local_date(as_of):
        return Decision.no(errors.ObservationOver(ended=ended.isoformat()), clause=clause)
    return None


def _touches(window: ContactWindow, contact: ContactFacts) -> bool:
    """The first exposure opens, the last closes; the evidence keeps the first one when it is known."""
    firsts = [str(each["first"]) for each in contact.basis if each.get("first")]
    first = min((datetime.fromisoformat(each) for each in firsts), default=contact.last_exposure_at)
    return window.holds(min(first, contact.last_exposure_at), contact.last_exposure_at)


def _outside(window: ContactWindow, last: datetime) -> errors.ExposureOutsideWindow:
    until = window.until.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if window.until else "…"
    start = window.start.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
    return errors.ExposureOutsideWindow(
        last=last.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"), start=start, until=until
    )


def may_reject(contact: ContactFacts, reason: str) -> Decision:
    """Whether a proposal may be rejected or an approval withdrawn; both need a reason."""
    step = may_step(contact.status, ContactState.REJECTED, contact.clause)
    if not step:
        return step
    if len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.ReasonMissing(need=REASON_LETTERS), clause=contact.clause)
    return Decision.yes(clause=contact.clause)
