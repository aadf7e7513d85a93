"""When a stay falls under a rule and why, what it then asks on which days, and who may decide on a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sizao.ground.command.errors import OutsideArea
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, contains, printed
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.measures.cohorts import errors
from sizao.measures.cohorts.types import (
    CohortFacts,
    DutyFacts,
    DutyKind,
    More,
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
    """A rule is on a part of the country, has a basis, asks for something, and its days are in order."""
    if rule.place == NATION:
        return Decision.no(errors.NationMeant())
    if not rule.basis.strip():
        return Decision.no(errors.BasisNeeded())
    if not (rule.test_days or rule.monitor_days or rule.hand_over):
        return Decision.no(errors.NothingAsked())
    if rule.until is not None and rule.until < rule.since:
        return Decision.no(errors.DatesTurned())
    return Decision.yes()


def may_title(area: int, is_new: bool) -> Decision:
    """A cohort holds in a part of the country, under a title that no other one has there."""
    if area == NATION:
        return Decision.no(errors.NationMeant())
    return Decision.yes() if is_new else Decision.no(errors.TitleTaken())


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
    """A stay is somewhere in the country by somebody somewhere in it, lies in the past, and its days are in order."""
    if NATION in (stay.place, stay.area):
        return Decision.no(errors.NationMeant())
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


def more(asked: Sequence[tuple[DutyKind, date]], have: Sequence[DutyFacts], since: date) -> list[More]:
    """What a changed rule asks of a member beyond what they have, from a day on: nobody is late by what was not asked yet.

    Monitoring that lasts longer is put off to its new day; handing over is asked once.
    """
    days = {(each.kind, each.due_on) for each in have}
    tests = [
        More(kind, due) for kind, due in asked if kind is DutyKind.TEST and due >= since and (kind, due) not in days
    ]
    handed = any(each.kind is DutyKind.HAND_OVER for each in have)
    over = [More(kind, due) for kind, due in asked if kind is DutyKind.HAND_OVER and not handed]
    return tests + over + [each for each in _monitoring(asked, have) if each.due_on >= since]


def again(asked: Sequence[tuple[DutyKind, date]], have: Sequence[DutyFacts], last_on: date) -> list[More]:
    """What a member owes who went there again until a later day.

    Tests counted from the earlier day that were not due before they left again are put off to the new days; what was due
    before stands.
    """
    new = {due for kind, due in asked if kind is DutyKind.TEST}
    kept = {each.due_on for each in have if each.kind is DutyKind.TEST}
    old = [
        each for each in sorted(have, key=lambda one: one.due_on)
        if each.kind is DutyKind.TEST and each.done_at is None and each.due_on > last_on and each.due_on not in new
    ]  # fmt: skip
    missing = sorted(new - kept)
    put_off = [More(DutyKind.TEST, due, each.id) for each, due in zip(old, missing, strict=False)]
    owed = any(each.kind is DutyKind.HAND_OVER and each.done_at is None for each in have)
    days = {each.due_on for each in have if each.kind is DutyKind.HAND_OVER}
    over = [More(kind, due) for kind, due in asked if kind is DutyKind.HAND_OVER and not owed and due not in days]
    return put_off + [More(DutyKind.TEST, due) for due in missing[len(old) :]] + over + _monitoring(asked, have)


def tested(have: Sequence[DutyFacts], taken: Sequence[datetime]) -> list[tuple[int, datetime]]:
    """Tests owed that samples answer: each by the first one taken from its day on and before the day of the next test."""
    tests = sorted((each for each in have if each.kind is DutyKind.TEST), key=lambda each: each.due_on)
    ends = [each.due_on for each in tests[1:]] + [date.max]
    found = []
    for each, end in zip(tests, ends, strict=True):
        fits = [moment for moment in taken if each.due_on <= moment.astimezone(TZ).date() < end]
        if fits and each.done_at is None:
            found.append((each.id, min(fits)))
    return found


def _monitoring(asked: Sequence[tuple[DutyKind, date]], have: Sequence[DutyFacts]) -> list[More]:
    """Monitoring until a later day than before: the open one is put off, else a new one is asked."""
    held = [each for each in have if each.kind is DutyKind.MONITOR]
    last = max((each.due_on for each in held), default=date.min)
    still = next((each.id for each in held if each.done_at is None), None)
    return [More(kind, due, still) for kind, due in asked if kind is DutyKind.MONITOR and due > last]


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
