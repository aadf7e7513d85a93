"""How urgent a signal is and why, when two may be the same, what may be done next, and when a channel has fallen silent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.words import Words
from sizao.sense.signals import errors
from sizao.sense.signals.types import (
    TRANSITIONS,
    Around,
    Channel,
    Level,
    Likeness,
    LikenessTerms,
    NewSignal,
    Reason,
    Score,
    SignalFacts,
    SignalKind,
    State,
    Terms,
    Verdict,
)

TZ = ZoneInfo("Asia/Shanghai")
"""Times without an offset are civil times here."""
_NUMBERS = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)[1-9]\d{16}[\dXx](?![\dA-Za-z])")
"""Phone and document numbers; a signal's text is read by many, the vault's handle stands for a person."""


# --------------------------------------------------------------------------------------------- the standing file


def read_terms(raw: Mapping[str, Any]) -> Terms:
    """A version of the standing file.

    Raises:
        KeyError: when a kind or a level has no figure.
    """
    clauses = {key: Words(each["zh"], each["en"]) for key, each in raw["clauses"].items()}
    marks = {key: each["confidence"] for key, each in raw["clauses"].items()}
    score = raw["score"]
    return Terms(
        version=raw["version"], since=raw["effective_from"],
        channels={key: _channel(key, each) for key, each in raw["channels"].items()},
        kinds={kind: raw["kinds"][kind.value] for kind in SignalKind},
        places={PlaceKind(kind): points for kind, points in raw["places"].items()},
        cluster=score["cluster"], further_channel=score["further_channel"], open_incident=score["open_incident"],
        high=score["high"], medium=score["medium"],
        take_within={each: timedelta(minutes=raw["take_minutes"][each.value]) for each in Level},
        check_within={each: timedelta(hours=raw["check_hours"][each.value]) for each in Level},
        likeness=_likeness_terms(raw["likeness"]),
        clauses={key: Clause(raw["version"], f"{said.zh} / {said.en}", "", marks[key]) for key, said in clauses.items()},
        clause_words=clauses,
    )  # fmt: skip


def _channel(key: str, given: Mapping[str, Any]) -> Channel:
    return Channel(key, Words(given["zh"], given["en"]), given["points"], timedelta(hours=given["silent_hours"]))


def _likeness_terms(given: Mapping[str, Any]) -> LikenessTerms:
    return LikenessTerms(
        timedelta(hours=given["hours"]), given["same_person"], given["same_place"], given["same_area"],
        given["same_kind"], given["same_disease"], given["from"],
    )  # fmt: skip


def in_force(versions: Iterable[Terms], on: date) -> Terms:
    """The newest version that holds on a day.

    Raises:
        LookupError: when none does.
    """
    held = [each for each in versions if each.since <= on]
    if not held:
        raise LookupError(f"no watch file holds on {on}")
    return max(held, key=lambda each: each.since)


# --------------------------------------------------------------------------------------------------- a signal enters


def may_receive(new: NewSignal, terms: Terms, by: Actor, as_of: datetime) -> Decision:
    """A signal names a known channel, a source, what was noticed and when, inside the sender's area, and no identity."""
    if not contains(by.area, new.area):
        return Decision.no(OutsideArea(area=printed(new.area)))
    if new.channel not in terms.channels:
        return Decision.no(errors.UnknownChannel(channel=new.channel))
    if not new.text.strip() or not new.source.strip():
        return Decision.no(errors.NothingSaid())
    if any(_NUMBERS.search(each) for each in (new.text, new.source, new.source_ref)):
        return Decision.no(errors.IdentityInText())
    if new.occurred_at > as_of:
        return Decision.no(errors.TimeAhead())
    return Decision.yes()


def score(new: NewSignal | SignalFacts, around: Around, terms: Terms) -> Score:
    """The points of a signal with what each is for; the level follows from their sum."""
    reasons = tuple(each for each in _reasons(new, around, terms) if each.points)
    points = sum(each.points for each in reasons)
    level = Level.HIGH if points >= terms.high else Level.MEDIUM if points >= terms.medium else Level.LOW
    return Score(points, level, reasons, terms.version)


def _reasons(new: NewSignal | SignalFacts, around: Around, terms: Terms) -> Iterable[Reason]:
    channel = terms.channels[new.channel]
    yield Reason(channel.points, Words(f"渠道:{channel.words.zh}", f"Channel: {channel.words.en}"))
    yield Reason(terms.kinds[new.kind], new.kind.words)
    if around.place_kind is not None:
        place = around.place_kind.words
        yield Reason(terms.places.get(around.place_kind, 0), Words(f"场所:{place.zh}", f"Place: {place.en}"))
    if new.people and around.cluster_cases and new.people >= around.cluster_cases:
        said = Words("涉及 {n} 人,达到聚集性疫情的 {k} 例", "{n} people, an edition's cluster begins at {k}")
        yield Reason(terms.cluster, said.filled(n=new.people, k=around.cluster_cases))
    for other in around.other_channels:
        yield Reason(terms.further_channel, Words(f"另一渠道亦有报告:{other.zh}", f"Also told by: {other.en}"))
    if around.has_incident:
        yield Reason(terms.open_incident, Words("本地已有同病种未结事件", "An incident of this disease is open here"))


def take_by(found: Score, terms: Terms, received_at: datetime) -> datetime:
    """When somebody has to have taken it."""
    return received_at + terms.take_within[found.level]


