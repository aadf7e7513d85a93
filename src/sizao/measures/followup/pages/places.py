"""Where somebody stayed, from which day on, and what the samples of their rooms said: the plan's page shows the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.measures.followup import queries
from sizao.measures.followup.types.places import PlacementFacts, RoomFacts

HOME, ELSEWHERE = Words("居家", "At home"), Words("辖区外场所", "A place outside your area")


@dataclass(frozen=True)
class PlaceRow:
    """One line of the history, ready to be shown."""

    since: datetime
    what: Words
    was: Words | None
    now: Words
    floor: int | None
    reason: str
    by: str
    at: datetime


def place_rows(plan_id: UUID) -> list[PlaceRow]:
    """Moves and room samples of a plan, the newest first."""
    moved, sampled = queries.placements(plan_id), queries.room_samples(plan_id)
    names = {key: each.words for key, each in registry.places(_places(moved, sampled)).items()}

    def said(place_id: int | None) -> Words:
        return HOME if place_id is None else names.get(place_id, ELSEWHERE)

    rows = [
        PlaceRow(each.since, Words("到位", "In place"), None if each.is_first else said(each.was_id), said(each.place_id),
                 each.floor, each.reason, each.by, each.at)
        for each in moved
    ]  # fmt: skip
    rows += [
        PlaceRow(each.at, _sampled(each), None, said(each.place_id), None, "", each.by, each.at)
        for each in sampled
    ]  # fmt: skip
    return sorted(rows, key=lambda each: each.since, reverse=True)


def _sampled(found: RoomFacts) -> Words:
    return Words(f"房间与物品采样:{found.result.words.zh}", f"Room and goods sampled: {found.result.words.en.lower()}")


def _places(moved: list[PlacementFacts], sampled: list[RoomFacts]) -> set[int]:
    found = {each.place_id for each in moved} | {each.was_id for each in moved} | {each.place_id for each in sampled}
    return {each for each in found if each is not None}
