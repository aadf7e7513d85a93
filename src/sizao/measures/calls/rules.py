"""Who calls whom, when the next try is, and who may open a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.measures.calls.errors import CallClosed, NotYourCall, TooEarly, WhenNeeded
from sizao.measures.calls.types import (
    HOPELESS,
    OPEN_CALLS,
    REACHED,
    CallerFacts,
    CallFacts,
    CallOutcome,
    Ladder,
    Wanted,
)

TZ = ZoneInfo("Asia/Shanghai")


def ladder_of(data: Mapping[str, Any]) -> Ladder:
    """The ladder of a data file."""
    source = Words(data["source_zh"], data["source_en"])
    return Ladder(str(data["version"]), tuple(int(each) for each in data["ladder"]["spacing_minutes"]), source)


def share(calls: Sequence[Wanted], callers: Sequence[CallerFacts]) -> dict[UUID, int]:
    """A caller for every call: who speaks the language, who spoke with the person before, then whoever has least.

    The one who called before is preferred as long as nobody who could take the call has less than one call fewer; so
    loads stay even within one call wherever languages allow. Calls in a language that nobody speaks are shared by all.
    """
    present = [each for each in callers if each.is_present]
    load = {each.user_id: each.load for each in present}
    found: dict[UUID, int] = {}
    for call in calls:
        able = [each.user_id for each in present if call.language in each.languages] or list(load)
        if not able:
            break
        least = min(load[each] for each in able)
        chosen = next(each for each in sorted(able) if load[each] == least)
        if call.before in able and load[call.before] <= least + 1:
            chosen = call.before
        found[call.id] = chosen
        load[chosen] += 1
    return found


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


def may_call(found: CallFacts, user: int | None) -> Decision:
    """An open call belongs to the caller who has it in hand."""
    if found.state not in OPEN_CALLS:
        return Decision.no(CallClosed(state=found.state.words))
    if found.caller_id is not None and found.caller_id != user:
        return Decision.no(NotYourCall(caller=found.caller))
    return Decision.yes()


def may_record(
    found: CallFacts, user: int | None, outcome: CallOutcome, at: datetime, asked: datetime | None
) -> Decision:
    """A try is recorded by the call's own caller, not before its time unless the person was reached."""
    own = may_call(found, user)
    if not own:
        return own
    if outcome not in REACHED and at < found.next_at:
        return Decision.no(TooEarly(time=f"{found.next_at.astimezone(TZ):%H:%M}"))
    if outcome is CallOutcome.CALL_BACK and (asked is None or asked <= at):
        return Decision.no(WhenNeeded())
    return Decision.yes()
