"""When a case may be traced, what is asked of the engine, and what the edition makes of each exposed person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from sizao.ground.registry.types import PlaceFacts, PlaceKind
from sizao.kernel.areas import Level, ancestor
from sizao.kernel.decisions import Decision
from sizao.kernel.editions.types import ContactClass
from sizao.trace.cases.types import CaseFacts, Certainty, Classification, ContactWindow, StayFacts
from sizao.trace.tracing import errors
from sizao.trace.tracing.rules.nearness import Seatings
from sizao.trace.tracing.rules.second import second_window
from sizao.trace.tracing.rules.suggesting import LIVED_WITH, NO_SEATS, coded, met_a_contact, met_the_case, was_there
from sizao.trace.tracing.types import (
    PURPOSES,
    CheckOutcome,
    Exclusion,
    ExposedFacts,
    PlaceBasis,
    Purpose,
    Suggestion,
    TraceCounts,
    Why,
)
from sizao.traceback import answer
from sizao.traceback.answer import Exposed
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit, VisitSource

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition, Situation

MINUTE = 60

STATED_AS: dict[Certainty, EvidenceGrade] = {
    Certainty.CERTAIN: EvidenceGrade.VERIFIED,
    Certainty.PROBABLE: EvidenceGrade.STATED,
    Certainty.POSSIBLE: EvidenceGrade.INFERRED,
}
"""How far the stays of a case's own trajectory can be trusted: one that is only possible is no more than a lead."""


def may_trace(case: CaseFacts, window: ContactWindow | None, purpose: Purpose, as_of: datetime) -> Decision:
    """A trace needs a case that is not ruled out, a window that can be drawn and has begun, and a proper purpose."""
    if purpose not in PURPOSES:
        return Decision.no(errors.PurposeNotForTracing(purpose=purpose.words, reason=""))
    if case.classification is Classification.NOT_A_CASE:
        return Decision.no(errors.NotACase(number=case.number))
    if window is None:
        return Decision.no(errors.WindowNotDrawn(number=case.number))
    if _closing(window, as_of) <= window.start:
        return Decision.no(errors.WindowNotOpen(number=case.number), clause=window.clause)
    return Decision.yes(clause=window.clause)


def _closing(window: ContactWindow, as_of: datetime) -> datetime:
    return min(window.until or as_of, as_of)


def question(
    case: CaseFacts, window: ContactWindow, edition: Edition, as_of: datetime, *, same_zone: bool = False
) -> TraceQuery:
    """What is asked: the case within its window, the edition's shortest contact and linger, and as many hops as it knows."""
    terms, second = edition.contact, second_window(edition)
    return TraceQuery(
        index=(IndexStay(case.person_id, window.start, _closing(window, as_of)),),
        min_overlap_s=max(1, int((terms.min_minutes or 0) * MINUTE)) if terms else 1,
        linger_s=int((terms.linger_minutes or 0) * MINUTE) if terms else 0,
        match_zones=same_zone,
        hops=2 if second else 1,
        second_hop_within_s=second.within_s if second else None,
    )


def may_trace_place(
    place: PlaceFacts, start: datetime, until: datetime, edition: Edition, purpose: Purpose, as_of: datetime
) -> Decision:
    """A place is traced for a period that has begun and lasts, under an edition that determines contacts."""
    if purpose not in PURPOSES:
        return Decision.no(errors.PurposeNotForTracing(purpose=purpose.words, reason=""))
    if edition.contact is None:
        return Decision.no(errors.ContactsNotDetermined())
    if min(until, as_of) <= start:
        refusal = errors.WindowOfPlaceEmpty(place=place.words, start=_said(start, edition), until=_said(until, edition))
        return Decision.no(refusal, clause=edition.contact.clause)
    return Decision.yes(clause=edition.contact.clause)


def _said(moment: datetime, edition: Edition) -> str:
    return f"{moment.astimezone(edition.tz):%Y-%m-%d %H:%M}"


