"""What is shown before a decision on many: how many people of which areas and classes, what is lighter, and that it was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.http import HttpRequest
from ninja import Schema

from sizao.kernel import areas
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import ContactClass, Regime
from sizao.spine.web.types import Option


class Counted(Protocol):
    """How many a decision touches; the registry counts them."""

    @property
    def persons(self) -> int:
        """People."""

    @property
    def households(self) -> int:
        """Households."""

    @property
    def areas(self) -> tuple[tuple[int, int], ...]:
        """People by town."""


class AskedOf(Protocol):
    """What an edition asks of one class, and the lighter classes it also knows."""

    @property
    def contact_class(self) -> ContactClass:
        """The class."""

    @property
    def people(self) -> int:
        """How many of it."""

    @property
    def regime(self) -> Regime | None:
        """What is asked of them."""

    @property
    def lighter(self) -> tuple[tuple[ContactClass, Regime | None], ...]:
        """The lighter classes, each with what is asked of it."""


class WrittenOut(Schema):
    """Where something is written."""

    edition_id: str
    text: str
    source: str
    confidence: str

    @classmethod
    def of(cls, clause: Clause | None) -> WrittenOut | None:
        """The clause as JSON."""
        if clause is None:
            return None
        return cls(edition_id=clause.edition_id, text=clause.text, source=clause.source, confidence=clause.confidence)


class LighterOut(Schema):
    """One lighter option, what it asks, and where it is written."""

    zh: str
    en: str
    asks: str
    clause: WrittenOut | None


class ClassTouchedOut(Schema):
    """One class of those touched: how many, what is asked of them, and the lighter classes of the same edition."""

    contact_class: ContactClass
    people: int
    asks: str
    clause: WrittenOut | None
    lighter: list[LighterOut]


class AreaTouchedOut(Schema):
    """How many of those touched live in one town."""

    area: str
    people: int


class AffectedOut(Schema):
    """Whom a decision would touch if it were made now, and what would be lighter; nothing was written."""

    persons: int
    households: int
    refused: int
    by_area: list[AreaTouchedOut]
    by_class: list[ClassTouchedOut]
    lighter: list[LighterOut]

    @classmethod
    def of(
        cls, touched: Counted, asked: Iterable[AskedOf] = (), *, classes: Mapping[ContactClass, int] | None = None,
        lighter: Iterable[Option] = (), refused: int = 0,
    ) -> AffectedOut:  # fmt: skip
        """The counts as JSON.

        Args:
            touched: people, households and people by town.
            asked: what the edition asks class by class, when classes are decided on.
            classes: people by class, when nothing new is asked of them.
            lighter: lighter options that are no class.
            refused: how many of those named the rules would leave as they are.
        """
        return cls(
            persons=touched.persons, households=touched.households, refused=refused,
            by_area=[AreaTouchedOut(area=areas.printed(area), people=people) for area, people in touched.areas],
            by_class=[_asked(each) for each in asked] + [_plain(*each) for each in (classes or {}).items()],
            lighter=[_option(each) for each in lighter],
        )  # fmt: skip


def _asked(each: AskedOf) -> ClassTouchedOut:
    regime = each.regime
    return ClassTouchedOut(
        contact_class=each.contact_class, people=each.people, asks=regime.label if regime else "",
        clause=WrittenOut.of(regime.clause if regime else None), lighter=[_class(*one) for one in each.lighter],
    )  # fmt: skip


def _class(of: ContactClass, regime: Regime | None) -> LighterOut:
    clause = WrittenOut.of(regime.clause) if regime else None
    return LighterOut(zh=of.words.zh, en=of.words.en, asks=regime.label if regime else "", clause=clause)


def _plain(of: ContactClass, people: int) -> ClassTouchedOut:
    return ClassTouchedOut(contact_class=of, people=people, asks="", clause=None, lighter=[])


def _option(each: Option) -> LighterOut:
    asks = each.measures.zh if each.measures else ""
    return LighterOut(zh=each.words.zh, en=each.words.en, asks=asks, clause=WrittenOut.of(each.clause))


def was_seen(request: HttpRequest, *what: object) -> bool:
    """Whether what is being decided (an area, say) was shown with whom it touches before it was sent again."""
    return request.POST.get("seen", "") == stamp(*what)


def stamp(*what: object) -> str:
    """What goes with a page that shows whom a decision touches, so that a decision on something else is shown anew."""
    return "|".join(str(each) for each in what)
