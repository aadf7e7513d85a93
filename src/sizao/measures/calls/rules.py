"""Who calls whom, when the next try is, and who may open a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.areas import contains, level_of
from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions import Edition, schedule
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.measures.calls.errors import (
    AnswerContradicts,
    AnswerUnknown,
    CallClosed,
    InQuietHours,
    NotYourCall,
    TooEarly,
    WhenNeeded,
)
from sizao.measures.calls.types import (
    HOPELESS,
    OPEN_CALLS,
    REACHED,
    Ask,
    Calendar,
    CallerFacts,
    CallFacts,
    CallOutcome,
    CallPurpose,
    Figures,
    Ladder,
    Line,
    Night,
    NightGround,
    QuietHours,
    Script,
    Wanted,
    YesNo,
)
from sizao.trace.cases.types import ContactFacts

TZ = ZoneInfo("Asia/Shanghai")
LONGEST_ANSWER = 200
"""Characters of a noted answer; a matter of form."""


def ladder_of(data: Mapping[str, Any]) -> Ladder:
    """The ladder of a data file."""
    source = Words(data["source_zh"], data["source_en"])
    return Ladder(str(data["version"]), tuple(int(each) for each in data["ladder"]["spacing_minutes"]), source)


def quiet_of(table: Mapping[str, Any]) -> QuietHours:
    """The quiet hours of a data file."""
    return QuietHours(
        version=str(table["version"]), source=Words(table["source_zh"], table["source_en"]), starts=table["starts"],
        ends=table["ends"], golden_hours=float(table["golden_hours"]),
        golden_classes=frozenset(ContactClass(each) for each in table["golden_classes"]),
    )  # fmt: skip


def end_of_quiet(quiet: QuietHours, at: datetime, tz: ZoneInfo) -> datetime | None:
    """When the quiet hours end that hold at a moment; ``None`` outside of them. The first minute is in, the last is out.

    Hours that start later than they end go over midnight; hours that start when they end are none.
    """
    local = at.astimezone(tz)
    after, before = local.time() >= quiet.starts, local.time() < quiet.ends
    is_over_midnight = quiet.starts > quiet.ends
    if not ((after or before) if is_over_midnight else (after and before)):
        return None
    day = local.date() + timedelta(days=1 if is_over_midnight and after else 0)
    return datetime.combine(day, quiet.ends, tzinfo=tz).astimezone(UTC)


def ground_of(night: Night, found: CallFacts, at: datetime) -> NightGround | None:
    """What makes a call one that does not wait for the morning.

    A time that the person asked for counts for the night in which it lies, the first interview of a new close contact for
    the golden hours after it was put on the list.
    """
    if found.outcome is CallOutcome.CALL_BACK and found.next_at <= at:
        asked = end_of_quiet(night.quiet, found.next_at, night.tz)
        if asked is not None and asked == end_of_quiet(night.quiet, at, night.tz):
            return NightGround.AGREED
    if night.is_positive:
        return NightGround.POSITIVE
    is_new = at - found.made_at < timedelta(hours=night.quiet.golden_hours)
    if found.purpose is CallPurpose.INTERVIEW and night.contact_class in night.quiet.golden_classes and is_new:
        return NightGround.GOLDEN
    return None


def held_until(night: Night, found: CallFacts, at: datetime) -> datetime | None:
    """Until when a call waits for the end of quiet hours; ``None`` when it may be made."""
    end = end_of_quiet(night.quiet, at, night.tz)
    return None if end is None or ground_of(night, found, at) else end


def spared(night: Night, found: CallFacts, outcome: CallOutcome, following: datetime) -> datetime:
    """The next try, moved to the end of quiet hours it would fall into; a time the person asked for stands."""
    if outcome is CallOutcome.CALL_BACK:
        return following
    return held_until(night, replace(found, outcome=outcome), following) or following


A_CONVERSATION = timedelta(hours=1)
"""How long after the number was opened a try still counts as begun then."""


def may_disturb(
    night: Night, found: CallFacts, at: datetime, reason: str = "", began: datetime | None = None
) -> Decision:
    """Nobody is called within quiet hours without a ground; the decision's facts hold the one that served.

    Args:
        night: what quiet hours ask about this call.
        found: the call.
        at: when it is made, or recorded.
        reason: why it cannot wait.
        began: when the caller opened the number for this try: a call begun by day is recorded in the evening as it was.
    """
    is_of_the_day = (
        began is not None and at - began < A_CONVERSATION and end_of_quiet(night.quiet, began, night.tz) is None
    )
    end = None if is_of_the_day else end_of_quiet(night.quiet, at, night.tz)
    if end is None:
        return Decision.yes(ground=None)
    ground = ground_of(night, found, at) or (NightGround.WRITTEN if reason.strip() else None)
    if ground is None:
        refusal = InQuietHours(time=clock_of(end, night.tz), span=night.quiet.span, source=night.quiet.source)
        return Decision.no(refusal)
    return Decision.yes(ground=ground)


def is_early(night: Night, found: CallFacts, at: datetime) -> bool:
    """Whether the next try is not due yet.

    A time that was only put off to the end of these quiet hours is no reason to wait for whoever has a ground to call.
    """
    return at < found.next_at and found.next_at != end_of_quiet(night.quiet, at, night.tz)


def clock_of(when: datetime, tz: ZoneInfo) -> str:
    """A time of day as it is said there."""
    return f"{when.astimezone(tz):%H:%M}"


def held_words(until: datetime, tz: ZoneInfo) -> Words:
    """Why a call waits, in short."""
    time = clock_of(until, tz)
    return Words(f"{time} 前不拨打(免扰时段)", f"not before {time} (quiet hours)")


def share(calls: Sequence[Wanted], callers: Sequence[CallerFacts]) -> dict[UUID, int]:
    """A caller for every call: who speaks the language, who spoke with the person before, then whoever has least.

    Among those who speak the language, the team that calls the person's area comes first, the narrowest area before a
    wider one; areas that no team calls are shared by all. The one who called before is preferred as long as nobody who
    could take the call has less than one call fewer; so loads stay even within one call wherever languages and teams
    allow. Calls in a language that nobody speaks are shared by all.
    """
    present = [each for each in callers if each.is_present]
    load = {each.user_id: each.load for each in present}
    found: dict[UUID, int] = {}
    for call in calls:
        able = [
            each.user_id
            for each in _nearest(call.area, [one for one in present if call.language in one.languages] or present)
        ]
        if not able:
            break
        least = min(load[each] for each in able)
        chosen = next(each for each in sorted(able) if load[each] == least)
        if call.before in able and load[call.before] <= least + 1:
            chosen = call.before
        found[call.id] = chosen
        load[chosen] += 1
    return found


def _nearest(area: int | None, callers: Sequence[CallerFacts]) -> Sequence[CallerFacts]:
    """The callers whose team calls an area, those of the narrowest one; all when no present caller's team does."""
    if area is None:
        return callers
    near = [each for each in callers if each.team_area is not None and contains(each.team_area, area)]
    narrowest = max((level_of(each.team_area) for each in near if each.team_area is not None), default=None)
    return [each for each in near if each.team_area is not None and level_of(each.team_area) == narrowest] or callers


