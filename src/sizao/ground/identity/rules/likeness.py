"""How alike two records are, with every reason said: a deterministic key first, then what can be explained."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from sizao.ground.identity.rules.drafts import address_key
from sizao.ground.identity.types import IndexKind, Likeness, NewIdentity
from sizao.ground.registry.types import Sex
from sizao.kernel import areas, names
from sizao.kernel.areas import Level
from sizao.kernel.documents import Document

BLOCKING = (IndexKind.DOCUMENT, IndexKind.PHONE, IndexKind.BORN, IndexKind.SOUND)
"""Two records are compared when they share one of these; any other pair is never looked at."""


@dataclass(frozen=True)
class Scale:
    """Weights of the reasons, and from which sum on a pair is proposed or called likely."""

    version: int
    propose: int
    likely: int
    weights: dict[Likeness, int]

    def score(self, reasons: Iterable[Likeness]) -> int:
        """The sum of the weights, kept within 0 and 100."""
        return max(0, min(100, sum(self.weights[each] for each in reasons)))


@dataclass(frozen=True)
class Traits:
    """What is compared of a person: the identity, and what the registry adds."""

    identity: NewIdentity
    birth_year: int | None = None
    sex: Sex = Sex.UNKNOWN
    area: int = 0
    household: UUID | None = None


@cache
def scale() -> Scale:
    """The scale of ``data/likeness.toml``."""
    path = Path(__file__).parents[1] / "data" / "likeness.toml"
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    return Scale(
        given["version"], given["propose"], given["likely"],
        {each: given["weights"][each.value] for each in Likeness},
    )  # fmt: skip


def reasons(one: Traits, other: Traits) -> tuple[Likeness, ...]:
    """Everything that speaks for the two being one person, or against it; what is unknown says nothing."""
    found = [*_document(one.identity, other.identity), *_name(one.identity, other.identity), *_birth(one, other)]
    if one.identity.phone and one.identity.phone == other.identity.phone:
        found.append(Likeness.SAME_PHONE)
    home = address_key(one.identity.address)
    if home and home == address_key(other.identity.address):
        found.append(Likeness.SAME_ADDRESS)
    if one.household is not None and one.household == other.household:
        found.append(Likeness.SAME_HOUSEHOLD)
    if one.area and areas.ancestor(one.area, Level.TOWN) == areas.ancestor(other.area, Level.TOWN):
        found.append(Likeness.SAME_TOWN)
    if Sex.UNKNOWN not in {one.sex, other.sex}:
        found.append(Likeness.SAME_SEX if one.sex is other.sex else Likeness.OTHER_SEX)
    return tuple(found)


def _document(one: NewIdentity, other: NewIdentity) -> list[Likeness]:
    found = []
    if one.nationality and other.nationality and one.nationality != other.nationality:
        found.append(Likeness.OTHER_COUNTRY)
    if not (one.document_number and other.document_number) or one.document_kind is not other.document_kind:
        return found
    is_same = Document(one.document_kind, one.document_number).key == Document(
        other.document_kind, other.document_number
    ).key  # fmt: skip
    return [*found, Likeness.SAME_DOCUMENT if is_same else Likeness.OTHER_DOCUMENT]


def _name(one: NewIdentity, other: NewIdentity) -> list[Likeness]:
    mine, theirs = names.match_key(one.name), names.match_key(other.name)
    if not (mine and theirs):
        return []
    if mine == theirs:
        return [Likeness.SAME_NAME]
    if _letters(one.name) == _letters(other.name):
        return [Likeness.SAME_SOUND]
    return [Likeness.LIKE_NAME if _near(mine, theirs) else Likeness.OTHER_NAME]


def _letters(name: str) -> str:
    """The letters of the reading, in order of the alphabet: 单小明, Shan Xiaoming and Xiaoming Shan are one."""
    return "".join(sorted(names.pinyin(name).replace(" ", "").casefold()))


def _near(mine: str, theirs: str) -> bool:
    """Whether one character was mistyped, left out or added in a name of at least three characters."""
    short, long = sorted((mine, theirs), key=len)
    if len(short) < 2 or len(long) < 3 or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _birth(one: Traits, other: Traits) -> list[Likeness]:
    mine, theirs = one.identity.birth_date, other.identity.birth_date
    if mine and theirs:
        return [Likeness.SAME_BIRTH if mine == theirs else Likeness.OTHER_BIRTH]
    year, their_year = mine.year if mine else one.birth_year, theirs.year if theirs else other.birth_year
    if not (year and their_year):
        return []
    return [Likeness.SAME_YEAR if year == their_year else Likeness.OTHER_BIRTH]
