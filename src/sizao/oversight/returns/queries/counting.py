"""What the platform counts itself: the ledgers of one day by area, read once for all units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sizao.ground.command import queries as command
from sizao.kernel.areas import contains
from sizao.kernel.editions import ContactClass
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.oversight.returns import rules
from sizao.oversight.returns.types import Record
from sizao.trace.cases import queries as cases

CONTACTS = {"close_new": ContactClass.CLOSE, "secondary_new": ContactClass.SECONDARY}


@dataclass(frozen=True)
class Ledger:
    """One day's ledgers: every figure by area, and the records behind the listed ones.

    A record counts ``then`` (at the cut-off) or ``now``: what differs was entered or ruled out in between.
    """

    values: Mapping[str, Mapping[int, int]]
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    then: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def value(self, key: str, area: int) -> int:
        """A figure of an area and everything inside it."""
        return sum(number for each, number in self.values.get(key, {}).items() if contains(area, each))

    def listed(self, key: str, area: int) -> tuple[str, ...]:
        """The ids of the records that count in an area."""
        there = self.then.get(key, frozenset())
        return tuple(each.id for each in self.records.get(key, ()) if each.id in there and contains(area, each.area))


def ledger(on: date, as_of: datetime) -> Ledger:
    """The ledgers of a day for the whole scope, exercises left out.

    Args:
        on: the day, in China's time.
        as_of: now; what is known now about the day is what a return states when it is filed.
    """
    start, end = rules.day_bounds(on)
    end = min(end, as_of)
    ids = [each.id for each in command.incidents(with_exercises=False)]
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
    return Ledger(values, records, then)