def next_try(
    ladder: Ladder, attempts: int, outcome: CallOutcome, at: datetime, asked: datetime | None
) -> datetime | None:
    """When to try again after the try numbered ``attempts``; ``None`` when the ladder ends or a try helps nobody.

    A time that the person asked for, and another language, cost no step: the person was reached.
    """
    if outcome in HOPELESS or outcome in REACHED:
        return None
    if outcome is CallOutcome.CALL_BACK:
        return asked
    if outcome is CallOutcome.LANGUAGE:
        return at
    if attempts > len(ladder.spacing_minutes):
        return None
    return at + timedelta(minutes=ladder.spacing_minutes[attempts - 1])


def costs_a_step(outcome: CallOutcome) -> bool:
    """Whether a try counts on the ladder."""
    return outcome not in {CallOutcome.CALL_BACK, CallOutcome.LANGUAGE}


def what_follows(ladder: Ladder, found: CallFacts, at: datetime, night: Night) -> list[tuple[CallOutcome, Words]]:
    """What each outcome would lead to, so that the caller knows before choosing."""
    return [(each, _follows(ladder, found, each, at, night)) for each in CallOutcome]


def _follows(ladder: Ladder, found: CallFacts, outcome: CallOutcome, at: datetime, night: Night) -> Words:
    if outcome in REACHED:
        return Words("今日检查完成", "today's check is done")
    if outcome is CallOutcome.CALL_BACK:
        return Words("按约定时间再拨,不计次数", "again at the time agreed; costs no try")
    if outcome is CallOutcome.LANGUAGE:
        return Words("转给会该语言的外呼人员", "to a caller who speaks the language")
    following = next_try(ladder, found.attempts + costs_a_step(outcome), outcome, at, None)
    if following is None:
        return Words("转网格上门", "the grid goes to the door")
    following = spared(night, found, outcome, following)
    return Words(f"{_moment(following, at)} 再拨", f"again at {_moment(following, at)}")


def _moment(when: datetime, as_of: datetime) -> str:
    """A time as it is said: with the day when that is another one."""
    local = when.astimezone(TZ)
    return f"{local:%H:%M}" if local.date() == as_of.astimezone(TZ).date() else f"{local:%m-%d %H:%M}"


def figures_of(edition: Edition, contact: ContactFacts, as_of: datetime, own: Calendar | None = None) -> Figures:
    """What is said to one contact on one day; a figure that the edition does not give is left out.

    Args:
        edition: that of the contact's plan, or of the contact while no plan has begun.
        contact: the contact.
        as_of: the moment of the call.
        own: the calendar of the contact's own plan, extensions included; else what the edition asks of the class.
    """
    spoken = {
        "since": _day(contact.last_exposure_at.astimezone(edition.tz).date()),
        "class": contact.contact_class.words,
    }
    clauses: dict[str, Clause] = {}
    terms, incubation = edition.contact, edition.incubation
    if terms is not None:
        clauses |= dict.fromkeys(("metres", "minutes", "reason"), terms.clause)
        spoken |= _number("metres", terms.max_metres) | _number("minutes", terms.min_minutes)
    if incubation is not None and incubation.min_days is not None and incubation.max_days is not None:
        spoken["incubation"] = Words(*(f"{incubation.min_days:g}–{incubation.max_days:g}",) * 2)
        clauses["incubation"] = incubation.clause
    found = own or asked_by(edition, contact)
    if found is not None:
        spoken |= _calendar(found, as_of.astimezone(edition.tz).date())
        if found.clause is not None:
            clauses |= dict.fromkeys(("phases", "tests", "day", "next_test"), found.clause)
    return Figures(edition.id, edition.title, spoken, clauses)


