"""How a contact would stand if it were judged today: by the window as it is now, the trajectory as it is now, an edition."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.trace.cases.rules.contacts import class_for, observation_ends
from sizao.trace.cases.rules.windows import clause_of, local_date
from sizao.trace.cases.types import (
    OPEN_STATES,
    ChangeKind,
    ChangeRow,
    ContactFacts,
    ContactState,
    ContactWindow,
    ExposureFacts,
    Standing,
)

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition

FROM_TRAJECTORY = frozenset({"trace", "seat"})
"""Ways of finding that rest on the case's trajectory: without the place there, nothing holds them."""


TURNED_DOWN = "turned_down"
"""How a piece of evidence says that somebody rejected what it would have asked."""
RULED_OUT = Words("传染源病例已排除", "the source case was ruled out")


def judge_again(
    contact: ContactFacts, exposures: Sequence[ExposureFacts], window: ContactWindow | None, places: frozenset[int] | None,
    old: Edition, new: Edition, *, is_ruled_out: bool = False, by_another: bool = False, last: datetime | None = None,
) -> ChangeRow:  # fmt: skip
    """One line of the difference.

    Args:
        contact: how it stands.
        exposures: its edges from the case whose window it is; none when it has no source case.
        window: the window of the source case now, under the new edition; nothing without a source case.
        places: where the case's trajectory says it was; nothing when the contact has no source case.
        old: the edition it was judged under.
        new: the edition it is judged by now.
        is_ruled_out: whether the source case is no case any more.
        by_another: whether the contact was exposed to another case within that one's window: it stays a contact then.
        last: the last exposure now, see :func:`last_exposure_now`; the one on record without it.
    """
    before = Standing(
        state=contact.status, contact_class=contact.contact_class,
        ends_on=observation_ends(contact.contact_class, contact.last_exposure_at, old),
    )  # fmt: skip
    judged, clause = class_now(contact, old, new)
    in_time = window is None or any(window.holds(each.start, each.until) for each in exposures) or not exposures
    is_kept = by_another and contact.status is not ContactState.REJECTED
    is_inside = is_kept or (in_time and not is_ruled_out)
    now = replace(contact, last_exposure_at=last or contact.last_exposure_at)
    kind = _kind(now, is_inside, judged, before, None if is_kept else places, new)
    after = _after(now, kind, judged, new)
    moved = now.last_exposure_at if kind is ChangeKind.DAYS and _other_day(contact, now, new) else None
    why = RULED_OUT if is_ruled_out and kind is ChangeKind.LEAVES else _why(kind, window, new, moved)
    return ChangeRow(
        contact=contact, kind=kind, before=before, after=after, why=why, clause=clause,
        last_exposure_at=now.last_exposure_at if after.state is not ContactState.REJECTED else contact.last_exposure_at,
    )  # fmt: skip


def _other_day(one: ContactFacts, other: ContactFacts, by: Edition) -> bool:
    return local_date(one.last_exposure_at, by.tz) != local_date(other.last_exposure_at, by.tz)


def last_exposure_now(
    contact: ContactFacts, windows: Mapping[UUID, ContactWindow | None], ruled_out: Collection[UUID],
    places: Mapping[UUID, frozenset[int]],
) -> datetime:  # fmt: skip
    """The last exposure that still counts, of the evidence on record; the one on record when none of it says.

    Each piece counts up to the end of the window of its own case. A piece outside it, of a case that was ruled out, at a
    place that was taken out of the trajectory, or turned down by somebody, counts no more.
    """
    if not contact.basis or any(not each.get("last") for each in contact.basis):
        return contact.last_exposure_at
    found = [_counts_until(each, windows, ruled_out, places) for each in contact.basis]
    return max((each for each in found if each is not None), default=contact.last_exposure_at)


def _counts_until(
    piece: Mapping[str, object], windows: Mapping[UUID, ContactWindow | None], ruled_out: Collection[UUID],
    places: Mapping[UUID, frozenset[int]],
) -> datetime | None:  # fmt: skip
    last = datetime.fromisoformat(str(piece["last"]))
    first = datetime.fromisoformat(str(piece["first"])) if piece.get("first") else None
    case = UUID(str(piece["case"])) if piece.get("case") else None
    if piece.get(TURNED_DOWN) or case in ruled_out:
        return None
    there = places.get(case) if case else None
    if there is not None and _off_the_trajectory(piece, there):
        return None
    window = windows.get(case) if case else None
    if window is None:
        return last
    if not window.holds(first, last):
        return None
    return last if window.until is None else min(last, window.until)


