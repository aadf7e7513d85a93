"""Invented people: names that say so, documents and numbers that nobody can hold, homes on the real area tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.documents import BirthSex, DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.project.worlds.yixing.data import area

YOUNGEST, OLDEST = 1945, 2008
"""Years of birth of invented people."""


class People:
    """Makes invented people, the same ones for the same seed."""

    def __init__(self, terms: dict[str, Any]) -> None:
        """Begin at the seed of the file."""
        self.terms = terms
        self.random = Random(terms["seed"])  # noqa: S311 - people are invented from a seed, nothing is kept secret
        self.made = 0
        self._homes: dict[str, list[int]] = {}

    def communities(self, codes: Sequence[str]) -> list[int]:
        """The communities inside some areas; an area that is one already stands for itself."""
        found: list[int] = []
        for code in codes:
            if code not in self._homes:
                inside = [each.code for each in registry.areas_at(Level.COMMUNITY, area(code))]
                self._homes[code] = inside or [area(code)]
            found += self._homes[code]
        return found

    def enter(self, count: int, codes: Sequence[str], *, by: Actor, at: datetime, **fixed: Any) -> list[int]:
        """Enter so many people who live in some areas; returns their numbers.

        Args:
            count: how many.
            codes: printed codes of the areas in which they live, evenly.
            by: who enters them.
            at: when.
            fixed: ``sex``, ``birth_year``, ``area_work`` that are the same for all.
        """
        homes = self.communities(codes)
        people = [self._one(self.random.choice(homes), fixed) for _ in range(count)]
        return enrol(people, by=by, at=at)

    def somebody(self) -> NewIdentity:
        """One more invented identity, of somebody who is not entered yet."""
        return self._one(0, {})[0]

    def _one(self, home: int, fixed: dict[str, Any]) -> tuple[NewIdentity, NewPerson]:
        self.made += 1
        sex = fixed.get("sex") or self.random.choice((Sex.MALE, Sex.FEMALE))
        year = fixed.get("birth_year") or self.random.randint(YOUNGEST, OLDEST)
        document = synthetic_document(self.made, birth_year=year, sex=BirthSex(sex.value))
        identity = NewIdentity(
            name=self._name(), document_kind=DocumentKind.CITIZEN_ID, document_number=document.number,
            phone=synthetic_phone(self.made), address=f"演示路{self.made}号", sex=sex,
        )  # fmt: skip
        return identity, NewPerson(home, sex, year, area_work=fixed.get("area_work"))

    def _name(self) -> str:
        family, given = (self.random.choice(self.terms[key]) for key in ("family_names", "given_names"))
        return f"{family}{given}{self.terms['mark']}"
