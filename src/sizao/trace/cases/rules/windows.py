"""The contact window of a case, drawn from the edition and the case's own dates, and what a changed date changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions.types import ContactAnchor
from sizao.kernel.words import Words
from sizao.trace.cases import errors
from sizao.trace.cases.types import CaseFacts, ContactWindow, ExposureFacts, Rejudgement, WindowAnchor

if TYPE_CHECKING:
    from sizao.kernel.editions import ContactTerms, Edition

LOCAL = ZoneInfo("Asia/Shanghai")
"""The official day begins at midnight of China Standard Time everywhere in the country."""


def local_date(moment: datetime, tz: ZoneInfo = LOCAL) -> date:
    """The official date of a moment."""
    return moment.astimezone(tz).date()


def midnight(on: date, tz: ZoneInfo) -> datetime:
    """The moment an official day begins."""
    return datetime.combine(on, time.min, tz)


def may_draw_window(case: CaseFacts, edition: Edition) -> Decision:
    """Whether the contact window of a case can be drawn, and from which clause."""
    terms = edition.contact
    if terms is None:
        return Decision.no(errors.ContactsNotDetermined())
    if _anchor(case, terms) is None:
        return Decision.no(errors.DatesMissing(), clause=terms.clause)
    return Decision.yes(clause=terms.clause)


def contact_window(case: CaseFacts, edition: Edition) -> ContactWindow | None:
    """The period in which meeting this case makes a contact; ``None`` when it cannot be drawn.

    Onset is known to the day, so a window of whole days opens at the midnight that begins its first day and closes at
    the midnight that ends its last. It never reaches past the isolation of the case, after which nobody met it freely.
    """
    terms = edition.contact
    found = _anchor(case, terms) if terms else None
    if terms is None or found is None:
        return None
    anchor, anchor_at = found
    start = _opens(anchor_at, terms.before_days, edition.tz)
    if terms.last_negative_rule and case.last_negative_at and case.last_negative_at <= anchor_at:
        anchor, start = WindowAnchor.LAST_NEGATIVE, case.last_negative_at
    until = _earlier(_closes(anchor_at, terms.after_days, edition.tz), case.isolated_at)
    until = until if until is None else max(until, start)
    return ContactWindow(
        start=start,
        until=until,
        anchor=anchor,
        anchor_at=anchor_at,
        clause=terms.clause,
        words=_said(anchor, terms.before_days, terms.after_days),
    )


def rejudge(
    exposures: Iterable[ExposureFacts], before: ContactWindow | None, after: ContactWindow | None
) -> Rejudgement:
    """Which contacts of one case enter, leave and stay in its window when its dates change.

    Exposures without a contact are left out; a contact with several exposures is in when any of them is.
    """
    was, now = _held(exposures := list(exposures), before), _held(exposures, after)
    return Rejudgement(
        before=before,
        after=after,
        entering=tuple(sorted(now - was)),
        leaving=tuple(sorted(was - now)),
        staying=tuple(sorted(was & now)),
    )


def _held(exposures: Iterable[ExposureFacts], window: ContactWindow | None) -> set[UUID]:
    if window is None:
        return set()
    return {each.contact_id for each in exposures if each.contact_id and window.holds(each.start, each.until)}


def _anchor(case: CaseFacts, terms: ContactTerms) -> tuple[WindowAnchor, datetime] | None:
    """Onset when it is known (of the rash, where the edition counts from it), else the sample if the edition says so."""
    if case.onset_at is not None:
        return WindowAnchor.ONSET, case.onset_at
    if terms.anchor is ContactAnchor.ONSET_OR_SAMPLING and case.sampled_at is not None:
        return WindowAnchor.SAMPLING, case.sampled_at
    return None


def _opens(anchor_at: datetime, days: float, tz: ZoneInfo) -> datetime:
    return midnight(local_date(anchor_at - timedelta(days=days), tz), tz)


def _closes(anchor_at: datetime, days: float | None, tz: ZoneInfo) -> datetime | None:
    return None if days is None else midnight(local_date(anchor_at + timedelta(days=days), tz) + timedelta(days=1), tz)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [each for each in (one, other) if each is not None]
    return min(known) if known else None


def _said(anchor: WindowAnchor, before: float, after: float | None) -> Words:
    """The window in one sentence of each language."""
    if anchor is WindowAnchor.LAST_NEGATIVE:
        return Words("自末次阴性检测起至隔离管控", "from the last negative test until isolation")
    opened = Words(f"{anchor.words.zh}前 {before:g} 天", f"from {before:g} days before {anchor.words.en.lower()}")
    if after is None:
        return Words(f"{opened.zh}至隔离管控", f"{opened.en} until isolation")
    return Words(f"{opened.zh}至{anchor.words.zh}后 {after:g} 天", f"{opened.en} to {after:g} days after")


def clause_of(edition: Edition) -> Clause | None:
    """The clause that defines contacts, when the edition does."""
    return edition.contact.clause if edition.contact else None
