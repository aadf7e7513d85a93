"""Reading signals: the inbox, one signal with its history and twins, and how each channel does."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Value
from django.utils.timezone import localdate

from sizao.ground.command import queries as command
from sizao.ground.intake.queries.reader import Upload, opened
from sizao.ground.intake.types import Kind
from sizao.ground.registry import queries as registry
from sizao.kernel.areas import Level, ancestor, contains
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import Edition, NoEditionInForce, library
from sizao.sense.signals import rules
from sizao.sense.signals.errors import NoRows, NoSuchSignal
from sizao.sense.signals.models import Pair, Signal
from sizao.sense.signals.types import (
    Around,
    Channel,
    ChannelTally,
    Likeness,
    NewSignal,
    SignalFacts,
    State,
    StepFacts,
    Terms,
    Twin,
    Verdict,
)
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import ROLE_RIGHTS, Right, UserFacts

FOLDER = Path(__file__).resolve().parent / "data"
CANDIDATES = 200
"""Signals around a new one that it is compared with at most, the newest first."""
COUNTED = timedelta(days=30)
"""How far back the channels' figures go."""


# --------------------------------------------------------------------------------------------- the standing file


@cache
def versions() -> tuple[Terms, ...]:
    """Every version of the standing file, read once."""
    return tuple(
        rules.read_terms(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("watch-*.toml"))
    )


def terms(at: datetime) -> Terms:
    """The version in force at a moment."""
    return rules.in_force(versions(), localdate(at))


def channels(at: datetime) -> list[Channel]:
    """The channels that are known at a moment."""
    return list(terms(at).channels.values())


def channel_words(key: str) -> object:
    """What a channel is called, also one that the newest version no longer knows."""
    known = (each.channels[key].words for each in reversed(versions()) if key in each.channels)
    return next(known, key)


# ----------------------------------------------------------------------------------------------------- signals


def rows(at: datetime) -> QuerySet[Signal]:
    """Signals with whether a possible twin waits for a word, and the moment of asking; for this room's own list."""
    open_pairs = Pair.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), apart_at__isnull=True)
    return Signal.objects.annotate(has_twin=Exists(open_pairs), asked_at=Value(at, DateTimeField()))


def sent_by(user: int | None, name: str) -> QuerySet[Signal]:
    """The signals that one account sent; of an account without a number by its name."""
    mine = Q(by_user=user) if user is not None else Q(by_user__isnull=True, by=name)
    return Signal.objects.filter(mine)


def search(found: QuerySet[Signal], text: str) -> QuerySet[Signal]:
    """Signals by number, source, the source's own number, or a word of the text."""
    wanted = text.strip()
    return found.filter(
        Q(number__iexact=wanted)
        | Q(source__icontains=wanted)
        | Q(source_ref__iexact=wanted)
        | Q(text__icontains=wanted)
    )


def signals(*, open_only: bool = False, channel: str = "", limit: int | None = None) -> list[SignalFacts]:
    """Signals in scope, the most urgent open ones first, then the newest."""
    found = Signal.objects.all()
    if open_only:
        found = found.exclude(state=State.CLOSED)
    if channel:
        found = found.filter(channel=channel)
    return [row.facts() for row in found.order_by("-received_at", "-id")[:limit]]


def signal(signal_id: UUID) -> SignalFacts:
    """One signal.

    Raises:
        NoSuchSignal: when there is none in scope.
    """
    row = Signal.objects.filter(pk=signal_id).first()
    if row is None:
        raise NoSuchSignal
    return row.facts()


def signal_numbered(number: str) -> SignalFacts | None:
    """The signal with a number, in scope."""
    row = Signal.objects.filter(number=number.strip().upper()).first() if number.strip() else None
    return row.facts() if row else None


def known_as(new: NewSignal) -> UUID | None:
    """The signal that the source told under the same number of its own before: the deterministic key."""
    if not new.source_ref.strip():
        return None
    same = Signal.objects.filter(
        area=new.area, channel=new.channel, source=new.source.strip(), source_ref=new.source_ref.strip()
    )
    return same.values_list("pk", flat=True).first()


def steps(signal_id: UUID) -> list[StepFacts]:
    """What was done with a signal, oldest first."""
    row = Signal.objects.filter(pk=signal_id).first()
    return [each.facts() for each in row.steps.order_by("at", "id")] if row else []


def of_incident(incident_id: UUID) -> list[SignalFacts]:
    """The signals that became part of an incident, oldest first: how it was detected."""
    return [row.facts() for row in Signal.objects.filter(incident=incident_id).order_by("occurred_at", "id")]


def late(at: datetime) -> tuple[int, list[SignalFacts]]:
    """How many signals are open, and those past their time, the longest first."""
    open_ones = Signal.objects.exclude(state=State.CLOSED)
    over = open_ones.filter(due_at__lt=at).order_by("due_at", "id")
    return open_ones.count(), [row.facts() for row in over]


# ------------------------------------------------------------------------------------------------ around a signal


def edition(disease: str, area: int, at: datetime) -> Edition | None:
    """The edition in force for a disease at an area, when there is one."""
    if not disease:
        return None
    try:
        return library().in_force(disease, area, at)
    except NoEditionInForce:
        return None


