"""Reads of the shelf of editions, shaped for pages and the API; the shelf itself is ``kernel.editions``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sizao.ground.editions import rules
from sizao.ground.editions.types import Found, Shelved
from sizao.ground.registry import queries as registry
from sizao.ground.registry.errors import AreaMalformed
from sizao.kernel import areas
from sizao.kernel.editions import Difference, Disease, Edition, EditionStatus, NoEditionInForce, diff, library
from sizao.kernel.words import Words


def shelf(disease: str = "") -> list[Shelved]:
    """All editions and overlays, by disease and date, drafts and undated ones last; of one disease when given."""
    kept = [each for each in library().all() if not disease or each.disease == disease]
    names = registry.area_names({code for each in kept for code in each.areas if code})
    return [_shelved(each, names) for each in sorted(kept, key=_reading_order)]


def _reading_order(edition: Edition) -> tuple[int, str, bool, bool]:
    """Stable: within these, the library's order by date stays."""
    is_last = edition.effective_from is None
    return list(Disease).index(edition.disease), edition.kind, edition.status is not EditionStatus.PUBLISHED, is_last


def _shelved(edition: Edition, names: Mapping[int, Words]) -> Shelved:
    held = [names[code] for code in edition.areas if code in names]
    return Shelved(
        id=edition.id, title=edition.title, issuer=edition.issuer, kind=edition.kind, disease=edition.disease,
        status=edition.status, effective_on=edition.effective_on, until_on=until_on(edition), areas=edition.areas,
        where=Words("、".join(each.zh for each in held), ", ".join(each.en for each in held)),
        by_decision=edition.by_decision, figures=len(edition.figures), weak=weak(edition),
    )  # fmt: skip


def weak(edition: Edition) -> int:
    """How many figures of an edition have a weak source."""
    return sum(each.clause.is_weak for each in edition.figures)


def until_on(edition: Edition) -> date | None:
    """The local day on which an edition is no longer in force; ``None`` while it is, or when that is not known."""
    return edition.effective_until.astimezone(edition.tz).date() if edition.effective_until else None


MOST = 100
"""Answers to one question that are shown."""


def ask(text: str, *, disease: str = "", at: datetime | None = None, area: int = areas.NATION) -> list[Found]:
    """What the editions say to a question in words, the best answers first; with ``at`` those in force here then.

    Of a composition in force every part answers by itself, so that each answer names the file it stands in.
    """
    words = rules.asked(text)
    kept = [each for each in library().all() if not disease or each.disease == disease]
    if at is not None:
        now = {part.id for key in diseases() for part in _parts_in_force(key, area, at)}
        kept = [each for each in kept if each.id in now]
    found = [answer for each in kept for answer in rules.answers(each, words)]
    return sorted(found, key=lambda each: (-each.points, each.edition_id, each.line.path))[:MOST]


def _parts_in_force(disease: str, area: int, at: datetime) -> tuple[Edition, ...]:
    try:
        found = library().in_force(disease, area, at)
    except NoEditionInForce:
        return ()
    return parts(found) if found.is_composed else (found,)


def edition(edition_id: str) -> Edition:
    """One edition, overlay or composition.

    Raises:
        NoSuchEdition: when a part of the id is unknown.
    """
    return library().get(edition_id)


def in_force(disease: str, area: str | int, at: datetime) -> Edition:
    """The edition for an event at a moment in an area, which may be given as a printed code.

    Raises:
        AreaMalformed: when the code is not one.
        NoEditionInForce: when none covers the moment.
    """
    return library().in_force(disease, area_code(area), at)


def area_code(area: str | int) -> int:
    """An area's number from a printed code or a number.

    Raises:
        AreaMalformed: when the code is not one.
    """
    if isinstance(area, int):
        return area
    try:
        return areas.parse(area)
    except ValueError as fault:
        raise AreaMalformed(code=area) from fault


def difference(one: str, other: str, *, with_same: bool = False) -> tuple[Difference, ...]:
    """What changed from one edition to another.

    Raises:
        NoSuchEdition: when one of them is unknown.
    """
    return diff(edition(one), edition(other), with_same=with_same)


def choices() -> list[tuple[str, Edition]]:
    """Every edition and overlay by id, to choose from."""
    return [(each.id, each) for each in library().all()]


def neighbours(here: Edition) -> tuple[Edition | None, Edition | None]:
    """The edition that this one replaced, and the one that replaced it."""
    base = here.parts[0]
    before = library().get(here.replaces) if here.replaces else None
    after = next((each for each in library().all() if each.replaces == base), None)
    return before, after


def parts(here: Edition) -> tuple[Edition, ...]:
    """The files that a composition is made of, each on its own."""
    return tuple(library().get(each) for each in here.parts)


def laid_over(here: Edition) -> tuple[Edition, ...]:
    """The overlays that may lie over an edition."""
    return tuple(each for each in library().overlays(here.disease) if here.id in each.over)


def diseases() -> tuple[Disease, ...]:
    """The diseases that have an edition."""
    return library().diseases()
