"""Two people who were entered twice, so that the queue of possible duplicates is not empty: invented, without any case."""

from __future__ import annotations

from dataclasses import replace

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel.documents import BirthSex, DocumentKind, facts, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.homes import TEAM, VILLAGE
from sizao.project.worlds.yixing.replay import Run, acting

SEED = 900_000
"""Documents and phones from here on are nobody else's in the demonstration."""


def entered_twice(run: Run) -> None:
    """One came back without papers and with another phone; the other's name was typed with another character."""
    first, second = _someone(run, 0, 1957), _someone(run, 1, 1983)
    again = replace(_bare(first), phone=synthetic_phone(SEED + 9), address="")
    given = run.people.terms["given_names"]
    mistyped = replace(_bare(second), name=second.name.replace(given[1], given[2]))
    home = data.area(VILLAGE)
    with acting(TEAM) as by:
        for each in (first, again, second, mistyped):
            born = each.birth_date.year if each.birth_date else None
            enrol([(each, NewPerson(home, each.sex, born))], by=by, at=run.entered_at)


def _bare(given: NewIdentity) -> NewIdentity:
    return replace(given, document_kind=DocumentKind.NONE, document_number="")


def _someone(run: Run, place: int, year: int) -> NewIdentity:
    terms = run.people.terms
    document = synthetic_document(SEED + place, birth_year=year, sex=BirthSex.FEMALE)
    name = f"{terms['family_names'][place]}{terms['given_names'][place]}{terms['mark']}"
    return NewIdentity(
        name, document.kind, document.number, synthetic_phone(SEED + place), f"演示路{SEED + place}号",
        facts(document).birth_date, Sex.FEMALE,
    )  # fmt: skip
