"""What the platform counts itself: the ledgers of one day by area, read once for all units."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.kernel.areas import contains
from sizao.kernel.editions import ContactClass
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.oversight.returns import rules
from sizao.oversight.returns.types import Indicator, Record
from sizao.trace.cases import queries as cases

Figure = TypeVar("Figure")
CONTACTS = {"close_new": ContactClass.CLOSE, "secondary_new": ContactClass.SECONDARY}


@dataclass(frozen=True)
class Ledger:
    """One day's ledgers: every figure of every disease by area, and the records behind the listed ones.

    A figure's name is that of its indicator and its disease. A record counts ``then`` (at the cut-off) or ``now``: what
    differs was entered or ruled out in between.
    """

    values: Mapping[str, Mapping[int, int]]
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    then: Mapping[str, frozenset[str]] = field(default_factory=dict)
    diseases: tuple[str, ...] = ()

    def value(self, indicator: Indicator, area: int) -> int:
        """A figure of an area and everything inside it."""
        counted = self.values.get(indicator.key, {})
        return sum(number for each, number in counted.items() if contains(area, each))

    def listed(self, indicator: Indicator, area: int) -> tuple[str, ...]:
        """The ids of the records that count in an area."""
        there = self.then.get(indicator.key, frozenset())
        known = self.records.get(indicator.key, ())
        return tuple(each.id for each in known if each.id in there and contains(area, each.area))

    def apart(self, indicators: Iterable[Indicator]) -> list[Indicator]:
        """Indicators with those that the platform counts once for each disease of the day."""
        return rules.apart(indicators, self.diseases)


def ledger(on: date, as_of: datetime) -> Ledger:
    """The ledgers of a day for the whole scope, disease by disease, exercises left out.

    Args:
        on: the day, in China's time.
        as_of: now; what is known now about the day is what a return states when it is filed.
    """
    start, end = rules.day_bounds(on)
    end = min(end, as_of)
    incidents = _by_disease(start, end)
    made = [_of_disease(disease, ids, start, end) for disease, ids in incidents.items()]
    return Ledger(
        dict(ChainMap(*(dict(each.values) for each in made))), dict(ChainMap(*(dict(each.records) for each in made))),
        dict(ChainMap(*(dict(each.then) for each in made))), tuple(incidents),
    )  # fmt: skip


def _by_disease(start: datetime, end: datetime) -> dict[str, list[UUID]]:
    """The incidents of every disease that had one open on the day; when none had, of every disease there ever was."""
    known = sorted(command.incidents(with_exercises=False), key=lambda each: each.disease)
    at_hand = {
        each.disease for each in known if each.opened_at < end and (each.closed_at is None or each.closed_at >= start)
    }
    found: dict[str, list[UUID]] = {}
    for each in known:
        if each.disease in at_hand or not at_hand:
            found.setdefault(each.disease, []).append(each.id)
    return found


def _of_disease(disease: str, ids: list[UUID], start: datetime, end: datetime) -> Ledger:
    lines = cases.case_lines(ids, start, end)
    contacts = cases.contact_lines(ids, start, end)
    values: dict[str, Mapping[int, int]] = {
        "infections_new": Counter(each.area for each in lines if each.was_new),
        "infections_total": Counter(each.area for each in lines if each.was_infected),
        "under_followup": followup.open_by_area(ids, end),
        "people_sampled": screening.people_by_area(ids, start, end),
    }
    records = {
        "infections_total": tuple(
            Record(str(each.id), each.number, each.person_id, each.area, each.is_infected) for each in lines
        )
    }
    then = {"infections_total": frozenset(str(each.id) for each in lines if each.was_infected)}
    for key, kind in CONTACTS.items():
        found = [each for each in contacts if each.contact_class is kind]
        values[key] = Counter(each.area for each in found)
        records[key] = tuple(
            Record(str(each.id), each.number, each.person_id, each.area, each.is_still) for each in found
        )
        then[key] = frozenset(each.id for each in records[key])
    return Ledger(_named(values, disease), _named(records, disease), _named(then, disease), (disease,))


def _named(figures: Mapping[str, Figure], disease: str) -> dict[str, Figure]:
    return {f"{key}.{disease}": figure for key, figure in figures.items()}
