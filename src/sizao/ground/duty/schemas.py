"""What duty's API takes and gives. Areas are printed division codes; times are ISO 8601 with an offset."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from sizao.ground.duty.types import (
    HandOverFacts,
    ItemKind,
    NewShift,
    PhoneRoute,
    PostFacts,
    ProblemKind,
    Role,
    RosterProblem,
    ShiftFacts,
    Side,
)
from sizao.kernel import areas
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=NO_CONTROL)]
OptionalName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=NO_CONTROL)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_CONTROL)]


class PostOut(Schema):
    """Somebody in a shift; ``phone`` is the duty line or a masked number, never a private one."""

    role: Role
    name: str
    route: PhoneRoute
    phone: str

    @classmethod
    def of(cls, found: PostFacts) -> PostOut:
        """The post as JSON."""
        return cls(role=found.role, name=found.name, route=found.route, phone=found.phone)


class ShiftOut(Schema):
    """A shift of a desk."""

    id: UUID
    area: str
    desk_zh: str
    desk_en: str
    start: datetime
    until: datetime
    posts: list[PostOut]
    handed_over: bool
    hand_over_id: UUID | None

    @classmethod
    def of(cls, found: ShiftFacts) -> ShiftOut:
        """The shift as JSON."""
        return cls(
            id=found.id, area=areas.printed(found.area), desk_zh=found.desk.zh, desk_en=found.desk.en,
            start=found.start, until=found.until, posts=[PostOut.of(each) for each in found.posts],
            handed_over=found.handed_over, hand_over_id=found.hand_over_id,
        )  # fmt: skip


class PostIn(Strict):
    """Somebody for a shift; an account of that name in the headquarters is found by itself."""

    role: Role
    name: Name


class ShiftIn(Strict):
    """A shift; ``desk`` is a group's name or kind, empty for the duty office."""

    desk: OptionalName = ""
    start: AwareDatetime
    until: AwareDatetime
    posts: Annotated[list[PostIn], Field(min_length=1, max_length=30)]

    def shift(self) -> NewShift:
        """The shift as duty takes it."""
        posts = tuple(PostFacts(each.role, each.name, PhoneRoute.DUTY_LINE) for each in self.posts)
        return NewShift(self.desk, self.start, self.until, posts)


class RosterIn(Strict):
    """Shifts of one headquarters, entered together: all of them or none."""

    area: AreaCode
    shifts: Annotated[list[ShiftIn], Field(min_length=1, max_length=500)]


class Made(Schema):
    """The ids of what was made."""

    ids: list[UUID]


class ProblemOut(Schema):
    """One thing wrong with a roster."""

    kind: ProblemKind
    desk: str
    start: datetime
    until: datetime
    name: str

    @classmethod
    def of(cls, found: RosterProblem) -> ProblemOut:
        """The problem as JSON."""
        return cls(kind=found.kind, desk=found.desk, start=found.start, until=found.until, name=found.name)


class RosterOut(Schema):
    """A stretch of a headquarters' roster with what is wrong with it."""

    shifts: list[ShiftOut]
    problems: list[ProblemOut]


class ItemOut(Schema):
    """One open thing of a hand-over sheet."""

    kind: ItemKind
    words_zh: str
    words_en: str
    owner_zh: str
    owner_en: str
    since: str
    number: str


class SignOut(Schema):
    """A signature."""

    side: Side
    name: str
    at: datetime


class HandOverOut(Schema):
    """A hand-over sheet with its fingerprint and signatures."""

    id: UUID
    shift_id: UUID
    drawn_at: datetime
    sha256: str
    note: str
    items: list[ItemOut]
    signs: list[SignOut]

    @classmethod
    def of(cls, found: HandOverFacts) -> HandOverOut:
        """The sheet as JSON."""
        items = [
            ItemOut(
                kind=each.kind, words_zh=each.words.zh, words_en=each.words.en, owner_zh=each.owner.zh,
                owner_en=each.owner.en, since=each.since, number=each.number,
            )
            for each in found.items
        ]  # fmt: skip
        signs = [SignOut(side=each.side, name=each.name, at=each.at) for each in found.signs]
        return cls(
            id=found.id, shift_id=found.shift.id, drawn_at=found.drawn_at, sha256=found.sha256, note=found.note,
            items=items, signs=signs,
        )  # fmt: skip


class NoteIn(Strict):
    """A word to the next shift."""

    note: Paragraph = ""


class SignIn(Strict):
    """Which side signs."""

    side: Side
