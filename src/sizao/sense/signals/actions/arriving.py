"""A signal arrives: known again by its source's own number, scored with its reasons, and laid beside what may be the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Disease
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import LabelledEnum
from sizao.sense.signals import events, queries, rules
from sizao.sense.signals.actions.steps import place, step
from sizao.sense.signals.errors import CellTooLong, CellUnreadable, PeopleOutOfRange
from sizao.sense.signals.models import Pair, Signal
from sizao.sense.signals.types import (
    LONGEST_REFERENCE,
    LONGEST_SOURCE,
    MOST_PEOPLE,
    Entered,
    Likeness,
    NewSignal,
    Reason,
    Refusal,
    Score,
    SignalFacts,
    SignalKind,
    StepKind,
    Terms,
)
from sizao.spine.outbox import actions as outbox

Read = TypeVar("Read")
Without = TypeVar("Without")
SHOWN = 60
"""Characters of a cell that a refusal repeats."""


@transaction.atomic
def receive(*, new: NewSignal, by: Actor, at: datetime) -> tuple[UUID, bool]:
    """Enter a signal; returns its id and whether it is new: the same source's same number again is the same signal.

    Raises:
        OutsideArea, UnknownChannel, NothingSaid, IdentityInText, TimeAhead: see :func:`rules.may_receive`.
        PersonUnknown, PlaceUnknown: when it names one that is not in scope.
    """
    known = queries.terms(at)
    rules.may_receive(new, known, by, at).or_raise()
    registry.require(
        persons=[new.person_id] if new.person_id else [], places=[new.place_id] if new.place_id else []
    )  # fmt: skip
    same = queries.known_as(new)
    if same is not None:
        return same, False
    row, is_new = _enter(new, known, by, at)
    return row.id, is_new


def _enter(new: NewSignal, known: Terms, by: Actor, at: datetime) -> tuple[Signal, bool]:
    edition = queries.edition(new.disease, new.area, new.occurred_at)
    first = rules.score(new, queries.around(new, (), edition), known)
    fields = {
        "kind": new.kind.value, "occurred_at": new.occurred_at, "received_at": at, "text": new.text.strip(),
        "people": new.people, "disease": new.disease, "place_id": new.place_id, "person_id": new.person_id,
        "by": by.name, "by_user": by.user_id, "edition_id": edition.id if edition else "", **_scored(first),
        "due_at": rules.take_by(first, known, at),
    }  # fmt: skip
    key = {"area": new.area, "channel": new.channel, "source": new.source.strip(), "source_ref": new.source_ref.strip()}
    if key["source_ref"]:
        row, is_new = Signal.objects.get_or_create(**key, defaults=fields)
        if not is_new:
            return row, False
    else:
        row = Signal.objects.create(**key, **fields)
    step(row, StepKind.RECEIVED, by, at, new.source)
    _compare(row, known, by, at)
    found = row.facts()
    outbox.emit(events.SignalReceived(**place(found), channel=row.channel, level=found.level), by=by, at=at)
    return row, True


def _scored(found: Score) -> dict[str, object]:
    reasons = [[each.points, each.words.zh, each.words.en] for each in found.reasons]
    return {"points": found.points, "level": found.level.value, "reasons": reasons, "version": found.version}


def _compare(row: Signal, known: Terms, by: Actor, at: datetime) -> None:
    """Lay a new signal beside those that may be the same; what another channel told too makes both more urgent."""
    found = row.facts()
    alike = queries.likenesses(found, known)
    Pair.objects.bulk_create(_pair(found, other, likeness, at) for other, likeness in alike)
    others = [other for other, _ in alike]
    _score_again(row, others, known, by, at)
    for other in others:
        if other.is_open and other.channel != found.channel:
            again = [found, *(each for each in others if each.id != other.id)]
            _score_again(Signal.objects.get(pk=other.id), again, known, by, at)


def _pair(found: SignalFacts, other: SignalFacts, likeness: Likeness, at: datetime) -> Pair:
    reasons = [[each.points, each.words.zh, each.words.en] for each in likeness.reasons]
    return Pair(first_id=other.id, second_id=found.id, points=likeness.points, reasons=reasons, found_at=at)


def _score_again(row: Signal, others: Sequence[SignalFacts], known: Terms, by: Actor, at: datetime) -> None:
    """Score a signal in the light of others; while nobody has taken it, a higher level brings its time forward."""
    found = row.facts()
    edition = queries.edition(row.disease, row.area, row.occurred_at)
    now = rules.score(found, queries.around(found, others, edition), known)
    if now.points <= row.points:
        return
    for name, value in _scored(now).items():
        setattr(row, name, value)
    if not row.owner:
        row.due_at = min(row.due_at, rules.take_by(now, known, at))
    row.save(update_fields=["points", "level", "reasons", "version", "due_at"])
    if row.received_at != at:
        step(row, StepKind.SCORED, by, at, _said(now.reasons))


def _said(reasons: Sequence[Reason]) -> str:
    """The reasons in both languages, as ``Words.written`` reads them."""
    zh = ";".join(f"{each.words.zh} +{each.points}" for each in reasons)
    return f"{zh} / {'; '.join(f'{each.words.en} +{each.points}' for each in reasons)}"


def receive_many(*, given: Sequence[tuple[int, NewSignal]], by: Actor, at: datetime) -> Entered:
    """Enter what a feed sends at once; a row that cannot enter is said with its reason and stops no other."""
    made: list[UUID] = []
    refused: list[Refusal] = []
    known = 0
    for line, new in given:
        try:
            signal_id, is_new = receive(new=new, by=by, at=at)
        except SizaoError as refusal:
            refused.append(Refusal(line, refusal.words))
            continue
        known += not is_new
        if is_new:
            made.append(signal_id)
    return Entered(tuple(made), known, tuple(refused))


def import_list(*, content: bytes, filename: str, by: Actor, at: datetime) -> Entered:
    """Enter the rows of a list through the same door; each row enters, is known, or is refused with its reason.

    Raises:
        NoRows: when the list has no heading for channel, kind and text.
        FileRefused: when the file cannot be read.
    """
    readable: list[tuple[int, NewSignal]] = []
    refused: list[Refusal] = []
    for line, cells in queries.table(content, filename):
        try:
            readable.append((line, _read(cells, by, at)))
        except SizaoError as refusal:
            refused.append(Refusal(line, refusal.words))
    entered = receive_many(given=readable, by=by, at=at)
    together = sorted((*refused, *entered.refused), key=lambda each: each.line)
    return Entered(entered.received, entered.known, tuple(together))


def _read(cells: Mapping[str, str], by: Actor, at: datetime) -> NewSignal:
    """One row.

    Raises:
        CellUnreadable: when a cell means nothing known; it is said by its own text.
        CellTooLong, PeopleOutOfRange: when a cell does not fit.
    """
    said = {each.key: each.words for each in queries.channels(at)}
    return NewSignal(
        channel=rules.chosen(cells.get("channel", ""), said) or cells.get("channel", ""),
        kind=SignalKind(_labelled(cells, "kind", SignalKind)),
        disease=_labelled(cells, "disease", Disease) if cells.get("disease") else "",
        area=_cell(cells, "area", areas.parse, by.area),
        source=_short(cells, "source", LONGEST_SOURCE) or by.name[:LONGEST_SOURCE],
        occurred_at=_cell(cells, "occurred_at", _moment, at), source_ref=_short(cells, "source_ref", LONGEST_REFERENCE),
        text=cells.get("text", ""), people=_people(cells), place_id=_cell(cells, "place", _place, None),
        person_id=_cell(cells, "person", _person, None),
    )  # fmt: skip


def _unreadable(field: str, text: str) -> CellUnreadable:
    return CellUnreadable(column=rules.column(field), text=text[:SHOWN])


def _labelled(cells: Mapping[str, str], field: str, kinds: Iterable[LabelledEnum]) -> str:
    found = rules.chosen(cells.get(field, ""), {each.value: each.words for each in kinds})
    if not found:
        raise _unreadable(field, cells.get(field, ""))
    return found


def _cell(cells: Mapping[str, str], field: str, read: Callable[[str], Read], without: Without) -> Read | Without:
    text = cells.get(field, "")
    if not text:
        return without
    try:
        return read(text)
    except (ValueError, LookupError) as reason:
        raise _unreadable(field, text) from reason


def _short(cells: Mapping[str, str], field: str, most: int) -> str:
    text = cells.get(field, "")
    if len(text) > most:
        raise CellTooLong(column=rules.column(field), most=most)
    return text


def _people(cells: Mapping[str, str]) -> int | None:
    found = _cell(cells, "people", int, None)
    if found is not None and not 0 <= found <= MOST_PEOPLE:
        raise PeopleOutOfRange(most=MOST_PEOPLE, text=cells["people"][:SHOWN])
    return found


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("/", "-"))
    return found if found.tzinfo else found.replace(tzinfo=rules.TZ)


def _place(number: str) -> int:
    found = next((each for each in registry.search_places(number) if each.number == number.upper()), None)
    if found is None:
        raise LookupError(number)
    return found.id


def _person(number: str) -> int:
    found = registry.person_by_number(number)
    if found is None:
        raise LookupError(number)
    return found.id
