"""Which time a record is about, and who may propose, decide, object and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, tzinfo

from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.oversight.merits.errors import AlreadyAnswered, AlreadyDecided, MonthUnclear, OwnMerit, ProposerDecides
from sizao.oversight.merits.types import MeritFacts, ObjectionFacts, Record, Span, Street, Who, WorkDone

MONTH = re.compile(r"(\d{4})-(\d{2})")


def month_span(text: str, now: datetime, tz: tzinfo) -> Span:
    """A calendar month, the present one when nothing is asked for; never beyond now.

    Raises:
        MonthUnclear: when it is not a month.
    """
    found = MONTH.fullmatch(text or f"{now.astimezone(tz):%Y-%m}")
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
        raise MonthUnclear(reason=text)
    year, month = int(found[1]), int(found[2])
    start = datetime(year, month, 1, tzinfo=tz)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=tz)
    return Span(start, max(start, min(end, now)))


def days_in(span: Span, since: datetime, until: datetime | None) -> float:
    """The days of a time in which somebody held a post."""
    begun, ended = max(span.since, since), min(span.until, until or span.until)
    return round(max(0.0, (ended - begun).total_seconds() / 86_400), 1)


def within(span: Span, since: datetime, until: datetime | None) -> Span:
    """The part of a time in which somebody held a post; of no length when there is none."""
    begun = max(span.since, since)
    return Span(begun, max(begun, min(span.until, until or span.until)))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Times without what they share: each moment of any of them lies in one."""
    found: list[Span] = []
    for each in sorted(spans, key=lambda span: span.since):
        if found and each.since <= found[-1].until:
            found[-1] = Span(found[-1].since, max(found[-1].until, each.until))
        else:
            found.append(each)
    return found


def summed(works: Iterable[WorkDone]) -> WorkDone:
    """The work of several times together."""
    found = list(works)
    return WorkDone(**{each.name: sum(getattr(work, each.name) for work in found) for each in fields(WorkDone)})


def may_propose(chief_user: int | None, who: Who) -> Decision:
    """Nobody proposes a merit for themselves."""
    return Decision.no(OwnMerit()) if chief_user is not None and chief_user == who.user_id else Decision.yes()


def may_decide(merit: MeritFacts, who: Who) -> Decision:
    """A merit is decided once, by neither its proposer nor the chief."""
    if merit.decided is not None:
        return Decision.no(AlreadyDecided())
    if merit.who.is_same(who):
        return Decision.no(ProposerDecides())
    return may_propose(merit.chief_user, who)


def may_answer(objection: ObjectionFacts, who: Who) -> Decision:
    """An objection is answered once, by somebody else than the chief."""
    if objection.answered_at is not None:
        return Decision.no(AlreadyAnswered())
    return may_propose(objection.chief_user, who)


def street(records: Sequence[Record], works: Mapping[int, WorkDone]) -> Street:
    """The records of one area together, with each account's work in all its posts counted once."""
    homes = {each.area: each.load.households for each in records if not _holds_another(each, records)}
    return Street(
        chiefs=len(records), known=len(works), finished=sum(each.finished for each in works.values()),
        given=sum(each.given for each in works.values()), hours=sum(each.hours for each in works.values()),
        households=sum(homes.values()),
    )  # fmt: skip


def _holds_another(record: Record, records: Sequence[Record]) -> bool:
    """Whether a record's area lies inside another one's: its households are counted there."""
    return any(each.area != record.area and contains(each.area, record.area) for each in records)