def question_of_place(here: IndexPlace, edition: Edition, *, same_zone: bool = False) -> TraceQuery:
    """What is asked about a place: who was there in its period, and who met those, as many hops as the edition knows."""
    terms, second = edition.contact, second_window(edition)
    return TraceQuery(
        index_places=(here,),
        min_overlap_s=max(1, int((terms.min_minutes or 0) * MINUTE)) if terms else 1,
        linger_s=int((terms.linger_minutes or 0) * MINUTE) if terms else 0,
        match_zones=same_zone,
        hops=2 if second else 1,
        second_hop_within_s=second.within_s if second else None,
    )


def onward(
    question: TraceQuery, first: Sequence[Exposed], close: Collection[int], end: Callable[[Exposed], datetime],
    met: Sequence[Exposed] | None = None,
) -> TraceQuery | None:  # fmt: skip
    """What is asked about the close contacts: each from the moment they first met the index person until their window ends,
    at places of kinds that the editions name; ``None`` when there is nobody to ask about.

    Args:
        question: the question about the index person; its thresholds hold for the second hop too.
        first: the whole first hop, nobody of whom is listed again.
        close: the close contacts of the first hop.
        end: the end of a contact's period.
        met: the first hop as far as visits of the admitted grades alone show it, when that is less.
    """
    periods = [(each, end(each)) for each in (first if met is None else met) if each.person in close]
    stays = tuple(IndexStay(each.person, each.first, until) for each, until in periods if each.first < until)
    if not stays:
        return None
    listed = {*question.unlisted, *(each.person for each in first)} - {each.person for each in stays}
    return replace(
        question, index=stays, index_places=(), exclude_persons=tuple(listed), hops=1, second_hop_within_s=None,
        place_kinds=tuple(kind.value for kind in LIVED_WITH),
    )  # fmt: skip


def own_visits(person_id: int, stays: Iterable[StayFacts]) -> list[Visit]:
    """The visits that a case's own trajectory tells of; stays without a registered place cannot be compared."""
    return [
        Visit(
            person_id, each.place_id, each.start, each.until, each.seat or None, VisitSource.INTERVIEW,
            STATED_AS[each.certainty],
        )
        for each in stays
        if each.place_id is not None
    ]  # fmt: skip


def judge(
    found: Sequence[Exposed], kinds: Mapping[int, PlaceKind], household: frozenset[int], edition: Edition,
    seated: Seatings = NO_SEATS,
) -> dict[int, Suggestion]:  # fmt: skip
    """What the edition suggests for each exposed person, by person.

    Args:
        found: the engine's answer.
        kinds: the kind of each place.
        household: persons of the case's own household.
        edition: the edition the case is judged under.
        seated: what seats, carriages, tables and rooms say; they decide before the kind of the place does.
    """
    first = {
        each.person: met_the_case(each, kinds, edition, is_household=each.person in household, seated=seated)
        for each in found
        if each.hop == 1
    }
    return first | judge_second(found, kinds, first, edition)


def judge_second(
    found: Sequence[Exposed], kinds: Mapping[int, PlaceKind], first: Mapping[int, Suggestion], edition: Edition
) -> dict[int, Suggestion]:
    """What the edition suggests for those of the second hop, by person, when the first has been judged."""
    close = {person for person, suggestion in first.items() if suggestion.contact_class is ContactClass.CLOSE}
    return {each.person: met_a_contact(each, kinds, close, edition) for each in found if each.hop == 2}


def judge_at_place(
    found: Sequence[Exposed], kinds: Mapping[int, PlaceKind], basis: PlaceBasis, edition: Edition,
    zoned: Seatings | None = None,
) -> dict[int, Suggestion]:  # fmt: skip
    """What the edition suggests for everybody a place exposed, and for those who met them, by person.

    Where the environment is positive, the edition's situation for it decides; where an unknown source was, being there
    counts as it would with a case. Of a part of a place only those are close who were in that part: ``zoned`` says who.
    """
    first = {each.person: was_there(each, kinds, basis, edition, zoned) for each in found if each.hop == 1}
    return first | judge_second(found, kinds, first, edition)