def check_by(level: Level, terms: Terms, verify_hours: float | None, taken_at: datetime) -> datetime:
    """When it has to be checked: within the hours in which the edition has a report verified, else the standing file's."""
    if verify_hours is not None:
        return taken_at + timedelta(hours=verify_hours)
    return taken_at + terms.check_within[level]


# --------------------------------------------------------------------------------------------------- two signals


def likeness(one: SignalFacts, other: SignalFacts, terms: LikenessTerms) -> Likeness | None:
    """How alike two signals are with the reasons; ``None`` when they are too far apart in time or share too little."""
    if abs(one.occurred_at - other.occurred_at) > terms.within:
        return None
    shared = (
        (_same(one.person_id, other.person_id), terms.same_person, Words("同一人员", "the same person")),
        (_same(one.place_id, other.place_id), terms.same_place, Words("同一场所", "the same place")),
        (one.area == other.area, terms.same_area, Words("同一区域", "the same area")),
        (one.kind is other.kind, terms.same_kind, Words("同一类别", "the same kind")),
        (bool(one.disease) and one.disease == other.disease, terms.same_disease, Words("同一病种", "the same disease")),
    )
    reasons = tuple(Reason(points, words) for holds, points, words in shared if holds)
    points = sum(each.points for each in reasons)
    return Likeness(points, reasons) if points >= terms.threshold else None


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


# ------------------------------------------------------------------------------------------------ what may be done


def may_assign(found: SignalFacts) -> Decision:
    """An open signal may be given to somebody, also away from somebody."""
    return _may_become(found, State.ASSIGNED)


def may_check(found: SignalFacts) -> Decision:
    """Checking may begin while the signal is open and nobody has begun."""
    return _may_become(found, State.CHECKING)


def may_close(
    found: SignalFacts, verdict: Verdict, reason: str, by: Actor, original: SignalFacts | None
) -> Decision:  # fmt: skip
    """Whoever has a signal in hand closes it with a verdict and a reason; a duplicate says of what."""
    allowed = _may_become(found, State.CLOSED)
    if not allowed:
        return allowed
    if found.owner and not _holds(found, by):
        return Decision.no(errors.NotOwner(owner=found.owner))
    if not reason.strip():
        return Decision.no(errors.ReasonNeeded())
    if _NUMBERS.search(reason):
        return Decision.no(errors.IdentityInText())
    return _may_repeat(found, original) if verdict is Verdict.DUPLICATE else Decision.yes()


def _holds(found: SignalFacts, by: Actor) -> bool:
    """Whether a signal is in somebody's hand: by account when either has one; machines have names alone."""
    if found.owner_id is not None or by.user_id is not None:
        return found.owner_id == by.user_id
    return found.owner == by.name


def _may_repeat(found: SignalFacts, original: SignalFacts | None) -> Decision:
    """A duplicate names another signal that is not a duplicate itself: else two could close each other, unchecked."""
    if original is None or original.id == found.id:
        return Decision.no(errors.DuplicateOfWhat())
    if original.verdict is Verdict.DUPLICATE:
        return Decision.no(errors.DuplicateOfDuplicate(number=original.number))
    return Decision.yes()


def may_follow(found: SignalFacts) -> Decision:
    """A confirmed signal becomes part of an incident once."""
    if found.verdict is not Verdict.CONFIRMED:
        return Decision.no(errors.NotConfirmed())
    return Decision.no(errors.JoinedAlready()) if found.incident_id else Decision.yes()


def _may_become(found: SignalFacts, state: State) -> Decision:
    if found.verdict is not None:
        return Decision.no(errors.SignalClosed(verdict=found.verdict.words))
    return Decision.yes() if state in TRANSITIONS[found.state] else Decision.no(errors.NotOwner(owner=found.owner))


def is_silent(channel: Channel, last_at: datetime | None, as_of: datetime) -> bool:
    """Whether nothing has come through a channel for longer than it may stay silent."""
    return last_at is None or as_of - last_at > channel.silent_after


# ------------------------------------------------------------------------------------------------ a list that comes

HEADINGS: dict[str, tuple[str, ...]] = {
    "channel": ("渠道", "来源渠道", "channel"),
    "kind": ("类别", "信号类别", "kind", "type"),
    "area": ("区域代码", "地区代码", "区划代码", "area", "area code"),
    "occurred_at": ("发生时间", "发现时间", "时间", "occurred_at", "time"),
    "source": ("来源", "报告单位", "报告来源", "source"),
    "source_ref": ("来源编号", "编号", "source_ref", "reference"),
    "text": ("内容", "情况", "情况描述", "text", "description"),
    "people": ("涉及人数", "人数", "people", "persons"),
    "disease": ("病种", "disease"),
    "place": ("场所编号", "place", "place number"),
    "person": ("人员编号", "person", "person number"),
}
"""Headings of a list of signals by the field they fill."""
NEEDED = frozenset({"channel", "kind", "text"})


def column(field: str) -> Words:
    """The heading of a field in both languages, as refusals name it."""
    zh, *_others = HEADINGS[field]
    return Words(zh, field.replace("_", " "))


def columns(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds which field."""
    plain = [each.strip().casefold() for each in headings]
    found = {
        name: next((plain.index(each) for each in said if each in plain), -1) for name, said in HEADINGS.items()
    }  # fmt: skip
    return {name: at for name, at in found.items() if at >= 0}


def chosen(text: str, known: Mapping[str, Words]) -> str:
    """The key among labelled things that a cell means: the key itself or its words in either language; empty for none."""
    wanted = text.strip().casefold()
    return next((key for key, words in known.items() if wanted in {key, words.zh, words.en.casefold()}), "")