def asked_by(edition: Edition, contact: ContactFacts) -> Calendar | None:
    """What an edition asks of a contact's class from the last exposure on; ``None`` when it asks nothing."""
    regime = edition.regime(contact.contact_class)
    if regime is None or not regime.phases:
        return None
    dated = schedule.plan(regime, contact.last_exposure_at, edition.tz)
    phases = tuple((each.place, each.phase.days) for each in dated.phases)
    return Calendar(
        phases, dated.test_dates, dated.start_on, dated.end_on, dated.start_number, regime.clause, edition.id
    )


def _number(name: str, value: float | None) -> dict[str, Words]:
    return {} if value is None else {name: Words(f"{value:g}", f"{value:g}")}


def _day(on: date) -> Words:
    return Words(f"{on.month}月{on.day}日", f"{on.day} {on:%B}")


def _calendar(found: Calendar, today: date) -> dict[str, Words]:
    """The phases, their last day, the test days that are left, which day today is, and why it was extended."""
    phases = Words(
        "、".join(f"{place.words.zh} {days} 天" for place, days in found.phases),
        ", then ".join(f"{place.words.en.lower()} for {days} days" for place, days in found.phases),
    )
    days = schedule.number_on(found.end_on, found.start_on, found.start_number)
    said = {"phases": phases, "ends": _day(found.end_on), "days": Words(f"{days}", f"{days}")}
    left = [_day(each) for each in found.test_dates if each >= today]
    if left:
        said["tests"] = Words("、".join(each.zh for each in left), ", ".join(each.en for each in left))
        said["next_test"] = left[0]
    if found.extended:
        said["extended"] = Words(found.extended, found.extended)
    number = schedule.number_on(today, found.start_on, found.start_number)
    return said | ({"day": Words(f"{number}", f"{number}")} if 1 <= number <= days else {})


def script_of(lines: Sequence[Mapping[str, Any]], figures: Figures, *, area: Words, name: str) -> Script:
    """The lines of a data file with the figures in them; those whose figure is lacking are left out."""
    given = {**figures.spoken, "area": area, "name": name}
    made = tuple(
        Line(
            key=str(each["key"]), ask=Ask(each["ask"]), words=Words(each["zh"], each["en"]).filled(**given),
            clause=figures.clauses.get(str(each.get("needs", each["key"]))), is_symptom=bool(each.get("symptom")),
        )
        for each in lines
        if each.get("needs", "since") in figures.spoken
    )  # fmt: skip
    return Script(figures.edition_id, figures.title, made)


def may_answer(lines: Sequence[Line], answers: Mapping[str, str], outcome: CallOutcome) -> Decision:
    """Answers are to questions of the script, of their kind, and do not contradict the outcome."""
    asked = {each.key: each for each in lines if each.ask is not Ask.SAY}
    for key, answer in answers.items():
        if key not in asked or not _fits(asked[key].ask, answer):
            return Decision.no(AnswerUnknown(key=key))
    ill = any(asked[key].is_symptom and answer == YesNo.YES for key, answer in answers.items())
    if ill and outcome is CallOutcome.WELL:
        return Decision.no(AnswerContradicts())
    return Decision.yes()


def _fits(ask: Ask, answer: str) -> bool:
    if ask is Ask.YES_NO:
        return answer in {each.value for each in YesNo}
    if ask is Ask.NUMBER:
        return answer.replace(".", "", 1).isdigit() and len(answer) <= 6
    return len(answer) <= LONGEST_ANSWER


def may_call(found: CallFacts, user: int | None) -> Decision:
    """An open call belongs to the caller who has it in hand."""
    if found.state not in OPEN_CALLS:
        return Decision.no(CallClosed(state=found.state.words))
    if found.caller_id is not None and found.caller_id != user:
        return Decision.no(NotYourCall(caller=found.caller))
    return Decision.yes()


def may_record(
    found: CallFacts, user: int | None, outcome: CallOutcome, at: datetime, asked: datetime | None,
    night: Night,
) -> Decision:  # fmt: skip
    """A try is recorded by the call's own caller, not before its time unless the person was reached.

    Within quiet hours the ground is asked for besides (:func:`may_disturb`).
    """
    own = may_call(found, user)
    if not own:
        return own
    if outcome not in REACHED and is_early(night, found, at):
        return Decision.no(TooEarly(time=_moment(found.next_at, at)))
    if outcome is CallOutcome.CALL_BACK and (asked is None or asked <= at):
        return Decision.no(WhenNeeded())
    return Decision.yes()