def count(
    found: Sequence[Exposed], suggestions: Mapping[int, Suggestion], places: Mapping[int, PlaceFacts], *,
    visits: int, elsewhere: int, crowded: Mapping[int, int] = MappingProxyType({}),
    excluded: Mapping[Exclusion, int] = MappingProxyType({}),
) -> TraceCounts:  # fmt: skip
    """How many and where, before any person is shown."""
    plain = answer.counts(found)
    towns: Counter[int] = Counter()
    districts: Counter[int] = Counter()
    for each in found:
        areas = {places[place].area for place in each.places if place in places}
        towns.update({ancestor(area, Level.TOWN) for area in areas})
        districts.update({ancestor(area, Level.COUNTY) for area in areas})
    return TraceCounts(
        persons=plain.persons, elsewhere=elsewhere, visits=visits, by_hop=dict(plain.by_hop),
        by_grade=dict(plain.by_grade), by_finding=dict(Counter(each.finding for each in suggestions.values())),
        by_place=plain.by_place, by_area=_fullest(towns), by_district=_fullest(districts),
        crowded=_fullest(crowded), excluded=dict(excluded),
    )  # fmt: skip


def _fullest(counted: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def may_check(picked: Sequence[ExposedFacts], outcome: CheckOutcome, note: str) -> Decision:
    """A call settles leads only, and says in words what it found."""
    others = sum(not each.suggestion.is_lead for each in picked)
    if others:
        return Decision.no(errors.NotALead(number=others))
    if not note.strip():
        return Decision.no(errors.NotePlease(reason=""))
    return Decision.yes(outcome=outcome)


def judged(suggestion: Suggestion, situation: Situation) -> Suggestion:
    """What stands in the place of a suggestion when an officer judges by one of the edition's situations."""
    return replace(
        suggestion, contact_class=situation.contact_class, situation=situation.code, clause=situation.clause,
        why=Why.JUDGED,
    )  # fmt: skip


def situation_named(code: str, edition: Edition, reason: str) -> Situation | None:
    """The situation of an edition that an officer names; ``None`` when no name is given.

    Raises:
        SituationUnknown: when the edition has none of that name.
        JudgementWithoutReason: when it is named without saying why.
    """
    if not code:
        return None
    found = coded(edition, code)
    if found is None:
        raise errors.SituationUnknown(situation=code)
    if not reason.strip():
        raise errors.JudgementWithoutReason
    return found


def may_propose(exposed: ExposedFacts) -> bool:
    """A class is suggested, and it rests on more than a lead or a call has confirmed the lead."""
    if exposed.suggestion.contact_class is None:
        return False
    return not exposed.suggestion.is_lead or exposed.outcome is CheckOutcome.CONFIRMED


def may_approve(picked: Sequence[ExposedFacts]) -> Decision:
    """A lead is never approved before a call confirmed it, whatever class its place would suggest."""
    open_leads = sum(each.suggestion.is_lead and each.outcome is not CheckOutcome.CONFIRMED for each in picked)
    return Decision.no(errors.LeadNotApproved(number=open_leads)) if open_leads else Decision.yes()


CERTAINTY: dict[EvidenceGrade, Certainty] = {
    EvidenceGrade.VERIFIED: Certainty.CERTAIN,
    EvidenceGrade.RECORDED: Certainty.CERTAIN,
    EvidenceGrade.STATED: Certainty.PROBABLE,
    EvidenceGrade.CLAIMED: Certainty.POSSIBLE,
    EvidenceGrade.INFERRED: Certainty.POSSIBLE,
}
"""How sure an exposure is, by the grade of its evidence."""
