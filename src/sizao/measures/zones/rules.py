"""When a zone may be proposed, declared and lifted: the edition's terms, the recorded evidence and a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions import Edition, ZoneAnchor, ZoneKind, ZoneTerms
from sizao.kernel.editions.schedule import local_day
from sizao.kernel.words import Words
from sizao.measures.zones.errors import ConditionsUnmet, EvidenceInFuture, KindUnknown, ReasonMissing, ZoneStepRefused
from sizao.measures.zones.types import ANCHORS, OUTERMOST, Condition, EvidenceKind, NewZone, ReleaseCheck, ZoneState

TRANSITIONS: dict[ZoneState, frozenset[ZoneState]] = {
    ZoneState.PROPOSED: frozenset({ZoneState.DECLARED, ZoneState.WITHDRAWN}),
    ZoneState.DECLARED: frozenset({ZoneState.LIFTED}),
    ZoneState.LIFTED: frozenset(),
    ZoneState.WITHDRAWN: frozenset(),
}
"""Which state of a zone may follow which; drawn in the generated state diagrams."""

Evidence = Mapping[EvidenceKind, datetime]
"""The last recorded moment of each kind of evidence."""


SCALES = (
    (ZoneKind.LOCKDOWN, ZoneKind.CONTROLLED, ZoneKind.PRECAUTIONARY),
    (ZoneKind.HIGH, ZoneKind.MEDIUM, ZoneKind.LOW),
)
"""Kinds of zone from the heaviest to the lightest, each scale for itself."""


def lighter(kind: ZoneKind, edition: Edition) -> tuple[ZoneTerms, ...]:
    """The lighter kinds of zone that the edition also knows, so that the choice is seen before it is made."""
    scale = next(each for each in SCALES if kind in each)
    found = (edition.zone(each) for each in scale[scale.index(kind) + 1 :])
    return tuple(each for each in found if each is not None)


def may_propose(new: NewZone, edition: Edition) -> Decision:
    """A zone needs a reason, and a kind that the edition in force knows."""
    terms = edition.zone(new.kind)
    if terms is None:
        return Decision.no(KindUnknown(kind=new.kind.words), clause=edition.clause())
    if not new.reason.strip():
        return Decision.no(ReasonMissing())
    return Decision.yes(clause=terms.clause)


def may_step(now: ZoneState, then: ZoneState) -> Decision:
    """A zone follows its transition table."""
    if then not in TRANSITIONS[now]:
        return Decision.no(ZoneStepRefused(now=now.words, then=then.words))
    return Decision.yes()


def may_record(moment: datetime, at: datetime) -> Decision:
    """Evidence is of the past."""
    return Decision.no(EvidenceInFuture()) if moment > at else Decision.yes()


def release_check(
    terms: ZoneTerms, evidence: Evidence, stricter_in_force: int, as_of: datetime, tz: ZoneInfo
) -> ReleaseCheck:
    """The conditions that the edition sets for lifting a zone, each with its evidence, and whether all hold at a moment.

    Args:
        terms: the edition's terms for the zone's kind.
        evidence: what has been recorded for the zone.
        stricter_in_force: how many stricter zones of the same incident are still in force.
        as_of: the moment asked about.
        tz: the time zone whose calendar days count.
    """
    conditions = tuple(
        each
        for each in (
            _quiet(terms, evidence, as_of, tz),
            _contacts(terms, evidence, as_of, tz),
            _round(terms, evidence, as_of, tz),
            _others(terms, stricter_in_force),
        )
        if each is not None
    )
    days = [each.from_day for each in conditions if each.from_day is not None]
    return ReleaseCheck(conditions, max(days, default=None), _answer(conditions, terms.clause))


def may_lift(state: ZoneState, check: ReleaseCheck) -> Decision:
    """A zone in force is lifted when every condition holds."""
    step = may_step(state, ZoneState.LIFTED)
    return check.decision if step else step


def _answer(conditions: tuple[Condition, ...], clause: Clause) -> Decision:
    unmet = [each for each in conditions if not each.is_met]
    if not unmet:
        return Decision.yes(clause=clause)
    said = Words(
        ";".join((each.missing or each.words).zh for each in unmet) + "。",
        "; ".join((each.missing or each.words).en for each in unmet) + ".",
    )
    return Decision.no(ConditionsUnmet(unmet=said), clause=unmet[0].clause)


def _anchors(evidence: Evidence) -> dict[ZoneAnchor, datetime]:
    return {anchor: evidence[kind] for kind, anchor in ANCHORS.items() if kind in evidence}


def _quiet(terms: ZoneTerms, evidence: Evidence, as_of: datetime, tz: ZoneInfo) -> Condition | None:
    """So many days without a new infection, counted from the anchor that the terms name."""
    if terms.release_days is None:
        return None
    anchor = terms.anchor or ZoneAnchor.LAST_EXPOSURE
    since = _anchors(evidence).get(anchor)
    words = Words(
        "自“{anchor}”起 {days} 天无新增感染者", "{days} days without a new infection, from “{anchor}”"
    ).filled(anchor=anchor.words, days=terms.release_days)
    if since is None:
        missing = Words("“{anchor}”时间未登记", "the time of “{anchor}” is not recorded").filled(anchor=anchor.words)
        return Condition("quiet", words, False, None, None, terms.clause, missing)
    day = local_day(since, tz) + timedelta(days=terms.release_days)
    return Condition("quiet", words, local_day(as_of, tz) >= day, day, since, terms.clause)


def _contacts(terms: ZoneTerms, evidence: Evidence, as_of: datetime, tz: ZoneInfo) -> Condition | None:
    """The last close contact was exposed more than so many days ago and tested negative."""
    if terms.contacts_exceed_days is None:
        return None
    words = Words(
        "末位密切接触者末次暴露超过 {days} 天且检测阴性",
        "more than {days} days since the last close contact's last exposure, with a negative test",
    ).filled(days=terms.contacts_exceed_days)
    anchors = _anchors(evidence)
    since = anchors.get(ZoneAnchor.LAST_CONTACT_EXPOSURE) or anchors.get(ZoneAnchor.LAST_EXPOSURE)
    if since is None:
        missing = Words("末位密切接触者的末次暴露时间未登记", "the last close contact's last exposure is not recorded")
        return Condition("contacts", words, False, None, None, terms.clause, missing)
    day = local_day(since, tz) + timedelta(days=terms.contacts_exceed_days + 1)
    negative = evidence.get(EvidenceKind.CONTACTS_NEGATIVE)
    if negative is None or negative > as_of:
        missing = Words("末位密切接触者检测阴性未登记", "the last close contacts' negative tests are not recorded")
        return Condition("contacts", words, False, day, since, terms.clause, missing)
    return Condition("contacts", words, local_day(as_of, tz) >= day, day, since, terms.clause)


def _round(terms: ZoneTerms, evidence: Evidence, as_of: datetime, tz: ZoneInfo) -> Condition | None:
    """Everyone was negative in a round: within so many days before release, or on a day of the quiet period."""
    if terms.round_within_days is None and terms.round_day is None:
        return None
    earliest = _round_from(terms, evidence, as_of, tz)
    if terms.round_within_days is not None:
        words = Words(
            "解除前 {days} 天内全员一轮检测均为阴性", "everyone negative in one round within {days} days before release"
        ).filled(days=terms.round_within_days)
    else:
        words = Words("第 {day} 天全员检测均为阴性", "everyone negative in the round of day {day}").filled(
            day=terms.round_day
        )
    done = evidence.get(EvidenceKind.ROUND_NEGATIVE)
    if done is None or done > as_of:
        missing = Words("全员检测阴性未登记", "a negative round of everyone is not recorded")
        return Condition("round", words, False, None, None, terms.clause, missing)
    is_met = earliest is not None and local_day(done, tz) >= earliest
    return Condition("round", words, is_met, None, done, terms.clause)


def _round_from(terms: ZoneTerms, evidence: Evidence, as_of: datetime, tz: ZoneInfo) -> date | None:
    """The first day on which the round counts."""
    if terms.round_within_days is not None:
        return local_day(as_of, tz) - timedelta(days=terms.round_within_days)
    since = _anchors(evidence).get(terms.anchor or ZoneAnchor.LAST_EXPOSURE)
    return None if since is None else local_day(since, tz) + timedelta(days=terms.round_day or 0)


def _others(terms: ZoneTerms, stricter_in_force: int) -> Condition | None:
    """The outermost zone falls away once every stricter zone is lifted."""
    if ZoneKind(terms.key) not in OUTERMOST:
        return None
    words = terms.second_condition or Words("其他更严区域均已解除", "every stricter zone has been lifted")
    if not stricter_in_force:
        return Condition("others", words, True, None, None, terms.clause)
    missing = Words("还有 {count} 个更严区域未解除", "{count} stricter zones are still in force")
    return Condition("others", words, False, None, None, terms.clause, missing.filled(count=stricter_in_force))