def class_now(contact: ContactFacts, old: Edition, new: Edition) -> tuple[ContactClass | None, Clause | None]:
    """The class under the new edition: its own words for the situation, else the class as it is when it knows that one."""
    if new.id == old.id:
        return contact.contact_class, contact.clause or clause_of(new)
    is_secondary = contact.contact_class is ContactClass.SECONDARY
    known = new.contact is not None and any(each.code == contact.situation for each in new.contact.situations)
    decision = class_for(contact.situation, new, is_secondary, None if known else contact.contact_class)
    if not decision:
        return None, clause_of(new)
    return ContactClass(str(decision.facts["contact_class"])), decision.clause


def _kind(
    contact: ContactFacts, is_inside: bool, judged: ContactClass | None, before: Standing, places: frozenset[int] | None,
    new: Edition,
) -> ChangeKind:  # fmt: skip
    if contact.status is ContactState.REJECTED:
        return ChangeKind.ENTERS if is_inside and judged else ChangeKind.SAME
    if contact.status not in OPEN_STATES:
        return ChangeKind.SAME
    if not is_inside:
        return ChangeKind.LEAVES
    if places is not None and _lost_ground(contact, places):
        return ChangeKind.NO_GROUND
    if judged is None:
        return ChangeKind.NO_CLASS
    if judged is not contact.contact_class:
        return ChangeKind.CLASS
    ends_on = observation_ends(judged, contact.last_exposure_at, new)
    return ChangeKind.DAYS if ends_on != before.ends_on else ChangeKind.SAME


def _lost_ground(contact: ContactFacts, places: frozenset[int]) -> bool:
    """Whether every piece of evidence names a place of the trajectory that is no longer there."""
    return bool(contact.basis) and all(_off_the_trajectory(each, places) for each in contact.basis)


def _off_the_trajectory(piece: Mapping[str, object], places: frozenset[int]) -> bool:
    """Whether a piece of evidence rests on the trajectory, and on a place that is not there."""
    place = piece.get("place")
    return piece.get("found_by") in FROM_TRAJECTORY and bool(place) and place not in places


def _after(contact: ContactFacts, kind: ChangeKind, judged: ContactClass | None, new: Edition) -> Standing:
    if kind in {ChangeKind.LEAVES, ChangeKind.NO_GROUND, ChangeKind.NO_CLASS}:
        return Standing(state=ContactState.REJECTED, contact_class=None, ends_on=None)
    state = ContactState.PROPOSED if kind is ChangeKind.ENTERS else contact.status
    chosen = judged or contact.contact_class
    return Standing(state=state, contact_class=chosen, ends_on=observation_ends(chosen, contact.last_exposure_at, new))


def _why(kind: ChangeKind, window: ContactWindow | None, new: Edition, moved: datetime | None) -> Words:
    if moved is not None:
        on = f"{moved.astimezone(new.tz):%m-%d}"
        return Words(f"末次暴露现为 {on}", f"the last exposure is on {on} now")
    if kind in {ChangeKind.LEAVES, ChangeKind.ENTERS} and window is not None:
        start, until = window.start.astimezone(new.tz), window.until.astimezone(new.tz) if window.until else None
        said = f"{start:%m-%d %H:%M} – {until:%m-%d %H:%M}" if until else f"{start:%m-%d %H:%M} –"
        return Words(f"判定时段现为 {said}", f"the window is {said} now")
    if kind in {ChangeKind.CLASS, ChangeKind.DAYS, ChangeKind.NO_CLASS}:
        return Words(f"按{new.title.zh}", f"under {new.title.en}")
    return kind.words


def stamp(rows: Iterable[ChangeRow], edition_id: str) -> str:
    """A fingerprint of a difference: an approval of another one is refused."""
    said = [
        f"{each.contact.id}{each.kind}{each.before.state}{each.after.contact_class}{each.after.ends_on}"
        for each in rows
    ]
    return hashlib.sha256("\n".join([edition_id, *sorted(said)]).encode()).hexdigest()[:32]