def around(new: NewSignal | SignalFacts, others: Sequence[SignalFacts], found: Edition | None) -> Around:
    """What the score of a signal rests on beside itself."""
    place = registry.places([new.place_id]).get(new.place_id) if new.place_id else None
    case = found.case if found else None
    clause: Clause | None = case.clause if case else None
    seen = sorted({each.channel for each in others} - {new.channel})
    held = versions()[-1].channels
    return Around(
        place.kind if place else None, tuple(held[each].words for each in seen if each in held),
        bool(new.disease and command.open_incident_for(new.disease, new.area)),
        case.cluster_cases if case else None, clause,
    )  # fmt: skip


def candidates(found: SignalFacts, within: timedelta) -> list[SignalFacts]:
    """Signals that share the area, the place or the person and are near in time, the newest first."""
    shared = Q(area=found.area)
    if found.place_id is not None:
        shared |= Q(place=found.place_id)
    if found.person_id is not None:
        shared |= Q(person=found.person_id)
    start, until = found.occurred_at - within, found.occurred_at + within
    near = Signal.objects.filter(shared, occurred_at__gte=start, occurred_at__lte=until).exclude(pk=found.id)
    return [row.facts() for row in near.order_by("-occurred_at", "-id")[:CANDIDATES]]


def twins(signal_id: UUID) -> list[Twin]:
    """Signals that may be the same thing and were not told apart, the most alike first."""
    pairs = Pair.objects.filter(Q(first=signal_id) | Q(second=signal_id), apart_at__isnull=True)
    found = [(each, each.second if each.first_id == signal_id else each.first) for each in _with_both(pairs)]
    return [Twin(other.facts(), pair.likeness()) for pair, other in found]


def _with_both(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    return pairs.select_related("first", "second").order_by("-points", "-id")


def likenesses(found: SignalFacts, known: Terms) -> list[tuple[SignalFacts, Likeness]]:
    """Candidates that are alike enough, with the reasons."""
    near = candidates(found, known.likeness.within)
    alike = [(each, rules.likeness(found, each, known.likeness)) for each in near]
    return [(each, likeness) for each, likeness in alike if likeness is not None]


def owners(area: int) -> list[UserFacts]:
    """The accounts that may check signals of an area."""
    return [each for each in accounts.users() if each.is_active and _may_check(each, area)]


def _may_check(user: UserFacts, area: int) -> bool:
    return any(contains(grant.area, area) and Right.SIGNALS_WORK in ROLE_RIGHTS[grant.role] for grant in user.grants)


# --------------------------------------------------------------------------------------------------- channels


def tallies(at: datetime) -> list[ChannelTally]:
    """How each channel did in the last days, with its precision; silent ones are marked."""
    recent = Signal.objects.filter(received_at__gte=at - COUNTED, received_at__lte=at)
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, state, verdict, number in recent.values_list("channel", "state", "verdict").annotate(Count("pk")):
        counted[key][state] += number
        counted[key][verdict] += number
    last = dict(Signal.objects.values_list("channel").annotate(Max("received_at")))
    return [_tally(each, counted[each.key], last.get(each.key), at) for each in channels(at)]


def silences(at: datetime) -> list[tuple[int, Channel, datetime]]:
    """County, channel and time of the last signal, for each channel that spoke there lately and is silent too long.

    A county that never heard a channel, or not within the days that the figures look back, is told nothing: that is no
    silence but a channel which is not in use there.
    """
    held = {each.key: each for each in channels(at)}
    last: dict[tuple[int, str], datetime] = {}
    heard = Signal.objects.filter(received_at__gte=at - COUNTED, received_at__lte=at).order_by()
    for area, key, moment in heard.values_list("area", "channel").annotate(Max("received_at")):
        spot = (ancestor(area, Level.COUNTY), key)
        last[spot] = max(moment, last.get(spot, moment))
    found = [(area, held[key], moment) for (area, key), moment in sorted(last.items()) if key in held]
    return [each for each in found if rules.is_silent(each[1], each[2], at)]


def _tally(channel: Channel, counted: dict[str, int], last_at: datetime | None, at: datetime) -> ChannelTally:
    total = sum(counted[state.value] for state in State)
    closed = counted[State.CLOSED]
    return ChannelTally(
        channel, total, total - closed, closed, counted[Verdict.CONFIRMED], counted[Verdict.DUPLICATE], last_at,
        rules.is_silent(channel, last_at, at),
    )  # fmt: skip


# --------------------------------------------------------------------------------------------- a list that comes


def table(content: bytes, filename: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a list of signals by field, each with its line.

    Raises:
        NoRows: when no heading says channel, kind and text.
        FileRefused: when the file cannot be read.
    """
    with opened(Upload(content, filename, Kind.EVENTS)) as read:
        at = rules.columns(read.source.headings)
        lines = [(row.line, [_text(cell) for cell in row.cells]) for row in read.rows()]
    if not set(at) >= rules.NEEDED or not lines:
        raise NoRows
    return [
        (line, {name: cells[place].strip() for name, place in at.items() if place < len(cells)})
        for line, cells in lines
    ]  # fmt: skip


def _text(cell: object) -> str:
    """A cell as a reader sees it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
