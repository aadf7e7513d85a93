"""Reading calls, callers and their loads, the script and the ladder."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from sizao.ground.command import queries as command
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.calls import rules
from sizao.measures.calls.errors import CallUnknown
from sizao.measures.calls.models import Call, Caller, CallStep, Team
from sizao.measures.calls.types import (
    CALENDAR_DOORS,
    OPEN_CALLS,
    POSITIVE_DOORS,
    REACHED,
    CallerFacts,
    CallFacts,
    CallPurpose,
    CallState,
    CallStepFacts,
    CallStepKind,
    Figures,
    Ladder,
    Night,
    QuietHours,
    Script,
    TeamFacts,
)
from sizao.trace.cases import queries as cases

TEMPERATURE = "temperature"
"""The key of the question for it, in every script that asks it."""

OPEN = [each.value for each in OPEN_CALLS]


@cache
def data() -> dict[str, Any]:
    """The ladder and the scripts as the room's data file gives them."""
    path = Path(__file__).resolve().parent / "data" / "calls.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def ladder() -> Ladder:
    """How often and how far apart somebody is tried."""
    return rules.ladder_of(data())


def quiet_hours() -> QuietHours:
    """When nobody is called: ``quiet-hours.toml`` in the installation's folder, or else what ships."""
    own = Path(settings.SIZAO_HOME) / "quiet-hours.toml"
    return rules.quiet_of(tomllib.loads(own.read_text("utf-8")) if own.exists() else data()["quiet"])


def nights(found: Sequence[CallFacts]) -> dict[UUID, Night]:
    """What quiet hours ask about calls: the civil time of each incident's edition, class and positive test of each contact."""
    quiet, ids = quiet_hours(), [each.contact_id for each in found if each.contact_id is not None]
    contacts = cases.contacts_by_id(ids)
    positive = POSITIVE_DOORS[0](ids) if ids and POSITIVE_DOORS else set()
    zones = {
        each: library().get(command.terms(each).edition_id).tz for each in {each.incident_id for each in found}
    }  # fmt: skip
    classes = {each.id: each.contact_class for each in contacts.values()}
    return {
        each.id: Night(
            quiet, zones[each.incident_id], classes.get(each.contact_id) if each.contact_id else None,
            each.contact_id in positive,
        )
        for each in found
    }  # fmt: skip


def held(found: Sequence[CallFacts], at: datetime) -> dict[UUID, tuple[datetime, Words]]:
    """Which open calls wait for the end of quiet hours: until when, and how that is said."""
    still = [each for each in found if each.state in OPEN_CALLS]
    asked = nights(still)
    ends = {each.id: rules.held_until(asked[each.id], each, at) for each in still}
    return {each: (end, rules.held_words(end, asked[each].tz)) for each, end in ends.items() if end is not None}


def script(found: CallFacts, at: datetime, *, area: Words, name: str) -> Script:
    """What the caller says and asks, line by line: the days and tests of the contact's own plan, the figures of its edition."""
    contact = cases.contact(found.contact_id) if found.contact_id else None
    if contact is None:
        edition = library().get(command.terms(found.incident_id).edition_id)
        figures = Figures(edition.id, edition.title, {}, {})
    else:
        own = CALENDAR_DOORS[0](contact.id, at) if CALENDAR_DOORS else None
        edition = library().get(own.edition_id if own else contact.edition_id)
        figures = rules.figures_of(edition, contact, at, own)
    return rules.script_of(data()["script"][found.purpose.value], figures, area=area, name=name)


def call(call_id: UUID) -> CallFacts:
    """One call.

    Raises:
        CallUnknown: when there is none in scope.
    """
    row = Call.objects.filter(pk=call_id).first()
    if row is None:
        raise CallUnknown
    return row.facts()


def call_rows() -> QuerySet[Call]:
    """Calls for this room's own list."""
    return Call.objects.all()


