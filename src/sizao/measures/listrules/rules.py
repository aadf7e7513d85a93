"""Whom a list's criteria spare and why, and what they would have made of the lists of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.measures.listrules import errors
from sizao.measures.listrules.types import Criteria, Known, Spared, State, Tally, VersionFacts
from sizao.trace.tracing.types import Candidate, LeadOutcome

CHECKED = frozenset({LeadOutcome.CONFIRMED, LeadOutcome.RULED_OUT})
"""Answers that tell whether a list was right; not having reached anybody tells nothing."""


def may_propose(area: int, criteria: Criteria, reason: str, held: Criteria | None, by: Actor) -> Decision:
    """A rule is proposed inside one's own area, with a reason, and differs from the one that holds there."""
    if not contains(by.area, area):
        return Decision.no(OutsideArea(area=printed(area)))
    if area == NATION:
        return Decision.no(errors.NationMeant())
    if not reason.strip():
        return Decision.no(errors.ReasonNeeded())
    return Decision.no(errors.SameRule()) if criteria == held else Decision.yes()


def may_decide(found: VersionFacts, by: Actor) -> Decision:
    """Somebody of the area else than the proposer decides on a version that waits."""
    if not contains(by.area, found.area):
        return Decision.no(OutsideArea(area=printed(found.area)))
    if found.state is not State.PROPOSED:
        return Decision.no(errors.NotWaiting(state=found.state.words))
    return Decision.no(errors.OwnProposal()) if found.by == by.name else Decision.yes()


def spared(each: Candidate, kind: PlaceKind | None, criteria: Criteria) -> Spared | None:
    """Why the meeting itself does not put somebody on the list; ``None`` when it does."""
    if criteria.min_minutes is not None and each.minutes < criteria.min_minutes:
        return Spared.SHORT
    if criteria.max_days is not None and each.run_at - each.last > timedelta(days=criteria.max_days):
        return Spared.OLD
    if criteria.place_kinds and kind not in criteria.place_kinds:
        return Spared.PLACE
    return Spared.GRADE if criteria.grades and each.grade not in criteria.grades else None


def sifted(known: Known, criteria: Criteria) -> Spared | None:
    """Why what is known of somebody already keeps them off the list: the same sifting as of lists that arrive."""
    if criteria.skip_cases and known.is_case:
        return Spared.IS_CASE
    if criteria.skip_managed and known.is_managed:
        return Spared.MANAGED
    if criteria.skip_asked and known.is_asked:
        return Spared.ASKED
    return Spared.TESTED if criteria.skip_tested and known.is_tested else None


def evaluated(candidates: Sequence[Candidate], kinds: Mapping[int, PlaceKind], criteria: Criteria) -> Tally:
    """What criteria would have made of candidates of the past, and how true what they keep and lose was.

    What was known of people then cannot be asked any more, so sifting by it is left out.
    """
    why = [(each, spared(each, kinds.get(each.place_id), criteria)) for each in candidates]
    kept = [each for each, reason in why if reason is None]
    lost = [each for each, reason in why if reason is not None]
    return Tally(
        len(kept), len(lost), sum(each.outcome in CHECKED for each in kept), _true(kept), _true(lost),
        dict(Counter(reason for _, reason in why if reason is not None)),
    )  # fmt: skip


def _true(candidates: Sequence[Candidate]) -> int:
    return sum(each.outcome is LeadOutcome.CONFIRMED for each in candidates)


def said(criteria: Criteria) -> Words:
    """Criteria in words."""
    zh, en = [], []
    if criteria.min_minutes is not None:
        zh.append(f"同时停留不少于 {criteria.min_minutes} 分钟")
        en.append(f"together for {criteria.min_minutes} minutes or more")
    if criteria.max_days is not None:
        zh.append(f"暴露后 {criteria.max_days} 天内")
        en.append(f"exposed within {criteria.max_days} days")
    if criteria.place_kinds:
        zh.append("场所:" + "、".join(each.words.zh for each in criteria.place_kinds))
        en.append("places: " + ", ".join(each.words.en.lower() for each in criteria.place_kinds))
    if criteria.grades:
        zh.append("证据:" + "、".join(each.words.zh for each in criteria.grades))
        en.append("evidence: " + ", ".join(each.words.en.lower() for each in criteria.grades))
    zh += _skips(criteria, 0)
    en += _skips(criteria, 1)
    return Words(";".join(zh) or "不设条件", "; ".join(en) or "no condition")


def _skips(criteria: Criteria, side: int) -> list[str]:
    asked = (
        (criteria.skip_cases, Spared.IS_CASE), (criteria.skip_managed, Spared.MANAGED),
        (criteria.skip_asked, Spared.ASKED), (criteria.skip_tested, Spared.TESTED),
    )  # fmt: skip
    named = [each.words[side] for holds, each in asked if holds]
    if not named:
        return []
    return [("剔除:" + "、".join(named)) if side == 0 else "without: " + ", ".join(each.lower() for each in named)]


def in_the_past(at: datetime, days: int) -> datetime:
    """From when on lists of the past are looked at."""
    return at - timedelta(days=days)
