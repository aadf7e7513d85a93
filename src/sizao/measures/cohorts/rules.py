"""When a stay falls under a rule and why, what it then asks on which days, and who may decide on a rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.measures.cohorts import errors
from sizao.measures.cohorts.types import (
    CohortFacts,
    DutyFacts,
    DutyKind,
    NewRule,
    NewStay,
    State,
    VersionFacts,
)

TZ = ZoneInfo("Asia/Shanghai")
"""Days are civil days here."""


def may_act_in(by: Actor, area: int) -> Decision:
    """Rows are written inside the area that the actor acts for."""
    return Decision.yes() if contains(by.area, area) else Decision.no(OutsideArea(area=printed(area)))


def may_propose(rule: NewRule) -> Decision:
    """A rule has a basis, asks for something, and its days are in order."""
    if not rule.basis.strip():
        return Decision.no(errors.BasisNeeded())
    if not (rule.test_days or rule.monitor_days or rule.hand_over):
        return Decision.no(errors.NothingAsked())
    if rule.until is not None and rule.until < rule.since:
        return Decision.no(errors.DatesTurned())
    return Decision.yes()


def may_add(found: CohortFacts) -> Decision:
    """One version waits at a time."""
    return Decision.no(errors.WaitingAlready()) if found.proposed else Decision.yes()


def may_decide(version: VersionFacts, by: Actor) -> Decision:
    """Somebody else than the proposer decides on a version that waits."""
    if version.state is not State.PROPOSED:
        return Decision.no(errors.NotWaiting(state=version.state.words))
    return Decision.no(errors.OwnProposal()) if version.by == by.name else Decision.yes()


def may_end(found: CohortFacts) -> Decision:
    """A rule that is in force may be ended."""
    return Decision.yes() if found.in_force else Decision.no(errors.NotInForce())


def may_register(stay: NewStay, as_of: datetime) -> Decision:
    """A stay lies in the past and its days are in order."""
    if stay.last_on > as_of.astimezone(TZ).date():
        return Decision.no(errors.StayAhead())
    if stay.first_on is not None and stay.first_on > stay.last_on:
        return Decision.no(errors.DatesTurned())
    return Decision.yes()


def falls_under(place: int, first_on: date | None, last_on: date, rule: NewRule) -> bool:
    """Whether a stay is in the rule's area and any of its days within the rule's span."""
    begun = first_on or last_on
    return contains(rule.place, place) and last_on >= rule.since and (rule.until is None or begun <= rule.until)


def because(place: Words, last_on: date, rule: NewRule, whole: Words) -> Words:
    """Why somebody is one of the cohort, in a sentence that can be read out to them."""
    span = Words(f"{rule.since.month}月{rule.since.day}日以来", f"since {rule.since.day} {rule.since:%B}")
    if rule.until is not None:
        span = Words(
            f"{rule.since.month}月{rule.since.day}日至{rule.until.month}月{rule.until.day}日",
            f"from {rule.since.day} {rule.since:%B} to {rule.until.day} {rule.until:%B}",
        )
    day = Words(f"{last_on.month}月{last_on.day}日", f"{last_on.day} {last_on:%B}")
    said = Words("{day}在{place}停留,符合“{span}有{whole}旅居史”", "In {place} on {day}: stayed in {whole} {span}")
    return said.filled(day=day, place=place, span=span, whole=whole)


def duties(rule: NewRule, last_on: date, registered_on: date) -> list[tuple[DutyKind, date]]:
    """What is asked of somebody and by which day; days count from the last day there, handing over from the registration."""
    asked = [(DutyKind.TEST, last_on + timedelta(days=each)) for each in sorted(set(rule.test_days))]
    if rule.monitor_days:
        asked.append((DutyKind.MONITOR, last_on + timedelta(days=rule.monitor_days)))
    if rule.hand_over:
        asked.append((DutyKind.HAND_OVER, registered_on))
    return [(kind, max(day, registered_on)) if kind is DutyKind.HAND_OVER else (kind, day) for kind, day in asked]


def may_do(found: DutyFacts, note: str, today: date) -> Decision:
    """A duty is done once and not before its day; handing over says who signed for it."""
    if found.done_at is not None:
        return Decision.no(errors.DoneAlready(done=f"{found.done_at.astimezone(TZ):%m-%d %H:%M}"))
    if not found.may_be_done(today):
        return Decision.no(errors.TooEarly(due=f"{found.due_on:%m-%d}"))
    if found.kind is DutyKind.HAND_OVER and not note.strip():
        return Decision.no(errors.ReceiptNeeded())
    return Decision.yes()


def asks(rule: NewRule) -> Words:
    """What a rule asks, in words."""
    zh, en = ["主动登记报备"], ["registration"]
    if rule.test_days:
        days = "、".join(str(each) for each in sorted(set(rule.test_days)))
        zh.append(f"离开当地后第{days}天核酸检测")
        en.append(f"tests on day {days.replace('、', ', ')} after leaving")
    if rule.monitor_days:
        zh.append(f"{rule.monitor_days}天自我健康监测")
        en.append(f"{rule.monitor_days} days of self-monitoring")
    if rule.hand_over:
        zh.append("移交所在村(社区)")
        en.append("handing over to the village or community")
    return Words("、".join(zh), ", ".join(en))


def named_in(text: str, names: Iterable[tuple[int, str]]) -> int | None:
    """The area whose name stands in a text: the longest name, the smallest area; a bare name without its rank counts."""
    found = [
        (len(name), code) for code, whole in names for name in (whole, _bare(whole)) if len(name) > 1 and name in text
    ]
    return max(found)[1] if found else None


def _bare(name: str) -> str:
    return name[:-1] if name[-1:] in "省市县区" and len(name) > 2 else name