def steps(call_id: UUID) -> list[CallStepFacts]:
    """What was done with a call, newest first."""
    return [row.facts() for row in CallStep.objects.filter(call=call_id).order_by("-at", "-id")]


def temperature_told(call_id: UUID) -> Decimal | None:
    """The temperature (degrees Celsius) that was noted at the try which reached the person; nothing when none was asked."""
    answers: dict[str, str] = next((dict(each.answers) for each in steps(call_id) if each.outcome in REACHED), {})
    said = answers.get(TEMPERATURE, "")
    return Decimal(said) if said.isascii() and said else None


def mine(user: int | None) -> list[CallFacts]:
    """A caller's open calls, those due first."""
    rows = Call.objects.filter(state__in=OPEN, caller_user=user).order_by("next_at", "made_at", "id")
    return [row.facts() for row in rows]


def unreached(incident_id: UUID | None = None) -> list[CallFacts]:
    """Calls that ended without reaching anybody, and those tried at least once that nobody has answered yet."""
    rows = Call.objects.filter(state__in=[CallState.HANDED_OVER, CallState.RETRY])
    if incident_id is not None:
        rows = rows.filter(incident=incident_id)
    return [row.facts() for row in rows.order_by("next_at", "id")]


def callers() -> list[CallerFacts]:
    """Everybody who calls, with what each has open."""
    load = Counter(Call.objects.filter(state__in=OPEN).values_list("caller_user", flat=True))
    return [
        CallerFacts(
            row.user_number, row.name, row.area, tuple(row.languages), row.is_present, load[row.user_number],
            row.team_id, row.team.name if row.team else "", row.team.area if row.team else None,
        )
        for row in Caller.objects.select_related("team").order_by("name")
    ]  # fmt: skip


def teams() -> list[TeamFacts]:
    """The teams of callers, each with what its callers have open."""
    members: dict[UUID | None, list[CallerFacts]] = defaultdict(list)
    for each in callers():
        members[each.team].append(each)
    return [
        TeamFacts(
            row.id, row.name, row.area, len(members[row.id]), sum(each.is_present for each in members[row.id]),
            sum(each.load for each in members[row.id]),
        )
        for row in Team.objects.order_by("area", "name")
    ]  # fmt: skip


def counts() -> Counter[CallState]:
    """How many calls stand where."""
    return Counter(CallState(state) for state in Call.objects.values_list("state", flat=True))


def last_callers(person_ids: list[int]) -> dict[int, int]:
    """Who spoke with each person last."""
    rows = Call.objects.filter(person__in=person_ids, caller_user__isnull=False).order_by("made_at")
    return {person: user for person, user in rows.values_list("person_id", "caller_user") if user is not None}


def called_since(contact_ids: Iterable[UUID], since: datetime) -> int:
    """How many contacts had their number opened or dialled at or after a moment."""
    kinds = [CallStepKind.OPENED.value, CallStepKind.TRIED.value]
    steps = CallStep.objects.filter(call__contact__in=list(contact_ids), kind__in=kinds, at__gte=since)
    return steps.values("call__contact").distinct().count()


def began_at(call_id: UUID, by: str) -> datetime | None:
    """When somebody opened the number for the try that is not recorded yet; nothing when they have not."""
    steps = CallStep.objects.filter(call_id=call_id).order_by("-at", "-id").values_list("kind", "by", "at")
    newest = next(iter(steps[:1]), None)
    return newest[2] if newest and newest[0] == CallStepKind.OPENED and newest[1] == by else None


def with_call(incident_id: UUID, purpose: CallPurpose) -> set[int]:
    """Persons who have an open call of a purpose, whichever incident asks, or for an interview any call of the incident."""
    rows = Call.objects.filter(purpose=purpose.value)
    wanted = Q(state__in=OPEN)
    if purpose is not CallPurpose.DAILY:
        wanted |= Q(incident=incident_id)
    return set(rows.filter(wanted).values_list("person_id", flat=True))
